"""The products of the handout: the box of the best buy, and a bar with the dose of each."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from pricing.analysis.affordability import cost_under_payer
from pricing.analysis.product_pairs import find_cheapest_one_or_two
from pricing.calculation.checks import DOSE_STOP_KEYS, Severity
from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.conditions import condition_holds
from pricing.calculation.measures import (
    DAYS_OF_A_MONTH,
    SHOWN_BASIS,
    FigureFormat,
    basis_text,
    cost_per_basis,
)
from pricing.calculation.sentences import Amount, Mineral, Percent, UnitCount, mass_amount
from pricing.model.also_contains import held_contents
from pricing.model.product import UNIT_KINDS
from pricing.model.scenario import LARGEST_DOSE_WITHIN_LIMIT
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.currencies import currencies
from pricing.quantities.rounding import format_fixed, round_half_away
from pricing.reference.mineral_forms import NOT_STATED, elements
from pricing.reference.payers import SELF_PAY
from pricing.writing.print.page_style import (
    MAX_NAME_LENGTH,
    printable_text,
    without_repeated_flags,
)
from pricing.writing.print.pictures import HandoutPicture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.figures import Figures
    from pricing.calculation.sentences import Sentence, SentenceValue
    from pricing.model.product import Product
    from pricing.writing.print.languages import HandoutTexts
    from pricing.writing.print.page_style import PrintOptions

_LONG_NAME = 60
LONGEST_BAR, BAR_HEIGHT = 240, 13  # CSS pixels
SIGN_SIZE = {False: 13, True: 20}  # CSS pixels, in normal and in large print
_LEAST_CENTS_IN_MONEY = 100
_MOST_DECIMALS, _TWO_DIGITS = 8, 10
# From here on a dose within the limit is marked as above the target.
_ABOVE_TARGET = Fraction(105, 100)
# What is true of the mineral or the target stands once, and not under each product.
SHOWN_ONCE_KEYS = ("target_over_limit", "potassium_medicines", "iron_overdose", "iron_effects")
# What a dose that must not be taken would do needs no words.
_KEYS_OF_A_DOSE = ("far_from_target", "smallest_dose_over_target")


class HandoutProducts:
    """The products of a page, in the order of their places."""

    def __init__(
        self,
        comparison: Comparison,
        products: Sequence[ComparedProduct],
        texts: HandoutTexts,
        options: PrintOptions,
    ) -> None:
        self._comparison = comparison
        self._products = products
        self._texts = texts
        self._options = options
        self._payer = options.payer
        self._scenario = comparison.scenario
        limit = comparison.scenario.limit
        self._has_limit = limit is not None and limit.amount is not None
        self._best = next(
            (
                product
                for product in products
                if product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
            ),
            None,
        )

    # -- the box -------------------------------------------------------------------------------

    def box(self) -> Iterator[str]:
        """Write the box of the best buy, or of what reaches the target instead of one product."""
        yield '<table width="100%" cellspacing="0" class="box"><tr>'
        if self._best is None:
            yield f'<td class="whole">{"".join(self._no_best_lines())}</td>'
        else:
            yield f'<td width="58%" class="best">{"".join(self._best_lines(self._best))}</td>'
            yield f'<td width="42%" class="costs">{"".join(self._best_costs(self._best))}</td>'
        yield "</tr></table>"

    def _best_lines(self, best: ComparedProduct) -> Iterator[str]:
        yield f'<p class="label"><b>{self._escaped_text(self._best_label_key(best))}</b></p>'
        size = "" if _has_long_name(best) else " product"
        yield f'<p class="name{size}"><b>{_product_name(best)}</b></p>'
        yield f'<p class="name">{escape(self._details(best, with_pack=True))}</p>'
        take = self._texts.marked_html("take", self._dose(best.figures))
        yield f'<p class="dose">{take}</p>'

    def _best_label_key(self, best: ComparedProduct) -> str:
        """Return which text says what the product is: the best of all, or of those on the page."""
        if best is self._comparison.best_buy:
            key = "best_buy"
        else:
            key = "best_of_these" if len(self._products) > 1 else "one_product"
        return f"{key}_within_limit" if self._has_limit else key

    def _best_costs(self, best: ComparedProduct) -> Iterator[str]:
        packs = best.number("packs_to_buy")
        days = best.number("days_per_pack")
        lasts_key = {0: "lasts_less", 1: "lasts_day"}.get(int(days), "lasts_days")
        lines = [
            (self._money(best, "monthly_cost"), self._period_text("period")),
            (
                self._money(best, "monthly_outlay"),
                self._text(
                    "to_pay" if packs == 1 else "to_pay_packs",
                    packs=Amount(packs, FigureFormat.COUNT),
                ),
            ),
            (
                self._text(lasts_key, days=Amount(days, FigureFormat.COUNT)),
                self._text("one_pack_lasts"),
            ),
        ]
        if self._payer is not SELF_PAY:
            lines.insert(2, self._owed(best))
        yield '<table cellspacing="0" width="100%">'
        for amount, meaning in lines:
            yield f'<tr><td width="46%" class="amount">{escape(amount)}</td>'
            yield f'<td width="54%" class="meaning">{escape(meaning)}</td></tr>'
        yield "</table>"

    def _no_best_lines(self) -> Iterator[str]:
        """Say that no product reaches the target, and which two do together."""
        product = self._products[0]
        if all(product.evaluation.has_label_doubt for product in self._products):
            yield f'<p class="product"><b>{self._escaped_text("label_first")}</b></p>'
            return
        key = "none_reaches_safely" if self._has_limit else "none_reaches"
        if len(self._products) == 1:
            key = f"one_{key}"
        target = mass_amount(product.number("target_mg"), self._scenario.element)
        yield f'<p class="product"><b>{self._escaped_text(key, target=target)}</b></p>'
        yield f'<p class="dose name">{escape(self._pair_text())}</p>'

    def _pair_text(self) -> str:
        _, pair = find_cheapest_one_or_two(self._comparison)
        if pair is None:
            return self._text("ask_which")
        first, second = pair.doses
        return self._text(
            self._period_key("pair"),
            first=_printable_name(first.compared_product),
            first_units=UnitCount(first.units, first.compared_product.product.unit_kind),
            second=_printable_name(second.compared_product),
            second_units=UnitCount(second.units, second.compared_product.product.unit_kind),
            delivered=mass_amount(pair.delivered, self._scenario.element),
            cost=Amount(pair.cost, FigureFormat.MONEY, self._scenario.currency),
            days=str(self._scenario.days),
        )

    # -- the bars ------------------------------------------------------------------------------

    def bars(self, *, is_compact: bool) -> Iterator[str]:
        """Write what each product costs for a basis, as a bar and a figure, and its dose."""
        element = self._scenario.element
        basis = basis_text(SHOWN_BASIS, element)
        yield f"<h2>{self._escaped_text(self._bars_heading_key(), basis=basis)}</h2>"
        costs = [
            cost_per_basis(product.number("cost_per_elemental_mg"), SHOWN_BASIS, element)
            for product in self._products
        ]
        texts = self._cost_texts(costs)
        for product, cost, text in zip(self._products, costs, texts, strict=True):
            bar = self._picture_of(product).html(_bar_length(cost, max(costs)), BAR_HEIGHT)
            yield '<table width="100%" cellspacing="0" class="bars">'
            yield from self._rows(product, bar, escape(text), is_compact=is_compact)
            yield "</table>"

    def _bars_heading_key(self) -> str:
        """Return the heading that says in which order several products stand.

        Products that are not safe stand in the order of doses that the page does not show.
        """
        groups = {product.evaluation.place_group for product in self._products}
        if len(self._products) == 1 or sum(group.is_safe for group in groups) != 1:
            return "cost_heading"
        return "cost_heading_by_dose" if len(groups) == 1 else "cost_heading_safe_first"

    def _rows(
        self, product: ComparedProduct, bar: str, cost: str, *, is_compact: bool
    ) -> Iterator[str]:
        """Write the name beside the bar, and the other lines below. A long name stands above."""
        name = f"<b>{_product_name(product)}</b>"
        details = escape(self._details(product, with_pack=False))
        small = f'<span class="small">{details}</span>' if details else ""
        lines = list(self._lines(product))
        if _has_long_name(product):
            yield f'<tr><td colspan="3" class="name">{name} {small}</td></tr>'
            beside = lines.pop(0) if _is_takable(product) else ""
        else:
            beside = (" " if is_compact else "<br>").join(filter(None, (name, small)))
        end = "" if lines else " last"
        yield f'<tr><td width="46%" class="name{end}">{beside}</td>'
        yield f'<td width="36%" class="bar{end}">{bar}</td>'
        yield f'<td width="18%" class="cost{end}"><b>{cost}</b></td></tr>'
        if lines:
            yield f'<tr><td colspan="3" class="last">{"<br>".join(lines)}</td></tr>'

    def _cost_texts(self, costs: Sequence[Fraction]) -> list[str]:
        """Return costs in one unit, with the same number of decimals: cents if they are small."""
        currency = currencies()[self._scenario.currency]
        cents = [cost * currency.minor_per_unit for cost in costs]
        notation = self._texts.notation
        if not currency.cent_sign or min(cents) >= _LEAST_CENTS_IN_MONEY:
            decimals = _decimals(costs, currency.decimals)
            return [
                notation.format_money(format_fixed(cost, decimals), currency.code) for cost in costs
            ]
        decimals = _decimals(cents, 1)
        return [
            f"{notation.format_number(format_fixed(cost, decimals))}\u00a0{currency.cent_sign}"
            for cost in cents
        ]

    def _picture_of(self, product: ComparedProduct) -> HandoutPicture:
        if _has_dose_stop(product):
            return HandoutPicture.OVER_LIMIT_BAR
        return HandoutPicture.BEST_BAR if product is self._best else HandoutPicture.BAR

    def _lines(self, product: ComparedProduct) -> Iterator[str]:
        """Write the dose and its cost, or why there is none, and what the checks found."""
        is_takable = _is_takable(product)
        if is_takable:
            yield self._dose_line(product)
        if product.product.other_minerals or held_contents(product.product.also_contains):
            yield self._contents_line(product.product)
        for flag in without_repeated_flags(product.flags):
            if flag.key in SHOWN_ONCE_KEYS or (not is_takable and flag.key in _KEYS_OF_A_DOSE):
                continue
            if is_takable and flag.key == "far_from_target" and _is_above_target(product):
                continue  # the line of the dose says so
            yield self._flag_line(product, flag)

    def _contents_line(self, product: Product) -> str:
        """Write what else a serving holds, which the price buys too."""
        contents = [
            self._text(
                "content",
                mineral=Mineral(one.element),
                amount=mass_amount(one.amount / MASS.base_per_unit, one.element),
            )
            for one in product.ingredients[1:]
        ]
        if held := held_contents(product.also_contains):
            contents.append(printable_text(held, MAX_NAME_LENGTH))
        units = Fraction(product.serving_units, UNITS.base_per_unit)
        serving = UnitCount(units, product.unit_kind)
        return self._escaped_text("also_contains", contents=", ".join(contents), serving=serving)

    def _dose_line(self, product: ComparedProduct) -> str:
        line = escape(self._dose_text(product.figures))
        if _is_above_target(product):
            share = Percent(product.number("delivered_share") - 1)
            sign = self._sign(HandoutPicture.ABOVE_TARGET)
            line = f"{line} {sign} {self._escaped_text('above_goal', share=share)}"
        if self._payer is not SELF_PAY:
            amount, meaning = self._owed(product)
            owed = self._escaped_text("owed_line", amount=amount, meaning=meaning)
            line = f"{line} {owed}"
        return line

    def _dose_text(self, figures: Figures) -> str:
        cost = figures.number("monthly_cost") or Fraction(0)
        return self._text(
            self._period_key("dose"),
            **self._dose(figures),
            cost=Amount(cost, FigureFormat.MONEY, figures.product.currency),
            days=str(self._scenario.days),
        )

    def _dose(self, figures: Figures) -> dict[str, SentenceValue]:
        units, delivered = (
            figures.number(key) or Fraction(0) for key in ("units_per_day", "delivered_mg_per_day")
        )
        return {
            "units": UnitCount(units, figures.product.unit_kind),
            "delivered": mass_amount(delivered, figures.product.element),
        }

    def _flag_line(self, product: ComparedProduct, flag: Flag) -> str:
        text = escape(self.flag_text(product, flag))
        if flag.severity is Severity.STOP:
            sign = self._sign(HandoutPicture.OVER_LIMIT)
            line = f'{sign} <span class="stop">{text}</span>'
            return f"{line} {self._within_limit(product)}" if flag.key == "over_limit" else line
        if flag.is_open_question:
            return f"{self._sign(HandoutPicture.QUESTION)} {text}"
        return text

    def _sign(self, picture: HandoutPicture) -> str:
        size = SIGN_SIZE[self._options.is_large]
        return picture.html(size, size)

    def flag_text(self, product: ComparedProduct, flag: Flag) -> str:
        """Return what a check found in plain words."""
        key = self._check_text_key(flag)
        texts = (
            self._texts.check_text(key, self._parameters(product, flag, part))
            for part in flag.parts
        )
        return " ".join(texts)

    def _parameters(
        self, product: ComparedProduct, flag: Flag, part: Sentence
    ) -> dict[str, SentenceValue]:
        parameters: dict[str, SentenceValue] = dict(part.parameters)
        priced_on = product.product.priced_on
        if "date" in parameters and priced_on:
            parameters["date"] = self._texts.language.date_text(priced_on)
        if flag.key == "over_limit":
            parameters["units"] = _short_count(product)
        return parameters

    def _check_text_key(self, flag: Flag) -> str:
        limit = self._scenario.limit
        if flag.key == "over_limit" and limit and limit.counts_food:
            return "over_limit_total"
        element = elements()[self._scenario.element]
        if flag.key == "many_units" and not element.may_advise_stronger:
            return "many_units_strong"
        return flag.key

    def _within_limit(self, product: ComparedProduct) -> str:
        """Write the largest dose within the limit, if the label leaves no doubt about it."""
        if product.evaluation.has_label_doubt:
            return ""
        units = LARGEST_DOSE_WITHIN_LIMIT.evaluate(product.figures)
        if not units:
            smallest = UnitCount(product.number("smallest_dose"), product.product.unit_kind)
            return self._escaped_text("smallest_over_limit", units=smallest)
        figures = product.figures.with_input("units_per_day", units)
        if condition_holds("treatment_dose", figures):
            return ""
        return escape(self._dose_text(figures))

    # -- words ---------------------------------------------------------------------------------

    def _text(self, key: str, **parameters: SentenceValue) -> str:
        return self._texts.text(key, **parameters)

    def _escaped_text(self, key: str, **parameters: SentenceValue) -> str:
        return escape(self._texts.text(key, **parameters))

    def _period_key(self, key: str) -> str:
        """Return the key of a text about the days compared, which may be called a month."""
        days = self._scenario.days
        if days in DAYS_OF_A_MONTH:
            return key
        return f"{key}_one_day" if days == 1 else f"{key}_days"

    def _period_text(self, key: str) -> str:
        return self._text(self._period_key(key), days=str(self._scenario.days))

    def _money(self, product: ComparedProduct, key: str) -> str:
        amount = Amount(product.number(key), FigureFormat.MONEY, product.product.currency)
        return amount.text(self._texts.notation)

    def _owed(self, product: ComparedProduct) -> tuple[str, str]:
        """Return what the patient pays now under the payer, and the words for it."""
        cost = cost_under_payer(self._comparison, product, self._payer)
        amount = Amount(cost.out_of_pocket, FigureFormat.MONEY, product.product.currency)
        payer = printable_text(self._payer.name, MAX_NAME_LENGTH)
        key = "owed" if cost.is_covered else "owed_not_covered"
        return amount.text(self._texts.notation), self._text(key, payer=payer)

    def _details(self, product: ComparedProduct, *, with_pack: bool) -> str:
        brand = printable_text(product.product.brand, MAX_NAME_LENGTH)
        form = "" if product.form == NOT_STATED else self._texts.language.translate(product.form)
        form = printable_text(form, MAX_NAME_LENGTH)
        if not with_pack:
            return ", ".join(filter(None, (brand, form)))
        units = product.figures.number("pack_units") or Fraction(0)
        pack = UnitCount(units, product.product.unit_kind).text(self._texts.notation)
        details = ", ".join(filter(None, (brand, pack)))
        return f"{details} ({form})" if form else details


def _is_takable(product: ComparedProduct) -> bool:
    return not product.has_stop and not product.evaluation.has_label_doubt


def _has_long_name(product: ComparedProduct) -> bool:
    """Return whether a name would need three lines or more beside its bar."""
    return len(_printable_name(product)) > _LONG_NAME


def _has_dose_stop(product: ComparedProduct) -> bool:
    return any(flag.key in DOSE_STOP_KEYS for flag in product.flags)


def _is_above_target(product: ComparedProduct) -> bool:
    return product.number("delivered_share") > _ABOVE_TARGET


def _short_count(product: ComparedProduct) -> SentenceValue:
    """Return a dose as a number, with its unit only if it is no whole thing to count."""
    units, kind = product.number("units_per_day"), product.product.unit_kind
    is_whole = UNIT_KINDS[kind].is_sold_whole
    return Amount(units, FigureFormat.UNITS) if is_whole else UnitCount(units, kind)


def _printable_name(product: ComparedProduct) -> str:
    return printable_text(product.product.product, MAX_NAME_LENGTH)


def _product_name(product: ComparedProduct) -> str:
    return escape(_printable_name(product))


def _bar_length(cost: Fraction, highest: Fraction) -> int:
    """Return the length of a bar in CSS pixels. The smallest cost still shows."""
    return max(1, round_half_away(cost / highest * LONGEST_BAR)) if highest else 1


def _decimals(amounts: Sequence[Fraction], least: int) -> int:
    """Return how many decimals give the smallest amount two significant digits."""
    smallest = min(amounts)
    needed = (n for n in range(least, _MOST_DECIMALS) if smallest * 10**n >= _TWO_DIGITS)
    return next(needed, _MOST_DECIMALS)
