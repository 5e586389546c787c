"""The import dialog: the columns of a list, a preview, and what to do with existing products."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QSplitter,
    QWidget,
)

from app.importing.column_choices import ColumnChoices
from app.importing.mineral_columns import mineral_meanings
from app.importing.preview import MAX_PREVIEW_ROWS, ListPreview, ListPreviewPanel
from app.toolkit.cards import dialog_column, size_on_screen
from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from pricing.problems.errors import ProblemKind
from pricing.quantities.safe_text import displayable_line
from pricing.reading.column_questions import open_questions
from pricing.reading.headers import HEADER_SEARCH_ROWS
from pricing.reading.layouts import guess_layout, guessed_questions, has_known_headers
from pricing.reading.merging import MergeMode
from pricing.reading.packs_columns import COLUMNS_OF_LISTS
from pricing.reading.reading_options import Layout
from pricing.reading.text_encodings import ENCODING_NAMES, other_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.model.entry import Entry
    from pricing.problems.errors import BadInput
    from pricing.reading.grid import Grid
    from pricing.reading.reading_options import ColumnChoice, ReadingOptions

# What the boxes of bases answer, which show the likeliest base.
ANSWERED_BY_BASES = (ProblemKind.PRICE_OF_OTHER_AMOUNT, ProblemKind.FIGURES_OF_SEVERAL)
MAX_QUESTIONS = 3
GUESSED_BY_VALUES = (
    "No header row names the columns. What they contain is guessed from their values. "
    "Check each column before you import."
)
ENCODING_QUESTION = (
    "The file does not state how its letters are written. Choose under “Letters” the text whose "
    "words are right. The preview shows it."
)
DUPLICATE_CHOICES = (
    (MergeMode.UPDATE, "update"),
    (MergeMode.ADD, "add again"),
    (MergeMode.SKIP, "leave out"),
)


@dataclass(frozen=True, slots=True)
class ImportSubject:
    """The list that the dialog is about.

    Attributes:
        title: The title of the dialog.
        grids: The sheets of the list, or its text in each encoding that it can have.
        options: How to read it, without a layout.
        entries: The rows of the comparison, or None if the list goes elsewhere.
        is_complete: Whether the grids are the whole list and not its first rows.
        currency: The currency that prices without a sign are likely in, or "".
        suggest: Return the likeliest layout of a table in that currency.
    """

    title: str
    grids: Sequence[Grid]
    options: ReadingOptions
    entries: Sequence[Entry] | None = None
    is_complete: bool = True
    currency: str = ""
    suggest: Callable[[Grid, str], Layout] = guess_layout


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """The sheet or text, the layout and the handling of existing products that the user chose.

    `is_remembered` states whether the layout is used for the next list with the same titles.
    """

    grid: Grid
    layout: Layout
    duplicate_handling: MergeMode
    is_remembered: bool = True


class ImportDialog(QDialog):
    """Shows the assumed layout and lets the user correct it."""

    decided = Signal(object)  # ImportDecision

    def __init__(
        self,
        window: QWidget,
        subject: ImportSubject,
        recall_layout: Callable[[Grid], Layout | None],
    ) -> None:
        super().__init__(window)
        self.setObjectName("importDialog")
        self.setWindowTitle(subject.title)
        self._subject = subject
        self._grids = subject.grids
        self._recall_layout = recall_layout
        self._columns = ColumnChoices()
        self._columns.changed.connect(self._take_answer)
        self._preview_panel = ListPreviewPanel()
        self._asks_encoding = bool(subject.grids[0].encoding)
        self._grid_box = (
            self._make_box("encodingBox", tr("Letters"))
            if self._asks_encoding
            else self._make_box("sheetBox", tr("Sheet"))
        )
        self._header_box = self._make_box("headerBox", tr("Header row"))
        self._duplicates_box = self._make_box(
            "duplicatesBox", tr("Products already in the comparison")
        )
        self._summary_label = Label()
        self._summary_label.setObjectName("importSummary")
        self._summary_label.setWordWrap(True)
        self._questions_label = Label()
        self._questions_label.setObjectName("importQuestions")
        self._questions_label.setWordWrap(True)
        self._questions: dict[int, tuple[str, ColumnChoice]] = {}
        self._unanswered: set[int] = set()
        self._is_guessed_by_values = False
        self._compose()
        self._grid_box.addItems([displayable_line(_grid_title(grid)) for grid in subject.grids])
        self._grid_box.setCurrentIndex(self._recalled_grid_index())
        for mode, text in DUPLICATE_CHOICES:
            self._duplicates_box.addItem(tr(text), mode)
        self._grid_box.activated.connect(self._choose_grid)
        self._header_box.activated.connect(self._choose_header)
        self._duplicates_box.activated.connect(self._update_preview)
        self._choose_grid()

    # -- building ------------------------------------------------------------------------------

    def _make_box(self, name: str, title: str) -> QComboBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        return box

    def _compose(self) -> None:
        top = QHBoxLayout()
        self._labels_by_box = {}
        for box in (self._grid_box, self._header_box, self._duplicates_box):
            label = Label(box.accessibleName())
            label.setBuddy(box)
            self._labels_by_box[box] = label
            top.addWidget(label)
            top.addWidget(box)
            top.addSpacing(16)
        top.addStretch(1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._columns)
        parts.addWidget(self._preview_panel)
        parts.setChildrenCollapsible(False)
        parts.setSizes([300, 220])
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._import_button = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._import_button.setObjectName("importButton")
        self._import_button.setProperty("primary", True)
        self._buttons.accepted.connect(self._accept_decision)
        self._buttons.rejected.connect(self.reject)
        layout = dialog_column(self)
        layout.addLayout(top)
        layout.addWidget(self._questions_label)
        layout.addWidget(parts, 1)
        layout.addWidget(self._summary_label)
        layout.addWidget(self._buttons)
        self.resize(size_on_screen(self, 1120, 680))

    # -- choosing ------------------------------------------------------------------------------

    def _recalled_grid_index(self) -> int:
        """Return the index of the text whose encoding was chosen earlier, or else the first."""
        layouts = map(self._recall_layout, self._grids if self._asks_encoding else ())
        return next((at for at, layout in enumerate(layouts) if layout and layout.encoding), 0)

    @property
    def _grid(self) -> Grid:
        return self._grids[max(self._grid_box.currentIndex(), 0)]

    def _choose_grid(self) -> None:
        """Show another sheet or text in its saved layout, or in a guessed one."""
        recalled = self._recall_layout(self._grid)
        self._is_guessed_by_values = recalled is None and not has_known_headers(self._grid)
        layout = recalled or self._subject.suggest(self._grid, self._subject.currency)
        columns = () if recalled else range(len(layout.choices))
        self._unanswered = {
            index
            for index, question in open_questions(
                self._grid, layout, columns, self._subject.options.element
            ).items()
            if not _is_answered_by_base(question)
        }
        questions = {} if recalled else guessed_questions(self._grid)
        self._questions = {
            index: (question.message(notation()), layout.choices[index])
            for index, question in questions.items()
        }
        self._header_box.clear()
        self._header_box.addItem(tr("none"), None)
        for position, row in enumerate(self._grid.rows[:HEADER_SEARCH_ROWS]):
            self._header_box.addItem(tr("row {number}", number=row.number), position)
        self._header_box.setCurrentIndex(self._header_box.findData(layout.header_position))
        self._columns.show_layout(self._grid, layout)
        self._update_preview()

    def _show_questions(self, summary: str) -> None:
        """Show what the headers leave open, until the user chooses or the summary says it."""
        choices = self._columns.choices()
        messages = [tr(ENCODING_QUESTION)] if self._asks_encoding else []
        messages += [
            message
            for index, (message, guess) in self._questions.items()
            if message != summary and choices[index] == guess
        ]
        if self._is_guessed_by_values and any(choice.key for choice in choices):
            messages.insert(0, tr(GUESSED_BY_VALUES))
        self._questions_label.setText("\n".join(messages[:MAX_QUESTIONS]))
        self._questions_label.setVisible(bool(messages))

    def _take_answer(self, index: int) -> None:
        """Take what the user says of a column, also if it is what was guessed."""
        self._unanswered.discard(index)
        self._questions.pop(index, None)
        self._update_preview()

    def _choose_header(self) -> None:
        """Take another row as the header row, and keep the columns."""
        self._columns.show_headers(self._grid, self._current_layout())
        self._update_preview()

    def _current_layout(self) -> Layout:
        return Layout(
            self._header_box.currentData(),
            self._columns.choices(),
            self._grid.encoding,
            tuple(self._unanswered),
        )

    def _update_preview(self) -> None:
        subject = self._subject
        options = replace(subject.options, layout=self._current_layout())
        self._columns.show_meanings(mineral_meanings(self._grid, options))
        preview = ListPreview.from_grid(self._grid, options, subject.entries or ())
        self._preview_panel.show_preview(
            preview, None if subject.entries is None else self._duplicate_handling
        )
        has_choice = len(self._grids) > 1 and bool(self._grid.name or self._asks_encoding)
        self._set_box_visible(self._grid_box, is_visible=has_choice)
        self._set_box_visible(self._duplicates_box, is_visible=bool(preview.existing_rows))
        count = len(preview.product_list.all_rows)
        self._import_button.setEnabled(bool(count) and not self._unanswered)
        self._import_button.setText(
            count_text(count, "Import {count} product", "Import {count} products")
            if count and not self._is_truncated
            else tr("Import")
        )
        summary = self._summary_text(preview)
        self._summary_label.setText(summary)
        self._show_questions(summary)

    def _set_box_visible(self, box: QComboBox, *, is_visible: bool) -> None:
        box.setVisible(is_visible)
        self._labels_by_box[box].setVisible(is_visible)

    @property
    def _duplicate_handling(self) -> MergeMode:
        return MergeMode(self._duplicates_box.currentData())

    @property
    def _is_truncated(self) -> bool:
        return not self._subject.is_complete or len(self._grid.rows) > MAX_PREVIEW_ROWS

    def _summary_text(self, preview: ListPreview) -> str:
        if preview.error is not None:
            return error_text(preview.error)
        product_list = preview.product_list
        sentences = [
            count_text(len(product_list.all_rows), "{count} product.", "{count} products.")
        ]
        if self._is_truncated:
            line_count = min(len(self._grid.rows), MAX_PREVIEW_ROWS)
            sentences.append(
                count_text(
                    line_count,
                    "The preview shows the first line.",
                    "The preview shows the first {count} lines.",
                )
            )
        questioned = product_list.questioned_count
        left_out = product_list.rejected_row_count - questioned
        if questioned:
            sentences.append(
                count_text(
                    questioned,
                    "{count} of them is to be completed for the reason on the right.",
                    "{count} of them are to be completed for the reasons on the right.",
                )
            )
        if left_out:
            sentences.append(
                count_text(
                    left_out,
                    "{count} line is left out for the reason on the right.",
                    "{count} lines are left out for the reasons on the right.",
                )
            )
        if preview.existing_rows:
            sentences.append(
                count_text(
                    len(preview.existing_rows),
                    "{count} of them is already in the comparison.",
                    "{count} of them are already in the comparison.",
                )
            )
        return " ".join(sentences)

    def _accept_decision(self) -> None:
        self.decided.emit(
            ImportDecision(self._grid, self._current_layout(), self._duplicate_handling)
        )
        self.accept()


def _is_answered_by_base(question: BadInput) -> bool:
    """Return whether a box of bases shows the one answer to a question. Of two the user chooses."""
    has_choice = len(question.parameters.get("mappings") or ()) > 1  # type: ignore[arg-type]
    return question.kind in ANSWERED_BY_BASES and not has_choice


def _grid_title(grid: Grid) -> str:
    """Return the name of a sheet, or the languages of a text with some of its words."""
    if grid.encoding:
        words = other_words(cell.text for row in grid.rows for cell in row.cells)
        name = tr(ENCODING_NAMES[grid.encoding])
        return tr("{name}: {words}", name=name, words=" ".join(words)) if words else name
    return tr("{name} (hidden)", name=grid.name) if grid.is_hidden else grid.name


def error_text(error: BadInput) -> str:
    """Return the error in terms of this dialog where it can be mended here."""
    if error.kind is ProblemKind.MISSING_COLUMNS:
        names = tr(" and ").join(f"“{_title(key)}”" for key in _keys(error, "columns"))
        return tr("Choose above which column contains {names}.", names=names)
    if error.kind is ProblemKind.DUPLICATE_HEADER:
        (key,) = _keys(error, "column")
        return tr(
            "“{first}” and “{second}” cannot both contain “{name}”. Leave one of them out.",
            first=error.parameters["first"],
            second=error.parameters["second"],
            name=_title(key),
        )
    return error.message(notation())


def _keys(error: BadInput, parameter: str) -> list[str]:
    return str(error.parameters[parameter]).split(", ")


def _title(key: str) -> str:
    return tr(COLUMNS_OF_LISTS[key].full_title)
