"""Compare packs with the numbers of units that the names of their products state."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.name_phrases import whole_number, words_in_name
from pricing.reading.pack_sizes import ADJECTIVES, counted_unit_words, fold_pack_text
from pricing.reading.servings import SERVING, servings_beside
from pricing.reading.several_packs import packs_together, share_of_gift, units_with_gift
from pricing.reference.label_phrases import phrases_by_word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.reading.row_builder import RowBatchBuilder

# The words for what holds units, folded, in the languages of the headers.
_CONTAINERS = (
    "bottle", "bottles", "box", "boxes", "pack", "packs", "packung", "packet", "tub", "tubs", "jar",
    "jars", "bag", "bags", "pouch", "tube", "tubes", "blister", "blisters", "dose", "flasche",
    "glas", "schachtel", "beutel", "rohrchen", "boite", "boites", "flacon", "flacons", "pilulier",
    "pot", "pots", "tubo", "tubos", "caja", "cajas", "frasco", "frascos", "bote", "botes", "envase",
    "envases", "confezione", "flacone", "scatola", "barattolo", "doos", "potje", "verpakking",
    "opakowanie", "pudełko", "słoik", "butelka", "caixa", "embalagem", "flaska", "flaske", "burk",
    "ask", "æske", "eske", "pakke",
)  # fmt: skip
# Large packs, whose number stands behind them: family pack 240, format familial 240.
_LARGE_PACKS = (
    "familienpackung", "vorratspackung", "sparpackung", "vorteilspackung", "grosspackung",
    "monatspackung", "kurpackung", "familienpack", "sparpack", "vorteilspack", "multipack",
    "maxipack", "megapack", "gezinsverpakking", "familieverpakking", "voordeelverpakking",
    "grootverpakking",
)  # fmt: skip
_SIZES_OF_PACKS = (
    r"(?:family|value|economy|jumbo|mega|maxi|multi|bonus|super|big|large|bulk|xl|xxl)[\s-]?"
    r"(?:size|format)|(?:pack|envase|opakowanie|confezione|format|formato|formaat|tamano)\s(?:"
    r"famil\w{2,8}|eco\w{2,10}|ekonom\w{2,8}|rodzinne|ahorro|risparmio|geant|grande|maxi|xl|xxl)"
)
_FORMATS = ("format", "formato", "formaat", "tamano")
#: What holds units, as a pattern.
CONTAINERS = "|".join(_CONTAINERS)
# An English dose is none.
_NUMBERED_PACKS = "|".join((*{*_CONTAINERS} - {"dose"}, *_LARGE_PACKS, _SIZES_OF_PACKS))
_NAME_COUNT = lazy_pattern(
    r"(?<![\d.,])(?P<count>[1-9]\d{0,3})(?![\d.,]*\d|(?<=1)st\b)"
    r"(?:\s*'?s\b|[\s-]*(?P<words>[^\W\d_][^\W\d_'-]*(?:[\s-]+[a-z][a-z'-]*){0,2}))?"
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
    r"|\d\d\s*(?!m?[cµu]?g\b)[^\W\d_]+\.?\s*[xX×]\s*(?P<by>[2-9])(?![\d.,]|\s*m?[cgl]?g\b)"
)
# 60's, (60), box of 60, b/60, - 60, 60 T and 60er.
_NAME_COUNT_ALONE = lazy_pattern(
    r"(?<![\d.,])([1-9]\d{1,3})\s?'?s\b"
    r"|\(\s*([1-9]\d{1,3})\s*\)"
    r"|(?<![a-z])(?:"
    + CONTAINERS
    + r")\s(?:of|de|di|da|a|mit|zu|con|with|x|van|met|com|med|z|po)\s([1-9]\d{1,3})"
    r"(?![\d.,]*\d|\s?(?:m?c?[gl]|ug|kg|oz|iu)\b)"
    r"|(?<![a-z])(?:" + _NUMBERED_PACKS + r")\s([1-9]\d{1,3})[\s).]*$"
    r"|(?<![^\W\d_])[a-z]{1,2}\s?/\s?([1-9]\d{1,3})[\s).]*$"
    r"|\s[-–]\s([1-9]\d{1,3})[\s).]*$"
    r"|(?<![\d.,])([1-9]\d{1,3})\s?t\.?[\s)]*$"
    r"|(?<![\d.,])([1-9]\d{1,3})er[\s).]*$"
)
# A text beside a row that says how much its pack holds: pack holds 120 now, Packung mit 120.
_CONTENTS = lazy_pattern(
    r"(?<![a-z])(?:" + CONTAINERS + r")\s+(?:size\s+)?(?:now\s+|jetzt\s+)?"
    r"(?:(?:holds?|contains?|has|is|of|with|enthalt|mit|hat|contient|de|contiene|con|tiene|da|van|com|med|"
    r"zawiera|bevat|met|now|jetzt|nun|maintenant|ahora|adesso|nu|teraz|agora)\s+|[=:]\s*)"
    r"(?:now\s+|only\s+|jetzt\s+|nur\s+)?([1-9]\d{1,3})(?![\d.,]*\d|\s?(?:%|[a-z]{0,2}g\b|iu\b|ml\b))"
    r"|(?<![a-z])(?:" + _NUMBERED_PACKS + r")\s([1-9]\d{1,3})[\s).]*$"
)
_PARTS_OF_PACK = lazy_pattern(r"(?<![a-z])(?:blist|strip|plaq|plac|streifen|sachet|stick|listk)")
_NAME_THINGS = lazy_pattern(r"(?<![\d.,])(?P<count>[1-9]\d{0,3})[\s-]*(?P<word>[^\W\d_]+)")
# What a pack of a few units cannot be: 1.8 kg, 16 servings.
_NAME_SIZE = lazy_pattern(
    r"(?<![\d.,])(?P<count>\d{1,3}(?:[.,]\d{1,2})?)\s*"
    r"(?:(?P<kg>kgs?|l|litres?|liters?)|(?P<oz>oz|ounces?)|(?P<lb>lbs?|pounds?)|servings?|portionen|portions?|porciones|porzioni|dosen)\b"
)
_GRAMS = {"kg": Fraction(1_000), "oz": Fraction(2835, 100), "lb": Fraction(4536, 10)}
_UNIT = frozenset(("unit", "serving"))
# The ends of compounds and the beginnings of words that count units: Brausetabl., таблеток, 60粒.
_ENDS_OF_UNITS = ("tabl", "tabletten", "kaps", "kapseln", "dragees", "dragee", "ampullen")
_BEGINNINGS_OF_UNITS = ("таблет", "капсул", "ampoul", "ampoll", "ampul", "drage", "compr", "cpr",
    "cps", "gelul", "tablet", "粒", "錠", "片", "カプセル", "정", "캡슐")  # fmt: skip
_PLUS = "+"
_LARGE_MEASURES = {"kg": ("g", 1_000), "l": ("mL", 1_000), "cl": ("mL", 10)}
_NAME_LARGE_WEIGHT = lazy_pattern(
    r"(?<![\d.,])(?P<count>\d{1,2}(?:[.,]\d{1,3})?)\s*(?P<unit>kg|cl|l)(?![\w-])"
)
_ENDS_OF_NUMBERED = frozenset("0123456789xX×).")
_MEASURED = frozenset(kind.key for kind in UNIT_KINDS.values() if not kind.is_counted)
# A number alone is more often of milligrams: Mag-Ox (400).
_LARGER_AMOUNTS = frozenset((375, 400, 450, 500, 550, 600, 625, 650, 750, 800, 1_000))
_OFTEN_AMOUNTS = _LARGER_AMOUNTS | {200, 250, 300, 350, 420}  # behind a unit: tablets 250
_ASKED_ALREADY = frozenset((ProblemKind.NO_MINERAL_NAMED, ProblemKind.SERVING_DIFFERS_FROM_NAME))
# A pack size below this can be a number of packs, where the name states more units.
_FEWEST_USUAL_UNITS = 12 * UNITS.base_per_unit


@cache
def words_of_counts() -> frozenset[str]:
    """Return the words of which one stands in most names that count units: tablets, 60's."""
    from pricing.model.product_names import words_of_units

    return (
        words_of_units()
        | phrases_by_word("counted in names").keys()
        | {"s", "er", *_LARGE_MEASURES, *_CONTAINERS, *_LARGE_PACKS, "size", *_FORMATS}
    )


def compare_packs_with_names(
    batch: RowBatchBuilder, of_units: Collection[int], of_several: Collection[int]
) -> None:
    """Ask about a pack that contradicts the units that its name states.

    The places are those of the names with a word for units, and with one for several packs.
    """
    packs, names = batch.columns.get("pack_units"), batch.columns.get("product")
    if packs is None or names is None:
        return
    kinds, texts = batch.column("unit_kind"), [str(name or "") for name in names]
    pack_texts = {pack: UNITS.text(pack) for pack in set(packs) if isinstance(pack, int)}
    spaced = {pack: f" {text} " for pack, text in pack_texts.items()}
    few = {pack for pack in pack_texts if pack < _FEWEST_USUAL_UNITS}
    distinct = set(texts)
    of_several = {*of_several, *_places(texts, {text for text in distinct if _PLUS in text})}
    doubtful = {*of_units, *of_several, *_places(texts, _with_numbered_ends(distinct))}
    if few:
        doubtful |= {position for position, pack in enumerate(packs) if pack in few}
    for position in sorted(doubtful):
        pack, name = packs[position], texts[position]
        count = 0
        if pack in few:
            counts = counts_in_name(name) or _sizes_in(name) or _other_counts_in(name)
            counts = counts or _counts_without_units(name, _amounts_of(batch, position))
            count = max(counts) if counts and min(counts) > pack else 0
        if position in of_several and pack in pack_texts:
            count = _units_of_packs(name, pack) or count
        if not count and pack in spaced and pack not in few and spaced[pack] not in name:
            cell = batch.text("pack_units", position)
            count = _other_count(name, cell, pack, kinds[position], _amounts_of(batch, position))
        if count and count != pack:
            _ask_about_pack(batch, position, count)


def contradicts_pack(batch: RowBatchBuilder, position: int, text: str) -> bool:
    """Return whether a text beside a row counts units, and its pack is not one or several of them.

    A text that states the pack too says no other.
    """
    pack, counts = _pack_and_counts(batch, position, text)
    return _holds_several(batch, position, text) or (
        bool(counts) and all(pack % one for one in counts)
    )


def _holds_several(batch: RowBatchBuilder, position: int, text: str) -> bool:
    """Return whether a text beside a row states several times the pack of the row: 2 x 60 caps."""
    pack = batch.value("pack_units", position)
    return isinstance(pack, int) and _units_of_times(text, pack) not in {0, pack}


def counts_smaller_pack(batch: RowBatchBuilder, position: int, text: str) -> bool:
    """Return whether a text beside a row counts fewer units than its pack holds: bottle of 30.

    A text that says how often, or counts the units of a part of a pack, says no other: 2 x 30,
    and 3 blisters of 10.
    """
    pack, counts = _pack_and_counts(batch, position, text)
    parts = [one for one in counts if pack % one == 0]
    if not parts or _PARTS_OF_PACK.search(fold_pack_text(text)):
        return False
    return not any(_holds_number(text, str(pack // one)) for one in parts)


def _pack_and_counts(batch: RowBatchBuilder, position: int, text: str) -> tuple[int, set[int]]:
    """Return the pack of a row, and the units that a text beside it counts without stating it."""
    pack, kind = batch.value("pack_units", position), batch.value("unit_kind", position)
    if not isinstance(pack, int) or kind == SERVING or kind in _MEASURED:
        return 0, set()
    if _holds_number(text, UNITS.text(pack)):
        return pack, set()
    plain = fold_pack_text(text)
    contents = (match[1] or match[2] for match in _CONTENTS.finditer(plain))
    stated = (*_counted_in(plain), *map(int, contents))
    counted = (one * UNITS.base_per_unit for one in stated)
    return pack, {one for one in counted if one >= _FEWEST_USUAL_UNITS}


def _with_numbered_ends(names: Collection[str]) -> set[str]:
    """Return the names that may end with a number of units."""
    return {name for name in names if name[-1:] in _ENDS_OF_NUMBERED}


def _places(names: Sequence[str], found: Collection[str]) -> Iterable[int]:
    """Return the places of the names that were found, which are mostly none."""
    return (at for at, name in enumerate(names) if name in found) if found else ()


def _amounts_of(batch: RowBatchBuilder, position: int) -> frozenset[int]:
    """Return the amounts of a row in whole milligrams, which its name may state too."""
    values = (batch.value(key, position) for key in ("elemental_mg", "compound_mg"))
    return frozenset(
        value // MASS.base_per_unit
        for value in values
        if isinstance(value, int) and value % MASS.base_per_unit == 0
    )


def _units_of_times(text: str, pack: int) -> int:
    """Return the units of several times a pack that a text states, in thousandths, or 0: 2x60."""
    packs = _NAME_PACKS.search(text)
    if packs is None:
        return 0
    each = packs["each"]
    is_each = int(each) * UNITS.base_per_unit == pack if each else pack in counts_in_name(text)
    return int(packs["times"] or packs["by"]) * pack if is_each else 0


def _units_of_packs(name: str, pack: int) -> int:
    """Return the units of the several packs that a name states, if a pack is one of them, or 0."""
    times = _units_of_times(name, pack)
    if times:
        return times
    with_gift = [units * UNITS.base_per_unit for units in units_with_gift(name)]
    if with_gift:
        return sum(with_gift) if pack in with_gift else 0
    units = Fraction(pack * (100 + share_of_gift(name)), 100)
    if units != pack and units.denominator == 1 and not counts_in_name(name):
        return int(units)
    together = packs_together(name)
    if together is None or pack == together.packs * UNITS.base_per_unit:
        return 0
    numbers = words_in_name(name)
    counts = counts_in_name(name) - {together.packs * UNITS.base_per_unit}
    if any(whole_number(one) * UNITS.base_per_unit * together.packs == pack for one in numbers):
        return 0
    is_stated = pack in counts or UNITS.text(pack) in numbers
    is_open = together.is_certain and not counts
    return together.packs * pack if is_stated or is_open else 0


def _other_count(
    name: str, cell: str, pack: int, kind: BaseValue | None, amounts: Collection[int]
) -> int:
    """Return the units that a name states beside the cell of another pack, or 0."""
    from pricing.model.product_names import read_name_pack

    if kind == SERVING or _holds_number(name, UNITS.text(pack)):
        return 0
    if kind in _MEASURED:
        weights = _weights_in(name)[str(kind)]
        return max(weights, default=0) if pack not in weights else 0
    named_kind, units = read_name_pack(name)
    if not named_kind:
        stated = chain(*_weights_in(name).values()) if kind is None else ()
        units = units or _numbered_in(fold_pack_text(name)) or max(stated, default=0)
        units = units or max(_counts_without_units(name, amounts), default=0)
    plain = fold_pack_text(name)
    counted = _counted_before_units(plain) or _counted_in(plain) - _OFTEN_AMOUNTS - set(amounts)
    units = units or (max(counted) * UNITS.base_per_unit if len(counted) == 1 else 0)
    names_pieces = not named_kind or UNIT_KINDS[named_kind].is_counted
    is_other = names_pieces and units >= _FEWEST_USUAL_UNITS
    return units if is_other and not _is_part(name, cell, pack, units) else 0


def _is_part(name: str, cell: str, pack: int, units: int) -> bool:
    """Return whether the units of a name are a part of the pack: 6 blisters of 20 tablets.

    The name says so, or the cell of the pack does: 2 x 60.
    """
    if pack % units:
        return False
    if servings_beside(name) == units:
        return True  # whose size is asked elsewhere
    if _PARTS_OF_PACK.search(fold_pack_text(name)) or _holds_number(cell, UNITS.text(units)):
        return True
    times = pack // units
    together = packs_together(name)
    return _holds_number(name, str(times)) or (together is not None and together.packs == times)


def _counts_without_units(name: str, amounts: Collection[int]) -> set[int]:
    """Return the numbers that count units by how they stand in a name, in thousandths.

    >>> [_counts_without_units(name, [400]) for name in ("Mag b/60", "Mag (400)", "Mag - 60")]
    [{60000}, set(), {60000}]
    """
    found = _NAME_COUNT_ALONE.finditer(fold_pack_text(name))
    counts = {int(next(filter(None, match.groups()))) for match in found}
    likely = counts - _LARGER_AMOUNTS - set(amounts)
    return {count * UNITS.base_per_unit for count in likely}


def _weights_in(name: str) -> Mapping[str, list[int]]:
    """Return the grams and the millilitres that a name states, in thousandths."""
    plain = fold_pack_text(name)
    found = list(_NAME_WEIGHT.finditer(plain))
    weights = {
        measure: [int(one["count"]) * UNITS.base_per_unit for one in found if one[measure]]
        for measure in ("g", "mL")
    }
    for one in _NAME_LARGE_WEIGHT.finditer(plain):
        measure, size = _LARGE_MEASURES[one["unit"]]
        number = Fraction(one["count"].replace(",", "."))
        weights[measure].append(int(number * size * UNITS.base_per_unit))
    return weights


def _sizes_in(name: str) -> set[int]:
    """Return the contents that a name states in kilograms, litres or servings, in thousandths."""
    return {
        round(Fraction(one["count"].replace(",", ".")) * _GRAMS.get(one.lastgroup or "", 1))
        * UNITS.base_per_unit
        for one in _NAME_SIZE.finditer(fold_pack_text(name))
    }


def _holds_number(name: str, number: str) -> bool:
    """Return whether a name holds a number. 12 is not in 120."""
    at = name.find(number)
    if at < 0 or len(number) > 2:
        return at >= 0
    around = f" {name} "
    return not (around[at].isdecimal() or around[at + 1 + len(number)].isdecimal())


def _other_counts_in(name: str) -> set[int]:
    """Return the numbers that can only count units beside a pack of a few: 2x60, (60), 60粒."""
    counts = {
        int(packs["times"]) * int(packs["each"])
        for packs in _NAME_PACKS.finditer(name)
        if packs["each"]
    }
    things = _NAME_THINGS.finditer(fold_pack_text(name))
    counts |= {int(one["count"]) for one in things if _is_unit(one["word"])}
    return {count * UNITS.base_per_unit for count in counts}


def _is_unit(word: str) -> bool:
    is_part = word.endswith(_ENDS_OF_UNITS) or word.startswith(_BEGINNINGS_OF_UNITS)
    return is_part or find_meaning(split_words(word), "units", _UNIT) is not None


def _numbered_in(plain: str) -> int:
    """Return the units that the end of a folded name numbers, in thousandths, or 0."""
    match = _NAME_NUMBERED.search(plain)
    count = (match["count"] or match["before"]) if match else "0"
    return int(count) * UNITS.base_per_unit


def _ask_about_pack(batch: RowBatchBuilder, position: int, count: int) -> None:
    """Ask which of two counts is the pack's, unless the row is asked about or left out already."""
    if not _ASKED_ALREADY.isdisjoint(batch.problem_kinds(position)):
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
    counts = _counted_in(plain)
    counts |= {int(match["count"]) for match in _NAME_WEIGHT.finditer(plain)}
    return {count * UNITS.base_per_unit for count in counts}


def _counted_in(plain: str) -> set[int]:
    """Return the numbers that count units in a folded name: 60 tabs, tab 60, N60."""
    counts = _counted_before_units(plain)
    before = _NAME_UNIT_BEFORE_COUNT.search(plain)
    if before and _is_counted_word(before["word"]):
        counts.add(int(before["count"]))
    numbered = _numbered_in(plain) // UNITS.base_per_unit
    return counts | ({numbered} if numbered else set())


def _counted_before_units(plain: str) -> set[int]:
    """Return the numbers before a word for units, which no amounts are: 60 tabs, 200 cp."""
    return {int(match["count"]) for match in _NAME_COUNT.finditer(plain) if _counts_units(match)}


def _is_counted_word(word: str) -> bool:
    return word in counted_unit_words() or word in phrases_by_word("counted in names")


def _counts_units(match: re.Match[str]) -> bool:
    """Return whether a number of a name counts units: 120 veg caps, 60's, x 90."""
    words = re.split(r"[\s-]+", match["words"] or "")
    if words == [""]:
        return match[0].rstrip().endswith("s")
    for word in words:
        if _is_counted_word(word):
            return True
        if word not in ADJECTIVES:
            return False
    return False
