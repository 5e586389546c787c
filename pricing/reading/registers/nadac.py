"""CMS NADAC: what pharmacies pay for a unit of a drug, weekly."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
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
    from pricing.reading.registers.drug_strengths import Strength

SOURCE = "CMS NADAC"
PRICE_NOTE = "what pharmacies pay for one unit, not what they ask"
# How descriptions name what is swallowed -> the unit; the rest (vials, creams) is passed over.
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
# Words that may stand beside name, strength and dose without meaning another ingredient.
_IGNORED_WORDS = frozenset(
    (
        *("ER", "EC", "SR", "DR", "XR", "DELAYED", "DELAY", "EXTENDED", "SLOW", "RELEASE"),
        *("COATED", "FILM", "ORAL", "OTC"),
    )
)
_WORD = re.compile(r"[A-Z]+")
_SEPARATOR = re.compile(r"[\s-]+")
_field_key = lru_cache(maxsize=256)(match_key)


def read_product(records: Sequence[Record], _: str, number: int) -> RegisterRowBuilder | None:
    """One unit of a drug at its price."""
    record = {_field_key(name): str(text or "").strip() for name, text in records[0].items()}
    said = record["ndcdescription"]
    description = said.upper()
    strength = find_strength(description)
    words = [(found.start(), found[0]) for found in _WORD.finditer(description)]
    doses = [(at, _UNIT_KINDS_BY_WORD[word]) for at, word in words if word in _UNIT_KINDS_BY_WORD]
    pricing = record["pricingunit"].upper()
    if not doses or not all(
        unit in _UNIT_KINDS_BY_PRICING_UNIT.get(pricing, ()) for _, unit in doses
    ):
        return None
    ends = [doses[0][0], *([strength.span[0]] if strength else [])]
    named = _SEPARATOR.split(description[: min(ends)])
    salt = salt_named(
        " ".join(word for word in named if word not in _IGNORED_WORDS and not word.isdigit())
    )
    if salt is None:
        return None
    row = RegisterRowBuilder(number)
    row.values |= {"product": said, "element": salt.element, "source": SOURCE, "note": PRICE_NOTE}
    row.values |= {"unit_kind": doses[0][1], "pack_units": 1_000, "currency": "USD"}
    _set_amount(row, salt, strength, said)
    _set_ndc(row, record["ndc"])
    row.read_value("price", record["nadacperunit"], "NADAC Per Unit")
    row.read_value("priced_on", record.get("asofdate") or record.get("effectivedate"), "As of Date")
    return row


def _set_amount(
    row: RegisterRowBuilder, salt: MineralSalt, strength: Strength | None, said: str
) -> None:
    if salt.form:
        row.values["form"] = salt.form
    if strength is None:
        row.ask_for_amount(salt.element, "NDC Description", said)
        return
    beside = find_elemental_amount(said, strength, salt.element, salt.form)
    elemental, end = beside or (0, strength.span[1])
    if _names_second_ingredient(said.upper()[end:]):
        salt, elemental = MineralSalt(salt.element, ""), 0
    row.set_strength(salt, strength, "NDC Description", said, elemental)


def _names_second_ingredient(rest: str) -> bool:
    """Whether something stands behind the strength that is no dosage form: a second ingredient."""
    return any(char.isdigit() for char in rest) or any(
        word not in _UNIT_KINDS_BY_WORD and word not in _IGNORED_WORDS
        for word in _WORD.findall(rest)
    )


def _set_ndc(row: RegisterRowBuilder, ndc: str) -> None:
    """The NDC; here it has 11 digits, so zeros that are missing were lost."""
    whole = ndc.zfill(11) if ndc.isascii() and ndc.isdigit() else ndc
    if whole != ndc:
        row.add_question(ProblemKind.LOST_LEADING_ZEROS, "NDC", ndc, whole=whole)
        row.values["ndc"] = whole
    else:
        row.read_value("ndc", ndc, "NDC")


NADAC = make_register(
    SOURCE, ("NDC Description", "NDC", "NADAC Per Unit", "Pricing Unit"), read_product
)
