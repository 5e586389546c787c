"""The content of the chart: its title with the finding, its groups of bars, axis and source."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from app.comparison.chart_groups import GROUPS, OVER_ITS_LIMIT, group_key
from app.toolkit.form_names import coloured_form, form_label
from app.toolkit.locale_format import count_text, notation, short_notation
from app.toolkit.other_limits import other_over_limit_text
from app.toolkit.picture_source import source_line
from app.toolkit.signs import Sign
from app.toolkit.translation import tr
from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.conditions import condition_holds
from pricing.calculation.measures import (
    FigureFormat,
    PeriodText,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import MASS
from pricing.quantities.currencies import Plural
from pricing.quantities.rounding import format_fixed
from pricing.quantities.safe_text import displayable_line
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.scenario import Scenario

NOTHING_TO_COMPARE = "Nothing to compare yet."
NOT_RANKED = "not ranked until you answer"
# An axis has at most so many steps.
_MAX_STEPS = 6


class ChartFigure(NamedTuple):
    """A figure that the bars can show, and how a button and the title name it."""

    key: str
    button: PeriodText
    title: PeriodText
    figure_format: FigureFormat


_PER_BASIS = "Cost per {basis}"
_PER_BASIS_OF_MINERAL = "Cost per {basis} of {mineral}"
_PERIOD_COST = PeriodText(
    "Cost per month",
    Plural("days", "Cost in {days} day", "Cost in {days} days"),
    "Cost in the period",
)
_TO_PAY = PeriodText("To pay now", Plural("days", "To pay now", "To pay now"), "To pay now")
_TO_PAY_FOR_PERIOD = PeriodText(
    "To pay now for a month, in whole packs",
    Plural(
        "days",
        "To pay now for {days} day, in whole packs",
        "To pay now for {days} days, in whole packs",
    ),
    "To pay now, in whole packs",
)


def any_period(text: str) -> PeriodText:
    """Return a text that is the same for every period."""
    return PeriodText(text, Plural("days", text, text), text)


CHART_FIGURES = (
    ChartFigure(
        "cost_per_elemental_mg",
        any_period(_PER_BASIS),
        any_period(_PER_BASIS_OF_MINERAL),
        FigureFormat.RATE,
    ),
    ChartFigure("monthly_cost", _PERIOD_COST, _PERIOD_COST, FigureFormat.MONEY),
    ChartFigure("monthly_outlay", _TO_PAY, _TO_PAY_FOR_PERIOD, FigureFormat.MONEY),
)
COST_PER_BASIS = CHART_FIGURES[0]


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A product's bar and the texts beside it.

    `number` is its place, or "–" if it has none. `group` is the form that gives the bar its colour.
    A product that is asked about has no bar, because its amount is not known.
    """

    compared_product: ComparedProduct
    number: str
    name: str
    form: str
    group: str
    value: Fraction
    text: str
    delivered: str
    sign: Sign | None
    is_over_limit: bool
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under one heading. The heading's sign is None where the doses are safe and enough."""

    heading: str
    sign: Sign
    bars: tuple[ChartBar, ...]


@dataclass(frozen=True, slots=True)
class ChartContent:
    """Everything that the chart shows. `ticks` are the values of the axis, from 0, with texts."""

    title: str
    subtitle: str
    groups: tuple[BarGroup, ...]
    ticks: tuple[tuple[Fraction, str], ...]
    axis_unit: str
    source: str
    disclaimer: str

    @property
    def bars(self) -> tuple[ChartBar, ...]:
        return tuple(bar for group in self.groups for bar in group.bars)

    def description(self) -> str:
        """Return the whole content as text, for a screen reader."""
        if not self.bars:
            return tr(NOTHING_TO_COMPARE)
        lines = [self.title, self.subtitle]
        for group in self.groups:
            lines += [group.heading, *map(bar_description, group.bars)]
        return "\n".join([*lines, self.source, self.disclaimer])

    def table_text(self) -> str:
        """Return the content as a table of tabs and lines, for a spreadsheet."""
        headings = (tr("#"), tr("Product"), tr("Form"), self.title, tr("You get per day"))
        rows = [
            (bar.number, bar.name, bar.form, bar.text, f"{bar.delivered} {sign_text(bar)}".strip())
            for bar in self.bars
        ]
        lines = ["\t".join(_without_tabs(cells)) for cells in (headings, *rows)]
        return "\n".join([self.title, self.subtitle, *lines, self.source, self.disclaimer])


def _without_tabs(cells: Iterable[str]) -> list[str]:
    return [cell.replace("\t", " ") for cell in cells]


# What a sign beside a day's amount means.
SIGN_TEXTS: Mapping[Sign, str] = {
    Sign.OVER_LIMIT: "over the safe limit",
    Sign.ABOVE_TARGET: "above the target",
}


def sign_text(bar: ChartBar) -> str:
    """Return the meaning of the sign beside a bar, or ""."""
    if bar.sign is Sign.OVER_LIMIT and (other := other_over_limit_text(bar.compared_product)):
        return other
    return "" if bar.sign is None else tr(SIGN_TEXTS.get(bar.sign, ""))


def bar_description(bar: ChartBar) -> str:
    """Return a bar as a sentence: "1 Magnesium Oxide, oxide: $0.01796, 500 mg a day"."""
    if bar.is_asked:
        return tr("{product}, {form}: {figure}", product=bar.name, form=bar.form, figure=bar.text)
    text = tr(
        "{number} {product}, {form}: {figure}, {delivered} a day",
        number=bar.number,
        product=bar.name,
        form=bar.form,
        figure=bar.text,
        delivered=bar.delivered,
    )
    sign = sign_text(bar)
    return tr("{text}, {sign}", text=text, sign=sign) if sign else text


# -- making it ---------------------------------------------------------------------------------


def chart_content(
    comparison: Comparison,
    basis: int,
    figure: ChartFigure = COST_PER_BASIS,
    name: str = "",
    max_bars: int | None = None,
) -> ChartContent:
    """Return the content of the chart.

    Args:
        comparison: The products.
        basis: The elemental mass that a cost is for, in the unit of the mineral.
        figure: What the bars show.
        name: The name of the comparison, for the line about the source.
        max_bars: The number of bars at most. The subtitle counts the products all the same.
    """
    maker = _ContentMaker(comparison, basis, figure)
    groups = maker.groups(max_bars)
    return ChartContent(
        maker.title(),
        maker.subtitle(max_bars),
        groups,
        maker.ticks([bar.value for group in groups for bar in group.bars]),
        maker.axis_unit(),
        source_line(comparison, name),
        tr("arithmetic, not medical advice"),
    )


class _ContentMaker:
    """Makes the parts of the content."""

    def __init__(self, comparison: Comparison, basis: int, figure: ChartFigure) -> None:
        self._comparison = comparison
        self._scenario = comparison.scenario
        self._basis = basis
        self._figure = figure
        self._notation = short_notation()
        names = Counter(product.product.product for product in comparison.ranked_products)
        self._repeated_names = {name for name, count in names.items() if count > 1}

    # -- texts ---------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the title, which states the finding."""
        if not self._comparison.ranked_products:
            return self._figure_title()
        best = self._comparison.best_buy
        values = {"figure": self._figure_title(), "target": self._mass(self._target)}
        has_limit = self._scenario.limit is not None
        if best is None:
            template = (
                "{figure}: none of these reaches {target} within the safe limit"
                if has_limit
                else "{figure}: none of these reaches {target}"
            )
            return tr(template, **values)
        least = min(
            self._value(product)
            for product in self._comparison.ranked_products
            if product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
        )
        template = (
            "{figure}: from {cost} within the safe limit" if has_limit else "{figure}: from {cost}"
        )
        return tr(template, **values, cost=self._cost_text(least))

    def subtitle(self, max_bars: int | None) -> str:
        """Return how many products there are, in which order, and the limit."""
        total = len(self._comparison.ranked_products)
        products = count_text(
            total,
            "{count} product, safe first, then cost.",
            "{count} products, safe first, then cost.",
        )
        drawn = ""
        if max_bars is not None and max_bars < total:
            drawn = count_text(
                max_bars, "The first {count} is drawn.", "The first {count} are drawn."
            )
        return " ".join(filter(None, (products, drawn, self._limit_text())))

    def _limit_text(self) -> str:
        limit, target = self._scenario.limit, self._mass(self._target)
        if limit is None or limit.amount is None:
            return tr("At {target} a day. No safe limit is chosen.", target=target)
        template = (
            "At {target} a day the safe limit ({authority} {stage}, food included) is {limit}."
            if limit.counts_food
            else "At {target} a day the safe limit ({authority} {stage}, supplements) is {limit}."
        )
        return tr(
            template,
            target=target,
            authority=tr(limit.title),
            stage=tr(LIFE_STAGES[limit.life_stage]),
            limit=self._mass(MASS.to_fraction(limit.amount)),
        )

    def _figure_title(self) -> str:
        template = self._figure.title.template(self._scenario.days, notation())
        return template.format(**self._basis_values())

    def axis_unit(self) -> str:
        """Return what the values of the axis are for."""
        return figure_button_text(self._figure, self._scenario, self._basis)

    def _basis_values(self) -> dict[str, str]:
        element = self._scenario.element
        return {
            "basis": basis_text(self._basis, element),
            "mineral": tr(elements()[element].name).lower(),
        }

    # -- bars ----------------------------------------------------------------------------------

    def groups(self, max_bars: int | None) -> tuple[BarGroup, ...]:
        """Return the groups with bars, safe ones first."""
        by_group: dict[str, list[ComparedProduct]] = {key: [] for key in GROUPS}
        for product in self._comparison.products_by_place:
            by_group[group_key(product)].append(product)
        groups, room = [], len(self._comparison.ranked_products) if max_bars is None else max_bars
        for key, products in by_group.items():
            if products[:room]:
                bars = tuple(map(self._bar, products[:room]))
                groups.append(BarGroup(self._heading(key, products), GROUPS[key].sign, bars))
                room -= len(bars)
        return tuple(groups)

    def _heading(self, key: str, products: Sequence[ComparedProduct]) -> str:
        limit = self._scenario.limit
        text = GROUPS[key].text_without_limit if limit is None else GROUPS[key].text
        if key == "over" and any(map(other_over_limit_text, products)):
            text = OVER_ITS_LIMIT
        amount = "" if limit is None else self._mass(MASS.to_fraction(limit.amount or 0))
        return count_text(
            len(products), text.one, text.other, limit=amount, target=self._mass(self._target)
        )

    def _bar(self, product: ComparedProduct) -> ChartBar:
        if product.evaluation.has_open_question:
            return self._asked_bar(product)
        value = self._value(product)
        place = self._comparison.place_of(product)
        return ChartBar(
            product,
            notation().format_number(str(place)) if place else "–",
            self._name(product),
            form_label(product.product),
            coloured_form(product.product),
            value,
            self._cost_text(value),
            self._mass(product.number("delivered_mg_per_day")),
            dose_sign(product),
            product.evaluation.has_unsafe_dose,
        )

    def _asked_bar(self, product: ComparedProduct) -> ChartBar:
        """Return what stands in place of a bar where the label leaves a question open."""
        return ChartBar(
            product,
            "–",
            self._name(product),
            form_label(product.product),
            coloured_form(product.product),
            Fraction(0),
            tr(NOT_RANKED),
            "",
            Sign.QUESTION,
            is_over_limit=False,
            is_asked=True,
        )

    def _name(self, product: ComparedProduct) -> str:
        """Return the name, with the brand where two products have the same name."""
        name, brand = product.product.product, product.product.brand
        text = f"{name} ({brand})" if brand and name in self._repeated_names else name
        return displayable_line(text)

    # -- figures -------------------------------------------------------------------------------

    def _value(self, product: ComparedProduct) -> Fraction:
        value = product.number(self._figure.key)
        if self._figure is COST_PER_BASIS:
            return cost_per_basis(value, self._basis, self._scenario.element)
        return value

    def _cost_text(self, cost: Fraction) -> str:
        currency = self._scenario.currency
        return format_figure_with_unit(cost, self._figure.figure_format, currency, notation())

    @property
    def _target(self) -> Fraction:
        return MASS.to_fraction(self._scenario.target)

    def _mass(self, milligrams: Fraction) -> str:
        element = self._scenario.element
        return format_figure_with_unit(milligrams, FigureFormat.MASS, "", self._notation, element)

    def ticks(self, values: Sequence[Fraction]) -> tuple[tuple[Fraction, str], ...]:
        """Return the values of the axis: 0, and round steps up to the largest bar or beyond it."""
        largest = max(values, default=Fraction(0))
        step, decimals = round_step(largest)
        count = -(-largest // step)
        return tuple(
            (
                step * number,
                notation().format_money(
                    format_fixed(step * number, decimals), self._scenario.currency
                ),
            )
            for number in range(int(count) + 1)
        )


def round_step(largest: Fraction) -> tuple[Fraction, int]:
    """Return a step of 1, 2 or 5 with zeros that covers a value in few steps, and its decimals.

    >>> round_step(Fraction("0.7292")), round_step(Fraction(12))
    ((Fraction(1, 5), 2), (Fraction(2, 1), 0))
    """
    power = Fraction(1)
    while largest and power * 10 * _MAX_STEPS < largest:
        power *= 10
    while largest and power * _MAX_STEPS >= largest:
        power /= 10
    step = next(step for step in (2, 5, 10) if step * power * _MAX_STEPS >= largest) * power
    decimals = max(len(str(power.denominator)) - 1, 0)
    # Money reads with two decimals or with none.
    return step, max(decimals, 2) if decimals else 0


def dose_sign(product: ComparedProduct) -> Sign | None:
    """Return the sign beside what a product gives a day."""
    if product.evaluation.has_unsafe_dose:
        return Sign.OVER_LIMIT
    if condition_holds("above_target", product.figures):
        return Sign.ABOVE_TARGET
    return None


def figure_button_text(figure: ChartFigure, scenario: Scenario, basis: int) -> str:
    """Return how a button names a figure."""
    template = figure.button.template(scenario.days, notation())
    return template.format(basis=basis_text(basis, scenario.element))
