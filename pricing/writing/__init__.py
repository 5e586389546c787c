"""Comparisons as JSON, CSV, plain text, workbooks and printed pages. Files are written whole.

The rooms `workbook` and `print` have their own names. `table_files` chooses a format by suffix.
"""

from pricing.writing.clipboard import html_table, tsv_text
from pricing.writing.csv_table import TABLE_STYLES, TableStyle, write_csv
from pricing.writing.json_output import comparison_json, input_json, nearest_double, scenario_json
from pricing.writing.text_table import (
    aligned_lines,
    compared_cells,
    compared_headings,
    compared_lines,
    cut_text,
    figure_cells,
    figure_headings,
)

__all__ = [
    "TABLE_STYLES",
    "TableStyle",
    "aligned_lines",
    "compared_cells",
    "compared_headings",
    "compared_lines",
    "comparison_json",
    "cut_text",
    "figure_cells",
    "figure_headings",
    "html_table",
    "input_json",
    "nearest_double",
    "scenario_json",
    "tsv_text",
    "write_csv",
]
