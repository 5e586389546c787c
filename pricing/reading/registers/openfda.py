"""openFDA NDC directory: drugs by package, with the strengths of their ingredients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput
from pricing.reading.pack_sizes import read_pack
from pricing.reading.registers.base import RegisterRowBuilder, dict_items, make_register, salt_named
from pricing.reading.registers.drug_strengths import find_strength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.registers.base import MineralSalt, Record

SOURCE = "openFDA NDC"
_UNIT_KINDS_BY_DOSAGE_FORM: Mapping[str, str] = {
    "TABLET": "tablet", "CAPSULE": "capsule", "SOLUTION": "mL", "SUSPENSION": "mL", "LIQUID": "mL",
    "SYRUP": "mL", "ELIXIR": "mL", "POWDER": "g", "GRANULE": "g",
}  # fmt: skip
_EXCLUDED_ROUTES = ("INTRAVENOUS", "TOPICAL", "INTRAMUSCULAR", "OPHTHALMIC", "RECTAL")


def read_product(records: Sequence[Record], element: str, number: int) -> RegisterRowBuilder | None:
    """Return the row of a drug in its first package that is not a sample.

    Return None if the drug is no oral mineral. A drug of another mineral is read as that mineral.
    """
    record = records[0]
    routes = str(record.get("route") or "")
    minerals = _mineral_ingredients(record)
    ingredients = [pair for pair in minerals if pair[0].element == element] or minerals
    if not ingredients or any(route in routes for route in _EXCLUDED_ROUTES):
        return None
    element = ingredients[0][0].element
    row = RegisterRowBuilder(number)
    name = record.get("brand_name") or record.get("generic_name")
    row.read_value("product", name, "brand_name")
    row.read_value("brand", record.get("labeler_name"), "labeler_name")
    row.values |= {"element": element, "source": SOURCE}
    dosage_form = str(record.get("dosage_form") or "").split(",")[0].strip().upper()
    if dosage_form in _UNIT_KINDS_BY_DOSAGE_FORM:
        row.values["unit_kind"] = _UNIT_KINDS_BY_DOSAGE_FORM[dosage_form]
    _set_amount(row, [pair for pair in ingredients if pair[0].element == element])
    _set_package(row, record)
    return row


def _mineral_ingredients(record: Record) -> list[tuple[MineralSalt, str]]:
    """Return the minerals among the active ingredients, with the stated strengths."""
    salts = (
        (salt_named(str(ingredient.get("name") or "")), str(ingredient.get("strength") or ""))
        for ingredient in dict_items(record.get("active_ingredients"))
    )
    return [(salt, strength) for salt, strength in salts if salt is not None]


def _set_amount(row: RegisterRowBuilder, ingredients: list[tuple[MineralSalt, str]]) -> None:
    salt, text = ingredients[0]
    if len(ingredients) > 1:
        amounts = [f"{salt.form} {strength}" for salt, strength in ingredients]
        row.ask_which_amount(salt.element, "active_ingredients", amounts)
        return
    strength = find_strength(text)
    if salt.form:
        row.values["form"] = salt.form
    if strength is None:
        row.ask_for_amount(salt.element, "strength", text)
    else:
        row.set_strength(salt, strength, "strength", text)


def _set_package(row: RegisterRowBuilder, record: Record) -> None:
    packages = [
        package
        for package in dict_items(record.get("packaging"))
        if package.get("sample") is not True
    ]
    package = next(filter(_has_readable_pack, packages), packages[0] if packages else {})
    row.read_pack_size(package.get("description"), "packaging.description")
    if package.get("package_ndc"):
        row.read_value("ndc", package["package_ndc"], "packaging.package_ndc")
    else:
        row.read_value("ndc", record.get("product_ndc"), "product_ndc")
    harmonized = record.get("openfda")
    codes = harmonized.get("upc") if isinstance(harmonized, dict) else None
    if isinstance(codes, list) and len(codes) == len(packages) == 1:
        row.read_value("upc", codes[0], "openfda.upc")


def _has_readable_pack(package: Record) -> bool:
    try:
        read_pack(str(package.get("description") or ""))
    except BadInput:
        return False
    return True


OPENFDA = make_register(SOURCE, ("product_ndc", "active_ingredients", "labeler_name"), read_product)
