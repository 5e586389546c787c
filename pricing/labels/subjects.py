"""Subjects of sentences that say what something other than the product holds: an egg has 1 mg iron.

Foods and bodies are too many for a list. A subject is the product's where it names a unit of it,
a mineral or a word for a product, or is of the words that the text begins with.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from pricing.labels.pieces import COUNTED_KINDS, measure_of
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import class_words, phrase_end, phrase_starts
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.layout import LabelLine
    from pricing.labels.mentions import Mention
    from pricing.labels.tokens import Token

CONTENT_VERB, PERSON = "content verb", "person"
_OWN, _PRODUCT, _OF_PERSONS = "own subject", "product noun", "word of persons"
_LINES_OF_OPENING = 2
_NEW_SUBJECT = frozenset((":", "|"))


class Opening:
    """The first lines of a text, which may name the product. They are read where they matter."""

    def __init__(self, lines: Sequence[LabelLine]) -> None:
        self._lines = lines

    @cached_property
    def words(self) -> frozenset[str]:
        """Their words, without those of sentences below the first line."""
        shown = list(islice((line for line in self._lines if not line.is_blank), _LINES_OF_OPENING))
        names = [line for line in shown[1:] if CONTENT_VERB not in line.line.classes]
        return frozenset[str]().union(*(line.line.words for line in (*shown[:1], *names)))


def has_other_subject(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    opening: Opening,
    start: int,
    at: int,
) -> bool:
    """Return whether the verb before an amount has a subject that is not the product or its unit.

    The sentence begins at `start`, and the amount is `at` a token. The text begins with
    the words of its `opening`.
    """
    verbs = [
        start + place
        for place in phrase_starts(CONTENT_VERB, tokens[start:at])
        if phrase_end(CONTENT_VERB, tokens, start + place) > start + place
    ]
    if not verbs:
        return False
    verb = verbs[-1]
    before = [place for place in range(start, verb) if tokens[place].text in _NEW_SUBJECT]
    begin = before[-1] + 1 if before else start
    if any(begin <= mention.first < verb for mention in mentions):
        return False
    depth = tokens[verb].depth
    subject = [token for token in tokens[begin:verb] if token.depth <= depth]
    return _is_other(subject, opening)


def _is_other(subject: Sequence[Token], opening: Opening) -> bool:
    """Return whether a subject names something that is no unit, product or word of a title.

    What stands before such a word describes it: each vegetarian capsule. What stands behind a
    measure is measured: a cup of spinach, a serving of beef.
    """
    words = [token.text for token in subject if token.kind is WORD]
    kinds = [_measure(word) for word in words]
    if not COUNTED_KINDS.isdisjoint(kinds) or not class_words(_PRODUCT).isdisjoint(words):
        return False
    last = max((at for at, kind in enumerate(kinds) if kind), default=-1)
    known = class_words(_OWN) | opening.words
    return any(word not in known and word not in number_words() for word in words[last + 1 :])


def _measure(word: str) -> str:
    return measure_of(word) or (word if word in class_words("serving noun", "day noun") else "")


def is_for_persons(head: Sequence[Token]) -> bool:
    """Return whether words before an amount say only for whom it is: pregnant women: iron 27 mg."""
    if not head or head[-1].text != ":" or not any(one.text in class_words(PERSON) for one in head):
        return False
    known = class_words(PERSON, _OF_PERSONS)
    return all(token.kind is not WORD or token.text in known for token in head)
