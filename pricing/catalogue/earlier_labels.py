"""The new products of a list whose source stated them otherwise before: both are ranked then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.sentences import UnitCount
from pricing.model.product import UNSTATED_UNIT
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.currencies import C_LOCALE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.store.database import Database, SqlValue

# What follows brand, name and mineral in a name key, as `name_keys` writes it.
_REST = (
    "a.form_name || '|' || "
    f"CASE a.unit_kind WHEN '{UNSTATED_UNIT}' THEN 'capsule' ELSE a.unit_kind END || '|' || "
    "coalesce(a.pack_units, '') || '|' || a.serving_units || '|' || "
    "coalesce(a.elemental_mg, '') || '|' || coalesce(a.compound_mg, '') || "
    "CASE WHEN coalesce(a.other_minerals, '') = '' THEN '' ELSE '|' || a.other_minerals END"
)
_NAME = f"substr(a.name_key, 1, length(a.name_key) - length({_REST}))"
# What an earlier product has in common with a new one, by the index that finds it quickly: the name
# and the pack, or a code.
_CONDITIONS = {
    "product_name": f"p.name_key >= {_NAME} AND p.name_key < {_NAME} || char(1114111) "
    "AND p.name_key <> a.name_key AND p.pack_units IS a.pack_units "
    "AND (p.gtin IS NULL OR a.gtin IS NULL) AND (p.ndc_key IS NULL OR a.ndc_key IS NULL)",
    "product_gtin": "p.gtin = a.gtin AND p.pack_units <> a.pack_units",
    "product_ndc": "p.ndc_key = a.ndc_key AND p.pack_units <> a.pack_units",
}
_LABEL = (
    "{0}.form, {0}.elemental_mg, {0}.compound_mg, {0}.serving_units, {0}.unit_kind, "
    "{0}.other_minerals, {0}.pack_units"
)
_LABEL_LENGTH = _LABEL.count(",") + 1
_SELECT = (
    f"SELECT a.product, a.source, {_LABEL.format('p')}, {_LABEL.format('a')} "
    "FROM arriving a CROSS JOIN product p INDEXED BY {index} WHERE a.fresh AND p.id < ? "
    "AND p.label_source = a.source AND p.currency = a.currency "
    "AND p.id NOT IN (SELECT product_id FROM arriving) AND {condition} "
    "GROUP BY a.place ORDER BY a.place"
)
# Most lists are of a new source, and need no look at each product.
_IS_KNOWN_SOURCE = (
    "SELECT EXISTS (SELECT 1 FROM product WHERE id < ? AND label_source IN "
    "(SELECT DISTINCT source FROM arriving WHERE fresh))"
)


class EarlierLabel(NamedTuple):
    """A new product of a list, and what an earlier list of its source stated in its place.

    Both are texts of what a serving holds, or counts of a pack if these are the same.
    """

    product: str
    source: str
    stated: str
    earlier: str
    is_of_pack: bool


def earlier_labels(database: Database, first_new_id: int) -> tuple[EarlierLabel, ...]:
    """Return what earlier lists of a source state otherwise than the staged list, and it does not.

    The staged rows have joined the catalogue, with new products from the id `first_new_id` on.
    """
    ((is_known,),) = database.fetch_rows(_IS_KNOWN_SOURCE, (first_new_id,))
    return tuple(dict.fromkeys(_found(database, first_new_id))) if is_known else ()


def _found(database: Database, first_new_id: int) -> Iterator[EarlierLabel]:
    for index, condition in _CONDITIONS.items():
        query = _SELECT.format(index=index, condition=condition)
        for product, source, *values in database.fetch_rows(query, (first_new_id,)):
            *before, earlier_pack = values[:_LABEL_LENGTH]
            *now, pack = values[_LABEL_LENGTH:]
            stated, earlier = _serving_text(now), _serving_text(before)
            is_of_pack = pack != earlier_pack
            if is_of_pack:
                stated, earlier = _count_text(pack), _count_text(earlier_pack)
            yield EarlierLabel(str(product), str(source), stated, earlier, is_of_pack)


def _serving_text(label: Sequence[SqlValue]) -> str:
    """Return what a serving holds, such as “oxide 150 mg in 2 capsules, zinc 5 mg”."""
    form, elemental, compound, serving, unit_kind, others = label
    mass = compound if elemental is None else elemental
    own = f"{form or ''} {MASS.text(int(str(mass or 0)))} mg".strip()
    units = UnitCount(UNITS.to_fraction(int(str(serving))), str(unit_kind)).text(C_LOCALE)
    text = f"{own} in {units}"
    return f"{text}, {others}" if others else text


def _count_text(units: SqlValue) -> str:
    return UNITS.text(int(str(units)))
