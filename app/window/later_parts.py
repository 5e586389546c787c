"""Parts of a view that are made on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class LaterParts:
    """Makes each part once: before it is first shown, or when there is nothing else to do."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[], object]] = {}

    def expect(self, makers: Mapping[str, Callable[[], object]]) -> None:
        """Make each of these parts later, by its key."""
        self._makers.update(makers)

    def make(self, key: str) -> None:
        """Make a part unless it was made before."""
        maker = self._makers.pop(key, None)
        if maker is not None:
            maker()

    def make_one(self) -> bool:
        """Make any part that is still missing. Return False if there is none."""
        key = next(iter(self._makers), None)
        if key is None:
            return False
        self.make(key)
        return True
