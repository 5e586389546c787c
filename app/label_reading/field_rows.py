"""The fields that were read from a label, each with its number, remark and question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, set_tool_tip
from app.toolkit.signs import Sign, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.labels import DraftState, mineral_of
from pricing.quantities.amounts import with_product
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from pricing.labels import DraftChoice, DraftField, RowDraft

FIELD_TITLES = {
    "product": "Product",
    "brand": "Brand",
    "form": "Form",
    "elemental_mg": "{unit} per serving",
    "other_minerals": "Other minerals",
    "also_contains": "Also contains",
    "compound_mg": "{unit} of compound",
    "serving_units": "Units per serving",
    "unit_kind": "Unit",
    "pack_units": "Units per pack",
    "price": "Price",
    "currency": "Currency",
    "upc": "Code",
    "priced_on": "Priced on",
}
MAX_QUOTES = 4
_TONE = "tone"
FEWEST_DIGITS_BESIDE = 58  # the width from which a remark stands beside its field
_SIGNS = {
    DraftState.READ: Sign.DONE,
    DraftState.ASKED: Sign.QUESTION,
    DraftState.OPEN: Sign.QUESTION,
}
_TONES = {DraftState.READ: "accent", DraftState.ASKED: "ask", DraftState.OPEN: "ask"}


def field_title(key: str, element: str) -> str:
    """Return the title of a field, with its own mineral or the unit of that of the row."""
    further = mineral_of(key)
    if further:
        return tr("{mineral} per serving", mineral=tr(elements()[further].name))
    return tr(FIELD_TITLES[key], unit=elements()[element].unit)


@reports_exceptions
class SignBox(QWidget):
    """A sign as large as the text beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._sign: Sign | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sign(self, sign: Sign | None) -> None:
        self._sign = sign
        self.update()

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().ascent() + 2
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sign is not None:
            with QPainter(self) as painter:
                paint_sign(painter, self._sign, QRectF(self.rect()))


def set_tone(label: Label, tone: str) -> None:
    """Write a label in the colour of a token. `renew_tones` does so in the colours in force."""
    label.setProperty(_TONE, tone)
    palette = QPalette(label.palette())
    palette.setColor(QPalette.ColorRole.WindowText, getattr(tokens(), tone))
    label.setPalette(palette)


def renew_tones(widget: QWidget) -> None:
    """Write the labels and questions of a widget in the colours in force."""
    for label in widget.findChildren(Label):
        tone = label.property(_TONE)
        if tone:
            set_tone(label, tone)
    for strip in widget.findChildren(QuestionStrip):
        strip.use_colours()


@reports_exceptions
class FieldEdit(QLineEdit):
    """A field. `focused` tells that the user went there."""

    focused = Signal()

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.setObjectName(f"labelField_{key}")
        self.setAccessibleName(title)

    # -- Qt's own names ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Leave a picture that is pasted to the dialog, because no field can hold it."""
        if event.type() is QEvent.Type.ShortcutOverride and _pastes_picture(event):  # type: ignore[arg-type]
            event.ignore()
            return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()


def _pastes_picture(event: QKeyEvent) -> bool:
    data = QGuiApplication.clipboard().mimeData()
    is_picture = data is not None and data.hasImage() and not data.text().strip()
    return is_picture and event.matches(QKeySequence.StandardKey.Paste)


@reports_exceptions
class QuestionStrip(QFrame):
    """A question with its answers as buttons. The keys 1, 2 and so on choose one."""

    chosen = Signal(str)  # the text of the choice
    focused = Signal()

    def __init__(self, field: DraftField) -> None:
        super().__init__()
        self.setObjectName(f"labelQuestion_{field.key}")
        self.setAutoFillBackground(True)
        self._choices: Sequence[DraftChoice] = field.choices
        self._buttons: list[QPushButton] = []
        self._has_moved = False
        question = Label(field.question.short_text(notation()) if field.question else "")
        question.setFont(sized(question.font(), 1, semibold=True))
        question.setWordWrap(True)
        question.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = FlowRow(8)
        row.add(question)
        group = QButtonGroup(self)
        for number, choice in enumerate(field.choices, start=1):
            row.add(self._new_button(number, choice, field, question.text()))
            group.addButton(self._buttons[-1])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(row)
        for quote in field.quotes[:MAX_QUOTES]:
            label = Label(tr("“{line}”", line=quote))
            label.setWordWrap(True)
            label.setFont(sized(label.font(), SMALL_SIZE))
            layout.addWidget(label)
        self.use_colours()

    def _new_button(
        self, number: int, choice: DraftChoice, field: DraftField, question: str
    ) -> QPushButton:
        title = choice.title.text(notation()).replace("&", "&&")
        button = QPushButton(tr("{number}  {choice}", number=number, choice=title))
        button.setObjectName(f"labelChoice_{field.key}_{number}")
        button.setAccessibleName(
            tr("{question} {choice}", question=question, choice=choice.title.text(notation()))
        )
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setChecked(choice.text == field.text != "")
        button.clicked.connect(lambda: self.chosen.emit(choice.text))
        button.installEventFilter(self)
        self._buttons.append(button)
        return button

    def use_colours(self) -> None:
        """Take the colours in force."""
        self.setStyleSheet(f"QPushButton:checked {{ border: 2px solid {tokens().accent.name()}; }}")
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, tokens().ask_surface)
        self.setPalette(palette)

    def take_focus(self) -> None:
        """Focus the choice that is taken, or else the first one."""
        taken = next((button for button in self._buttons if button.isChecked()), self._buttons[0])
        taken.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def focused_choice(self) -> str | None:
        """The text of the choice that has the focus, if the label or the user pointed to it.

        Of readings that contradict each other none is taken by Enter alone.
        """
        texts = zip(self._buttons, self._choices, strict=True)
        return next(
            (
                choice.text
                for button, choice in texts
                if button.hasFocus() and (button.isChecked() or self._has_moved)
            ),
            None,
        )

    def choose(self, text: str | None) -> None:
        """Show which choice the field's text is, if it is one. None is no answer."""
        for button, choice in zip(self._buttons, self._choices, strict=True):
            button.group().setExclusive(False)
            button.setChecked(choice.text == text)
            button.group().setExclusive(True)

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self.focused.emit()
        if event.type() is QEvent.Type.KeyPress:
            return self._take_key(watched, event)  # type: ignore[arg-type]
        return super().eventFilter(watched, event)

    def _take_key(self, pressed: QPushButton, event: QKeyEvent) -> bool:
        """Choose by a number, or go by an arrow to the choice beside the one that got the key."""
        number = event.text()
        if number.isdecimal() and 0 < int(number) <= len(self._buttons):
            button = self._buttons[int(number) - 1]
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            button.click()
            return True
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._has_moved = True
            following = self._buttons[(self._buttons.index(pressed) + step) % len(self._buttons)]
            following.setFocus(Qt.FocusReason.TabFocusReason)
        return bool(step)


class _FieldRow:
    """The widgets of a field."""

    def __init__(self, field: DraftField, title: str, number: int) -> None:
        self.field = field
        self.number_label = Label(str(number) if number else "")
        self.number_label.setFont(sized(self.number_label.font(), SMALL_SIZE, semibold=True))
        set_tone(self.number_label, "ask" if field.state is DraftState.ASKED else "accent")
        self.title_label = Label(title)
        self.edit = FieldEdit(field.key, title)
        self.title_label.setBuddy(self.edit)
        self.sign = SignBox()
        self.sign.setObjectName(f"labelSign_{field.key}")
        self.remark_label = Label()
        self.remark_label.setWordWrap(True)
        self.strip = QuestionStrip(field) if field.choices else None
        self.note: QWidget | None = None if self.strip else _quotes_of(field)

    def show_state(self, *, is_answered: bool, error: str) -> None:
        """Show what is wrong with the text, or else the remark of the field."""
        state = self.field.state
        if error:
            self.sign.show_sign(Sign.FIX)
            self._remark(tr("Fix: {problem}", problem=error), "stop", is_strong=False)
            return
        if is_answered:
            self.sign.show_sign(Sign.DONE)
            self._remark(self._entered_remark(), "accent", is_strong=False)
            return
        self.sign.show_sign(_SIGNS.get(state))
        text = self.field.remark.short_text(notation()) if self.field.remark else ""
        self._remark(text, _TONES.get(state, "muted"), is_strong=state is DraftState.ASKED)

    def _entered_remark(self) -> str:
        """Return that the user entered the text, or what its packs hold together: 2 x 90."""
        typed = self.edit.text()
        units = with_product(typed) if self.field.key == "pack_units" else typed
        return tr("as you entered") if units == typed else tr("= {units}", units=units)

    def _remark(self, text: str, tone: str, *, is_strong: bool) -> None:
        self.remark_label.setText(text)
        self.remark_label.setVisible(bool(text))
        self.sign.setVisible(bool(text))
        set_tool_tip(self.edit, text)
        self.edit.setAccessibleDescription(text)
        self.remark_label.setFont(sized(self.edit.font(), SMALL_SIZE, semibold=is_strong))
        set_tone(self.remark_label, tone)


def _quotes_of(field: DraftField) -> QWidget | None:
    """Return the question of a field without choices, and the lines that it rests on."""
    if field.question is None:
        return None
    quotes = [tr("“{line}”", line=quote) for quote in field.quotes[:MAX_QUOTES]]
    label = Label(" ".join([field.question.short_text(notation()), *quotes]))
    label.setWordWrap(True)
    label.setFont(sized(label.font(), SMALL_SIZE))
    set_tone(label, "ask")
    return label


@reports_exceptions
class FieldRows(QWidget):
    """The fields of one product, in rows. Where they are narrow, remarks stand below the fields."""

    changed = Signal(str, str)  # key and text, as the user changed it
    field_entered = Signal(str)  # the key of the field that has the focus

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, _FieldRow] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._is_narrow = False

    def show_fields(self, draft: RowDraft | None, numbers: Mapping[str, int]) -> None:
        """Show the fields of another row, each with its number in the text."""
        for widget in self._take_widgets():
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        self._rows = {}
        for field in draft.fields if draft else ():
            title = field_title(field.key, draft.element) if draft else ""
            self._rows[field.key] = _FieldRow(field, title, numbers.get(field.key, 0))
        self._place_rows()
        for row in self._rows.values():
            self._connect(row)

    def _take_widgets(self) -> list[QWidget]:
        """Take all widgets out of the grid."""
        taken = []
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                taken.append(widget)
        return taken

    def _place_rows(self) -> None:
        """Place the rows for the present width."""
        self._take_widgets()
        line = 0
        for row in self._rows.values():
            line = self._place(row, line)
        self._grid.setColumnStretch(2, 0 if self._is_narrow else 3)
        self._grid.setColumnStretch(4, 2)

    def _place(self, row: _FieldRow, line: int) -> int:
        """Place a row, and return the line behind it."""
        self._grid.addWidget(row.number_label, line, 0)
        self._grid.addWidget(row.title_label, line, 1)
        self._grid.addWidget(row.edit, line, 2, 1, 3 if self._is_narrow else 1)
        if self._is_narrow:
            line += 1
            self._grid.addWidget(row.sign, line, 2)
            self._grid.addWidget(row.remark_label, line, 3, 1, 2)
        else:
            self._grid.addWidget(row.sign, line, 3)
            self._grid.addWidget(row.remark_label, line, 4)
        below = row.strip or row.note
        if below is None:
            return line + 1
        self._grid.addWidget(below, line + 1, 1, 1, 4)
        return line + 2

    def _connect(self, row: _FieldRow) -> None:
        """Show a row at once, so that it can take the focus, and tell of what it does."""
        key = row.field.key
        for widget in (row.number_label, row.title_label, row.edit, row.strip, row.note):
            if widget is not None:
                widget.show()
        row.edit.textEdited.connect(lambda text: self.changed.emit(key, text))
        row.edit.focused.connect(lambda: self.field_entered.emit(key))
        if row.strip is not None:
            row.strip.chosen.connect(lambda text: self.changed.emit(key, text))
            row.strip.focused.connect(lambda: self.field_entered.emit(key))

    def show_texts(
        self, texts: Mapping[str, str], answered: frozenset[str], errors: Mapping[str, str]
    ) -> None:
        """Show the text of each field, whether the user entered it, and what is wrong with it."""
        for key, row in self._rows.items():
            if row.edit.text() != texts[key]:
                row.edit.setText(texts[key])
                row.edit.setCursorPosition(0)  # a long text shows its beginning
            if row.strip is not None:
                is_open = not texts[key] and key not in answered
                row.strip.choose(None if is_open else texts[key])
            row.show_state(is_answered=key in answered, error=errors.get(key, ""))

    def go_to(self, key: str) -> None:
        """Move the focus to the answers of a field, or to the field."""
        row = self._rows[key]
        if row.strip is not None and row.field.state is DraftState.ASKED:
            row.strip.take_focus()
        else:
            row.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            row.edit.selectAll()

    def parts_around(self, focus: QWidget) -> Iterator[QWidget]:
        """Yield what belongs to the field or the answer that has the focus, the focus last."""
        for row in self._rows.values():
            if focus is row.edit or (row.strip is not None and row.strip.isAncestorOf(focus)):
                yield row.edit
                if row.strip is not None:
                    yield row.strip
        if self.isAncestorOf(focus):
            yield focus

    def take_focused_choice(self) -> str:
        """Take the choice that has the focus, and return the key of its field, or ""."""
        for key, row in self._rows.items():
            text = row.strip.focused_choice if row.strip is not None else None
            if text is not None:
                self.changed.emit(key, text)
                return key
        return ""

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < FEWEST_DIGITS_BESIDE * self.fontMetrics().horizontalAdvance("0")
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place_rows()
