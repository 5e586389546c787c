"""The product and the brand, where a text says which they are."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from pricing.labels.amounts import UNITS
from pricing.labels.label_reading import EMPTY, LabelField, Span, Sureness
from pricing.labels.mentions import starts_with
from pricing.labels.name_parts import MAX_NAME, name_parts, trimmed
from pricing.labels.places import has_between
from pricing.labels.title_lines import (
    NO_TITLES,
    drug_places,
    is_of_amounts,
    is_salt_alone,
    may_be_title,
    product_places,
    states_source,
    strength_places,
)
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import class_words, phrase_end
from pricing.reference.label_phrases import phrases_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from pricing.labels.column_copies import ColumnAmount
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine

_MAX_BRAND_WORDS = 5
_FEWEST_PARTS = 2  # of a line that says all of a product
_MAX_WORDS_ABOVE = 4
_LINES_TO_TITLE = 3
_MOST_TOKENS = 8  # of a title among amounts
_NO_NAME = frozenset((":", "$", "€", "£", "%", "=", "?", "!"))
_OF_MAKER = frozenset(("by", "von", "par", "por", "di"))  # a name


def read_product(
    text: LabelText, lines: Sequence[LabelLine], in_columns: Mapping[str, ColumnAmount]
) -> LabelField:
    """Return the first part of a title that names a mineral or a kind of product.

    Where no title does, a name may state its strength and its units: Yodoflor 200 mg tablets.
    A sentence such as "MAGNESIUM 500 mg per tablet" comes last. A name `in_columns`, which has its
    amount in another column, is that of a row.
    """
    keyed = _keyed_product(text, lines)
    if keyed is not None:
        return keyed
    of_rows = {amount.spans[1].start for amount in in_columns.values()}
    for has_bases, places_of in (
        (False, product_places),
        (False, strength_places),
        (True, product_places),
    ):
        for line in lines:
            places = places_of(line) if bool(line.heading_bases) is has_bases else []
            places = [place for place in places if place not in of_rows]
            span = _first_part(text, line, places) if places and may_be_title(line) else None
            if span is not None:
                columns = _products_in_columns(text, line, places)
                if len(columns) > 1:
                    names = tuple(text.source[one.start : one.end] for one in columns)
                    return LabelField(None, columns, Sureness.ASKED, names)
                named = _before_basis(text, line, span)
                return _one_of_two(text, lines, line, named)
    first_words = _first_words(text, lines)
    return _name_in_one_line(text, lines) if first_words == EMPTY else first_words


def _name_in_one_line(text: LabelText, lines: Sequence[LabelLine]) -> LabelField:
    """Return the beginning of a text whose first line says all: Ludgera Zink 25 mg - 365 Tabletten.

    Words that name no mineral, or nothing else, are a question.
    """
    first = next((line for line in lines if not line.is_blank), None)
    if first is None or first.is_list or first.begins_with(*NO_TITLES):
        return EMPTY
    parts = name_parts(text, first)
    words = [token for token in first.tokens if token.kind is WORD and token.text != "x"]
    if len(parts) < _FEWEST_PARTS or not words or words[0].start < parts[0].start:
        return EMPTY
    units = [piece.span.start for piece in first.pieces if piece.is_counted]
    ends = [start for start in units if start > parts[0].start]
    named = _before_basis(text, first, parts[0])
    named = trimmed(text, Span(named.start, min([named.end, *ends])))
    name = text.source[named.start : named.end]
    if not any(map(str.isalpha, name)) or any(mark in name for mark in ":%"):
        return EMPTY
    own = [mention for mention in first.mentions if mention.span.start < named.end]
    others = [
        token
        for at, token in enumerate(first.tokens)
        if named.start <= token.start < named.end
        and token.kind is WORD
        and token.text not in UNITS
        and not any(mention.first <= at < mention.after for mention in own)
    ]
    if own and (others or any(mention.form for mention in own)):
        return LabelField(name, (named,))
    return LabelField(None, (named,), Sureness.ASKED, (name,))


def _one_of_two(
    text: LabelText, lines: Sequence[LabelLine], line: LabelLine, named: Span
) -> LabelField:
    """Return a name; with that of a strength, as a question, where it only is a salt's.

    EFFIZINC 15 mg, gélule, and below it: gluconate de zinc 104,55 mg. Amounts of minerals are no
    name where a title stands above or before them.
    """
    above = _title_above(text, lines, line) if is_of_amounts(line) else None
    above = above or _part_before(text, line, named)
    if above is not None:
        spans = (above, named)
        names = tuple(text.source[one.start : one.end] for one in spans)
        return LabelField(None, spans, Sureness.ASKED, names)
    first = [other for other in lines if not other.is_blank][:_LINES_TO_TITLE]
    for other in first if is_salt_alone(line) else ():
        is_title = other is not line and may_be_title(other)
        places = drug_places(other) or strength_places(other) if is_title else []
        span = _first_part(text, other, places) if places else None
        if span is not None:
            spans = (_before_basis(text, other, span), named)
            names = tuple(text.source[one.start : one.end] for one in spans)
            return LabelField(None, spans, Sureness.ASKED, names)
    return LabelField(text.source[named.start : named.end], (named,))


def _title_above(text: LabelText, lines: Sequence[LabelLine], line: LabelLine) -> Span | None:
    """Return the first line of a text, if it is a few words above another line."""
    first = next(other for other in lines if not other.is_blank)
    words = words_of(text.folded[first.line.start : first.line.end])
    is_name = first is not line and not _is_company(words)
    return _words_alone(text, first) if is_name else None


def _part_before(text: LabelText, line: LabelLine, named: Span) -> Span | None:
    """Return the words that a line begins with, if an amount begins a later part of it.

    Fortiferro 20 capsules - 30 mg iron + 70 mg vitamin C
    """
    first = name_parts(text, line)[0]
    is_of_amount = any(amount.span.start == named.start for amount in line.amounts)
    is_other = first.start < named.start and text.source[first.start].isalpha()
    return first if is_of_amount and is_other else None


def _words_alone(text: LabelText, line: LabelLine) -> Span | None:
    """Return a line that may be a title as a whole: Orthomol Immun Granulat, Selenase 50 XXL."""
    parts = name_parts(text, line)
    if len(parts) != 1 or not may_be_title(line) or line.heading_bases or line.pieces:
        return None
    words = [token for token in line.tokens if token.kind is WORD and token.text not in UNITS]
    is_name = 0 < len(words) <= _MAX_WORDS_ABOVE and text.source[line.tokens[0].start].isupper()
    has_sign = any(token.text in _NO_NAME for token in line.tokens)
    return parts[0] if is_name and not has_sign else None


def _keyed_product(text: LabelText, lines: Sequence[LabelLine]) -> LabelField | None:
    """Return what stands behind a key such as "Product name:" at the beginning of a line."""
    for line in lines if "product label" in text.classes else ():
        if not line.line.holds("product label"):
            continue
        tokens = line.tokens
        end = phrase_end("product label", tokens, 0)
        if not 0 < end < len(tokens) - 1 or tokens[end].text != ":":
            continue
        start = tokens[end + 1].start
        behind = (span for span in name_parts(text, line) if span.end > start)
        part = next(behind, Span(start, start))
        named = _before_basis(text, line, Span(max(part.start, start), part.end))
        name = text.source[named.start : named.end]
        if any(map(str.isalpha, name)):
            return LabelField(name, (named,))
    return None


def _first_part(text: LabelText, line: LabelLine, places: Sequence[int]) -> Span | None:
    """Return the first part of a line that one of some places, in their order, stands in."""
    for span in name_parts(text, line):
        at = bisect_left(places, span.start)
        if at < len(places) and places[at] < span.end:
            return span
    return None


def _products_in_columns(
    text: LabelText, line: LabelLine, places: Sequence[int]
) -> tuple[Span, ...]:
    """Return the parts of a line that each name a product and count other units of it."""
    found: dict[Fraction, Span] = {}
    for span in name_parts(text, line):
        if any(span.start <= at < span.end for at in places):
            found |= {
                piece.number: span
                for piece in line.pieces
                if piece.is_counted and span.start <= piece.span.start < span.end
            }
    return tuple(dict.fromkeys(found.values()))


def _first_words(text: LabelText, lines: Sequence[LabelLine]) -> LabelField:
    """Return a question where a text begins with words and a number of units: ZMA Sport 90 caps.

    They may be the name or the maker's. So may a row of amounts that the text begins with.
    """
    first = next((line for line in lines if not line.is_blank), None)
    if (
        first is not None
        and not first.heading_bases
        and states_source(first)
        and name_parts(text, first)
    ):
        row = name_parts(text, first)[0]
        return LabelField(None, (row,), Sureness.ASKED, (text.source[row.start : row.end],))
    if first is None or first.heading_bases or not may_be_title(first):
        return _asked_name(text, _title_of_panel(text, lines))
    pieces = [piece for piece in first.pieces if piece.is_counted or piece.measure == "mL"]
    parts = name_parts(text, first)
    if not pieces or not parts or parts[0].start > first.tokens[0].start:
        return _asked_name(text, _words_alone(text, first) or _title_of_panel(text, lines))
    named = trimmed(text, Span(parts[0].start, min(parts[0].end, pieces[0].span.start)))
    name = text.source[named.start : named.end]
    if not any(map(str.isalpha, name)):
        return EMPTY
    return LabelField(None, (named,), Sureness.ASKED, (name,))


def _asked_name(text: LabelText, span: Span | None) -> LabelField:
    if span is None:
        return EMPTY
    return LabelField(None, (span,), Sureness.ASKED, (text.source[span.start : span.end],))


def _title_of_panel(text: LabelText, lines: Sequence[LabelLine]) -> Span | None:
    """Return a line among the amounts that names minerals and more: SUPRADYN MAGNESIO."""
    for line in lines:
        is_among = line.is_panel and line.mentions and not (line.is_list or line.is_comparison)
        if (
            not is_among
            or line.amounts
            or line.pieces
            or line.heading_bases
            or "%" in line.line.words
        ):
            continue
        taken = {at for one in line.mentions for at in range(one.first, one.after)}
        first = line.tokens[0]
        is_capital = first.kind is WORD and text.source[first.start].isupper()
        parts = name_parts(text, line)
        if 0 not in taken and is_capital and len(parts) == 1 and len(line.tokens) <= _MOST_TOKENS:
            return parts[0]
    return None


def _before_basis(text: LabelText, line: LabelLine, span: Span) -> Span:
    """Return a part of a line without what its amount is for: per tablet, (50 mg per tablet)."""
    if not line.heading_bases:
        return span
    end = min(span.end, line.tokens[line.heading_bases[0].first].start)
    bracket = text.folded.rfind("(", span.start, end)
    is_open = bracket > span.start and ")" not in text.folded[bracket:end]
    return trimmed(text, Span(span.start, bracket if is_open else end))


def read_brand(text: LabelText, lines: Sequence[LabelLine], product: LabelField) -> LabelField:
    """Return the name behind a label such as “Brand:”, or a name of a company on its own.

    Where there is none, a name above that of the product is a choice, and no value.
    """
    for name, reader in (("brand label", _labelled_brand), ("company word", _company)):
        for line in lines if name in text.classes else ():
            if name not in line.line.classes or line.is_list or line.is_comparison:
                continue
            field = reader(text, line)
            if field.value:
                return field
    return _name_above(text, lines, product)


def _name_above(text: LabelText, lines: Sequence[LabelLine], product: LabelField) -> LabelField:
    """Return the first line as a choice, if it is a name by itself above the product's."""
    shown = [line for line in lines if not line.is_blank][:_LINES_TO_TITLE]
    starts = [span.start for span in product.spans[:1]]
    is_above = any(line.line.start <= at < line.line.end for at in starts for line in shown[1:])
    if not is_above or not may_be_title(shown[0]):
        return EMPTY
    first = shown[0]
    span = trimmed(text, Span(first.line.start, first.line.end))
    name = text.source[span.start : span.end]
    words = name.split()
    says_more = first.mentions or first.amounts or first.pieces or product_places(first)
    is_name = len(words) <= _MAX_WORDS_ABOVE and all(
        word[0].isupper() or not word[0].isalnum() for word in words
    )
    if says_more or not is_name or any(map(str.isdigit, name)) or len(name) > MAX_NAME:
        return EMPTY
    return LabelField(None, choices=(name,))


def _labelled_brand(text: LabelText, line: LabelLine) -> LabelField:
    tokens = line.tokens
    for index in range(min(len(tokens), 12)):
        end = phrase_end("brand label", tokens, index)
        if end == index or end >= len(tokens):
            continue
        is_first_word = all(token.kind is MARK for token in tokens[:index])
        has_colon = tokens[end].text == ":" or (tokens[end].text == "|" and is_first_word)
        word = tokens[index].text
        is_label = word in {"by", "visit"} or end > index + 1
        is_first = index == 0 and (
            (is_label and not text.source[tokens[end].start].islower())
            or _is_tabbed(text, line, end)
        )
        is_makers = word == "by" and index > 0 and _is_makers(text, line, index)
        is_of_verb = word in _OF_MAKER and index > 0 and tokens[index - 1].kind is WORD
        if is_of_verb and not is_makers:  # Sort by: Price, Verkauft von: Apotheke am Ring
            continue
        if not (has_colon or is_first or is_makers):
            continue
        first = end + has_colon
        if first >= len(tokens):
            continue
        spans = [
            span for span in name_parts(text, line) if span.start <= tokens[first].start < span.end
        ]
        end_at = spans[0].end if spans else line.line.end
        return _brand(text, Span(tokens[first].start, end_at))
    return EMPTY


def _is_makers(text: LabelText, line: LabelLine, at: int) -> bool:
    """Return whether "by" stands between a product and a name: Zinc 25 mg by Dunholt."""
    tokens = line.tokens
    end = next(
        (span.end for span in name_parts(text, line) if span.start <= tokens[at].start < span.end),
        0,
    )
    words = [token for token in tokens[at + 1 :] if token.start < end]
    return (
        any(mention.after <= at for mention in line.mentions)
        and 0 < len(words) <= _MAX_BRAND_WORDS
        and all(text.source[word.start].isupper() for word in words if word.kind is WORD)
    )


def _is_tabbed(text: LabelText, line: LabelLine, end: int) -> bool:
    between = text.folded[line.tokens[end - 1].end : line.tokens[end].start]
    return any(mark in between for mark in ("\t", "  ", "|"))


def _brand(text: LabelText, span: Span) -> LabelField:
    span = trimmed(text, span)
    name = text.source[span.start : span.end]
    words = words_of(name)
    if words and words[-1] == "store":
        span = Span(span.start, span.start + name.lower().rindex("store"))
        span = trimmed(text, span)
        name = text.source[span.start : span.end]
    if not 0 < len(words) <= _MAX_BRAND_WORDS or any(char.isdigit() for char in name):
        return EMPTY
    is_any = tuple(words) in phrases_of("no brand")  # of a filter: Brand: All
    return EMPTY if is_any or _is_author(name) else LabelField(name, (span,))


def _is_author(name: str) -> bool:
    """Return whether a name has a profession behind it: By: Jane Smith, Nutritionist."""
    _, comma, behind = name.partition(",")
    return bool(comma) and not class_words("profession").isdisjoint(words_of(behind))


def _company(text: LabelText, line: LabelLine) -> LabelField:
    """Return the name of a company, and none of a topic, such as Bone Health."""
    first_words = class_words("company first word")
    if len(line.tokens) > 2 and line.tokens[0].text in first_words and line.tokens[1].text == ":":
        return _brand(text, Span(line.tokens[2].start, line.line.end))  # Laboratorio: Takeda
    naming = class_words("company word", "company first word")
    places = [token.start for token in line.tokens if token.text in naming]
    for span in name_parts(text, line):
        if not has_between(places, span.start, span.end):
            continue
        words = words_of(text.folded[span.start : span.end])
        first = words[0] in _OF_MAKER if words else False
        if not _is_company(words[first:]):
            continue
        named = any(span.start <= mention.span.start < span.end for mention in line.mentions)
        own = [token for token in line.tokens if span.start <= token.start < span.end][first:]
        if own and not named and not starts_with(own, *NO_TITLES):
            return _brand(text, Span(own[0].start, span.end))
    return EMPTY


def _is_company(words: Sequence[str]) -> bool:
    """Return whether a few words end or begin as the name of a company does."""
    if not 1 < len(words) <= 3 or any(char.isdigit() for char in "".join(words)):
        return False
    is_named = words[0] in class_words("company first word")
    is_named = is_named or words[-1] in class_words("company word")
    return is_named and class_words("topic word").isdisjoint(words)
