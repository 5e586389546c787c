"""What an .xlsx file shows around its values: comments, struck-through cells, hidden numbers."""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.grid import column_number
from pricing.reading.number_formats import hides_numbers
from pricing.reading.sheet_details import shorten_comment
from pricing.reading.xml_tags import find_tags

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping, Sequence

_MAX_INDEX_PART_MB = 20
_FONTS = re.compile(r"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(r"<(?:\w+:)?font(?:\s[^>]*)?(?:/>|(?<!/)>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_STRIKE = re.compile(r'<(?:\w+:)?strike\b(?![^>]*\bval="(?:0|false)")')
CELL_FORMATS = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_COMMENT = re.compile(
    r'<(?:\w+:)?(?:threadedC|c)omment\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7})"[^>]*>(.*?)'
    r"</(?:\w+:)?(?:threadedC|c)omment>",
    re.DOTALL,
)
_TEXT = re.compile(r"<(?:\w+:)?(?:t|text)(?:\s[^>]*)?(?<!/)>([^<]*)(?=<)")


def read_part(archive: zipfile.ZipFile, part: str) -> str:
    """Return the text of an index of a workbook, or "" if it has none.

    Raises:
        BadInput: The part is far too large.
    """
    if part not in archive.namelist():
        return ""
    if archive.getinfo(part).file_size > _MAX_INDEX_PART_MB * 1_000_000:
        raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=_MAX_INDEX_PART_MB)
    return archive.read(part).decode("utf-8", "replace")


def find_noted_styles(text: str) -> Mapping[ProblemKind, Sequence[int]]:
    """Return the numbers of the styles whose cells are struck through, or show no number."""
    fonts = _FONTS.search(text)
    contents = _FONT.findall(fonts[0].partition(">")[2]) if fonts else []
    struck_fonts = {str(at) for at, font in enumerate(contents) if _STRIKE.search(font)}
    hiding = {
        tag.get("numFmtId", "")
        for tag in find_tags(text, "numFmt")
        if hides_numbers(tag.get("formatCode", ""))
    }
    if not (struck_fonts or hiding):
        return {}
    cell_formats = CELL_FORMATS.search(text)
    styles = list(find_tags(cell_formats[0] if cell_formats else "", "xf"))
    return {
        ProblemKind.STRUCK_CELLS: [
            at for at, style in enumerate(styles) if style.get("fontId", "0") in struck_fonts
        ],
        ProblemKind.UNSHOWN_CELLS: [
            at for at, style in enumerate(styles) if style.get("numFmtId", "0") in hiding
        ],
    }


def read_comments(archive: zipfile.ZipFile, sheet: str) -> Mapping[tuple[int, int], str]:
    """Return the comments on the cells of a sheet, by row and column.

    A comment with answers stands in a part of its own, and once more with words of the program.
    """
    folder, name = posixpath.split(sheet)
    relations = find_tags(read_part(archive, f"{folder}/_rels/{name}.rels"), "Relationship")
    targets = [(tag.get("Type", "").lower(), tag.get("Target", "")) for tag in relations]
    found: dict[tuple[int, int], str] = {}
    for ending in ("/comments", "/threadedcomment"):
        places: set[tuple[int, int]] = set()
        for kind, target in targets:
            if not kind.endswith(ending):
                continue
            part = posixpath.normpath(posixpath.join(f"/{folder}", target)).removeprefix("/")
            for letters, digits, content in _COMMENT.findall(read_part(archive, part)):
                place = (int(digits), column_number(letters.encode("ascii")))
                if place not in places:  # what follows is an answer
                    found[place] = _plain(content)
                    places.add(place)
    return found


def _plain(content: str) -> str:
    return shorten_comment(html.unescape("".join(_TEXT.findall(content))))
