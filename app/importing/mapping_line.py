"""The line over a list whose columns were guessed: a question, settings, and one button that adds.

It stands in the place of the products until the list is accepted or left.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.importing.column_choices import DECIMAL_MARKS, MASS_UNITS, translated
from app.importing.dialog import ImportDecision, error_text
from app.importing.list_foot import ListFoot
from app.importing.mapped_rows import ListRows, MappedRow, scenario_of_list, with_cell
from app.importing.mapping_questions import (
    MAX_ANSWERS,
    column_answers,
    column_question,
    period_text,
)
from app.importing.mapping_table import COST, MappingTable, model_columns
from app.importing.mineral_columns import mineral_meanings
from app.importing.preview import ListPreview
from app.toolkit.cards import CARD_TITLE_SIZE, GAP, PADDING, SMALL_SIZE, Card, scrolling, sized
from app.toolkit.check_box import CheckBox
from app.toolkit.fields import ChoiceBox
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.currencies import currencies
from pricing.quantities.safe_text import displayable_line
from pricing.reading.column_questions import (
    NEEDED_KEYS,
    choice_of_guess,
    guess_all_columns,
    header_text,
    open_questions,
)
from pricing.reading.merging import MergeMode
from pricing.reading.packs_columns import COLUMNS_OF_LISTS
from pricing.reading.reading_options import ColumnChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.importing.dialog import ImportSubject
    from app.importing.mapping_questions import Answer
    from pricing.model.scenario import Scenario
    from pricing.reading.grid import Grid

LEAST_TABLE_LINES = 9  # of the height of the table, in lines of text
MARGIN = 16
MASS_KEYS = ("elemental_mg", "compound_mg")
SERVINGS = (("", "1 unit"), ("2 unit", "2 units"), ("3 unit", "3 units"), ("4 unit", "4 units"))


class MappingLine(QWidget):
    """Shows the rows of a list with what each column is taken for, and asks about the guesses."""

    decided = Signal(object)  # ImportDecision
    finished = Signal()
    more_requested = Signal()  # the import dialog, for what this line cannot say

    def __init__(
        self, subject: ImportSubject, scenario: Scenario, rows_text: Callable[[int], str]
    ) -> None:
        """Take the list, the scenario of the comparison, and the words for a number of rows."""
        super().__init__()
        self.setObjectName("mappingLine")
        self._subject = subject
        self._scenario = scenario
        self._rows_text = rows_text
        self._element = subject.options.element
        self._grid: Grid = subject.grids[0]
        guessed = guess_all_columns(self._grid, subject.currency, self._element)
        self._layout = guessed.layout
        self._guesses = self._in_order(guessed.guesses)
        self._lacking = guessed.lacking
        self._list_rows: list[MappedRow] = []
        self._table = MappingTable()
        self._make_controls()
        self._compose()
        self._connect_signals()
        self._show_list()

    # -- building ------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self._question_label = Label()
        self._question_label.setObjectName("importQuestions")
        self._question_label.setFont(
            sized(self._question_label.font(), CARD_TITLE_SIZE, semibold=True)
        )
        self._summary_label = Label()
        self._summary_label.setObjectName("importSummary")
        self._summary_label.setWordWrap(True)
        self._summary_label.setProperty("muted", True)
        self._answers: list[Answer] = []
        self._answer_buttons = [
            _button("", "", partial(self._answer, position)) for position in range(MAX_ANSWERS + 1)
        ]
        self._more_button = _button("mappingMore", tr("More choices…"), self.more_requested.emit)
        self._cancel_button = _button("mappingCancel", tr("Cancel  Esc"), self.close_line)
        self._add_button = _button("importButton", "", self._add_rows)
        self._add_button.setProperty("primary", True)
        self._serving_box = _box("mappingServing", tr("One serving is"), translated(SERVINGS))
        self._mass_box = _box("mappingMass", tr("Amounts in"), translated(MASS_UNITS))
        codes = dict.fromkeys((self._scenario.currency, *currencies()))
        self._currency_box = _box(
            "mappingCurrency",
            tr("Currency"),
            [("", tr("as written")), *((code, code) for code in codes)],
        )
        self._mark_box = _box("mappingMark", tr("Decimal mark"), translated(DECIMAL_MARKS))
        self._titles_box = _box("headerBox", tr("First row"), ())
        self._remember_box = CheckBox(tr("Remember for lists like this"))
        self._remember_box.setObjectName("mappingRemember")
        self._remember_box.setChecked(True)
        self._foot = ListFoot()

    def _compose(self) -> None:
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("The list and what is asked about it"))
        page = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(page, tr("The list and what is asked about it")))
        self._table.setMinimumHeight(LEAST_TABLE_LINES * self.fontMetrics().height())
        layout = QVBoxLayout(page)
        layout.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self._make_card())
        layout.addWidget(self._table, 1)
        layout.addWidget(self._foot)

    def _make_card(self) -> QWidget:
        question = FlowRow(8)
        self._question_label.setWordWrap(True)
        question.add(self._question_label, *self._answer_buttons)
        question.add_at_right(self._more_button, self._cancel_button, self._add_button)
        settings = FlowRow(GAP, has_last_at_right=True)
        boxes = (
            self._serving_box, self._mass_box, self._currency_box, self._mark_box, self._titles_box,
        )  # fmt: skip
        self._titled = {}
        for box in boxes:
            self._titled[box] = _titled(box)
            settings.add(self._titled[box])
        settings.add(self._remember_box)
        card = Card(tr("Question about the list"), is_question=True)
        column = QVBoxLayout(card)
        column.setContentsMargins(PADDING, PADDING // 2, PADDING, PADDING // 2)
        column.addLayout(question)
        column.addWidget(self._summary_label)
        column.addLayout(settings)
        return card

    def _connect_signals(self) -> None:
        self._table.column_chosen.connect(self._choose_column)
        self._table.value_taken.connect(self._take_value)
        self._serving_box.activated.connect(self._change_serving)
        self._mass_box.activated.connect(self._change_mass_unit)
        self._currency_box.activated.connect(self._change_currency)
        self._mark_box.activated.connect(self._change_mark)
        self._titles_box.activated.connect(self._change_titles)
        for key, run in (
            ("Ctrl+Return", self.go_on), ("Ctrl+Enter", self.go_on), ("Esc", self.close_line),
            *((str(at + 1), partial(self._answer, at)) for at in range(MAX_ANSWERS + 1)),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    # -- the list ------------------------------------------------------------------------------

    def _show_list(self) -> None:
        """Show choosers and settings for the layout."""
        self._table.show_choosers(self._headers(), self._layout.choices)
        self._titles_box.clear()
        self._titles_box.addItem(tr("a product"), None)
        position = self._layout.header_position
        self._titles_box.addItem(tr("titles"), position or 0)
        self._titles_box.setCurrentIndex(0 if position is None else 1)
        self._remember_box.setVisible(position is not None)  # a list is known by its titles
        self._show_rows()

    def _headers(self) -> list[str]:
        return [
            displayable_line(header_text(self._grid, self._layout, index))[:60]
            or tr("column {number}", number=index + 1)
            for index in range(len(self._layout.choices))
        ]

    def _choice_of(self, *keys: str) -> ColumnChoice | None:
        return next((choice for choice in self._layout.choices if choice.key in keys), None)

    def _show_rows(self) -> None:
        """Read the rows in the present layout, and show what they would cost."""
        subject = self._subject
        options = replace(subject.options, layout=self._layout)
        meanings = mineral_meanings(self._grid, options)
        preview = ListPreview.from_grid(self._grid, options, ())
        scenario = scenario_of_list(self._scenario, preview, is_first=not subject.entries)
        source = ListRows(self._grid, self._layout, scenario, is_whole=subject.is_complete)
        self._list_rows = source.rows(preview)
        rows = [
            *source.titles(),
            *self._list_rows,
            *source.present_rows(subject.entries or ()),
        ]
        highest = max(
            (
                float(cost)
                for row in rows
                if row.compared is not None
                and (cost := row.compared.figures.number(COST)) is not None
            ),
            default=0.0,
        )
        choices = self._layout.choices
        columns = model_columns(self._headers(), choices, meanings, scenario, highest)
        self._table.show_meanings(meanings)
        self._table.show_rows(
            rows,
            columns,
            (tr("From the list · choose what each column is"), period_text(scenario)),
        )
        self._table.mark_guesses(frozenset(self._guesses))
        self._show_settings()
        self._show_question(preview)
        self._foot.show_rows(self._list_rows, can_be_complete=preview.error is None)
        self._foot.show_columns(self._grid, self._layout, self._headers(), meanings)

    # -- what is shown around the rows ---------------------------------------------------------

    def _show_settings(self) -> None:
        """Show the settings of the amount and of the price, as far as they can be said here."""
        mass, price = self._choice_of(*MASS_KEYS), self._choice_of("price")
        has_servings = self._choice_of("serving_units") is not None
        can_say = mass is not None and not has_servings and mass.base in dict(SERVINGS)
        self._titled[self._serving_box].setVisible(can_say)
        self._titled[self._mass_box].setVisible(mass is not None)
        self._titled[self._currency_box].setVisible(price is not None)
        if mass is not None:
            _select(self._serving_box, mass.base)
            _select(self._mass_box, mass.unit)
        if price is not None:
            _select(self._currency_box, price.unit)

    def _show_question(self, preview: ListPreview) -> None:
        """Show the open question, or what keeps the list from being added."""
        is_open = bool(self._guesses)
        self._show_answers()
        count = len(preview.product_list.all_rows)
        rows = self._rows_text(len(self._list_rows))
        self._question_label.setText(
            tr("{rows} {question}", rows=rows, question=self._question_text()) if is_open else rows
        )
        if self._layout.unanswered:
            self._summary_label.setText(tr("The list is added once this is answered."))
        elif preview.error is not None:
            self._summary_label.setText(error_text(preview.error))
        else:
            self._summary_label.setText(self._summary_text())
        self._add_button.setEnabled(bool(count) and not self._layout.unanswered)
        self._add_button.setText(
            count_text(count, "Add {count} row  Ctrl+Enter", "Add {count} rows  Ctrl+Enter")
            if self._subject.is_complete
            else tr("Add the list  Ctrl+Enter")
        )

    def _summary_text(self) -> str:
        if not self._guesses:
            return tr("Nothing is added until you accept.")
        keys = {choice.key for choice in self._layout.choices}
        if self._lacking or not {*NEEDED_KEYS} <= keys:
            return count_text(
                len(self._guesses),
                "One column is a guess. Nothing is added until you accept.",
                "{count} columns are guesses. Nothing is added until you accept.",
            )
        return count_text(
            len(self._guesses),
            "The four columns needed were found; one is a guess. Nothing is added until you "
            "accept.",
            "The four columns needed were found; {count} are guesses. Nothing is added until you "
            "accept.",
        )

    def _show_answers(self) -> None:
        """Show a button for each answer to the open question."""
        self._answers = (
            column_answers(self._grid, self._layout, self._guesses[0], self._element)
            if self._guesses
            else []
        )
        for position, button in enumerate(self._answer_buttons):
            is_shown = position < len(self._answers)
            button.setVisible(is_shown)
            button.setObjectName("")
            if is_shown:
                answer = self._answers[position]
                button.setText(tr("{number}  {answer}", number=position + 1, answer=answer.text))
                button.setObjectName(_name_of_answer(position, answer))

    def _question_text(self) -> str:
        """Return the question about the first guess. The others follow it."""
        return column_question(self._grid, self._layout, self._guesses[0], self._element)

    # -- changing ------------------------------------------------------------------------------

    def _set_choice(self, index: int, choice: ColumnChoice) -> None:
        choices = list(self._layout.choices)
        choices[index] = choice
        self._layout = replace(self._layout, choices=tuple(choices))

    def _in_order(self, guesses: Collection[int]) -> list[int]:
        """Return the guesses in the order they are asked: first what nothing is added without."""
        unanswered = self._layout.unanswered
        return sorted(guesses, key=lambda index: (index not in unanswered, index))

    def _choose_column(self, index: int) -> None:
        """Take what the user chose for a column, as its title says it.

        A title that leaves a question is asked about. The line says if two columns hold the same.
        """
        key = self._table.keys[index]
        self._set_answer(index, self._chosen(index, key))
        if key == "serving_units":
            self._change_choices(MASS_KEYS, self._with_own_base)
        if index in open_questions(self._grid, self._layout, [index], self._element):
            unanswered = (*self._layout.unanswered, index)
            self._layout = replace(self._layout, unanswered=unanswered)
            self._guesses = self._in_order({*self._guesses, index})
        self._show_rows()

    def _chosen(self, index: int, key: str) -> ColumnChoice:
        """Return a column as its title and the settings say it."""
        if not key:
            return ColumnChoice()
        title = header_text(self._grid, self._layout, index)
        choice = choice_of_guess(title, key, self._currency_box.currentData())
        if key in MASS_KEYS:
            has_servings = self._choice_of("serving_units") is not None
            base = "" if has_servings else self._serving_box.currentData()
            unit = self._mass_box.currentData()
            choice = replace(choice, unit=choice.unit or unit, base=choice.base or base)
        return self._with_mark(choice)

    def _with_own_base(self, index: int, choice: ColumnChoice) -> ColumnChoice:
        title = header_text(self._grid, self._layout, index)
        return replace(choice, base=choice_of_guess(title, choice.key, "").base)

    def _with_mark(self, choice: ColumnChoice) -> ColumnChoice:
        has_numbers = bool(choice.key and COLUMNS_OF_LISTS[choice.key].kind.quantity)
        mark = DecimalMark(self._mark_box.currentData())
        return replace(choice, mark=mark) if has_numbers else choice

    def _set_answer(self, index: int, choice: ColumnChoice) -> None:
        """Take what the user says that a column is. Nothing is open about it any more."""
        self._guesses = [guess for guess in self._guesses if guess != index]
        unanswered = tuple(other for other in self._layout.unanswered if other != index)
        self._layout = replace(self._layout, unanswered=unanswered)
        self._set_choice(index, choice)
        self._table.choose(index, choice.key)

    def _change_choices(
        self, keys: Collection[str], changed: Callable[[int, ColumnChoice], ColumnChoice]
    ) -> None:
        for index, choice in enumerate(self._layout.choices):
            if choice.key in keys:
                self._set_choice(index, changed(index, choice))

    def _change_serving(self) -> None:
        base = self._serving_box.currentData()
        self._change_choices(MASS_KEYS, lambda _, choice: replace(choice, base=base))
        self._show_rows()

    def _change_mass_unit(self) -> None:
        unit = self._mass_box.currentData()
        self._change_choices(MASS_KEYS, lambda _, choice: replace(choice, unit=unit))
        self._show_rows()

    def _change_currency(self) -> None:
        unit = self._currency_box.currentData()
        self._change_choices(("price",), lambda _, choice: replace(choice, unit=unit))
        self._show_rows()

    def _change_mark(self) -> None:
        self._change_choices(COLUMNS_OF_LISTS, lambda _, choice: self._with_mark(choice))
        self._show_rows()

    def _change_titles(self) -> None:
        position = self._titles_box.currentData()
        layout = replace(self._layout, header_position=position)
        columns = range(len(layout.choices))
        questions = open_questions(self._grid, layout, columns, self._element)
        self._layout = replace(layout, unanswered=tuple(questions))
        self._guesses = self._in_order({*self._guesses, *questions})
        self._show_list()

    def _answer(self, position: int) -> None:
        """Take an answer to the open question, and go to the next one.

        Behind the last one the user may choose what a column that is not used is instead.
        """
        if position >= len(self._answers):
            return
        index, choice = self._guesses[0], self._answers[position].choice
        self._set_answer(index, choice)
        self._show_rows()
        if choice.key or self._guesses:
            self._go_to_question()
        else:
            self._table.go_to_chooser(index)

    def _go_to_question(self) -> None:
        target = self._answer_buttons[0] if self._guesses else self._add_button
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_value(self, row: MappedRow) -> None:
        """Put into a cell what the name of its row says."""
        if row.offered is not None:
            self._grid = with_cell(self._grid, row.line, *row.offered)
            self._show_rows()

    # -- the end -------------------------------------------------------------------------------

    def start(self) -> None:
        """Wait for the answer to the question, or for the button that adds."""
        self._go_to_question()

    def go_on(self) -> None:
        """Go to the open question; there, or where none is open, add the products."""
        if self._guesses and not self._answer_buttons[0].hasFocus():
            self._go_to_question()
        else:
            self._add_rows()

    def _add_rows(self) -> None:
        """Add the products, and take over all guesses, which the line shows."""
        if self._add_button.isEnabled():
            decision = ImportDecision(
                self._grid, self._layout, MergeMode.ADD, self._remember_box.isChecked()
            )
            self.decided.emit(decision)
            self.close_line()

    def close_line(self) -> None:
        """Go away, and leave everything as it was."""
        self.finished.emit()


def _name_of_answer(position: int, answer: Answer) -> str:
    if not answer.choice.key:
        return "mappingNo"
    return "mappingYes" if position == 0 else f"mappingAnswer{position + 1}"


def _button(name: str, text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.clicked.connect(lambda _=False: run())
    return button


def _box(name: str, title: str, choices: Sequence[tuple[object, str]]) -> QComboBox:
    box = ChoiceBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    for value, text in choices:
        box.addItem(text, value)
    return box


def _titled(box: QComboBox) -> QWidget:
    """Return a box below its title."""
    widget = QWidget()
    widget.setAccessibleName(box.accessibleName())
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    title = Label(box.accessibleName())
    title.setFont(sized(title.font(), SMALL_SIZE))
    title.setProperty("muted", True)
    title.setBuddy(box)
    column.addWidget(title)
    column.addWidget(box)
    return widget


def _select(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(max(box.findData(value), 0))
