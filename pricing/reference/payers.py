"""Ways to pay: what a payer covers, and what it requires."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MONEY, PERCENT, DecimalMark, read_amount
from pricing.reference.sources import Source, sources_cited

if TYPE_CHECKING:
    from fractions import Fraction

    from pricing.quantities.amounts import Quantity

LETTER_OF_MEDICAL_NECESSITY = "letter of medical necessity"
MAX_PAYER_NAME_LENGTH = 60


class PayerKind(StrEnum):
    """How a payer shares the cost."""

    NONE = "none"
    PERCENT = "percent"
    COPAY_PACK = "copay_pack"
    COPAY_ITEM = "copay_item"
    COPAY_MONTH = "copay_month"
    PRETAX = "pretax"

    @property
    def quantity(self) -> Quantity | None:
        """The quantity of the value: a share or an amount of money; None if there is no value."""
        if self is PayerKind.NONE:
            return None
        return PERCENT if self in {PayerKind.PERCENT, PayerKind.PRETAX} else MONEY


@dataclass(frozen=True, slots=True)
class Payer:
    """A named way to pay.

    `value` is the covered share in hundredths of a percent (percent, pretax), or the copay in
    millionths of the currency. `covers` names forms or products, and () means all of them.

    Raises:
        BadInput: The name is missing or too long, or the share is not above 0 and at most 100 %.
    """

    name: str
    kind: PayerKind = PayerKind.NONE
    value: int = 0
    needs: str = ""
    covers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadInput(ProblemKind.MISSING_NAME, column="payer")
        if len(self.name) > MAX_PAYER_NAME_LENGTH:
            raise BadInput(
                ProblemKind.TEXT_TOO_LONG,
                column="payer",
                length=len(self.name),
                longest=MAX_PAYER_NAME_LENGTH,
            )
        whole = 100 * PERCENT.base_per_unit
        if self.kind.quantity is PERCENT and not 0 < self.value <= whole:
            raise BadInput(ProblemKind.OUT_OF_RANGE_SHARE, value=PERCENT.text(self.value))

    @property
    def amount(self) -> Fraction | None:
        """The value in units as displayed, percent or money; None if there is no value."""
        quantity = self.kind.quantity
        return None if quantity is None else quantity.to_fraction(self.value)

    def pays_for(self, form: str, product: str) -> bool:
        """Return whether the payer covers the form or the product, by name."""
        if not self.covers:
            return True
        names = {form.casefold(), product.casefold()}
        return any(name.casefold() in names for name in self.covers)


SELF_PAY = Payer("self-pay")


def read_payer(text: str, decimal_mark: DecimalMark = DecimalMark.AUTO) -> Payer:
    """Return a payer written NAME:KIND[:VALUE].

    Raises:
        BadInput: The kind is unknown, or the value does not fit it.

    >>> read_payer("plan:percent:80").amount, read_payer("fsa:pretax:24").needs
    (Fraction(80, 1), 'letter of medical necessity')
    """
    name, _, rest = text.partition(":")
    kind_text, _, value = rest.partition(":")
    if kind_text not in {kind.value for kind in PayerKind}:
        choices = tuple(kind.value for kind in PayerKind)
        raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=kind_text, choices=choices)
    kind = PayerKind(kind_text)
    amount = read_amount(value, kind.quantity, decimal_mark) if kind.quantity else 0
    return Payer(
        name.strip(), kind, amount, LETTER_OF_MEDICAL_NECESSITY if kind is PayerKind.PRETAX else ""
    )


@dataclass(frozen=True, slots=True)
class PayerPreset:
    """The rules of a way to pay in a country. The user enters how much it pays."""

    country: str
    name: str
    kind: PayerKind
    needs: str
    description: str
    sources: tuple[Source, ...]


@cache
def payer_presets() -> tuple[PayerPreset, ...]:
    """Return the presets in the order of the data."""
    return tuple(
        PayerPreset(
            row["country"],
            row["name"],
            PayerKind(row["kind"]),
            row["needs"],
            row["words"],
            sources_cited(row["sources"]),
        )
        for row in tables.read_rows("payers.csv")
    )
