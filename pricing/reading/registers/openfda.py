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
    """A drug in its first package that is no sample."""
    record = records[0]
    routes = str(record.get("route") or "")
    found = _ingredients(record)
    wanted = [each for each in found if each[0].element == element] or found
    if not wanted or any(route in routes for route in _EXCLUDED_ROUTES):
        return None
    row = RegisterRowBuilder(number)
    name = record.get("brand_name") or record.get("generic_name")
    row.read_value("product", name, "brand_name")
    row.read_value("brand", record.get("labeler_name"), "labeler_name")
    row.values |= {"element": wanted[0][0].element, "source": SOURCE}
    dose = str(record.get("dosage_form") or "").split(",")[0].strip().upper()
    if dose in _UNIT_KINDS_BY_DOSAGE_FORM:
        row.values["unit_kind"] = _UNIT_KINDS_BY_DOSAGE_FORM[dose]
    _set_amount(row, [each for each in wanted if each[0].element == wanted[0][0].element])
    _set_package(row, record)
    return row


def _ingredients(record: Record) -> list[tuple[MineralSalt, str]]:
    """The minerals among the active ingredients, with the strengths stated."""
    named = dict_items(record.get("active_ingredients"))
    salts = [
        (salt_named(str(each.get("name") or "")), str(each.get("strength") or "")) for each in named
    ]
    return [(salt, strength) for salt, strength in salts if salt is not None]


def _set_amount(row: RegisterRowBuilder, found: list[tuple[MineralSalt, str]]) -> None:
    salt, text = found[0]
    if len(found) > 1:
        amounts = [f"{each.form} {strength}" for each, strength in found]
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
        each for each in dict_items(record.get("packaging")) if each.get("sample") is not True
    ]
    package = next(
        (each for each in packages if _has_readable_pack(each)), packages[0] if packages else {}
    )
    row.read_pack_size(package.get("description"), "packaging.description")
    if package.get("package_ndc"):
        row.read_value("ndc", package["package_ndc"], "packaging.package_ndc")
    else:
        row.read_value("ndc", record.get("product_ndc"), "product_ndc")
    known = record.get("openfda")
    codes = known.get("upc") if isinstance(known, dict) else None
    if isinstance(codes, list) and len(codes) == len(packages) == 1:
        row.read_value("upc", codes[0], "openfda.upc")


def _has_readable_pack(package: Record) -> bool:
    try:
        read_pack(str(package.get("description") or ""))
    except BadInput:
        return False
    return True


OPENFDA = make_register(SOURCE, ("product_ndc", "active_ingredients", "labeler_name"), read_product)
