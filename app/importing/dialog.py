"""The import dialog: how a list's columns are read, what that gives, and what is there already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.importing.column_choices import ColumnChoices, column_title
from app.importing.preview import MAX_PREVIEW_ROWS, ListPreview, ListPreviewPanel
from app.toolkit.locale_format import count_text, notation
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import ProblemKind
from pricing.reading.headers import HEADER_SEARCH_ROWS
from pricing.reading.layouts import Layout, guess_layout
from pricing.reading.merging import MergeMode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.model.entry import Entry
    from pricing.problems.errors import BadInput
    from pricing.reading.grid import Grid
    from pricing.reading.importer import ReadingOptions

DUPLICATE_CHOICES = (
    (MergeMode.UPDATE, "update them"),
    (MergeMode.ADD, "add them again"),
    (MergeMode.SKIP, "leave them out"),
)


@dataclass(frozen=True, slots=True)
class ImportSubject:
    """The list that is asked about, and how it is read but for its layout.

    `entries`: the rows that it joins, None where it does not go into a comparison. `whole`: the
    grids are all of it, not its beginning.
    """

    title: str
    grids: Sequence[Grid]
    options: ReadingOptions
    entries: Sequence[Entry] | None = None
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """What the user settled on."""

    grid: Grid
    layout: Layout
    duplicate_handling: MergeMode


class ImportDialog(QDialog):
    """Shows the guesses and lets them be corrected. `decided` hands on what was settled."""

    decided = Signal(object)

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
        self._columns.changed.connect(self._update_preview)
        self._preview_panel = ListPreviewPanel()
        self._sheet_box = self._make_box("sheetBox", tr("Sheet"))
        self._header_box = self._make_box("headerBox", tr("Headers are in"))
        self._duplicates_box = self._make_box("knownBox", tr("Products that are here already"))
        self._summary_label = QLabel()
        self._summary_label.setObjectName("importSays")
        self._summary_label.setWordWrap(True)
        self._compose()
        for grid in subject.grids:
            self._sheet_box.addItem(grid.name)
        for join, text in DUPLICATE_CHOICES:
            self._duplicates_box.addItem(tr(text), join)
        self._sheet_box.activated.connect(self._choose_grid)
        self._header_box.activated.connect(self._choose_header)
        self._duplicates_box.activated.connect(self._update_preview)
        self._choose_grid()

    # -- building ------------------------------------------------------------------------------

    def _make_box(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    def _compose(self) -> None:
        top = QHBoxLayout()
        self._labels_by_box = {}
        for box in (self._sheet_box, self._header_box, self._duplicates_box):
            label = QLabel(box.accessibleName())
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
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setObjectName("importButton")
        self._buttons.accepted.connect(self._accept_decision)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addWidget(self._summary_label)
        layout.addWidget(self._buttons)
        self.resize(960, 660)

    # -- choosing ------------------------------------------------------------------------------

    @property
    def _grid(self) -> Grid:
        return self._grids[max(self._sheet_box.currentIndex(), 0)]

    def _choose_grid(self) -> None:
        """Another sheet: its headers and columns are guessed or recalled."""
        layout = self._recall_layout(self._grid) or guess_layout(self._grid)
        self._header_box.clear()
        self._header_box.addItem(tr("no row"), None)
        for position, row in enumerate(self._grid.rows[:HEADER_SEARCH_ROWS]):
            self._header_box.addItem(tr("row {number}", number=row.number), position)
        self._header_box.setCurrentIndex(self._header_box.findData(layout.header_position))
        self._columns.show_layout(self._grid, layout)
        self._update_preview()

    def _choose_header(self) -> None:
        """Another header row; the columns stay as they are."""
        self._columns.show_layout(self._grid, self._current_layout())
        self._update_preview()

    def _current_layout(self) -> Layout:
        return Layout(self._header_box.currentData(), self._columns.choices())

    def _update_preview(self) -> None:
        subject = self._subject
        options = replace(subject.options, layout=self._current_layout())
        preview = ListPreview.from_grid(self._grid, options, subject.entries or ())
        self._preview_panel.show_preview(
            preview, None if subject.entries is None else self._duplicate_handling
        )
        self._set_box_visible(self._sheet_box, shown=len(self._grids) > 1 and bool(self._grid.name))
        self._set_box_visible(self._duplicates_box, shown=bool(preview.existing_rows))
        count = len(preview.product_list.all_rows)
        self._ok.setEnabled(bool(count))
        known = count and not self._is_truncated
        products = count_text(count, "Import {count} product", "Import {count} products")
        self._ok.setText(products if known else tr("Import"))
        self._summary_label.setText(self._summary_text(preview))

    def _set_box_visible(self, box: QComboBox, *, shown: bool) -> None:
        box.setVisible(shown)
        self._labels_by_box[box].setVisible(shown)

    @property
    def _duplicate_handling(self) -> MergeMode:
        return MergeMode(self._duplicates_box.currentData())

    @property
    def _is_truncated(self) -> bool:
        return not self._subject.is_complete or len(self._grid.rows) > MAX_PREVIEW_ROWS

    def _summary_text(self, preview: ListPreview) -> str:
        if preview.error is not None:
            return _problem_text(preview.error)
        read = preview.product_list
        left_out = read.rejected_count
        told = [count_text(len(read.all_rows), "{count} product", "{count} products")]
        if self._is_truncated:
            told.append(
                tr(
                    "looked at the first {count} lines",
                    count=min(len(self._grid.rows), MAX_PREVIEW_ROWS),
                )
            )
        if left_out:
            told.append(
                tr(
                    "{lines}, with the reason beside",
                    lines=count_text(left_out, "{count} line left out", "{count} lines left out"),
                )
            )
        if preview.existing_rows:
            told.append(tr("{count} of them here already", count=len(preview.existing_rows)))
        return f"{'; '.join(told)}."

    def _accept_decision(self) -> None:
        self.decided.emit(
            ImportDecision(self._grid, self._current_layout(), self._duplicate_handling)
        )
        self.accept()


def _problem_text(error: BadInput) -> str:
    """What keeps the list from being read, said for this dialog."""
    if error.kind is ProblemKind.MISSING_COLUMNS:
        keys = str(error.parameters["columns"]).split(", ")
        names = tr(" and ").join(f"“{column_title(COLUMNS_BY_KEY[key])}”" for key in keys)
        return tr("Say above which column holds {names}.", names=names)
    if error.kind is ProblemKind.DUPLICATE_HEADER:
        first, second = error.parameters["first"], error.parameters["second"]
        name = column_title(COLUMNS_BY_KEY[str(error.parameters["column"])])
        return tr(
            "“{first}” and “{second}” cannot both hold “{name}”: leave one of them out.",
            first=first,
            second=second,
            name=name,
        )
    return error.message(notation())
