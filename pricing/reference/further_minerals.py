"""Names that say a mineral only as a further one, such as Night + Zn or Relax with zinc."""

from __future__ import annotations

import re

from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_names import (
    named_minerals,
    names_minerals_together,
    names_other_substance,
)

_WITH_FURTHER = lazy_pattern(
    r"(?P<own>.*?[^\W\d_]{2}.*?)\s*"
    r"(?:\+|(?<![^\W_])(?:with|plus|mit|avec|con|com|met|med|z|ze)(?![^\W_]))(?P<further>.+)",
    re.IGNORECASE,
)
_NUMBER = lazy_pattern(r"(?<![^\W_])\d")


def names_only_further(name: str, form: str) -> bool:
    """Return whether a name has its minerals only behind “with” or “+”.

    A number beside them may be the amount of the row, which is theirs then.

    >>> names_only_further("Night + Zn", ""), names_only_further("Night + Zn 15 mg", "")
    (True, False)
    """
    match = _WITH_FURTHER.fullmatch(name)
    if match is None or named_minerals(form) or not named_minerals(match["further"]):
        return False
    own, further = match["own"], match["further"]
    is_other = named_minerals(own) or names_other_substance(own) or names_minerals_together(own)
    return not (is_other or _NUMBER.search(further))
