"""The marks in the numbers of a column: which part thousands, and which stand before decimals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.text_folding import normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_DECIMAL_MARKS = ".,"
_WHOLE = re.compile(r"\d*")
_NUMBER = re.compile(r"(?<![\d.,'])\d{1,3}(?:[., ']\d{3})+(?![\d.,'])|\d[\d.,']*\d")
# A number that can be a whole one or one with three decimals: 1,250, but not 0,250 or 1250,375.
_OF_TWO_MEANINGS = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,])\d{3}")
_MARKS = re.compile(r"[., ']")


class NumberMarks(NamedTuple):
    """The marks before decimals in some numbers, and those that part thousands or may do so."""

    decimal: frozenset[str] = frozenset()
    thousands: frozenset[str] = frozenset()


def mark_of_two_meanings(text: str) -> str:
    """Return the mark of a number that can be a whole one or one with three decimals, or "".

    >>> mark_of_two_meanings("10.000 tablets"), mark_of_two_meanings("10.50")
    ('.', '')
    """
    number = _NUMBER.search(normalize_text(text))
    found = _OF_TWO_MEANINGS.fullmatch(number[0]) if number else None
    return found["mark"] if found else ""


def marks_in_numbers(texts: Iterable[str]) -> NumberMarks:
    """Return the marks in the first numbers of some texts.

    >>> marks = marks_in_numbers(["1,200,000 tablets", "10.000 tablets"])
    >>> sorted(marks.decimal), sorted(marks.thousands)
    ([], [',', '.'])
    >>> marks = marks_in_numbers(["1'250.50", "0.125", "30"])
    >>> sorted(marks.decimal), sorted(marks.thousands)
    (['.'], ["'"])
    """
    decimal: set[str] = set()
    thousands: set[str] = set()
    for text in texts:
        if _WHOLE.fullmatch(text):
            continue
        number = _NUMBER.search(normalize_text(text))
        marks = _MARKS.findall(number[0]) if number else []
        if not number or not marks:
            continue
        is_last_of_its_kind = marks.count(marks[-1]) == 1 and marks[-1] in _DECIMAL_MARKS
        if is_last_of_its_kind and not _OF_TWO_MEANINGS.fullmatch(number[0]):
            decimal.add(marks.pop())
        thousands.update(marks)
    return NumberMarks(frozenset(decimal), frozenset(thousands))
