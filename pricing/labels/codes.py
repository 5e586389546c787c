"""The barcode of a label."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import EMPTY, LabelField, Span, Sureness
from pricing.labels.vocabulary import has_phrase
from pricing.problems.errors import BadInput
from pricing.quantities.product_codes import GTIN_LENGTHS, read_gtin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine

# With a digit first, a search passes over other characters at once.
_CODE = re.compile(r"\d(?<![\w.,+/-]\d)(?:[ -]?\d){7,13}(?![\w,-]|\.\d| ?[-]?\d)")
_UNREADABLE = re.compile(r"[\doil?|](?<![\w.,][\doil?|])(?:[ -]?[\doil?|]){10,14}(?![\w])")
_end_of = attrgetter("end")
_DIGITS = re.compile(r"\d(?:[ -]?\d){7}")
_MIN_DIGITS, _MIN_CODE = 7, 8


class _Code(NamedTuple):
    digits: str
    span: Span
    is_labelled: bool
    is_valid: bool


def read_code(text: LabelText, lines: Sequence[LabelLine]) -> LabelField:
    """Return the one barcode whose check digit is right. A wrong one or several are asked."""
    lines = [line for line in lines if not line.is_of_others]
    codes = [code for line in _lines_of_digits(text, lines) for code in _codes_in(text, line)]
    valid = {code.digits: code for code in codes if code.is_valid}
    if len(valid) == 1 and all(code.is_valid or not code.is_labelled for code in codes):
        code = next(iter(valid.values()))
        return LabelField(code.digits, (code.span,))
    if not codes:
        if not _UNREADABLE.search(text.folded):
            return EMPTY
        unreadable = [span for line in lines for span in _unreadable(text, line)]
        return LabelField(None, tuple(unreadable), Sureness.ASKED) if unreadable else EMPTY
    return LabelField(None, tuple(code.span for code in codes), Sureness.ASKED, tuple(valid))


def _lines_of_digits(text: LabelText, lines: Sequence[LabelLine]) -> list[LabelLine]:
    """Return the lines that have as many digits in a row as a barcode."""
    if not lines:
        return []
    runs = _DIGITS.finditer(text.folded, lines[0].line.start, lines[-1].line.end)
    places = {place for run in runs for place in (run.start(), run.end() - 1)}
    held = {bisect_right(lines, place, key=_start_of) - 1 for place in places}
    return [lines[at] for at in sorted(held)]


def _start_of(line: LabelLine) -> int:
    return line.line.start


def _codes_in(text: LabelText, line: LabelLine) -> list[_Code]:
    numbers = [line.tokens[at] for at in line.line.numbers]
    if sum(number.end - number.start for number in numbers) < _MIN_CODE:  # others are not its own
        return []
    start, end = line.line.start, line.line.end
    content = text.folded[start:end]
    found = []
    for match in _CODE.finditer(content):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) not in GTIN_LENGTHS:
            continue
        at = start + match.start()
        behind = bisect_right(line.tokens, at, key=_end_of)
        before = line.tokens[max(behind - 5, 0) : behind]
        named = has_phrase("code label", before)
        other = has_phrase("other code label", before)
        if (other or len(digits) == 8) and not named and len(digits) != 13:
            continue
        span = Span(at, start + match.end())
        # A European code has 13 digits: one of 12 has lost a digit.
        is_short = len(digits) == 12 and has_phrase("european code label", before)
        is_valid = _is_valid(digits) and not is_short
        found.append(_Code(digits, span, named or len(digits) == 13, is_valid))
    return found


def _is_valid(digits: str) -> bool:
    try:
        read_gtin(digits)
    except BadInput:
        return False
    return True


def _unreadable(text: LabelText, line: LabelLine) -> list[Span]:
    start = line.line.start
    content = text.folded[start : line.line.end]
    return [
        Span(start + match.start(), start + match.end())
        for match in _UNREADABLE.finditer(content)
        if sum(char.isdigit() for char in match[0]) >= _MIN_DIGITS
        and not match[0].replace(" ", "").isdigit()
    ]
