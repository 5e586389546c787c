"""Pack sizes as lists write them, read as a number of units or rejected with a reason.

PACK_PATTERNS holds every wording that is understood. A text that fits none is never guessed.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import UNITS, DecimalMark, check_digits, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import match_key, normalize_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_TEXT_LENGTH = 200
_NUMBER = r"\d(?:[\d.,']*\d)?"
_MASS = rf"{_NUMBER}\s*[mμu]c?g"
_WORDS = r"[^\d()+/&|]*"
# A count and the counted things: 120 veg capsules, 10's, 30 nos.
_COUNT_OF_THINGS = rf"(?P<count>{_NUMBER})(?:\s*'?s\b)?\s*(?P<what>{_WORDS}?)"
_CONTAINER = (
    r"(?:bottle|tube|box|boxes|blister|strip|jar|carton|container|tub|canister|flacon|boite|pot|"
    r"plaquette|pilulier|etui|flasche|packung|dosen?|rohrchen|caja|frasco|bote|envase|bte|"
    r"scatola|flacone|barattolo|confezione|doos|potje|fles|verpakking|opakowanie|s[lł]oik|"
    r"pude[lł]ko|butelka|caixa|burk)s?"
)
_MATERIAL = r"(?:\s[^\d()+/&|]{1,60}?)?"
_JOINING_WORD = r"\s*(?:of|de|a|mit|con|with|x|zu je|je|van|met|da|po|z|com|med)\s+"
_OUNCES = r"(?:fl\.?\s*)?(?:oz|ounces|lbs?)\.?"
_TIME = (
    r"(?:days?|weeks?|months?|tage?n?|wochen?|monate?n?|jours?|semaines?|mois|dias?|semanas?|"
    r"mes(?:es)?|giorni|settimane|mesi)"
)
_DURATION = (
    r"(?:(?:supply for|vorrat fur|fur|cure de|pour|para|per) )?"
    rf"\d+\s*-?\s*{_TIME}(?:'?s)?\s*(?:supply|vorrat)?"
)
_SERVINGS = r"\d+\s+(?:servings?|portionen|portions?|porciones|dosis)"
_TRAILING_REMARK = rf"(?:\s*[(,/|-]\s*(?:{_DURATION}|{_SERVINGS})\s*\)?)?"


@dataclass(frozen=True, slots=True)
class PackPattern:
    """A way to write a pack size, with an example.

    The groups are `count` or the parts of a `sum`, `what` is counted, `times` (inner packs) and
    `of` (a pack of several).
    """

    example: str
    regex: re.Pattern[str]


def _pattern(example: str, regex: str) -> PackPattern:
    return PackPattern(example, lazy_pattern(regex))


PACK_PATTERNS: tuple[PackPattern, ...] = (
    _pattern(
        "90 count bottle",
        rf"(?!.*\b(?:in|per)\b)(?P<count>{_NUMBER})[\s-]*(?P<what>[a-z]{_WORDS}) {_CONTAINER}",
    ),
    _pattern(
        "30's in container",
        rf"{_COUNT_OF_THINGS}(?:\s*(?:(?:in|per) (?:[a1] )?|/\s*){_CONTAINER})?{_TRAILING_REMARK}",
    ),
    _pattern(
        "90 capsules of 400 mg",
        rf"(?P<count>{_NUMBER}) (?P<what>[a-z]{_WORDS}?),? (?:(?:of|a|de|zu|je|zu je) )?{_MASS}"
        r"(?: each)?",
    ),
    _pattern("60 + 60 caps", rf"(?P<sum>\d{{1,4}}(?:\s*\+\s*\d{{1,4}})+)\s*(?P<what>{_WORDS})"),
    _pattern("200 Count (Pack of 2)", rf"{_COUNT_OF_THINGS}\s*[(,]\s*pack of (?P<of>\d+)\s*\)?"),
    _pattern("60 x 400 mg tablets", rf"(?P<count>\d+)\s*x\s*{_MASS} (?P<what>{_WORDS})"),
    _pattern(
        "Pack of 2 x 60",
        rf"(?:(?:pack|lot) (?:of|de) )?(?P<times>\d+)\s*x\s*{_COUNT_OF_THINGS}{_TRAILING_REMARK}",
    ),
    _pattern(
        "3 tube(s) de 20",
        rf"(?:(?P<times>\d+) )?{_CONTAINER}{_MATERIAL}{_JOINING_WORD}{_COUNT_OF_THINGS}",
    ),
    _pattern("pot 60 caps", rf"{_CONTAINER} (?P<count>{_NUMBER})\s*(?P<what>[a-z]{_WORDS})"),
    _pattern("50 St N2", rf"{_COUNT_OF_THINGS}\s+n[1-3]"),  # a pack norm of German pharmacies
    _pattern("8.8 oz (250 g)", rf"{_NUMBER}\s*{_OUNCES}\s*[(/]\s*{_COUNT_OF_THINGS}\s*\)?"),
)

# One container in another, as openFDA writes it: 1 BOTTLE in 1 CARTON / 100 TABLET in 1 BOTTLE.
_CONTAINER_IN_CONTAINER = lazy_pattern(
    rf"(?P<count>{_NUMBER}) (?P<what>\D+?) in 1 (?P<container>[^\d()]+)(?:\([\d-]+\))?"
)
# A pack that is stated twice, as its sum and its parts: 90 (3 x 30), 3 x 30 = 90.
_STATED_TWICE = lazy_pattern(
    r"(?P<first>[^()\[\]=]+?)\s*(?:\((?P<round>[^()]+)\)|\[(?P<square>[^\[\]]+)\]|="
    r"(?P<equal>[^=]+))"
)
_ONE_OR_THOUSAND = lazy_pattern(r"\s*[1-9][.,]000(?!\d)")
_STAR_BETWEEN = lazy_pattern(r"(?<=\d)\s*\*\s*(?=\d)")
_DURATION_ONLY = lazy_pattern(rf"\(?{_DURATION}\)?")

# As lists in French and Italian abbreviate them.
_ABBREVIATED_UNITS = {
    **dict.fromkeys(("cp", "cpr", "cprs", "compr"), ("tablet", 1)),
    "cps": ("capsule", 1),
}
# The kind of other units, and how many dosage units one of them is.
_MEASURED_UNITS: Mapping[str, tuple[str, int]] = {
    "g": ("g", 1), "gm": ("g", 1), "kg": ("g", 1_000),
    "ml": ("mL", 1), "cl": ("mL", 10), "l": ("mL", 1_000), "litre": ("mL", 1_000),
}  # fmt: skip
_GENERIC_COUNT_WORDS = frozenset(match_key(word) for word in UNITS.unit_factors) - {
    "g",
    "ml",
} | {
    *("n", "nos", "no", "ea", "each", "u", "un", "ud", "uds", "unidad", "unidades", "unite"),
    *("unites", "pz", "pezzi"),
}
# Words of pack sizes that mean something else in the name of a product.
_AMBIGUOUS_IN_NAMES = frozenset(
    ("n", "no", "u", "un", "ud", "x", "each", "ea", "serving", "servings", "unit", "unite")
)
ADJECTIVES = frozenset((
    "veg", "veggie", "vegetarian", "vegetable", "vegan", "v", "coated", "film", "film-coated",
    "effervescent", "chewable", "mini", "small", "large", "enteric", "delayed", "extended", "slow",
    "release", "rapid", "oral", "hard", "soft", "gelatin", "vegetales", "vegetarische", "vegane",
    "effervescents", "pellicules", "secables", "orodispersibles", "recubiertos", "masticables",
    "de",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PackContents:
    """The contents of a pack: thousandths of a unit, and the key of the unit kind or "".

    `ambiguity` says how a text was read that could have another meaning.
    """

    units: int
    unit_kind: str = ""
    ambiguity: BadInput | None = None


def read_pack(text: str, mark: DecimalMark = DecimalMark.AUTO) -> PackContents:
    """Return the pack that a text describes.

    Raises:
        BadInput: The text is not clear.

    >>> read_pack("3 tube(s) de 20").units, read_pack("30's in container").units
    (60000, 30000)
    >>> read_pack("200 Count (Pack of 2)").units, read_pack("120 Veg Caps").unit_kind
    (400000, 'capsule')
    """
    check_digits(text)
    plain = fold_pack_text(text)
    if len(plain) > _MAX_TEXT_LENGTH:
        raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=plain[:_MAX_TEXT_LENGTH] + "…")
    if _DURATION_ONLY.fullmatch(plain):
        raise BadInput(ProblemKind.DURATION_AS_PACK_SIZE, value=text.strip())
    links = [_CONTAINER_IN_CONTAINER.fullmatch(link) for link in re.split(r"\s*[/>]\s*", plain)]
    if all(links):
        return _pack_from_nested([link for link in links if link], text, mark)
    for pattern in PACK_PATTERNS:
        match = pattern.regex.fullmatch(plain)
        if match:
            return _pack_from_match(match, text, mark)
    twice = _STATED_TWICE.fullmatch(plain)
    if twice:
        return _pack_stated_twice(twice, text, mark)
    raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip())


def may_count_thousands(text: str, mark: DecimalMark) -> bool:
    """Return whether the mark in a pack of two meanings more likely parts thousands.

    Packs of 1000 units are as usual as packs of one unit, nobody states thousandths of a unit, and
    no pack holds a part of a tablet.

    >>> point = DecimalMark.POINT
    >>> [may_count_thousands(text, point) for text in ("1.000", "2.500 tablets", "2.500 g")]
    [True, True, False]
    """
    if _ONE_OR_THOUSAND.match(text):
        return True
    try:
        pack = read_pack(text, mark)
    except BadInput:
        return False
    kind = UNIT_KINDS.get(pack.unit_kind)
    is_counted = kind is not None and kind.is_counted
    return is_counted and pack.units % UNITS.base_per_unit > 0


def _pack_stated_twice(match: re.Match[str], text: str, mark: DecimalMark) -> PackContents:
    """Return the pack that both parts of a text state, or raise BadInput if they differ."""
    second = match["round"] or match["square"] or match["equal"]
    try:
        packs = [read_pack(part.strip(), mark) for part in (match["first"], second)]
    except BadInput:
        raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip()) from None
    kinds = {pack.unit_kind for pack in packs} - {""}
    if len({pack.units for pack in packs}) > 1 or len(kinds) > 1:
        raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip())
    return PackContents(packs[0].units, next(iter(kinds), ""))


def _pack_from_match(match: re.Match[str], text: str, mark: DecimalMark) -> PackContents:
    groups = match.groupdict()
    kind, size = read_unit_words(groups["what"], text)
    counts = [groups["count"]] if groups.get("count") else groups["sum"].split("+")
    count = sum(read_amount(one.strip(), UNITS, mark) for one in counts) * size
    times = int(groups.get("times") or 1)
    packs = int(groups.get("of") or 1)
    units = count * times * packs
    if not units or units > UNITS.largest:
        raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip())
    return PackContents(units, kind, _pack_of_ambiguity(text, packs, count) if packs > 1 else None)


def _pack_of_ambiguity(text: str, packs: int, count: int) -> BadInput:
    return BadInput(
        ProblemKind.MULTIPACK_ASSUMED,
        value=text.strip(),
        packs=packs,
        count=UNITS.text(count),
        units=UNITS.text(packs * count),
    )


def _pack_from_nested(links: list[re.Match[str]], text: str, mark: DecimalMark) -> PackContents:
    """Return the product of the counts. Each container must be the one that the next link names."""
    for outer, inner in pairwise(links):
        if outer["what"].strip() != inner["container"].strip():
            raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip())
    *outer_links, last = links
    kind, size = read_unit_words(last["what"], text)
    units = read_amount(last["count"], UNITS, mark) * size
    for link in outer_links:
        units = units * read_amount(link["count"], UNITS, mark) // UNITS.base_per_unit
    if not units or units > UNITS.largest:
        raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip())
    return PackContents(units, kind)


def read_unit_words(what: str, text: str) -> tuple[str, int]:
    """Return the unit kind that words name, and how many dosage units one of it is."""
    whole = _unit_kinds_by_spelling().get(match_key(what))
    if whole:
        return whole, 1
    kinds: set[tuple[str, int]] = set()
    for word in (word.strip(".,-") for word in what.split()):
        if word in _MEASURED_UNITS:
            kinds.add(_MEASURED_UNITS[word])
        elif word in _ABBREVIATED_UNITS:
            kinds.add(_ABBREVIATED_UNITS[word])
        elif match_key(word) in _unit_kinds_by_spelling():
            kinds.add((_unit_kinds_by_spelling()[match_key(word)], 1))
        elif word and word not in _GENERIC_COUNT_WORDS | ADJECTIVES:
            raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip())
    if len(kinds) > 1:
        raise BadInput(ProblemKind.UNCLEAR_PACK_SIZE, value=text.strip())
    return kinds.pop() if kinds else ("", 1)


@cache
def _unit_kinds_by_spelling() -> Mapping[str, str]:
    """Return the key of each unit kind by all its spellings."""
    return {match_key(name): kind.key for kind in UNIT_KINDS.values() for name in kind.spellings}


@cache
def counted_unit_words() -> frozenset[str]:
    """Return the words that name what is counted in a pack, without letters that mean more."""
    kinds = (kind for kind in UNIT_KINDS.values() if kind.is_counted and kind.key != "serving")
    names = (name for kind in kinds for name in kind.spellings)
    words = {fold_pack_text(name) for name in names if " " not in name}
    return frozenset(words) | (_GENERIC_COUNT_WORDS - _AMBIGUOUS_IN_NAMES)


def fold_pack_text(text: str) -> str:
    """Return the text in lower case without accents and endings such as “(s)”, and with x for ×."""
    plain = re.sub(r"\((?:s|es|n|en|x)\)", "", normalize_text(text).casefold())
    folded = "".join(match_key(char) if char.isalpha() else char for char in plain)
    plain_marks = _STAR_BETWEEN.sub(" x ", folded.replace("×", "x").replace("’", "'"))
    return " ".join(plain_marks.split())
