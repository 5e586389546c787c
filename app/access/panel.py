"""The view "What patients pay": a sentence, what is earned, and the products under each payer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.access.model import RARE_MEASURES
from app.access.payers import PayersMenu, payer_terms, payer_title
from app.access.table import AccessTable
from app.toolkit.cards import GAP, HEADER_SIZE, PADDING, SMALL_SIZE, VERDICT_SIZE, Card, sized
from app.toolkit.fields import MenuButton
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import notation, number_for_editing, target_text
from app.toolkit.money_field import money_field_text, read_money_field
from app.toolkit.shown_text import Label, set_tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.affordability import read_comparator
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY

if TYPE_CHECKING:
    from fractions import Fraction

    from PySide6.QtGui import QShowEvent

    from app.session import Session
    from app.toolkit.theme import Theme
    from pricing.analysis.affordability import PayerCost

_MONEY_FIELDS = ("budget", "daily_wage", "monthly_income")
# The inputs of rare measures are shown with them.
_FIELD_OF_MEASURE = {"course_outlay": "course_days", "price_ratio": "comparator"}
LEGEND = (
    "Large: to pay now, in whole packs. Small: a month on average, which the budget and the day’s "
    "pay count. Tinted: the cheapest within the safe limit."
)


@reports_exceptions
class AccessPanel(QWidget):
    """Follows the session while it is visible. `tools` add ways to pay and rare measures."""

    cell_requested = Signal(int, str)  # row and column key of the product table

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.tools = QWidget()
        menu = PayersMenu(session, self.tools)
        self._table = AccessTable(session, menu)
        self._model = self._table.access_model
        self.cell_requested = self._table.cell_requested
        self._fields: dict[str, tuple[QWidget, QLineEdit]] = {
            field: self._make_field(name, title, field)
            for field, name, title in (
                ("budget", "accessBudgetEdit", tr("Budget a month")),
                ("daily_wage", "dailyWageEdit", tr("Pay for a day’s work")),
                ("monthly_income", "incomeEdit", tr("Income a month")),
                ("course_days", "courseEdit", tr("Course days")),
                ("comparator", "comparatorEdit", tr("Comparator")),
            )
        }
        self._edit("comparator").setPlaceholderText(tr("a product, or a cost per unit"))
        self._lead, self._sentence = _text_label("accessLead"), _text_label("accessSentence")
        self._lead.setProperty("muted", True)
        self._sentence.setFont(sized(self.font(), VERDICT_SIZE, semibold=True))
        self._message = _text_label("accessSays")
        self._message.hide()
        self._model.input_rejected.connect(self._show_error)
        self._measures_menu = self._make_measures_menu()
        self._fill_tools(menu)
        self._compose()
        session.changed.connect(self.refresh)
        theme.changed.connect(self._table.viewport().update)

    # -- building ------------------------------------------------------------------------------

    def _make_field(self, name: str, title: str, field: str) -> tuple[QWidget, QLineEdit]:
        """Return a field under its title, and the field alone."""
        edit, part = QLineEdit(), QWidget()
        edit.setObjectName(name)
        edit.setAccessibleName(title)
        letter = edit.fontMetrics().averageCharWidth()
        if field == "comparator":  # a name, which takes half of the room that is left
            edit.setMinimumWidth(22 * letter)
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        else:
            edit.setFixedWidth(13 * letter)
        edit.editingFinished.connect(lambda: self._change_field(edit, field))
        label = Label(title)
        label.setProperty("muted", True)
        label.setFont(sized(self.font(), HEADER_SIZE))
        label.setBuddy(edit)
        part.setAccessibleName(title)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(edit)
        return part, edit

    def _edit(self, field: str) -> QLineEdit:
        return self._fields[field][1]

    def _make_measures_menu(self) -> QMenu:
        menu = QMenu(self.tools)
        menu.setObjectName("measuresMenu")
        for key, title in RARE_MEASURES.items():
            action = menu.addAction(tr(title))
            action.setObjectName(f"{key}Action")
            action.setCheckable(True)
            action.toggled.connect(lambda is_shown, key=key: self._show_measure(key, is_shown))
        return menu

    def _fill_tools(self, payers_menu: PayersMenu) -> None:
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(0, 0, 0, 0)
        for name, title, menu in (
            ("addPayerButton", tr("Add a way to pay"), payers_menu),
            ("measuresButton", tr("More measures"), self._measures_menu),
        ):
            button = MenuButton(title)
            button.setObjectName(name)
            button.setMenu(menu)
            line.addWidget(button)

    def _compose(self) -> None:
        legend = _text_label("accessLegend")
        legend.setProperty("muted", True)
        legend.setFont(sized(self.font(), SMALL_SIZE))
        legend.setText(tr(LEGEND))
        legend.setContentsMargins(PADDING, 0, PADDING, 0)
        card = Card(tr("What patients pay"))
        card.setContentsMargins(1, 1, 1, 0)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 8)
        inside.setSpacing(8)
        inside.addWidget(self._table, 1)
        inside.addWidget(legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, GAP, PADDING, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self._make_head())
        layout.addWidget(card, 1)

    def _make_head(self) -> Card:
        """Return the card with the sentence and what is earned."""
        said = QWidget()
        said.setAccessibleName(tr("What the best buy costs"))
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        for label in (self._lead, self._sentence, self._message):
            words.addWidget(label)
        head = Card(tr("The best buy, and what is earned"))
        head.setContentsMargins(0, 0, 0, 0)
        line = FlowRow(PADDING)
        line.setContentsMargins(PADDING, GAP, PADDING, GAP)
        line.add(said, *(part for part, _ in self._fields.values()))
        head.setLayout(line)
        return head

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Compute the view again if it is visible."""
        if not self.isVisible():
            return
        self._show_stated_measures()
        self._model.refresh()
        scenario = self._session.scenario
        for field in _MONEY_FIELDS:
            amount = getattr(scenario, field)
            text = money_field_text(amount, scenario.currency) if amount else ""
            self._edit(field).setText(text)
        self._edit("course_days").setText(str(scenario.course_days))
        comparator = self._edit("comparator")
        comparator.setText(comparator_text(scenario.comparator, scenario.comparator_cost))
        comparator.setCursorPosition(0)
        set_tool_tip(comparator, comparator.text())  # all of it, where the field is too narrow
        self._update_completer()
        self._show_sentence()
        self._message.hide()

    def _show_stated_measures(self) -> None:
        """Show the measures whose inputs are stated."""
        scenario = self._session.scenario
        products = self._session.comparison.ranked_products
        is_stated = {
            "price_ratio": bool(scenario.comparator or scenario.comparator_cost),
            "share_of_income": bool(scenario.monthly_income),
            "availability": any(product.product.asked_on for product in products),
        }
        for action in self._measures_menu.actions():
            if is_stated.get(action.objectName().removesuffix("Action")):
                action.setChecked(True)
        for key, field in _FIELD_OF_MEASURE.items():
            self._fields[field][0].setVisible(key in self._table.shown_measures)

    def _show_measure(self, key: str, is_shown: bool) -> None:
        (self._table.shown_measures.add if is_shown else self._table.shown_measures.discard)(key)
        if key in _FIELD_OF_MEASURE:
            self._fields[_FIELD_OF_MEASURE[key]][0].setVisible(is_shown)
        self._table.fit()

    def _show_sentence(self) -> None:
        """Say what the best buy costs now, and by the best way to pay."""
        costs = self._model.best_buy_costs()
        if not costs:
            self._lead.setText("")
            self._sentence.setText(self._nothing_found())
            return
        has_limit = self._session.scenario.limit is not None
        template = "Best buy within the safe limit: {name}" if has_limit else "Best buy: {name}"
        self._lead.setText(tr(template, name=costs[0].compared_product.product.product))
        now, best = costs[0], min(costs, key=lambda cost: cost.out_of_pocket)
        if best.out_of_pocket < now.out_of_pocket:
            text = tr(
                "{now} now, or {paid} with {payer}",
                now=self._money_text(now.out_of_pocket),
                paid=self._money_text(best.out_of_pocket),
                payer=self._payer_text(best),
            )
        else:
            text = tr("{now} now", now=self._money_text(now.out_of_pocket))
        self._sentence.setText(text)

    def _nothing_found(self) -> str:
        scenario = self._session.scenario
        if not self._session.comparison.ranked_products:
            return tr("Nothing to compare yet.")
        target = target_text(scenario)
        if scenario.limit is None:
            return tr("None of these reaches {target} a day.", target=target)
        return tr("None of these reaches {target} a day within the safe limit.", target=target)

    def _payer_text(self, cost: PayerCost) -> str:
        terms = ", ".join(payer_terms(cost.payer, self._session.scenario.currency))
        name = payer_title(cost.payer)
        return tr("{payer} ({terms})", payer=name, terms=terms) if terms else name

    def _money_text(self, amount: Fraction) -> str:
        currency = self._session.scenario.currency
        return format_figure_with_unit(amount, FigureFormat.MONEY, currency, notation())

    def _update_completer(self) -> None:
        """Offer the names of the products as comparators."""
        ranked = self._session.comparison.ranked_products
        names = dict.fromkeys(compared.product.product for compared in ranked)
        comparator = self._edit("comparator")
        completer = QCompleter(list(names), comparator)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        comparator.setCompleter(completer)

    def _show_error(self, text: str) -> None:
        self._message.setText(text)
        self._message.show()

    # -- changing ------------------------------------------------------------------------------

    def _change_field(self, edit: QLineEdit, field: str) -> None:
        """Put a field into the scenario. An empty text means that it is not stated."""
        before = self._session.scenario
        try:
            values = _read_field(edit.text(), field, before.currency)
            after = replace(before, **values)  # type: ignore[arg-type]
        except BadInput as error:
            self._show_error(f"{edit.accessibleName()}: {error.message(notation())}")
            return
        if after == before:
            self.refresh()
        else:
            step = tr("change of {what}", what=edit.accessibleName().lower())
            self._session.apply(change_scenario(before, after, step))

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _read_field(text: str, field: str, currency: str) -> dict[str, int | str]:
    """Return the scenario's fields that a text states. Raises BadInput."""
    if field == "comparator":
        name, cost = read_comparator(text)
        return {"comparator": name, "comparator_cost": cost}
    if field != "course_days":
        return {field: read_money_field(text, currency)}
    if not text.strip().isdecimal():
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="56")
    return {field: int(text)}


def comparator_text(name: str, cost: int) -> str:
    """Return the comparator as a user types it: a name, a cost, or name=cost."""
    amount = number_for_editing(MONEY.text(cost)) if cost else ""
    return f"{name}={amount}" if name and cost else name or amount


def _text_label(name: str) -> Label:
    label = Label()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
