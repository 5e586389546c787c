"""The panel of an empty comparison: a sentence and the ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.toolkit.shown_text import Label
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable


class EmptyStatePanel(QFrame):
    """Offers the first steps."""

    def __init__(
        self,
        add_product: Callable[[], object],
        paste_products: Callable[[], object],
        open_list: Callable[[], object],
        open_example: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        title = Label(
            f"<b style='font-size: x-large'>{tr('What does a milligram really cost?')}</b>"
        )
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = Label(
            tr(
                "Enter the name, elemental amount, pack size and price of each product. "
                "Or drop a price list (.csv, .xlsx) here."
            )
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for name, text, run in (
            ("addButton", tr("Add a product"), add_product),
            ("pasteButton", tr("Paste from a spreadsheet"), paste_products),
            ("openButton", tr("Open a list…"), open_list),
            ("exampleButton", tr("Open the magnesium example"), open_example),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setProperty("primary", name == "addButton")
            button.clicked.connect(lambda _=False, run=run: run())
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(title)
        layout.addWidget(hint)
        layout.addSpacing(12)
        layout.addLayout(buttons)
        layout.addStretch(2)
