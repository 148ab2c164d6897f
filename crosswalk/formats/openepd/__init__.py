"""openEPD documents: openEPD, openIndustryEpd, openGenericEstimate (JSON)."""
