"""The outcome of a comparison in a notebook: typed figures, the best buy, a pandas table."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Generic, cast, overload

from pricing.analysis.findings import findings
from pricing.calculation.comparison import compare as compare_models
from pricing.calculation.measures import MEASURES_BY_KEY
from pricing.model.scenario import choose_scenario
from pricing.notebook.arguments import ArgumentError, currency_argument, nearest_names
from pricing.notebook.products import Product, Products
from pricing.notebook.quantities import AnyNumber, ExactNumber, Mass, Money, displayed_figure
from pricing.notebook.scenario import (
    Scenario,
    apply_options,
    check_options,
    element_argument,
)
from pricing.quantities.safe_text import displayable_line
from pricing.writing import compared_cells, compared_headings, compared_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from typing import Self, Unpack

    import pandas as pd

    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.notebook.scenario import ScenarioOptions

_SHOWN_PRODUCTS = 20
_LISTED_MATCHES = 5


class Figure(Generic[AnyNumber]):
    """A measure as a typed attribute of `ProductResult`; the attribute's name is its key."""

    def __init__(self, kind: type[AnyNumber]) -> None:
        self.kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name
        self.__doc__ = MEASURES_BY_KEY[name].meaning

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...

    @overload
    def __get__(self, row: ProductResult, owner: type) -> AnyNumber | None: ...

    def __get__(self, row: ProductResult | None, owner: type) -> Self | AnyNumber | None:
        if row is None:
            return self
        return cast("AnyNumber | None", row.figure(self.key))


class ProductResult:
    """A product and its figures. A figure that the product does not have is None."""

    __slots__ = ("_compared",)

    def __init__(self, compared: ComparedProduct) -> None:
        self._compared = compared

    serving_elemental_mg = Figure(Mass)
    elemental_mg_per_unit = Figure(Mass)
    pack_price = Figure(Money)
    cost_per_unit = Figure(Money)
    cost_per_elemental_mg = Figure(Money)
    units_per_day = Figure(ExactNumber)
    delivered_mg_per_day = Figure(Mass)
    delivered_share = Figure(ExactNumber)
    units_per_month = Figure(ExactNumber)
    monthly_cost_exact = Figure(Money)
    monthly_cost = Figure(Money)
    cost_per_day = Figure(Money)
    monthly_cost_per_elemental_mg = Figure(Money)
    packs_to_buy = Figure(ExactNumber)
    monthly_outlay = Figure(Money)
    units_left_over = Figure(ExactNumber)
    course_packs = Figure(ExactNumber)
    course_outlay = Figure(Money)
    days_per_pack = Figure(ExactNumber)
    monthly_cost_per_absorbed_mg = Figure(Money)
    break_even_absorption = Figure(ExactNumber)
    monthly_premium = Figure(Money)

    @property
    def product(self) -> Product:
        """The product itself."""
        return Product.from_model(self._compared.product)

    @property
    def name(self) -> str:
        """The name of the product."""
        return self._compared.product.product

    @property
    def form(self) -> str:
        """The form under which the product is compared."""
        return self._compared.form

    @property
    def rank(self) -> int | None:
        """The rank from 1; None if the product cannot be compared."""
        return self._compared.rank

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What the checks found, the gravest first."""
        return self._compared.flags

    def figure(self, key: str) -> ExactNumber | None:
        """Return a measure by its key; None where the product does not have it.

        Raises:
            UnknownFigureError: There is no such measure.
        """
        if key not in MEASURES_BY_KEY:
            raise UnknownFigureError(key)
        value = self._compared.figures.number(key)
        if value is None:
            return None
        figure_format = MEASURES_BY_KEY[key].figure_format
        currency = self._compared.figures.scenario.currency
        kind = self._compared.product.unit_kind_details
        return displayed_figure(value, figure_format, currency, kind)

    if not TYPE_CHECKING:  # mypy would accept every name

        def __getattr__(self, name: str) -> None:
            raise UnknownFigureError(name)

    def __repr__(self) -> str:
        rank = f"{self.rank}. " if self.rank else ""
        dose = f"{self.units_per_day} ({self.delivered_mg_per_day}) a day"
        cost = f"{self.monthly_cost or 'no cost'} for {self._compared.figures.scenario.days} days"
        keys = "".join(f", {flag.key}" for flag in self.flags)
        return displayable_line(f"<ProductResult {rank}{self.name}: {dose}, {cost}{keys}>")


class UnknownFigureError(ArgumentError, AttributeError):
    """A figure that does not exist. The error names the most similar one that does."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "There is no such figure.", nearest_names(name, MEASURES_BY_KEY))


class UnknownProductError(ArgumentError, KeyError):
    """A name that no product of the result has, or several have."""


class Result:
    """Products compared in a scenario: in rank order, then those that cannot be compared.

    A product is found by its position, by its name or the beginning of it, or by name and brand:
    `result[0]`, `result["Magnesium Oxide"]`, `result["Magnesium Oxide", "Nature Made"]`.
    `comparison` is the engine's own object, for every other question.
    """

    __slots__ = ("_rows", "comparison")

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._rows = tuple(map(ProductResult, comparison.products))

    @property
    def scenario(self) -> Scenario:
        """What the comparison assumes."""
        return Scenario.from_model(self.comparison.scenario)

    @property
    def best(self) -> ProductResult | None:
        """The best buy: the safe product that reaches the target for the least, as taken.

        A safe product has a dose within the limit, no stop, and no open question about its label.
        None if there is no such product.
        """
        best = self.comparison.best_buy
        return ProductResult(best) if best else None

    @property
    def findings(self) -> tuple[str, ...]:
        """The outcome in sentences, the main one first."""
        return tuple(finding.text() for finding in findings(self.comparison))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[ProductResult]:
        return iter(self._rows)

    def __getitem__(self, key: int | str | tuple[str, str]) -> ProductResult:
        """Return a product by its position, its name or the beginning of it, or name and brand.

        Capital and small letters count as the same.

        Raises:
            UnknownProductError: No product has the name, or several have.
        """
        if isinstance(key, str):
            return self._rows[self._position(key, "")]
        return self._rows[self._position(*key) if isinstance(key, tuple) else key]

    def _position(self, name: str, brand: str) -> int:
        """Return the position of the one product that has the name or begins with it."""
        rows = [row for row in enumerate(self._rows) if brand in {"", row[1].product.brand}]
        matches = [position for position, row in rows if row.name == name]
        folded = name.casefold()
        matches = matches or [
            position for position, row in rows if row.name.casefold().startswith(folded)
        ]
        if len(matches) == 1:
            return matches[0]
        asked = f"{name}, {brand}" if brand else name
        if not matches:
            remedy = nearest_names(name, (row.name for row in self._rows))
            raise UnknownProductError(asked, "There is no such product.", remedy)
        labels = [
            f"result[{position}] is {self._rows[position].product.label}"
            for position in matches[:_LISTED_MATCHES]
        ]
        more = "; ..." if len(matches) > _LISTED_MATCHES else ""
        raise UnknownProductError(
            asked,
            f"{len(matches)} products have this name.",
            f"Choose one by its position, or add its brand: {'; '.join(labels)}{more}.",
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas table with one row for each product, in the order of the result.

        It holds the rank, the form group, the keys of the checks, the place, every input and every
        figure.
        `attrs["units"]` holds the unit of each figure and input, but for prices and delivery, which
        are in the currency of their row. `attrs["scenario"]` holds the assumptions.
        """
        from pricing.notebook.frame import result_frame

        return result_frame(self.comparison)

    def __repr__(self) -> str:
        lines = [f"<Result {self.scenario.summary}>"]
        lines += compared_lines(self.comparison, self.comparison.products[:_SHOWN_PRODUCTS])
        if len(self) > _SHOWN_PRODUCTS:
            lines.append(f"... and {len(self) - _SHOWN_PRODUCTS} more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        def row(cells: Iterable[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        head = row((*compared_headings(self.comparison.scenario), "checks"), "th")
        body = "".join(
            row(
                (
                    *compared_cells(self.comparison, product),
                    ", ".join(flag.key for flag in product.flags),
                ),
                "td",
            )
            for product in self.comparison.products[:_SHOWN_PRODUCTS]
        )
        more = len(self) - _SHOWN_PRODUCTS
        note = f"<p>... and {more} more</p>" if more > 0 else ""
        caption = f"<caption>{escape(self.scenario.summary)}</caption>"
        return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>{note}"


def compare(
    products: Iterable[Product],
    scenario: Scenario | None = None,
    *,
    today: date | None = None,
    **options: Unpack[ScenarioOptions],
) -> Result:
    """Compare products in a scenario.

    Args:
        products: The list that `read` returns, or any products.
        scenario: The assumptions that no option changes. By default they are those of the list if
            it states any, else the program's defaults for the mineral and the currency of most
            products.
        today: The day from which the age of prices is counted.
        **options: The options of `Scenario`.

    Raises:
        ArgumentError: An option is impossible. The error names it.
    """
    check_options(options)
    listed = list(products)
    for product in listed:
        if not isinstance(product, Product):
            raise ArgumentError(
                "products", f"{product!r} is no Product.", "Pass what pricing.read returns."
            )
    stated = scenario or (products.scenario if isinstance(products, Products) else None)
    models = [product.model for product in listed]
    element = element_argument(options["element"]) if "element" in options else ""
    if not element and stated is None and models:
        element = Counter(model.element for model in models).most_common(1)[0][0]
    currency = currency_argument("currency", options.get("currency", ""))
    base = choose_scenario(models, [stated.model] if stated else (), element, currency)
    return Result(compare_models(models, apply_options(base, options), today))
