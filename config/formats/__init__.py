"""Dates and numbers of a language, where the portal writes them otherwise than Django (`FORMAT_MODULE_PATH`)."""
