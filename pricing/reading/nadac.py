"""CMS NADAC: what pharmacies pay for a unit of a drug, weekly. The strength is the salt's mass."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.amounts import MASS
from pricing.columns import header_key
from pricing.errors import ProblemKind
from pricing.reading.register import RegisterRow, register, salt_of, strength_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.register import Record, Salt, Strength

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
    ("ER", "EC", "SR", "DR", "XR", "DELAYED", "EXTENDED", "RELEASE", "COATED", "ORAL", "OTC")
)
_WORD = re.compile(r"[A-Z]+")
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
    named = (word for word in description[: min(ends)].strip(" -").split() if word not in _BESIDE)
    salt = salt_of(" ".join(named))
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
    elif not salt.form or _names_more(said.upper(), strength):
        amount = f"{MASS.text(strength.mass)} mg"
        row.ask(ProblemKind.WHOSE_MASS, "NDC Description", said, amount=amount)
    else:
        row.values |= {"compound_mg": strength.mass, "serving_units": strength.per}


def _names_more(description: str, strength: Strength) -> bool:
    """Whether something stands behind the strength that is no dosage form: a second ingredient."""
    rest = description[strength.span[1] :]
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
