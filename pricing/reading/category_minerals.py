"""The mineral of a row whose name names none, as its category states it: Minerals > Zinc."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import folded_words
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.list_words import words_of
from pricing.reading.titled_minerals import names_mineral_alone
from pricing.reading.unit_columns import text_of
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import named_minerals, names_other_substance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pricing.problems.errors import Problem
    from pricing.reading.grid import CellOrText
    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder

_FURTHER = lazy_pattern(r"[,;|\n]")  # parts one group from another
_BELOW = lazy_pattern(r"[>»›→:]")  # parts a group from those within it


def _is_title_of_groups(title: str) -> bool:
    """Return whether a title is that of a column of groups.

    >>> [_is_title_of_groups(one) for one in ("Product type", "Sub-Category 2", "Type of pack")]
    [True, True, False]
    """
    words = set(folded_words(title.replace("_", " ")))
    groups = words_of("group") | words_of("tag")
    return not groups.isdisjoint(words) and words <= groups | words_of("group filler")


@lru_cache(maxsize=8_192)
def _minerals_of_group(text: str) -> tuple[str, ...]:
    """Return the minerals of groups: of each that names some the last part that does.

    >>> _minerals_of_group("Calcium & Zinc > Zinc"), _minerals_of_group("Zinc, Minerals > Iron")
    (('Zn',), ('Zn', 'Fe'))
    """
    found: list[str] = []
    for group in _FURTHER.split(text):
        named = filter(None, map(named_minerals, reversed(_BELOW.split(group))))
        found.extend(next(named, ()))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8_192)
def _is_of_other_substance(text: str) -> bool:
    """Return whether a group is that of another substance.

    >>> [_is_of_other_substance(one) for one in ("Vitamins > Vitamin D", "Vitamins & Minerals")]
    [True, False]
    """
    parts = (part for group in _FURTHER.split(text) for part in _BELOW.split(group))
    return any(
        names_other_substance(part) and not words_of("general group").issuperset(folded_words(part))
        for part in parts
    )


def group_columns(header: HeaderRow) -> Iterator[int]:
    """Yield the columns of groups that are not read as anything else."""
    taken = {heading.index for heading in header.headings} | header.own_indexes
    for index, text in enumerate(header.texts):
        if index not in taken and _is_title_of_groups(text):
            yield index


def minerals_alone(texts: Sequence[str]) -> bool:
    """Return whether the groups of some rows name minerals, and nothing else beside them."""
    naming = [text for text in texts if _minerals_of_group(text)]
    return bool(naming) and all(
        names_mineral_alone(part)
        for text in naming
        for group in _FURTHER.split(text)
        for part in _BELOW.split(group)
        if named_minerals(part)
    )


class CategoryMinerals:
    """Gives each row whose name names no mineral that of its groups, or asks which it is."""

    def __init__(self, header: HeaderRow, element: str) -> None:
        self._columns = {index: header.texts[index] for index in group_columns(header)}
        self._notes = {index: ColumnNotes(text) for index, text in self._columns.items()}
        self._above: dict[int, str] = {}
        self._element = element

    def look_at(self, cells: Callable[[int], Sequence[CellOrText]], batch: RowBatchBuilder) -> None:
        """Settle or ask about the rows that name no mineral."""
        if not self._columns:
            return
        texts = {index: self._filled_down(index, cells(index)) for index in self._columns}
        rest = []
        for position in batch.unnamed_positions:
            groups = {index: column[position] for index, column in texts.items()}
            if not self._settle(batch, position, groups):
                rest.append(position)
        batch.unnamed_positions = rest

    def problems(self) -> Iterator[Problem]:
        """Yield a note about each column that settled minerals."""
        for notes in self._notes.values():
            yield from notes.problems()

    def _filled_down(self, index: int, cells: Sequence[CellOrText]) -> list[tuple[str, bool]]:
        """Return the texts of a column, each with whether it stands in a row above."""
        # A row without tags is one without tags, and no row of the group above.
        is_of_tags = not words_of("tag").isdisjoint(folded_words(self._columns[index]))
        filled = []
        for cell in cells:
            text = text_of(cell).strip()
            if text:
                self._above[index] = text
            filled.append((text or ("" if is_of_tags else self._above.get(index, "")), not text))
        return filled

    def _settle(
        self, batch: RowBatchBuilder, position: int, groups: dict[int, tuple[str, bool]]
    ) -> bool:
        """Set the mineral of a row or ask about it. Return whether its groups say anything."""
        own = {index: text for index, (text, is_above) in groups.items() if not is_above}
        above = {index: text for index, (text, is_above) in groups.items() if is_above}
        own_minerals = {index: _minerals_of_group(text) for index, text in own.items()}
        named = {one for minerals in own_minerals.values() for one in minerals}
        index = next((at for at, minerals in own_minerals.items() if minerals), None)
        if index is not None and len(named) == 1:
            self._set(batch, position, index, *named)
            return True
        others = (at for at, text in above.items() if self._names_other(text))
        index = next((at for at, text in own.items() if self._names_other(text)), index)
        index = next(others, None) if index is None and not named else index
        if index is None:
            return False
        self._ask(batch, position, index, groups[index][0])
        return True

    def _set(self, batch: RowBatchBuilder, position: int, index: int, mineral: str) -> None:
        batch.set_value("element", position, mineral)
        if mineral != self._element:
            name, header = str(batch.value("product", position)), self._columns[index]
            row = batch.numbers[position]
            self._notes[index].add(ProblemKind.MINERAL_OF_CATEGORY, row, name, header=header)

    def _names_other(self, text: str) -> bool:
        minerals = _minerals_of_group(text)
        is_other = bool(minerals) and minerals != (self._element,)
        return is_other or (not minerals and _is_of_other_substance(text))

    def _ask(self, batch: RowBatchBuilder, position: int, index: int, text: str) -> None:
        name = str(batch.value("product", position))
        error = BadInput(
            ProblemKind.MINERAL_OF_CATEGORY_UNCLEAR,
            product=name,
            header=self._columns[index],
            value=text,
            element=Term(elements()[self._element].name),
        )
        batch.add_problem(position, error, self._columns[index], text)
