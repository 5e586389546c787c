"""A list that was read in batches, put together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.reading.rows import Line, Listed, ProductList, lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.reading.batches import Batch


def whole(batches: Iterable[Batch]) -> ProductList:
    """What the list holds; its problems in the order in which they came."""
    found = list(batches)
    return ProductList(
        tuple(each for batch in found for each in lines(batch.products, Listed)),
        tuple(each for batch in found for each in batch.problems),
        tuple(each for batch in found for each in lines(batch.waiting, Line)),
    )
