"""Writing comparisons: JSON, tables, workbooks; every file whole or not at all."""
