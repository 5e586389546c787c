"""Lists with one row an ingredient: the rows of one product become one row."""

from __future__ import annotations

from collections import Counter
from enum import Enum, auto
from itertools import compress
from operator import ne
from typing import TYPE_CHECKING, Any

from pricing.model.ingredients import (
    Ingredient,
    form_text,
    ingredients_text,
    stated_ingredients,
)
from pricing.problems.errors import ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.text_folding import name_keys
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.ingredient_columns import add_contents, name_unknown_amount
from pricing.reading.ingredient_questions import (
    ask_about_amount,
    ask_about_differences,
    ask_about_own_amount,
    ask_about_repetition,
)
from pricing.reading.placeholders import says_some, says_unclear_amount
from pricing.reading.product_rows import (
    DATE_KEYS,
    SIZE_KEYS,
    TEXT_KEYS,
    name_rows_below,
    offers_of,
    rows_by_name,
)
from pricing.reading.row_builder import CODE_KEYS
from pricing.reference.mineral_forms import elements, recognize_form
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.problems.errors import Problem
    from pricing.reading.product_rows import Offer
    from pricing.reading.row_builder import RowBatchBuilder

_AMOUNT_KEYS = ("elemental_mg", "compound_mg", "daily_value_percent")
_MASS_KEYS = ("elemental_mg", "compound_mg")
_INGREDIENT_KEYS = frozenset(("element", "form", *_AMOUNT_KEYS, "other_minerals"))
_LONGEST_AMOUNT_TEXT = 40
# The rows of a list of more names are compared with those far above as far as this.
_MAX_NAMES = 400_000


class _Says(Enum):
    """What a row says of its mineral."""

    AMOUNT = auto()
    SOME = auto()  # the product holds it, and how much is unknown
    NONE = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one row says of its mineral. `text` is an amount that is no number."""

    row: int
    says: _Says
    ingredient: Ingredient
    text: str = ""


class IngredientRows:
    """Joins the rows of each product of a list. `element` is the mineral that stands first."""

    def __init__(self, element: str, headers: Mapping[str, str]) -> None:
        self._element = element
        self._notes = ColumnNotes(headers.get("element") or headers.get("form", ""))
        # The mineral and brand of each name in the blocks of rows so far.
        self._above: dict[str, tuple[BaseValue | None, BaseValue | None]] = {}

    def join(self, batch: RowBatchBuilder) -> None:
        """Join the rows that state the minerals of one product, or ask about them."""
        minerals, forms = batch.columns.get("element"), batch.column("form")
        if "product" not in batch.columns or minerals is None:
            return
        name_rows_below(batch, lambda row: self._mineral(batch, row))
        keys = _keys_of(batch.columns["product"])
        labels = set(zip(keys, minerals, forms, strict=True))
        if len(labels) > len(set(keys)):
            names_of_several = Counter(key for key, _, _ in labels)
            for named in rows_by_name(keys):
                if names_of_several[keys[named[0]]] > 1:
                    rows = [row for row in named if _can_be_joined(batch, row)]
                    if rows and not _has_wrong_mineral(batch, rows):
                        self._join_or_ask(batch, rows)
        _name_left_out(batch, keys)
        self._note_rows_above(batch, keys)

    def problems(self) -> tuple[Problem, ...]:
        """Return a note that rows were joined, if any were."""
        return self._notes.problems()

    def _note_rows_above(self, batch: RowBatchBuilder, keys: Sequence[str]) -> None:
        """Note rows of a name that states another mineral far above, in another block of rows."""
        pairs = list(zip(batch.columns["element"], batch.column("brand"), strict=True))
        above = self._above
        if not above.keys().isdisjoint(keys):
            known_pairs = list(map(above.get, keys, pairs))
            others = compress(range(len(pairs)), map(ne, known_pairs, pairs))
            for row in others:
                known, own = known_pairs[row], pairs[row]
                if known[0] != own[0] and known[1] == own[1] and not batch.is_joined(row):
                    name = str(batch.value("product", row))
                    self._notes.add(ProblemKind.ROWS_FAR_APART, batch.numbers[row], name)
        if len(above) < _MAX_NAMES:
            above.update(zip(keys, pairs, strict=True))
            above.pop("", None)

    def _mineral(self, batch: RowBatchBuilder, row: int) -> str:
        """Return the mineral of a row, or "" if rows below state those of its product."""
        if row in batch.title_rows:
            return ""
        return str(batch.value("element", row) or self._element)

    def _join_or_ask(self, batch: RowBatchBuilder, rows: Sequence[int]) -> None:
        offers = offers_of(batch, rows, lambda row: self._mineral(batch, row))
        doubtful = [
            (offer, other)
            for offer in offers
            if (other := next(filter(offer.may_be_one, offers), None)) is not None
        ]
        ask_about_differences(batch, doubtful)
        asked = {offer.rows[0] for offer, _ in doubtful}
        for offer in offers:
            has_title = len(offer.rows) > 1 and not batch.title_rows.isdisjoint(offer.rows)
            has_several = len(offer.minerals) > 1 or _has_several_forms(batch, offer)
            is_joined = has_title or has_several
            is_sound = offer.rows[0] not in asked and not _has_wrong_mineral(batch, offer.rows)
            if is_joined and is_sound:
                self._join(batch, offer.rows)

    def _join(self, batch: RowBatchBuilder, rows: Sequence[int]) -> None:
        """Let one row state the minerals of all."""
        stated: dict[str, list[_Statement]] = {}
        for row in rows:
            mineral = self._mineral(batch, row)
            if mineral:
                stated.setdefault(mineral, []).append(_statement(batch, row, mineral))
        own = self._first_mineral(stated)
        first, *repeated = (one.row for one in stated.pop(own))
        others = _Others(batch, rows)
        for mineral, statements in stated.items():
            others.add(first, mineral, statements)
        own_again = others.take_rest(first, own)
        _share_values(batch, first, rows)
        batch.set_value("other_minerals", first, ingredients_text(others.counted) or None)
        batch.keep_unreadable("other_minerals", first)
        own_stated = [_ingredient(batch, row, own) for row in (first, *repeated)]
        if repeated or not all(_agree(one, own_stated[0]) for one in own_again):
            ask_about_own_amount(batch, first, own, [*own_stated, *own_again])
        for row in rows:
            if row != first:
                batch.join_to_other(row)
        name = str(batch.value("product", first))
        self._notes.add(ProblemKind.JOINED_ROWS, batch.numbers[first], name)

    def _first_mineral(self, stated: Mapping[str, Sequence[_Statement]]) -> str:
        """Return the mineral that the joined row states itself: one with an amount, if any has."""
        own = stated.get(self._element, ())
        if any(one.says in {_Says.AMOUNT, _Says.UNREADABLE} for one in own):
            return self._element
        with_amount = (
            mineral
            for mineral, statements in stated.items()
            if any(one.says is _Says.AMOUNT for one in statements)
        )
        return next(with_amount, self._element if own else next(iter(stated)))


class _Others:
    """The further minerals of a product, from its rows and their cells of other minerals."""

    def __init__(self, batch: RowBatchBuilder, rows: Iterable[int]) -> None:
        self._batch = batch
        self._cells: dict[str, list[Ingredient]] = {}
        for row in rows:
            for one in stated_ingredients(str(batch.value("other_minerals", row) or "")):
                known = self._cells.setdefault(one.element, [])
                if one not in known:
                    known.append(one)
        self.counted: list[Ingredient] = []

    def add(self, first: int, mineral: str, statements: Sequence[_Statement]) -> None:
        """Count a mineral that rows state, name it, or ask about it in the first row."""
        batch, in_cells = self._batch, self._cells.pop(mineral, [])
        amounts = [one.ingredient for one in statements if one.says is _Says.AMOUNT]
        if len(amounts) == 1:
            in_cells = [one for one in in_cells if not _agree(one, amounts[0])]
        unclear = [one for one in statements if one.says in {_Says.SOME, _Says.UNREADABLE}]
        known = [*amounts, *in_cells]
        is_contradicted = known and any(one.text for one in unclear)
        if len(known) > 1 or (amounts and unclear) or is_contradicted:
            ask_about_repetition(batch, first, mineral, known, [one.text for one in unclear])
        elif any(one.says is _Says.UNREADABLE for one in statements):
            ask_about_amount(batch, first, mineral, [one.text for one in unclear])
        else:
            self.counted += known
            for one in statements:
                if one.says is not _Says.AMOUNT:
                    batch.forgive(one.row)
                if one.says is _Says.SOME and not known:
                    named = one.ingredient
                    name_unknown_amount(batch, first, named, row=one.row, number=one.text)

    def take_rest(self, first: int, own: str) -> list[Ingredient]:
        """Count the minerals that only cells state. Return what they state of the first mineral."""
        own_again = self._cells.pop(own, [])
        for mineral, stated in self._cells.items():
            if len(stated) > 1:
                ask_about_repetition(self._batch, first, mineral, stated)
            else:
                self.counted += stated
        return own_again


def _keys_of(names: Sequence[Any]) -> list[str]:
    """Return the key of each name of a list, which repeats many."""
    distinct = list(set(names))
    keys = dict(zip(distinct, name_keys([str(name or "") for name in distinct]), strict=True))
    return list(map(keys.__getitem__, names))


def _can_be_joined(batch: RowBatchBuilder, row: int) -> bool:
    return batch.loses_only(row, (*_AMOUNT_KEYS, *SIZE_KEYS))


def _name_left_out(batch: RowBatchBuilder, keys: Sequence[str]) -> None:
    """Name what rows that are left out state in what the product of their name also contains."""
    left_out = batch.rows_unreadable_in(("element", *SIZE_KEYS))
    for rows in rows_by_name(keys) if left_out else ():
        for row in left_out.intersection(rows):
            named = batch.unreadable_texts(row).get("element") or _mineral_name(batch, row)
            for other in rows if named else ():
                if _takes_name(batch, other, row, named):
                    add_contents(batch, other, form_text(named)[:_LONGEST_AMOUNT_TEXT])


def _takes_name(batch: RowBatchBuilder, row: int, left_out: int, named: str) -> bool:
    """Return whether the product of a row may hold what another row of its name states."""
    if row == left_out or batch.is_joined(row) or batch.unreadable_texts(row):
        return False
    brands = {str(batch.value("brand", one) or "") for one in (row, left_out)} - {""}
    known = (_mineral_name(batch, row), batch.value("other_minerals", row),
             batch.value("also_contains", row))  # fmt: skip
    is_known = any(named.casefold() in str(text or "").casefold() for text in known)
    return len(set(name_keys(list(brands)))) <= 1 and not is_known


def _mineral_name(batch: RowBatchBuilder, row: int) -> str:
    element = batch.value("element", row)
    return elements()[str(element)].name.lower() if element else ""


def _has_several_forms(batch: RowBatchBuilder, offer: Offer) -> bool:
    """Return whether neighbouring rows state one mineral in several forms.

    One code of one mineral in two forms is asked about as the code of two labels.
    """
    first, last = offer.rows[0], offer.rows[-1]
    has_code = any(key in offer.values for key in CODE_KEYS)
    is_neighbouring = last - first == len(offer.rows) - 1
    return is_neighbouring and not has_code and len(_forms(batch, offer.rows)) > 1


def _forms(batch: RowBatchBuilder, rows: Iterable[int]) -> set[str]:
    """Return the names of the forms that rows state."""
    stated = (
        (str(batch.value("form", row) or ""), str(batch.value("element", row) or ""))
        for row in rows
    )
    return {recognize_form(form, element).name for form, element in stated if form}


def _has_wrong_mineral(batch: RowBatchBuilder, rows: Sequence[int]) -> bool:
    """Return whether one amount of one form stands with several minerals, and the name with one.

    "Magnesium 200" with 200 mg of glycinate, once as magnesium and once as zinc, is no product of
    both.
    """
    name = str(batch.value("product", rows[0]))
    keys = ("form", "elemental_mg", "compound_mg")
    stated = {tuple(batch.value(key, row) for key in keys) for row in rows}
    return len(stated) == 1 and len(named_minerals(name)) == 1


def _share_values(batch: RowBatchBuilder, first: int, rows: Sequence[int]) -> None:
    """Let the first row state what any row states of the product, and all remarks."""
    batch.set_value("product", first, batch.value("product", rows[0]))
    for key in batch.columns.keys() - _INGREDIENT_KEYS:
        stated = [value for row in rows if (value := batch.value(key, row)) is not None]
        if not stated:
            continue
        if key in TEXT_KEYS:
            batch.set_value(key, first, ", ".join(dict.fromkeys(map(str, stated))))
        elif key in DATE_KEYS:
            batch.set_value(key, first, max(stated, key=str))
        elif batch.value(key, first) is None:
            batch.set_value(key, first, stated[0])


def _statement(batch: RowBatchBuilder, row: int, mineral: str) -> _Statement:
    """Return what a row says of its mineral."""
    named = Ingredient(mineral, None, form=_form(batch, row))
    ingredient = _ingredient(batch, row, mineral)
    if ingredient is not None:
        return _Statement(row, _Says.AMOUNT, ingredient)
    texts = [batch.text(key, row) for key in _MASS_KEYS if key in batch.unreadable_texts(row)]
    if not texts:
        return _Statement(row, _Says.SOME, named)
    kinds = batch.problem_kinds(row)
    if kinds == {ProblemKind.ZERO}:
        return _Statement(row, _Says.NONE, named)
    text = form_text(next((text for text in texts if not says_some(text)), ""))
    is_little = kinds == {ProblemKind.LESS_THAN_MICROGRAM}
    is_unclear = is_little or all(map(says_unclear_amount, texts))
    says = _Says.SOME if is_unclear else _Says.UNREADABLE
    return _Statement(row, says, named, text[:_LONGEST_AMOUNT_TEXT])


def _ingredient(batch: RowBatchBuilder, row: int, mineral: str) -> Ingredient | None:
    """Return what a row states of its mineral, or None if that is no amount."""
    elemental, compound, daily_value = (
        None if value is None else int(str(value))
        for value in (batch.value(key, row) for key in _AMOUNT_KEYS)
    )
    form = _form(batch, row)
    is_derived = compound is not None and recognize_form(form, mineral).fraction is not None
    if elemental is None and not is_derived:
        return None
    return Ingredient(mineral, elemental, compound, form, daily_value)


def _form(batch: RowBatchBuilder, row: int) -> str:
    return form_text(str(batch.value("form", row) or ""))


def _agree(one: Ingredient, other: Ingredient | None) -> bool:
    """Return whether a cell states the same of a mineral as a row."""
    if other is None or one.amount != other.amount:
        return False
    return not one.form or not other.form or one.form.casefold() == other.form.casefold()
