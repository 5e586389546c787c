"""Minerals that a list names where nothing is read: in other columns, and in notes.

Such a mineral is kept without an amount in what the product also contains.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.also_contains import minerals_in_text
from pricing.model.ingredients import stated_ingredients
from pricing.model.note_minerals import is_advice, mentioned_minerals, minerals_of_note
from pricing.problems.errors import BadInput, Problem, ProblemKind, Term
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.ingredient_columns import add_contents
from pricing.reading.ingredient_headers import holds_some
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import (
    minerals_of_header,
    named_minerals,
    without_charges,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pricing.reading.grid import CellOrText
    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder

# Headers of columns that list what a product holds, however long their cells are.
_OF_CONTENTS = lazy_pattern(
    r"ingred|zutat|zusammensetz|compos|inhalt|mineral|wirkstoff|active|contain|content|"
    r"enth[aä]lt|contien|contenu|nutri|facts|formula|rezeptur|sk[lł]ad|slo[zž]en",
    re.IGNORECASE,
)
# A longer cell of another column describes what minerals are good for.
_LONGEST_MENTION = 80
# One word with a digit and no mass numbers a product: Fe12.
_CODE = lazy_pattern(r"(?!.*\d(?:mg|mcg|ug|µg|μg|g)$)\S*\d\S*", re.IGNORECASE)
# A title that says what the products hold: all, each, contain, or an amount of another mineral.
_OF_ALL_PRODUCTS = lazy_pattern(
    r"\b(?:all|every|each|alle\w*|jede\w*|tous|toutes|chaque|todos|todas|cada|tutti|tutte|ogni|alle|"
    r"contain\w*|enth[aä]lt\w*|conti\w*|conten\w*|bevat\w*)\b"
    r"|(?:\+|\b(?:with|plus|mit|avec|con|met)\b).*\d\s*(?:mg|mcg|[uµμ]g|g)\b",
    re.IGNORECASE,
)
_WITH = lazy_pattern(r"\b(?:with|mit|avec|con|met)\b", re.IGNORECASE)
_GLUED_UNIT = lazy_pattern(r"(?<=[^\W\d_]{3})(?:mg|mcg|ug|µg|μg)(?![^\W_])", re.IGNORECASE)
_SYMBOL = lazy_pattern(r"\s*([A-Z][a-z])(?![^\W_])")


def states_contents(title: str) -> bool:
    """Return whether a title says what products contain, and not what a list is about."""
    return any(pattern.search(title) for pattern in (_OF_ALL_PRODUCTS, _WITH))


class UnreadMinerals:
    """The minerals that the unread cells of the rows of one table name."""

    def __init__(self, header: HeaderRow, element: str) -> None:
        taken = {heading.index for heading in header.headings} | header.own_indexes
        self._headers = {
            index: text for index, text in enumerate(header.texts) if index not in taken
        }
        self._element = element
        self._of_titles = {
            title: others
            for title in header.titles
            if (others := _minerals_of_title(title, element))
        }
        self._named: dict[int, list[tuple[str, str]]] = {}

    def look_at(self, cells: Callable[[int], Sequence[CellOrText]]) -> None:
        """Look at the unread cells of some rows, which `cells` returns by their column."""
        self._named = {}
        for index, header in self._headers.items():
            of_header = _minerals_of_unread(header)
            is_of_contents = _OF_CONTENTS.search(header) is not None
            for position, cell in enumerate(cells(index)):
                text = cell if isinstance(cell, str) else cell.text
                if not text or (text.isdecimal() and not of_header):
                    continue
                named = _minerals_of_cell(text, is_of_contents=is_of_contents)
                if of_header and holds_some(text):
                    named = (*of_header, *named)
                if named:
                    self._add(position, header, named)

    def name(self, batch: RowBatchBuilder) -> None:
        """Name the minerals in what the products also contain, unless they are known already."""
        for position, note in enumerate(batch.columns.get("note", ())):
            named = minerals_of_note(str(note or ""))
            self._add(position, batch.headers.get("note", ""), named)
        for position in range(len(batch.numbers)) if self._of_titles else ():
            self._name_of_titles(batch, position)
        for position, pairs in self._named.items():
            kinds = batch.problem_kinds(position)
            if batch.is_joined(position) or ProblemKind.MINERAL_OF_CATEGORY_UNCLEAR in kinds:
                continue
            known = self._known(batch, position)
            for header, element in pairs:
                if element not in known:
                    known.add(element)
                    _name_in_contents(batch, position, header, elements()[element].name.lower())

    def problems(self) -> Iterator[Problem]:
        """Yield what has to be said about the minerals that titles name."""
        for title, minerals in self._of_titles.items():
            names = tuple(Term(elements()[one].name.lower()) for one in minerals)
            error = BadInput(ProblemKind.TITLE_NAMES_MINERAL, text=title, minerals=names)
            yield Problem.from_bad_input(error, row=None, column="", value="", is_row_kept=True)

    def _name_of_titles(self, batch: RowBatchBuilder, position: int) -> None:
        if batch.is_joined(position) or not batch.value("product", position):
            return
        known = self._known(batch, position)
        for element in dict.fromkeys(one for each in self._of_titles.values() for one in each):
            if element not in known:
                add_contents(batch, position, elements()[element].name.lower())

    def _add(self, position: int, header: str, named: Iterable[str]) -> None:
        pairs = [(header, element) for element in named]
        if pairs:
            self._named.setdefault(position, []).extend(pairs)

    def _known(self, batch: RowBatchBuilder, position: int) -> set[str]:
        """Return the minerals that a row states, or of which its name or form speaks."""
        others = stated_ingredients(str(batch.value("other_minerals", position) or ""))
        texts = (batch.value(key, position) for key in ("product", "form"))
        own = str(batch.value("element", position) or self._element)
        contents = str(batch.value("also_contains", position) or "")
        unread = batch.unreadable_texts(position).get("other_minerals", "")
        return {
            own,
            *(one.element for one in others),
            *(one for text in texts for one in named_minerals(str(text or ""))),
            *minerals_in_text(contents),
            *minerals_in_text(unread),
        }


def _name_in_contents(batch: RowBatchBuilder, position: int, header: str, name: str) -> None:
    error = BadInput(ProblemKind.INGREDIENT_WITHOUT_AMOUNT, value=name)
    batch.add_problem(position, error, header, name, is_row_kept=True)
    add_contents(batch, position, name)


@lru_cache(maxsize=8_192)
def _minerals_of_cell(text: str, *, is_of_contents: bool) -> tuple[str, ...]:
    """Return the minerals that a cell names, unless it is an address or a long description."""
    is_no_mention = len(text) > _LONGEST_MENTION or _CODE.fullmatch(text)
    if is_no_mention and not is_of_contents:
        return ()
    return mentioned_minerals(text)


def _minerals_of_title(title: str, element: str) -> tuple[str, ...]:
    """Return the other minerals that a title says all products hold.

    >>> _minerals_of_title("All products contain 15 mg zinc", "Mg")
    ('Zn',)
    >>> _minerals_of_title("Zinc and magnesium, price list", "Mg")
    ()
    >>> _minerals_of_title("Magnesium mit Jodsalz", "Mg")
    ('I',)
    """
    if is_advice(title) or not (
        _OF_ALL_PRODUCTS.search(title) or _names_with_others(title, element)
    ):
        return ()
    return tuple(one for one in minerals_in_text(title) if one != element)


def _names_with_others(title: str, element: str) -> bool:
    """Return whether a title names the compared mineral, and then another one that is with it."""
    before, *behind = _WITH.split(title, maxsplit=1)
    return bool(behind) and minerals_in_text(before) == (element,)


@lru_cache(maxsize=256)
def _minerals_of_unread(header: str) -> tuple[str, ...]:
    """Return the minerals of a header that is not understood.

    >>> _minerals_of_unread("zincmg"), _minerals_of_unread("Se (ug/day)"), _minerals_of_unread("No")
    (('Zn',), ('Se',), ())
    """
    header = without_charges(header)
    split = _GLUED_UNIT.sub(" ", header)
    named = minerals_of_header(split) if split != header else ()
    symbol = _SYMBOL.match(header)
    if symbol is not None and symbol[1] in elements() and any(mark in header for mark in "(/"):
        named = (*named, symbol[1])
    return tuple(dict.fromkeys(named))
