"""Health Canada LNHPD: licensed natural health products. The quantity is the element's, a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, DecimalMark, read_amount
from pricing.reading.registers.base import RegisterRow, register, salt_of, unit_kind_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.registers.base import Record, Salt

SOURCE = "Health Canada LNHPD"
_OF_INGREDIENT = (
    "ingredient_name", "quantity", "quantity_unit_of_measure", "source_material",
)  # fmt: skip


def read(records: Sequence[Record], element: str, number: int) -> RegisterRow | None:
    """The medicinal ingredients of one product; None where they do not name the mineral."""
    named = [(each, salt_of(str(each.get("ingredient_name") or ""))) for each in records]
    rows = [(each, salt) for each, salt in named if salt is not None and salt.element == element]
    if not rows:
        return None
    rows = _once_each(rows)
    first, salt = rows[0]
    code = str(first.get("lnhpd_id") or "").strip()
    row = RegisterRow(number)
    name = first.get("product_name") or f"{first.get('ingredient_name')} (LNHPD {code})"
    row.put("product", name, "ingredient_name")
    row.put("brand", first.get("company_name"), "company_name")
    row.values |= {"element": element, "source": SOURCE}
    kind = unit_kind_in(first.get("uom_type_desc_quantity_dose") or first.get("dosage_form"))
    if kind:
        row.values["unit_kind"] = kind
    if len(rows) > 1:
        stated = [f"{_said(each)} {each.get('source_material') or ''}" for each, _ in rows]
        row.ask_which(element, "quantity", stated)
    elif salt.form:
        row.ask(
            ProblemKind.WHOSE_MASS,
            "quantity",
            str(first.get("ingredient_name")),
            amount=_said(first),
        )
    else:
        row.put("form", first.get("source_material"), "source_material")
        _put_amount(row, first, element)
    return row


def _once_each(rows: list[tuple[Record, Salt]]) -> list[tuple[Record, Salt]]:
    """The ingredients, of which each stands once for every dose that was joined to it."""
    found: dict[tuple[str, ...], list[tuple[Record, Salt]]] = {}
    for record, salt in rows:
        key = tuple(str(record.get(field) or "") for field in _OF_INGREDIENT)
        found.setdefault(key, []).append((record, salt))
    return [
        each
        for same in found.values()
        for each in (same[:1] if all(same[0][0] != other for other, _ in same[1:]) else same)
    ]


def _said(record: Record) -> str:
    unit = str(record.get("quantity_unit_of_measure") or "")
    return f"{record.get('quantity') or ''} {unit}".strip()


def _put_amount(row: RegisterRow, record: Record, element: str) -> None:
    try:
        mass = read_amount(_said(record), MASS, DecimalMark.POINT)
    except BadInput:
        mass = 0
    if mass:
        row.values |= {"elemental_mg": mass, "serving_units": 1_000}
    else:
        row.ask_amount(element, "quantity", _said(record))


LNHPD = register(
    SOURCE, ("lnhpd_id", "ingredient_name", "quantity", "source_material"), read, same="lnhpd_id"
)
