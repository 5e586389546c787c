"""Serving sizes and pack sizes, which are compared only in one measure.

Grams are compared with grams, and units with units. Teaspoons, tablespoons, drops, sprays and
scoops are measures of their own: how much one of them holds depends on the product. With the number
of servings in a pack they count servings.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.model.product import SERVING_KIND, UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import UNITS, DecimalMark, check_digits, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import match_key
from pricing.reading.pack_sizes import fold_pack_text, read_unit_words
from pricing.reference.label_phrases import number_words, phrases_of, words_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

SERVING = SERVING_KIND
# The spellings of each measure whose contents depend on the product.
HOUSEHOLD_MEASURES: Mapping[str, tuple[str, ...]] = {
    "teaspoon": (
        "teaspoon", "teaspoons", "teaspoonful", "teaspoonfuls", "tsp", "tsps", "teelöffel", "tl",
        "cuillère à café", "cuillères à café", "cuillerée à café", "cuillerées à café",
        "cuillère à thé", "c. à c.", "càc", "cucharadita", "cucharaditas", "cdta", "cdtas",
        "cucchiaino", "cucchiaini", "theelepel", "theelepels", "łyżeczka", "łyżeczki",
    ),
    "tablespoon": (
        "tablespoon", "tablespoons", "tablespoonful", "tablespoonfuls", "tbsp", "tbsps", "tbs",
        "esslöffel", "eßlöffel", "el", "cuillère à soupe", "cuillères à soupe",
        "cuillerée à soupe", "cuillerées à soupe", "c. à s.", "càs", "cucharada", "cucharadas",
        "cda", "cdas", "cucchiaio", "cucchiai", "eetlepel", "eetlepels", "łyżka", "łyżki",
    ),
    "drop": (
        "drop", "drops", "gtt", "tropfen", "tr", "goutte", "gouttes", "gota", "gotas", "goccia",
        "gocce", "druppel", "druppels", "kropla", "krople", "kropli",
    ),
    "spray": (
        "spray", "sprays", "pump", "pumps", "squirt", "squirts", "puff", "puffs", "sprühstoß",
        "sprühstöße", "sprühstöss", "hub", "hübe", "pumpstoß", "pumpstöße", "pulvérisation",
        "pulvérisations", "pulverización", "pulverizaciones", "pulsación", "pulsaciones",
        "spruzzo", "spruzzi", "puffs",
    ),
    "scoop": (
        "scoop", "scoops", "scoopful", "scoopfuls", "messlöffel", "meßlöffel", "dosierlöffel",
        "mesurette", "mesurettes", "mesure", "mesures", "dosette", "dosettes", "cacito",
        "cacitos", "cazo", "cazos", "medida", "medidas", "misurino", "misurini",
        "measuring spoon", "measuring spoons", "cuillère", "cuillères", "cuillerée", "cuillerées",
        "cuillère doseuse", "löffel", "maatschep", "maatschepje", "schep", "schepje", "miarka",
    ),
    "dropper": (
        "dropper", "droppers", "dropperful", "dropperfuls", "droppersful", "pipette", "pipettes",
        "pipetten", "pipeta", "pipetas", "contagocce",
    ),
    "capful": (
        "capful", "capfuls", "verschlusskappe", "verschlusskappen", "bouchon", "bouchons", "tapón",
        "tapones", "tappo", "tappi",
    ),
    "cup": (
        "cup", "cups", "measuring cup", "messbecher", "becher", "gobelet", "gobelets", "vasito",
        "vasitos",
    ),
}  # fmt: skip
# Units that are swallowed one by one. A list may call a tablet a capsule, but no gram a capsule.
_PIECES = frozenset(("capsule", "tablet", "softgel", "gummy"))
# Words beside a measure that do not change how much of the product is meant.
_FILLERS = frozenset((
    "level", "rounded", "heaping", "heaped", "flat", "gestrichener", "gestrichene", "gestrichen",
    "gestrichenen", "gehaufter", "gehaufte", "gehauften", "rase", "rases", "rasa", "rasas",
    "rasi", "raso", "approx", "about", "ca", "of", "powder", "pulver", "polvo", "poudre",
    "polvere", "per", "serving", "daily",
))  # fmt: skip
# Dosage forms that are counted in no unit that a product can have.
_DOSAGE_FORMS = frozenset((
    "oil", "ol", "aceite", "huile", "olio", "cream", "creme", "crema", "gel", "lotion", "flakes",
    "flocken", "bathsalts", "injection", "ampoule", "ampoules", "ampulle", "ampullen", "patch",
    "patches", "pflaster", "strip", "strips", "bar", "bars", "mixed", "other", "various",
))  # fmt: skip
_COUNT = r"(?:\d+\s+)?\d+\s*/\s*\d+|\d(?:[\d.,']*\d)?"
_SIZE = lazy_pattern(rf"(?P<count>{_COUNT})\s*(?P<what>[^\d()\[\]/=]*)")
_BETWEEN_SIZES = lazy_pattern(r"\s*(?:[()\[\]=;|]|(?<=[a-z])\s*/(?=\s*\d)|\bor\b|,(?!\d))\s*")
_FRACTION = lazy_pattern(r"(?:(\d+)\s+)?(\d+)\s*/\s*(\d+)")
_SERVING_WORDS = (
    r"servings?|serves?|portion(?:en|s)?|porcion(?:es)?|racion(?:es)?|porzion[ei]|dos[ei]s?|"
    r"anwendungen|doses"
)
_SERVINGS_IN_PACK = lazy_pattern(
    rf"(?P<count>\d+)\s*(?:{_SERVING_WORDS})\b(?:\s*(?:per|pro|par|por|in)\b.*)?"
)
# “30 servings of 2 capsules” is 60. “30 servings (2 caps)” can mean nothing else.
_SERVINGS_FIRST = lazy_pattern(
    rf"(?P<count>\d+)\s*(?:{_SERVING_WORDS})\b\s*(?P<lead>of|x|×|a|de|da|con|mit)?(?![a-z])"
    rf"[\s(,;/=]*(?P<size>[^()]*?)\s*(?P<each>each|per serving|pro portion|je portion)?[\s).]*"
)
_MOST_WORDS_OF_DAY = 2  # a day, per day, par jour
_MILLIGRAMS = frozenset(("mg", "milligram", "milligrams", "milligramm"))


@dataclass(frozen=True, slots=True)
class Size:
    """An amount of a product in one measure: thousandths of it, and its name or "" if unstated.

    The measure is a unit kind or a household measure.
    """

    units: int
    measure: str = ""


@dataclass(frozen=True, slots=True)
class ServingAndPack:
    """The size of a serving and the contents of a pack in one measure, the unit kind."""

    serving_units: int
    pack_units: int
    unit_kind: str


# -- texts -------------------------------------------------------------------------------------


def read_sizes(text: str, mark: DecimalMark = DecimalMark.AUTO) -> tuple[Size, ...]:
    """Return the size that a text states, in each measure in which it states it.

    Raises:
        BadInput: The text is not clear.

    >>> read_sizes("1 scoop (5 g)")
    (Size(units=1000, measure='scoop'), Size(units=5000, measure='g'))
    """
    check_digits(text)
    plain = fold_pack_text(text)
    parts = [part for part in _BETWEEN_SIZES.split(plain) if part.strip(" .-")]
    matches = [_SIZE.fullmatch(part) for part in parts]
    if not matches or not all(matches):
        raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip())
    sizes = [_read_size(match, text, mark) for match in matches if match]
    if not all(size.units for size in sizes):
        raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip())
    measures = {size.measure for size in sizes}
    if len(sizes) > 1 and ("" in measures or len(measures) < len(sizes)):
        raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip())
    return tuple(sizes)


def _read_size(match: re.Match[str], text: str, mark: DecimalMark) -> Size:
    words = match["what"].strip(" .,-")
    units = _read_count(match["count"], text, mark)
    if words in _MILLIGRAMS:
        if units % UNITS.base_per_unit:
            raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip())
        return Size(units // UNITS.base_per_unit, "g")
    measure = household_measure(words)
    if measure:
        return Size(units, measure)
    try:
        kind, size = read_unit_words(words, text)
    except BadInput:
        raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip()) from None
    return Size(units * size, kind)


def _read_count(count: str, text: str, mark: DecimalMark) -> int:
    """Return the thousandths in a number or a fraction such as 1/2."""
    fraction = _FRACTION.fullmatch(count)
    if fraction is None:
        return read_amount(count, UNITS, mark)
    whole, numerator, denominator = (int(part or 0) for part in fraction.groups())
    if not denominator:
        raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip())
    units = (whole + Fraction(numerator, denominator)) * UNITS.base_per_unit
    if units.denominator != 1:
        raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip())
    return int(units)


def read_serving(text: str, mark: DecimalMark = DecimalMark.AUTO) -> tuple[Size, ...]:
    """Return the size of a serving, whose number may be a word, and which may be taken once a day.

    Raises:
        BadInput: The text is not clear.

    >>> read_serving("two capsules"), read_serving("2 tablets daily")
    ((Size(units=2000, measure='capsule'),), (Size(units=2000, measure='tablet'),))
    """
    words = text.split()
    number = number_words().get(match_key(words[0])) if len(words) > 1 else None
    plain = " ".join((str(number), *words[1:])) if number else text
    once = next(
        (
            phrase
            for length in range(_MOST_WORDS_OF_DAY, 0, -1)
            if (phrase := words_of(" ".join(words[-length:]))) in phrases_of("daily")
            and len(words) > length + 1
        ),
        None,
    )
    try:
        return read_sizes(" ".join(plain.split()[: -len(once)]) if once else plain, mark)
    except BadInput as error:
        if error.kind is ProblemKind.UNCLEAR_SERVING_SIZE:
            raise BadInput(ProblemKind.UNCLEAR_SERVING_SIZE, value=text.strip()) from None
        raise


@lru_cache(maxsize=1_024)
def household_measure(words: str) -> str:
    """Return the household measure that words name, or "".

    >>> household_measure("Teaspoon(s)"), household_measure("gestrichene TL")
    ('teaspoon', 'teaspoon')
    """
    plain = fold_pack_text(words)
    kept = [word for word in plain.split() if word.strip(".") not in _FILLERS]
    return next(
        (
            _measures_by_spelling()[key]
            for key in (match_key(plain), match_key(" ".join(kept)))
            if key in _measures_by_spelling()
        ),
        "",
    )


def names_measure(words: Sequence[str]) -> bool:
    """Return whether the last of some words name a household measure.

    >>> names_measure(("per", "teaspoon")), names_measure(("per", "N"))
    (True, False)
    """
    return any(household_measure(" ".join(words[at:])) for at in range(len(words)))


@cache
def _measures_by_spelling() -> Mapping[str, str]:
    return {
        match_key(spelling): measure
        for measure, spellings in HOUSEHOLD_MEASURES.items()
        for spelling in spellings
    }


def dosage_form_kind(text: str) -> str | None:
    """Return the unit kind of a dosage form, "" if it has none, or None for any other text.

    >>> dosage_form_kind("Veg Capsules"), dosage_form_kind("Drops"), dosage_form_kind("oxide")
    ('capsule', '', None)
    """
    plain = fold_pack_text(text)
    if household_measure(plain) or match_key(plain) in _DOSAGE_FORMS:
        return ""
    try:
        return read_unit_words(plain, text)[0] or None
    except BadInput:
        return None


def read_counted_measures(text: str, mark: DecimalMark = DecimalMark.AUTO) -> Size | None:
    """Return a pack of servings or of household measures, or None if the text states neither.

    >>> read_counted_measures("60 servings"), read_counted_measures("30 scoops")
    (Size(units=60000, measure='serving'), Size(units=30000, measure='scoop'))
    """
    plain = fold_pack_text(text)
    servings = _SERVINGS_IN_PACK.fullmatch(plain)
    if servings:
        return Size(int(servings["count"]) * UNITS.base_per_unit, SERVING)
    match = _SIZE.fullmatch(plain)
    measure = household_measure(match["what"]) if match else ""
    return Size(_read_count(match["count"], text, mark), measure) if match and measure else None


@lru_cache(maxsize=4_096)
def servings_beside(text: str) -> int:
    """Return the servings that a pack size states beside its units, in thousandths, or 0.

    >>> servings_beside("300 g (60 servings)"), servings_beside("300 g")
    (60000, 0)
    """
    found = [match["count"] for match in _SERVINGS_IN_PACK.finditer(fold_pack_text(text))]
    return int(found[0]) * UNITS.base_per_unit if len(found) == 1 else 0


def read_servings_first(text: str, mark: DecimalMark = DecimalMark.AUTO) -> tuple[Size, ...]:
    """Return the contents and the servings of a pack whose servings are stated first, or ().

    >>> read_servings_first("30 servings (2 caps)")
    (Size(units=60000, measure='capsule'), Size(units=30000, measure='serving'))
    >>> read_servings_first("30 servings (60 caps)")
    (Size(units=60000, measure='capsule'), Size(units=30000, measure='serving'))
    >>> read_servings_first("30 servings (5 g)")
    ()
    """
    match = _SERVINGS_FIRST.fullmatch(fold_pack_text(text))
    if match is None or not match["size"]:
        return ()
    try:
        (size,) = read_sizes(match["size"], mark)
    except (BadInput, ValueError):
        return ()
    count = int(match["count"])
    is_counted = size.measure in UNIT_KINDS and UNIT_KINDS[size.measure].is_counted
    is_each = match["lead"] or match["each"] or size.units < count * UNITS.base_per_unit
    if not count or not (is_counted or match["lead"] or match["each"]):
        return ()
    contents = size.units * count if is_each else size.units
    return (Size(contents, size.measure), Size(count * UNITS.base_per_unit, SERVING))


# -- one measure -------------------------------------------------------------------------------


def in_one_measure(servings: Sequence[Size], packs: Sequence[Size]) -> ServingAndPack | None:
    """Return a serving and a pack in one measure, or None if they have none in common.

    Args:
        servings: The size of a serving in each measure that is stated.
        packs: The contents of a pack in each measure that is stated.

    >>> in_one_measure([Size(5_000, "g")], [Size(60_000, "serving")])
    ServingAndPack(serving_units=5000, pack_units=300000, unit_kind='g')
    >>> in_one_measure([Size(2_000, "teaspoon")], [Size(226_000, "g"), Size(57_000, "serving")])
    ServingAndPack(serving_units=1000, pack_units=57000, unit_kind='serving')
    >>> in_one_measure([Size(1_000, "tablespoon")], [Size(473_000, "mL")])
    """
    for serving, pack in _pairs(servings, packs):
        if pack.measure != SERVING or serving.measure == SERVING:
            kind = _common_kind(serving, pack)
            if kind is not None:
                return _with_kind(serving.units, pack.units, kind)
    for serving, pack in _pairs(servings, packs):
        units = serving.units * pack.units
        if pack.measure == SERVING and units % UNITS.base_per_unit == 0:
            if serving.measure in HOUSEHOLD_MEASURES:
                return ServingAndPack(UNITS.base_per_unit, pack.units, SERVING)
            return ServingAndPack(serving.units, units // UNITS.base_per_unit, serving.measure)
    return None


def serving_of_pack(packs: Sequence[Size]) -> Size | None:
    """Return the serving of a pack that states its contents and its servings, or None.

    It is a serving as such where the contents are no whole number of thousandths for each.

    >>> serving_of_pack([Size(60_000, "capsule"), Size(30_000, "serving")])
    Size(units=2000, measure='capsule')
    >>> serving_of_pack([Size(227_000, "g"), Size(57_000, "serving")])
    Size(units=1000, measure='serving')
    """
    counts = [pack.units for pack in packs if pack.measure == SERVING]
    contents = [pack for pack in packs if pack.measure != SERVING]
    if len(counts) != 1 or len(contents) != 1 or not counts[0]:
        return None
    units = Fraction(contents[0].units * UNITS.base_per_unit, counts[0])
    if units.denominator != 1 or contents[0].measure in HOUSEHOLD_MEASURES:
        return Size(UNITS.base_per_unit, SERVING)
    return Size(int(units), contents[0].measure)


def are_contradictory(servings: Sequence[Size], packs: Sequence[Size]) -> bool:
    """Return whether a serving and the number of servings make another pack than the stated one.

    A label rounds its servings down, so less than one serving may be left.

    >>> are_contradictory([Size(1_000)], [Size(60_000, "capsule"), Size(30_000, "serving")])
    True
    >>> are_contradictory([Size(4_000, "g")], [Size(227_000, "g"), Size(57_000, "serving")])
    False
    """
    counts = [
        Fraction(pack.units, UNITS.base_per_unit) for pack in packs if pack.measure == SERVING
    ]
    return any(
        abs(serving.units * count - pack.units) >= serving.units
        for serving, pack in _pairs(servings, packs)
        for count in counts
        if serving.measure != SERVING != pack.measure and _common_kind(serving, pack) is not None
    )


def _pairs(servings: Sequence[Size], packs: Sequence[Size]) -> Iterator[tuple[Size, Size]]:
    return ((serving, pack) for serving in servings for pack in packs)


def _common_kind(serving: Size, pack: Size) -> str | None:
    """Return the measure of both, or None if they cannot be compared."""
    if serving.measure == pack.measure:
        return pack.measure
    if {serving.measure, pack.measure} <= _PIECES:
        return pack.measure
    counted = {measure for measure in UNIT_KINDS if UNIT_KINDS[measure].is_counted}
    if not pack.measure and serving.measure in counted - {SERVING}:
        return serving.measure
    if not serving.measure and pack.measure not in HOUSEHOLD_MEASURES:
        return pack.measure
    return None


def _with_kind(serving_units: int, pack_units: int, kind: str) -> ServingAndPack:
    """Return both in units that a product can have: household measures become servings."""
    if kind not in HOUSEHOLD_MEASURES:
        return ServingAndPack(serving_units, pack_units, kind)
    total = pack_units * UNITS.base_per_unit
    if total % serving_units:
        return ServingAndPack(serving_units, pack_units, SERVING)
    return ServingAndPack(UNITS.base_per_unit, total // serving_units, SERVING)
