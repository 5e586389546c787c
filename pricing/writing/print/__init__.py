"""The printed pages as HTML: the handout for a patient and the report for a pharmacist."""
