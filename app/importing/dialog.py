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

from app.importing.columns import ColumnChoices, title
from app.importing.preview import MOST, Preview, PreviewPanel
from app.toolkit.locale_format import notation
from app.toolkit.translation import counted, tr
from pricing.model.columns import BY_KEY
from pricing.problems.errors import ProblemKind
from pricing.reading.headers import SEARCHED_ROWS, Layout, guess
from pricing.reading.merging import Join

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.model.entry import Entry
    from pricing.problems.errors import BadInput
    from pricing.reading.grid import Grid
    from pricing.reading.importer import Options

JOINS = (
    (Join.UPDATE, "update them"),
    (Join.ADD, "add them again"),
    (Join.SKIP, "leave them out"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The list that is asked about, and how it is read but for its layout.

    `entries`: the rows that it joins, None where it does not go into a comparison. `whole`: the
    grids are all of it, not its beginning.
    """

    title: str
    grids: Sequence[Grid]
    options: Options
    entries: Sequence[Entry] | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user settled on."""

    grid: Grid
    layout: Layout
    known: Join


class ImportDialog(QDialog):
    """Shows the guesses and lets them be corrected. `decided` hands on what was settled."""

    decided = Signal(object)

    def __init__(
        self, window: QWidget, subject: Subject, recall: Callable[[Grid], Layout | None]
    ) -> None:
        super().__init__(window)
        self.setObjectName("importDialog")
        self.setWindowTitle(subject.title)
        self._subject = subject
        self._grids = subject.grids
        self._recall = recall
        self._columns = ColumnChoices()
        self._columns.changed.connect(self._preview)
        self._shown = PreviewPanel()
        self._sheet = self._box("sheetBox", tr("Sheet"))
        self._header = self._box("headerBox", tr("Headers are in"))
        self._known = self._box("knownBox", tr("Products that are here already"))
        self._says = QLabel()
        self._says.setObjectName("importSays")
        self._says.setWordWrap(True)
        self._compose()
        for grid in subject.grids:
            self._sheet.addItem(grid.name)
        for join, text in JOINS:
            self._known.addItem(tr(text), join)
        self._sheet.activated.connect(self._choose_grid)
        self._header.activated.connect(self._choose_header)
        self._known.activated.connect(self._preview)
        self._choose_grid()

    # -- building ------------------------------------------------------------------------------

    def _box(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    def _compose(self) -> None:
        top = QHBoxLayout()
        self._titles = {}
        for box in (self._sheet, self._header, self._known):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            self._titles[box] = label
            top.addWidget(label)
            top.addWidget(box)
            top.addSpacing(16)
        top.addStretch(1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._columns)
        parts.addWidget(self._shown)
        parts.setChildrenCollapsible(False)
        parts.setSizes([300, 220])
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setObjectName("importButton")
        self._buttons.accepted.connect(self._decide)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addWidget(self._says)
        layout.addWidget(self._buttons)
        self.resize(960, 660)

    # -- choosing ------------------------------------------------------------------------------

    @property
    def _grid(self) -> Grid:
        return self._grids[max(self._sheet.currentIndex(), 0)]

    def _choose_grid(self) -> None:
        """Another sheet: its headers and columns are guessed or recalled."""
        layout = self._recall(self._grid) or guess(self._grid)
        self._header.clear()
        self._header.addItem(tr("no row"), None)
        for position, row in enumerate(self._grid.rows[:SEARCHED_ROWS]):
            self._header.addItem(tr("row {number}", number=row.number), position)
        self._header.setCurrentIndex(self._header.findData(layout.header))
        self._columns.show_layout(self._grid, layout)
        self._preview()

    def _choose_header(self) -> None:
        """Another header row; the columns stay as they are."""
        self._columns.show_layout(self._grid, self._layout())
        self._preview()

    def _layout(self) -> Layout:
        return Layout(self._header.currentData(), self._columns.choices())

    def _preview(self) -> None:
        subject = self._subject
        options = replace(subject.options, layout=self._layout())
        preview = Preview.of(self._grid, options, subject.entries or ())
        self._shown.show_preview(preview, None if subject.entries is None else self._join)
        self._show_only(self._sheet, shown=len(self._grids) > 1 and bool(self._grid.name))
        self._show_only(self._known, shown=bool(preview.there))
        count = len(preview.read.lines)
        self._ok.setEnabled(bool(count))
        known = count and not self._is_long
        products = counted(count, tr("Import {count} product"), tr("Import {count} products"))
        self._ok.setText(products if known else tr("Import"))
        self._says.setText(self._told(preview))

    def _show_only(self, box: QComboBox, *, shown: bool) -> None:
        box.setVisible(shown)
        self._titles[box].setVisible(shown)

    @property
    def _join(self) -> Join:
        return Join(self._known.currentData())

    @property
    def _is_long(self) -> bool:
        return not self._subject.whole or len(self._grid.rows) > MOST

    def _told(self, preview: Preview) -> str:
        if preview.refused is not None:
            return _missing(preview.refused)
        read = preview.read
        left_out = read.left_out
        told = [counted(len(read.lines), tr("{count} product"), tr("{count} products"))]
        if self._is_long:
            told.append(
                tr("looked at the first {count} lines", count=min(len(self._grid.rows), MOST))
            )
        if left_out:
            one, many = tr("{count} line left out"), tr("{count} lines left out")
            told.append(tr("{lines}, with the reason beside", lines=counted(left_out, one, many)))
        if preview.there:
            told.append(tr("{count} of them here already", count=len(preview.there)))
        return f"{'; '.join(told)}."

    def _decide(self) -> None:
        self.decided.emit(Decision(self._grid, self._layout(), self._join))
        self.accept()


def _missing(refused: BadInput) -> str:
    """What keeps the list from being read, said for this dialog."""
    if refused.kind is ProblemKind.MISSING_COLUMNS:
        keys = str(refused.parameters["columns"]).split(", ")
        names = tr(" and ").join(f"“{title(BY_KEY[key])}”" for key in keys)
        return tr("Say above which column holds {names}.", names=names)
    if refused.kind is ProblemKind.DUPLICATE_HEADER:
        first, second = refused.parameters["first"], refused.parameters["second"]
        name = title(BY_KEY[str(refused.parameters["column"])])
        return tr(
            "“{first}” and “{second}” cannot both hold “{name}”: leave one of them out.",
            first=first,
            second=second,
            name=name,
        )
    return refused.says(notation())
