"""The note about a price that the user took back, with the way to state it again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.toolkit.cards import GAP, SMALL_SIZE, sized
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr


class TakenBackNote(QWidget):
    """A sentence, and a button while the price can be stated again. It is hidden without one."""

    restatement_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = Label()
        self._text.setObjectName("takenBackNote")
        self._text.setWordWrap(True)
        self._text.setFont(sized(self.font(), SMALL_SIZE))
        self._button = QPushButton(tr("State it again"))
        self._button.setObjectName("stateAgainButton")
        self._button.clicked.connect(self.restatement_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(self._text)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def tell(self, text: str, *, can_be_restated: bool) -> None:
        """Say what came of it."""
        self._text.setText(text)
        self._button.setAccessibleDescription(text)
        self._button.setVisible(can_be_restated)
        self.show()
