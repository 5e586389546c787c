"""One page must be one page: the largest print in which a handout fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.printing.page_layout import PrintedPages

if TYPE_CHECKING:
    from pricing.writing.print.handout import Handout


class FittedHandout(NamedTuple):
    """The page, how many of the products are on it, and whether the print is as asked for."""

    pages: PrintedPages
    product_count: int
    is_requested_size: bool


def fit_one_page(handout: Handout) -> FittedHandout:
    """Every product in print as large as may be; fewer where the print must be large."""
    for count in range(len(handout.products), 0, -1):
        part = handout.with_first(count)
        for points in part.options.text_sizes:
            sheets = PrintedPages(part.html(points), part.options.paper)
            if sheets.count == 1:
                return FittedHandout(sheets, count, is_requested_size=True)
    for points in part.options.fallback_text_sizes:
        sheets = PrintedPages(part.html(points), part.options.paper)
        if sheets.count == 1:
            break
    return FittedHandout(sheets, 1, is_requested_size=False)
