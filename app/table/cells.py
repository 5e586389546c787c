"""The cells of the product table: what each of them holds, shows, and is marked with."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.table.guesses import NameGuesses
from app.table.layout import (
    COST_PER_MG,
    CREDITED,
    DELIVERED,
    FLAGGED_COLUMNS,
    MINERAL_COLUMNS,
    MONTH,
    OPTIONAL,
    RANK,
    TABLE_COLUMNS,
    TableColumn,
)
from app.table.standing import (
    NO_STANDING,
    KnownStandings,
    RowStanding,
    RowStandings,
    Standing,
)
from app.toolkit.locale_format import notation, number_for_editing, short_notation
from app.toolkit.signs import Sign
from app.toolkit.translation import tr
from pricing.calculation.measures import (
    ABSORBED_COST_KEY,
    FigureFormat,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.model.columns import (
    COLUMNS_BY_KEY,
    COMPLETABLE_KEYS,
    ColumnKind,
    cell_text,
    exact_value,
    missing_keys,
)
from pricing.model.entry import AMOUNT_KEY, Entry
from pricing.quantities.amounts import MASS
from pricing.quantities.currencies import currencies, price_text
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.mineral_cells import MineralItem
    from pricing.quantities.currencies import Notation

WRONG_MARK, MISSING_MARK = "wrong", "missing"
QUESTION_MARK, OVER_LIMIT_MARK, ABOVE_TARGET_MARK = "question", "over limit", "above target"
_MARK_OF_SIGN = {Sign.OVER_LIMIT: OVER_LIMIT_MARK, Sign.ABOVE_TARGET: ABOVE_TARGET_MARK}
# The figures below which a small line may stand.
SECOND_LINE_KEYS = frozenset((DELIVERED, MONTH))
# The amounts below which the mineral stands where another one is compared.
AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg"))
MAX_KNOWN_TEXTS = 8_192
NEW_PRODUCT_PROMPT = "Type a name, scan a code, or paste rows"
# What the one row of an empty table asks for, and its numbers on the drawn label.
_PROMPTS = {
    "product": "Name on the label, or scan", "serving_units": "1", "pack_units": "count",
    "brand": OPTIONAL, "form": OPTIONAL,
}  # fmt: skip
NOT_RANKED = "Not ranked until you answer"
CREDIT_NOT_KNOWN = "not known"
_NUMBERS_ON_LABEL = {"product": 1, "elemental_mg": 2, "pack_units": 3, "price": 4}


class ProductCells:
    """Answers for the cells of a session's rows, and of the empty row below them.

    Entries and figures are looked up when a cell is asked for, so that nothing is kept twice.
    """

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        self._session = session
        self._cost_basis = cost_basis
        self.guesses = NameGuesses(session)
        self.standings = RowStandings(session)
        self.shows_figures = False  # at a start the inputs show before anything is computed
        self.entry_count = len(session.entries)  # without the empty row
        self.has_other_minerals = False
        self.used_minerals: frozenset[int] = frozenset()  # their columns
        self.look_for_other_minerals()
        # By the ids of entries and the keys of columns: the entry, the notation, and the text.
        self._known_texts: dict[tuple[int, str], tuple[Entry, Notation, str]] = {}
        # By rows and the keys of columns, until the next change: what was compared, and the rest.
        self._known_figures: dict[tuple[int, str], tuple[ComparedProduct, Notation, str]] = {}
        self._flawed_rows: dict[int, bool] = {}  # until the next change

    def show_figures(self) -> None:
        """Answer for the figures too from now on."""
        self.shows_figures = True
        self.guesses.begin()
        self.forget_standings()

    def forget_standings(self) -> KnownStandings:
        """Find anew how each row stands and what its figures are. Return how the rows stood."""
        self._known_figures.clear()
        self._flawed_rows.clear()
        return self.standings.forget()

    def forget_texts(self) -> None:
        """Write all cells anew, because another mineral or cost is shown."""
        self._known_texts.clear()
        self._known_figures.clear()

    def forget_rows(self) -> None:
        """Keep nothing of the rows, because another comparison is open."""
        self.forget_texts()
        self.guesses.forget_rows()

    # -- rows ----------------------------------------------------------------------------------

    def is_new_row(self, row: int) -> bool:
        """Return whether this is the empty row for a new product.

        While a change is being shown, the session may have fewer rows than the model still has.
        """
        return row >= self.entry_count or row >= len(self._session.entries)

    @property
    def is_first_run(self) -> bool:
        """Whether the empty row is the only one. It then says what is needed."""
        return self.entry_count == 0

    def entry(self, row: int) -> Entry:
        """Return the entry of a row, or for the empty row the entry that would begin there."""
        if row == self.entry_count:
            return Entry(0, self._session.new_row_values())
        return self._session.entries[row]

    def standing(self, row: int) -> RowStanding:
        """Return how a row stands in the comparison."""
        if not self.shows_figures or row >= self.entry_count:
            return NO_STANDING
        return self.standings.of(row)

    def look_for_other_minerals(self) -> bool:
        """Find anew which further minerals products hold. Return whether that has changed."""
        before = self.has_other_minerals, self.used_minerals
        rows = [row for row in range(len(self._session.entries)) if self.has_several_minerals(row)]
        self.has_other_minerals = bool(rows)
        stated = {element for row in rows for element in self.stated_minerals(row)}
        self.used_minerals = frozenset(
            at for at in MINERAL_COLUMNS if TABLE_COLUMNS[at].mineral in stated
        )
        return (self.has_other_minerals, self.used_minerals) != before

    def has_several_minerals(self, row: int) -> bool:
        """Return whether a row states other minerals, even in a text that cannot be read."""
        return self._session.entries[row].states_minerals

    def stated_minerals(self, row: int) -> set[str]:
        """Return the further minerals of a row, and "" for what names no mineral."""
        if not self.has_several_minerals(row):
            return set()
        from pricing.model.mineral_cells import mineral_items

        return {item.element for item in mineral_items(self._session.entries[row])}

    @property
    def has_unsafe_dose(self) -> bool:
        """Whether the dose of some row is over a limit."""
        if not self.shows_figures:
            return False
        from pricing.calculation.comparison import PlaceGroup

        ranked = self._session.comparison.ranked_products
        return any(product.evaluation.place_group is PlaceGroup.UNSAFE for product in ranked)

    def compared(self, row: int) -> ComparedProduct | None:
        """Return the product of a row with its figures, if there are any yet."""
        is_entry = self.shows_figures and row < self.entry_count
        return self._session.compared_product(row) if is_entry else None

    def contents_text(self, row: int, shown: Collection[str] = ()) -> str:
        """Return what else a row's product contains, for the line below its name, or "".

        Minerals that are `shown` elsewhere are left out.
        """
        entry = self._session.entries[row]
        if not entry.states_minerals and not entry.values.get("also_contains"):
            return ""
        from app.toolkit.contents_text import contents_text

        return contents_text(entry, self.compared_mineral, shown)

    @property
    def compared_mineral(self) -> str:
        """The mineral of the comparison."""
        return self._session.scenario.element

    def other_mineral(self, row: int, column: TableColumn) -> str:
        """Return the mineral of a typed amount if it is not the one that is compared, or ""."""
        if column.key not in AMOUNT_KEYS or self.is_new_row(row):
            return ""
        entry = self._session.entries[row]
        is_compared = entry.element == self.compared_mineral
        if is_compared or column.key not in entry.values:
            return ""
        return tr(elements()[entry.element].name).lower()

    def bar_form(self, row: int) -> str:
        """Return the name of the form that is compared, which gives the bar its colour."""
        compared = self.compared(row)
        if compared is None or compared.product.element == self._session.entries[row].element:
            return self.guesses.form_name(row)
        return compared.form if compared.product.form else ""

    def form_names(self) -> Collection[str]:
        """Return the names of all forms that rows state or bars have, as they come first."""
        names: dict[str, None] = {}
        products = self._session.compared_by_position if self.shows_figures else {}
        for row, entry in enumerate(self._session.entries):
            names[self.guesses.form_name_of(entry)] = None
            if row in products and products[row].product.element != entry.element:
                names[self.bar_form(row)] = None
        return names

    # -- texts ---------------------------------------------------------------------------------

    def text(self, row: int, column: TableColumn) -> str:
        """Return what a cell shows."""
        if self.is_new_row(row):
            prompts = {"product": tr(NEW_PRODUCT_PROMPT), RANK: "+"}
            return prompts.get(column.key, "")
        if column.input is not None:
            return self._input_text(self._session.entries[row], column)
        if not self.shows_figures:
            return ""
        compared = self._session.compared_product(row)
        if column.key == RANK:
            return self.standing(row).text
        return self._known_figure(row, compared, column) if compared else ""

    def _known_figure(self, row: int, compared: ComparedProduct, column: TableColumn) -> str:
        """Return what a figure shows. It is kept, except a credited cost, which prices change."""
        if column.key == CREDITED:
            return self._figure_text(compared, column)
        key, now = (row, column.key), notation()
        known = self._known_figures.get(key)
        if known is not None and known[0] is compared and known[1] is now:
            return known[2]
        if len(self._known_figures) >= MAX_KNOWN_TEXTS:
            self._known_figures.clear()
        text = self._figure_text(compared, column)
        self._known_figures[key] = compared, now, text
        return text

    def _input_text(self, entry: Entry, column: TableColumn) -> str:
        """Return what an input shows. It is kept, because cells are measured, then painted."""
        key, now = (entry.id, column.key), notation()
        known = self._known_texts.get(key)
        if known is not None and known[0] is entry and known[1] is now:
            return known[2]
        if len(self._known_texts) >= MAX_KNOWN_TEXTS:
            self._known_texts.clear()
        text = input_text(entry, column, self._session.scenario.element)
        self._known_texts[key] = entry, now, text
        return text

    def _figure_text(self, compared: ComparedProduct, column: TableColumn) -> str:
        value = self._figure(compared, column)
        if value is None or column.measure is None:
            return ""
        if column.key == "units_per_day":
            from pricing.calculation.sentences import UnitCount

            return UnitCount(value, compared.product.unit_kind).text(notation())
        is_per_mg = column.key == COST_PER_MG
        figure = (
            cost_per_basis(value, self._cost_basis.mass, compared.product.element)
            if is_per_mg
            else column.measure.in_rate_of(self._session.scenario.element, value)
        )
        currency = self._session.scenario.currency
        text = format_figure_with_unit(
            figure,
            column.measure.figure_format,
            currency,
            short_notation() if column.key == DELIVERED else notation(),
            compared.product.element,
        )
        if column.key == ABSORBED_COST_KEY and compared.number("relative_absorption") != 1:
            return tr("{figure} assumed", figure=text)
        return text

    def _figure(self, compared: ComparedProduct, column: TableColumn) -> Fraction | None:
        if column.key != CREDITED:
            return compared.figures.number(column.key)
        if not compared.product.other_minerals:
            return None
        from pricing.analysis.credited_cost import credited_monthly_cost

        return credited_monthly_cost(self._session.comparison, compared)

    def grey_text(self, row: int, column: TableColumn) -> str:
        """Return what stands in an empty cell, though nobody typed it, or ""."""
        if column.key == CREDITED:
            return self._unknown_credit(row, column)
        if column.input is None or self.is_new_row(row):
            return ""
        if not column.mineral and not self._is_empty(row, column):
            return ""  # as for most cells
        texts = (self.guesses.text, self.worked_out_amount, self.own_amount)
        return next(filter(None, (text(row, column) for text in texts)), "")

    def own_amount(self, row: int, column: TableColumn) -> str:
        """Return the amount of a mineral that a row states as its first one, or ""."""
        if not column.mineral or column.input is None or self.is_new_row(row):
            return ""
        entry = self._session.entries[row]
        if not entry.is_own_amount(column.input):
            return ""
        text = cell_text(column.input, entry.values.get(AMOUNT_KEY), entry.element)
        return notation().format_number(text) if text else ""

    def mineral_text(self, row: int, column: TableColumn) -> str:
        """Return a further mineral of a row with its form, or ""."""
        item = self._mineral_item(row, column)
        if item is None or item.ingredient is None:
            return ""
        from app.toolkit.contents_text import ingredient_text

        return ingredient_text(item.ingredient, item.ingredient.form)

    def _mineral_item(self, row: int, column: TableColumn) -> MineralItem | None:
        """Return how a row states the further mineral of a column, if it does."""
        if not self.has_several_minerals(row):
            return None
        from pricing.model.mineral_cells import mineral_item

        return mineral_item(self._session.entries[row], column.mineral)

    def _unknown_credit(self, row: int, column: TableColumn) -> str:
        """Return that the credited cost of several minerals is not known, or ""."""
        compared = self.compared(row)
        if compared is None or not compared.product.other_minerals:
            return ""
        return "" if self._figure(compared, column) is not None else tr(CREDIT_NOT_KNOWN)

    def worked_out_amount(self, row: int, column: TableColumn) -> str:
        """Return the mineral in a serving of which only the compound's mass is known, or ""."""
        if column.mineral and not self.is_new_row(row) and not self.text(row, column):
            amount, mineral = self._exact_amount(row, column), elements()[column.mineral]
            return "" if amount is None else _without_unit(amount, mineral.symbol, mineral.unit)
        if column.key != "elemental_mg" or self.is_new_row(row):
            return ""
        if not self._is_empty(row, column):
            return ""
        compared = self.compared(row)
        value = compared.figures.number("serving_elemental_mg") if compared else None
        if compared is None or value is None:
            return ""
        # As any input, it has a unit only where that is not the unit of the heading.
        unit = elements()[self._session.scenario.element].unit
        return _without_unit(value, compared.product.element, unit)

    def _is_empty(self, row: int, column: TableColumn) -> bool:
        entry = self._session.entries[row]
        return column.key not in entry.values and column.key not in entry.unreadable

    def edit_text(self, row: int, column: TableColumn) -> str:
        """Return what the editor of a cell starts with."""
        if column.input is None or row == self.entry_count:
            return ""
        entry, field = self._session.entries[row], column.input
        if entry.is_own_amount(field):
            field = COLUMNS_BY_KEY[AMOUNT_KEY]
        text = entry.text(field)
        is_read = field.key not in entry.unreadable and not _is_unreadable(entry, column)
        is_plain = not is_read or not column.is_numeric
        return text if is_plain else number_for_editing(text)

    def copied_text(self, row: int, column: TableColumn) -> str:
        """Return an input as typed, so that it can be pasted again, and a figure as shown.

        An amount keeps its unit where the heading names another one, and money its currency where
        it is not that of the comparison.
        """
        text = self.edit_text(row, column) if column.input else self.text(row, column)
        if not text or self.is_new_row(row):
            return text
        entry, scenario = self._session.entries[row], self._session.scenario
        unit = _other_unit(entry, column, scenario.element)
        unit = unit or _other_currency(entry, column, scenario.currency)
        return f"{text} {unit}" if unit else text

    def exact_value(self, row: int, column: TableColumn) -> Fraction | str | None:
        """Return the exact value of a cell, by which rows are sorted."""
        if row == self.entry_count:
            return None
        if column.mineral:
            return self._exact_amount(row, column)
        if column.input is not None:
            return exact_value(column.input, self._session.entries[row].values.get(column.key))
        compared = self.compared(row)
        if compared is None:
            return None
        if column.key == RANK:
            number = self.standing(row).number
            return None if number is None else Fraction(number)
        return self._figure(compared, column)

    def _exact_amount(self, row: int, column: TableColumn) -> Fraction | None:
        """Return how many milligrams of a further mineral a row's product holds."""
        item = self._mineral_item(row, column)
        if item is None or item.ingredient is None:
            return None
        return item.ingredient.amount / MASS.base_per_unit

    def second_line(self, row: int, column: TableColumn) -> str:
        """Return the small line below a number, such as "over 350" or "magnesium", or ""."""
        if mineral := self.other_mineral(row, column):
            return mineral
        compared = self.compared(row)
        if compared is None or column.key not in SECOND_LINE_KEYS:
            return ""
        from app.table.second_lines import second_line

        sign = self.standing(row).dose_sign
        return second_line(self._session.comparison, compared, column.key, sign)

    def not_ranked_text(self, row: int) -> str:
        """Return the sentence that stands across the figures of a product without any, or ""."""
        if self.standing(row).standing is Standing.QUESTION:
            return tr(NOT_RANKED)
        return self.left_out_text(row)

    def left_out_text(self, row: int) -> str:
        """Return why the comparison leaves the product of a row out, or ""."""
        compared = self.compared(row)
        if compared is None or compared.rank is not None:
            return ""
        from app.table.left_out import left_out_text

        return left_out_text(compared)

    def prompt(self, column: TableColumn) -> tuple[int, str]:
        """Return what an empty table asks for in a column, with its number, or 0 and ""."""
        number = _NUMBERS_ON_LABEL.get(column.key, 0)
        if column.key == "elemental_mg":
            return number, elements()[self._session.scenario.element].unit
        if column.key == "price":
            currency = self._session.scenario.currency
            return number, currencies()[currency].sign or currency
        return number, tr(_PROMPTS[column.key]) if column.key in _PROMPTS else ""

    # -- marks ---------------------------------------------------------------------------------

    def mark(self, row: int, column: TableColumn) -> str:
        """Return how a cell is marked, or "".

        WRONG_MARK is for a text that cannot be read, and MISSING_MARK for an empty cell that its
        row needs. The others are signs of what the checks found.
        """
        if self.is_new_row(row):
            return ""
        if self._has_flaw(row):
            if column.input is not None and self._is_wrong(row, column):
                return WRONG_MARK
            if self.is_missing(row, column):
                return MISSING_MARK
        standing = self.standing(row)
        if column.key == DELIVERED and standing.dose_sign is not None:
            return _MARK_OF_SIGN[standing.dose_sign]
        if standing.standing is not Standing.QUESTION:
            return ""
        is_asked = column.key == RANK or any(
            flag.is_open_question for flag in self.flags(row, column)
        )
        return QUESTION_MARK if is_asked else ""

    def _has_flaw(self, row: int) -> bool:
        """Return whether an input of a row may be wrong or missing. Of most rows none is."""
        if row not in self._flawed_rows:
            entry = self._session.entries[row]
            has_texts = bool(entry.unreadable) or entry.states_minerals
            has_error = has_texts or self._session.row_error(row) is not None
            self._flawed_rows[row] = has_error or bool(missing_keys(entry.values))
        return self._flawed_rows[row]

    def _is_wrong(self, row: int, column: TableColumn) -> bool:
        entry = self._session.entries[row]
        error = self._session.row_error(row)
        is_named = error is not None and error.parameters.get("column") == column.key
        return _is_unreadable(entry, column) or (is_named and column.key in entry.values)

    def is_missing(self, row: int, column: TableColumn) -> bool:
        """Return whether a row lacks a value of this column to be a product."""
        entry = self._session.entries[row]
        return (
            column.key in COMPLETABLE_KEYS
            and self._is_empty(row, column)
            and not entry.is_empty
            and column.key in missing_keys(entry.values)
        )

    def flags(self, row: int, column: TableColumn) -> list[Flag]:
        """Return what the checks found in a cell."""
        compared = self.compared(row)
        return [flag for flag in (compared.flags if compared else ()) if _concerns(flag, column)]


def _without_unit(milligrams: Fraction, element: str, unit: str) -> str:
    """Return a worked-out amount of a mineral without a unit that its heading states."""
    text = format_figure_with_unit(milligrams, FigureFormat.MASS, "", short_notation(), element)
    return text.removesuffix(f"\u00a0{unit}")


def _concerns(flag: Flag, column: TableColumn) -> bool:
    """Return whether a check has found something in a column."""
    if column.mineral and flag.key == "other_mineral_over_limit":
        from pricing.calculation.sentences import Mineral

        return any(part.parameters["mineral"] == Mineral(column.mineral) for part in flag.parts)
    return column.key in {FLAGGED_COLUMNS.get(flag.key), flag.check.column}


def _is_unreadable(entry: Entry, column: TableColumn) -> bool:
    """Return whether a row keeps a text for a cell that cannot be read."""
    if column.mineral:
        return entry.cell_error(column.key) is not None
    return column.key in entry.unreadable


def input_text(entry: Entry, column: TableColumn, element: str) -> str:
    """Return what the cell of an input shows; "" if the column is no input.

    `element` is the mineral of the comparison. The unit of another mineral is shown if it differs.
    """
    text = entry.text(column.input) if column.input is not None else ""
    if column.input is None or not text or _is_unreadable(entry, column):
        return text
    if column.input.kind in {ColumnKind.ELEMENT, ColumnKind.UNIT_KIND, ColumnKind.YES_NO}:
        return tr(text)
    if not column.is_numeric:
        return text
    if column.input.kind is ColumnKind.MONEY:
        currency = str(entry.values.get("currency", ""))
        return notation().format_money(price_text(text, currency), currency)
    number, unit = notation().format_number(text), _other_unit(entry, column, element)
    return f"{number}\u00a0{unit}" if unit else number


def _other_unit(entry: Entry, column: TableColumn, element: str) -> str:
    """Return the unit of an amount that was read, or "" if the heading names it."""
    if column.input is None or column.input.kind is not ColumnKind.MASS or column.mineral:
        return ""
    unit = elements()[entry.element].unit
    is_read = not _is_unreadable(entry, column)
    return unit if is_read and unit != elements()[element].unit else ""


def _other_currency(entry: Entry, column: TableColumn, usual: str) -> str:
    """Return the currency of a price that was read, or "" if it is the usual one."""
    if column.key != "price" or _is_unreadable(entry, column):
        return ""
    currency = str(entry.values.get("currency", ""))
    return currency if currency != usual else ""
