"""The sheets of the comparison workbook, one module each."""
