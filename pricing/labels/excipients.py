"""Find the substances that a tablet is only made with, so that no mineral is read from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.mentions import OTHER, Mention
from pricing.labels.places import has_between
from pricing.labels.vocabulary import has_phrase, phrase_end, phrase_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_text import TextLine
    from pricing.labels.tokens import Token

_LABEL, _PURPOSE = "excipients label", "excipient"
_ITEM_ENDS = frozenset((",", ";", ".", "|"))
_AS = frozenset(("as", "als", "comme", "como", "come", "("))
_SENTENCE_ENDS = frozenset((".", "|"))


def without_excipients(line: TextLine, mentions: list[Mention]) -> list[Mention]:
    """Return mentions, of which those of excipients are of no mineral.

    Contains: iron 80 mg. Excipients: sodium bicarbonate. A line of excipients alone is a list.
    """
    if not mentions or line.classes.isdisjoint((_LABEL, _PURPOSE)):
        return mentions
    tokens = line.tokens
    start = _behind_label(tokens)
    end = next((at for at in range(start, len(tokens)) if _ends_sentence(tokens, at)), len(tokens))
    purposes = list(phrase_starts(_PURPOSE, tokens))
    starts = [mention.first for mention in mentions]
    befores = [0, *(mention.after for mention in mentions)]
    return [
        mention._replace(element=OTHER, form="")
        if start <= mention.first < end
        or (has_between(purposes, before, behind) and _has_purpose(tokens, mention, before, behind))
        else mention
        for mention, before, behind in zip(
            mentions, befores, [*starts[1:], len(tokens)], strict=False
        )
    ]


def _behind_label(tokens: Sequence[Token]) -> int:
    """Return where the excipients of a line begin behind other statements, or its end."""
    for at in phrase_starts(_LABEL, tokens):
        end = phrase_end(_LABEL, tokens, at)
        if 0 < at < end < len(tokens) and tokens[end].text in {":", "-", "("}:
            return end
    return len(tokens)


def _ends_sentence(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].text in _SENTENCE_ENDS


def _has_purpose(tokens: Sequence[Token], mention: Mention, before: int, behind: int) -> bool:
    """Return whether an item says that it is only a filler: calcium phosphate 50 mg as filler.

    It may begin with the word: bulking agent: calcium carbonate. Other names are at `before` and
    `behind`.
    """
    first, last = mention.first, mention.after
    while first > before and tokens[first - 1].text not in _ITEM_ENDS:
        first -= 1
    while last < behind and tokens[last].text not in _ITEM_ENDS:
        last += 1
    is_named = has_phrase(_PURPOSE, tokens[first : mention.first])
    return is_named or any(
        tokens[at - 1].text in _AS and _is_purpose(tokens, at, last)
        for at in range(mention.after + 1, last)
    )


def _is_purpose(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Return whether a word for a purpose ends an item or bracket, and not: filler-free."""
    end = phrase_end(_PURPOSE, tokens, at)
    return end > at and (end == last or tokens[end].text == ")")
