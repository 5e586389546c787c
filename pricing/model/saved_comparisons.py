"""The saved comparisons, as a value: each has a name, and the one opened last is on screen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

UNTITLED = "Untitled comparison"


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """A saved comparison. `copy_of`: the one whose rows and scenario it began with."""

    id: int
    name: str
    copy_of: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SavedComparisons:
    """Every saved comparison, the one opened last first; there is always one."""

    comparisons: tuple[SavedComparison, ...]

    @property
    def open_comparison(self) -> SavedComparison:
        """The comparison on screen."""
        return self.comparisons[0]

    def by_id(self, number: int) -> SavedComparison:
        return next(each for each in self.comparisons if each.id == number)

    def with_opened(self, number: int) -> SavedComparisons:
        """With another comparison on screen.

        >>> both = SavedComparisons((SavedComparison(1, "Magnesium"), SavedComparison(2, "Zinc")))
        >>> both.with_opened(2).open_comparison.name
        'Zinc'
        """
        return self._with_first(self.by_id(number))

    def with_new(
        self, number: int, name: str = UNTITLED, copy_of: int | None = None
    ) -> SavedComparisons:
        """With a new comparison on screen, under a name that no other has."""
        return self._with_first(SavedComparison(number, self.unused_name(name), copy_of))

    def with_renamed(self, number: int, name: str) -> SavedComparisons:
        """With another name for one; as it is where the name says nothing."""
        plain = " ".join(name.split())
        if not plain:
            return self
        return SavedComparisons(
            tuple(
                replace(each, name=plain) if each.id == number else each
                for each in self.comparisons
            )
        )

    def without(self, number: int, replacement_id: int) -> SavedComparisons:
        """Without one; `fresh` is the number of the empty one that follows the last."""
        rest = self._others(number)
        return (
            SavedComparisons(rest)
            if rest
            else SavedComparisons((SavedComparison(replacement_id, UNTITLED),))
        )

    def unused_name(self, name: str) -> str:
        """The name, or the name with the first number that makes it one of its own.

        >>> both = SavedComparisons((SavedComparison(1, "Zinc"), SavedComparison(2, "Zinc 2")))
        >>> both.unused_name("Zinc")
        'Zinc 3'
        """
        taken = {each.name for each in self.comparisons}
        numbered = (f"{name} {count}" for count in range(2, len(taken) + 2))
        return name if name not in taken else next(each for each in numbered if each not in taken)

    def _with_first(self, first: SavedComparison) -> SavedComparisons:
        return SavedComparisons((first, *self._others(first.id)))

    def _others(self, number: int) -> tuple[SavedComparison, ...]:
        return tuple(each for each in self.comparisons if each.id != number)
