"""The new products of a list whose source stated them otherwise before: both are ranked then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pricing.quantities.amounts import MASS, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.store.database import Database, SqlValue

# A name key ends with the amounts and the other minerals.
_AMOUNTS = (
    "coalesce(a.elemental_mg, '') || '|' || coalesce(a.compound_mg, '') || "
    "CASE WHEN coalesce(a.other_minerals, '') = '' THEN '' ELSE '|' || a.other_minerals END"
)
_REST = f"substr(a.name_key, 1, length(a.name_key) - length({_AMOUNTS}))"
# By what an earlier product has in common with a new one: the name without the amounts, or a code.
_CONDITIONS = (
    f"p.name_key >= {_REST} AND p.name_key < {_REST} || '~' AND p.name_key <> a.name_key",
    "p.gtin = a.gtin AND p.pack_units <> a.pack_units",
    "p.ndc_key = a.ndc_key AND p.pack_units <> a.pack_units",
)
_AMOUNTS_AND_PACK = "{0}.elemental_mg, {0}.compound_mg, {0}.other_minerals, {0}.pack_units"
_SELECT = (
    f"SELECT a.product, a.source, {_AMOUNTS_AND_PACK.format('p')}, {_AMOUNTS_AND_PACK.format('a')} "
    "FROM arriving a CROSS JOIN product p WHERE a.fresh AND p.id < ? AND p.label_source = a.source "
    "AND p.currency = a.currency AND p.id NOT IN (SELECT product_id FROM arriving) AND {condition} "
    "ORDER BY a.place"
)
# Most lists are of a new source, and need no look at each product.
_IS_KNOWN_SOURCE = (
    "SELECT EXISTS (SELECT 1 FROM product WHERE id < ? AND label_source IN "
    "(SELECT DISTINCT source FROM arriving WHERE fresh))"
)


class EarlierLabel(NamedTuple):
    """A new product of a list, and what an earlier list of its source stated in its place.

    Both are texts of the amounts in a serving, or counts of a pack if the amounts are the same.
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
    for condition in _CONDITIONS:
        query = _SELECT.format(condition=condition)
        for product, source, *values in database.fetch_rows(query, (first_new_id,)):
            *before, earlier_pack = values[:4]
            *now, pack = values[4:]
            is_of_pack = before == now
            stated, earlier = _amounts_text(now), _amounts_text(before)
            if is_of_pack:
                stated, earlier = _count_text(pack), _count_text(earlier_pack)
            yield EarlierLabel(str(product), str(source), stated, earlier, is_of_pack)


def _amounts_text(amounts: list[SqlValue]) -> str:
    elemental, compound, others = amounts
    mass = compound if elemental is None else elemental
    own = f"{MASS.text(int(str(mass or 0)))} mg"
    return f"{own}, {others}" if others else own


def _count_text(units: SqlValue) -> str:
    return UNITS.text(int(str(units)))
