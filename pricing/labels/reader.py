"""A text or a page of a shop to the products that it states."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from pricing.labels.label_reading import (
    IngredientReading,
    LabelField,
    LabelReading,
    Question,
    ShownLabel,
    Span,
    Sureness,
)
from pricing.labels.page import Page, is_page, read_page
from pricing.labels.product_splitting import product_readers
from pricing.labels.shown_pages import ShownText, show_pages
from pricing.labels.sizes import settled_by_size, with_sizes
from pricing.labels.structured_data import merged, offers_of_several
from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


MAX_SOURCE_BYTES = 4_000_000
MAX_TEXT_CHARACTERS = 200_000
_LONGEST_PANEL = 20_000
_MOST_QUOTED = 150  # characters on each side of a place
_STRIKE_MARK = "~~"  # around a price that a page strikes out
_TAG = re.compile(r"<[^<>]{0,500}>")


def read_label(source: str) -> tuple[LabelReading, ...]:
    """Return the products of a text or an HTML page, each with its fields and questions.

    Raises:
        BadInput: The text is too long for a label.
    """
    return tuple(
        _with_questions(reading, part.page.source or part.page.text, is_page=bool(part.page.source))
        for part in _read_parts(_page_of(source))
        if (
            reading := _with_structured(part.reading_in_source(), part, part.page.structured)
        ).is_any
    )


def read_shown_label(source: str, doubtful: Sequence[Span] = ()) -> ShownLabel:
    """Return the products of a text or page, and the text that shows their evidence.

    A page is shown as its words, never as it would look. What rests on a `doubtful` place of the
    text, such as a word that is hard to recognize in a picture, is asked.

    Raises:
        BadInput: The text is too long for a label.
    """
    page = _page_of(source)
    parts = _read_parts(page)
    shown = ShownText(page.text) if not page.source else show_pages([part.page for part in parts])
    readings = []
    for part in parts:
        move = shown.mover(part.page, part.offset)
        reading = _moved(part.reading, move)
        reading = _with_structured(reading, part, shown.structured(part.page))
        if reading.is_any:
            reading = _doubted(reading, doubtful)
            readings.append(_with_questions(reading, shown.text))
    return ShownLabel(shown.text, tuple(readings), is_page=bool(page.source))


def states_product(text: str) -> bool:
    """Return whether a text states how much of a mineral is in what, or a pack and its price.

    >>> states_product("1 tablet provides 200 mg magnesium"), states_product("Magnesium helps.")
    (True, False)
    """
    if len(text) > _LONGEST_PANEL:
        return False
    readings = [part.reading for part in _read_parts(_page_of(text))]
    return any(_has_amount(reading) or _has_price(reading) for reading in readings)


def has_signs_of_label(text: str) -> bool:
    r"""Return whether a text says more of a product than a list of names does.

    >>> has_signs_of_label("Iron syrup 200 ml\nAdults: 10 ml (14 mg iron, 100% NRV)")
    True
    >>> has_signs_of_label("Iron 14 mg, 90 tablets\nZinc 15 mg, 60 tablets")
    False
    """
    if len(text) > _LONGEST_PANEL:
        return False
    return any(reader.has_label_signs() for reader in product_readers(text))


def _has_price(reading: LabelReading) -> bool:
    return all(reading.fields[key].value is not None for key in ("price", "pack_units"))


def _page_of(source: str) -> Page:
    if len(source) > MAX_SOURCE_BYTES:
        raise BadInput(ProblemKind.LABEL_TOO_LARGE, largest=MAX_SOURCE_BYTES // 1_000_000)
    page = read_page(source) if is_page(source) else Page(source)
    if len(page.text) > MAX_TEXT_CHARACTERS:
        raise BadInput(ProblemKind.LABEL_TOO_LONG, largest=MAX_TEXT_CHARACTERS)
    return page


@dataclass(frozen=True, slots=True)
class _Part:
    """The statements in a part of a page, with their places in that part."""

    reading: LabelReading
    page: Page
    offset: int  # of its places in the text of the page
    is_first: bool

    def reading_in_source(self) -> LabelReading:
        """Return the statements with their places in the source of the page."""
        if not (self.page.starts or self.offset):
            return self.reading
        return _moved(self.reading, partial(self.page.source_span, offset=self.offset))


def _read_parts(page: Page) -> list[_Part]:
    """Return what the parts of a page state. Products listed for machines come if it has none."""
    parts = _parts_of(page)
    is_list = len(page.items) > 1 and not page.structured
    if is_list and not any(_has_amount(part.reading) for part in parts):
        return [part for item in page.items for part in _parts_of(item)]
    if is_list:
        page.structured = offers_of_several([item.structured for item in page.items])
    return parts


def _parts_of(page: Page) -> list[_Part]:
    return [
        _Part(reader.read(), page, reader.part.offset, is_first=reader.part.is_first)
        for reader in product_readers(page.text)
    ]


def _has_amount(reading: LabelReading) -> bool:
    return any(ingredient.elemental.value is not None for ingredient in reading.ingredients)


# -- places and questions ----------------------------------------------------------------------


def _with_structured(
    reading: LabelReading, part: _Part, machine: dict[str, LabelField]
) -> LabelReading:
    """Return the reading with what the page states for machines, which comes first."""
    if part.is_first:
        sizes = part.page.sizes or reading.sizes
        fields = with_sizes(merged(reading.fields, machine), part.page.sizes)
        reading = replace(reading, fields=fields, sizes=sizes)
    return settled_by_size(reading)


def _doubted(reading: LabelReading, doubtful: Sequence[Span]) -> LabelReading:
    """Return the reading with what rests on doubtful places asked, unless something proves it.

    A check digit proves a barcode, and a percent of the daily value an amount.
    """

    def doubted(field: LabelField) -> LabelField:
        is_doubtful = any(
            span.start < place[1] and place[0] < span.end
            for span in field.spans
            for place in doubtful
        )
        if not is_doubtful or field.value is None:
            return field
        return replace(field, sureness=Sureness.ASKED, choices=field.choices or (field.value,))

    ingredients = tuple(
        replace(
            ingredient,
            form=doubted(ingredient.form),
            elemental=ingredient.elemental
            if ingredient.daily_value_percent.value is not None
            else doubted(ingredient.elemental),
            compound=doubted(ingredient.compound),
        )
        for ingredient in reading.ingredients
    )
    fields = {
        key: field if key == "gtin" else doubted(field) for key, field in reading.fields.items()
    }
    return replace(reading, fields=fields, ingredients=ingredients)


def _moved(reading: LabelReading, move: Callable[[Span], Span]) -> LabelReading:
    """Return the reading with its places moved."""

    def moved(field: LabelField) -> LabelField:
        return replace(field, spans=tuple(map(move, field.spans))) if field.spans else field

    ingredients = tuple(
        IngredientReading(
            ingredient.element,
            moved(ingredient.form),
            moved(ingredient.elemental),
            moved(ingredient.compound),
            moved(ingredient.daily_value_percent),
        )
        for ingredient in reading.ingredients
    )
    fields = {key: moved(field) for key, field in reading.fields.items()}
    named = moved(reading.named_currency)
    return replace(reading, fields=fields, ingredients=ingredients, named_currency=named)


def _with_questions(reading: LabelReading, text: str, *, is_page: bool = False) -> LabelReading:
    quote = cache(partial(_quote_of_page if is_page else _quote, text))
    questions = tuple(
        Question(
            key,
            tuple(dict.fromkeys(map(quote, field.spans))),
            field.choices,
        )
        for key, field in reading.named_fields().items()
        if field.sureness is Sureness.ASKED
    )
    return replace(reading, questions=questions)


def _quote(text: str, span: Span) -> str:
    """Return the line around a place, or as much of a long one as is near."""
    first, last = max(span.start - _MOST_QUOTED, 0), span.end + _MOST_QUOTED
    start = text.rfind("\n", first, span.start) + 1
    end = text.find("\n", span.end, last)
    line = text[start or first : last if end < 0 else end]
    return " ".join(line.replace(_STRIKE_MARK, "").split())


def _quote_of_page(source: str, span: Span) -> str:
    """Return the words around a place in the source of a page, without the tags around them.

    What is stated for machines is quoted with its neighbours in the same braces.
    """
    first, last = max(span.start - _MOST_QUOTED, 0), span.end + _MOST_QUOTED
    start = max(first, *(source.rfind(mark, first, span.start) + 1 for mark in ">{"))
    ends = (source.find(mark, span.end, last) for mark in "<}")
    end = min((end for end in ends if end >= 0), default=last)
    return " ".join(html.unescape(_TAG.sub(" ", source[start:end])).split())
