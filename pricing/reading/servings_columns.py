"""The column that counts the servings of a pack: the pack itself, or what stands beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, Column, ColumnKind
from pricing.quantities.text_folding import match_key
from pricing.reading.header_parts import SERVING, HeaderParts
from pricing.reading.headings import HeaderRow, Heading

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SERVINGS_KEY = "servings_in_pack"
_SERVINGS = Column(SERVINGS_KEY, "Servings in", ColumnKind.UNITS, unit="pack")
_HEADERS = frozenset(
    match_key(text)
    for text in (
        *("servings", "servings per container", "servings per pack", "servings per bottle"),
        *("servings per package", "servings in pack", "number of servings", "serving count"),
        *("portionen", "portionen pro packung", "portionen je packung", "anzahl portionen"),
        *("portions", "portions par boîte", "portions par pot", "nombre de portions"),
        *("porciones", "porciones por envase", "raciones", "raciones por envase"),
        *("porzioni", "porzioni per confezione", "numero di porzioni"),
        *("doses per container", "doses per pack", "doses per bottle", "number of doses"),
        *("doses par boîte", "nombre de doses", "prises par boîte", "dosis por envase"),
        *("numero de dosis", "tomas por envase", "dosi per confezione", "numero di dosi"),
    )
)
_DOSES = frozenset(("doses", "dosi", "tomas", "prises"))
_FEWEST_DOSES = 10  # a smaller number may be that of the units of a dose


def pack_of_servings(texts: Sequence[str], left_out: Collection[int] = ()) -> list[Heading]:
    """Return the column that counts the servings of a pack as the pack, if there is one."""
    column, parts = COLUMNS_BY_KEY["pack_units"], HeaderParts(unit=SERVING)
    matches = [
        index
        for index, text in enumerate(texts)
        if match_key(text) in _HEADERS and index not in left_out
    ]
    return [Heading(index, texts[index], column, parts) for index in matches[:1]]


def counts_doses(title: str, values: Sequence[str]) -> bool:
    """Return whether a column holds how many doses a pack has, and no dose of some units.

    >>> counts_doses("Doses", ["30", "60"]), counts_doses("Doses", ["2"]), counts_doses("Dose", [])
    (True, False, False)
    """
    filled = [value for value in values if value]
    return (
        match_key(title) in _DOSES
        and bool(filled)
        and all(value.isdecimal() and int(value) >= _FEWEST_DOSES for value in filled)
    )


def with_servings_beside_pack(
    header: HeaderRow, columns: Sequence[Sequence[str]], *, is_guessed: bool
) -> HeaderRow:
    """Return the header row with the servings beside the contents of a pack.

    Together they give the serving. A column that the user left out stays out. `columns` are the
    texts of the first rows.
    """
    packs = [one for one in header.headings if one.column.key == "pack_units"]
    contents = [one for one in packs if one.unit != SERVING]
    servings = [one for one in packs if one.unit == SERVING and not one.unknown_words]
    known = {one.index for one in header.headings} | header.own_indexes
    if is_guessed and not servings:
        likely = pack_of_servings(header.texts) or _doses(header, columns)
        servings = [one for one in likely if one.index not in known]
    if len(contents) != 1 or contents[0].unknown_words or len(servings) != 1:
        return header
    others = (one for one in header.headings if one is not servings[0])
    beside = replace(servings[0], column=_SERVINGS, parts=HeaderParts())
    return replace(header, headings=(*others, beside))


def _doses(header: HeaderRow, columns: Sequence[Sequence[str]]) -> list[Heading]:
    pairs = enumerate(zip(header.texts, columns, strict=False))
    found = (index for index, (text, cells) in pairs if counts_doses(text, cells))
    return [Heading(index, header.texts[index], COLUMNS_BY_KEY["pack_units"]) for index in found]
