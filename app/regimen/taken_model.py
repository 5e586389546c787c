"""The table of what is taken a day: typed on the left, worked out on the right."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from app.toolkit.cards import HEADER_SIZE
from app.toolkit.locale_format import count_text, notation, number_for_editing
from app.toolkit.painted_table import RUNS_ROLE
from app.toolkit.painted_text import Run, runs_text
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.translation import tr
from pricing.analysis.offer_names import OfferNames
from pricing.analysis.regimen import check_units, read_units
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.calculation.sentences import UnitCount, mass_amount
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.text_folding import match_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.regimen_plan import RegimenPlan, TakenProduct
    from pricing.analysis.regimen import Regimen
    from pricing.model.ingredients import Ingredient
    from pricing.model.product import Product

MAX_WHEN_LENGTH = 60
_MOST_LINES_NAMED = 20


class TakenRow(NamedTuple):
    """A product that is taken; without one the row to add another, or the sum."""

    number: int
    taken: TakenProduct | None = None
    is_sum: bool = False


class TakenModel(TableModel[TakenRow]):
    """A row for each product, one to add another, and their sum."""

    input_read = Signal()  # what was typed or pasted could be read

    def __init__(self, plan: RegimenPlan) -> None:
        super().__init__()
        self._plan = plan
        self._regimen: Regimen | None = None
        self._names = OfferNames(())
        self.folds_when = False
        self._is_committing = False

    def fold_when(self, *, is_folded: bool) -> None:
        """Put what is typed below "When" under the name, or into its own column again."""
        self.folds_when = is_folded
        self.refresh()

    def refresh(self) -> None:
        """Show what is taken now. While an editor is open, Qt cannot do without its cell."""
        if self._is_committing:
            return
        self._regimen, self._names = self._plan.regimen, self._plan.names
        taken = [TakenRow(number, one) for number, one in enumerate(self._plan.taken)]
        rows = [*taken, TakenRow(len(taken))]
        if taken:
            rows.append(TakenRow(len(taken), is_sum=True))
        self.show_rows(rows, self._declared_columns())

    def _declared_columns(self) -> tuple[ModelColumn[TakenRow], ...]:
        return (
            ModelColumn("number", "#", _number_text),
            _with_runs(
                ModelColumn(
                    "product", self._product_heading(), self._product_text,
                    is_text=True, edit_text=self._product_name, change=self._change_product,
                ),
                self._product_runs,
            ),
            _with_runs(
                ModelColumn(
                    "units", tr("Units\na day"), self._units_text,
                    edit_text=_units_for_editing, change=self._change_units,
                ),
                None,
            ),
            ModelColumn(
                "when", tr("When\nin your words"), _when_text, is_text=True,
                change=self._change_when,
            ),
            _with_runs(self._money_column("monthly_cost", tr("Cost per\nmonth")), None),
            _with_runs(self._money_column("monthly_outlay", tr("To pay\nnow")), None),
        )  # fmt: skip

    def _money_column(self, key: str, heading: str) -> ModelColumn[TakenRow]:
        return ModelColumn(key, heading, lambda row: self._money_text(row, key),
                           lambda row: self._cost(row, key))  # fmt: skip

    # -- what the cells say --------------------------------------------------------------------

    def _product_heading(self) -> str:
        if self.folds_when:
            return tr("Product\nwhat one unit gives · when")
        return tr("Product\nwhat one unit gives")

    def _product_text(self, row: TakenRow) -> str:
        return runs_text(self._product_runs(row))

    def _product_name(self, row: TakenRow) -> str:
        return self._names.text(row.taken.take.product, notation()) if row.taken else ""

    def _product_runs(self, row: TakenRow) -> tuple[Run, ...]:
        runs = _product_runs(row, self._names)
        if row.taken is None or not self.folds_when:
            return runs
        when = row.taken.when or tr("add when")
        colour = "" if row.taken.when else "accent"
        return (*runs, Run(when, colour=colour, scale=HEADER_SIZE, starts_line=True))

    def _units_text(self, row: TakenRow) -> str:
        if row.taken is not None:
            take = row.taken.take
            return UnitCount(take.units, take.product.unit_kind).text(notation())
        if not row.is_sum:
            return ""
        total = sum((one.take.units for one in self._plan.taken), Fraction(0))
        count = notation().format_number(UNITS.text(int(total * UNITS.base_per_unit)))
        return tr("{count} unit" if total == 1 else "{count} units", count=count)

    def _cost(self, row: TakenRow, key: str) -> Fraction | None:
        if self._regimen is None:
            return None
        if row.taken is None:
            return self._regimen.cost(key) if row.is_sum else None
        take = self._regimen.takes[row.number]
        if key == "monthly_outlay":
            take = self._regimen.together(take)
        return take.figures(self._regimen.scenario).number(key)

    def _money_text(self, row: TakenRow, key: str) -> str:
        cost = self._cost(row, key)
        if cost is None or self._regimen is None:
            return ""
        if row.taken is not None and key == "monthly_outlay":
            first = self._regimen.first_dose(row.number)
            if first != row.number:
                return tr("with {number}", number=str(first + 1))
        currency = self._regimen.scenario.currency
        return format_figure_with_unit(cost, FigureFormat.MONEY, currency, notation())

    # -- what is typed -------------------------------------------------------------------------

    def _change_product(self, row: TakenRow, text: str) -> bool:
        if row.is_sum or not text.strip():
            return False
        row_id, product = self._find(text)
        if row.taken is not None:
            return self._change(lambda: self._plan.change_product(row.number, row_id))
        return self._change(lambda: self._plan.add([(row_id, product.smallest_dose)]))

    def paste(self, text: str) -> None:
        """Add the products that lines name, each with its units a day behind a tab or a comma.

        A line that cannot be read is named. The others are added all the same.
        """
        doses, problems = [], []
        for line in filter(str.strip, text.splitlines()):
            try:
                doses.append(self._read_dose(line))
            except BadInput as error:
                problem = error.description(notation())
                problems.append(tr("“{line}”: {problem}", line=line.strip(), problem=problem))
        self.input_read.emit()
        if doses:
            self._plan.add(doses)
        if problems:
            self.input_rejected.emit(_unread_lines_text(problems))

    def _read_dose(self, line: str) -> tuple[int, int]:
        """Return the row of the product that a line names, and its units in thousandths."""
        name, separator, amount = line.rpartition("\t")
        if not separator:
            try:  # a name may have commas
                row_id, product = self._find(line)
            except BadInput:
                name, separator, amount = line.rpartition(",")
                if not separator:
                    raise
            else:
                return row_id, product.smallest_dose
        row_id, product = self._find(name)
        return row_id, read_units(product, amount)

    def fill_down(self, key: str, source: int, numbers: Sequence[int]) -> None:
        """Take products in the units, or at the time, of another one."""
        taken = self._plan.taken
        if key == "when":
            self._plan.change_when(numbers, taken[source].when)
        elif key == "units":
            with self._saying_what_is_wrong():
                units = int(taken[source].take.units * UNITS.base_per_unit)
                for number in numbers:
                    check_units(taken[number].take.product, units)
                self.input_read.emit()
                self._plan.change_units(numbers, units)

    @contextmanager
    def _saying_what_is_wrong(self) -> Iterator[None]:
        try:
            yield
        except BadInput as error:
            self.input_rejected.emit(error.message(notation()))

    def _find(self, text: str) -> tuple[int, Product]:
        """Return the product with a name, or with the only name that begins so."""
        key, pool, names = match_key(text), self._plan.pool, self._plan.names
        whole = {row_id: names.text(product, notation()) for row_id, product in pool.items()}
        plain = {row_id: match_key(product.product) for row_id, product in pool.items()}
        matches = (
            [row_id for row_id, name in whole.items() if match_key(name) == key]
            or [row_id for row_id, name in plain.items() if name == key]
            or [row_id for row_id, name in plain.items() if key and name.startswith(key)]
        )
        if len(matches) != 1:
            choices = tuple(whole[row_id] for row_id in matches or pool)
            raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=text, choices=choices[:20])
        return matches[0], pool[matches[0]]

    def _change_units(self, row: TakenRow, text: str) -> bool:
        if row.taken is None:
            return False
        units = read_units(row.taken.take.product, text)
        return self._change(lambda: self._plan.change_units([row.number], units))

    def _change_when(self, row: TakenRow, text: str) -> bool:
        if row.taken is None:
            return False
        when = " ".join(text.split())[:MAX_WHEN_LENGTH]
        return self._change(lambda: self._plan.change_when([row.number], when))

    def _change(self, change: Callable[[], object]) -> bool:
        """Change the plan. The rows are shown anew once the cell's editor is closed."""
        self.input_read.emit()
        self._is_committing = True
        try:
            change()
        finally:
            self._is_committing = False
            QTimer.singleShot(0, self, self.refresh)
        return True


def _unread_lines_text(problems: Sequence[str]) -> str:
    """Return which pasted lines were not added, and why."""
    title = count_text(
        len(problems), "{count} line was not added:", "{count} lines were not added:"
    )
    named = [title, *problems[:_MOST_LINES_NAMED]]
    others = len(problems) - _MOST_LINES_NAMED
    if others > 0:
        named.append(count_text(others, "and {count} more", "and {count} more"))
    return "\n".join(named)


def _with_runs(
    column: ModelColumn[TakenRow], runs: Callable[[TakenRow], tuple[Run, ...]] | None
) -> ModelColumn[TakenRow]:
    """Return a column that is painted in runs: a strong text in the sum's row."""

    def painted(row: TakenRow) -> tuple[Run, ...]:
        return (Run(column.text(row), is_strong=row.is_sum),)

    answers = {int(RUNS_ROLE): runs or painted}
    return ModelColumn(
        column.key, column.heading, column.text, column.value, is_text=column.is_text,
        edit_text=column.edit_text, change=column.change, answers=answers,
    )  # fmt: skip


def _number_text(row: TakenRow) -> str:
    if row.taken is None:
        return "" if row.is_sum else "+"
    return str(row.number + 1)


def _when_text(row: TakenRow) -> str:
    return row.taken.when if row.taken else ""


def _product_runs(row: TakenRow, names: OfferNames) -> tuple[Run, ...]:
    if row.is_sum:
        return (Run(tr("Together"), is_strong=True),)
    if row.taken is None:
        return (Run(tr("Type the name of a product"), colour="muted"),)
    product = row.taken.take.product
    serving = UNITS.to_fraction(product.serving_units)
    amounts = [f"{one.element} {_amount_text(one, serving)}" for one in product.ingredients]
    return (
        Run(names.text(product, notation())),
        Run(" · ".join(amounts), colour="muted", scale=HEADER_SIZE, starts_line=True),
    )


def _amount_text(ingredient: Ingredient, serving: Fraction) -> str:
    """Return what one unit gives. An amount that the label states for it keeps its digits."""
    from pricing.calculation.sentences import Sentence

    milligrams = ingredient.amount / serving / MASS.base_per_unit
    is_stated = serving == 1 and ingredient.elemental is not None
    amount = mass_amount(milligrams, ingredient.element, is_stated=is_stated)
    return Sentence("{amount}", {"amount": amount}).short_text(notation())


def _units_for_editing(row: TakenRow) -> str:
    if row.taken is None:
        return ""
    return number_for_editing(UNITS.text(int(row.taken.take.units * UNITS.base_per_unit)))
