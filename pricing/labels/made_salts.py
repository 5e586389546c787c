"""Remarks that say of what a salt is made: magnesium citrate [made from magnesium carbonate]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.vocabulary import ADDING, phrase_end, phrase_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_reading import Span
    from pricing.labels.mentions import NamedForms
    from pricing.labels.tokens import Token

_MADE_OF, _ACID = "made of", "acid of salts"
# They become another salt with an acid.
_BASES = frozenset(("bicarbonate", "carbonate", "hydroxide", "oxide"))
_WITH = ADDING | {"with", "mit", "avec", "con"}


def may_be_made(named: NamedForms) -> bool:
    """Return whether one of several forms may be made of another, or a base of an acid."""
    return len(named.names) > 1 or not _BASES.isdisjoint(named.names)


def with_doubt(tokens: Sequence[Token], named: NamedForms, classes: frozenset[str]) -> NamedForms:
    """Return the forms that a remark names, as open where it says of which the first is made.

    So is a salt that is mixed with an acid: a blend of citric acid and magnesium carbonate.
    `classes` are those of the phrases that may be in the remark.
    """
    if len(named.names) > 1:
        is_open = _MADE_OF in classes and _is_made(tokens, named.spans)
    else:
        is_open = _ACID in classes and _is_with_acid(tokens, named.spans[0])
    return named._replace(has_unknown=True) if is_open else named


def _is_made(tokens: Sequence[Token], salts: Sequence[Span]) -> bool:
    """Return whether words between the first of some salts and another say how it is made."""
    first, *others = salts
    behind = min(span.start for span in others)
    between = [token for token in tokens if first.end <= token.start < behind]
    return any(
        (end := phrase_end(_MADE_OF, between, at)) > at + 1
        or (end > at and not _is_added(between, at))
        for at in phrase_starts(_MADE_OF, between)
    )


def _is_added(tokens: Sequence[Token], at: int) -> bool:
    """Return whether words before "from" join a second source: from citrate and from carbonate."""
    before = tokens[:at]
    return any(token.text in ADDING or token.text in {",", ";"} for token in before)


def _is_with_acid(tokens: Sequence[Token], salt: Span) -> bool:
    """Return whether an acid is joined to a salt: carbonate and citric acid, its other order."""
    for at in phrase_starts(_ACID, tokens):
        end = phrase_end(_ACID, tokens, at)
        if end == at:
            continue
        if tokens[at].start >= salt.end:
            joints = [one.text for one in tokens[:at] if one.start >= salt.end]
        else:
            joints = [one.text for one in tokens[end:] if one.start < salt.start]
        if "," not in joints and not _WITH.isdisjoint(joints):
            return True
    return False
