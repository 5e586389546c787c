"""Compare the amounts of rows with what the remarks beside them say about amounts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.quantities.amounts import UNITS
from pricing.reading.amount_remarks import (
    NO_REMARK,
    AmountRemark,
    is_of_other_mineral,
    read_amount_remark,
)
from pricing.reading.amounts_in_remarks import (
    NO_AMOUNTS,
    StatedAmounts,
    amounts_in_remark,
    states_contents,
)
from pricing.reading.servings import SERVING
from pricing.reading.servings_in_names import StatedServing
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.reading.amounts_in_remarks import StatedAmount
    from pricing.reading.row_builder import RowBatchBuilder

_ELEMENTAL, _COMPOUND = "elemental_mg", "compound_mg"
_AMOUNT_KEYS = (_ELEMENTAL, _COMPOUND)
_TOLERANCE = Fraction(1, 20)  # the amounts of a salt and of its mineral are rounded


class _Row(NamedTuple):
    """The amounts of a row, its salt and the units of its serving."""

    mineral: str
    form: str
    amounts: dict[str, Fraction]
    serving: Fraction
    may_be_several: bool  # as the header says


def keys_with_amounts(
    batch: RowBatchBuilder, position: int, text: str, element: str, keys: Sequence[str]
) -> tuple[str, ...]:
    """Return the columns that a remark speaks of, with those whose amounts it contradicts.

    A remark that states nothing but the amount of its row speaks of no amount.
    """
    remark, stated = read_amount_remark(text), amounts_in_remark(text)
    row = _row(batch, position, element)
    is_of_other = is_of_other_mineral(text, row.mineral)
    if not row.amounts or (remark is NO_REMARK and stated is NO_AMOUNTS and not is_of_other):
        return tuple(keys)
    own = [one for one in stated.amounts if one.mineral in {"", row.mineral}]
    asked = [key for key in row.amounts if _contradicts(row, key, own, stated, remark)]
    is_of_row = _is_of_row(batch, position, row, own, remark)
    is_salt = remark.is_salt and _ELEMENTAL in row.amounts
    is_wrong = remark.is_wrong and (bool(asked) or not own)
    if not is_of_row or is_salt or is_wrong or is_of_other:
        asked.append(next(iter(row.amounts)))
    is_settled = bool(own) and stated.is_all and not asked
    others = (key for key in keys if not (is_settled and key in _AMOUNT_KEYS))
    return tuple(dict.fromkeys((*others, *asked)))


def key_of_other_amount(batch: RowBatchBuilder, position: int, text: str, element: str) -> str:
    """Return the column whose amount a text in an unread column contradicts, or "".

    An amount alone may be of anything in such a text, such as a strength.
    """
    remark, stated = read_amount_remark(text), amounts_in_remark(text)
    is_clear = remark.is_wrong or remark.is_salt or states_contents(text)
    if not is_clear and all(one.is_bare for one in stated.amounts):
        return ""
    return next(iter(keys_with_amounts(batch, position, text, element, ())), "")


def serving_in_remark(text: str) -> StatedServing | None:
    """Return the several units that a remark says an amount is for, or None.

    >>> serving_in_remark("za 2 kapsułki"), serving_in_remark("2 kapslar ger 200 mg Mg").mass
    (StatedServing(text='2 units', units=2000, mass=None), 200000)
    """
    units = read_amount_remark(text).units
    masses = [
        int(one.readings[0])
        for one in amounts_in_remark(text).amounts
        if not (one.is_of_salt or one.is_rounded)
    ]
    mass = masses[0] if len(masses) == 1 else None
    return StatedServing(f"{units} units", units * UNITS.base_per_unit, mass) if units else None


def _row(batch: RowBatchBuilder, position: int, element: str) -> _Row:
    amounts = {
        key: Fraction(int(str(value)))
        for key in _AMOUNT_KEYS
        if (value := batch.value(key, position))
    }
    serving = batch.value("serving_units", position) or UNITS.base_per_unit
    return _Row(
        str(batch.value("element", position) or element),
        str(batch.value("form", position) or ""),
        amounts,
        Fraction(int(str(serving)), UNITS.base_per_unit),
        batch.amounts_state_base,
    )


def _is_of_row(
    batch: RowBatchBuilder,
    position: int,
    row: _Row,
    own: Sequence[StatedAmount],
    remark: AmountRemark,
) -> bool:
    """Return whether the units that a remark states are those that the amount of its row is for.

    They may be others if the amount in them is as many times that of the row: 200 mg per 2 tablets.
    """
    if batch.amounts_state_base or batch.value("unit_kind", position) == SERVING:
        return True
    if remark.units:
        size = remark.units / row.serving
        in_units = {amount * size for amount in row.amounts.values()}
        return size == 1 or any(not in_units.isdisjoint(one.readings) for one in own)
    return not remark.is_daily or row.serving != 1


def _contradicts(
    row: _Row, key: str, own: Sequence[StatedAmount], stated: StatedAmounts, remark: AmountRemark
) -> bool:
    """Return whether the amounts that a remark states are others than that of a column."""
    amount = row.amounts[key]
    likely = {amount, amount * row.serving, amount / row.serving}
    likely |= {amount * remark.units / row.serving} if remark.units else set()
    salts = [one for one in own if one.is_of_salt]
    elementals = [one for one in own if not (one.is_of_salt or one.is_bare)]
    same, others = (elementals, salts) if key == _ELEMENTAL else (salts, elementals)
    same = same or ([one for one in own if one.is_bare] if not others else [])
    if same:
        is_several = row.may_be_several or stated.may_be_several
        return not any(
            _agree(own_amount, one, reading) or (is_several and _is_multiple(own_amount, reading))
            for own_amount in likely
            for one in same
            for reading in one.readings
        )
    if not others or len(row.amounts) > 1:
        return False
    return (
        not _may_be_of_salts(row, salts, likely) if salts else not _may_be_in(row, others, likely)
    )


def _may_be_of_salts(row: _Row, salts: Sequence[StatedAmount], likely: Iterable[Fraction]) -> bool:
    """Return whether an elemental amount can be the one in the salts that a remark states."""
    shares = [_shares(one.form or row.form, row.mineral) for one in salts]
    if not all(shares):
        return all(set(likely).isdisjoint(one.readings) for one in salts)
    pairs = list(zip(salts, shares, strict=True))
    least = sum(min(one.readings) * min(found) for one, found in pairs)
    most = sum(max(one.readings) * max(found) for one, found in pairs)
    return any(_lies_between(amount, least, most) for amount in likely)


def _may_be_in(row: _Row, stated: Sequence[StatedAmount], likely: Iterable[Fraction]) -> bool:
    """Return whether a stated elemental amount can be the one in the salt of a row."""
    shares = _shares(row.form, row.mineral) or (Fraction(0), Fraction(1))
    return any(
        _lies_between(reading, amount * min(shares), amount * max(shares))
        for amount in likely
        for one in stated
        for reading in one.readings
    )


def _agree(amount: Fraction, stated: StatedAmount, reading: Fraction) -> bool:
    return amount == reading or (stated.is_rounded and _lies_between(amount, reading, reading))


def _is_multiple(one: Fraction, other: Fraction) -> bool:
    return one % other == 0 or other % one == 0


def _lies_between(amount: Fraction, least: Fraction | int, most: Fraction | int) -> bool:
    return least * (1 - _TOLERANCE) <= amount <= most * (1 + _TOLERANCE)


def _shares(form: str, mineral: str) -> tuple[Fraction, ...]:
    """Return the shares of a mineral in the salts of a name, which are none if it is not known."""
    found = recognize_form(form, mineral).form if form else None
    return found.fractions if found is not None else ()
