"""A text or a page of a shop to the products that it states."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.bases import COUNTED_KINDS, Piece, measure_of
from pricing.labels.codes import read_code
from pricing.labels.ingredients import MineralReader
from pricing.labels.label_reading import (
    EMPTY,
    IngredientReading,
    LabelField,
    LabelReading,
    Question,
    ShownLabel,
    Span,
    Sureness,
)
from pricing.labels.label_signs import has_label_signs
from pricing.labels.label_text import LabelText, read_text
from pricing.labels.layout import LabelLine, lay_out
from pricing.labels.mentions import starts_with
from pricing.labels.names import read_brand, read_product
from pricing.labels.pack_checks import contradicting_statements
from pricing.labels.packs import ask_packs, ask_which, packs_of, read_pack
from pricing.labels.page import Page, is_page, read_page
from pricing.labels.panels import title_start
from pricing.labels.price_checks import contradicting_offers, contradicting_parts
from pricing.labels.prices import (
    PAID_KINDS,
    Price,
    PriceKind,
    ReadPrice,
    prices_of,
    read_price,
    units_by_price,
)
from pricing.labels.servings import Servings, read_servings
from pricing.labels.several_packs import several_packs
from pricing.labels.shown_pages import ShownText, show_pages
from pricing.labels.structured_data import merged, offers_of_several
from pricing.labels.titles import is_short, titles_of
from pricing.labels.vocabulary import GENERIC
from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.labels.held_counts import StatedPack

MAX_SOURCE_BYTES = 4_000_000
MAX_TEXT_CHARACTERS = 200_000
_LONGEST_PANEL = 20_000
_RULE = re.compile(
    r"(?m)^[ \t]{0,40}(?:[-=*_#]{4,}|\f)[^\n]*$|\n[ \t]{0,40}\n[ \t]{0,40}\n(?=[ \t]{0,40}\S)"
)
_LINE = re.compile(r"\S[^\n]*")
_MOST_PRODUCTS = 50
_MOST_QUOTED = 150  # characters on each side of a place


def read_label(source: str) -> tuple[LabelReading, ...]:
    """Return the products of a text or an HTML page, each with its fields and questions.

    Raises:
        BadInput: The text is too long for a label.
    """
    return tuple(
        _with_questions(reading, part.page.source or part.page.text)
        for part in _read_parts(_page_of(source))
        if (reading := _with_structured(_moved(part.reading, part.source_span), part)).is_any
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
        if part.is_first:
            machine = shown.structured(part.page)
            reading = replace(reading, fields=merged(reading.fields, machine))
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
    readers = [reader for part in _split(text) for reader in _split_by_panels(part)]
    return any(reader.has_label_signs() for reader in readers)


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

    def source_span(self, span: Span) -> Span:
        return self.page.source_span(span, self.offset)


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
        _Part(reader.read(), page, reader.offset, is_first=reader.start + reader.offset == 0)
        for part in _split(page.text)
        for reader in _split_by_panels(part)
    ]


def _has_amount(reading: LabelReading) -> bool:
    return any(ingredient.elemental.value is not None for ingredient in reading.ingredients)


class _LaidOut(NamedTuple):
    """Lines of a text that begin at a start. The text stands at an offset in that of the page."""

    text: LabelText
    lines: list[LabelLine]
    offset: int = 0
    start: int = 0

    def part(self, span: Span) -> _LaidOut:
        """Return a part. What was found in its lines is taken over, if it is read as the whole."""
        part = self.text.part(*span)
        if part is None:
            return _laid_out(self.text.source, span, self.offset)
        is_same = (part.decimal_mark, part.odd_mark) == (self.text.decimal_mark, self.text.odd_mark)
        return _LaidOut(part, lay_out(part, self.lines if is_same else ()), self.offset, span.start)


def _laid_out(source: str, span: Span, offset: int = 0) -> _LaidOut:
    text = read_text(source[span.start : span.end])
    return _LaidOut(text, lay_out(text), offset + span.start)


def _split(text: str) -> list[_LaidOut]:
    """Return the parts of a text that each state a product.

    It is one part if not all of them do.
    """
    cuts = [0, *(match.end() for match in _RULE.finditer(text)), len(text)]
    parts = [Span(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    lines = [Span(*match.span()) for match in islice(_LINE.finditer(text), _MOST_PRODUCTS + 1)]
    lay = partial(_laid_out, text)
    return (
        _all_laid_out(parts, lay, _is_product)
        or _all_laid_out(lines, lay, _is_offer)
        or [lay(Span(0, len(text)))]
    )


def _split_by_panels(whole: _LaidOut) -> list[_LabelReader]:
    """Return the products of a part by their panels, if each has a title. Else it is one part."""
    reader = _LabelReader(*whole)
    cuts = [0, *reader.title_starts(), len(whole.text.source)]
    spans = [Span(start, end) for start, end in pairwise(cuts)]
    found = _all_laid_out(spans, whole.part, _is_titled_product)
    return [_LabelReader(*one) for one in found] or [reader]


def _all_laid_out(
    parts: Sequence[Span], lay: Callable[[Span], _LaidOut], is_one: Callable[[_LaidOut], bool]
) -> list[_LaidOut]:
    """Return several parts if each is a product, else none.

    The shortest comes first: it is the likeliest to be none, and the soonest read.
    """
    if not 1 < len(parts) <= _MOST_PRODUCTS:
        return []
    found: dict[Span, _LaidOut] = {}
    for span in sorted(parts, key=lambda part: part.end - part.start):
        part = lay(span)
        if not is_one(part):
            return []
        found[span] = part
    return [found[span] for span in parts]


def _is_offer(part: _LaidOut) -> bool:
    """Return whether a line of a list is a product with its pack and price."""
    names_mineral = any(mention.element for line in part.lines for mention in line.mentions)
    packs, prices = packs_of(part.text, part.lines), prices_of(part.text, part.lines)
    return names_mineral and len(packs) == len(prices) == 1


def _is_product(part: _LaidOut) -> bool:
    has_basis = any(line.bases for line in part.lines)
    packs = packs_of(part.text, part.lines)
    return has_basis and bool(packs) and any(line.mentions for line in part.lines)


def _is_titled_product(part: _LaidOut) -> bool:
    """Return whether a part has a panel and its own pack or title, or begins with a few words."""
    if _is_product(part):
        return True
    first = next(line for line in part.lines if not line.is_blank)
    is_headed = is_short(first) and not starts_with(first.tokens, "panel")
    return any(line.bases for line in part.lines) and (
        is_headed
        or any(
            title.is_product for line in part.lines for title in titles_of(part.text.source, line)
        )
    )


@dataclass(slots=True)
class _LabelReader:
    """Reads the fields of one product from its lines."""

    text: LabelText
    lines: list[LabelLine]
    offset: int = 0
    start: int = 0
    servings: Servings = field(init=False)
    packs: list[StatedPack] = field(init=False)
    minerals: MineralReader = field(init=False)

    def __post_init__(self) -> None:
        self.servings = read_servings(self.text, self.lines)
        self.packs = packs_of(self.text, self.lines)
        self.minerals = MineralReader(
            self.text, self.lines, self.servings, self._is_european(), self.packs
        )

    def title_starts(self) -> list[int]:
        """Return where the titles of the second and further products begin, if all have one."""
        starts = [
            title_start(self.lines, self.packs, panels[0]) for panels in self.minerals.products[1:]
        ]
        known = [start for start in starts if start is not None]
        return known if len(known) == len(starts) else []

    def has_label_signs(self) -> bool:
        """Return whether the lines say more of a product than its name does."""
        prices = prices_of(self.text, self.lines)
        return has_label_signs(self.lines, self.servings, self.packs, prices)

    def read(self) -> LabelReading:
        """Return the fields, before questions are made of them."""
        servings, minerals, packs = self.servings, self.minerals, self.packs
        serving, serving_field = self._serving(servings, minerals)
        prices = prices_of(self.text, self.lines)
        price = read_price(
            prices, is_us=self._has("us evidence"), is_canadian=self._has("canada evidence")
        )
        by_price = units_by_price(prices, price.price)
        strengths = frozenset(
            strength
            for candidate in minerals.candidates
            for strength in (candidate.value, candidate.per_unit)
            if strength
        )
        pack = read_pack(packs, servings, serving, by_price, strengths)
        if minerals.is_of_several:
            pack = ask_which(pack, packs, servings)
        kinds = {price.kind for price in prices}
        is_of_all = PriceKind.SEVERAL in kinds and not kinds & PAID_KINDS
        if by_price is None and (PriceKind.SEVERAL not in kinds or is_of_all):
            several = several_packs(self.text, self.lines)
            pack = ask_packs(pack, packs, several, is_price_of_all=is_of_all)
        if pack.contradicts_price and price.price.value is not None:
            asked = replace(
                price.price, value=None, sureness=Sureness.ASKED, choices=(price.price.value,)
            )
            price = price._replace(price=asked)
        price, units = self._checked_by_price(price, prices, servings, serving, pack.pack_units)
        against = contradicting_statements(self.text, self.lines, units, pack.unit_kind, servings)
        pack = pack._replace(pack_units=_asked_too(units, against) if against else units)
        if pack.contradicts_serving and serving is not None:
            serving_field = _asked_too(serving_field, ())
        kind, serving_field, pack_units = self._in_servings(
            servings, serving, pack.unit_kind, serving_field, pack.pack_units
        )
        if kind.value is None and kind.sureness is Sureness.STATED:
            kind = self._named_kind()
        product = read_product(self.text, self.lines)
        fields = {
            "product": product,
            "brand": read_brand(self.text, self.lines, product),
            "unit_kind": kind,
            "serving_units": serving_field,
            "pack_units": pack_units,
            "price": price.price,
            "currency": price.currency,
            "gtin": read_code(self.text, self.lines),
        }
        if minerals.compared:
            fields = self._asked_of_compared(fields, minerals.compared)
        return LabelReading(fields, minerals.read())

    def _asked_of_compared(
        self, fields: dict[str, LabelField], names: tuple[Span, ...]
    ) -> dict[str, LabelField]:
        """Return the fields of a table of several products as questions, with all their names."""
        asked = {key: _asked_too(field, ()) for key, field in fields.items() if key != "currency"}
        choices = tuple(self.text.source[name.start : name.end] for name in names)
        return {**fields, **asked, "product": LabelField(None, names, Sureness.ASKED, choices)}

    def _checked_by_price(
        self,
        read: ReadPrice,
        prices: Sequence[Price],
        servings: Servings,
        serving: Piece | None,
        pack: LabelField,
    ) -> tuple[ReadPrice, LabelField]:
        """Return the price and the pack, asked if another price of the text contradicts them."""
        doses = {piece.number for piece in servings.advice} | (
            {serving.number} if serving else set()
        )
        days = frozenset(
            pack.value / dose for dose in doses if dose and isinstance(pack.value, Fraction)
        )
        parts = contradicting_parts(self.lines, prices, read.price, days)
        spans = tuple(part.span for part in parts)
        is_measured = serving is not None and serving.is_measured
        if spans and (is_measured or any(part.is_daily for part in parts)):
            pack = _asked_too(pack, spans)
        spans += contradicting_offers(self.text, self.lines, prices, read.price)
        return read._replace(price=_asked_too(read.price, spans)) if spans else read, pack

    def _named_kind(self) -> LabelField:
        """Return the one unit kind that the text names without a number, or ask which it is."""
        kinds: dict[str, Span] = {}
        defined = {
            piece.measure: piece.span
            for basis in self.servings.definitions
            if (piece := basis.piece) and piece.measure in COUNTED_KINDS
        }
        if len(defined) > 1:
            return LabelField(None, tuple(defined.values()), Sureness.ASKED, tuple(defined))
        for line in self.lines:
            for token in () if line.is_list or line.is_comparison else line.tokens:
                measure = measure_of(token.text)
                if measure in COUNTED_KINDS:
                    kinds.setdefault(measure, token.span)
        if len(kinds) != 1:
            return EMPTY
        return LabelField(*next((kind, (span,)) for kind, span in kinds.items()))

    def _has(self, name: str) -> bool:
        return name in self.text.classes and any(line.line.holds(name) for line in self.lines)

    def _is_european(self) -> bool:
        return self._has("eu percent") and not self._has("us percent")

    def _serving(
        self, servings: Servings, minerals: MineralReader
    ) -> tuple[Piece | None, LabelField]:
        """Return the units of the serving, and the field that shows or asks them."""
        main = minerals.serving_basis
        if main is None or main.piece is None or main.basis is None:
            return self._serving_without_amounts(servings, minerals)
        piece = main.piece
        size = LabelField(
            piece.number,
            (piece.span,),
            Sureness.STATED if piece.is_counted_out else Sureness.FOLLOWS,
        )
        if minerals.is_of_several:
            return piece, _asked_too(size, ())
        is_open = main.basis.is_sum or main.basis.is_impossible or servings.is_unreadable
        if is_open or piece.is_noisy or piece.is_broken:
            return piece, replace(size, value=None, sureness=Sureness.ASKED)
        others = {
            (definition.piece.number, definition.piece.measure)
            for definition in servings.definitions
            if definition.piece and definition.piece.measure == piece.measure
        }
        advised = {
            advised.number
            for advised in servings.advice
            if advised.measure in {piece.measure, GENERIC}
        }
        contradicts = main.basis.is_daily and advised and piece.number not in advised
        if contradicts or (main.basis.is_definition and len(others) > 1):
            spans = (piece.span, *(advised.span for advised in servings.advice))
            counts = tuple(dict.fromkeys((piece.number, *sorted(advised))))
            return piece, LabelField(None, spans, Sureness.ASKED, counts)
        return piece, size

    def _serving_without_amounts(
        self, servings: Servings, minerals: MineralReader
    ) -> tuple[Piece | None, LabelField]:
        pieces = {
            (piece.number, piece.measure): piece
            for definition in servings.definitions
            if (piece := definition.piece)
        }
        if len(pieces) == 1:
            piece = next(iter(pieces.values()))
            return piece, LabelField(piece.number, (piece.span,))
        if minerals.elements():
            return None, LabelField(None, (), Sureness.ASKED)
        return None, EMPTY

    def _in_servings(
        self,
        servings: Servings,
        serving: Piece | None,
        kind: LabelField,
        serving_field: LabelField,
        pack: LabelField,
    ) -> tuple[LabelField, LabelField, LabelField]:
        """Return the unit kind, serving and pack; in servings where a spoon has no grams."""
        if serving is None or serving.is_counted or serving.is_measured:
            return kind, serving_field, pack
        counts = {stated.count for stated in servings.in_pack if not stated.is_approximate}
        if len(counts) != 1:
            asked = LabelField(None, (serving.span,), Sureness.ASKED)
            return asked, asked, asked
        spans = (servings.in_pack[0].span,)
        return (
            LabelField("serving", (serving.span,), Sureness.FOLLOWS),
            LabelField(Fraction(1), (serving.span,), Sureness.FOLLOWS),
            LabelField(counts.pop(), spans),
        )


def _asked_too(field: LabelField, spans: tuple[Span, ...]) -> LabelField:
    """Return a field that other places contradict as a question."""
    if field.value is None:
        return field
    return replace(
        field,
        value=None,
        spans=(*field.spans, *spans),
        sureness=Sureness.ASKED,
        choices=(field.value,),
    )


# -- places and questions ----------------------------------------------------------------------


def _with_structured(reading: LabelReading, part: _Part) -> LabelReading:
    """Return the reading with what the page states for machines, which comes first."""
    if not part.is_first:
        return reading
    return replace(reading, fields=merged(reading.fields, part.page.structured))


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
    return LabelReading({key: moved(field) for key, field in reading.fields.items()}, ingredients)


def _with_questions(reading: LabelReading, text: str) -> LabelReading:
    questions = tuple(
        Question(
            key,
            tuple(dict.fromkeys(_quote(text, span) for span in field.spans)),
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
    return " ".join(text[start or first : last if end < 0 else end].split())
