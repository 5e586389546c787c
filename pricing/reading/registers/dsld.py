"""NIH DSLD: labels of dietary supplements. Amounts are the element's, in a serving."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.reading.pack_sizes import Pack, read_pack
from pricing.reading.registers.base import RegisterRowBuilder, dict_items, make_register
from pricing.reference.mineral_forms import recognize_element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.reading.registers.base import Record

SOURCE = "NIH DSLD"
_MAX_DEPTH = 20
_IGNORED_WORDS = re.compile(r"\b(?:elemental|total)\b|,", re.IGNORECASE)


def read_product(records: Sequence[Record], element: str, number: int) -> RegisterRowBuilder | None:
    """A label; None where it does not state the mineral."""
    label = records[0]
    rows = [
        each for each in _ingredients(label.get("ingredientRows")) if _is_of_mineral(each, element)
    ]
    if not rows:
        return None
    row = RegisterRowBuilder(number)
    row.read_value("product", label.get("fullName"), "fullName")
    row.read_value("brand", label.get("brandName"), "brandName")
    row.read_value("upc", label.get("upcSku"), "upcSku")
    row.values |= {"element": element, "source": SOURCE}
    name = str(rows[0].get("name") or "")
    if len(rows) > 1:
        row.ask_which_amount(element, "ingredientRows", [_stated_amount(each) for each in rows])
    elif _names_mineral(name, element):
        row.read_value("form", _form_names(rows[0]), "forms")
        _set_amount(row, rows[0], element)
    else:
        row.read_value("form", _form_names(rows[0]) or name, "name")
        row.add_question(
            ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR,
            "ingredientRows",
            name,
            amount=_stated_amount(rows[0]).strip(),
        )
    _set_pack_size(row, label)
    return row


def _ingredients(rows: object, depth: int = 0) -> Iterator[Record]:
    """The rows of a label and those nested in them."""
    for each in dict_items(rows):
        yield each
        if depth < _MAX_DEPTH:
            yield from _ingredients(each.get("nestedRows"), depth + 1)


def _is_of_mineral(row: Record, element: str) -> bool:
    """Whether a row is of the mineral: it, or a salt that the register puts with it."""
    return any(
        _names_mineral(str(row.get(key) or ""), element) for key in ("name", "ingredientGroup")
    )


def _names_mineral(text: str, element: str) -> bool:
    """Whether a text names the mineral itself."""
    with suppress(BadInput):
        return recognize_element(_IGNORED_WORDS.sub("", text)) == element
    return False


def _stated_amount(row: Record) -> str:
    """An ingredient's amount and forms as the label has them."""
    stated = (dict_items(row.get("quantity")) or [{}])[0]
    return f"{stated.get('quantity', '?')} {stated.get('unit') or ''} {_form_names(row)}"


def _form_names(row: Record) -> str:
    return ", ".join(str(each.get("name") or "") for each in dict_items(row.get("forms")))


def _set_amount(row: RegisterRowBuilder, found: Record, element: str) -> None:
    """The amount of a serving; servings of two sizes are a question unless they say the same."""
    stated = dict_items(found.get("quantity"))
    amounts = [_read_serving_amount(each) for each in stated]
    known = [each for each in amounts if each is not None]
    if len({Fraction(mass, units) for mass, units, _ in known}) > 1:
        said = [f"{each.get('quantity')} {each.get('unit') or ''}" for each in stated]
        row.ask_which_amount(element, "quantity", said)
    elif not known or len(known) < len(amounts):
        row.ask_for_amount(element, "quantity", _stated_amount(found))
    else:
        mass, units, kind = known[0]
        row.values |= {"elemental_mg": mass, "serving_units": units}
        if kind:
            row.values["unit_kind"] = kind


def _read_serving_amount(stated: Record) -> tuple[int, int, str] | None:
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
    kind = _read_pack_or_none(f"{size} {stated.get('servingSizeUnit') or ''}")
    return (mass, units, kind.unit_kind if kind else "") if mass and units else None


def _read_pack_or_none(text: str) -> Pack | None:
    with suppress(BadInput):
        return read_pack(text, DecimalMark.POINT)
    return None


def _set_pack_size(row: RegisterRowBuilder, label: Record) -> None:
    """The contents in the unit of the serving, else servings times their size."""
    kind = row.values.get("unit_kind", "")
    contents = dict_items(label.get("netContents"))
    packs = [
        _read_pack_or_none(f"{each.get('quantity')} {each.get('unit') or ''}") for each in contents
    ]
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
        row.add_question(ProblemKind.UNCLEAR_PACK_SIZE, "netContents", said)


DSLD = make_register(SOURCE, ("fullName", "ingredientRows"), read_product)
