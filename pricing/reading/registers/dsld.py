"""NIH DSLD: labels of dietary supplements, with the elemental amount in a serving."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.model.ingredients import Ingredient, form_text
from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.pack_sizes import PackContents, read_pack
from pricing.reading.registers.base import (
    RegisterRowBuilder,
    dict_items,
    make_register,
)
from pricing.reading.servings import SERVING, Size, in_one_measure, read_sizes
from pricing.reference.mineral_forms import elements, recognize_element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.reading.registers.base import Record

SOURCE = "NIH DSLD"
_MAX_DEPTH = 20
_IGNORED_WORDS = lazy_pattern(r"\b(?:elemental|total)\b|,", re.IGNORECASE)


def read_product(records: Sequence[Record], element: str, number: int) -> RegisterRowBuilder | None:
    """Return the row of a label, or None if it does not state the mineral."""
    label = records[0]
    ingredients = [
        ingredient
        for ingredient in _ingredients(label.get("ingredientRows"))
        if _is_of_mineral(ingredient, element)
    ]
    if not ingredients:
        return None
    row = RegisterRowBuilder(number)
    row.read_value("product", label.get("fullName"), "fullName")
    row.read_value("brand", label.get("brandName"), "brandName")
    row.read_value("upc", label.get("upcSku"), "upcSku")
    row.values |= {"element": element, "source": SOURCE}
    first = ingredients[0]
    name = str(first.get("name") or "")
    serving = None
    if len(ingredients) > 1:
        row.ask_which_amount(element, "ingredientRows", list(map(_stated_amount, ingredients)))
    elif _names_mineral(name, element):
        row.read_value("form", _form_names(first), "forms")
        serving = _set_amount(row, first, element)
    else:
        row.read_value("form", _form_names(first) or name, "name")
        row.add_question(
            ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR,
            "ingredientRows",
            name,
            amount=_stated_amount(first).strip(),
        )
    if serving is not None:
        row.set_other_minerals(_other_minerals(label, element, serving))
    _set_pack_size(row, label, serving or _stated_serving(label))
    return row


def _other_minerals(label: Record, element: str, serving: Size) -> Iterator[Ingredient]:
    """Yield the other minerals of a label whose one amount is for the same serving."""
    rows = list(_ingredients(label.get("ingredientRows")))
    for other in elements():
        named = [row for row in rows if _is_of_mineral(row, other)]
        if other == element or len(named) != 1 or not _names_mineral(_name_of(named[0]), other):
            continue
        amounts = {
            _read_serving_amount(quantity) for quantity in dict_items(named[0].get("quantity"))
        }
        if len(amounts) == 1 and (amount := amounts.pop()) and amount[1] == serving:
            yield Ingredient(other, amount[0], form=form_text(_form_names(named[0])))


def _name_of(ingredient: Record) -> str:
    return str(ingredient.get("name") or "")


def _ingredients(rows: object, depth: int = 0) -> Iterator[Record]:
    """Yield the ingredients of a label, and those nested in them."""
    for row in dict_items(rows):
        yield row
        if depth < _MAX_DEPTH:
            yield from _ingredients(row.get("nestedRows"), depth + 1)


def _is_of_mineral(ingredient: Record, element: str) -> bool:
    """Return whether an ingredient is the mineral, or a salt in the mineral's group."""
    return any(
        _names_mineral(str(ingredient.get(field) or ""), element)
        for field in ("name", "ingredientGroup")
    )


def _names_mineral(text: str, element: str) -> bool:
    """Return whether a text names the mineral itself."""
    with suppress(BadInput):
        return recognize_element(_IGNORED_WORDS.sub("", text)) == element
    return False


def _stated_amount(ingredient: Record) -> str:
    """Return the amount and the forms of an ingredient as the label writes them."""
    stated = (dict_items(ingredient.get("quantity")) or [{}])[0]
    return f"{stated.get('quantity', '?')} {stated.get('unit') or ''} {_form_names(ingredient)}"


def _form_names(ingredient: Record) -> str:
    return ", ".join(str(form.get("name") or "") for form in dict_items(ingredient.get("forms")))


def _set_amount(row: RegisterRowBuilder, ingredient: Record, element: str) -> Size | None:
    """Set the amount in a serving, and return the serving. If two sizes disagree, ask instead."""
    quantities = dict_items(ingredient.get("quantity"))
    amounts = [_read_serving_amount(quantity) for quantity in quantities]
    readable = [amount for amount in amounts if amount is not None]
    if len({Fraction(mass, serving.units) for mass, serving in readable}) > 1:
        texts = [f"{item.get('quantity')} {item.get('unit') or ''}" for item in quantities]
        row.ask_which_amount(element, "quantity", texts)
    elif not readable or len(readable) < len(amounts):
        row.ask_for_amount(element, "quantity", _stated_amount(ingredient))
    else:
        mass, serving = readable[0]
        row.values |= {"elemental_mg": mass, "serving_units": serving.units}
        if serving.measure in UNIT_KINDS:
            row.values["unit_kind"] = serving.measure
        return serving
    return None


def _read_serving_amount(quantity: Record) -> tuple[int, Size] | None:
    """Return the micrograms in a serving, and the size of the serving."""
    if str(quantity.get("operator") or "=").strip() != "=":
        return None
    try:
        unit = str(quantity.get("unit") or "").replace("(s)", "s").strip()
        mass = read_amount(f"{quantity.get('quantity')} {unit}", MASS, DecimalMark.POINT)
        size = str(quantity.get("servingSizeQuantity") or "")
        units = read_amount(size, UNITS, DecimalMark.POINT)
    except BadInput:
        return None
    serving = _serving_size(size, units, quantity.get("servingSizeUnit"))
    return (mass, serving) if mass and units else None


def _serving_size(size: str, units: int, unit: object) -> Size:
    with suppress(BadInput):
        (serving,) = read_sizes(f"{size} {unit or ''}", DecimalMark.POINT)
        return serving
    return Size(units, str(unit or ""))


def _read_pack_or_none(text: str) -> PackContents | None:
    with suppress(BadInput):
        return read_pack(text, DecimalMark.POINT)
    return None


def _set_pack_size(row: RegisterRowBuilder, label: Record, serving: Size | None) -> None:
    """Set the pack size to the contents in the serving's measure, or else to all servings."""
    contents = dict_items(label.get("netContents"))
    packs = [
        _read_pack_or_none(f"{content.get('quantity')} {content.get('unit') or ''}")
        for content in contents
    ]
    sizes = {Size(pack.units, pack.unit_kind) for pack in packs if pack}
    fitting = {size for size in sizes if not serving or in_one_measure([serving], [size])}
    servings = str(label.get("servingsPerContainer") or "")
    if len(fitting) == 1:
        _set_measured_pack(row, serving, *fitting)
    elif not fitting and serving and servings.isdecimal() and servings.strip("0"):
        _set_measured_pack(row, serving, Size(int(servings) * UNITS.base_per_unit, SERVING))
    elif contents:
        text = ", ".join(
            str(content.get("display") or content.get("quantity")) for content in contents
        )
        row.add_question(ProblemKind.UNCLEAR_PACK_SIZE, "netContents", text)


def _stated_serving(label: Record) -> Size | None:
    """Return the size of a serving, if the label states one."""
    sizes = dict_items(label.get("servingSizes"))
    texts = {f"{size.get('minQuantity')} {size.get('unit') or ''}" for size in sizes}
    with suppress(BadInput):
        return read_sizes(texts.pop(), DecimalMark.POINT)[0] if len(texts) == 1 else None
    return None


def _set_measured_pack(row: RegisterRowBuilder, serving: Size | None, pack: Size) -> None:
    settled = in_one_measure([serving], [pack]) if serving else None
    kind = settled.unit_kind if settled else pack.measure
    row.values["pack_units"] = settled.pack_units if settled else pack.units
    if settled and "serving_units" in row.values:
        row.values["serving_units"] = settled.serving_units
    if kind in UNIT_KINDS:
        row.values["unit_kind"] = kind


DSLD = make_register(SOURCE, ("fullName", "ingredientRows"), read_product)
