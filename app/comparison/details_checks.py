"""The checks of one product in its details, each on a card with its remedies as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.comparison.painted_buttons import FrameButton
from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, Markup
from app.toolkit.signs import Sign, SignPicture
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.check_list import CheckGroup, RowCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QPaintEvent

    from app.comparison.remedy_actions import RemedyActions
    from pricing.analysis.remedies import Remedy

_SIGNS = {
    CheckGroup.OVER_LIMIT: Sign.OVER_LIMIT,
    CheckGroup.QUESTION: Sign.QUESTION,
    CheckGroup.FIX: Sign.FIX,
}
_TITLES = {
    CheckGroup.OVER_LIMIT: "Over the safe limit.",
    CheckGroup.QUESTION: "Your answer is needed.",
    CheckGroup.FIX: "To fix.",
    CheckGroup.NOTE: "Note.",
}
# In pixels at the drawn size of text.
MAX_BUTTONS_WIDTH, DRAWN_LINE_HEIGHT = 220, 16
_Direction = QBoxLayout.Direction


@reports_exceptions
class CheckCard(QFrame):
    """One check: its sign, what was found, what the remedy gives, and the remedies."""

    def __init__(self, check: RowCheck, actions: RemedyActions) -> None:
        super().__init__()
        self.setObjectName("checkCard")
        self.setAccessibleName(tr(_TITLES[check.group]))
        self._actions = actions
        self._group = check.group
        text = Label()
        text.setWordWrap(True)
        text.setFont(sized(self.font(), SMALL_SIZE))
        text.setText(
            Markup(
                "<span style='color: {colour}'><b>{title}</b></span> {message}",
                colour=self._title_colour().name(),
                title=tr(_TITLES[check.group]),
                message=check.message(notation()),
            )
        )
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(text)
        buttons = self._remedy_buttons(check)
        if buttons is not None:
            column.addLayout(buttons)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        if check.group in _SIGNS and not check.is_missing:
            sign = SignPicture(_SIGNS[check.group], tr(_TITLES[check.group]))
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column, 1)

    def _remedy_buttons(self, check: RowCheck) -> QBoxLayout | None:
        """Return the buttons side by side, or below each other if they are too wide."""
        buttons = [self._remedy_button(check, remedy) for remedy in check.remedies()]
        if not buttons:
            return None
        width = sum(button.sizeHint().width() for button in buttons)
        widest = MAX_BUTTONS_WIDTH * self.fontMetrics().height() / DRAWN_LINE_HEIGHT
        is_wide = width > widest
        line = QBoxLayout(_Direction.TopToBottom if is_wide else _Direction.LeftToRight)
        line.setSpacing(6)
        for button in buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        line.addStretch(1)
        return line

    def _remedy_button(self, check: RowCheck, remedy: Remedy) -> FrameButton:
        button = FrameButton(remedy.full_title.short_text(notation()))
        button.setAccessibleDescription(check.message(notation()))
        button.clicked.connect(lambda: self._actions.run(remedy, check.position, self))
        return button

    def _title_colour(self) -> QColor:
        match self._group:
            case CheckGroup.OVER_LIMIT | CheckGroup.FIX:
                return tokens().stop
            case CheckGroup.QUESTION:
                return tokens().ask
        return tokens().text

    def _surface(self) -> QColor:
        match self._group:
            case CheckGroup.OVER_LIMIT | CheckGroup.FIX:
                return tokens().stop_surface
            case CheckGroup.QUESTION:
                return tokens().ask_surface
        return tokens().tinted

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            is_flat = self._surface() == tokens().surface
            painter.setPen(tokens().line if is_flat else Qt.PenStyle.NoPen)
            painter.setBrush(self._surface())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class CheckCards(QWidget):
    """The cards of one product, the worst check first."""

    focus_released = Signal()  # the keyboard was on a card that is gone

    def __init__(self, actions: RemedyActions) -> None:
        super().__init__()
        self.setAccessibleName(tr("Checks"))
        self._actions = actions
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_checks(self, checks: Sequence[RowCheck]) -> None:
        """Show these checks. Cards are made anew only if they say something else."""
        shown = (
            tokens(),
            [(check.position, check.message(notation()), check.remedies()) for check in checks],
        )
        if shown == self._shown:
            return
        self._shown = shown
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        while (item := self._column.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        for check in checks:
            self._column.addWidget(CheckCard(check, self._actions))
        self.setVisible(bool(checks))
        if had_focus:
            self._keep_focus()

    def _keep_focus(self) -> None:
        """Put the keyboard on the first remedy, or let the sheet find another place for it."""
        for place in range(self._column.count()):
            item = self._column.itemAt(place)
            card = item.widget() if item else None
            button = card.findChild(FrameButton) if card else None
            if button is not None:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.focus_released.emit()
