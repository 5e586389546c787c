"""Places in a text or among the tokens of a line, in their order."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def has_between(places: Sequence[int], start: int, end: int) -> bool:
    """Return whether one of some places, which are in their order, is from a start to an end.

    >>> has_between([3, 8], 2, 5), has_between([3, 8], 4, 8)
    (True, False)
    """
    return bisect_left(places, start) < bisect_left(places, end)
