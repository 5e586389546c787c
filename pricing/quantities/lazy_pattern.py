"""Regular expressions that a start does not have to compile."""

from __future__ import annotations

import re
from typing import cast


class _LazyPattern:
    """A regular expression that is compiled when it is first used.

    Each of its methods is then found as quickly as that of a compiled one.
    """

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        attribute: object = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, attribute)
        return attribute


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    r"""Return what behaves as the compiled expression.

    >>> pattern = lazy_pattern(r"(\d+) mg")
    >>> pattern.findall("200 mg, 5 mg"), pattern.groups
    (['200', '5'], 1)
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
