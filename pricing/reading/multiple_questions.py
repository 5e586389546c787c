"""Ask about a number in a header that can say of how many its figures are, or note it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, Problem, ProblemKind, Term
from pricing.reading.base_columns import base_column
from pricing.reading.header_grammar import names_german_tin
from pricing.reading.header_multiples import Multiple, is_stated, multiple_in
from pricing.reading.header_numbers import number_text
from pricing.reading.header_parts import ANY_UNIT, SERVING, split_base
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.headings import question_about
from pricing.reading.packs_columns import PACKS_KEY
from pricing.reading.servings import household_measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.headings import Heading

ELEMENTAL_KEY = "elemental_mg"
_UNITS = frozenset(("unit",))
_TOGETHER = frozenset(("sold_together",))
_SPOONS = frozenset(("teaspoon", "tablespoon"))
_MOST_PACKS = 12  # that a bare number can count


_WITHOUT_ANSWER = frozenset((ProblemKind.FIGURES_TO_DIVIDE, ProblemKind.FIGURES_BY_COLUMN_BESIDE))


def question_of_multiple(
    heading: Heading, multiple: Multiple, texts: Sequence[str] = ()
) -> BadInput:
    """Return the question of how many the figures below a header are for.

    Another one of the headers `texts` may be that of the number.
    """
    key = heading.column.key
    beside = None if multiple.parts else base_column(key, multiple.words, texts)
    if beside is not None:
        return question_about(
            ProblemKind.FIGURES_BY_COLUMN_BESIDE,
            heading,
            title=Term(heading.column.full_title),
            multiple=multiple.words,
            beside=beside.text,
            beside_key=beside.key,
            other=Term(beside.title),
        )
    kind = ProblemKind.FIGURES_OF_SEVERAL if multiple.parts else ProblemKind.FIGURES_TO_DIVIDE
    title = Term(heading.column.full_title)
    mappings = (f"{key}:{part}" for part in multiple.parts)
    return question_about(
        kind,
        heading,
        *mappings,
        title=title,
        multiple=multiple.words,
        base=_base_to_state(key, multiple.words),
    )


def _base_to_state(key: str, words: str) -> str:
    """Return what a mapping says of how many once the number is known.

    A case is one of packs, and a spoon is one of millilitres.
    """
    if key == "pack_units":
        return "packs of N"
    if key == "price":
        is_of_packs = any(find_meaning([one], "several", _TOGETHER) for one in split_words(words))
        return "per N packs" if is_of_packs else "per N units"
    raw = [one.raw for one in split_words(words)]
    measures = {household_measure(" ".join(raw[at:])) for at in range(len(raw))}
    return "per N units" if measures.isdisjoint(_SPOONS) else "per N mL"


def mappings_of(question: BadInput, key: str) -> tuple[str, ...]:
    """Return how the user can say that a column with a question is the one of a key."""
    mappings = question.parameters["mappings"]
    if question.kind in _WITHOUT_ANSWER:
        return ()
    return mappings if isinstance(mappings, tuple) and mappings else (key,)


def mapping_of_packs(heading: Heading) -> tuple[str, ...]:
    """Return how the user can say that a bare small number counts packs: Price for 2, Price each.

    A German “Dose” is a tin as well as a dose.
    """
    number, measure = split_base(heading.parts.base)
    words = split_words(heading.text)
    names_units = any(find_meaning([word], "units", _UNITS) is not None for word in words)
    is_of_packs = measure == ANY_UNIT and number <= _MOST_PACKS and not names_units
    is_of_packs |= measure == SERVING and number == 1 and names_german_tin(words)
    count = "pack" if number == 1 else f"{number_text(number)} packs"
    return (f"price:per {count}",) if is_of_packs else ()


def mappings_with_multiple(key: str, header: str) -> tuple[str, ...]:
    """Return how the user can say that a header is a column, with the number in it.

    >>> mappings_with_multiple("zinc_mg", "Zinc (2 tablets)"), mappings_with_multiple("k_mg", "K")
    (('zinc_mg:per 2 tablets',), ('k_mg',))
    """
    multiple = multiple_in(header, _key_of_figures(key))
    return (key,) if multiple is None else tuple(f"{key}:{part}" for part in multiple.parts)


def _is_number_of(number: Heading, heading: Heading) -> bool:
    """Return whether a column holds the number that the title of another one leaves open."""
    key = _key_of_figures(heading.column.key)
    multiple = multiple_in(heading.text, key)
    beside = base_column(key, multiple.words, [number.text]) if multiple is not None else None
    return beside is not None and beside.key == number.column.key


def _key_of_figures(key: str) -> str:
    """Return the column whose figures are stated as those of a further mineral are."""
    return key if key in COLUMNS_BY_KEY else ELEMENTAL_KEY


def note_of_multiple(heading: Heading, taken: Sequence[Heading]) -> Problem | None:
    """Return a note about a number in a header that the user did not speak of, if there is one.

    Another column that is `taken` can hold the number.
    """
    key, base = heading.column.key, heading.parts.base
    kind_key = _key_of_figures(key)
    is_stated_by_user = heading.is_chosen or (heading.is_confirmed and kind_key != key)
    is_stated_by_user &= key != PACKS_KEY
    multiple = multiple_in(heading.text, kind_key) if is_stated_by_user else None
    if multiple is None or is_stated(multiple, base, kind_key) or (base and not multiple.parts):
        return None
    if any(_is_number_of(one, heading) or _is_number_of(heading, one) for one in taken):
        return None
    kind = ProblemKind.NUMBER_OF_TITLE_NOT_USED
    others = (part for part in multiple.parts if not (multiple.is_least and part == "per pack"))
    mappings = (f"{key}:{part}" for part in others)
    error = question_about(kind, heading, *mappings, multiple=multiple.words)
    return Problem.from_bad_input(error, row=None, column=heading.text, value="", is_row_kept=True)
