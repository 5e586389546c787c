"""Settle what the cells of a row mean together: its serving, its pack and its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.name_units import units_in_names
from pricing.model.product import UNIT_KINDS, UNSTATED_UNIT
from pricing.model.product_names import places_with_words
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.ingredient_texts import minerals_stated
from pricing.reading.packs_in_names import compare_packs_with_names, words_of_counts
from pricing.reading.placeholders import says_unknown
from pricing.reading.servings import (
    HOUSEHOLD_MEASURES,
    SERVING,
    ServingAndPack,
    Size,
    are_contradictory,
    in_one_measure,
    serving_of_pack,
)
from pricing.reading.servings_columns import SERVINGS_KEY
from pricing.reading.servings_in_names import (
    ask_about_servings,
    compare_packs_with_servings,
    compare_servings_with_names,
    words_of_servings,
)
from pricing.reading.several_packs import words_of_several
from pricing.reading.told_offers import name_offers, words_of_offers
from pricing.reading.volumes_in_names import measure_packs
from pricing.reference.further_minerals import names_only_further
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import (
    begins_like_mineral,
    is_multivitamin,
    minerals_named_in_each,
    minerals_of_header,
    named_minerals,
    names_minerals_together,
    names_other_substance,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.row_builder import RowBatchBuilder

# A short name beside a form of a mineral names no vitamin: B1 may be the first product of shop B.
_ROW_LABEL = lazy_pattern(r"[A-Z]\d{1,3}")
# What parts the salts of a form.
_FURTHER_SALT = lazy_pattern(
    r"[,;+/&(\[]|\b(?:and|with|plus|und|mit|y|con|et|avec|e)\b", re.IGNORECASE
)
_MEASURED = frozenset(kind.key for kind in UNIT_KINDS.values() if not kind.is_counted)


def read_together(batch: RowBatchBuilder) -> None:
    """Settle what several cells of a row decide together, or ask."""
    _use_form_kinds(batch)
    _use_stated_shares(batch)
    of_unknown = _unknown_servings(batch)
    _use_one_measure(batch)
    _ask_about_unknown_servings(batch, of_unknown)
    names = [str(name or "") for name in batch.column("product")]
    vocabularies = (words_of_servings(), words_of_counts(), words_of_several(), words_of_offers())
    of_servings, of_units, of_several, of_offers = places_with_words(names, *vocabularies)
    compare_servings_with_names(batch, of_servings)
    _use_units_of_names(batch)
    measure_packs(batch)
    _ask_about_packs_without_units(batch)
    compare_packs_with_names(batch, of_units, of_several)
    name_offers(batch, of_offers)
    compare_packs_with_servings(batch)


def _use_form_kinds(batch: RowBatchBuilder) -> None:
    """Use the units that the column of forms states, where no other column states one."""
    if any(batch.form_kinds):
        batch.columns["unit_kind"] = [
            kind if other is None else other
            for other, kind in zip(batch.column("unit_kind"), batch.form_kinds, strict=True)
        ]


def _use_stated_shares(batch: RowBatchBuilder) -> None:
    """Use the shares of the daily value beside amounts, or ask where a column states another."""
    for position, share in batch.stated_shares.items():
        known = batch.value("daily_value_percent", position)
        if known is None:
            batch.set_value("daily_value_percent", position, share)
        elif known != share:
            text = batch.text("elemental_mg", position)
            error = BadInput(ProblemKind.AMOUNT_IN_PERCENT, value=text)
            batch.ask_with_text(position, error, "elemental_mg", text, text)


# -- servings and packs ------------------------------------------------------------------------


def _use_one_measure(batch: RowBatchBuilder) -> None:
    """State servings and packs in one measure."""
    count = len(batch.numbers)
    pack_sizes = batch.sizes.get("pack_units") or [()] * count
    serving_sizes = batch.sizes.get("serving_units") or [()] * count
    servings_beside = batch.sizes.get(SERVINGS_KEY) or [()] * count
    if not (any(serving_sizes) or any(pack_sizes) or any(servings_beside)):
        return
    parts = zip(serving_sizes, pack_sizes, servings_beside, strict=True)
    for position, sizes in enumerate(parts):
        if any(sizes):
            _use_one_measure_in_row(batch, position, *sizes)


def _use_one_measure_in_row(
    batch: RowBatchBuilder,
    position: int,
    serving_sizes: tuple[Size, ...],
    pack_sizes: tuple[Size, ...],
    servings_beside: tuple[Size, ...],
) -> None:
    kind = str(batch.value("unit_kind", position) or "")
    pack_units = batch.value("pack_units", position)
    is_empty = pack_units is None and not batch.text("pack_units", position)
    if pack_units is None and not (is_empty and servings_beside):
        return
    serving_units = int(str(batch.value("serving_units", position) or UNITS.base_per_unit))
    servings = serving_sizes or (Size(serving_units),)
    packs = pack_sizes or (() if is_empty else (Size(int(str(pack_units)), kind),))
    packs = tuple(dict.fromkeys((*packs, *servings_beside)))
    of_pack = serving_of_pack(packs)
    if of_pack is not None and batch.value("serving_units", position) is None:
        servings = (of_pack,)
    elif are_contradictory(servings, packs):
        stated = next(pack.units for pack in packs if pack.measure == SERVING)
        ask_about_servings(batch, position, stated)
        return
    settled = in_one_measure(servings, packs)
    if settled is None:
        error = BadInput(
            ProblemKind.SERVING_IN_OTHER_MEASURE,
            serving=batch.text("serving_units", position),
            pack=batch.text("pack_units", position),
            mapped_header=batch.headers.get("pack_units", ""),
            mappings=_pack_mappings(servings[0].measure),
        )
        value = batch.text("pack_units", position)
        batch.add_question(position, error, "pack_units", value)
        settled = _serving_alone(servings[0])
        batch.set_value("serving_units", position, settled.serving_units)
    else:
        batch.set_value("serving_units", position, settled.serving_units)
        batch.set_value("pack_units", position, settled.pack_units)
    stated_kind = "" if kind == SERVING else kind
    is_plain_serving = not settled.unit_kind and servings == (Size(UNITS.base_per_unit),)
    unit_kind = settled.unit_kind or stated_kind or (SERVING if is_plain_serving else "")
    batch.set_value("unit_kind", position, unit_kind or None)


def _unknown_servings(batch: RowBatchBuilder) -> list[int]:
    """Return the positions of the rows that say that their serving is not known."""
    if batch.amounts_state_base or "serving_units" not in batch.columns:
        return []
    return [
        position
        for position, serving in enumerate(batch.columns["serving_units"])
        if serving is None and says_unknown(batch.text("serving_units", position))
    ]


def _ask_about_unknown_servings(batch: RowBatchBuilder, positions: Sequence[int]) -> None:
    """Ask for each serving that is not known, unless the pack of its row counts servings."""
    beside = batch.sizes.get(SERVINGS_KEY) or [()] * len(batch.numbers)
    packs = batch.sizes.get("pack_units") or [()] * len(batch.numbers)
    for position in positions:
        counted = (*beside[position], *packs[position])
        is_of_product = batch.value("pack_units", position) is not None
        if not is_of_product or any(size.measure == SERVING for size in counted):
            continue
        text = batch.text("serving_units", position)
        error = BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text)
        batch.add_unreadable(position, error, "serving_units", text)


def _pack_mappings(measure: str) -> tuple[str, ...]:
    """Return how the user can say that the packs are in the measure of the servings."""
    is_weight = measure in UNIT_KINDS and not UNIT_KINDS[measure].is_counted
    return (f"pack_units:{measure}",) if is_weight else ()


def _serving_alone(serving: Size) -> ServingAndPack:
    if serving.measure in HOUSEHOLD_MEASURES:
        return ServingAndPack(UNITS.base_per_unit, 0, SERVING)
    return ServingAndPack(serving.units, 0, serving.measure)


def _use_units_of_names(batch: RowBatchBuilder) -> None:
    """Use the units that names state for their packs, where no cell states a unit."""
    names, packs = batch.columns.get("product"), batch.columns.get("pack_units")
    if names is None or packs is None:
        return
    kinds = batch.columns.get("unit_kind")
    if kinds is not None and None not in kinds and UNSTATED_UNIT not in kinds:
        return
    found = units_in_names(names, packs)
    if any(found):
        batch.columns["unit_kind"] = [
            named or stated if stated in {None, UNSTATED_UNIT} else stated
            for named, stated in zip(found, batch.column("unit_kind"), strict=True)
        ]


def _ask_about_packs_without_units(batch: RowBatchBuilder) -> None:
    """Ask about bare packs whose unit is empty below a column of grams or millilitres alone."""
    kinds, packs = batch.columns.get("unit_kind"), batch.columns.get("pack_units")
    if "unit_kind" not in batch.headers or kinds is None or packs is None or None not in kinds:
        return
    stated = {str(kind) for kind in kinds if kind is not None}
    if len(stated) != 1 or not stated <= _MEASURED:
        return
    (unit,) = stated
    for position, (kind, pack) in enumerate(zip(kinds, packs, strict=True)):
        texts = [batch.text(key, position) for key in ("pack_units", "serving_units")]
        if kind is None and pack is not None and not any(map(str.isalpha, "".join(texts))):
            value = texts[0]
            error = BadInput(
                ProblemKind.MAY_BE_IN_OTHER_UNIT,
                value=value,
                header=batch.headers["pack_units"],
                unit=unit,
                mappings=(f"pack_units:{unit}",),
            )
            batch.add_question(position, error, "pack_units", value)


def name_unstated_servings(batch: RowBatchBuilder) -> None:
    """Say that an amount counts as that of 1 g or 1 mL where no serving is stated.

    The number 1 alone is more often one serving than one gram.
    """
    kinds = batch.columns.get("unit_kind")
    if batch.amounts_state_base or kinds is None or _MEASURED.isdisjoint(kinds):
        return
    servings = batch.column("serving_units")
    title = batch.headers.get("serving_units", "")
    is_of_others = not COLUMNS_BY_KEY["serving_units"].is_own_title(title)
    for position, kind in enumerate(kinds):
        if kind not in _MEASURED:
            continue
        if servings[position] is None:
            _name_unstated_serving(batch, position, str(kind), ProblemKind.SERVING_OF_ONE_UNIT)
        elif is_of_others and batch.text("serving_units", position) == "1":
            _name_unstated_serving(batch, position, str(kind), ProblemKind.SERVING_WITHOUT_UNIT)


def _name_unstated_serving(
    batch: RowBatchBuilder, position: int, unit_kind: str, kind: ProblemKind
) -> None:
    for key in ("elemental_mg", "compound_mg"):
        if batch.value(key, position) is not None:
            value, unit = batch.text(key, position), Term(UNIT_KINDS[unit_kind].plural)
            error = BadInput(kind, value=value, unit=unit)
            batch.add_problem(position, error, batch.headers[key], value, is_row_kept=True)


# -- minerals ----------------------------------------------------------------------------------


def name_minerals(batch: RowBatchBuilder, element: str) -> None:
    """Set the mineral of each row that states none in a column, or say why it has none.

    It comes from the name and the form, else from the header of the amount, else it is `element`.
    """
    stated = batch.columns.get("element")
    names, forms = batch.columns.get("product"), batch.columns.get("form")
    if names is None or (stated is not None and None not in stated):
        return
    about = _MineralOfHeader.of(batch.headers)
    expected = about.element or element
    named = minerals_named_in_each([str(name or "") for name in names])
    naming_forms = {form for form in set(forms or ()) if form and named_minerals(str(form))}
    if forms is not None and naming_forms:
        named = [
            _with_form(minerals, str(form), expected) if form in naming_forms else minerals
            for minerals, form in zip(named, forms, strict=True)
        ]
    named = _without_stated(batch, named, expected)
    usual = (expected,)
    is_mineral_open = not about.element and not batch.listed_minerals
    for position, minerals in enumerate(named):
        if minerals == usual or (stated is not None and stated[position] is not None):
            continue
        name = str(names[position] or "")
        is_label = forms is not None and forms[position] and _ROW_LABEL.fullmatch(name)
        is_of_others = names_other_substance(name) or names_minerals_together(name)
        is_unnamed = not minerals and (is_label or not is_of_others)
        form = str(forms[position] or "") if forms is not None else ""
        if is_unnamed or names_only_further(name, form):
            if name and is_mineral_open:
                batch.unnamed_positions.append(position)
            continue
        _name_mineral(batch, position, minerals, about, expected)
    if expected != element:
        own = batch.column("element")
        batch.columns["element"] = [expected if other is None else other for other in own]


def _without_stated(
    batch: RowBatchBuilder, named: Sequence[tuple[str, ...]], expected: str
) -> list[tuple[str, ...]]:
    """Return the named minerals of each row without those that it states as further ones.

    The amount of the row is that of another mineral. A row that states the expected mineral as a
    further one is left as it is: it may list its own mineral too.
    """
    others_column, texts_column = batch.column("other_minerals"), batch.column("also_contains")
    if not (any(others_column) or any(texts_column)):
        return list(named)
    texts = zip(others_column, texts_column, strict=True)
    rest = []
    for minerals, (others, text) in zip(named, texts, strict=True):
        stated: frozenset[str] = frozenset()
        if len(minerals) > 1 and (others or text):
            stated = minerals_stated(str(others or ""), str(text or ""))
        left = tuple(one for one in minerals if one not in stated)
        rest.append(left if left and expected not in stated else minerals)
    return rest


@dataclass(frozen=True, slots=True)
class _MineralOfHeader:
    """The mineral that the header of an amount names, or "" if it names none or several."""

    element: str = ""
    header: str = ""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> _MineralOfHeader:
        for key in ("elemental_mg", "compound_mg"):
            header = headers.get(key, "")
            minerals = minerals_of_header(header)
            if len(minerals) == 1:
                return cls(minerals[0], header)
        return cls()


@lru_cache(maxsize=4_096)
def _with_form(minerals: tuple[str, ...], form: str, expected: str) -> tuple[str, ...]:
    """Return the minerals of a name with those of its form.

    Beside a name without one, “oxide, zinc” can be the oxide of the expected mineral.
    """
    of_form = named_minerals(form)
    if not minerals and _names_mineral_last(form):
        of_form = (expected, *of_form)
    return tuple(dict.fromkeys((*minerals, *of_form)))


def _names_mineral_last(form: str) -> bool:
    """Return whether a form names a mineral only behind its first salt: “oxide, zinc”."""
    first = _FURTHER_SALT.split(form, maxsplit=1)[0]
    return bool(named_minerals(form)) and not named_minerals(first)


def _name_mineral(
    batch: RowBatchBuilder,
    position: int,
    minerals: tuple[str, ...],
    about: _MineralOfHeader,
    expected: str,
) -> None:
    """Set the mineral of a row that names another one, several, or another substance."""
    name = str(batch.value("product", position) or "")
    batch.names_others |= not minerals
    if batch.listed_minerals and batch.listed_minerals.issuperset({*minerals} - {expected}):
        return  # the columns of these minerals say whose amount is whose
    form = str(batch.value("form", position) or "")
    of_name = named_minerals(name)
    label = name if of_name == minerals or not form else f"{name}, {form}"
    if not of_name and expected in minerals and _names_mineral_last(form):
        named = tuple(Term(elements()[symbol].name) for symbol in minerals)
        error: BadInput | None = BadInput(
            ProblemKind.SEVERAL_MINERALS_NAMED, product=label, named=named
        )
    else:
        error = _mineral_error(label, minerals, about, expected)
    if error is not None:
        is_row_kept = error.kind is ProblemKind.MINERAL_ASSUMED
        header = batch.headers.get("product", "")
        batch.add_problem(position, error, header, name, is_row_kept=is_row_kept)
    elif minerals:
        batch.set_value("element", position, minerals[0])


def _mineral_error(
    name: str, minerals: tuple[str, ...], about: _MineralOfHeader, expected: str
) -> BadInput | None:
    """Return why a row has no certain mineral, or None if it has one."""
    named = tuple(Term(elements()[symbol].name) for symbol in minerals)
    element = Term(elements()[expected].name)
    if not minerals:
        is_of_several = is_multivitamin(name) or names_minerals_together(name)
        if about.element and (is_of_several or begins_like_mineral(name, about.element)):
            return None
        return BadInput(ProblemKind.NO_MINERAL_NAMED, product=name)
    if expected in minerals:
        return BadInput(ProblemKind.MINERAL_ASSUMED, product=name, named=named, element=element)
    if about.element:
        return BadInput(
            ProblemKind.OTHER_MINERAL_NAMED,
            product=name, named=named, element=element, header=about.header,
        )  # fmt: skip
    if len(minerals) > 1:
        return BadInput(ProblemKind.SEVERAL_MINERALS_NAMED, product=name, named=named)
    return None
