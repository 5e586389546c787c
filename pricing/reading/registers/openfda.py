"""openFDA NDC directory: drugs by package, with the strengths of their ingredients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput
from pricing.reading.pack_sizes import read_pack
from pricing.reading.registers.base import RegisterRow, dicts, register, salt_of
from pricing.reading.registers.drug_strengths import strength_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.registers.base import Record, Salt

SOURCE = "openFDA NDC"
_FORMS: Mapping[str, str] = {
    "TABLET": "tablet", "CAPSULE": "capsule", "SOLUTION": "mL", "SUSPENSION": "mL", "LIQUID": "mL",
    "SYRUP": "mL", "ELIXIR": "mL", "POWDER": "g", "GRANULE": "g",
}  # fmt: skip
_OTHER_ROUTES = ("INTRAVENOUS", "TOPICAL", "INTRAMUSCULAR", "OPHTHALMIC", "RECTAL")


def read(records: Sequence[Record], element: str, number: int) -> RegisterRow | None:
    """A drug in its first package that is no sample."""
    record = records[0]
    routes = str(record.get("route") or "")
    found = _ingredients(record)
    wanted = [each for each in found if each[0].element == element] or found
    if not wanted or any(route in routes for route in _OTHER_ROUTES):
        return None
    row = RegisterRow(number)
    name = record.get("brand_name") or record.get("generic_name")
    row.put("product", name, "brand_name")
    row.put("brand", record.get("labeler_name"), "labeler_name")
    row.values |= {"element": wanted[0][0].element, "source": SOURCE}
    dose = str(record.get("dosage_form") or "").split(",")[0].strip().upper()
    if dose in _FORMS:
        row.values["unit_kind"] = _FORMS[dose]
    _put_amount(row, [each for each in wanted if each[0].element == wanted[0][0].element])
    _put_package(row, record)
    return row


def _ingredients(record: Record) -> list[tuple[Salt, str]]:
    """The minerals among the active ingredients, with the strengths stated."""
    named = dicts(record.get("active_ingredients"))
    salts = [
        (salt_of(str(each.get("name") or "")), str(each.get("strength") or "")) for each in named
    ]
    return [(salt, strength) for salt, strength in salts if salt is not None]


def _put_amount(row: RegisterRow, found: list[tuple[Salt, str]]) -> None:
    salt, text = found[0]
    if len(found) > 1:
        amounts = [f"{each.form} {strength}" for each, strength in found]
        row.ask_which(salt.element, "active_ingredients", amounts)
        return
    strength = strength_in(text)
    if salt.form:
        row.values["form"] = salt.form
    if strength is None:
        row.ask_amount(salt.element, "strength", text)
    else:
        row.put_strength(salt, strength, "strength", text)


def _put_package(row: RegisterRow, record: Record) -> None:
    packages = [each for each in dicts(record.get("packaging")) if each.get("sample") is not True]
    package = next((each for each in packages if _is_clear(each)), packages[0] if packages else {})
    row.put_pack(package.get("description"), "packaging.description")
    if package.get("package_ndc"):
        row.put("ndc", package["package_ndc"], "packaging.package_ndc")
    else:
        row.put("ndc", record.get("product_ndc"), "product_ndc")
    known = record.get("openfda")
    codes = known.get("upc") if isinstance(known, dict) else None
    if isinstance(codes, list) and len(codes) == len(packages) == 1:
        row.put("upc", codes[0], "openfda.upc")


def _is_clear(package: Record) -> bool:
    try:
        read_pack(str(package.get("description") or ""))
    except BadInput:
        return False
    return True


OPENFDA = register(SOURCE, ("product_ndc", "active_ingredients", "labeler_name"), read)
