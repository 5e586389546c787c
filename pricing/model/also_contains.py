"""The minerals in the free text of what a product also contains, beside vitamins and herbs."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.ingredients import (
    Ingredient,
    ingredient_texts,
    ingredients_text,
    is_amount_alone,
    named_ingredient,
    read_ingredients,
    round_masses,
    with_own_amounts,
)
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS, DecimalMark, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import round_half_away
from pricing.quantities.text_folding import fold_text
from pricing.reference.further_minerals import names_only_further
from pricing.reference.mineral_forms import (
    elements,
    minerals_of_formula,
    recognize_element,
    recognize_form,
)
from pricing.reference.mineral_names import (
    holds_other_script,
    named_minerals,
    names_minerals_together,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from fractions import Fraction

    from pricing.model.product import Product

# What parts two substances: a comma that is in no number, and no mark within brackets.
_ITEM_END = lazy_pattern(r"\s*(?:[;+&|]|,(?!\d)|(?<=[^\W\d_]),|\band\b|\bund\b)\s*(?![^(]*\))")
_WORD = lazy_pattern(r"[^\W\d_]+")
_FORMULA = lazy_pattern(r"(?<![^\W_])[A-Z][^\W_]*(?:\([A-Z][^\W_]*\)[^\W_]*)?")
# Few words are spelled like this symbol, so letters of any size mean zinc.
_SMALL_ZINC = lazy_pattern(r"(?<![^\W_])zn(?![^\W_])", re.IGNORECASE)
# A symbol of one letter may be a vitamin, unless a salt follows: K citrate.
_LETTER_AND_SALT = lazy_pattern(r"(?<![^\W_])([KI])[ -]([a-z]{4,})")
_AMOUNT = lazy_pattern(r"[\d.,]*\d\s*(?:mcg|mg|[uµμ]g|g)?(?![^\W_])|\([^()]*\)", re.IGNORECASE)
_NUMBER = lazy_pattern(r"\d[\d.,]*\s*(?:mcg|mg|[uµμ]g|g)?(?![^\W_])", re.IGNORECASE)
_ZERO = lazy_pattern(
    r"(?:(?P<name>[^\W\d_][^\d<>~()%]*?)\s*)?(?<![\d.,])0(?:[.,]0*)?\s*(?:mcg|mg|[uµμ]g|g)?"
    r"(?(name)|\s+(?P<behind>[^\d<>~()%]+))",
    re.IGNORECASE,
)
# A share of the daily value, and the name of a vitamin.
_NO_AMOUNT = lazy_pattern(r"\d[\d.,]*\s*%|[^\W\d_]+-?\d+", re.IGNORECASE)
# An item that says what is missing, or where to look.
_LACKS = lazy_pattern(
    r"(?:no|not|none|without|free of|free from|kein(?:e[nrms]?)?|ohne|frei von|sans|"
    r"pas de|aucun[es]?|sin|ningun[oa]?s?|senza|nessun[oa]?|geen|zonder|sem|nenhum[a]?)\b|"
    r"[\w\s]+[\s-]?(?:free|frei)$|(?:see|refer to|siehe|voir|ver|vease|vedi|zie)\b|"
    r"(?:n\.?/a\.?|nil|k\.?\s?a\.?|[-–—./?0]+)$"
)
_NOT_AVAILABLE = "NA"  # in capitals it is no sodium
_BARE_ZERO = lazy_pattern(r"0+(?:[.,]0*)?\s*(?:mcg|mg|[uµμ]g|g)?", re.IGNORECASE)
# Parts of the names of salts that bring a vitamin or no nutrient, and hardly any mineral.
_NO_SOURCES = ("stearat", "pantothen", "pantoten")
_LEAST_POTASSIUM = MASS.base_per_unit  # K with less than 1 mg is the vitamin
_LETTER = lazy_pattern(r"(?<![\w-])(?<![Vv]itamin )[A-Z](?![\w-])")


def uncounted_minerals(product: Product) -> tuple[str, ...]:
    """Return the minerals in the text of what a product also contains that no ingredient counts.

    A mineral that it states with another amount than the ingredient is not counted either.

    >>> from pricing.model.product import Product
    >>> tablet = Product("Mg", 90_000, 9_000_000, "USD", elemental=100_000,
    ...                  also_contains="vitamin D, zinc gluconate 50 mg, magnesium")
    >>> uncounted_minerals(tablet)
    ('Zn',)
    """
    return tuple(dict.fromkeys(_uncounted(product)))


def minerals_in_text(text: str) -> tuple[str, ...]:
    """Return the minerals that a text names in whatever way.

    >>> minerals_in_text("magnesium oxide, ZnO; Cu 1 mg"), minerals_in_text("magnesium stearate")
    (('Mg', 'Zn', 'Cu'), ())
    """
    return tuple(dict.fromkeys(one for item in text_items(text) for one in _minerals(item)))


def minerals_only_in_name(product: Product) -> tuple[str, ...]:
    """Return the minerals that the name of a product says and no ingredient holds."""
    held = {ingredient.element for ingredient in product.ingredients}
    return tuple(one for one in named_minerals(product.product) if one not in held)


def minerals_named_instead(product: Product) -> tuple[str, ...]:
    """Return the minerals that a name says where neither it nor the form says an entered one.

    >>> from pricing.model.product import Product
    >>> names = ("Zinc gluconate 50 mg", "Magnesium and zinc", "Sleep with zinc", "Tablets")
    >>> tablets = (Product(name, 90_000, 90_000, "USD", elemental=100) for name in names)
    >>> [*map(minerals_named_instead, tablets)]
    [('Zn',), (), (), ()]
    """
    others = minerals_only_in_name(product)
    if not others:  # most names
        return ()
    held = {ingredient.element for ingredient in product.ingredients}
    is_own_named = held.intersection(
        (*named_minerals(product.product), *named_minerals(product.form))
    )
    if is_own_named or names_only_further(product.product, product.form):
        return ()
    said = minerals_in_text(product.also_contains)
    return tuple(one for one in others if one not in said)


def minerals_only_in_forms(product: Product) -> tuple[str, ...]:
    """Return the minerals that the forms of a product say and no ingredient holds.

    >>> from pricing.model.product import Product
    >>> tablet = Product("Mag", 90_000, 9_000_000, "USD", elemental=100_000,
    ...                  form="magnesium oxide + zinc citrate")
    >>> minerals_only_in_forms(tablet)
    ('Zn',)
    """
    ingredients = product.ingredients
    held = {ingredient.element for ingredient in ingredients}
    said = (one for each in ingredients for one in _minerals_of_form(each.form, each.element))
    return tuple(dict.fromkeys(one for one in said if one not in held))


@lru_cache(maxsize=4_096)
def _minerals_of_form(form: str, element: str) -> tuple[str, ...]:
    """Return the minerals that a form names. One known salt is no source of another mineral."""
    is_known = recognize_form(form, element).form is not None
    return () if is_known else tuple(dict.fromkeys((*named_minerals(form), *_symbols(form))))


def names_further_minerals(product: Product) -> bool:
    """Return whether a product may hold minerals that nothing names.

    >>> from pricing.model.product import Product
    >>> names_further_minerals(Product("Trace minerals", 90_000, 9_000_000, "USD", elemental=100))
    True
    """
    return name_says_minerals(product) or contents_say_minerals(product)


def name_says_minerals(product: Product) -> bool:
    """Return whether a name speaks of minerals together where one alone is entered."""
    is_one_entered = not product.other_minerals and not product.also_contains
    return is_one_entered and names_minerals_together(product.product)


def contents_say_minerals(product: Product) -> bool:
    """Return whether the text of what a product also contains may name further minerals.

    It does if it speaks of minerals together, or in a script in which no mineral is recognized.
    """
    return bool(product.also_contains) and _may_say_minerals(product.also_contains)


@lru_cache(maxsize=4_096)
def _may_say_minerals(text: str) -> bool:
    return names_minerals_together(text) or any(
        holds_other_script(item) and not named_minerals(item) for item in text_items(text)
    )


def _uncounted(product: Product) -> Iterator[str]:
    """Yield the minerals in the text that no ingredient counts."""
    if not product.also_contains:
        return
    amounts = {one.element: one.amount for one in product.ingredients}
    for item in text_items(product.also_contains):
        for element in _minerals(item):
            amount = amounts.get(element)
            if amount is None or not agrees_with(item, element, amount):
                yield element


def agrees_with(item: str, element: str, amount: Fraction) -> bool:
    """Return whether a part of the text says nothing else than an amount of a mineral.

    A part that only names the mineral agrees, as does a salt that weighs more than the mineral.
    """
    stated = _ingredient(item)
    if stated is not None:
        return stated.amount == amount
    numbers = _NUMBER.findall(_NO_AMOUNT.sub(" ", item))
    if not numbers:
        return True
    name = _AMOUNT.sub(" ", item).strip(" :.-")
    mass: Fraction | int = 0
    with suppress(BadInput):
        mass = read_amount(numbers[0], MASS, DecimalMark.AUTO)
    is_salt = recognize_form(name, element).form is not None
    is_named_alone = _says_name_alone(name)
    return len(numbers) == 1 and is_salt and not is_named_alone and mass >= amount


def _says_name_alone(text: str) -> bool:
    with suppress(BadInput):
        return bool(recognize_element(text))
    return False


@lru_cache(maxsize=4_096)
def held_contents(text: str) -> str:
    """Return the part of a text that says what a product also contains, not what it lacks.

    >>> held_contents("vitamin D, no zinc"), held_contents("kein Zink; siehe Etikett")
    ('vitamin D', '')
    """
    items = text_items(text)
    held = [item for item in items if item != _NOT_AVAILABLE and not _LACKS.match(fold_text(item))]
    return text if held == items else ", ".join(held)


def take_ingredients(text: str, held: Collection[str]) -> tuple[tuple[Ingredient, ...], str]:
    """Return the minerals that a text states with clear amounts, and the rest of the text.

    Minerals that the product holds already, and those that the text states twice, stay in the text.

    >>> found, rest = take_ingredients("zinc 30 mg, vitamin D3 25 µg; Ca 200 mg", {"Ca"})
    >>> ingredients_text(found), rest
    ('zinc 30 mg', 'vitamin D3 25 µg, Ca 200 mg')
    """
    items = text_items(text)
    stated = [_ingredient(item) for item in items]
    named = [element for item in items for element in _minerals(item)]
    taken = [
        one if one and one.element not in held and named.count(one.element) == 1 else None
        for one in stated
    ]
    found = tuple(one for one in taken if one is not None)
    if not found:
        return (), text
    rest = [item for item, one in zip(items, taken, strict=True) if one is None]
    return found, ", ".join(rest)


def part_contents(
    text: str, mark: DecimalMark
) -> tuple[str, tuple[Ingredient, ...], tuple[tuple[str, BadInput], ...]]:
    """Return what a cell of further minerals holds.

    These are the text of the minerals that state an amount, the minerals that are only named, and
    what cannot be counted, with the reason. An amount without a name stays in the first text. A
    mineral of which it states 0 stands in none, as the product does not hold it.

    >>> stated, named, others = part_contents("zinc 5 mg, vitamin D 25 µg, iron", DecimalMark.AUTO)
    >>> stated, ingredients_text(named), [text for text, _ in others]
    ('zinc 5 mg', 'iron', ['vitamin D 25 µg'])
    """
    stated: list[str] = []
    named: list[Ingredient] = []
    others: list[tuple[str, BadInput]] = []
    for item in ingredient_texts(text):
        if _states_zero(item):
            continue
        try:
            mineral = named_ingredient(item, mark)
            if mineral is not None:
                named.append(mineral)
                continue
            read_ingredients(round_masses(item, mark), mark)
        except BadInput as error:
            reason = _reason_to_keep(item, error, mark)
            if reason is not None:
                others.append((item, reason))
                continue
        stated.append(item)
    return ", ".join(stated), tuple(named), tuple(others)


def _states_zero(item: str) -> bool:
    """Return whether an item states that a product holds 0 of a mineral, or of any."""
    if _BARE_ZERO.fullmatch(item):
        return True
    match = _ZERO.fullmatch(item)
    return match is not None and _says_name_alone((match["name"] or match["behind"]).strip(" :="))


def _reason_to_keep(item: str, error: BadInput, mark: DecimalMark) -> BadInput | None:
    """Return why an item is kept as a text, or None if it hides an amount of a mineral."""
    is_no_mineral = _is_no_mineral(item, error)
    minerals = _minerals(item)
    if is_no_mineral and len(minerals) == 1 and (salt := _salt_question(item, mark)) is not None:
        return salt
    if is_no_mineral:
        return BadInput(ProblemKind.NO_KNOWN_MINERAL, value=item)
    if error.kind in {ProblemKind.FRACTION_OF_MICROGRAM, ProblemKind.TOO_MANY_DECIMALS}:
        return BadInput(ProblemKind.LESS_THAN_MICROGRAM, value=item)
    return error if minerals else None


def _salt_question(item: str, mark: DecimalMark) -> BadInput | None:
    """Return the question about “zinc sulfate 25 mg”: the mass of the salt, or of the mineral."""
    amounts = _AMOUNT.findall(item)
    (element,) = _minerals(item)
    name = _AMOUNT.sub(" ", item).strip(" :.-")
    form = recognize_form(name, element)
    if len(amounts) != 1 or form.form is None:
        return None
    try:
        mass = read_amount(amounts[0].strip(), MASS, mark)
    except BadInput:
        return None
    mineral = Term(elements()[element].name.lower())
    if form.fraction is None or not mass:
        return BadInput(ProblemKind.SALT_OR_MINERAL, value=item, mineral=mineral)
    share = f"{MASS.text(round_half_away(mass * form.fraction))} mg"
    whole = f"{MASS.text(mass)} mg"
    return BadInput(
        ProblemKind.SALT_HOLDS_MINERAL, value=item, mineral=mineral, whole=whole, share=share
    )


def _is_no_mineral(item: str, error: BadInput) -> bool:
    """Return whether an item that cannot be read hides no amount of a mineral."""
    if error.kind is ProblemKind.UNKNOWN_CHOICE:
        return True  # what it names beside other words is found in the text
    if error.kind is not ProblemKind.UNCLEAR_INGREDIENT:
        return False
    if any(letter in elements() for letter in _LETTER.findall(item)):
        return False  # "I <150 µg" is iodine
    has_number = any(map(str.isdecimal, item))
    return not (has_number and (is_amount_alone(item) or _minerals(item)))


def joined_ingredients(known: str, found: Iterable[Ingredient]) -> str:
    """Return the text of other minerals with further ones."""
    return ", ".join(filter(None, (known, ingredients_text(found))))


def text_items(text: str) -> list[str]:
    """Return the parts of a text that name one substance each, or more if nothing parts them."""
    if not text:
        return []
    items = [item for item in _ITEM_END.split(" ".join(text.split())) if item]
    return with_own_amounts(items)


@lru_cache(maxsize=4_096)
def _ingredient(item: str) -> Ingredient | None:
    """Return the mineral with its amount that a part of the text states, or None."""
    try:
        (one,) = read_ingredients(item, DecimalMark.AUTO)
    except (BadInput, ValueError):
        return None
    is_vitamin = one.element == "K" and not named_minerals(item) and one.amount < _LEAST_POTASSIUM
    return None if is_vitamin else one


@lru_cache(maxsize=4_096)
def _minerals(item: str) -> tuple[str, ...]:
    """Return the minerals that a part of the text names, in whatever way."""
    stated = _ingredient(item)
    if stated is not None:
        return (stated.element,)
    if item == _NOT_AVAILABLE or _states_zero(item):
        return ()
    named = named_minerals(item)
    if len(named) == 1 and any(part in fold_text(item) for part in _NO_SOURCES):
        return ()
    return tuple(dict.fromkeys((*named, *_symbols(item))))


def _symbols(item: str) -> Iterator[str]:
    """Yield the minerals whose symbols stand in a part. One letter alone may be a vitamin."""
    yield from (word for word in _WORD.findall(item) if len(word) > 1 and word in elements())
    for word in _FORMULA.findall(item):
        yield from minerals_of_formula(word)
    if _SMALL_ZINC.search(item):
        yield "Zn"
    for letter, salt in _LETTER_AND_SALT.findall(item):
        if letter in elements() and recognize_form(salt, letter).form is not None:
            yield letter
    name = _AMOUNT.sub(" ", item).strip(" :.-")
    if len(name) > 1:
        with suppress(BadInput):
            yield recognize_element(name)
