"""The parts of a user's workbook that would be lost if openpyxl saved it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

from defusedxml import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The start of each archive part that openpyxl does not keep, and what it contains.
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
    """Describe what would be lost if openpyxl saved a workbook.

    Args:
        data: The workbook's file.
        own_sheets: The program's sheets, which are replaced anyway.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        descriptions = [
            description
            for start, description in UNSUPPORTED_PARTS.items()
            if any(name.startswith(start) for name in names)
        ]
        for title, part in _sheet_parts(archive):
            if title not in own_sheets:
                descriptions += _unsupported_in_sheet(archive, title, part)
    return tuple(dict.fromkeys(descriptions))


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Return the title and the archive part of every sheet."""
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
    """Return the parts that a part refers to, by the id of the reference."""
    folder, name = posixpath.split(part)
    relationships_part = f"{folder}/_rels/{name}.rels"
    if relationships_part not in archive.namelist():
        return {}
    targets = {}
    root = ElementTree.fromstring(archive.read(relationships_part))
    for relationship in root.iter(_RELATIONSHIP):
        target = relationship.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        targets[relationship.get("Id", "")] = posixpath.normpath(path)
    return targets
