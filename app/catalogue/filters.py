"""The boxes that filter and sort the products of the catalogue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.toolkit.check_box import CheckBox
from app.toolkit.fields import ChoiceBox
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, set_tool_tip
from app.toolkit.translation import full_title, tr
from pricing.calculation.measures import MEASURES
from pricing.calculation.rank_order import SAFE_FIRST
from pricing.model.product import UNIT_KINDS
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.dates import today
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from datetime import date

    from app.session import Session
    from pricing.calculation.ranking import Filters

ANY = ""
PRICE_AGES = (("", "Any date"), ("30", "Priced in the last 30 days"),
        ("180", "Priced in the last 180 days"), ("365", "Priced in the last year"))  # fmt: skip
SORTED_BY_NAME = "Name"
SORTED_SAFE_FIRST = "Safe first, then cost"
BOX_TITLES = {
    "formBox": ("Form", "Any form"),
    "unitKindBox": ("Unit", "Any unit"),
    "sourceBox": ("Shop", "Any shop"),
    "catalogueCurrencyBox": ("Currency", "Any currency"),
    "ageBox": ("Price date", ""),
    "sortBox": ("Sort by", ""),
}


class FilterChoices(NamedTuple):
    """The forms, sources and currencies that the catalogue has."""

    forms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()


class FilterBar(QWidget):
    """The boxes in one row. `changed` is emitted when the user chooses something else."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(tr("Filters"))
        self._session = session
        self.is_descending = False
        self._boxes = {name: self._make_box(name) for name in BOX_TITLES}
        for value, title in PRICE_AGES:
            self._boxes["ageBox"].addItem(tr(title), value)
        sort = self._boxes["sortBox"]
        sort.addItem(tr(SORTED_SAFE_FIRST), SAFE_FIRST)
        sort.addItem(tr(SORTED_BY_NAME), "")
        for measure in MEASURES:
            sort.addItem("", measure.key)
        self._named_days = 0
        self.show_days()
        sort.setCurrentIndex(0)
        sort.activated.connect(lambda _: self._set_sort(self.sort_key, descending=False))
        self._within_limit_box = CheckBox(tr("Within the limit"))
        self._within_limit_box.setObjectName("withinLimitBox")
        self._within_limit_box.toggled.connect(self.changed)
        layout = FlowRow(8)
        self.setLayout(layout)
        layout.add(*(box for box in self._boxes.values() if box is not sort))
        # The panel puts these where it has room.
        self.order_widget = QWidget()
        self.order_widget.setAccessibleName(tr("Order"))
        order = FlowRow(8)
        order.add(self._within_limit_box, _with_label(tr("Sorted"), sort))
        self.order_widget.setLayout(order)
        self.set_choices(FilterChoices())

    def _make_box(self, name: str) -> QComboBox:
        box = ChoiceBox(None if name == "sortBox" else 12)
        box.setObjectName(name)
        box.setAccessibleName(tr(BOX_TITLES[name][0]))
        set_tool_tip(box, tr(BOX_TITLES[name][0]))
        if name != "sortBox":
            box.activated.connect(lambda _: self.changed.emit())
        return box

    def set_choices(self, available: FilterChoices) -> None:
        """Offer these choices, and keep what is chosen if it is still offered."""
        unit_kinds = [(tr(kind.plural), key) for key, kind in UNIT_KINDS.items()]
        for name, choices in (
            ("formBox", [(form, form) for form in available.forms]),
            ("unitKindBox", unit_kinds),
            ("sourceBox", [(source, source) for source in available.sources]),
            ("catalogueCurrencyBox", [(code, code) for code in available.currencies]),
        ):
            box, selected = self._boxes[name], self._selected_value(name)
            box.clear()
            box.addItem(tr(BOX_TITLES[name][1]), ANY)
            for title, value in choices:
                box.addItem(displayable_line(title), value)
            box.setCurrentIndex(max(box.findData(selected), 0))
        # Only products of the comparison's currency have figures.
        self._boxes["catalogueCurrencyBox"].setVisible(len(available.currencies) > 1)

    def choose_form(self, form: str) -> None:
        """Show the products of a form."""
        box = self._boxes["formBox"]
        box.setCurrentIndex(max(box.findData(form), 0))
        self.changed.emit()

    def show_days(self) -> None:
        """Name the figures to sort by for the days of the comparison."""
        box, days = self._boxes["sortBox"], self._session.scenario.days
        if days == self._named_days:
            return
        self._named_days = days
        for measure in MEASURES:
            title = full_title(*measure.heading(days, notation()))
            box.setItemText(box.findData(measure.key), title)

    def _selected_value(self, name: str) -> str:
        return str(self._boxes[name].currentData() or ANY)

    def sort_by(self, key: str) -> None:
        """Sort by a measure, or reverse the order if it is sorted by that already."""
        self._set_sort(key, descending=key == self.sort_key and not self.is_descending)

    def narrow_to_limit(self, sort_key: str) -> None:
        """Leave out products over the limit, and sort by a measure."""
        self._within_limit_box.setChecked(True)
        self._set_sort(sort_key, descending=False)

    def _set_sort(self, key: str, *, descending: bool) -> None:
        box = self._boxes["sortBox"]
        box.setCurrentIndex(box.findData(key))
        self.is_descending = descending
        self.changed.emit()

    # -- the choices ---------------------------------------------------------------------------

    @property
    def filters(self) -> Filters:
        """The chosen filters, with the comparison's mineral."""
        from pricing.calculation.ranking import Filters

        return Filters(
            element=self._session.scenario.element,
            form=self._selected_value("formBox"),
            unit_kind=self._selected_value("unitKindBox"),
            currency=self._selected_value("catalogueCurrencyBox"),
            within_limit=self._within_limit_box.isChecked(),
        )

    @property
    def source_name(self) -> str:
        return self._selected_value("sourceBox")

    @property
    def priced_since(self) -> date | None:
        days = self._selected_value("ageBox")
        return today() - timedelta(int(days)) if days else None

    @property
    def sort_key(self) -> str:
        """The key of the measure to sort by, SAFE_FIRST, or "" for the name."""
        return self._selected_value("sortBox")


def _with_label(text: str, box: QComboBox) -> QWidget:
    """Return a widget with the box and its label."""
    label = Label(text)
    label.setBuddy(box)
    widget = QWidget()
    widget.setAccessibleName(text)
    layout = QHBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(label)
    layout.addWidget(box)
    return widget
