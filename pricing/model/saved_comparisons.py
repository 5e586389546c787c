"""The saved comparisons, as a value: each has a name, and the one opened last is on screen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

UNTITLED = "Untitled comparison"


@dataclass(frozen=True, slots=True)
class Named:
    """A saved comparison. `copy_of`: the one whose rows and scenario it began with."""

    id: int
    name: str
    copy_of: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every saved comparison, the one opened last first; there is always one."""

    comparisons: tuple[Named, ...]

    @property
    def open(self) -> Named:
        """The comparison on screen."""
        return self.comparisons[0]

    def named(self, number: int) -> Named:
        return next(each for each in self.comparisons if each.id == number)

    def opened(self, number: int) -> Shelf:
        """With another comparison on screen.

        >>> Shelf((Named(1, "Magnesium"), Named(2, "Zinc"))).opened(2).open.name
        'Zinc'
        """
        return self._with_first(self.named(number))

    def with_new(self, number: int, name: str = UNTITLED, copy_of: int | None = None) -> Shelf:
        """With a new comparison on screen, under a name that no other has."""
        return self._with_first(Named(number, self.free_name(name), copy_of))

    def renamed(self, number: int, name: str) -> Shelf:
        """With another name for one; as it is where the name says nothing."""
        plain = " ".join(name.split())
        if not plain:
            return self
        return Shelf(
            tuple(
                replace(each, name=plain) if each.id == number else each
                for each in self.comparisons
            )
        )

    def without(self, number: int, fresh: int) -> Shelf:
        """Without one; `fresh` is the number of the empty one that follows the last."""
        rest = self._others(number)
        return Shelf(rest) if rest else Shelf((Named(fresh, UNTITLED),))

    def free_name(self, name: str) -> str:
        """The name, or the name with the first number that makes it one of its own.

        >>> Shelf((Named(1, "Zinc"), Named(2, "Zinc 2"))).free_name("Zinc")
        'Zinc 3'
        """
        taken = {each.name for each in self.comparisons}
        numbered = (f"{name} {count}" for count in range(2, len(taken) + 2))
        return name if name not in taken else next(each for each in numbered if each not in taken)

    def _with_first(self, first: Named) -> Shelf:
        return Shelf((first, *self._others(first.id)))

    def _others(self, number: int) -> tuple[Named, ...]:
        return tuple(each for each in self.comparisons if each.id != number)
