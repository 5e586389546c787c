"""Names that are written from right to left, such as Hebrew ones, inside our sentences.

The direction of such a name would turn round the numbers and marks beside it. Two invisible
characters around it isolate it, so that it moves nothing but itself.
"""

from __future__ import annotations

import re

FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
_ISOLATES = re.compile(f"[{FIRST_STRONG_ISOLATE}{POP_DIRECTIONAL_ISOLATE}]")
# The letters, digits and marks of Hebrew, Arabic, Syriac, N'Ko and their relatives.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolated(text: str) -> str:
    r"""Return a text that is put into a sentence, isolated if some of it runs from right to left.

    >>> isolated("Magnesium 100"), ascii(isolated("\u05de\u05d2 100"))
    ('Magnesium 100', "'\\u2068\\u05de\\u05d2 100\\u2069'")
    """
    if text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{closed_isolates(text)}{POP_DIRECTIONAL_ISOLATE}"


def closed_isolates(text: str) -> str:
    r"""Return a text with each isolate that is not closed, or closes nothing, as an escape.

    Such a one in a name would reach beyond the name.

    >>> ascii(closed_isolates("a\u2069b\u2068c\u2068d\u2069"))
    "'a\\\\u2069b\\\\u2068c\\u2068d\\u2069'"
    """
    is_open: list[int] = []
    unmatched: set[int] = set()
    for match in _ISOLATES.finditer(text):
        if match[0] == FIRST_STRONG_ISOLATE:
            is_open.append(match.start())
        elif is_open:
            is_open.pop()
        else:
            unmatched.add(match.start())
    unmatched.update(is_open)
    if not unmatched:
        return text
    return "".join(
        f"\\u{ord(char):04x}" if place in unmatched else char for place, char in enumerate(text)
    )
