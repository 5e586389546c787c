"""The mineral that the texts beside a table name: “Zinc price list”, “Mineral: zinc”."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.reading.header_parts import MAX_HEADER_LENGTH
from pricing.reading.header_words import HeaderWord, find_meaning, split_words
from pricing.reading.headings import question_about
from pricing.reading.ingredient_columns import ELEMENTAL, column_of
from pricing.reading.unread_minerals import states_contents
from pricing.reference.mineral_names import minerals_of_header

if TYPE_CHECKING:
    from pricing.reading.headings import HeaderRow, Heading

_AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg"))
_LABEL = frozenset(("mineral_label",))
_PLAIN = frozenset(("subject", "note_filler", "title_filler", "mineral_label"))


def names_mineral_alone(text: str, *, with_label: bool = False) -> bool:
    """Return whether a text says which mineral a list is about, and nothing else.

    >>> names_mineral_alone("Zinc price list"), names_mineral_alone("Iron Mountain Pharmacy")
    (True, False)
    """
    words = split_words(text[:MAX_HEADER_LENGTH])
    if not minerals_of_header(text) or (with_label and not any(map(_is_label, words))):
        return False
    return all(
        _is_plain(word) or bool(minerals_of_header(word.raw)) or word.raw.isdecimal()
        for word in words
    )


def _is_label(word: HeaderWord) -> bool:
    return find_meaning([word], "note", _LABEL) is not None


def _is_plain(word: HeaderWord) -> bool:
    return any(find_meaning([word], kind, _PLAIN) is not None for kind in ("note", "text"))


def _may_be_title(text: str) -> bool:
    words = split_words(text[:MAX_HEADER_LENGTH])
    return names_mineral_alone(text) or (any(map(_is_plain, words)) and not states_contents(text))


def with_mineral_of_titles(header: HeaderRow, element: str) -> HeaderRow:
    """Return the header row with amounts of the one mineral that the texts beside it name.

    A title that says more than that leaves the amounts in question. A text of other words, or one
    that says what products contain, names no mineral of the list. A column of minerals, or a text
    that names the compared mineral too, settles it otherwise.
    """
    texts = (*header.titles, *header.used_footnotes)
    minerals = {text: minerals_of_header(text) for text in texts if _may_be_title(text)}
    named = {mineral for found in minerals.values() for mineral in found}
    if not named or element in named or header.find_heading("element") is not None:
        return header
    text = next(text for text, found in minerals.items() if found)
    (mineral, *others) = named
    is_clear = not others and any(map(names_mineral_alone, minerals))
    return replace(
        header,
        headings=tuple(
            _of_mineral(one, "" if is_clear else text, mineral) for one in header.headings
        ),
    )


def _of_mineral(heading: Heading, unclear_text: str, mineral: str) -> Heading:
    if heading.column.key not in _AMOUNT_KEYS or heading.parts.element:
        return heading
    if not unclear_text:
        return replace(heading, parts=replace(heading.parts, element=mineral))
    if heading.is_chosen or heading.doubt:
        return heading
    mappings = (column_of(mineral, ELEMENTAL).key, heading.column.key)
    doubt = question_about(ProblemKind.UNCLEAR_NOTE, heading, *mappings, text=unclear_text)
    return replace(heading, doubt=doubt)
