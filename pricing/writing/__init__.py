"""Writing comparisons: JSON, tables, workbooks and printed pages."""
