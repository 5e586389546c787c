"""The pack of a list without a column of packs: “120 capsules” below “Variant” or “Size”."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.reading.attribute_columns import name_of_attribute
from pricing.reading.columns_beside import values_of
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.headings import Heading
from pricing.reading.packs_in_names import counts_in_name

if TYPE_CHECKING:
    from pricing.reading.grid import Grid
    from pricing.reading.headings import HeaderRow

_VARIANT = frozenset(("variant_title",))


def with_pack_of_variants(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row with the only column of variants as the pack, if each states one."""
    if header.find_heading("pack_units") is not None:
        return header
    taken = {heading.index for heading in header.headings} | header.own_indexes
    titles = [
        (index, text)
        for index, text in enumerate(header.texts)
        if index not in taken and _is_of_variants(text)
    ]
    stated = [(index, text) for index, text in titles if _states_packs(grid, header, index)]
    if len(stated) != 1:
        return header
    ((index, text),) = stated
    pack = Heading(index, text, COLUMNS_BY_KEY["pack_units"])
    return replace(header, headings=(*header.headings, pack))


def _is_of_variants(title: str) -> bool:
    words = split_words(name_of_attribute(title))
    return find_meaning(words, "note", _VARIANT) is not None


def _states_packs(grid: Grid, header: HeaderRow, index: int) -> bool:
    values = values_of(grid, header, index)
    return bool(values) and all(len(counts_in_name(value)) == 1 for value in values)
