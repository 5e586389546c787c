"""The product and the brand, where a text says which they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pricing.labels.label_reading import EMPTY, LabelField, Span
from pricing.labels.mentions import starts_with
from pricing.labels.vocabulary import class_words, phrase_end, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine

_PARTS = re.compile(r"\s*(?:[|\t\u2022]|\s[-]{1,3}\s|\s{3,}|,\s(?=\d)|\s(?=\(?\d+ ?x\s)|;\s)\s*")
_MAX_NAME = 120
_MAX_BRAND_WORDS = 5


def read_product(text: LabelText, lines: Sequence[LabelLine]) -> LabelField:
    """Return the first part of the title that names a mineral, outside the panel."""
    for line in lines:
        if line.is_blank or line.is_list or line.is_comparison or _is_row(line):
            continue
        for span in _parts(text, line):
            if any(span.start <= mention.span.start < span.end for mention in line.mentions):
                return LabelField(text.source[span.start : span.end], (span,))
    return EMPTY


def _is_row(line: LabelLine) -> bool:
    """Return whether a line is a row of the panel, or its heading, and no title."""
    if starts_with("panel", line.tokens) or starts_with("serving size", line.tokens):
        return True
    if any(amount.percent is not None for amount in line.amounts):
        return True
    return bool(line.bases) and line.bases[0].first == 0


def _parts(text: LabelText, line: LabelLine) -> list[Span]:
    start = line.line.start
    content = text.folded[start : line.line.end]
    spans, at = [], 0
    for match in _PARTS.finditer(content):
        if match.end() > match.start():
            spans.append(Span(start + at, start + match.start()))
            at = match.end()
    spans.append(Span(start + at, start + len(content.rstrip())))
    return [_trimmed(text, span) for span in spans if 2 < span.end - span.start <= _MAX_NAME]


def _trimmed(text: LabelText, span: Span) -> Span:
    start, end = span
    while start < end and text.folded[start] in " \t:,-~":
        start += 1
    while end > start and text.folded[end - 1] in " \t:,-~":
        end -= 1
    return Span(start, end)


def read_brand(text: LabelText, lines: Sequence[LabelLine]) -> LabelField:
    """Return the name behind a label such as “Brand:”, or a name of a company on its own."""
    for reader in (_labelled_brand, _company):
        for line in lines:
            if line.is_blank or line.is_list or line.is_comparison:
                continue
            field = reader(text, line)
            if field.value:
                return field
    return EMPTY


def _labelled_brand(text: LabelText, line: LabelLine) -> LabelField:
    tokens = line.tokens
    for index in range(min(len(tokens), 12)):
        end = phrase_end("brand label", tokens, index)
        if end == index or end >= len(tokens):
            continue
        has_colon = tokens[end].text == ":"
        word = tokens[index].text
        is_first = index == 0 and (word in {"by", "visit"} or _is_tabbed(text, line, end))
        if not (has_colon or is_first):
            continue
        first = end + has_colon
        if first >= len(tokens):
            continue
        spans = [
            span for span in _parts(text, line) if span.start <= tokens[first].start < span.end
        ]
        end_at = spans[0].end if spans else line.line.end
        return _brand(text, Span(tokens[first].start, end_at))
    return EMPTY


def _is_tabbed(text: LabelText, line: LabelLine, end: int) -> bool:
    between = text.folded[line.tokens[end - 1].end : line.tokens[end].start]
    return "\t" in between or "  " in between


def _brand(text: LabelText, span: Span) -> LabelField:
    span = _trimmed(text, span)
    name = text.source[span.start : span.end]
    words = words_of(name)
    if words and words[-1] == "store":
        span = Span(span.start, span.start + name.lower().rindex("store"))
        span = _trimmed(text, span)
        name = text.source[span.start : span.end]
    if not 0 < len(words) <= _MAX_BRAND_WORDS or any(char.isdigit() for char in name):
        return EMPTY
    return LabelField(name, (span,))


def _company(text: LabelText, line: LabelLine) -> LabelField:
    for span in _parts(text, line):
        words = words_of(text.folded[span.start : span.end])
        named = any(span.start <= mention.span.start < span.end for mention in line.mentions)
        if named or not 1 < len(words) <= 3 or any(char.isdigit() for char in "".join(words)):
            continue
        if words[-1] in class_words("company word") or words[0] in class_words("company word"):
            return _brand(text, span)
    return EMPTY
