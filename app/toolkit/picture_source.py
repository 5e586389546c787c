"""The line below a copied picture: the source of its figures, and the day of the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import date_text
from app.toolkit.translation import tr
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.calculation.comparison import Comparison


def source_line(comparison: Comparison, name: str) -> str:
    """Return the comparison's name, the days of its prices, and the day of the drawing."""
    days = [day for product in comparison.ranked_products if (day := product.product.priced_on)]
    drawn = tr("drawn {day} with Elemental", day=date_text(comparison.today))
    return " · ".join(filter(None, (displayable_line(name), _prices_text(days), drawn)))


def _prices_text(days: Sequence[object]) -> str:
    from datetime import date

    dates = sorted(day for day in days if isinstance(day, date))
    if not dates:
        return ""
    if dates[0] == dates[-1]:
        return tr("prices of {day}", day=date_text(dates[0]))
    return tr("prices of {first} to {last}", first=date_text(dates[0]), last=date_text(dates[-1]))
