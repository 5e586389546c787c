"""The attributes of a shop's export, with the name in one column and the value in another.

Shops write “Attribute 1 name” and “Attribute 1 value(s)”, or “Option1 Name” and “Option1 Value”.
The name that the rows state is the title of the values.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.quantities.text_folding import fold_text
from pricing.reading.grid import GridCell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.reading.grid import CellOrText, GridRow

_NAME, _VALUE = "name", "value"
_WORD = re.compile(r"[a-z]+|\d+")
# In English, German, French, Spanish, Italian, Portuguese and Dutch, folded.
_SUBJECTS = (
    *("attribut", "atribut", "option", "opcion", "opzion", "opcao", "optie"),
    *("kenmerk", "eigenschaft", "merkmal"),
)
_HINT = re.compile(
    "tribut|p[tz]ion|pci[óo]n|p[cç][aã]o|optie|kenmerk|eigensch|merkmal", re.IGNORECASE
)
_NAMES = frozenset(("name", "nom", "nombre", "nome", "naam"))
_VALUES = ("value", "valeur", "wert", "valor", "valore", "waarde")
_NAMED_VALUE = re.compile(r"(?P<name>.+) \[(?P<header>[^\[\]]+)\]")
_OF_SHOP = "pa_"  # before the name of an attribute that several products share


@lru_cache(maxsize=1_024)
def _part_of(header: str) -> tuple[str, str] | None:
    """Return the number of an attribute, and whether a header is that of its name or its value.

    >>> _part_of("Attribute 1 value(s)"), _part_of("Option2 Name"), _part_of("Product name 1")
    (('1', 'value'), ('2', 'name'), None)
    """
    words = _WORD.findall(fold_text(header))
    numbers = [word for word in words if word.isdecimal()]
    if len(numbers) != 1 or not any(word.startswith(_SUBJECTS) for word in words):
        return None
    if not _NAMES.isdisjoint(words):
        return numbers[0], _NAME
    return (numbers[0], _VALUE) if any(word.startswith(_VALUES) for word in words) else None


def _parts_of(headers: Sequence[str]) -> Mapping[int, tuple[str, str]]:
    """Return the columns of attributes, with the number of each and what it states of it."""
    if _HINT.search("\n".join(headers)) is None:
        return {}
    parts = ((index, _part_of(_split(header)[1])) for index, header in enumerate(headers))
    return {index: part for index, part in parts if part is not None}


def with_names_of_attributes(row: GridRow, below: Sequence[GridRow]) -> GridRow:
    """Return a header row in which each value of an attribute has the name that the rows state."""
    parts = _parts_of(row.texts)
    names = {number: index for index, (number, kind) in parts.items() if kind == _NAME}
    titles = {}
    for index, (number, kind) in parts.items():
        if kind == _VALUE and number in names:
            stated = {_name_in(one.cell(names[number]).text) for one in below} - {""}
            if len(stated) == 1:
                titles[index] = f"{stated.pop()} [{row.texts[index]}]"
    if not titles:
        return row
    cells = (
        GridCell(titles[index]) if index in titles else cell for index, cell in enumerate(row.cells)
    )
    return replace(row, cells=tuple(cells))


def _name_in(text: str) -> str:
    return text.strip().removeprefix(_OF_SHOP)


def name_of_attribute(header: str) -> str:
    """Return the name of the attribute whose values stand below a header, or the header itself.

    >>> name_of_attribute("Count [Attribute 1 value(s)]"), name_of_attribute("Price [EUR]")
    ('Count', 'Price [EUR]')
    """
    return _split(header)[0]


def header_of_attribute(header: str) -> str:
    """Return a header as it stands in the file, without the name of its attribute.

    >>> header_of_attribute("Count [Attribute 1 value(s)]"), header_of_attribute("Price [EUR]")
    ('Attribute 1 value(s)', 'Price [EUR]')
    """
    return _split(header)[1]


def _split(header: str) -> tuple[str, str]:
    match = _NAMED_VALUE.fullmatch(header) if header.endswith("]") else None
    if match is None or _part_of(match["header"]) is None:
        return header, header
    return match["name"], match["header"]


def places_of_attributes(headers: Sequence[str]) -> Mapping[int, tuple[int, str]]:
    """Return the columns of named values, each with the column of its names and its own name."""
    parts = _parts_of(headers)
    names = {number: index for index, (number, kind) in parts.items() if kind == _NAME}
    places = {}
    for index, header in enumerate(headers) if names else ():
        name, own_header = _split(header)
        part = _part_of(own_header) if name != own_header else None
        if part is not None and part[0] in names:
            places[index] = (names[part[0]], name)
    return places


def places_of_values(headers: Sequence[str]) -> tuple[int, ...]:
    """Return the columns of the values of attributes, whether they are named or not."""
    parts = ((index, _part_of(_split(header)[1])) for index, header in enumerate(headers))
    return tuple(index for index, part in parts if part is not None and part[1] == _VALUE)


def with_values_of_attributes(
    cells: Callable[[int], Sequence[CellOrText]], places: Mapping[int, tuple[int, str]]
) -> Callable[[int], Sequence[CellOrText]]:
    """Return the columns without the values of another attribute than the one of their title.

    A row that states no name has the attribute of the row above it.
    """
    if not places:
        return cells

    def own(index: int) -> Sequence[CellOrText]:
        if index not in places:
            return cells(index)
        place, name = places[index]
        kept, stated = [], name
        for cell, value in zip(cells(place), cells(index), strict=True):
            stated = _name_in(cell if isinstance(cell, str) else cell.text) or stated
            kept.append(value if stated == name else "")
        return kept

    return own
