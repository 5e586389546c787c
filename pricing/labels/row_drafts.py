"""A reading of a label as a row to look over: each field as text, its evidence, its question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Count, Mineral, Paragraph, Percent, Sentence, mass_amount
from pricing.labels.doubtful_minerals import amounts_of, field_key
from pricing.labels.drafts import DraftChoice, DraftField, DraftSize, DraftState, RowDraft
from pricing.labels.label_reading import (
    EMPTY,
    IngredientReading,
    LabelField,
    LabelReading,
    ShownLabel,
    Span,
    Sureness,
)
from pricing.labels.other_minerals import OtherMinerals, is_whole, other_minerals
from pricing.labels.price_words import PriceWords
from pricing.model.product import SERVING_KIND, UNIT_KINDS
from pricing.problems.errors import Term
from pricing.quantities.amounts import MASS, unambiguous_number_text
from pricing.quantities.currencies import C_LOCALE, Notation, Plural
from pricing.quantities.dates import today
from pricing.quantities.rounding import format_trimmed
from pricing.reference.limits import daily_value_of
from pricing.reference.mineral_forms import elements, recognize_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_reading import Value

_DECIMALS = 6
_PERCENT_TOLERANCE = 2  # as the check of the row allows
_LONGEST_FORM = 60


def draft_row(
    reading: LabelReading,
    shown: ShownLabel,
    element: str,
    currency: str,
    notation: Notation = C_LOCALE,
    *,
    authority: str = "US",
) -> RowDraft:
    """Return the row of a reading for a mineral, or for its first one if it lacks that.

    A price without a currency of its own is in `currency`, as one that is typed into the row. A
    percent of the daily value that fits is given as one of the region of `authority`.
    """
    stated = {ingredient.element: ingredient for ingredient in reading.ingredients}
    chosen = element if element in stated or not stated else _first_stated(reading)
    ingredient = stated.get(chosen, IngredientReading(chosen))
    drafter = _Drafter(reading, shown.text, ingredient, currency, notation, authority)
    others = drafter.others()
    return RowDraft(
        chosen,
        tuple(stated),
        drafter.fields(),
        drafter.hidden(),
        others.left_out,
        others.doubtful,
        drafter.sizes(),
    )


def form_words(read: LabelField, element: str, source: str) -> str:
    """Return a form as its label prints it, if that names the same one. Else it is its own name."""
    name = str(read.value or "")
    printed = ", ".join(" ".join(source[span.start : span.end].split()) for span in read.spans)
    is_same = bool(name and printed) and recognize_form(printed, element).name == name
    return printed if is_same and len(printed) <= _LONGEST_FORM else name


def _first_stated(reading: LabelReading) -> str:
    """Return the first mineral with an amount, or else the first one."""
    symbols = [each.element for each in reading.ingredients]
    return next(
        (
            each.element
            for each in reading.ingredients
            if each.elemental.value is not None or each.elemental.choices
        ),
        symbols[0],
    )


@dataclass(slots=True)
class _Drafter:
    """Words the fields of a reading."""

    reading: LabelReading
    source: str
    ingredient: IngredientReading
    currency: str
    notation: Notation
    authority: str

    def fields(self) -> tuple[DraftField, ...]:
        """Return the fields in the order in which they are shown."""
        compound = [self._compound()] if self._has_compound else []
        unit = self._unit() if self._read("unit_kind").sureness is Sureness.ASKED else []
        return (
            self._name("product"),
            self._name("brand"),
            self._form(),
            self._elemental(),
            *compound,
            *self._other_minerals(),
            *self._doubtful_minerals(),
            self._serving(),
            *unit,
            self._pack(),
            self._price(),
            *self._currency_question(),
            self._code(),
            self._date(),
        )

    def sizes(self) -> tuple[DraftSize, ...]:
        """Return the sizes that are offered, as they are typed. A currency may be open."""
        words = self._price_words
        return tuple(
            DraftSize(self._units(size.units), words.in_open_currencies(size.price))
            for size in self.reading.sizes
        )

    def others(self) -> OtherMinerals:
        """Return what the label says of its other minerals."""
        chosen = self.ingredient.element
        return other_minerals(
            (other for other in self.reading.ingredients if other.element != chosen), self.source
        )

    def hidden(self) -> dict[str, str]:
        """Return the unit, currency, percent of the daily value and note, which no field shows."""
        cells = {
            "unit_kind": self._kind if self._read("unit_kind").value else "",
            "currency": str(self._currency_read.value or ""),
            "daily_value_percent": self._daily_value_percent(),
            "note": self._note(),
        }
        return {key: text for key, text in cells.items() if text}

    def _note(self) -> str:
        """Return the amounts of the label that a cell cannot hold exactly."""
        kept = tuple(
            Sentence(
                "{mineral}: {amount} on the label.",
                {"mineral": Mineral(each.element), "amount": mass_amount(amount, each.element)},
            )
            for each in self.reading.ingredients
            for amount in (each.elemental.value,)
            if isinstance(amount, Fraction)
            and each.elemental.sureness is not Sureness.ASKED
            and not is_whole(amount)
        )
        words = Sentence("{remarks}", {"remarks": Paragraph(kept)})
        return words.text(self.notation) if kept else ""

    def _daily_value_percent(self) -> str:
        """Return the percent that proves the amount, as one of the region's daily value."""
        percent, own = self.ingredient.daily_value_percent.value, self._percent_here
        if own is None or not isinstance(percent, Fraction):
            return ""
        return self._number(percent) if self._is_of_region(percent) else self._number_text(own, 2)

    @property
    def _percent_here(self) -> Fraction | None:
        """The percent of the region's daily value that the amount is."""
        amount = self.ingredient.elemental.value
        reference = daily_value_of(self.ingredient.element, self.authority)
        if reference is None or not isinstance(amount, Fraction):
            return None
        return amount * 100 / MASS.to_fraction(reference.amount)

    def _is_of_region(self, percent: Fraction) -> bool:
        own = self._percent_here
        return own is None or abs(percent - own) <= _PERCENT_TOLERANCE

    # -- the parts of the reading

    def _read(self, key: str) -> LabelField:
        return self.reading.fields.get(key, EMPTY)

    @property
    def _kind(self) -> str:
        kind = self._read("unit_kind").value
        return kind if isinstance(kind, str) and kind in UNIT_KINDS else ""

    @property
    def _has_compound(self) -> bool:
        compound = self.ingredient.compound
        return compound.value is not None or compound.sureness is Sureness.ASKED

    def _quotes(self, key: str) -> tuple[str, ...]:
        return next(
            (question.lines for question in self.reading.questions if question.field == key), ()
        )

    # -- words

    def _number(self, value: Value) -> str:
        if not isinstance(value, Fraction):
            return value
        return self._number_text(value, _DECIMALS)

    def _number_text(self, value: Fraction, decimals: int) -> str:
        return unambiguous_number_text(format_trimmed(value, decimals), self.notation.decimal)

    def _mass(self, value: Value) -> str:
        """Return a mass as the number that is typed, in the unit of the mineral."""
        if not isinstance(value, Fraction):
            return value
        return self._number(value * elements()[self.ingredient.element].units_per_mg)

    def _units(self, value: Value) -> str:
        """Return a number of units, with their name if it can be read back."""
        kind = UNIT_KINDS.get(self._kind)
        if kind is None or kind.key == SERVING_KIND or not isinstance(value, Fraction):
            return self._number(value)
        return f"{self._number(value)} {kind.name_of(value)}"

    # -- fields

    def _field(
        self, key: str, read: LabelField, text: str, remark: Sentence, named: str = ""
    ) -> DraftField:
        """Return a field that is settled, asked or empty."""
        if read.sureness is Sureness.ASKED:
            return self._asked(key, read, text, named or key)
        if text:
            return DraftField(key, text, read.spans, DraftState.READ, remark)
        return _unstated(key)

    def _asked(self, key: str, read: LabelField, text: str, named: str) -> DraftField:
        choices = tuple(self._choice(key, choice) for choice in read.choices)
        empty = (DraftChoice("", Sentence("leave it empty")),) if key in _OPTIONAL_KEYS else ()
        return DraftField(
            key,
            text,
            read.spans,
            DraftState.ASKED,
            _doubt(len(choices)),
            self._question(key),
            choices + empty,
            self._quotes(named),
        )

    def _choice(self, key: str, value: Value) -> DraftChoice:
        if key in _MASS_KEYS and isinstance(value, Fraction):
            is_elemental = key == "elemental_mg"
            read = self.ingredient.elemental if is_elemental else self.ingredient.compound
            title = self._amount(value, self.ingredient.element, read.total)
            return DraftChoice(self._mass(value), title)
        text = self._units(value) if key in _UNITS_KEYS else self._number(value)
        return DraftChoice(text, Sentence("{text}", {"text": text}))

    def _question(self, key: str) -> Sentence:
        return Sentence(_QUESTIONS[key], {"mineral": Mineral(self.ingredient.element)})

    def _name(self, key: str) -> DraftField:
        """Return a name. One that is only offered is none that the user has to answer."""
        read = self._read(key)
        field = self._field(key, read, str(read.value or ""), _AS_PRINTED)
        if field.state is not DraftState.EMPTY or not read.choices:
            return field
        choices = tuple(self._choice(key, choice) for choice in read.choices)
        return replace(field, question=Sentence("Is this the brand?"), choices=choices)

    def _form(self) -> DraftField:
        read, element = self.ingredient.form, self.ingredient.element
        name, text = str(read.value or ""), form_words(read, element, self.source)
        counts_as = Sentence("counts as {form}", {"form": name})
        remark = _AS_PRINTED if text == name else counts_as
        return self._field("form", read, text, remark, f"form:{element}")

    def _elemental(self) -> DraftField:
        read, element = self.ingredient.elemental, self.ingredient.element
        percent = self.ingredient.daily_value_percent.value
        remark = _AS_PRINTED
        if isinstance(percent, Fraction):
            remark = self._daily_value_remark(percent)
        key, named = "elemental_mg", f"elemental_mg:{element}"
        amount, is_asked = read.value, read.sureness is Sureness.ASKED
        if isinstance(amount, Fraction) and not (is_asked or is_whole(amount)):
            return self._rounding(key, amount, read.spans)
        field = self._field(key, read, self._mass(read.value or ""), remark, named)
        if field.state is DraftState.ASKED and not field.choices and self._is_compound_known:
            words = Sentence("empty: from the compound")
            return replace(field, remark=words, choices=(DraftChoice("", words),))
        return field

    def _rounding(self, key: str, amount: Fraction, spans: tuple[Span, ...]) -> DraftField:
        """Return the question what becomes of a fraction of a microgram. More is safer."""
        element = self.ingredient.element
        lower = MASS.to_fraction(int(amount * MASS.base_per_unit))
        higher = lower + MASS.to_fraction(1)
        return DraftField(
            key,
            "",
            spans,
            DraftState.ASKED,
            Sentence("{amount} on the label", {"amount": mass_amount(amount, element)}),
            Sentence("A row holds whole micrograms. Which amount is it to be?"),
            tuple(self._choice(key, value) for value in (higher, lower) if value),
        )

    def _daily_value_remark(self, percent: Fraction) -> Sentence:
        """Return that a percent fits, and what it is of the region's daily value."""
        share, own = Percent(percent / 100, 1), self._percent_here
        if own is None or self._is_of_region(percent):
            return Sentence("{percent} daily value fits", {"percent": share})
        return Sentence(
            "{percent} daily value fits, {own} in this region",
            {"percent": share, "own": Percent(own / 100, 1)},
        )

    @property
    def _is_compound_known(self) -> bool:
        """Whether the amount of the compound gives that of the mineral."""
        form, element = str(self.ingredient.form.value or ""), self.ingredient.element
        has_fraction = recognize_form(form, element).fraction is not None
        return has_fraction and self.ingredient.compound.value is not None

    def _compound(self) -> DraftField:
        read = self.ingredient.compound
        key, named = "compound_mg", f"compound_mg:{self.ingredient.element}"
        return self._field(key, read, self._mass(read.value or ""), _AS_PRINTED, named)

    def _other_minerals(self) -> list[DraftField]:
        """Return the field of the other minerals, and that of those whose amounts are open."""
        found = self.others()
        fields = []
        if found.text or found.remark is not None:
            state = DraftState.OPEN if found.left_out else DraftState.READ
            remark = found.remark or _AS_PRINTED
            fields.append(DraftField("other_minerals", found.text, found.spans, state, remark))
        if found.uncertain:
            remark, spans = Sentence("not counted"), found.uncertain_spans
            fields.append(
                DraftField("also_contains", found.uncertain, spans, DraftState.OPEN, remark)
            )
        return fields

    def _doubtful_minerals(self) -> list[DraftField]:
        """Return a field for each further mineral whose amount is one of several."""
        stated = {each.element: each for each in self.reading.ingredients}
        return [self._doubtful(stated[one.element]) for one in self.others().doubtful]

    def _doubtful(self, read: IngredientReading) -> DraftField:
        choices = [
            DraftChoice(text, self._amount(amount, read.element, read.elemental.total))
            for amount, text in amounts_of(read)
        ]
        return DraftField(
            field_key(read.element),
            spans=read.elemental.spans,
            state=DraftState.ASKED,
            remark=_doubt(len(choices)),
            question=Sentence(_QUESTIONS["elemental_mg"], {"mineral": Mineral(read.element)}),
            choices=(*choices, DraftChoice("", Sentence("do not count it"))),
            quotes=self._quotes(f"elemental_mg:{read.element}"),
        )

    def _amount(self, value: Fraction, element: str, total: Fraction | None) -> Sentence:
        template = "{amount} together" if value == total else "{amount}"
        return Sentence(template, {"amount": mass_amount(value, element)})

    def _serving(self) -> DraftField:
        read = self._read("serving_units")
        text = self._units(read.value or "")
        return self._field("serving_units", read, text, self._in_each() or _AS_PRINTED)

    def _in_each(self) -> Sentence | None:
        """Return how much one unit of a serving of several holds."""
        units, amount = self._read("serving_units").value, self.ingredient.elemental.value
        if not isinstance(units, Fraction) or not isinstance(amount, Fraction) or units <= 1:
            return None
        if not self._kind:
            return None
        amount_in_one = mass_amount(amount / units, self.ingredient.element)
        return Sentence(
            "{amount} in each {unit}", {"amount": amount_in_one, "unit": Term(self._kind)}
        )

    def _unit(self) -> list[DraftField]:
        return [self._asked("unit_kind", self._read("unit_kind"), "", "unit_kind")]

    def _pack(self) -> DraftField:
        read, serving = self._read("pack_units"), self._read("serving_units").value
        servings = _quotient(read.value, serving)
        remark = _AS_PRINTED
        if read.sureness is Sureness.FOLLOWS and serving and servings.denominator == 1:
            remark = Sentence(
                "= {servings} servings × {units}",
                {"servings": Count(int(servings)), "units": self._number(serving)},
            )
        return self._field("pack_units", read, self._units(read.value or ""), remark)

    def _price(self) -> DraftField:
        read, key, words = self._read("price"), "price", self._price_words
        choices = words.offers()
        remark = words.remark() or _AS_PRINTED
        field = self._field(key, read, words.text_of(read.value), remark)
        is_asked = field.state is DraftState.ASKED
        prices = words.known(is_asked=is_asked)
        if prices and words.is_currency_open:
            return self._which_currency(field, prices)
        if field.state is DraftState.MISSING and self._currency_read.value is not None:
            remark = Sentence("type it in {currency}", {"currency": words.code})
            return replace(field, remark=remark)
        return replace(
            field,
            remark=_prices_found(len(choices)) if is_asked else field.remark,
            question=self._question(key) if choices or is_asked else None,
            choices=choices,
        )

    def _which_currency(self, field: DraftField, prices: Sequence[Fraction]) -> DraftField:
        """Return the question on a price whose currency is open, with each that it may be in."""
        choices = self._price_words.in_each_currency(prices)
        return replace(
            field,
            text="",
            state=DraftState.ASKED,
            remark=_doubt(len(choices)),
            question=self._question("price" if len(prices) > 1 else "currency"),
            choices=choices,
            quotes=self._quotes("currency"),
        )

    @property
    def _price_words(self) -> PriceWords:
        return PriceWords(self._read("price"), self._currency_read, self.currency, self.notation)

    @property
    def _currency_read(self) -> LabelField:
        """The currency of the price, or that which a text without one names."""
        read = self._read("currency")
        return read if read != EMPTY else self.reading.named_currency

    def _currency_question(self) -> list[DraftField]:
        """Return the question on the currency, which a price that is typed may leave open."""
        if not self._price_words.is_currency_open:
            return []
        return [self._asked("currency", self._currency_read, "", "currency")]

    def _code(self) -> DraftField:
        read = self._read("gtin")
        remark = Sentence("check digit right")
        return self._field("upc", read, str(read.value or ""), remark, "gtin")

    def _date(self) -> DraftField:
        text = today().isoformat() if self._has_price else ""
        state = DraftState.READ if text else DraftState.EMPTY
        return DraftField("priced_on", text, (), state, Sentence("today") if text else None)

    @property
    def _has_price(self) -> bool:
        price = self._read("price")
        return price.value is not None or bool(price.choices)


def _quotient(value: Value | None, divisor: Value | None) -> Fraction:
    if isinstance(value, Fraction) and isinstance(divisor, Fraction) and divisor:
        return value / divisor
    return Fraction(0)


def _unstated(key: str) -> DraftField:
    if key in _NEEDED_KEYS:
        return DraftField(key, state=DraftState.MISSING, remark=Sentence("not on the label"))
    return DraftField(key)


def _doubt(choices: int) -> Sentence:
    if choices < 2:
        return Sentence("please check")
    template = Plural("count", "{count} reading found", "{count} readings found")
    return Sentence(template, {"count": Count(choices)})


def _prices_found(count: int) -> Sentence:
    if count < 2:
        return Sentence("please check")
    template = Plural("count", "{count} price found", "{count} prices found")
    return Sentence(template, {"count": Count(count)})


_UNITS_KEYS = frozenset(("serving_units", "pack_units"))
_MASS_KEYS = frozenset(("elemental_mg", "compound_mg"))
_NEEDED_KEYS = frozenset(("product", "elemental_mg", "pack_units", "price"))
_OPTIONAL_KEYS = frozenset(("form", "compound_mg", "upc"))
_AS_PRINTED = Sentence("as printed")
_QUESTIONS = {
    "product": "What is the product called?",
    "brand": "Which brand is it?",
    "form": "Which form of {mineral} is it?",
    "elemental_mg": "How much {mineral} is in one serving?",
    "compound_mg": "How much of the compound is in one serving?",
    "serving_units": "How many units are one serving?",
    "unit_kind": "What is counted in the pack?",
    "pack_units": "How many units are in the pack?",
    "price": "Which price do you pay?",
    "currency": "Which currency is the price in?",
    "upc": "Which code is on the pack?",
}
