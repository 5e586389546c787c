"""What a user has: products and their columns, scenarios, saved comparisons and edits.

Amounts are whole numbers in base units. Other rooms may use the names below, and the modules
`row_batch`, `product_columns` and `scenario_fields` for many rows and for workbooks.
"""

from pricing.model.changes import ChangeSet
from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY, Column, ColumnKind, build_product
from pricing.model.entry import Entry
from pricing.model.product import UNIT_KINDS, Product
from pricing.model.saved_comparisons import SavedComparison, SavedComparisons
from pricing.model.scenario import DOSE_POLICIES, Scenario, choose_scenario

__all__ = [
    "COLUMNS",
    "COLUMNS_BY_KEY",
    "DOSE_POLICIES",
    "UNIT_KINDS",
    "ChangeSet",
    "Column",
    "ColumnKind",
    "Entry",
    "Product",
    "SavedComparison",
    "SavedComparisons",
    "Scenario",
    "build_product",
    "choose_scenario",
]
