"""Records of a JSON list as rows: a product, and a row for each further mineral that it lists."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pricing.model.columns import MINERALS_KEY
from pricing.model.ingredients import Ingredient, read_ingredients
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_forms import recognize_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Record = Mapping[str, Any]
    _Amounts = tuple[str, Decimal | int | str | None, Decimal | int | str | None]

_LIST_KEYS = ("ingredients", "minerals", "nutrients")
# Values of an export of this program that its other keys state again, or that follow from them.
_DERIVED_KEYS = frozenset(("shown", "checks", "credited_prices", "credited_says"))
_MASS_KEYS = ("elemental_mg", "compound_mg")
_OWN_AMOUNT_KEYS = (*_MASS_KEYS, "daily_value_percent")
# What a record states of its own mineral.
_MINERAL_KEYS = ("element", "mineral", "form", *_OWN_AMOUNT_KEYS)
# Remarks that need no repetition.
_KEYS_OF_ONE_ROW = frozenset((*_MINERAL_KEYS, "also_contains", "food", "note"))
_NAME_KEYS = ("element", "mineral", "nutrient", "ingredient", "substance", "name")
_UNIT_KEYS = ("unit", "units")
_USUAL_KEYS = frozenset((*_MINERAL_KEYS, *_NAME_KEYS, "amount", "quantity", "strength", "unit"))
_AMOUNT = lazy_pattern(
    r"(?:elemental|amount|quantity|dose|strength|value)?(?:_?(?P<unit>mg|mcg|ug|µg|μg|g))?",
    re.IGNORECASE,
)


def rows_of_record(record: Record) -> Iterator[Record]:
    """Yield a record as rows without nested values, one for each mineral that it does not sum up.

    An ingredient states its mineral, form and amounts itself. It shares what its product states of
    the pack, the price and the name.
    """
    entries: list[Record] = []
    plain: dict[str, Any] = {}
    for written_key, value in record.items():
        key, rest = _usual_key(written_key), value
        if key.casefold() in _LIST_KEYS and isinstance(value, list):
            entries += (one for one in value if isinstance(one, dict))
            rest = [one for one in value if not isinstance(one, dict)]
        if not isinstance(value, dict | list):
            plain[key] = value
        elif key not in _DERIVED_KEYS and (text := _text(rest)):
            plain[key] = text
    element_key = "mineral" if "mineral" in plain and "element" not in plain else "element"
    ingredients = [_ingredient_fields(one, element_key) for one in entries]
    yield from _rows(plain, ingredients, element_key) if ingredients else (plain,)


def _rows(plain: Record, ingredients: Sequence[Record], element_key: str) -> Iterator[Record]:
    """Yield what a record states itself, and each ingredient that differs from that.

    Different amounts of its own mineral stand in one cell, which is asked about.
    """
    shared = {key: value for key, value in plain.items() if key not in _KEYS_OF_ONE_ROW}
    remarks = {key: value for key, value in plain.items() if key not in _MINERAL_KEYS}
    own = {**(ingredients[0] if plain.get(element_key) is None else {}), **_stated(plain)}
    mineral = _amounts_of(own, element_key)[0]
    same = [one for one in ingredients if _amounts_of(one, element_key)[0] == mineral]
    has_amount = any(plain.get(key) is not None for key in _OWN_AMOUNT_KEYS)
    if not has_amount and len(same) != 1:
        first, *rest = ingredients
        yield {**remarks, **first}
        yield from ({**shared, **one} for one in rest)
        return
    stated: tuple[Ingredient, ...] = ()
    with suppress(BadInput):
        stated = read_ingredients(str(plain.get(MINERALS_KEY) or ""), DecimalMark.POINT)
    known = {
        _amounts_of(own, element_key),
        *((one.element, one.elemental, one.compound) for one in stated),
    }
    differing = [one for one in ingredients if _amounts_of(one, element_key) not in known]
    again = [one for one in differing if one in same]
    filled = _stated(same[0]) if len(same) == 1 else {}
    yield {**plain, **filled, **_stated(plain), **_all_amounts(plain, again)}
    yield from ({**shared, **one} for one in differing if one not in again)


def _stated(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in {None, ""}}


def _all_amounts(own: Record, again: Sequence[Record]) -> Record:
    """Return the amounts of a mineral that differ: 100 or 150."""
    amounts = {
        key: tuple(
            {_micrograms(one[key]): one[key] for one in (own, *again) if one.get(key) is not None}
            .values()
        )
        for key in _MASS_KEYS
    }  # fmt: skip
    return {key: " or ".join(map(str, both)) for key, both in amounts.items() if len(both) > 1}


def _amounts_of(ingredient: Record, element_key: str) -> _Amounts:
    """Return the mineral of an ingredient, and its micrograms and those of its compound."""
    element = str(ingredient.get(element_key) or "")
    with suppress(BadInput):
        element = recognize_element(element)
    elemental, compound = (_micrograms(ingredient.get(key)) for key in _MASS_KEYS)
    return element, elemental, compound


def _micrograms(value: object) -> Decimal | str | None:
    """Return the micrograms of a number of milligrams. What is no number stays."""
    text = "" if value is None else str(value).removesuffix(" mg")
    with suppress(InvalidOperation):
        return Decimal(text).scaleb(MASS.decimals)
    return text or None


def _ingredient_fields(entry: Record, element_key: str) -> dict[str, Any]:
    """Return an ingredient by the columns of a list: its name is a mineral, with a unit or none."""
    fields = {
        _usual_key(key): _text(value) if _is_nested(value) else value
        for key, value in entry.items()
    }
    name_key = next((key for key in _NAME_KEYS if fields.get(key)), None)
    unit = next((str(fields.pop(key) or "") for key in _UNIT_KEYS if key in fields), "")
    result: dict[str, Any] = {element_key: fields.pop(name_key)} if name_key else {}
    for key, value in fields.items():
        match = None if key in _OWN_AMOUNT_KEYS else _AMOUNT.fullmatch(key)
        if match is None:
            result[key] = value
        elif value is not None and result.get("elemental_mg") is None:
            result["elemental_mg"] = _with_unit(value, match["unit"] or unit)
    return result


def _usual_key(key: str) -> str:
    """Return a key as a list writes it, however its letters are: Elemental mg."""
    usual = key.casefold().replace(" ", "_")
    return usual if usual in _USUAL_KEYS else key


def _with_unit(value: object, unit: str) -> str:
    """Return an amount with its unit. A number without one is in doubt."""
    text = str(value).strip()
    return text if any(map(str.isalpha, text)) else f"{text} {unit or '?'}"


# -- nested values as text ---------------------------------------------------------------------


def _is_nested(value: object) -> bool:
    return isinstance(value, dict | list)


def _text(value: object) -> str:
    """Return what a nested value states: a list with commas, a mapping with its keys.

    >>> _text(["zinc 60 mg", {"mineral": "copper", "mg": 2}]), _text({"zinc": "60 mg"})
    ('zinc 60 mg, copper 2 mg', 'zinc 60 mg')
    """
    if isinstance(value, dict):
        return _text_of_mapping(value)
    if isinstance(value, list):
        return _joined(", ", map(_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def _text_of_mapping(value: Record) -> str:
    """Return one amount with its unit, or the parts that a mapping names by its keys."""
    is_one = all(_part_of_one(key) is not None for key in value)
    if is_one:
        parts = sorted((_part_of_one(key) or (0, ""), _text(one)) for key, one in value.items())
        return " ".join(_joined(" ", (text, unit)) for (_, unit), text in parts if text)
    return _joined(
        ", ", (_joined(" ", (key, _text(one))) for key, one in value.items() if one is not False)
    )


def _part_of_one(key: str) -> tuple[int, str] | None:
    """Return the place of a key in a text such as "zinc 5 mg", and its unit."""
    if key in _NAME_KEYS:
        return 0, ""
    if key in _UNIT_KEYS:
        return 2, ""
    match = _AMOUNT.fullmatch(key)
    return (1, match["unit"] or "") if match else None


def _joined(mark: str, parts: Iterable[str]) -> str:
    return mark.join(filter(None, parts))
