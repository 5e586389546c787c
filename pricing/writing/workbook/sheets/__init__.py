"""The sheets of the workbook, one module for each, and what they share."""
