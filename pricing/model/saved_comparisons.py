"""The saved comparisons as a value: each has a name, and the one opened last is on screen."""

from __future__ import annotations

from dataclasses import field, replace

from pricing.problems.plain_facts import dataclass

UNTITLED = "Untitled comparison"


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """A saved comparison. `copy_of` is the id of the comparison that it was copied from."""

    id: int
    name: str
    copy_of: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SavedComparisons:
    """Every saved comparison, the one opened last first. There is always at least one."""

    comparisons: tuple[SavedComparison, ...]

    @property
    def open_comparison(self) -> SavedComparison:
        """The comparison on screen."""
        return self.comparisons[0]

    def names_by_id(self) -> dict[int, str]:
        return {comparison.id: comparison.name for comparison in self.comparisons}

    def by_id(self, comparison_id: int) -> SavedComparison:
        return next(comparison for comparison in self.comparisons if comparison.id == comparison_id)

    def with_opened(self, comparison_id: int) -> SavedComparisons:
        """Return the comparisons with another one on screen.

        >>> both = SavedComparisons((SavedComparison(1, "Magnesium"), SavedComparison(2, "Zinc")))
        >>> both.with_opened(2).open_comparison.name
        'Zinc'
        """
        return self._with_first(self.by_id(comparison_id))

    def with_new(
        self, comparison_id: int, name: str = UNTITLED, copy_of: int | None = None
    ) -> SavedComparisons:
        """Return the comparisons with a new one on screen, under an unused name."""
        return self._with_first(SavedComparison(comparison_id, self.unused_name(name), copy_of))

    def with_renamed(self, comparison_id: int, name: str) -> SavedComparisons:
        """Return the comparisons with one renamed; an empty name changes nothing."""
        plain = " ".join(name.split())
        if not plain:
            return self
        return SavedComparisons(
            tuple(
                replace(comparison, name=plain) if comparison.id == comparison_id else comparison
                for comparison in self.comparisons
            )
        )

    def without(self, comparison_id: int, replacement_id: int) -> SavedComparisons:
        """Return the comparisons without one. The last one is replaced by an empty one."""
        replacement = SavedComparison(replacement_id, UNTITLED)
        return SavedComparisons(self._others(comparison_id) or (replacement,))

    def unused_name(self, name: str) -> str:
        """Return the name, with the first number that makes it unused if it is taken.

        >>> both = SavedComparisons((SavedComparison(1, "Zinc"), SavedComparison(2, "Zinc 2")))
        >>> both.unused_name("Zinc")
        'Zinc 3'
        """
        taken = {comparison.name for comparison in self.comparisons}
        candidates = (name, *(f"{name} {count}" for count in range(2, len(taken) + 2)))
        return next(candidate for candidate in candidates if candidate not in taken)

    def _with_first(self, first: SavedComparison) -> SavedComparisons:
        return SavedComparisons((first, *self._others(first.id)))

    def _others(self, comparison_id: int) -> tuple[SavedComparison, ...]:
        return tuple(
            comparison for comparison in self.comparisons if comparison.id != comparison_id
        )
