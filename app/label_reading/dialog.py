"""The dialog that reads a label: the text on the left, what was read on the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPalette, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.label_reading.field_rows import renew_tones, set_tone
from app.label_reading.field_side import FieldSide
from app.label_reading.label_product import LabelProduct, is_useful
from app.label_reading.label_source import LabelSource, data_source
from app.label_reading.text_side import TextSide
from app.toolkit.cards import CARD_TITLE_SIZE, size_on_screen, sized
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label
from app.toolkit.theme import tokens
from app.toolkit.thin_line import ThinLine
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.labels import ShownLabel, read_shown_label
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QPaintEvent

    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario

READ_AGAIN_AFTER_MS = 200
EXPLANATION = (
    "Paste the text of a label or a shop page, or open a photo, and look over what was read."
)
ENTER_NOTE = "Enter goes to the next question, then adds the product."
LAST_KEY = 9
# The keys that take an answer, which Enter alone never does.
ONE_KEY_NOTE = "Key 1 answers the question. Enter goes to the next one."
KEYS_NOTE = "Keys 1 to {count} answer the question. Enter goes to the next one."
OPEN_QUESTION = "Answer the question with key 1, or press the button to leave it open."
OPEN_QUESTION_OF_SEVERAL = (
    "Answer the question with a key from 1 to {count}, or press the button to leave it open."
)
# What is typed where a question has no answers to choose from.
TYPED_ANSWERS = {
    "product": "Type the name of the product, or press the button to leave it open.",
    "elemental_mg": "Type the amount in one serving, or press the button to leave it open.",
    "compound_mg": "Type the amount of the compound, or press the button to leave it open.",
    "serving_units": "Type the units of one serving, or press the button to leave it open.",
    "unit_kind": "Type the unit, such as capsule, or press the button to leave it open.",
    "pack_units": "Type the units in the pack, or press the button to leave it open.",
    "price": "Type the price of the pack, or press the button to leave it open.",
    "currency": "Type the currency, such as EUR, or press the button to leave it open.",
}
NOTHING_READ = (
    "No product was read. Paste the text of a label on the left, or type it into the table."
)


@reports_exceptions
class LabelReadingDialog(QDialog):
    """Shows what a text states of its products, and asks what it leaves open.

    Enter goes to the next question. When all are answered, it adds the products.
    """

    accepted_rows = Signal(object)  # list[Entry]
    file_requested = Signal()  # the user wants to choose a photo, a text or a page
    file_dropped = Signal(object)  # Path

    def __init__(self, window: QWidget, scenario: Scenario, new_entry: Callable[[], Entry]) -> None:
        super().__init__(window)
        self.setObjectName("labelReadingDialog")
        self.setWindowTitle(tr("Read a label"))
        self.setAcceptDrops(True)
        self._scenario = scenario
        self._new_entry = new_entry
        self._products: list[LabelProduct] = []
        self._index = 0
        self._source = LabelSource(self)
        self._text_side = TextSide()
        self._text_view = self._text_side.view
        self._field_side = FieldSide(scenario)
        self._reading_timer = QTimer(self)
        self._reading_timer.setSingleShot(True)
        self._reading_timer.setInterval(READ_AGAIN_AFTER_MS)
        self._reading_timer.timeout.connect(self._read_again)
        self._compose()
        self._connect_signals()
        self._use_colours()
        self._take_readings(ShownLabel("", ()), "")
        self._text_view.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building ------------------------------------------------------------------------------

    def _compose(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        layout.addWidget(ThinLine())
        self._parts = parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._text_side)
        parts.addWidget(self._field_side)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setChildrenCollapsible(False)
        parts.setSizes([400, 600])
        parts.setHandleWidth(1)
        layout.addWidget(parts, 1)
        layout.addWidget(self._make_foot())
        self.resize(size_on_screen(self, 1000, 680))

    def _make_head(self) -> QHBoxLayout:
        title = Label(tr("Read a label"))
        title.setFont(sized(title.font(), CARD_TITLE_SIZE, semibold=True))
        explanation = Label(tr(EXPLANATION))
        set_tone(explanation, "muted")
        explanation.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(title)
        texts.addWidget(explanation)
        key = QKeySequence(QKeySequence.StandardKey.Paste).toString(
            QKeySequence.SequenceFormat.NativeText
        )
        self._paste_button = _button(
            "labelPasteButton", tr("Paste again  {key}", key=key), self.paste
        )
        head = QHBoxLayout()
        head.setSpacing(12)
        head.setContentsMargins(16, 12, 16, 12)
        head.addLayout(texts, 1)
        head.addWidget(self._paste_button)
        head.addWidget(_button("labelOpenButton", tr("Open a photo…"), self.file_requested.emit))
        return head

    def _make_foot(self) -> QWidget:
        self._note = Label()
        self._note.setObjectName("labelNote")
        self._note.setWordWrap(True)
        self._show_note("")
        cancel = _button("labelCancelButton", tr("Cancel"), self.reject)
        self._add_button = _button("labelAddButton", tr("Add to the comparison"), self.go_on)
        self._add_button.setProperty("primary", True)
        self._add_button.setDefault(True)
        foot = QWidget()
        foot.setAutoFillBackground(True)
        foot.setBackgroundRole(QPalette.ColorRole.Window)
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(8)
        row.addWidget(self._note, 1)
        row.addWidget(cancel)
        row.addWidget(self._add_button)
        return foot

    def _connect_signals(self) -> None:
        self._source.read.connect(self._show_label)
        self._source.failed.connect(self.show_problem)
        self._source.photo_changed.connect(self._text_side.show_photo)
        self._text_view.edited.connect(self._reading_timer.start)
        self._text_view.picture_pasted.connect(self.paste)
        self._field_side.text_changed.connect(self._change_text)
        self._field_side.field_entered.connect(self._text_view.light)
        self._field_side.product_chosen.connect(self._choose_product)
        self._field_side.element_chosen.connect(self._choose_element)
        self._field_side.left_out.connect(self._leave_out)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)

    def _use_colours(self) -> None:
        """Take the colours in force."""
        line = tokens().line.name()
        self._parts.setStyleSheet(f"QSplitter::handle {{ background: {line}; }}")
        self._text_view.use_colours()
        renew_tones(self)

    # -- reading -------------------------------------------------------------------------------

    def paste(self) -> None:
        """Read the text of the clipboard in place of the present one."""
        self._source.read_clipboard()

    def read(self, source: str) -> None:
        """Read another text or page."""
        self._source.read_text(source)

    def read_picture(self, source: Path | QImage) -> None:
        """Recognize the text of a picture, and read it."""
        self._source.read_picture(source)

    def show_problem(self, problem: str) -> None:
        """Say why nothing can be read."""
        self._text_side.show_text("", is_page=False)
        self._take_readings(ShownLabel("", ()), problem)

    def _show_label(self, shown: ShownLabel) -> None:
        self._reading_timer.stop()
        self._text_side.show_text(shown.text, is_page=shown.is_page)
        self._take_readings(shown, "")
        self._go_to_first_stop()

    def _read_again(self) -> None:
        """Read the text as the user changed it. What the user typed into fields stays."""
        try:
            shown = read_shown_label(self._text_view.toPlainText())
        except BadInput as error:
            self._take_readings(ShownLabel("", ()), error.message(notation()))
            return
        typed = [product.typed for product in self._products]
        self._take_readings(shown, "")
        if len(typed) == len(self._products):
            for product, texts in zip(self._products, typed, strict=True):
                product.typed = texts
        self._show_product()

    def _take_readings(self, shown: ShownLabel, problem: str) -> None:
        self._products = [
            LabelProduct(reading, shown, self._scenario)
            for reading in shown.readings
            if is_useful(reading)
        ]
        self._index = 0
        self._field_side.show_problem("" if self._products else problem or tr(NOTHING_READ))
        self._field_side.offer_products(self._products)
        self._show_product()

    # -- the product that is shown -------------------------------------------------------------

    @property
    def _product(self) -> LabelProduct | None:
        return self._products[self._index] if self._products else None

    def _show_product(self) -> None:
        """Show the fields of the present product, and its words in the text."""
        self._field_side.show_product(self._product, self._index)
        self._show_texts()

    def _show_texts(self) -> None:
        """Show texts, remarks and the outcome of the present product."""
        product = self._product
        count = sum(not product.is_left_out for product in self._products)
        self._add_button.setEnabled(bool(count))
        self._add_button.setText(
            count_text(
                max(count, 1), "Add to the comparison", "Add {count} products to the comparison"
            )
        )
        self._text_view.set_marks(list(product.marks()) if product else [])
        self._field_side.show_texts(
            product, product.entry(self._new_entry()) if product is not None else None
        )

    def _change_text(self, key: str, text: str) -> None:
        if self._product is not None:
            self._product.type_text(key, text)
            self._show_texts()

    def _choose_product(self, index: int) -> None:
        self._index = index
        self._show_product()

    def _choose_element(self, symbol: str) -> None:
        if self._product is not None:
            self._product.choose_element(symbol)
            self._show_product()

    def _leave_out(self, is_left_out: bool) -> None:
        if self._product is not None:
            self._product.is_left_out = is_left_out
            self._show_texts()

    # -- walking -------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Take the answer that has the focus, then go to the next question or add the products."""
        stop = self._answer_and_find_stop()
        if stop is not None:
            self._go_to(*stop)
        elif self._add_button.isEnabled():
            self._add()

    def _press_enter(self) -> None:
        """Go on, but never past a question that is open. Only the button adds such a product."""
        stop = self._answer_and_find_stop()
        open_question = self._open_question() if stop is None else None
        if open_question is None:
            self._show_note("")
            self.go_on()
            return
        self._go_to(*open_question)
        self._show_note(self._what_to_answer(*open_question))

    def _what_to_answer(self, index: int, key: str) -> str:
        """Return what an open question waits for: one of its answers, or what is typed."""
        count = self._key_count(index, key)
        if count > 1:
            return tr(OPEN_QUESTION_OF_SEVERAL, count=count)
        return tr(OPEN_QUESTION) if count else tr(TYPED_ANSWERS[key])

    def _key_count(self, index: int, key: str) -> int:
        """Return how many answers of a field have a key."""
        return min(self._products[index].choice_count(key), LAST_KEY)

    def _answer_and_find_stop(self) -> tuple[int, str] | None:
        if self._product is not None:
            self._field_side.take_focused_choice()
        return self._next_stop()

    def _show_note(self, waits_for: str, choices: int = 0) -> None:
        """Say why Enter goes no further, or else what it does, and which keys choose."""
        own = tr(ENTER_NOTE)
        if choices:
            own = tr(ONE_KEY_NOTE) if choices == 1 else tr(KEYS_NOTE, count=choices)
        self._note.setText(waits_for or own)
        set_tone(self._note, "ask" if waits_for else "muted")

    def _open_question(self) -> tuple[int, str] | None:
        """Return the product and the field of the next question that has no answer."""
        for index in self._order:
            product = self._products[index]
            if not product.is_left_out and product.open_questions:
                return index, product.open_questions[0]
        return None

    @property
    def _order(self) -> list[int]:
        """The products in the order in which they are walked, the present one first."""
        return [*range(self._index, len(self._products)), *range(self._index)]

    def _next_stop(self) -> tuple[int, str] | None:
        """Return the product and the field where the user is needed next."""
        for index in self._order:
            product = self._products[index]
            if not product.is_left_out and product.next_stop:
                return index, product.next_stop
        return None

    def _go_to(self, index: int, key: str) -> None:
        if index != self._index:
            self._choose_product(index)
        self._products[index].visited.add(key)
        self._field_side.go_to(key)
        self._show_note("", self._key_count(index, key))

    def _go_to_first_stop(self) -> None:
        """Wait at the first question, or at the button that adds."""
        stop = self._next_stop()
        if stop is not None:
            self._go_to(*stop)
        elif self._products:
            self._add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._text_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self) -> None:
        rows = [
            product.entry(self._new_entry())
            for product in self._products
            if not product.is_left_out
        ]
        self.accept()
        self.accepted_rows.emit(rows)

    # -- Qt's own names ------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._use_colours)  # not while Qt sets the style

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), tokens().surface)

    def done(self, result: int) -> None:
        self._source.stop()
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self.file_dropped.emit(paths[0])
        elif data.hasText():
            self.read(data_source(data))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not isinstance(self.focusWidget(), QPlainTextEdit):
                self._press_enter()
            return
        super().keyPressEvent(event)


def _button(name: str, text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: run())
    return button
