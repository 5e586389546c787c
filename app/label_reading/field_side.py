"""The right side of the dialog: what was read of a product, and what it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.label_reading.field_rows import FieldRows, set_tone
from app.label_reading.label_product import cell_errors
from app.label_reading.outcome import OutcomeLine
from app.toolkit.cards import sized
from app.toolkit.check_box import CheckBox
from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import count_text
from app.toolkit.shown_text import Label
from app.toolkit.thin_line import ThinLine
from app.toolkit.translation import tr
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.label_reading.label_product import LabelProduct
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario

VISIBLE_AROUND_FOCUS = 48


class FieldSide(QWidget):
    """Shows the fields of one product, with boxes for the other products and minerals."""

    text_changed = Signal(str, str)  # key and text, as the user changed it
    field_entered = Signal(str)  # the key of the field that has the focus
    product_chosen = Signal(int)
    element_chosen = Signal(str)
    left_out = Signal(bool)

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self._scenario = scenario
        self._rows = FieldRows()
        self._outcome = OutcomeLine()
        self._count_label = Label()
        self._count_label.setObjectName("labelCount")
        set_tone(self._count_label, "muted")
        self._problem_label = Label()
        self._problem_label.setObjectName("labelProblem")
        self._problem_label.setWordWrap(True)
        self._product_box = _box("labelProductBox", tr("Product of the text"))
        self._element_box = _box("labelMineralBox", tr("Mineral of the row"))
        self._leave_out_box = CheckBox(tr("Leave this one out"))
        self._leave_out_box.setObjectName("labelLeaveOut")
        self._area = self._make_area()
        self._compose()
        self._connect_signals()

    def _compose(self) -> None:
        title = Label(tr("What was read"))
        title.setFont(sized(title.font(), 1, semibold=True))
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self._count_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        layout.addWidget(ThinLine())
        layout.addWidget(self._outcome)

    def _make_area(self) -> QScrollArea:
        """Return the fields, which scroll only where the text is large or the screen is small."""
        choices = QHBoxLayout()
        for widget in (self._product_box, self._element_box, self._leave_out_box):
            choices.addWidget(widget)
        choices.addStretch(1)
        body = QWidget()
        body_layout = QVBoxLayout(body)
        body_layout.setContentsMargins(0, 0, 0, 0)
        body_layout.addLayout(choices)
        body_layout.addWidget(self._problem_label)
        body_layout.addWidget(self._rows)
        body_layout.addStretch(1)
        area = QScrollArea()
        area.viewport().setAutoFillBackground(False)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        body.setAutoFillBackground(False)
        return area

    def _connect_signals(self) -> None:
        # A question is brought into view again when the layout has found its place.
        self._area.verticalScrollBar().rangeChanged.connect(self._show_focus)
        self._rows.changed.connect(self.text_changed)
        self._rows.field_entered.connect(self.field_entered)
        self._product_box.activated.connect(self.product_chosen)
        self._element_box.activated.connect(
            lambda index: self.element_chosen.emit(self._element_box.itemData(index))
        )
        self._leave_out_box.clicked.connect(self.left_out)

    # -- showing -------------------------------------------------------------------------------

    def show_problem(self, problem: str) -> None:
        """Show why nothing was read, or nothing for ""."""
        self._problem_label.setText(problem)
        self._problem_label.setVisible(bool(problem))

    def offer_products(self, products: Sequence[LabelProduct]) -> None:
        """Offer the products of another text."""
        self._product_box.clear()
        for number, product in enumerate(products, start=1):
            name = displayable_line(product.texts["product"]) or tr("without a name")
            text = tr("{number} of {count}: {name}", number=number, count=len(products), name=name)
            self._product_box.addItem(text)
        self._product_box.setVisible(len(products) > 1)
        self._leave_out_box.setVisible(len(products) > 1)

    def show_product(self, product: LabelProduct | None, index: int) -> None:
        """Show the fields of another product."""
        self._rows.show_fields(
            product.draft if product else None, product.numbers() if product else {}
        )
        self._product_box.setCurrentIndex(index if product else -1)
        self._leave_out_box.setChecked(product is not None and product.is_left_out)
        symbols = product.draft.elements if product else ()
        self._element_box.clear()
        for symbol in symbols:
            self._element_box.addItem(tr(elements()[symbol].name), symbol)
        if product is not None:
            self._element_box.setCurrentIndex(self._element_box.findData(product.draft.element))
        is_other = product is not None and product.draft.element != self._scenario.element
        self._element_box.setVisible(len(symbols) > 1 or is_other)

    def show_texts(self, product: LabelProduct | None, entry: Entry | None) -> None:
        """Show the texts of the product, what is to say of them, and what its row would cost."""
        if product is not None and entry is not None:
            errors = cell_errors(product, entry)
            self._rows.show_texts(product.texts, product.answered, errors)
        self._count_label.setText(_count_text(product) if product else "")
        self._outcome.show_entry(entry, self._scenario)
        if product is not None and "currency" in product.open_questions:
            self._outcome.show_words(tr("The price counts once its currency is chosen."))

    # -- walking -------------------------------------------------------------------------------

    def take_focused_choice(self) -> None:
        """Take the choice that has the focus."""
        self._rows.take_focused_choice()

    def go_to(self, key: str) -> None:
        """Move the focus to the answers of a field, or to the field."""
        self._rows.go_to(key)
        self._show_focus()

    def _show_focus(self) -> None:
        """Scroll to the field or the question that has the focus."""
        focus = self.window().focusWidget()
        for widget in self._rows.parts_around(focus) if focus is not None else ():
            self._area.ensureWidgetVisible(widget, 0, VISIBLE_AROUND_FOCUS)


def _count_text(product: LabelProduct) -> str:
    fields = count_text(product.read_count, "{count} field", "{count} fields")
    left_out = product.left_out_count
    if left_out:
        minerals = count_text(left_out, "{count} mineral left out", "{count} minerals left out")
        fields = tr("{fields}, {minerals}", fields=fields, minerals=minerals)
    questions = len(product.open_questions)
    if not questions:
        return fields
    asked = count_text(questions, "{count} question", "{count} questions")
    return tr("{fields}, {questions}", fields=fields, questions=asked)


def _box(name: str, title: str) -> QComboBox:
    box = ChoiceBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    return box
