"""One page must be one page: the largest print in which a handout fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.printing.sheets import Sheets

if TYPE_CHECKING:
    from pricing.writing.handout import Handout


def fitted(handout: Handout) -> tuple[Sheets, int]:
    """The page, and how many of its products are on it: all, unless the print must be large."""
    for count in range(len(handout.products), 0, -1):
        part = handout.of_first(count)
        for points in part.edition.sizes:
            sheets = Sheets(part.html(points), part.edition.paper)
            if sheets.count == 1:
                return sheets, count
    return sheets, 1
