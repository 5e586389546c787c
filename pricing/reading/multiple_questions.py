"""Ask about a number in a header that can say of how many its figures are, or note it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, Problem, ProblemKind, Term
from pricing.reading.header_multiples import Multiple, is_stated, multiple_in
from pricing.reading.header_numbers import number_text
from pricing.reading.header_parts import ANY_UNIT, split_base
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.headings import question_about
from pricing.reading.packs_columns import PACKS_KEY

if TYPE_CHECKING:
    from pricing.reading.headings import Heading

ELEMENTAL_KEY = "elemental_mg"
_UNITS = frozenset(("unit",))
_MOST_PACKS = 12  # that a bare number can count


def question_of_multiple(heading: Heading, multiple: Multiple) -> BadInput:
    """Return the question of how many the figures below a header are for."""
    key = heading.column.key
    kind = ProblemKind.FIGURES_OF_SEVERAL if multiple.parts else ProblemKind.FIGURES_TO_DIVIDE
    title = Term(heading.column.full_title)
    mappings = (f"{key}:{part}" for part in multiple.parts)
    return question_about(
        kind, heading, *mappings, title=title, multiple=multiple.words, base=_base_to_state(key)
    )


def _base_to_state(key: str) -> str:
    """Return what a mapping says of how many once the number is known."""
    return "packs of N" if key == "pack_units" else "per N units"


def mappings_of(question: BadInput, key: str) -> tuple[str, ...]:
    """Return how the user can say that a column with a question is the one of a key."""
    mappings = question.parameters["mappings"]
    if question.kind is ProblemKind.FIGURES_TO_DIVIDE:
        return ()
    return mappings if isinstance(mappings, tuple) and mappings else (key,)


def mapping_of_packs(heading: Heading) -> tuple[str, ...]:
    """Return how the user can say that a bare small number counts packs: Price for 2."""
    number, measure = split_base(heading.parts.base)
    words = split_words(heading.text)
    names_units = any(find_meaning([word], "units", _UNITS) is not None for word in words)
    is_of_packs = measure == ANY_UNIT and 1 < number <= _MOST_PACKS and not names_units
    return (f"price:per {number_text(number)} packs",) if is_of_packs else ()


def mappings_with_multiple(key: str, header: str) -> tuple[str, ...]:
    """Return how the user can say that a header is a column, with the number in it.

    >>> mappings_with_multiple("zinc_mg", "Zinc (2 tablets)"), mappings_with_multiple("k_mg", "K")
    (('zinc_mg:per 2 tablets',), ('k_mg',))
    """
    multiple = multiple_in(header, _key_of_figures(key))
    return (key,) if multiple is None else tuple(f"{key}:{part}" for part in multiple.parts)


def _key_of_figures(key: str) -> str:
    """Return the column whose figures are stated as those of a further mineral are."""
    return key if key in COLUMNS_BY_KEY else ELEMENTAL_KEY


def note_of_multiple(heading: Heading) -> Problem | None:
    """Return a note about a number in a header that the user did not speak of, if there is one."""
    key, base = heading.column.key, heading.parts.base
    kind_key = _key_of_figures(key)
    is_stated_by_user = heading.is_chosen or (heading.is_confirmed and kind_key != key)
    is_stated_by_user &= key != PACKS_KEY
    multiple = multiple_in(heading.text, kind_key) if is_stated_by_user else None
    if multiple is None or is_stated(multiple, base, kind_key) or (base and not multiple.parts):
        return None
    kind = ProblemKind.NUMBER_OF_TITLE_NOT_USED
    mappings = (f"{key}:{part}" for part in multiple.parts)
    error = question_about(kind, heading, *mappings, multiple=multiple.words)
    return Problem.from_bad_input(error, row=None, column=heading.text, value="", is_row_kept=True)
