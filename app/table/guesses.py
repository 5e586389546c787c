"""Suggests values for empty cells from the names of products. The user has to take them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.model.changes import edit_cells
from pricing.quantities.amounts import UNITS
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from app.session import Session
    from app.table.layout import TableColumn
    from pricing.model.changes import ChangeSet
    from pricing.model.entry import Entry
    from pricing.model.product_names import NameReading

READ_FROM_NAME = "form read from the name"
FORM_FROM_NAME = "{form} (from the name)"
MAX_KNOWN_FORMS = 10_000
GUESSED_KEYS = frozenset(("form", "pack_units"))


def with_units_of_names(changes: ChangeSet) -> ChangeSet:
    """Return typed or pasted rows with the units that their names count: 120 capsules."""
    from pricing.model.name_units import with_unit_of_name
    from pricing.model.product_names import may_state_units

    names = [
        str(row.after.entry.values.get("product", "")) if row.after else "" for row in changes.rows
    ]
    rows = [
        row._replace(after=row.after._replace(entry=with_unit_of_name(row.after.entry)))
        if row.after and may_state_unit
        else row
        for row, may_state_unit in zip(changes.rows, may_state_units(names), strict=True)
    ]
    return replace(changes, rows=tuple(rows))


class NameGuesses:
    """Reads the names of a session's rows, once they are to be read: a start shows only input."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reads_names = False
        # By the row's id: an edit asks for the forms of all rows, and changes that of one.
        self._form_names: dict[int, tuple[Entry, str]] = {}

    def begin(self) -> None:
        """Read the names from now on."""
        self._reads_names = True
        self.forget_rows()

    def forget_rows(self) -> None:
        """Keep no form of a row."""
        self._form_names.clear()

    def _reading(self, row: int) -> NameReading | None:
        entries = self._session.entries
        return self._reading_of(entries[row]) if 0 <= row < len(entries) else None

    def _reading_of(self, entry: Entry) -> NameReading | None:
        name = entry.values.get("product")
        if not self._reads_names or not name:
            return None
        from pricing.model.product_names import read_product_name

        return read_product_name(str(name), entry.element)

    def _is_empty(self, row: int, key: str) -> bool:
        entry = self._session.entries[row]
        return key not in entry.values and key not in entry.unreadable

    def text(self, row: int, column: TableColumn) -> str:
        """Return what the name says for an empty cell, or ""."""
        if column.key not in GUESSED_KEYS or not 0 <= row < len(self._session.entries):
            return ""
        reading = self._reading(row) if self._is_empty(row, column.key) else None
        if reading is None:
            return ""
        if column.key == "form":
            return reading.form
        count = UNITS.text(reading.pack_units) if reading.pack_units else ""
        return notation().format_number(count) if count else ""

    def take(self, row: int, column: TableColumn) -> bool:
        """Make it the input of the cell, with the unit. Return whether there was anything."""
        reading = self._reading(row)
        if reading is None or not self.text(row, column):
            return False
        text = reading.form if column.key == "form" else UNITS.text(reading.pack_units)
        texts = {(row, column.key): text}
        if reading.unit_kind and self._is_empty(row, "unit_kind"):
            texts[row, "unit_kind"] = reading.unit_kind
        step = tr("{column} from the name", column=column.full_heading().lower())
        return self._session.apply(edit_cells(self._session.entries, texts, step))

    def form(self, row: int) -> str:
        """Return the form that a row states, or else the one that its name says."""
        entries = self._session.entries
        return self._form_of(entries[row]) if row < len(entries) else ""

    def _form_of(self, entry: Entry) -> str:
        stated = entry.values.get("form") or entry.unreadable.get("form")
        if stated:
            return str(stated)
        reading = self._reading_of(entry)
        return reading.form if reading else ""

    def form_name(self, row: int) -> str:
        """Return the name under which a row's form is grouped, for its colour; "" without one."""
        entries = self._session.entries
        return self.form_name_of(entries[row]) if row < len(entries) else ""

    def form_name_of(self, entry: Entry) -> str:
        """Return the name under which the form of one of the rows is grouped; "" without one."""
        known = self._form_names.get(entry.id)
        if known is not None and known[0] is entry:
            return known[1]
        form = self._form_of(entry)
        name = recognize_form(form, entry.element).name if form else ""
        if len(self._form_names) >= MAX_KNOWN_FORMS:
            self._form_names.clear()
        self._form_names[entry.id] = entry, name
        return name

    def note(self, row: int) -> str:
        """Return that the form is only read from the name, or ""."""
        return tr(READ_FROM_NAME) if self._is_form_guessed(row) else ""

    def folded_form(self, row: int) -> str:
        """Return the form for the line below the name, which says where it is from."""
        form = self.form(row)
        return tr(FORM_FROM_NAME, form=form) if self._is_form_guessed(row) else form

    def _is_form_guessed(self, row: int) -> bool:
        if row >= len(self._session.entries) or not self._is_empty(row, "form"):
            return False
        reading = self._reading(row)
        return reading is not None and bool(reading.form)
