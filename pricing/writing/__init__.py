"""Writing comparisons: JSON, delimited tables, workbooks. Every file is written whole or not at all."""
