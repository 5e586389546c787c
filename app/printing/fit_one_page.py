"""One page must be one page: the largest print in which a handout fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.printing.page_layout import Sheets

if TYPE_CHECKING:
    from pricing.writing.print.handout import Handout


class Fitted(NamedTuple):
    """The page, how many of the products are on it, and whether the print is as asked for."""

    sheets: Sheets
    products: int
    as_asked: bool


def fitted(handout: Handout) -> Fitted:
    """Every product in print as large as may be; fewer where the print must be large."""
    for count in range(len(handout.products), 0, -1):
        part = handout.of_first(count)
        for points in part.edition.sizes:
            sheets = Sheets(part.html(points), part.edition.paper)
            if sheets.count == 1:
                return Fitted(sheets, count, as_asked=True)
    for points in part.edition.last_resort:
        sheets = Sheets(part.html(points), part.edition.paper)
        if sheets.count == 1:
            break
    return Fitted(sheets, 1, as_asked=False)
