"""What the tables of several dataset types share: references, classes, reviews, compliance, administration.

``common:`` is the namespace http://lca.jrc.it/ILCD/Common whatever prefix a file uses.
"""

from __future__ import annotations

from crosswalk.formats.codecs import integer_text, string, truth_text
from crosswalk.formats.spec import Field, Repeat, Row, Table, texts

REFERENCE = Table(
    Field("kind", "@type", string),
    Field("id", "@refObjectId", string),
    Field("version", "@version", string),
    Field("uri", "@uri", string),
    Field("sub_reference", "common:subReference", texts),
    Field("name", "common:shortDescription", texts),
)


def _classification(parts: str, classes: str, number: str) -> Table:
    """A classification of datasets, or the categories of elementary flows: alike but for the names of their parts."""
    entry = Table(Field("level", "@level", integer_text), Field("id", number, string), Field("name", "#text", string))
    return Table(Field("system", "@name", string), Field("classes", classes, string), Repeat("entries", parts, entry))


CLASSIFICATION = _classification("common:class", "@classes", "@classId")
CATEGORIZATION = _classification("common:category", "@categories", "@catId")

OVERALL_COMPLIANCE = Table(
    Field("system", "common:referenceToComplianceSystem", REFERENCE),
    Field("overall", "common:approvalOfOverallCompliance", string),
)
"""Compliance of flows, flow properties and unit groups: overall only."""

AREA_COMPLIANCE: tuple[Row, ...] = (
    Field("nomenclature", "common:nomenclatureCompliance", string),
    Field("method", "common:methodologicalCompliance", string),
    Field("review", "common:reviewCompliance", string),
    Field("documentation", "common:documentationCompliance", string),
    Field("quality", "common:qualityCompliance", string),
)
COMPLIANCE = OVERALL_COMPLIANCE.add(*AREA_COMPLIANCE)

REVIEW_METHOD = Table(Field("name", "@name", string))
REVIEW_RESULT: tuple[Row, ...] = (
    Field("details", "common:reviewDetails", texts, also=("reviewDetails",)),
    Repeat("reviewers", "common:referenceToNameOfReviewerAndInstitution", REFERENCE),
    Field("other_details", "common:otherReviewDetails", texts),
    Field("report", "common:referenceToCompleteReviewReport", REFERENCE),
)
REVIEW = Table(
    Field("type", "@type", string),
    Repeat(
        "scopes",
        "common:scope",
        Table(
            Field("name", "@name", string),
            Repeat("methods", "common:method", REVIEW_METHOD, also=("method",)),
        ),
        also=("scope",),
    ),
    Repeat(
        "indicators",
        "common:dataQualityIndicators/common:dataQualityIndicator",
        Table(Field("name", "@name", string), Field("value", "@value", string)),
    ),
    *REVIEW_RESULT,
)

M = "modellingAndValidation"
A = "administrativeInformation"
E = f"{A}/dataEntryBy"
O = f"{A}/publicationAndOwnership"  # noqa: E741

COMMISSION: tuple[Row, ...] = (
    Repeat("goal.commissioners", f"{A}/common:commissionerAndGoal/common:referenceToCommissioner", REFERENCE),
    Field("goal.project", f"{A}/common:commissionerAndGoal/common:project", texts),
    Field("goal.applications", f"{A}/common:commissionerAndGoal/common:intendedApplications", texts),
    Repeat("generators", f"{A}/dataGenerator/common:referenceToPersonOrEntityGeneratingTheDataSet", REFERENCE),
)
TIMESTAMP = Field("entry.timestamp", f"{E}/common:timeStamp", string)
DATASET_FORMATS = Repeat("entry.formats", f"{E}/common:referenceToDataSetFormat", REFERENCE)
CONVERTED_FROM = Field("entry.original", f"{E}/common:referenceToConvertedOriginalDataSetFrom", REFERENCE)
ENTERED_BY = Field("entry.person", f"{E}/common:referenceToPersonOrEntityEnteringTheData", REFERENCE)
USE_APPROVALS = Repeat("entry.approvals", f"{E}/common:referenceToDataSetUseApproval", REFERENCE)
LAST_REVISION = Field("publication.last_revision", f"{O}/common:dateOfLastRevision", string)
VERSION = Field("identity.version", f"{O}/common:dataSetVersion", string)
PRECEDING = Repeat("publication.preceding", f"{O}/common:referenceToPrecedingDataSetVersion", REFERENCE)
PERMANENT_URI = Field("identity.uri", f"{O}/common:permanentDataSetURI", string)
WORKFLOW = Field("publication.workflow", f"{O}/common:workflowAndPublicationStatus", string)
UNCHANGED = Field("publication.unchanged_republication", f"{O}/common:referenceToUnchangedRepublication", REFERENCE)
OWNER = Field("publication.owner", f"{O}/common:referenceToOwnershipOfDataSet", REFERENCE)
COPYRIGHT = Field("publication.copyright", f"{O}/common:copyright", truth_text)
EXCLUSIVE_ACCESS = Repeat(
    "publication.exclusive_access", f"{O}/common:referenceToEntitiesWithExclusiveAccess", REFERENCE
)
LICENCE = Field("publication.licence", f"{O}/common:licenseType", string)
ACCESS_RESTRICTIONS = Field("publication.access_restrictions", f"{O}/common:accessRestrictions", texts)

REVISION: tuple[Row, ...] = (LAST_REVISION, VERSION, PRECEDING, PERMANENT_URI, WORKFLOW, UNCHANGED)
"""Publication of processes and LCIA methods, up to the owner."""
ACCESS: tuple[Row, ...] = (COPYRIGHT, EXCLUSIVE_ACCESS, LICENCE, ACCESS_RESTRICTIONS)
SHORT_PUBLICATION: tuple[Row, ...] = (VERSION, PRECEDING, PERMANENT_URI, OWNER)
SHORT_ADMINISTRATION: tuple[Row, ...] = (TIMESTAMP, DATASET_FORMATS, *SHORT_PUBLICATION)
"""Administration of flow properties, unit groups, contacts and sources."""
