"""Rows of a panel whose name or amount a scanner has damaged: Z inc 15 mg, iron 18 m g."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.labels.amounts import UNITS, subject_of
from pricing.labels.label_reading import Span
from pricing.labels.mineral_words import element_names
from pricing.labels.pieces import measure_of
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import is_known
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.labels.label_text import LabelText
    from pricing.labels.mentions import Mention
    from pricing.labels.rows import Row
    from pricing.labels.tokens import Token

_LONGEST_FRAGMENT = 3
_LONE_LETTERS = frozenset("aexyd")  # words by themselves
_MOST_PARTS = 4  # tokens that a damaged name falls into
_SHORTEST_NAME = 4
_JOINTS = frozenset(":|.*-")


def damaged_elements(text: LabelText, row: Row) -> dict[str, Span]:
    """Return the mineral that a row of a panel begins with, if nothing else of it is readable."""
    if not (row.line.is_panel or row.line.follows_panel) or not row.tokens:
        return {}
    items = _damaged_items(text, row)
    if items or row.line.bases:
        return items
    named = next((mention for mention in row.mentions if not mention.depth), None)
    if named is not None:
        is_damaged = bool(named.element) and _is_amount_damaged(row, named)
        return {named.element: Span(named.span.start, row.tokens[-1].end)} if is_damaged else {}
    first = min((amount.first for amount in row.amounts if not amount.depth), default=0)
    parts = [token for token in row.tokens[:first] if not token.depth]
    if not 0 < len(parts) <= _MOST_PARTS:
        return {}
    start, end = parts[0].start, parts[-1].end
    element = _element_like("".join(text.folded[start:end].split()).rstrip(":|.*"))
    return {element: Span(start, row.tokens[-1].end)} if element else {}


def _damaged_items(text: LabelText, row: Row) -> dict[str, Span]:
    """Return the minerals whose misspelt names stand before an amount: zinc 15 mg, irom 18 mg."""
    found: dict[str, Span] = {}
    behind = 0
    for amount in row.amounts if row.mentions or row.line.bases else ():
        at = amount.first
        while (
            at > behind and row.tokens[at - 1].kind is MARK and row.tokens[at - 1].text in _JOINTS
        ):
            at -= 1
        behind = amount.after
        name = row.tokens[at - 1] if at else None
        if name is None or name.kind is not WORD:
            continue
        element = _element_like(text.folded[name.start : name.end])
        if element and not subject_of(row.tokens, amount, row.mentions):
            found[element] = Span(name.start, amount.span.end)
    return found


def _is_amount_damaged(row: Row, named: Mention) -> bool:
    """Return whether the name that begins a row has a number behind it that no unit follows.

    Or a unit follows that no number stands before: zinc 5 nng, zinc 1 5 mg, zinc S mg.
    """
    tokens = row.tokens
    if any(token.kind is not MARK for token in tokens[: named.first]):
        return False
    places = [
        at
        for at in range(named.after, len(tokens))
        if tokens[at].kind is not MARK and not tokens[at].depth
    ]
    if len(places) < 2 or any(amount.first == places[0] for amount in row.amounts):
        return False
    first, second, *behind = (tokens[at] for at in places[:3])
    if first.is_number and second.is_number:
        return places[1] == places[0] + 1 and bool(behind) and behind[0].text in UNITS
    return _is_fragment(second) if first.is_number else second.text in UNITS and _is_fragment(first)


def _is_fragment(token: Token) -> bool:
    """Return whether a short word is none of a label, and may be what is left of a longer one."""
    word = token.text
    if token.kind is not WORD or word in UNITS or word in _LONE_LETTERS or measure_of(word):
        return False
    return len(word) == 1 or (len(word) <= _LONGEST_FRAGMENT and not is_known(word))


@lru_cache(maxsize=4_096)
def _element_like(written: str) -> str:
    """Return the mineral whose name has one other letter, or the same letters with spaces."""
    if len(written) < _SHORTEST_NAME:
        return ""
    if is_known(written):
        return element_names().get(written, "")
    found = {
        element
        for name, element in element_names().items()
        if len(name) == len(written)
        and sum(one != other for one, other in zip(name, written, strict=True)) < 2
    }
    if len(found) > 1:  # irom is rather iron than krom
        found = {element for element in found if len(elements()[element].name) == len(written)}
    return found.pop() if len(found) == 1 else ""
