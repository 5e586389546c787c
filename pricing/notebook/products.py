"""Products of a notebook, made from arguments or read from a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from pricing.model.columns import (
    COLUMNS,
    COLUMNS_BY_KEY,
    Column,
    ColumnKind,
    build_product,
    read_cell,
)
from pricing.model.product import DEFAULT_ELEMENT, NO, YES
from pricing.notebook.arguments import (
    ArgumentError,
    check_names,
    currency_argument,
    naming,
    nearest_names,
    text_argument,
)
from pricing.notebook.quantities import (
    base_units,
    displayed_amount,
    displayed_mass,
    displayed_money,
    money_units,
)
from pricing.notebook.scenario import Scenario
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import PERCENT, UNITS, DecimalMark
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import recognize_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike
    from typing import Required, Unpack

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product as ModelProduct
    from pricing.notebook.quantities import (
        CountArgument,
        ExactNumber,
        Mass,
        MassArgument,
        Money,
        MoneyArgument,
        RatioArgument,
    )
    from pricing.problems.errors import Problem

_SHOWN_PRODUCTS = 20
# The names of the Python interface, where they are not those of the model's fields.
_RENAMED_FIELDS = {
    "product": "name",
    "unit_kind": "unit",
    "serving_units": "serving",
    "pack_units": "pack",
}
COLUMNS_BY_ARGUMENT: Mapping[str, Column] = {
    _RENAMED_FIELDS.get(column.field, column.field): column for column in COLUMNS
}
ARGUMENTS_BY_COLUMN: Mapping[str, str] = {
    column.key: argument for argument, column in COLUMNS_BY_ARGUMENT.items()
}


class ProductArguments(TypedDict, total=False):
    """The arguments of `Product`."""

    name: Required[str]
    pack: Required[CountArgument]
    price: Required[MoneyArgument]
    brand: str
    element: str
    form: str
    unit: str
    elemental: MassArgument | None
    compound: MassArgument | None
    serving: CountArgument
    currency: str
    discount: RatioArgument
    tax: RatioArgument
    delivery: MoneyArgument
    smallest_dose: CountArgument
    daily_value: RatioArgument | None
    upc: str
    ndc: str
    priced_on: date | str | None
    source: str
    shops_asked: CountArgument | None
    shops_found: CountArgument | None
    asked_on: date | str | None
    other_minerals: str
    also_contains: str
    food: bool | str
    note: str


class Product:
    """One pack, its label and its price; immutable and valid by construction.

    Give `name`, `pack` (the units in it), `price`, and the label: `elemental` or `compound` for a
    `serving` of 1 or more units, `form`, and `unit` (capsule, tablet, softgel, gummy, sachet,
    serving, g or mL). Optional are `brand`, `element` (Mg), `currency` (USD, or what the price
    states), `discount` and `tax` in percent, `delivery`, `smallest_dose`, `daily_value` in percent,
    `upc`, `ndc`, `source`, `priced_on`, `shops_asked`, `shops_found`, `asked_on`, `note`, and what
    else a serving holds: `other_minerals` ("calcium 333 mg, zinc 5 mg") and `also_contains`.

    Quantities are text, Decimal or typed; counts may be int.

    >>> Product(name="Ox", form="oxide", elemental="241 mg", pack=120, price="$8.00")
    <Product Ox: oxide, 241 mg in 1 unit, 120 units, $8.00>

    Raises:
        ArgumentError: The arguments make no product. The error names the wrong one.
    """

    __slots__ = ("model",)

    # The engine's own product, in base units.
    model: ModelProduct

    def __init__(self, **arguments: Unpack[ProductArguments]) -> None:
        check_names(arguments, COLUMNS_BY_ARGUMENT)
        given = {name: value for name, value in arguments.items() if value is not None}
        values = _read_values(given)
        for name in ("name", "pack", "price"):
            if COLUMNS_BY_ARGUMENT[name].key not in values:
                raise ArgumentError(name, "It is missing.", "A product needs it.")
        with naming("Product", ARGUMENTS_BY_COLUMN):
            self.model = build_product(values)

    @classmethod
    def from_model(cls, product: ModelProduct) -> Product:
        """Return a product of the engine for notebooks."""
        wrapper = cls.__new__(cls)
        wrapper.model = product
        return wrapper

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Product) and other.model == self.model

    def __hash__(self) -> int:
        return hash(self.model)

    def __repr__(self) -> str:
        return displayable_line(f"<Product {self.label}>")

    @property
    def label(self) -> str:
        """The product in one line: name, brand, form, amount, pack and price."""
        amount = self.elemental or f"{self.compound} of compound"
        brand = f" ({self.brand})" if self.brand else ""
        return (
            f"{self.name}{brand}: {self.form_group}, {amount} in {self.serving}, "
            f"{self.pack}, {self.price}"
        )

    # -- the label -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of the product."""
        return self.model.product

    @property
    def brand(self) -> str:
        """The brand; "" if none is stated."""
        return self.model.brand

    @property
    def element(self) -> str:
        """The symbol of the mineral, such as Mg."""
        return self.model.element

    @property
    def form(self) -> str:
        """The form as the label words it."""
        return self.model.form

    @property
    def form_group(self) -> str:
        """The form under which the product is compared, such as glycinate or blend."""
        return self.model.recognized_form.name

    @property
    def unit(self) -> str:
        """What is counted: capsule, tablet, softgel, gummy, sachet, serving, g or mL."""
        return self.model.unit_kind

    @property
    def elemental(self) -> Mass | None:
        """The elemental amount of a serving, if the label states it."""
        base = self.model.elemental
        return None if base is None else displayed_mass(base)

    @property
    def compound(self) -> Mass | None:
        """The compound amount of a serving, if the label states it."""
        base = self.model.compound
        return None if base is None else displayed_mass(base)

    @property
    def serving(self) -> ExactNumber:
        """The units that the label calls a serving."""
        return self._units(self.model.serving_units)

    @property
    def pack(self) -> ExactNumber:
        """The units in a pack."""
        return self._units(self.model.pack_units)

    @property
    def smallest_dose(self) -> ExactNumber:
        """The least number of units that can be taken."""
        return self._units(self.model.smallest_dose)

    @property
    def daily_value(self) -> ExactNumber | None:
        """The percentage of the daily value, if the label states it."""
        base = self.model.daily_value
        return None if base is None else displayed_amount(base, PERCENT)

    @property
    def upc(self) -> str:
        """The digits of the barcode; "" if none is stated."""
        return self.model.upc

    @property
    def ndc(self) -> str:
        """The National Drug Code; "" if none is stated."""
        return self.model.ndc

    # -- the price -----------------------------------------------------------------------------

    @property
    def price(self) -> Money:
        """The price of a pack, before discount, tax and delivery."""
        return displayed_money(self.model.price, self.currency)

    @property
    def currency(self) -> str:
        """The code of the price's currency, such as USD."""
        return self.model.currency

    @property
    def discount(self) -> ExactNumber:
        """The discount in percent of the price."""
        return displayed_amount(self.model.discount, PERCENT)

    @property
    def tax(self) -> ExactNumber:
        """The tax in percent of the discounted price."""
        return displayed_amount(self.model.tax, PERCENT)

    @property
    def delivery(self) -> Money:
        """The cost of delivery."""
        return displayed_money(self.model.delivery, self.currency)

    @property
    def source(self) -> str:
        """Who asks the price; "" if nobody is named."""
        return self.model.source

    @property
    def priced_on(self) -> date | None:
        """The day of the price."""
        return self.model.priced_on

    @property
    def shops_asked(self) -> int | None:
        """The number of shops that were asked for the product."""
        return self.model.shops_asked

    @property
    def shops_found(self) -> int | None:
        """The number of shops that had the product."""
        return self.model.shops_found

    @property
    def asked_on(self) -> date | None:
        """The day on which the shops were asked."""
        return self.model.asked_on

    @property
    def other_minerals(self) -> str:
        """The minerals of a serving beside the first one: "calcium 333 mg, zinc 5 mg"."""
        return self.model.other_minerals

    @property
    def also_contains(self) -> str:
        """The vitamins and other actives, which are not computed."""
        return self.model.also_contains

    @property
    def food(self) -> str:
        """Whether the product is a food, such as almonds: yes, no, or "" if nobody says it."""
        return self.model.food

    @property
    def note(self) -> str:
        """A note of your own."""
        return self.model.note

    def _units(self, base: int) -> ExactNumber:
        unit = self.model.unit_kind_details.name_of(UNITS.to_fraction(base))
        return displayed_amount(base, UNITS, unit)


def _read_values(given: Mapping[str, object]) -> dict[str, BaseValue]:
    """Return the values by column key, without those that are empty."""
    currency = currency_argument("currency", given.get("currency", ""))
    values: dict[str, BaseValue] = {}
    for name in ("price", *given):
        column = COLUMNS_BY_ARGUMENT[name]
        if name in {"price", "delivery"} and given.get(name, "") != "":
            values[column.key], currency = money_units(name, given[name], currency)
            _refuse_zero(name, column, values[column.key])
        elif name not in {"price", "currency"}:
            value = _read_value(name, column, given[name])
            if value is not None:
                values[column.key] = value
    return values | ({"currency": currency} if currency else {})


def _read_value(name: str, column: Column, value: object) -> BaseValue | None:
    """Return the value of a column that is no money; None for an empty text."""
    if value == "":
        return None
    quantity = column.kind.quantity
    if quantity is not None:
        amount = base_units(name, value, quantity)
        _refuse_zero(name, column, amount)
        return amount
    if column.kind is ColumnKind.YES_NO and isinstance(value, bool):
        return YES if value else NO
    if column.kind is ColumnKind.DATE and isinstance(value, date):
        value = f"{value:%Y-%m-%d}"
    with naming(name):
        return read_cell(column, text_argument(name, value))


def _refuse_zero(name: str, column: Column, amount: BaseValue) -> None:
    if not amount and not column.allows_zero:
        with naming(name):
            raise BadInput(ProblemKind.ZERO)


# -- lists -------------------------------------------------------------------------------------


class Products(list[Product]):
    """The products of a list.

    `problems` says what was left out of the list or is likely wrong, and where. `scenario` holds
    the assumptions of the list, if it is a workbook of the program.
    """

    def __init__(
        self,
        products: Iterable[Product] = (),
        problems: Iterable[Problem] = (),
        scenario: Scenario | None = None,
    ) -> None:
        super().__init__(products)
        self.problems = tuple(problems)
        self.scenario = scenario

    def __repr__(self) -> str:
        lines = [f"<Products: {len(self)}, problems: {len(self.problems)}>"]
        lines += map(repr, self[:_SHOWN_PRODUCTS])
        if len(self) > _SHOWN_PRODUCTS:
            lines.append(f"... and {len(self) - _SHOWN_PRODUCTS} more")
        return "\n".join(lines)


def read(
    path: str | PathLike[str],
    *,
    element: str = DEFAULT_ELEMENT,
    currency: str = "",
    decimal_mark: str = "auto",
    columns: Mapping[str, str] | None = None,
) -> Products:
    """Read the products of a list, a workbook or a public register.

    Args:
        path: A .csv, .tsv, .xlsx, .xlsm, .xls, .ods, .json or .zip file.
        element: The mineral of rows that name none.
        currency: The currency of rows that name none.
        decimal_mark: "auto", "." or ",".
        columns: Column keys by header, for headers that are not recognized. A key can be followed
            by parts, such as "price:pence" or "elemental_mg:per 2 units".

    Raises:
        ArgumentError: The file cannot be read as a list, or an argument is wrong.
    """
    from pricing.reading.reader_process import read_products
    from pricing.reading.reading_options import ReadingOptions

    with naming("element"):
        element = recognize_element(text_argument("element", element))
    _check_columns(columns or {})
    options = ReadingOptions(
        decimal_mark=_decimal_mark(decimal_mark),
        column_keys=columns or {},
        element=element,
        currency=currency_argument("currency", currency),
    )
    rows = read_products(Path(path), options)
    unreadable = [problem for problem in rows.problems if problem.row is None]
    if unreadable and not rows.products:
        raise ArgumentError(str(path), unreadable[0].description, unreadable[0].remedy)
    scenario = Scenario.from_model(rows.scenario) if rows.scenario else None
    return Products(
        (Product.from_model(row.product) for row in rows.products), rows.problems, scenario
    )


def _decimal_mark(text: str) -> DecimalMark:
    if text not in list(DecimalMark):
        choices = ", ".join(f"“{mark}”" for mark in DecimalMark)
        raise ArgumentError("decimal_mark", f"{text!r} is no decimal mark.", f"Use {choices}.")
    return DecimalMark(text)


def _check_columns(columns: Mapping[str, str]) -> None:
    """Raise ArgumentError for a header that is said to be a column that does not exist."""
    from pricing.reading.headers import recognize_mapping

    for header, mapping in columns.items():
        key, _, _ = mapping.partition(":")
        if key not in COLUMNS_BY_KEY:
            raise ArgumentError(
                "columns", f"There is no column “{key}”.", nearest_names(key, COLUMNS_BY_KEY)
            )
        with naming("columns"):
            recognize_mapping(header, mapping)
