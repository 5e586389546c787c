"""Lines with prices of which one names the product, and another one counts other units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.prices import PAID_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_reading import LabelField
    from pricing.labels.prices import Price


def are_of_two(
    source: str,
    product: LabelField,
    pack: LabelField,
    price: LabelField,
    prices: Sequence[Price],
) -> bool:
    """Return whether a name and a pack stand in lines with different prices, as on a receipt.

    The price to pay is open then: Feroglobin 30 caps £6.50, and below it iron tablets £2.99.
    """
    if price.value is not None or not product.spans or not pack.spans:
        return False
    paid = [one for one in prices if one.kind in PAID_KINDS]
    values = {_line_at(source, one.span.start): one.value for one in paid}
    named = _line_at(source, product.spans[0].start)
    counted = _line_at(source, pack.spans[0].start)
    return named in values and counted in values and values[named] != values[counted]


def _line_at(source: str, at: int) -> int:
    """Return where the line around a place begins."""
    return source.rfind("\n", 0, at) + 1
