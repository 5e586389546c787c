"""Data on the user's disk: the saved comparisons, and the SQLite files of the program.

Other rooms use the names below. They import `foreign_files`, which the start does not need, from
its module.
"""

from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import CATALOGUE_FILE, COMPARISONS_FILE, DataFileKind
from pricing.store.database import Database, default_data_folder, join_names

__all__ = [
    "CATALOGUE_FILE",
    "COMPARISONS_FILE",
    "ComparisonStore",
    "DataFileKind",
    "Database",
    "default_data_folder",
    "join_names",
]
