"""The page that tells how to fill an empty catalogue."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.toolkit.shown_text import Label
from app.toolkit.translation import tr


class EmptyCataloguePage(QWidget):
    """Explains the catalogue, and offers to import a list."""

    import_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Empty catalogue"))
        text = Label(
            tr(
                "The catalogue is empty. Import a shop's price list, a wholesaler's file or a "
                "label database. Then you can find products by typing or scanning."
            )
        )
        text.setObjectName("emptyCatalogue")
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(tr("Import into catalogue…"))
        button.setObjectName("importIntoCatalogueButton")
        button.clicked.connect(self.import_requested)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(text)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
