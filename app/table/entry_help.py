"""What the editor of a cell offers and says while one types: choices, and how the text is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.toolkit.locale_format import date_text, notation
from app.toolkit.translation import tr
from pricing.calculation.sentences import UnitCount
from pricing.model.columns import Column, ColumnKind
from pricing.model.product import UNIT_KINDS
from pricing.quantities.currencies import currencies, price_text
from pricing.quantities.rounding import format_trimmed
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from fractions import Fraction

    from pricing.model.entry import Entry


def cell_choices(column: Column, element: str) -> list[tuple[str, str]]:
    """What may stand in the column, and how it is offered; [] where anything may."""
    match column.kind:
        case ColumnKind.FORM:
            return [
                (name, f"{name}{_fraction_text(form.compounds[0].fraction, element)}")
                for name, form in forms(element).items()
            ]
        case ColumnKind.UNIT_KIND:
            return [(kind, tr(kind)) for kind in UNIT_KINDS]
        case ColumnKind.ELEMENT:
            return [(each.name, tr(each.name)) for each in elements().values()]
        case ColumnKind.CURRENCY:
            return [(code, f"{code} – {each.name}") for code, each in currencies().items()]
        case _:
            return []


def _fraction_text(fraction: Fraction | None, element: str) -> str:
    if fraction is None:
        return ""
    percent = notation().format_number(format_trimmed(fraction * 100, 1))
    return f" – {percent} % {tr(elements()[element].name).lower()}"


def input_hint(entry: Entry, column: Column, text: str) -> str:
    """How the text would be read: "200 mg per 2 tablets = 100 mg each", or why it would not."""
    after = entry.with_text(column, text)
    refused = after.cell_error(column.key)
    if refused is not None:
        return refused.message(notation())
    if column.key in {"elemental_mg", "compound_mg", "serving_units"}:
        return _serving_text(after)
    day = after.values.get(column.key)
    if isinstance(day, date):
        return date_text(day)
    if column.kind is ColumnKind.MONEY and column.key in after.values:
        currency = str(after.values.get("currency", ""))
        return notation().format_money(price_text(after.text(column), currency), currency)
    return ""


def _serving_text(entry: Entry) -> str:
    from pricing.quantities.amounts import MASS, UNITS

    mass = entry.values.get("elemental_mg")
    units = UNITS.to_fraction(int(str(entry.values.get("serving_units", UNITS.base_per_unit))))
    if mass is None or not units:
        return ""
    kind = str(entry.values.get("unit_kind", "capsule"))
    elemental = MASS.to_fraction(int(str(mass)))
    whole, each = (
        f"{notation().format_number(format_trimmed(value, 3))} mg"
        for value in (elemental, elemental / units)
    )
    if units == 1:
        return tr("{amount} in each {unit}", amount=whole, unit=tr(kind))
    serving = UnitCount(units, kind).text(notation())
    return tr("{amount} per {serving} = {each} each", amount=whole, serving=serving, each=each)
