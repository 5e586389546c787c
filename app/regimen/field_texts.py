"""Words for the fields of a regimen, for a question about what two windows entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.toolkit.locale_format import count_text, notation
from app.toolkit.translation import tr
from pricing.quantities.amounts import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REGIMEN_TITLES = {
    "regimen_targets": "Targets of the regimen",
    "regimen_takes": "What is taken a day",
    "regimen_at_most": "At most",
    "regimen_optimise": "Cheapest",
}


def regimen_text(key: str, value: object, product_names: Mapping[int, str]) -> str:
    """Return the value of a field of the regimen. The names of products are by their rows."""
    match key:
        case "regimen_targets":
            return _targets_text(cast("Iterable[tuple[str, int]]", value))
        case "regimen_takes":
            return _takes_text(cast("Iterable[tuple[int, int, str]]", value), product_names)
        case "regimen_at_most":
            return count_text(cast("int", value), "{count} product", "{count} products")
    from app.regimen.targets_row import OPTIMISE_TITLES

    return tr(OPTIMISE_TITLES[str(value)])


def _targets_text(targets: Iterable[tuple[str, int]]) -> str:
    from app.regimen.given_bars import mineral_name, stated_mass_text

    return _joined(
        tr(
            "{mineral} {total}",
            mineral=mineral_name(element),
            total=stated_mass_text(amount, element),
        )
        for element, amount in targets
    )


def _takes_text(takes: Iterable[tuple[int, int, str]], product_names: Mapping[int, str]) -> str:
    return _joined(
        tr(
            "{count} {product} ({when})" if when else "{count} {product}",
            count=notation().format_number(UNITS.text(units)),
            product=product_names.get(row) or tr("New product"),
            when=when,
        )
        for row, units, when in takes
    )


def _joined(texts: Iterable[str]) -> str:
    whole = ""
    for text in texts:
        whole = tr("{first} + {second}", first=whole, second=text) if whole else text
    return whole or tr("nothing")
