"""NIH DSLD: labels of dietary supplements. Amounts are the element's, in a serving."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.reading.pack_sizes import Pack, read_pack
from pricing.reading.registers.base import RegisterRow, dicts, register
from pricing.reference.mineral_forms import element_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.reading.registers.base import Record

SOURCE = "NIH DSLD"
_DEEPEST = 20
_BESIDE = re.compile(r"\b(?:elemental|total)\b|,", re.IGNORECASE)


def read(records: Sequence[Record], element: str, number: int) -> RegisterRow | None:
    """A label; None where it does not state the mineral."""
    label = records[0]
    rows = [each for each in _ingredients(label.get("ingredientRows")) if _is(each, element)]
    if not rows:
        return None
    row = RegisterRow(number)
    row.put("product", label.get("fullName"), "fullName")
    row.put("brand", label.get("brandName"), "brandName")
    row.put("upc", label.get("upcSku"), "upcSku")
    row.values |= {"element": element, "source": SOURCE}
    name = str(rows[0].get("name") or "")
    if len(rows) > 1:
        row.ask_which(element, "ingredientRows", [_said(each) for each in rows])
    elif _names(name, element):
        row.put("form", _form(rows[0]), "forms")
        _put_amount(row, rows[0], element)
    else:
        row.put("form", _form(rows[0]) or name, "name")
        row.ask(ProblemKind.WHOSE_MASS, "ingredientRows", name, amount=_said(rows[0]).strip())
    _put_pack(row, label)
    return row


def _ingredients(rows: object, depth: int = 0) -> Iterator[Record]:
    """The rows of a label and those nested in them."""
    for each in dicts(rows):
        yield each
        if depth < _DEEPEST:
            yield from _ingredients(each.get("nestedRows"), depth + 1)


def _is(row: Record, element: str) -> bool:
    """Whether a row is of the mineral: it, or a salt that the register puts with it."""
    return any(_names(str(row.get(key) or ""), element) for key in ("name", "ingredientGroup"))


def _names(text: str, element: str) -> bool:
    """Whether a text names the mineral itself."""
    with suppress(BadInput):
        return element_named(_BESIDE.sub("", text)) == element
    return False


def _said(row: Record) -> str:
    """An ingredient's amount and forms as the label has them."""
    stated = (dicts(row.get("quantity")) or [{}])[0]
    return f"{stated.get('quantity', '?')} {stated.get('unit') or ''} {_form(row)}"


def _form(row: Record) -> str:
    return ", ".join(str(each.get("name") or "") for each in dicts(row.get("forms")))


def _put_amount(row: RegisterRow, found: Record, element: str) -> None:
    """The amount of a serving; servings of two sizes are a question unless they say the same."""
    stated = dicts(found.get("quantity"))
    amounts = [_amount(each) for each in stated]
    known = [each for each in amounts if each is not None]
    if len({Fraction(mass, units) for mass, units, _ in known}) > 1:
        said = [f"{each.get('quantity')} {each.get('unit') or ''}" for each in stated]
        row.ask_which(element, "quantity", said)
    elif not known or len(known) < len(amounts):
        row.ask_amount(element, "quantity", _said(found))
    else:
        mass, units, kind = known[0]
        row.values |= {"elemental_mg": mass, "serving_units": units}
        if kind:
            row.values["unit_kind"] = kind


def _amount(stated: Record) -> tuple[int, int, str] | None:
    """Micrograms, thousandths of a unit that hold them, and the unit's kind."""
    if str(stated.get("operator") or "=").strip() != "=":
        return None
    try:
        unit = str(stated.get("unit") or "").replace("(s)", "s").strip()
        mass = read_amount(f"{stated.get('quantity')} {unit}", MASS, DecimalMark.POINT)
        size = str(stated.get("servingSizeQuantity") or "")
        units = read_amount(size, UNITS, DecimalMark.POINT)
    except BadInput:
        return None
    kind = _pack(f"{size} {stated.get('servingSizeUnit') or ''}")
    return (mass, units, kind.unit_kind if kind else "") if mass and units else None


def _pack(text: str) -> Pack | None:
    with suppress(BadInput):
        return read_pack(text, DecimalMark.POINT)
    return None


def _put_pack(row: RegisterRow, label: Record) -> None:
    """The contents in the unit of the serving, else servings times their size."""
    kind = row.values.get("unit_kind", "")
    contents = dicts(label.get("netContents"))
    packs = [_pack(f"{each.get('quantity')} {each.get('unit') or ''}") for each in contents]
    fitting = [each for each in packs if each and (not kind or each.unit_kind in {"", kind})]
    servings, size = str(label.get("servingsPerContainer") or ""), row.values.get("serving_units")
    if len({each.units for each in fitting}) == 1:
        row.values["pack_units"] = fitting[0].units
        if fitting[0].unit_kind:
            row.values.setdefault("unit_kind", fitting[0].unit_kind)
    elif not fitting and servings.isdecimal() and servings.strip("0") and size:
        row.values["pack_units"] = int(servings) * int(str(size))
    elif contents:
        said = ", ".join(str(each.get("display") or each.get("quantity")) for each in contents)
        row.ask(ProblemKind.UNCLEAR_PACK, "netContents", said)


DSLD = register(SOURCE, ("fullName", "ingredientRows"), read)
