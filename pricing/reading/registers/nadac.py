"""CMS NADAC: what pharmacies pay for one unit of a drug, published every week."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import match_key
from pricing.reading.registers.base import (
    MineralSalt,
    RegisterRowBuilder,
    make_register,
    salt_named,
)
from pricing.reading.registers.drug_strengths import find_elemental_amount, find_strength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.registers.base import Record

SOURCE = "CMS NADAC"
PRICE_NOTE = "the price that pharmacies pay for one unit, not their selling price"
# The unit kind for each word that names an oral form. Other forms (vials, creams) are left out.
_UNIT_KINDS_BY_WORD: Mapping[str, str] = {
    **dict.fromkeys(("TABLET", "TABLETS", "TAB", "TABS", "CAPLET", "CHEW", "CHEWABLE"), "tablet"),
    **dict.fromkeys(("CAPSULE", "CAPSULES", "CAP", "CAPS"), "capsule"),
    **dict.fromkeys(("SOFTGEL", "SOFTGELS", "SFTGL"), "softgel"),
    **dict.fromkeys(("GUMMY", "GUMMIES"), "gummy"),
    **dict.fromkeys(("PACKET", "PACKETS", "PKT"), "sachet"),
    **dict.fromkeys(("SOLUTION", "SOLN", "SUSPENSION", "SUSP", "LIQUID", "ELIXIR", "SYRUP"), "mL"),
    **dict.fromkeys(("POWDER", "POWD"), "g"),
}
_UNIT_KINDS_BY_PRICING_UNIT: Mapping[str, frozenset[str]] = {
    "EA": frozenset(("tablet", "capsule", "softgel", "gummy", "sachet")),
    "ML": frozenset(("mL",)),
    "GM": frozenset(("g",)),
}
# Words beside name, strength and dosage form that do not name another ingredient.
_IGNORED_WORDS = frozenset(
    (
        *("ER", "EC", "SR", "DR", "XR", "DELAYED", "DELAY", "EXTENDED", "SLOW", "RELEASE"),
        *("COATED", "FILM", "ORAL", "OTC"),
    )
)
_WORD = lazy_pattern(r"[A-Z]+")
_SEPARATOR = lazy_pattern(r"[\s-]+")
_field_key = lru_cache(maxsize=256)(match_key)


def read_product(records: Sequence[Record], _: str, number: int) -> RegisterRowBuilder | None:
    """Return the row of one unit of a drug, or None if the drug is no oral mineral."""
    record = {_field_key(name): str(text or "").strip() for name, text in records[0].items()}
    description = record["ndcdescription"]
    salt, unit_kind = _salt_and_unit_kind(description.upper(), record["pricingunit"].upper())
    if salt is None:
        return None
    row = RegisterRowBuilder(number)
    row.values |= {
        "product": description, "element": salt.element, "source": SOURCE, "note": PRICE_NOTE,
        "unit_kind": unit_kind, "pack_units": 1_000, "currency": "USD",
    }  # fmt: skip
    _set_amount(row, salt, description)
    _set_ndc(row, record["ndc"])
    row.read_value("price", record["nadacperunit"], "NADAC Per Unit")
    row.read_value("priced_on", record.get("asofdate") or record.get("effectivedate"), "As of Date")
    return row


def _salt_and_unit_kind(description: str, pricing_unit: str) -> tuple[MineralSalt | None, str]:
    """Return the mineral that the words before strength and dosage form name, and the unit kind."""
    dosage_forms = [
        (match.start(), _UNIT_KINDS_BY_WORD[match[0]])
        for match in _WORD.finditer(description)
        if match[0] in _UNIT_KINDS_BY_WORD
    ]
    priced_kinds = _UNIT_KINDS_BY_PRICING_UNIT.get(pricing_unit, frozenset())
    if not dosage_forms or not all(kind in priced_kinds for _, kind in dosage_forms):
        return None, ""
    strength = find_strength(description)
    position, unit_kind = dosage_forms[0]
    name_end = min(position, strength.span[0]) if strength else position
    words = _SEPARATOR.split(description[:name_end])
    name = " ".join(word for word in words if word not in _IGNORED_WORDS and not word.isdecimal())
    return salt_named(name), unit_kind


def _set_amount(row: RegisterRowBuilder, salt: MineralSalt, description: str) -> None:
    if salt.form:
        row.values["form"] = salt.form
    strength = find_strength(description)
    if strength is None:
        row.ask_for_amount(salt.element, "NDC Description", description)
        return
    amount = find_elemental_amount(description, strength, salt.element, salt.form)
    elemental, end = amount or (0, strength.span[1])
    if _names_second_ingredient(description.upper()[end:]):
        salt, elemental = MineralSalt(salt.element, ""), 0
    row.set_strength(salt, strength, "NDC Description", description, elemental)


def _names_second_ingredient(rest: str) -> bool:
    """Return whether the text after the strength holds more than the dosage form."""
    return any(char.isdecimal() for char in rest) or any(
        word not in _UNIT_KINDS_BY_WORD and word not in _IGNORED_WORDS
        for word in _WORD.findall(rest)
    )


def _set_ndc(row: RegisterRowBuilder, ndc: str) -> None:
    """Set the NDC. It has 11 digits in this register, so missing zeros were lost."""
    whole = ndc.zfill(11) if ndc.isascii() and ndc.isdecimal() else ndc
    if whole != ndc:
        row.add_question(ProblemKind.LOST_LEADING_ZEROS, "NDC", ndc, whole=whole)
        row.values["ndc"] = whole
    else:
        row.read_value("ndc", ndc, "NDC")


NADAC = make_register(
    SOURCE, ("NDC Description", "NDC", "NADAC Per Unit", "Pricing Unit"), read_product
)
