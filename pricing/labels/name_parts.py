"""The parts of a line that may be a name, without the marks and numbers around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pricing.labels.label_reading import Span

if TYPE_CHECKING:
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine

MAX_NAME = 120
# Between the parts of a title; a price, a code and a container of units are parts of their own.
_PARTS = re.compile(
    r"(?=[\s|\u2022,;])\s*(?:[\t\u2022]|(?<![a-z])\||\|(?![a-z])|\s[-]{1,3}\s|\s{3,}"
    r"|,\s(?=\d)|\s(?=\(?\d+ ?x\s)|;\s"
    r"|,?\s(?=[$€£¥₹₩₺₱] ?\d|\d{1,5}[.,]\d\d ?(?:[$€£¥₹]|eur\b|zl\b|kr\b))"
    r"|\s(?=(?:size|grose|taille|tamano|formato?|misura|menge):)"
    r"|,?\s(?=(?:net wt|net weight|nettogewicht|poids net|peso neto|peso netto)\b)"
    r"|,\s(?=(?:ndc|upc|ean|gtin|pzn|sku)\b|[a-z]{3,12} of \d)"
    r"|\s(?=(?:ndc|upc|ean|gtin|pzn)[\s:#.]{1,3}\d{6}))\s*"
)
# The number of a product in a list, or that of its packs.
_LEADING_NUMBER = re.compile(r"\d{1,2}(?:[.)]| ?x) +(?=[^\W\d])")
_STEPS = frozenset((">", "\u203a", "\u00bb"))  # between the parts of a shop


def name_parts(text: LabelText, line: LabelLine) -> list[Span]:
    """Return the parts of a line, of which one may be the name of the product."""
    start = line.line.start
    content = text.folded[start : line.line.end]
    spans, at = [], 0
    for match in _PARTS.finditer(content):
        is_blanked = text.source[start + match.start()] == "("  # a valence: iron(II) sulfate
        if match.end() > match.start() and not is_blanked:
            spans.append(Span(start + at, start + match.start()))
            at = match.end()
    spans.append(Span(start + at, start + len(content.rstrip())))
    return [trimmed(text, span) for span in spans if 2 < span.end - span.start <= MAX_NAME]


def trimmed(text: LabelText, span: Span) -> Span:
    """Return a part without the marks around it, and without the number of a list before it."""
    start, end = span
    number = _LEADING_NUMBER.match(text.folded, start, end)
    start = number.end() if number else start
    while start < end and text.folded[start] in " \t:,-~":
        start += 1
    while end > start and text.folded[end - 1] in " \t:,-~([/":
        end -= 1
    return Span(start, end)


def is_path(line: LabelLine) -> bool:
    """Return whether a line is the path to a page: Health > Minerals > Magnesium."""
    if line.line.words.isdisjoint(_STEPS):
        return False
    steps = [at for at, token in enumerate(line.tokens) if token.text in _STEPS]
    is_bound_or_quoted = line.tokens[steps[0]].text == ">" or steps[0] == 0
    return len(steps) > 1 or not (is_bound_or_quoted or line.amounts or line.pieces)
