"""What the cells of a row mean together: the measure of its serving and pack, and its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import UNITS
from pricing.reading.pack_sizes import ADJECTIVES, counted_unit_words, fold_pack_text
from pricing.reading.servings import (
    HOUSEHOLD_MEASURES,
    SERVING,
    ServingAndPack,
    Size,
    in_one_measure,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.reading.row_builder import RowBatchBuilder

_NAME_COUNT = re.compile(
    r"(?<![\d.,])(?P<count>[1-9]\d{0,3})(?![\d.,]*\d)"
    r"(?:\s*'?s\b|[\s-]*(?P<words>[a-z][a-z'-]*(?:[\s-]+[a-z][a-z'-]*){0,2}))?"
)
_NAME_UNIT_BEFORE_COUNT = re.compile(r"(?P<word>[a-z]+)[\s,:x-]+(?P<count>[1-9]\d{1,3})\s*$")
_NAME_WEIGHT = re.compile(r"(?<![\d.,])(?P<count>[1-9]\d{1,4})\s*(?:g|gr|gm|grams?|gramm|ml)\b")
# A pack size below this can be a number of packs, where the name states more units.
_FEWEST_USUAL_UNITS = 12 * UNITS.base_per_unit


def read_together(batch: RowBatchBuilder, headers: Mapping[str, str]) -> None:
    """Settle what several cells of a row decide together, or ask.

    Args:
        batch: The values of the rows, each read from its own cell.
        headers: The headers of the file, by column key.
    """
    _use_one_measure(batch, headers)
    _compare_packs_with_names(batch, headers)


# -- servings and packs ------------------------------------------------------------------------


def _use_one_measure(batch: RowBatchBuilder, headers: Mapping[str, str]) -> None:
    """State servings and packs in one measure."""
    count = len(batch.numbers)
    pack_sizes = batch.sizes.get("pack_units") or [()] * count
    serving_sizes = batch.sizes.get("serving_units") or [()] * count
    for position, sizes in enumerate(zip(serving_sizes, pack_sizes, strict=True)):
        if any(sizes):
            _use_one_measure_in_row(batch, headers, position, *sizes)


def _use_one_measure_in_row(
    batch: RowBatchBuilder,
    headers: Mapping[str, str],
    position: int,
    serving_sizes: tuple[Size, ...],
    pack_sizes: tuple[Size, ...],
) -> None:
    kind = str(batch.value("unit_kind", position) or "")
    pack_units = batch.value("pack_units", position)
    if pack_units is None:
        return
    serving_units = int(str(batch.value("serving_units", position) or UNITS.base_per_unit))
    servings = serving_sizes or (Size(serving_units),)
    packs = pack_sizes or (Size(int(str(pack_units)), kind),)
    settled = in_one_measure(servings, packs)
    if settled is None:
        error = BadInput(
            ProblemKind.SERVING_IN_OTHER_MEASURE,
            serving=batch.text("serving_units", position),
            pack=batch.text("pack_units", position),
            mapped_header=headers.get("pack_units", ""),
            mappings=_pack_mappings(servings[0].measure),
        )
        value = batch.text("pack_units", position)
        batch.add_question(position, error, "pack_units", headers.get("pack_units", ""), value)
        settled = _serving_alone(servings[0])
        batch.set_value("serving_units", position, settled.serving_units)
    else:
        batch.set_value("serving_units", position, settled.serving_units)
        batch.set_value("pack_units", position, settled.pack_units)
    stated_kind = "" if kind == SERVING else kind
    is_plain_serving = not settled.unit_kind and servings == (Size(UNITS.base_per_unit),)
    unit_kind = settled.unit_kind or stated_kind or (SERVING if is_plain_serving else "")
    batch.set_value("unit_kind", position, unit_kind or None)


def _pack_mappings(measure: str) -> tuple[str, ...]:
    """Return how the user can say that the packs are in the measure of the servings."""
    is_weight = measure in UNIT_KINDS and not UNIT_KINDS[measure].is_counted
    return (f"pack_units:{measure}",) if is_weight else ()


def _serving_alone(serving: Size) -> ServingAndPack:
    if serving.measure in HOUSEHOLD_MEASURES:
        return ServingAndPack(UNITS.base_per_unit, 0, SERVING)
    return ServingAndPack(serving.units, 0, serving.measure)


# -- packs and names ---------------------------------------------------------------------------


def _compare_packs_with_names(batch: RowBatchBuilder, headers: Mapping[str, str]) -> None:
    """Ask about a pack of one, or of a few, whose name states many units."""
    packs, names = batch.columns.get("pack_units"), batch.columns.get("product")
    if packs is None or names is None:
        return
    for position, pack in enumerate(packs):
        if isinstance(pack, int) and pack < _FEWEST_USUAL_UNITS and names[position]:
            counts = counts_in_name(str(names[position]))
            if counts and pack not in counts and min(counts) > pack:
                _ask_about_pack(batch, headers, position, max(counts))


def _ask_about_pack(
    batch: RowBatchBuilder, headers: Mapping[str, str], position: int, count: int
) -> None:
    value = batch.text("pack_units", position)
    error = BadInput(
        ProblemKind.PACK_DIFFERS_FROM_NAME,
        value=value,
        count=UNITS.text(count),
        product=batch.value("product", position),
    )
    batch.add_question(position, error, "pack_units", headers.get("pack_units", ""), value)


def counts_in_name(name: str) -> set[int]:
    """Return the numbers of units that a product's name states, in thousandths.

    >>> sorted(counts_in_name("Magnesium 100 mg 120 veg caps")), counts_in_name("Magnesium 400 mg")
    ([120000], set())
    """
    plain = fold_pack_text(name)
    counts = {int(match["count"]) for match in _NAME_COUNT.finditer(plain) if _counts_units(match)}
    before = _NAME_UNIT_BEFORE_COUNT.search(plain)
    if before and before["word"] in counted_unit_words():
        counts.add(int(before["count"]))
    counts |= {int(match["count"]) for match in _NAME_WEIGHT.finditer(plain)}
    return {count * UNITS.base_per_unit for count in counts}


def _counts_units(match: re.Match[str]) -> bool:
    """Return whether a number of a name counts units: 120 veg caps, 60's, x 90."""
    words = re.split(r"[\s-]+", match["words"] or "")
    if words == [""]:
        return match[0].rstrip().endswith("s")
    for word in words:
        if word in counted_unit_words():
            return True
        if word not in ADJECTIVES:
            return False
    return False
