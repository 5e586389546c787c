"""CMS NADAC: what pharmacies pay for a unit of a drug, weekly."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import header_key
from pricing.problems.errors import ProblemKind
from pricing.reading.registers.base import RegisterRow, Salt, register, salt_of
from pricing.reading.registers.drug_strengths import elemental_beside, strength_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.registers.base import Record
    from pricing.reading.registers.drug_strengths import Strength

SOURCE = "CMS NADAC"
NOTE = "what pharmacies pay for one unit, not what they ask"
# How descriptions name what is swallowed -> the unit; the rest (vials, creams) is passed over.
_DOSES: Mapping[str, str] = {
    **dict.fromkeys(("TABLET", "TABLETS", "TAB", "TABS", "CAPLET", "CHEW", "CHEWABLE"), "tablet"),
    **dict.fromkeys(("CAPSULE", "CAPSULES", "CAP", "CAPS"), "capsule"),
    **dict.fromkeys(("SOFTGEL", "SOFTGELS", "SFTGL"), "softgel"),
    **dict.fromkeys(("GUMMY", "GUMMIES"), "gummy"),
    **dict.fromkeys(("PACKET", "PACKETS", "PKT"), "sachet"),
    **dict.fromkeys(("SOLUTION", "SOLN", "SUSPENSION", "SUSP", "LIQUID", "ELIXIR", "SYRUP"), "mL"),
    **dict.fromkeys(("POWDER", "POWD"), "g"),
}
_UNITS: Mapping[str, frozenset[str]] = {
    "EA": frozenset(("tablet", "capsule", "softgel", "gummy", "sachet")),
    "ML": frozenset(("mL",)),
    "GM": frozenset(("g",)),
}
# Words that may stand beside name, strength and dose without meaning another ingredient.
_BESIDE = frozenset(
    (
        *("ER", "EC", "SR", "DR", "XR", "DELAYED", "DELAY", "EXTENDED", "SLOW", "RELEASE"),
        *("COATED", "FILM", "ORAL", "OTC"),
    )
)
_WORD = re.compile(r"[A-Z]+")
_APART = re.compile(r"[\s-]+")
_key = lru_cache(maxsize=256)(header_key)


def read(records: Sequence[Record], _: str, number: int) -> RegisterRow | None:
    """One unit of a drug at its price."""
    record = {_key(name): str(text or "").strip() for name, text in records[0].items()}
    said = record["ndcdescription"]
    description = said.upper()
    strength = strength_in(description)
    words = [(found.start(), found[0]) for found in _WORD.finditer(description)]
    doses = [(at, _DOSES[word]) for at, word in words if word in _DOSES]
    pricing = record["pricingunit"].upper()
    if not doses or not all(unit in _UNITS.get(pricing, ()) for _, unit in doses):
        return None
    ends = [doses[0][0], *([strength.span[0]] if strength else [])]
    named = _APART.split(description[: min(ends)])
    salt = salt_of(" ".join(word for word in named if word not in _BESIDE and not word.isdigit()))
    if salt is None:
        return None
    row = RegisterRow(number)
    row.values |= {"product": said, "element": salt.element, "source": SOURCE, "note": NOTE}
    row.values |= {"unit_kind": doses[0][1], "pack_units": 1_000, "currency": "USD"}
    _put_amount(row, salt, strength, said)
    _put_code(row, record["ndc"])
    row.put("price", record["nadacperunit"], "NADAC Per Unit")
    row.put("priced_on", record.get("asofdate") or record.get("effectivedate"), "As of Date")
    return row


def _put_amount(row: RegisterRow, salt: Salt, strength: Strength | None, said: str) -> None:
    if salt.form:
        row.values["form"] = salt.form
    if strength is None:
        row.ask_amount(salt.element, "NDC Description", said)
        return
    beside = elemental_beside(said, strength, salt.element, salt.form)
    elemental, end = beside or (0, strength.span[1])
    if _names_more(said.upper()[end:]):
        salt, elemental = Salt(salt.element, ""), 0
    row.put_strength(salt, strength, "NDC Description", said, elemental)


def _names_more(rest: str) -> bool:
    """Whether something stands behind the strength that is no dosage form: a second ingredient."""
    return any(char.isdigit() for char in rest) or any(
        word not in _DOSES and word not in _BESIDE for word in _WORD.findall(rest)
    )


def _put_code(row: RegisterRow, ndc: str) -> None:
    """The NDC; here it has 11 digits, so zeros that are missing were lost."""
    whole = ndc.zfill(11) if ndc.isascii() and ndc.isdigit() else ndc
    if whole != ndc:
        row.ask(ProblemKind.LOST_ZEROS, "NDC", ndc, whole=whole)
        row.values["ndc"] = whole
    else:
        row.put("ndc", ndc, "NDC")


NADAC = register(SOURCE, ("NDC Description", "NDC", "NADAC Per Unit", "Pricing Unit"), read)
