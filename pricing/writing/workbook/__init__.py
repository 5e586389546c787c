"""The comparison workbook."""
