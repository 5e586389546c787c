"""The rows that an export leaves out, because they make no product yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from pricing.calculation.sentences import listed_names

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from pricing.model.entry import Entry

_MOST_NAMED = 5


def left_out_text(entries: Sequence[Entry], written: Container[int]) -> str:
    """Return the sentence that names the rows left out, or "". `written` holds the others."""
    names = [
        str(entry.values.get("product") or tr("row {row}", row=row + 1))
        for row, entry in enumerate(entries)
        if row not in written and not entry.is_empty
    ]
    if not names:
        return ""
    listed = listed_names(names[:_MOST_NAMED])
    if len(names) <= _MOST_NAMED:
        return tr("Incomplete, and therefore left out: {names}.", names=listed)
    one = "{count} row is incomplete and left out, such as {names}."
    several = "{count} rows are incomplete and left out, such as {names}."
    return count_text(len(names), one, several, names=listed)
