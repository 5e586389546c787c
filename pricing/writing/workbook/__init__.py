"""The comparison as an Excel workbook: live formulas with stored results, or values only.

`sheets` has a module for each sheet.
"""

from pricing.writing.workbook.update_existing import update_workbook
from pricing.writing.workbook.workbook import (
    MAX_LIVE_PRODUCTS,
    fits_live_formulas,
    values_workbook,
    write_template,
    write_workbook,
)

__all__ = [
    "MAX_LIVE_PRODUCTS",
    "fits_live_formulas",
    "update_workbook",
    "values_workbook",
    "write_template",
    "write_workbook",
]
