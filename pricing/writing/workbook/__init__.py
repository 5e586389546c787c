"""The comparison as an Excel workbook: live formulas with stored results, or values only."""
