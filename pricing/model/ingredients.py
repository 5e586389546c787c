"""The minerals of a product that holds several, as a text and as amounts.

A cell states the further minerals as "calcium 333 mg (carbonate), zinc 5 mg".
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import (
    MASS,
    PERCENT,
    DecimalMark,
    read_amount,
    round_number,
    unambiguous_number_text,
)
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_forms import elements, recognize_element, recognize_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_INGREDIENTS = 15
MAX_INGREDIENTS_LENGTH = 1_500  # more is a pasted list or page, and slow to take apart
# A comma behind a letter parts a name from its amount: zinc,5 mg.
_SEPARATOR = lazy_pattern(r"(?:[;|•▪●]|,(?!\d)|(?<=[^\W\d_]),|\+(?!\d))\s*(?![^(]*\))")
# These part two minerals if the first one has an amount, as in “zinc 5 mg / iron 3 mg”.
_WEAK_SEPARATOR = lazy_pattern(
    r"\s*(?:/|&|[\r\n]+|\b(?:and|und|et|y|e)\b)\s*(?=[^\W\d_])(?![^(]*\))"
)
# As do two lines that became one: zinc 5 mg iron 3 mg.
_AFTER_AMOUNT = lazy_pattern(
    r"(?<=\d|\))(?:\s*(?:mg|mcg|[µμu]g|g))?(?P<gap>\s+)(?=[^\W\d_])"
    r"(?!(?:mg|mcg|[µμu]g|g)(?![^\W_]))(?![^(]*\))",
    re.IGNORECASE,
)
# The charge of an ion: Fe2+, Zn++, K+ before its amount.
_CHARGE = lazy_pattern(
    r"(?<![^\W_])(Mg|Ca|Fe|Zn|K|Se|Cu|Cr|Mn|Mo|Na)(?:\s?\(?(?:[236]\+|\+{2,3}|[²³]?⁺)\)?|\+(?=\s*\d))"
)
_ELEMENTAL = lazy_pattern(r"\b(?:elemental|elementar\w*|élémentaire|elementale)\b", re.IGNORECASE)
_LEAD = lazy_pattern(
    r"\s*(?:active\s+)?(?:ingredients?|zutaten|inhaltsstoffe|ingr[ée]dients|ingredientes|ingredienti|"
    r"contains|enthält)\s*:\s*",
    re.IGNORECASE,
)
_ITEM = lazy_pattern(r"(?P<words>[^()]*)(?:\((?P<details>[^()]*)\))?(?P<behind>[^()]*)")
# The amount of a salt, and of the mineral in it: magnesium oxide 415 mg (250 mg magnesium).
_SALT_WITH_MINERAL = lazy_pattern(
    r"(?P<salt>[^()\d]+?)\s*(?P<compound>\d[\d.,]*\s*(?:m|mc|µ|μ|u)?g)\s*"
    r"\([^()\d]*?(?P<mass>\d[\d.,]*\s*(?:m|mc|µ|μ|u)?g)\s*(?:of\s+|de\s+)?(?P<name>[^()\d]*)\)\s*",
    re.IGNORECASE,
)
_DETAIL_SEPARATOR = lazy_pattern(r"[;,](?!\d)\s*")
_AMOUNT = lazy_pattern(r"[+-]?[\d.,]*\d[\d.,]*\s*[^\W\d_]*\s*%?")
_AMOUNT_WITH_UNIT = lazy_pattern(r"\(?\d[\d.,]*\s*(?:mg|mcg|[uµμ]g|g)\)?", re.IGNORECASE)
_NAME = lazy_pattern(r"[\w\s.:*†‡§-]*")  # "<5 mg" is no amount of 5 mg
_UNIT = lazy_pattern(r"[^\W\d_]")
_WITHOUT_MARKS = str.maketrans("(),;", "    ")
_COMPOUND_WORD, _DAILY_VALUE_WORD = "compound", "daily value"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One mineral of a product, in one form.

    Masses are micrograms per serving. `daily_value` is in hundredths of a percent. `elemental` may
    be None if `compound` and the form give it.
    """

    element: str
    elemental: int | None
    compound: int | None = None
    form: str = ""
    daily_value: int | None = None

    @property
    def amount(self) -> Fraction:
        """The elemental mass of a serving, in micrograms.

        >>> Ingredient("Zn", 5_000).amount
        Fraction(5000, 1)
        """
        if self.elemental is not None:
            return Fraction(self.elemental)
        fraction = recognize_form(self.form, self.element).fraction
        return Fraction(self.compound or 0) * (fraction or 0)

    @property
    def text(self) -> str:
        """The ingredient as a cell states it: zinc 5 mg (gluconate)."""
        return self._text(_mass_text)

    @property
    def typed_text(self) -> str:
        """The ingredient as a cell reads it back whatever the decimal mark: zinc 3.1250 mg."""
        return self._text(_typed_mass_text)

    def _text(self, mass_text: Callable[[int, str], str]) -> str:
        name = elements()[self.element].name.lower()
        amount = "" if self.elemental is None else f" {mass_text(self.elemental, self.element)}"
        details = [self.form] if self.form else []
        if self.compound is not None:
            details.append(f"{mass_text(self.compound, self.element)} {_COMPOUND_WORD}")
        if self.daily_value is not None:
            details.append(f"{PERCENT.text(self.daily_value)} % {_DAILY_VALUE_WORD}")
        return f"{name}{amount}" + (f" ({', '.join(details)})" if details else "")


def _mass_text(micrograms: int, element: str) -> str:
    """Return a mass of the label in the unit of its mineral.

    >>> _mass_text(55, "Se"), _mass_text(5_500, "Zn")
    ('55 µg', '5.5 mg')
    """
    if elements()[element].unit == "mg" or micrograms >= 10 * MASS.base_per_unit:
        return f"{MASS.text(micrograms)} mg"
    return f"{micrograms} µg"


def _typed_mass_text(micrograms: int, element: str) -> str:
    """Return a mass of the label with one meaning in each decimal mark."""
    number, unit = _mass_text(micrograms, element).split()
    return f"{unambiguous_number_text(number, DecimalMark.POINT)} {unit}"


@lru_cache(maxsize=4_096)
def read_ingredients(text: str, mark: DecimalMark = DecimalMark.AUTO) -> tuple[Ingredient, ...]:
    """Return the ingredients that a cell states.

    Raises:
        BadInput: A mineral is unknown, stated twice, or has no amount with a unit, or the text or
            the number of its minerals is too large.

    >>> [ingredient.elemental for ingredient in read_ingredients("Calcium 333 mg, 5,5 mg zinc")]
    [333000, 5500]
    """
    if len(text) > MAX_INGREDIENTS_LENGTH:
        raise BadInput(ProblemKind.TEXT_TOO_LONG, length=len(text), longest=MAX_INGREDIENTS_LENGTH)
    items = ingredient_texts(text)
    if len(items) > MAX_INGREDIENTS:
        raise BadInput(ProblemKind.TOO_MANY_INGREDIENTS, largest=MAX_INGREDIENTS)
    ingredients = tuple(_read_ingredient(item, mark) for item in items)
    _check_each_once(ingredient.element for ingredient in ingredients)
    return ingredients


def named_ingredient(item: str, mark: DecimalMark) -> Ingredient | None:
    """Return the mineral that an item of a cell only names, or None if it states a number.

    Raises:
        BadInput: The name is that of no known mineral.

    >>> named_ingredient("Calcium (citrate)", DecimalMark.AUTO).text
    'calcium (citrate)'
    """
    match = _ITEM.fullmatch(item)
    if match is None or any(map(str.isdecimal, item)) or not _NAME.fullmatch(match["words"]):
        return None
    form, _, _ = _read_details(match["details"] or "", item, mark)
    words = f"{match['words']} {match['behind']}"
    return Ingredient(recognize_element(words.strip(" :=")), None, form=form)


def is_amount_alone(item: str) -> bool:
    """Return whether an item of a cell holds no word beside a number with its unit.

    >>> is_amount_alone("< 5 mg (citrate)"), is_amount_alone("400 IU of vitamin D")
    (True, False)
    """
    words = _AMOUNT.sub(" ", item.partition("(")[0])
    return not any(map(str.isalpha, words))


def ingredient_texts(text: str) -> list[str]:
    """Return the text of each ingredient that a cell states. A text that is too long is one.

    >>> ingredient_texts("Calcium 333 mg (carbonate, 900 mg compound); zinc?")
    ['Calcium 333 mg (carbonate, 900 mg compound)', 'zinc?']
    >>> ingredient_texts("zinc, 5 mg, Fe2+ 14 mg")
    ['zinc 5 mg', 'Fe 14 mg']
    >>> ingredient_texts("zink,5 mg,iron ,5 mg")
    ['zink 5 mg', 'iron ,5 mg']
    """
    if len(text) > MAX_INGREDIENTS_LENGTH:
        return [" ".join(text.split())]
    lines = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    if "+" in lines or "⁺" in lines:
        lines = _CHARGE.sub(r"\1", lines)
    parts = (part for piece in _SEPARATOR.split(lines) for part in _split_weakly(piece))
    return with_own_amounts([item for part in parts if (item := " ".join(part.split()))])


def with_own_amounts(items: list[str]) -> list[str]:
    """Return items with each amount that a comma parts from its name joined to it.

    >>> with_own_amounts(["zinc", "5 mg", "iron"])
    ['zinc 5 mg', 'iron']
    """
    joined: list[str] = []
    has_amounts_behind = bool(items) and _AMOUNT_WITH_UNIT.fullmatch(items[0]) is None
    for item in items:
        name = joined[-1] if joined else ""
        is_of_name = name and not any(map(str.isdecimal, name)) and has_amounts_behind
        if is_of_name and _AMOUNT_WITH_UNIT.fullmatch(item):
            joined[-1] = f"{name} {item}"
        else:
            joined.append(item)
    return joined


def _named_minerals(text: str) -> tuple[str, ...]:
    """Return the minerals that a text names. The texts that are stored need no look at it."""
    from pricing.reference.mineral_names import named_minerals  # not before the first frame

    return named_minerals(text)


def _split_weakly(text: str) -> list[str]:
    """Return a text in two or more if a mark parts a mineral with its amount from another one.

    >>> _split_weakly("zinc 5 mg/iron 3 mg"), _split_weakly("zinc 5 mg/tablet")
    (['zinc 5 mg', 'iron 3 mg'], ['zinc 5 mg/tablet'])
    """
    for match in _WEAK_SEPARATOR.finditer(text):
        first, rest = text[: match.start()], text[match.end() :]
        if any(map(str.isdecimal, first)) and _named_minerals(first) and _named_minerals(rest):
            return [first, *_split_weakly(rest)]
    for match in _AFTER_AMOUNT.finditer(text):
        first, rest = text[: match.start("gap")], text[match.end() :]
        named = _named_minerals(first)
        is_amount_last = bool(named) and not first.lstrip()[:1].isdecimal()
        others = set(_named_minerals(rest)) - set(named)
        if is_amount_last and others and any(map(str.isdecimal, rest)):
            return [first, *_split_weakly(rest)]
    return [text]


def round_masses(text: str, mark: DecimalMark) -> str:
    """Return the text of a cell with its masses in whole micrograms, in the C locale.

    >>> round_masses("Calcium 333 mg, 37,5 mcg iodine", DecimalMark.COMMA)
    'Calcium 333 mg, 38 mcg iodine'
    """
    return _AMOUNT.sub(lambda match: _rounded_mass(match[0], mark), text)


def _rounded_mass(text: str, mark: DecimalMark) -> str:
    try:
        read_amount(text.strip(), MASS, mark)
        decimals = MASS.decimals
    except BadInput as error:
        decimals = int(str(error.parameters.get("decimals", MASS.decimals)))
    try:
        rounded = round_number(text.strip(), decimals, mark, MASS)
    except BadInput:
        return text
    if not any(digit in rounded for digit in "123456789"):
        return text  # what is too little to be kept is not nothing
    return f"{text[: len(text) - len(text.lstrip())]}{rounded}{text[len(text.rstrip()) :]}"


def stated_ingredients(text: str) -> tuple[Ingredient, ...]:
    """Return the ingredients of a text that `ingredients_text` wrote.

    >>> [ingredient.elemental for ingredient in stated_ingredients("zinc 8.137 mg")]
    [8137]
    """
    return read_ingredients(text, DecimalMark.POINT) if text else ()


def check_other_minerals(element: str, ingredients: Iterable[Ingredient]) -> None:
    """Check that the further minerals of a product are not its first one.

    Raises:
        BadInput: One of them is.
    """
    _check_each_once((element, *(ingredient.element for ingredient in ingredients)))


def _check_each_once(symbols: Iterable[str]) -> None:
    seen = set()
    for symbol in symbols:
        if symbol in seen:
            mineral = Term(elements()[symbol].name)
            raise BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=mineral)
        seen.add(symbol)


def ingredients_text(ingredients: Iterable[Ingredient]) -> str:
    """Return the text that states ingredients: the inverse of `stated_ingredients`.

    >>> ingredients_text(read_ingredients("zn 5 mg; Calcium 333mg (carbonate)"))
    'zinc 5 mg, calcium 333 mg (carbonate)'
    """
    return ", ".join(ingredient.text for ingredient in ingredients)


def typed_text(text: str) -> str:
    """Return a text of `ingredients_text` so that it is read back whatever the decimal mark.

    >>> typed_text("calcium 359.067 mg (carbonate), zinc 5 mg")
    'calcium 359.0670 mg (carbonate), zinc 5 mg'
    """
    return ", ".join(ingredient.typed_text for ingredient in stated_ingredients(text))


def form_text(text: str) -> str:
    """Return the name of a form without the marks that part the ingredients of a cell.

    >>> form_text("Zinc gluconate (USP), trihydrate")
    'Zinc gluconate USP trihydrate'
    """
    return " ".join(text.translate(_WITHOUT_MARKS).split())


def _read_ingredient(item: str, mark: DecimalMark) -> Ingredient:
    match = _ITEM.fullmatch(item)
    if match is None:
        raise BadInput(ProblemKind.UNCLEAR_INGREDIENT, value=item)
    both = _SALT_WITH_MINERAL.fullmatch(item)
    if both is not None and (salt := _read_salt(both, mark)) is not None:
        return salt
    words, details = f"{match['words']} {match['behind']}".strip(), match["details"] or ""
    if _AMOUNT.fullmatch(details.strip()) and not _AMOUNT.search(words):
        words, details = f"{words} {details}", ""
    share = _share_behind(words)
    if share is not None:
        words = words[: share.start()]
    words = _ELEMENTAL.sub(" ", words)
    amounts = _AMOUNT.findall(words)
    name = " ".join(_AMOUNT.sub(" ", words).strip(" :=").split())
    if len(amounts) > 1 or not name or not _NAME.fullmatch(name):
        raise BadInput(ProblemKind.UNCLEAR_INGREDIENT, value=item)
    element = recognize_element(name)
    form, compound, daily_value = _read_details(details, item, mark)
    if share is not None and daily_value is None:
        daily_value = read_amount(share["share"], PERCENT, mark)
    elemental = _read_mass(amounts[0].strip(), item, mark) if amounts else None
    is_derived = compound is not None and recognize_form(form, element).fraction is not None
    if elemental is None and not is_derived:
        raise BadInput(ProblemKind.INGREDIENT_WITHOUT_AMOUNT, value=item)
    return Ingredient(element, elemental, compound, form, daily_value)


def _share_behind(words: str) -> re.Match[str] | None:
    """Return the share of a daily value at the end of a text, if a unit stands before it."""
    return _share_patterns()[0].search(words) if "%" in words else None


def _share_alone(text: str) -> re.Match[str] | None:
    return _share_patterns()[1].fullmatch(text) if "%" in text else None


@cache
def _share_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    from pricing.reference.daily_shares import SHARE  # not before the first frame

    behind = rf"(?<=[a-zµμ])\s*[,;/|=–—-]?\s*{SHARE}$"
    return re.compile(behind, re.IGNORECASE), re.compile(SHARE, re.IGNORECASE)


def _read_salt(match: re.Match[str], mark: DecimalMark) -> Ingredient | None:
    """Return the mineral of a salt that states both amounts, or None if they cannot be so."""
    named = _named_minerals(match["salt"])
    name = match["name"].strip(" .*")
    if len(named) != 1 or (name and _named_minerals(name) != named and name != "elemental"):
        return None
    (element,) = named
    form = recognize_form(match["salt"], element).form
    compound, elemental = (_read_mass(match[part], match[0], mark) for part in ("compound", "mass"))
    if form is None or not 0 < elemental < compound:
        return None
    return Ingredient(element, elemental, compound, form_text(match["salt"]))


def _read_details(text: str, item: str, mark: DecimalMark) -> tuple[str, int | None, int | None]:
    """Return the form, the compound's mass and the percent of the daily value."""
    form, compound, daily_value = "", None, None
    for detail in filter(None, _DETAIL_SEPARATOR.split(text)):
        if detail.endswith(_COMPOUND_WORD):
            compound = _read_mass(detail.removesuffix(_COMPOUND_WORD).strip(), item, mark)
        elif detail.endswith(_DAILY_VALUE_WORD):
            daily_value = read_amount(detail.removesuffix(_DAILY_VALUE_WORD).strip(), PERCENT, mark)
        elif (share := _share_alone(detail)) is not None:
            daily_value = read_amount(share["share"], PERCENT, mark)
        elif form or (_AMOUNT.fullmatch(detail.strip()) and _UNIT.search(detail)):
            raise BadInput(ProblemKind.UNCLEAR_INGREDIENT, value=item)
        else:
            form = detail.strip()
    return form, compound, daily_value


def _read_mass(text: str, item: str, mark: DecimalMark) -> int:
    """Return a mass that states its unit. One without a unit could be mg or µg."""
    if not _UNIT.search(text):
        raise BadInput(ProblemKind.INGREDIENT_WITHOUT_UNIT, value=item)
    try:
        amount = read_amount(text, MASS, mark)
    except BadInput as error:
        if error.kind is ProblemKind.TOO_MANY_DECIMALS and not error.parameters["decimals"]:
            raise BadInput(ProblemKind.FRACTION_OF_MICROGRAM, value=text) from None
        raise
    if not amount:
        raise BadInput(ProblemKind.INGREDIENT_WITHOUT_AMOUNT, value=item)
    return amount
