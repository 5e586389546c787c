"""The shipped tables, as CSV and TOML files, and their loader.

Other rooms read them with the names below. `reference` gives most of them a type.
"""

from pricing.data.tables import EXAMPLE_FILE, list_files, read_rows, read_text

__all__ = [
    "EXAMPLE_FILE",
    "list_files",
    "read_rows",
    "read_text",
]
