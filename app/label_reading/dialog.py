"""The dialog that reads a label: the text on the left, what was read on the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QPainter, QPalette, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.label_reading.field_rows import FieldRows, set_tone
from app.label_reading.label_product import LabelProduct, cell_errors, is_useful
from app.label_reading.outcome import OutcomeLine
from app.label_reading.pictures import recognize
from app.label_reading.text_side import TextSide
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.cards import CARD_TITLE_SIZE, sized
from app.toolkit.check_box import CheckBox
from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.labels import ShownLabel, Span, read_shown_label
from pricing.problems.errors import BadInput
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent

    from app.label_reading.pictures import RecognizedPicture
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario

READ_AGAIN_AFTER_MS = 200
VISIBLE_AROUND_FOCUS = 48
EXPLANATION = (
    "Paste the text of a label or a shop page, or open a photo, and look over what was read."
)
NOTHING_READ = (
    "No product was read. Paste the text of a label on the left, or type it into the table."
)


@reports_exceptions
class LabelReadingDialog(QDialog):
    """Shows what a text states of its products, and asks what it leaves open.

    Enter goes to the next question. Behind the last one it adds the products.
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
        self._task: BackgroundTask | None = None
        self._products: list[LabelProduct] = []
        self._index = 0
        self._text_side = TextSide()
        self._text_view = self._text_side.view
        self._rows = FieldRows()
        self._outcome = OutcomeLine()
        self._reading_timer = QTimer(self)
        self._reading_timer.setSingleShot(True)
        self._reading_timer.setInterval(READ_AGAIN_AFTER_MS)
        self._reading_timer.timeout.connect(self._read_again)
        self._compose()
        self._connect_signals()
        self._take_readings(ShownLabel("", ()), "")
        self._text_view.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building ------------------------------------------------------------------------------

    def _compose(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        layout.addLayout(self._make_head())
        layout.addWidget(Line())
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._text_side)
        parts.addWidget(self._make_field_side())
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setChildrenCollapsible(False)
        parts.setSizes([400, 600])
        layout.addWidget(parts, 1)
        layout.addWidget(self._make_foot())
        self.resize(QSize(1000, 680).boundedTo(self.screen().availableSize() * 0.95))

    def _make_head(self) -> QHBoxLayout:
        title = Label(tr("Read a label"))
        title.setFont(sized(title.font(), CARD_TITLE_SIZE, semibold=True))
        explanation = Label(tr(EXPLANATION))
        set_tone(explanation, "muted")
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

    def _make_field_side(self) -> QWidget:
        title = Label(tr("What was read"))
        title.setFont(sized(title.font(), 1, semibold=True))
        self._count_label = Label()
        self._count_label.setObjectName("labelCount")
        set_tone(self._count_label, "muted")
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self._count_label)
        self._problem_label = Label()
        self._problem_label.setObjectName("labelProblem")
        self._problem_label.setWordWrap(True)
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addLayout(top)
        layout.addWidget(self._make_field_area(), 1)
        layout.addWidget(Line())
        layout.addWidget(self._outcome)
        return side

    def _make_field_area(self) -> QScrollArea:
        """Return the fields, which scroll only where the text is large or the screen is small."""
        body = QWidget()
        body_layout = QVBoxLayout(body)
        body_layout.setContentsMargins(0, 0, 0, 0)
        body_layout.addLayout(self._make_choices())
        body_layout.addWidget(self._problem_label)
        body_layout.addWidget(self._rows)
        body_layout.addStretch(1)
        area = QScrollArea()
        area.viewport().setAutoFillBackground(False)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        body.setAutoFillBackground(False)
        self._area = area
        return area

    def _make_choices(self) -> QHBoxLayout:
        """Return the boxes for texts with several products or minerals."""
        self._product_box = _box("labelProductBox", tr("Product of the text"))
        self._element_box = _box("labelMineralBox", tr("Mineral of the row"))
        self._leave_out_box = CheckBox(tr("Leave this one out"))
        self._leave_out_box.setObjectName("labelLeaveOut")
        row = QHBoxLayout()
        for widget in (self._product_box, self._element_box, self._leave_out_box):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _make_foot(self) -> QWidget:
        note = Label(tr("Enter goes to the next question, then adds the product."))
        set_tone(note, "muted")
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
        row.addWidget(note, 1)
        row.addWidget(cancel)
        row.addWidget(self._add_button)
        return foot

    def _connect_signals(self) -> None:
        self._text_view.edited.connect(self._reading_timer.start)
        self._rows.changed.connect(self._change_text)
        self._rows.field_entered.connect(self._text_view.light)
        self._product_box.activated.connect(self._choose_product)
        self._element_box.activated.connect(self._choose_element)
        self._leave_out_box.clicked.connect(self._leave_out)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)

    # -- reading -------------------------------------------------------------------------------

    def paste(self) -> None:
        """Read the text of the clipboard in place of the present one."""
        data = QGuiApplication.clipboard().mimeData()
        source = clipboard_source(data.text(), data.html()) if data is not None else ""
        if source.strip():
            self.read(source)
        elif data is not None and data.hasImage():
            self.read_picture(QGuiApplication.clipboard().image())

    def show_problem(self, problem: str) -> None:
        """Say why nothing can be read."""
        self._text_side.show_text("", is_page=False)
        self._take_readings(ShownLabel("", ()), problem)

    def read_picture(self, source: Path | QImage) -> None:
        """Recognize the text of a picture, and read it."""
        self._stop_task()
        self._text_side.show_photo(QImage())
        self.show_problem(tr("The picture is being read…"))
        self._task = BackgroundTask(
            lambda progress: recognize(source, progress), self, only_reads=True
        )
        self._task.succeeded.connect(self._show_picture)
        self._task.ended.connect(self._forget_task)
        self._task.start()

    def _show_picture(self, picture: RecognizedPicture) -> None:
        self._text_side.show_photo(picture.image)
        if picture.text is None:
            problem = picture.problem.message(notation()) if picture.problem else ""
            self._take_readings(ShownLabel("", ()), problem)
            return
        self._read(picture.text.text, [Span(*place) for place in picture.text.doubtful])

    def _forget_task(self) -> None:
        self._task = None

    def _stop_task(self) -> None:
        if self._task is not None:
            self._task.cancel_and_wait()
            self._task = None

    def read(self, source: str) -> None:
        """Read another text or page."""
        self._stop_task()
        self._text_side.show_photo(QImage())
        self._read(source.replace("\r\n", "\n").replace("\r", "\n"), ())

    def _read(self, source: str, doubtful: Sequence[Span]) -> None:
        self._reading_timer.stop()
        try:
            shown = read_shown_label(source, doubtful)
        except BadInput as error:
            self.show_problem(error.message(notation()))
            return
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
            LabelProduct(reading, shown, self._scenario.element, self._scenario.currency)
            for reading in shown.readings
            if is_useful(reading)
        ]
        self._index = 0
        is_empty = not self._products
        self._problem_label.setText(problem or (tr(NOTHING_READ) if is_empty else ""))
        self._problem_label.setVisible(is_empty)
        self._fill_product_box()
        self._show_product()

    def _fill_product_box(self) -> None:
        self._product_box.clear()
        for number, product in enumerate(self._products, start=1):
            name = displayable_line(product.texts["product"]) or tr("without a name")
            text = tr("{number} of {count}: {name}", number=number, count=len(self._products),
                      name=name)  # fmt: skip
            self._product_box.addItem(text)

    # -- the product that is shown -------------------------------------------------------------

    @property
    def _product(self) -> LabelProduct | None:
        return self._products[self._index] if self._products else None

    def _show_product(self) -> None:
        """Show the fields of the present product, and its words in the text."""
        product = self._product
        self._rows.show_fields(
            product.draft if product else None, product.numbers() if product else {}
        )
        has_several = len(self._products) > 1
        self._product_box.setVisible(has_several)
        self._product_box.setCurrentIndex(self._index if self._products else -1)
        self._leave_out_box.setVisible(has_several)
        self._leave_out_box.setChecked(product is not None and product.is_left_out)
        self._show_elements()
        self._show_texts()

    def _show_elements(self) -> None:
        product = self._product
        symbols = product.draft.elements if product else ()
        self._element_box.clear()
        for symbol in symbols:
            self._element_box.addItem(tr(elements()[symbol].name), symbol)
        if product is not None:
            self._element_box.setCurrentIndex(self._element_box.findData(product.draft.element))
        is_other = product is not None and product.draft.element != self._scenario.element
        self._element_box.setVisible(len(symbols) > 1 or is_other)

    def _show_texts(self) -> None:
        """Show texts, remarks and the outcome of the present product."""
        product = self._product
        self._add_button.setEnabled(any(not each.is_left_out for each in self._products))
        count = sum(not each.is_left_out for each in self._products)
        self._add_button.setText(
            count_text(count, "Add to the comparison", "Add {count} products to the comparison")
        )
        self._text_view.set_marks(list(product.marks()) if product else [])
        if product is None:
            self._count_label.setText("")
            self._outcome.show_entry(None, self._scenario)
            return
        entry = product.entry(self._new_entry())
        self._rows.show_texts(product.texts, product.answered, cell_errors(entry, product.texts))
        self._count_label.setText(_count_text(product))
        self._outcome.show_entry(entry, self._scenario)

    def _change_text(self, key: str, text: str) -> None:
        if self._product is not None:
            self._product.typed[key] = text
            self._show_texts()

    def _choose_product(self, index: int) -> None:
        self._index = index
        self._show_product()

    def _choose_element(self, index: int) -> None:
        if self._product is not None:
            self._product.choose_element(self._element_box.itemData(index))
            self._show_product()

    def _leave_out(self) -> None:
        if self._product is not None:
            self._product.is_left_out = self._leave_out_box.isChecked()
            self._show_texts()

    # -- walking -------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Take the answer that has the focus, then go to the next question or add the products."""
        if self._product is not None:
            self._rows.take_focused_choice()
        stop = self._next_stop()
        if stop is not None:
            self._go_to(*stop)
        elif self._add_button.isEnabled():
            self._add()

    def _next_stop(self) -> tuple[int, str] | None:
        """Return the product and the field where the user is needed next."""
        count = len(self._products)
        for index in [*range(self._index, count), *range(self._index)]:
            product = self._products[index]
            if not product.is_left_out and product.next_stop:
                return index, product.next_stop
        return None

    def _go_to(self, index: int, key: str) -> None:
        if index != self._index:
            self._choose_product(index)
        self._products[index].visited.add(key)
        self._rows.go_to(key)
        focus = self.focusWidget()
        if focus is not None:
            self._area.ensureWidgetVisible(focus, 0, VISIBLE_AROUND_FOCUS)

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
        rows = [each.entry(self._new_entry()) for each in self._products if not each.is_left_out]
        self.accept()
        self.accepted_rows.emit(rows)

    # -- Qt's own names ------------------------------------------------------------------------

    def done(self, result: int) -> None:
        self._stop_task()
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
            self.read(clipboard_source(data.text(), data.html()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not isinstance(self.focusWidget(), QPlainTextEdit):
                self.go_on()
            return
        super().keyPressEvent(event)


def clipboard_source(text: str, html: str) -> str:
    """Return what to read of the clipboard: its page only if that says more than its text."""
    has_data = "ld+json" in html or "itemprop" in html
    return html if has_data or not text.strip() else text


def _count_text(product: LabelProduct) -> str:
    fields = count_text(product.read_count, "{count} field", "{count} fields")
    questions = product.open_questions
    if not questions:
        return fields
    asked = count_text(questions, "{count} question", "{count} questions")
    return tr("{fields}, {questions}", fields=fields, questions=asked)


def _button(name: str, text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: run())
    return button


def _box(name: str, title: str) -> QComboBox:
    box = ChoiceBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    return box


@reports_exceptions
class Line(QWidget):
    """A thin line from side to side."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), tokens().line)
