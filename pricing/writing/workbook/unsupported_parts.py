"""What a user's workbook holds that would be lost if it were saved anew: found beforehand."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

from defusedxml import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Parts of the archive that no saving through openpyxl keeps as they are, and what they are.
UNSUPPORTED_PARTS: Mapping[str, str] = {
    "xl/vbaProject": "macros",
    "xl/pivot": "pivot tables",
    "xl/media/": "pictures",
    "xl/slicer": "slicers",
    "xl/timeline": "timelines",
    "xl/threadedComments/": "threaded comments",
    "xl/externalLinks/": "links to other workbooks",
    "xl/connections": "data connections",
    "xl/queryTables/": "queries",
    "xl/diagrams/": "diagrams",
    "xl/activeX/": "controls",
    "xl/ctrlProps/": "controls",
    "xl/embeddings/": "embedded objects",
    "xl/richData/": "rich data types",
    "xl/model/": "a data model",
    "xl/chartsheets/": "chart sheets",
    "xl/customProperty": "custom properties",
    "customXml/": "custom data",
    "_xmlsignatures/": "a signature",
}
_MAIN_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def find_unsupported_parts(data: bytes, own_sheets: frozenset[str]) -> tuple[str, ...]:
    """What saving the workbook anew would lose, in words; of sheets that are not ours, by sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        found = [
            says
            for start, says in UNSUPPORTED_PARTS.items()
            if any(name.startswith(start) for name in names)
        ]
        for title, part in _sheet_parts(archive):
            if title not in own_sheets:
                found += _unsupported_in_sheet(archive, title, part)
    return tuple(dict.fromkeys(found))


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The title and the part of every sheet."""
    targets = _relationship_targets(archive, "xl/workbook.xml")
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    for sheet in book.iter(f"{_MAIN_NAMESPACE}sheet"):
        part = targets.get(sheet.get(_RELATIONSHIP_ID, ""))
        if part in archive.namelist():
            yield sheet.get("name", ""), part


def _unsupported_in_sheet(archive: zipfile.ZipFile, title: str, part: str) -> Iterator[str]:
    if any("drawing" in target.lower() for target in _relationship_targets(archive, part).values()):
        yield f"charts or drawings on the sheet {title}"
    sheet = ElementTree.fromstring(archive.read(part))
    if sheet.find(f"{_MAIN_NAMESPACE}extLst") is not None:
        yield f"sparklines or newer conditional formats on the sheet {title}"


def _relationship_targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part refers to, by the reference's id."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    found = {}
    for link in ElementTree.fromstring(archive.read(rels)).iter(_RELATIONSHIP):
        target = link.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        found[link.get("Id", "")] = posixpath.normpath(path)
    return found
