"""Settle what the cells of a row mean together: its serving, its pack and its name."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, compress
from typing import TYPE_CHECKING

from pricing.model.name_units import units_in_names
from pricing.model.product import UNIT_KINDS, UNSTATED_UNIT
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.ingredient_texts import minerals_stated
from pricing.reading.pack_sizes import ADJECTIVES, counted_unit_words, fold_pack_text
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
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import (
    is_multivitamin,
    minerals_named_in_each,
    minerals_of_header,
    named_minerals,
    names_minerals_together,
    names_other_substance,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.reading.row_builder import RowBatchBuilder

_NAME_COUNT = lazy_pattern(
    r"(?<![\d.,])(?P<count>[1-9]\d{0,3})(?![\d.,]*\d)"
    r"(?:\s*'?s\b|[\s-]*(?P<words>[a-z][a-z'-]*(?:[\s-]+[a-z][a-z'-]*){0,2}))?"
)
_NAME_UNIT_BEFORE_COUNT = lazy_pattern(
    r"(?<![a-z])(?P<word>[a-z]+)[\s,:x-]+(?P<count>[1-9]\d{1,3})\s*$"
)
_NAME_WEIGHT = lazy_pattern(
    r"(?<![\d.,])(?P<count>[1-9]\d{1,4})\s*(?:(?P<g>g|gr|gm|grams?|gramm)|(?P<mL>ml))\b"
)
# As pharmacies end a name: N60, №60, x 60, 60x.
_NAME_NUMBERED = lazy_pattern(
    r"(?:(?:^|[\s(,])(?:n|x|no|n°)\.?\s?(?P<count>[1-9]\d{1,3})"
    r"|(?<![\d.,])(?P<before>[1-9]\d{1,3})\s?x)[\s).]*$"
)
_NAME_PACKS = lazy_pattern(
    r"(?<![\d.,])(?P<times>[2-9]|1\d)\s*[xX×]\s*(?P<each>\d{2,4})(?![\d.,])"
    r"(?!\s*(?:mg|mcg|µg|g|ml|IU)\b)"
    r"|[Pp]ack of (?P<of>[2-9]|1\d)\b"
)
_TIMES = lazy_pattern(r"[xX×]\s*\d\d")
# A short name beside a form of a mineral names no vitamin: B1 may be the first product of shop B.
_ROW_LABEL = lazy_pattern(r"[A-Z]\d{1,3}")
_ENDS_OF_NUMBERED = frozenset("0123456789xX×).")
# What parts the salts of a form.
_FURTHER_SALT = lazy_pattern(
    r"[,;+/&(\[]|\b(?:and|with|plus|und|mit|y|con|et|avec|e)\b", re.IGNORECASE
)
# A name whose minerals may be further ones: Night + Zn, Relax mit Zink.
_WITH_FURTHER = lazy_pattern(
    r"(?P<own>.*?[^\W\d_]{2}.*?)\s*"
    r"(?:\+|(?<![^\W_])(?:with|plus|mit|avec|con|com|met|med|z|ze)(?![^\W_]))(?P<further>.+)",
    re.IGNORECASE,
)
_NUMBER = lazy_pattern(r"(?<![^\W_])\d")
_MEASURED = frozenset(kind.key for kind in UNIT_KINDS.values() if not kind.is_counted)
# A pack size below this can be a number of packs, where the name states more units.
_FEWEST_USUAL_UNITS = 12 * UNITS.base_per_unit


def read_together(batch: RowBatchBuilder) -> None:
    """Settle what several cells of a row decide together, or ask."""
    _use_form_kinds(batch)
    _use_stated_shares(batch)
    _use_one_measure(batch)
    _use_units_of_names(batch)
    _name_unstated_servings(batch)
    _compare_packs_with_names(batch)


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
    if pack_units is None:
        return
    serving_units = int(str(batch.value("serving_units", position) or UNITS.base_per_unit))
    servings = serving_sizes or (Size(serving_units),)
    packs = pack_sizes or (Size(int(str(pack_units)), kind),)
    packs = tuple(dict.fromkeys((*packs, *servings_beside)))
    of_pack = serving_of_pack(packs)
    if of_pack is not None and batch.value("serving_units", position) is None:
        servings = (of_pack,)
    elif are_contradictory(servings, packs):
        _ask_about_servings(batch, position, packs)
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


def _ask_about_servings(batch: RowBatchBuilder, position: int, packs: Sequence[Size]) -> None:
    servings = next(pack.units for pack in packs if pack.measure == SERVING)
    value = batch.text("pack_units", position)
    error = BadInput(
        ProblemKind.SERVINGS_DIFFER_FROM_PACK,
        pack=value,
        servings=UNITS.text(servings),
        serving=batch.text("serving_units", position),
    )
    batch.add_question(position, error, "pack_units", value)


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


def _name_unstated_servings(batch: RowBatchBuilder) -> None:
    """Say that an amount counts as that of 1 g or 1 mL where no serving is stated."""
    kinds = batch.columns.get("unit_kind")
    if batch.amounts_state_base or kinds is None or _MEASURED.isdisjoint(kinds):
        return
    servings = batch.column("serving_units")
    for position, kind in enumerate(kinds):
        if kind in _MEASURED and servings[position] is None:
            _name_unstated_serving(batch, position, str(kind))


def _name_unstated_serving(batch: RowBatchBuilder, position: int, kind: str) -> None:
    for key in ("elemental_mg", "compound_mg"):
        if batch.value(key, position) is not None:
            value, unit = batch.text(key, position), Term(UNIT_KINDS[kind].plural)
            error = BadInput(ProblemKind.SERVING_OF_ONE_UNIT, value=value, unit=unit)
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
        if is_unnamed or _names_only_further(name, form):
            if name and is_mineral_open:
                batch.unnamed_positions.append(position)
            continue
        _name_mineral(batch, position, minerals, about, expected)
    if expected != element:
        own = batch.column("element")
        batch.columns["element"] = [expected if other is None else other for other in own]


def _names_only_further(name: str, form: str) -> bool:
    """Return whether a name has its minerals only behind “with” or “+”: Night + Zn.

    A number beside them may be the amount of the row, which is theirs then.
    """
    match = _WITH_FURTHER.fullmatch(name)
    if match is None or named_minerals(form) or not named_minerals(match["further"]):
        return False
    own, further = match["own"], match["further"]
    is_other = named_minerals(own) or names_other_substance(own) or names_minerals_together(own)
    return not (is_other or _NUMBER.search(further))


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
        if about.element and (is_multivitamin(name) or names_minerals_together(name)):
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


# -- packs and names ---------------------------------------------------------------------------


def _compare_packs_with_names(batch: RowBatchBuilder) -> None:
    """Ask about a pack that contradicts the units that its name states."""
    packs, names = batch.columns.get("pack_units"), batch.columns.get("product")
    if packs is None or names is None:
        return
    kinds, texts = batch.column("unit_kind"), [str(name or "") for name in names]
    several = _rows_of_several_packs(texts)
    pack_texts = {pack: UNITS.text(pack) for pack in set(packs) if isinstance(pack, int)}
    few = {pack for pack in pack_texts if pack < _FEWEST_USUAL_UNITS}
    doubtful = _names_with_counts(texts) | several
    if few:
        doubtful |= {position for position, pack in enumerate(packs) if pack in few}
    for position in sorted(doubtful):
        pack, name = packs[position], texts[position]
        if pack in few:
            counts = counts_in_name(name)
            count = max(counts) if counts and min(counts) > pack else 0
        elif position in several and pack in pack_texts:
            count = _units_of_packs(name, pack) or _other_count(name, pack, kinds[position])
        elif pack in pack_texts and pack_texts[pack] not in name:
            count = _other_count(name, pack, kinds[position])
        else:
            continue
        if count and count != pack:
            _ask_about_pack(batch, position, count)


def _names_with_counts(names: Sequence[str]) -> set[int]:
    """Return the places of names that may state a number of units. It is quick."""
    from pricing.model.product_names import may_state_units

    found = set(compress(range(len(names)), may_state_units(names)))
    ends = [name[-1:] for name in names]
    if not _ENDS_OF_NUMBERED.isdisjoint(ends):
        found |= {position for position, end in enumerate(ends) if end in _ENDS_OF_NUMBERED}
    return found


def _rows_of_several_packs(names: Sequence[str]) -> set[int]:
    """Return the places of names that state several packs. Few lists have any."""
    joined = "\n".join(names)
    if "ack of " not in joined and _TIMES.search(joined) is None:
        return set()
    return {position for position, name in enumerate(names) if _NAME_PACKS.search(name)}


def _units_of_packs(name: str, pack: int) -> int:
    """Return the units of the several packs that a name states, if a pack is one of them, or 0."""
    packs = _NAME_PACKS.search(name)
    if packs is None:
        return 0
    each = packs["each"]
    is_each = int(each) * UNITS.base_per_unit == pack if each else pack in counts_in_name(name)
    return int(packs["times"] or packs["of"]) * pack if is_each else 0


def _other_count(name: str, pack: int, kind: BaseValue | None) -> int:
    """Return the units that a name states where a pack is not one or several of them, or 0."""
    from pricing.model.product_names import read_name_pack

    if kind == SERVING or UNITS.text(pack) in name:
        return 0
    if kind in _MEASURED:
        weights = _weights_in(name)[str(kind)]
        return max(weights, default=0) if pack not in weights else 0
    named_kind, units = read_name_pack(name)
    if not named_kind:
        stated = chain(*_weights_in(name).values()) if kind is None else ()
        units = units or _numbered_in(fold_pack_text(name)) or max(stated, default=0)
    names_pieces = not named_kind or UNIT_KINDS[named_kind].is_counted
    return units if names_pieces and units >= _FEWEST_USUAL_UNITS and pack % units else 0


def _weights_in(name: str) -> Mapping[str, list[int]]:
    """Return the grams and the millilitres that a name states, in thousandths."""
    found = list(_NAME_WEIGHT.finditer(fold_pack_text(name)))
    return {
        measure: [int(one["count"]) * UNITS.base_per_unit for one in found if one[measure]]
        for measure in ("g", "mL")
    }


def _numbered_in(plain: str) -> int:
    """Return the units that the end of a folded name numbers, in thousandths, or 0."""
    match = _NAME_NUMBERED.search(plain)
    count = (match["count"] or match["before"]) if match else "0"
    return int(count) * UNITS.base_per_unit


def _ask_about_pack(batch: RowBatchBuilder, position: int, count: int) -> None:
    """Ask which of two counts is the pack's, unless the row is left out in any case."""
    if ProblemKind.NO_MINERAL_NAMED in batch.problem_kinds(position):
        return
    value = batch.text("pack_units", position)
    error = BadInput(
        ProblemKind.PACK_DIFFERS_FROM_NAME,
        value=value,
        count=UNITS.text(count),
        product=batch.value("product", position),
    )
    batch.add_question(position, error, "pack_units", value)


def counts_in_name(name: str) -> set[int]:
    """Return the numbers of units that a product's name states, in thousandths.

    >>> sorted(counts_in_name("Magnesium 100 mg 120 veg caps")), counts_in_name("Magnesium 400 mg")
    ([120000], set())
    """
    plain = fold_pack_text(name)
    counts = {int(match["count"]) for match in _NAME_COUNT.finditer(plain) if _counts_units(match)}
    before = _NAME_UNIT_BEFORE_COUNT.search(plain)
    if before and before["word"] in counted_unit_words():
        counts.add(int(before["count"]))
    counts |= {int(match["count"]) for match in _NAME_WEIGHT.finditer(plain)}
    numbered = _numbered_in(plain)
    return {count * UNITS.base_per_unit for count in counts} | ({numbered} if numbered else set())


def _counts_units(match: re.Match[str]) -> bool:
    """Return whether a number of a name counts units: 120 veg caps, 60's, x 90."""
    words = re.split(r"[\s-]+", match["words"] or "")
    if words == [""]:
        return match[0].rstrip().endswith("s")
    for word in words:
        if word in counted_unit_words():
            return True
        if word not in ADJECTIVES:
            return False
    return False
