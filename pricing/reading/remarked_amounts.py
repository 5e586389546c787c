"""Compare the amounts of rows with what the remarks beside them say about amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.quantities.amounts import UNITS
from pricing.reading.amount_remarks import NO_REMARK, read_amount_remark
from pricing.reading.servings import SERVING

if TYPE_CHECKING:
    from pricing.reading.amount_remarks import AmountRemark
    from pricing.reading.row_builder import RowBatchBuilder

_ELEMENTAL = "elemental_mg"
_AMOUNT_KEYS = (_ELEMENTAL, "compound_mg")


def amount_in_question(batch: RowBatchBuilder, position: int, text: str) -> str:
    """Return the column whose amount a remark beside a row contradicts, or ""."""
    remark = read_amount_remark(text)
    key = next((one for one in _AMOUNT_KEYS if batch.value(one, position) is not None), "")
    if remark is NO_REMARK or not key:
        return ""
    is_other = _is_of_others(batch, position, remark) or (remark.is_salt and key == _ELEMENTAL)
    return key if is_other else ""


def _is_of_others(batch: RowBatchBuilder, position: int, remark: AmountRemark) -> bool:
    """Return whether a remark states another number of units than the list does."""
    if batch.amounts_state_base or batch.value("unit_kind", position) == SERVING:
        return False
    serving = batch.value("serving_units", position) or UNITS.base_per_unit
    if remark.units:
        return serving != remark.units * UNITS.base_per_unit
    return remark.is_daily and serving == UNITS.base_per_unit
