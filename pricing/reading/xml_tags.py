"""Tags of XML that a program has written, found by their names without a parser.

The parts of a workbook can be large, and a parser would take many times as long.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@cache
def _tag_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"""<(?:\w+:)?{name}\b((?:[^<>"']|"[^"]*"|'[^']*')*)>""")


def find_tags(text: str, name: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each tag with a name, without the prefixes of their namespaces.

    >>> list(find_tags('<x:sheet name="A &amp; B" r:id="rId1"/>', "sheet"))
    [{'name': 'A & B', 'id': 'rId1'}]
    """
    for match in _tag_pattern(name).finditer(text):
        yield {
            key.rpartition(":")[2]: html.unescape(quoted or single)
            for key, quoted, single in _ATTRIBUTE.findall(match[1])
        }
