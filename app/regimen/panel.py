"""The view "Regimen": what is taken, what that gives, the cheapest regimens, and single changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.regimen.findings import RegimenFindings
from app.regimen.given_bars import GivenBars
from app.regimen.offers import OffersTable
from app.regimen.stop_box import StopBox
from app.regimen.taken_table import TakenTable
from app.regimen.targets_row import TargetsRow
from app.regimen_plan import RegimenPlan
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.cards import (
    CARD_TITLE_SIZE,
    GAP,
    PADDING,
    SMALL_SIZE,
    USUAL_TEXT_SIZE,
    Card,
    scrolling,
    sized,
)
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label
from app.toolkit.signs import Sign, SignPicture
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.sentences import Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from app.regimen_plan import TakenProduct
    from app.session import Session
    from app.toolkit.theme import Theme
    from pricing.analysis.cheapest_regimens import RegimenResult
    from pricing.analysis.regimen import Regimen
    from pricing.analysis.regimen_swaps import Swap
    from pricing.problems.progress import Progress

    Outcome = tuple[RegimenResult, list[Swap]]

# More products are searched beside the window's thread.
MAX_PRODUCTS_AT_ONCE = 60
SEARCH_DELAY_MS = 150
# In a narrower view the changes of one product stand below the cheapest regimens. In one that is
# narrower still, all cards stand in one column. Both are in pixels at text of 13 pixels.
MIN_WIDTH_OF_TWO_COLUMNS, MIN_WIDTH_OF_TWO_CARDS = 1_040, 960
# The cards stand on a grid of so many parts. The left one of each row takes so many.
_PARTS, _LEFT_PARTS = 25, (13, 16)


@reports_exceptions
class RegimenPanel(QWidget):
    """Follows the session while it is visible."""

    cell_requested = Signal(int, str)  # row and column key of the product table

    def __init__(
        self, session: Session, theme: Theme, selected_rows: Callable[[], Sequence[int]]
    ) -> None:
        super().__init__()
        self._session = session
        self._selected_rows = selected_rows
        self._plan = RegimenPlan(session)
        self._task: BackgroundTask | None = None
        self._result: RegimenResult | None = None
        self.tools = self._make_tools()
        self.scenario_row = TargetsRow(self._plan)
        self._taken = TakenTable(self._plan)
        self._bars = GivenBars()
        self._bars_note = Label(tr("numbers in a bar: the product on the left"))
        self._bars_note.setProperty("muted", True)
        self._bars_note.setFont(sized(self._bars_note.font(), SMALL_SIZE))
        self._findings = RegimenFindings(self._plan)
        self._cheapest = OffersTable("regimenOffers", tr("Cheapest regimens"), is_of_swaps=False)
        self._swaps = OffersTable("regimenSwaps", tr("Change one product"), is_of_swaps=True)
        self._no_swaps = _text_label("regimenNoSwaps")
        self._swaps_note = _text_label("regimenSwapsNote")
        self._swaps_note.setText(tr("All within the limits, and no target is missed by more."))
        self._proof, self._message = _text_label("regimenProof"), _text_label("regimenSays")
        self._proof_sign = SignPicture(Sign.DONE, tr("Proven"))
        self._no_regimen = StopBox(tr("No safe regimen"))
        for part in (
            self._cheapest, self._swaps, self._message, self._proof_sign, self._no_regimen,
        ):  # fmt: skip
            part.hide()
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.setObjectName("regimenCancel")
        self._cancel.hide()
        self._grid = QGridLayout()
        self._compose()
        self._connect(theme)

    # -- building ------------------------------------------------------------------------------

    def _make_tools(self) -> QWidget:
        tools = QWidget()
        button = QPushButton(tr("Take over from Compare"))
        button.setObjectName("regimenTakeOver")
        button.clicked.connect(self._take_over)
        line = QHBoxLayout(tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(button)
        return tools

    def _compose(self) -> None:
        proof = QHBoxLayout()
        proof.setSpacing(8)
        proof.addWidget(self._proof_sign, 0, Qt.AlignmentFlag.AlignTop)
        proof.addWidget(self._proof, 1)
        proof.addWidget(self._cancel)
        self._cards = (
            _card(tr("What is taken a day"), self._taken),
            _card(tr("What that gives a day"), self._bars, self._findings, note=self._bars_note),
            _card(
                tr("Cheapest regimen for these targets"), proof, self._no_regimen, self._cheapest
            ),
            _card(tr("Change one product"), self._no_swaps, self._swaps_note, self._swaps),
        )
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        for part in range(_PARTS):
            self._grid.setColumnStretch(part, 1)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(PADDING, GAP, PADDING, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self._message)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        area = scrolling(inside, tr("Regimen"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._arrange()

    def _arrange(self) -> None:
        """Put the cards into rows of two, as far as the view is wide enough."""
        rows = self._rows_of_two()
        if rows == self._grid.property("rowsOfTwo"):
            return
        self._grid.setProperty("rowsOfTwo", rows)
        for card in self._cards:
            self._grid.removeWidget(card)
        for number, card in enumerate(self._cards):
            row, is_right = divmod(number, 2)
            if row >= rows:
                self._grid.addWidget(card, rows + number, 0, 1, _PARTS)
                continue
            width = _LEFT_PARTS[row]
            place = (row, width, 1, _PARTS - width) if is_right else (row, 0, 1, width)
            self._grid.addWidget(card, *place)

    def _rows_of_two(self) -> int:
        """Return how many rows, from the top, have room for two cards."""
        if self.width() >= MIN_WIDTH_OF_TWO_COLUMNS * self.fontMetrics().averageCharWidth() / 6:
            return 2
        size = QFontInfo(self.font()).pixelSize() / USUAL_TEXT_SIZE
        return 1 if self.width() >= MIN_WIDTH_OF_TWO_CARDS * size else 0

    def _connect(self, theme: Theme) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_DELAY_MS)
        self._timer.timeout.connect(self._search)
        self._session.changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        for source in (self.scenario_row, self._taken.taken_model):
            source.input_rejected.connect(self._show_message)
            source.input_read.connect(self._message.hide)
        for table in (self._cheapest, self._swaps):
            table.use_requested.connect(self._use)
        self._cancel.clicked.connect(self._cancel_search)

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the regimen of the open comparison, if the view is visible."""
        if not self.isVisible():
            return
        self._message.hide()
        self.scenario_row.refresh()
        self._taken.taken_model.refresh()
        regimen = self._plan.regimen
        self._bars.show_regimen(regimen)
        self._bars_note.setVisible(bool(regimen.takes))
        self._findings.show_regimen(regimen)
        self._stop_search()
        self._result = None
        if len(self._plan.pool) <= MAX_PRODUCTS_AT_ONCE:
            self._search()
        else:
            self._dim()
            self._timer.start()

    def _dim(self) -> None:
        """Let nobody use results of before the change."""
        for table in (self._cheapest, self._swaps):
            table.setEnabled(False)

    def _search(self) -> None:
        """Search the cheapest regimens, beside the window's thread if there are many products."""
        work = _search_of(self._plan)
        if len(self._plan.pool) <= MAX_PRODUCTS_AT_ONCE:
            from pricing.problems.progress import SILENT_PROGRESS

            self._show_outcome(work(SILENT_PROGRESS))
            return
        self._say(tr("Searching…"))
        self._cancel.show()
        self._task = task = BackgroundTask(work, self, only_reads=True)
        task.succeeded.connect(self._show_outcome)
        task.cancelled.connect(lambda: self._say(tr("The search was cancelled.")))
        task.ended.connect(self._forget_task)
        task.start()

    def _say(self, text: str) -> None:
        """Say what came of the search, or that it is not done."""
        self._proof.setText(text)
        self._proof.show()
        self._proof_sign.hide()
        self._no_regimen.hide()

    def _forget_task(self) -> None:
        self._task = None
        self._cancel.hide()

    def _cancel_search(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _stop_search(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel_and_wait()
            self._forget_task()

    def _show_outcome(self, outcome: Outcome) -> None:
        result, swaps = outcome
        self._result = result
        if result.best is None and result.reason is not None:
            title, *others = result.reason.sentences
            rest = Paragraph(tuple(others))
            self._no_regimen.show_text(title.text(notation()), rest.text(notation()))
        else:
            self._say(result.proof.text(notation()))
        self._no_regimen.setVisible(result.best is None)
        self._proof.setVisible(result.best is not None)
        self._proof_sign.setVisible(result.best is not None)
        self._cheapest.offers_model.show_regimens(result)
        self._swaps.offers_model.show_swaps(swaps)
        self._cheapest.setVisible(bool(result.regimens))
        self._swaps.setVisible(bool(swaps))
        self._no_swaps.setText(_no_swaps_text(self._plan.regimen))
        self._no_swaps.setVisible(not swaps)
        self._swaps_note.setVisible(bool(swaps))
        self._findings.show_regimen(self._plan.regimen, swaps)
        self._cards[3].setVisible(bool(self._plan.taken))
        for table in (self._cheapest, self._swaps):
            table.setEnabled(True)

    def _show_message(self, text: str) -> None:
        self._message.setText(text)
        self._message.show()

    @property
    def areas(self) -> Sequence[QWidget]:
        """The areas that F6 goes round: what is taken, what it gives, and what is offered."""
        return self._cards

    @property
    def result(self) -> RegimenResult | None:
        """The search for the cheapest regimens of the present targets; None before it ended."""
        return self._result

    @property
    def taken(self) -> Sequence[TakenProduct]:
        """Return the regimen as taken, while the view is shown."""
        return self._plan.taken if self.isVisible() else ()

    @property
    def regimen(self) -> Regimen:
        """The totals and checks of what is taken."""
        return self._plan.regimen

    # -- changing ------------------------------------------------------------------------------

    def _use(self, regimen: Regimen) -> None:
        self._plan.use(regimen)

    def _take_over(self) -> None:
        """Take the selected rows of the comparison with their doses, else its best buy."""
        best = self._session.comparison.best_buy
        rows = list(self._selected_rows()) or ([self._session.row_of(best)] if best else [])
        self._plan.take_over(rows)

    def close_down(self) -> None:
        """Stop the search."""
        self._stop_search()

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _search_of(plan: RegimenPlan) -> Callable[[Progress], Outcome]:
    """Return the search for a plan as it is now."""
    from pricing.analysis.cheapest_regimens import find_cheapest_regimens
    from pricing.analysis.regimen_swaps import find_swaps

    products, scenario, regimen = tuple(plan.pool.values()), plan.scenario, plan.regimen

    def search(progress: Progress) -> Outcome:
        result = find_cheapest_regimens(products, scenario, progress=progress)
        return result, find_swaps(regimen, result.usable) if regimen.takes else []

    return search


def _no_swaps_text(regimen: Regimen) -> str:
    """Return why no change of one product is offered."""
    if regimen.waiting:
        return tr("No change is offered until the row of each product that is taken is complete.")
    if regimen.takes_without_cost:
        return tr("No change is offered, because the cost of what is taken is not known.")
    if any(regimen.without(take).in_doubt for take in regimen.takes):
        return tr("No change is offered while the label of another product is in doubt.")
    return tr("No change of one product costs less and gives as much.")


def _card(title: str, *parts: QWidget | QHBoxLayout, note: QWidget | None = None) -> Card:
    """Return a card with its title, and a note beside it, above its parts."""
    card, label = Card(title), Label(title)
    label.setFont(sized(label.font(), CARD_TITLE_SIZE, semibold=True))
    layout = QVBoxLayout(card)
    layout.setContentsMargins(PADDING, 12, PADDING, 12)
    layout.setSpacing(8)
    head = QHBoxLayout()
    head.addWidget(label, 1)
    if note is not None:
        head.addWidget(note)
    layout.addLayout(head)
    for part in parts:
        layout.addWidget(part) if isinstance(part, QWidget) else layout.addLayout(part)
    layout.addStretch(1)
    return card


def _text_label(name: str) -> Label:
    label = Label()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
