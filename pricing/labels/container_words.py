"""Words for what holds units, and where a text counts them: 3 blisters of 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.vocabulary import class_words
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.tokens import Token

_MOST_MATERIALS = 9  # tokens that say what a blister is made of
_NO_MATERIAL = frozenset((",", ";", ":", "|", ".", "\u2022", "+"))


def container_counted_before(tokens: Sequence[Token], at: int, units: int) -> int | None:
    """Return where the containers of units are counted, whose name ends at a place before them.

    Words on what they are made of may stand between: 3 plaquettes PVC/PVDC de 10 gélules.
    """
    is_joined = at < units - 1
    for index in range(at, max(at - (_MOST_MATERIALS if is_joined else 1), 0), -1):
        token = tokens[index]
        if index > 1 and token.text in class_words("one pack"):  # 2er-Pack
            joint = index - 2 if tokens[index - 1].text == "-" else index - 1
            if joint > 0 and tokens[joint].text == "er" and tokens[joint - 1].is_number:
                return joint - 1
        if token.text in class_words("container"):
            count = index - 2 if index > 1 and tokens[index - 1].text == "x" else index - 1
            return count if is_count(tokens[count]) else None
        if token.is_number or token.text in _NO_MATERIAL:
            return None
    return None


def container_beside(tokens: Sequence[Token], units: int, after: int) -> str:
    """Return the word for the container of units: tube of 20, 20 tablets per tube; or ""."""
    index = units - 1
    while index > 0 and tokens[index].text in class_words("joining"):
        index -= 1
    if 0 <= index < units - 1 and is_container(tokens[index].text):
        return tokens[index].text
    behind = tokens[after : after + 2]
    is_rate = len(behind) == 2 and behind[0].text in class_words("per alone") | {"/"}
    return behind[1].text if is_rate and is_container(behind[1].text) else ""


def is_container(word: str) -> bool:
    """Return whether a word is one for a container."""
    return word in class_words("container") or word in class_words("one pack")


def is_count(token: Token) -> bool:
    """Return whether a token is a number, or a word for one."""
    return token.is_number or token.text in number_words()


def is_same_container(one: str, other: str) -> bool:
    """Return whether two words are the singular and the plural of one container."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and len(longer) - len(shorter) < 3 and longer.startswith(shorter[:-1])
