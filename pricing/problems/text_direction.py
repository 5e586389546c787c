"""Names that are written from right to left, such as Hebrew ones, inside our sentences.

The direction of such a name would turn round the numbers and marks beside it. Two invisible
characters around it isolate it, so that it moves nothing but itself.
"""

from __future__ import annotations

import re

FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
# The letters, digits and marks of Hebrew, Arabic, Syriac, N'Ko and their relatives. Most texts have
# only characters before all of these, and a start does not compile the pattern for them.
_RIGHT_TO_LEFT = (
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FIRST_RIGHT_TO_LEFT = "\u0590"


def isolated(text: str) -> str:
    r"""Return a text that is put into a sentence, isolated if some of it runs from right to left.

    >>> isolated("Magnesium 100"), ascii(isolated("\u05de\u05d2 100"))
    ('Magnesium 100', "'\\u2068\\u05de\\u05d2 100\\u2069'")
    """
    if text.isascii() or max(text) < _FIRST_RIGHT_TO_LEFT or not re.search(_RIGHT_TO_LEFT, text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{closed_isolates(text)}{POP_DIRECTIONAL_ISOLATE}"


def closed_isolates(text: str) -> str:
    r"""Return a text with each isolate that is not closed, or closes nothing, as an escape.

    Such a one in a name would reach beyond the name.

    >>> ascii(closed_isolates("a\u2069b\u2068c\u2068d\u2069"))
    "'a\\\\u2069b\\\\u2068c\\u2068d\\u2069'"
    """
    if FIRST_STRONG_ISOLATE not in text and POP_DIRECTIONAL_ISOLATE not in text:
        return text
    is_open: list[int] = []
    unmatched: set[int] = set()
    for place, char in enumerate(text):
        if char == FIRST_STRONG_ISOLATE:
            is_open.append(place)
        elif char == POP_DIRECTIONAL_ISOLATE and is_open:
            is_open.pop()
        elif char == POP_DIRECTIONAL_ISOLATE:
            unmatched.add(place)
    unmatched.update(is_open)
    if not unmatched:
        return text
    return "".join(
        f"\\u{ord(char):04x}" if place in unmatched else char for place, char in enumerate(text)
    )
