"""The stages of one conversion: open, detect, read, disclose, bridge, put, verify, publish, account."""
