"""Which rows of a list speak of one product, where each row states one of its ingredients.

Such rows have one name, and agree in all that makes a product or an offer. A row may leave empty
what another states. Remarks about a row, such as its note, may differ.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.quantities.amounts import UNITS
from pricing.quantities.text_folding import name_key
from pricing.reading.row_builder import CODE_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from pricing.reading.row_builder import RowBatchBuilder

    MineralOf = Callable[[int], str]

_IDENTITY_KEYS = ("brand", *CODE_KEYS)
_PRICE_KEYS = ("pack_units", "price", "currency")
SIZE_KEYS = ("pack_units", "serving_units", "price")
# Rows that state these differently are no ingredients of one product.
_STRICT_KEYS = (
    *SIZE_KEYS, "currency", "discount_percent", "tax_percent", "delivery", "unit_kind",
    "smallest_dose", "shops_asked", "shops_found", "food", *_IDENTITY_KEYS,
)  # fmt: skip
# The rows of one product may state these differently.
TEXT_KEYS = ("note", "source", "also_contains")
DATE_KEYS = ("priced_on", "asked_on")
_LOOSE_KEYS = (*TEXT_KEYS, *DATE_KEYS, "other_minerals")
_AMOUNT_KEYS = ("elemental_mg", "compound_mg", "daily_value_percent")
DIFFERENCE_KEYS = (*_STRICT_KEYS, *_LOOSE_KEYS)


@dataclass(slots=True)
class Offer:
    """Rows that can be one product: their places, their minerals, and what they state."""

    rows: list[int]
    minerals: frozenset[str]
    values: dict[str, object] = field(default_factory=dict)

    def conflicts(self, other: Offer) -> list[str]:
        """Return the columns in which both state something else."""
        own, others = self.values, other.values
        return [
            key for key in _STRICT_KEYS if key in own and key in others and own[key] != others[key]
        ]

    def may_be_one(self, other: Offer) -> bool:
        """Return whether two offers of other minerals can be one product all the same."""
        if self.minerals == other.minerals:
            return False
        conflicts = self.conflicts(other)
        if not any(key in _IDENTITY_KEYS for key in conflicts):
            return True
        is_same_price = not any(key in _PRICE_KEYS for key in conflicts)
        return is_same_price and self.minerals.isdisjoint(other.minerals)

    def takes(self, other: Offer) -> bool:
        """Return whether rows state further minerals of these ones."""
        return self.minerals.isdisjoint(other.minerals) and not self.conflicts(other)

    def add(self, other: Offer) -> None:
        """Take the rows of another offer."""
        self.rows = sorted((*self.rows, *other.rows))
        self.minerals |= other.minerals
        self.values = other.values | self.values


def name_rows_below(batch: RowBatchBuilder, mineral_of: MineralOf) -> None:
    """Give a row without a name that of the row above, if it states a further mineral of it.

    A spreadsheet often names a product in the first of its rows alone, which may state no mineral.
    """
    names, minerals = batch.columns["product"], batch.columns["element"]
    if None not in names:
        return
    above: Offer | None = None
    for row, name in enumerate(names):
        own = Offer([row], frozenset((mineral_of(row),)), _strict_values(batch, row))
        if name is not None:
            if _is_title(batch, row):
                batch.title_rows.add(row)
                own.minerals = frozenset()
            above = own
        elif above is not None and minerals[row] is not None and above.takes(own):
            batch.columns["product"][row] = names[above.rows[0]]
            above.add(own)
        else:
            above = None


def _is_title(batch: RowBatchBuilder, row: int) -> bool:
    """Return whether a row states no mineral, and the one below states one and no name."""
    own = (*_AMOUNT_KEYS, "element", "form")
    is_last = row + 1 == len(batch.numbers)
    if is_last or batch.unreadable_texts(row) or any(batch.value(key, row) for key in own):
        return False
    return batch.value("product", row + 1) is None and batch.value("element", row + 1) is not None


def rows_by_name(keys: Sequence[str]) -> list[list[int]]:
    """Return the places of the rows of each name that several rows have, by their keys."""
    by_key: dict[str, list[int]] = {
        key: [] for key, count in Counter(keys).items() if key and count > 1
    }
    if by_key:
        for row, key in enumerate(keys):
            if key in by_key:
                by_key[key].append(row)
    return list(by_key.values())


def offers_of(batch: RowBatchBuilder, rows: Sequence[int], mineral_of: MineralOf) -> list[Offer]:
    """Return the offers that the rows of one name make.

    Equal rows belong together first. Then an offer takes rows that leave something empty, or whose
    remarks differ, unless two offers could take them.
    """
    offers: list[Offer] = []
    for group in _equal_rows(batch, rows, mineral_of):
        takers = [offer for offer in offers if offer.takes(group)]
        if len(takers) > 1 and not group.values:
            takers = [offer for offer in takers if group.rows[0] - 1 in offer.rows]
        if len(takers) == 1:
            takers[0].add(group)
        else:
            offers.append(group)
    return offers


def _equal_rows(batch: RowBatchBuilder, rows: Iterable[int], mineral_of: MineralOf) -> list[Offer]:
    """Return the rows that differ in nothing but their ingredient."""
    groups: dict[Hashable, list[int]] = {}
    for row in rows:
        strict = _strict_values(batch, row)
        loose = tuple(batch.value(key, row) for key in _LOOSE_KEYS)
        groups.setdefault((tuple(strict.items()), loose), []).append(row)
    return [
        Offer(part, _minerals(part, mineral_of), _strict_values(batch, part[0]))
        for group in groups.values()
        for part in _listings(group, mineral_of)
    ]


def _listings(rows: list[int], mineral_of: MineralOf) -> list[list[int]]:
    """Return the rows of each time that a list states one product with the same minerals."""
    parts: list[list[int]] = [[]]
    for row in rows:
        held = parts[-1]
        if held and row - 1 != held[-1] and mineral_of(row) in set(map(mineral_of, held)):
            parts.append([])
        parts[-1].append(row)
    return parts if len({_minerals(part, mineral_of) for part in parts}) == 1 else [rows]


def _minerals(rows: Iterable[int], mineral_of: MineralOf) -> frozenset[str]:
    return frozenset(filter(None, map(mineral_of, rows)))


def _strict_values(batch: RowBatchBuilder, row: int) -> dict[str, object]:
    """Return what a row states of its product and offer, with the text of unreadable cells.

    A serving is one unit where only it is empty. A brand is the same however it is typed.
    """
    values: dict[str, object] = {
        key: value for key in _STRICT_KEYS if (value := batch.value(key, row)) is not None
    }
    values |= {
        key: text for key, text in batch.unreadable_texts(row).items() if key in _STRICT_KEYS
    }
    if "brand" in values:
        values["brand"] = name_key(str(values["brand"]))
    if "pack_units" in values or "price" in values:
        values.setdefault("serving_units", UNITS.base_per_unit)
    return values
