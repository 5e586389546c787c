"""Product lists from any file: each row becomes a product or a located problem.

`read_products` reads a list as a whole, `read_batches` a long one in bounded memory. Other rooms
may use the names below.
"""

from pricing.reading.clipboard import grid_of_rows, has_header, parse_block
from pricing.reading.file_bounds import check_workbook_archive
from pricing.reading.first_rows import (
    FirstRows,
    read_if_unambiguous,
    suggest_layout,
)
from pricing.reading.grid import Grid
from pricing.reading.headers import HEADER_SEARCH_ROWS
from pricing.reading.importer import (
    LIST_EXTENSIONS,
    ReadingOptions,
    read_grid,
)
from pricing.reading.layouts import (
    ColumnChoice,
    Layout,
    find_saved_layout,
    guess_layout,
    layout_key,
    layout_to_text,
)
from pricing.reading.merging import MergeMode, match_existing_rows, merge_list
from pricing.reading.product_list import ListBatch, ListRow, ProductList, ProductRow
from pricing.reading.reader_process import read_batches, read_first_rows, read_products

__all__ = [
    "HEADER_SEARCH_ROWS",
    "LIST_EXTENSIONS",
    "ColumnChoice",
    "FirstRows",
    "Grid",
    "Layout",
    "ListBatch",
    "ListRow",
    "MergeMode",
    "ProductList",
    "ProductRow",
    "ReadingOptions",
    "check_workbook_archive",
    "find_saved_layout",
    "grid_of_rows",
    "guess_layout",
    "has_header",
    "layout_key",
    "layout_to_text",
    "match_existing_rows",
    "merge_list",
    "parse_block",
    "read_batches",
    "read_first_rows",
    "read_grid",
    "read_if_unambiguous",
    "read_products",
    "suggest_layout",
]
