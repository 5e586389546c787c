"""A list that was read in batches, put together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.reading.rows import ListRow, ProductList, ProductRow, batch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.reading.batches import ListBatch


def join_batches(batches: Iterable[ListBatch]) -> ProductList:
    """What the list holds; its problems in the order in which they came."""
    found = list(batches)
    return ProductList(
        tuple(each for batch in found for each in batch_rows(batch.products, ProductRow)),
        tuple(each for batch in found for each in batch.problems),
        tuple(each for batch in found for each in batch_rows(batch.incomplete, ListRow)),
    )
