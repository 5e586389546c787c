"""Compare the column of minerals with the names of its products, which must not contradict it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.text_folding import name_key
from pricing.reading.ingredient_texts import minerals_stated
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import (
    is_multivitamin,
    named_minerals,
    names_minerals_together,
    names_other_substance,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.row_builder import RowBatchBuilder

_SHORTEST_WORD = 4
_FURTHER_KEYS = ("other_minerals", "also_contains")


def compare_with_names(batch: RowBatchBuilder) -> None:
    """Leave out each row whose name names another mineral alone, and name what names none.

    A product of several minerals can have a row for each, and be named after one of them.
    """
    stated, names = batch.columns.get("element"), batch.columns.get("product")
    if stated is None or names is None:
        return
    doubtful = _without_own_words(stated, names)
    if not doubtful:
        return
    rows = zip(names, stated, strict=True)
    of_products = {(name_key(name), symbol) for name, symbol in rows if name and symbol}
    header = batch.headers.get("element", "")
    for position in doubtful:
        name, symbol = str(names[position]), str(stated[position])
        further = (str(batch.value(key, position) or "") for key in _FURTHER_KEYS)
        named = set(named_minerals(name)) - minerals_stated(*further)
        key = name_key(name)
        if named and not any((key, other) in of_products for other in named):
            _leave_out(batch, position, symbol, named_minerals(name))
        elif not named and _names_only_others(name):
            error = BadInput(
                ProblemKind.MINERAL_OF_COLUMN_ALONE,
                product=name,
                element=Term(elements()[symbol].name),
                header=header,
            )
            batch.add_problem(position, error, header, name, is_row_kept=True)


def _without_own_words(stated: Sequence[Any], names: Sequence[Any]) -> list[int]:
    """Return the places of names without a usual word for their mineral. Most have the first."""
    first_words = {symbol: _words_of(symbol)[0] for symbol in set(stated) if symbol}
    rest = {
        (symbol, name)
        for symbol, name in set(zip(stated, names, strict=True))
        if symbol and name and first_words[symbol] not in name.lower()
    }
    without = {
        (symbol, name)
        for symbol, name in rest
        if not any(word in name.lower() for word in _words_of(symbol))
    }
    if not without:
        return []
    pairs = zip(stated, names, strict=True)
    return [position for position, pair in enumerate(pairs) if pair in without]


@cache
def _words_of(symbol: str) -> tuple[str, ...]:
    """Return what shows at a glance that a name names a mineral, which most names do."""
    element = elements()[symbol]
    words = dict.fromkeys(name.casefold() for name in (element.name, *element.synonyms))
    return tuple(word for word in words if len(word) >= _SHORTEST_WORD)


def _names_only_others(name: str) -> bool:
    """Return whether a name speaks of substances that are no minerals, and of no minerals."""
    may_hold_minerals = is_multivitamin(name) or names_minerals_together(name)
    return not may_hold_minerals and names_other_substance(name)


def _leave_out(batch: RowBatchBuilder, position: int, symbol: str, named: tuple[str, ...]) -> None:
    name = str(batch.value("product", position))
    header = batch.headers.get("element", "")
    error = BadInput(
        ProblemKind.OTHER_MINERAL_IN_COLUMN,
        product=name,
        named=tuple(Term(elements()[one].name) for one in named),
        element=Term(elements()[symbol].name),
        header=header,
    )
    batch.add_problem(position, error, header, name)
