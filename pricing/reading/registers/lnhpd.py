"""Health Canada LNHPD: licensed natural health products, with the elemental amount in a unit."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pricing.model.ingredients import Ingredient, form_text
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, DecimalMark, read_amount
from pricing.reading.registers.base import (
    RegisterRowBuilder,
    make_register,
    read_unit_kind,
    salt_named,
)
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.reading.registers.base import MineralSalt, Record

SOURCE = "Health Canada LNHPD"
_INGREDIENT_FIELDS = (
    "ingredient_name", "quantity", "quantity_unit_of_measure", "source_material",
)  # fmt: skip


def read_product(records: Sequence[Record], element: str, number: int) -> RegisterRowBuilder | None:
    """Return the row of one product's ingredients, or None if they do not name the mineral."""
    salts = [(record, salt_named(str(record.get("ingredient_name") or ""))) for record in records]
    ingredients = _distinct_ingredients(
        [(record, salt) for record, salt in salts if salt is not None and salt.element == element]
    )
    if not ingredients:
        return None
    first, salt = ingredients[0]
    code = str(first.get("lnhpd_id") or "").strip()
    row = RegisterRowBuilder(number)
    name = first.get("product_name") or f"{first.get('ingredient_name')} (LNHPD {code})"
    row.read_value("product", name, "ingredient_name")
    row.read_value("brand", first.get("company_name"), "company_name")
    row.values |= {"element": element, "source": SOURCE}
    kind = read_unit_kind(first.get("uom_type_desc_quantity_dose") or first.get("dosage_form"))
    if kind:
        row.values["unit_kind"] = kind
    if len(ingredients) > 1:
        amounts = [
            f"{_stated_amount(record)} {record.get('source_material') or ''}"
            for record, _ in ingredients
        ]
        row.ask_which_amount(element, "quantity", amounts)
    elif salt.form:
        row.add_question(
            ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR,
            "quantity",
            str(first.get("ingredient_name")),
            amount=_stated_amount(first),
        )
    else:
        row.read_value("form", first.get("source_material"), "source_material")
        _set_amount(row, first, element)
        row.set_other_minerals(_other_minerals(salts, element))
    return row


def _other_minerals(
    salts: list[tuple[Record, MineralSalt | None]], element: str
) -> Iterator[Ingredient]:
    """Yield the other minerals that are named themselves and have one amount."""
    for other in elements():
        named = _distinct_ingredients(
            [(record, salt) for record, salt in salts if salt is not None and salt.element == other]
        )
        if other == element or len(named) != 1 or named[0][1].form:
            continue
        record, _ = named[0]
        with suppress(BadInput):
            mass = read_amount(_stated_amount(record), MASS, DecimalMark.POINT)
            if mass:
                form = form_text(str(record.get("source_material") or ""))
                yield Ingredient(other, mass, form=form)


def _distinct_ingredients(
    ingredients: list[tuple[Record, MineralSalt]],
) -> list[tuple[Record, MineralSalt]]:
    """Return the ingredients without those that are repeated only for another dose.

    Two equal records are two ingredients.
    """
    groups: dict[tuple[str, ...], list[tuple[Record, MineralSalt]]] = {}
    for record, salt in ingredients:
        key = tuple(str(record.get(field) or "") for field in _INGREDIENT_FIELDS)
        groups.setdefault(key, []).append((record, salt))
    distinct = []
    for group in groups.values():
        is_repeated = all(group[0][0] != record for record, _ in group[1:])
        distinct += group[:1] if is_repeated else group
    return distinct


def _stated_amount(record: Record) -> str:
    unit = str(record.get("quantity_unit_of_measure") or "")
    return f"{record.get('quantity') or ''} {unit}".strip()


def _set_amount(row: RegisterRowBuilder, record: Record, element: str) -> None:
    try:
        mass = read_amount(_stated_amount(record), MASS, DecimalMark.POINT)
    except BadInput:
        mass = 0
    if mass:
        row.values |= {"elemental_mg": mass, "serving_units": 1_000}
    else:
        row.ask_for_amount(element, "quantity", _stated_amount(record))


LNHPD = make_register(
    SOURCE,
    ("lnhpd_id", "ingredient_name", "quantity", "source_material"),
    read_product,
    product_field="lnhpd_id",
)
