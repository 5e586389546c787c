"""The catalogue's place in the window: its actions, and the way to the comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue.followed_lists import LinkedLists
from app.catalogue.import_queue import Filling
from app.catalogue.panel import CataloguePanel
from app.catalogue.price_updates import PriceNotes, as_table, own_source
from app.catalogue.results_model import MIME
from app.catalogue.scanner import Scanner
from app.open_catalogue import OpenedCatalogue
from app.toolkit.locale_format import notation
from app.toolkit.translation import counted, tr
from pricing.model.changes import insert_rows
from pricing.problems.errors import UserError
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from app.session import Session
    from app.toolkit.cost_basis import Display
    from app.toolkit.file_dialogs import Chooser
    from app.toolkit.messages import Messages
    from app.toolkit.settings import Settings
    from app.toolkit.theme import Theme
    from pricing.catalogue.catalogue import Listed
    from pricing.catalogue.staging import Joined
    from pricing.model.columns import Base
    from pricing.model.entry import Entry

_LENGTHS_OF_GTIN = {12, 13, 14}
# What a catalogue states of every product, and a row need not.
_USUAL = {"discount_percent": 0, "tax_percent": 0, "delivery": 0, "serving_units": 1_000}


class Cataloguing(QObject):
    """`wanted` asks for the panel in sight, `row_wanted` for a cell of the product table."""

    wanted = Signal()
    row_wanted = Signal(int, str)
    told = Signal(str)  # a line for the status bar
    columns_asked = Signal(object)  # what the columns of a list hold (ColumnsAsked)

    def __init__(
        self,
        session: Session,
        theme: Theme,
        display: Display,
        messages: Messages,
        chooser: Chooser,
        settings: Settings,
    ) -> None:
        super().__init__(messages)
        self._session = session
        self.opened = OpenedCatalogue(session)
        self.panel = CataloguePanel(session, self.opened, theme, display)
        self._filling = Filling(session, messages, chooser)
        self.panel.put_above(self._filling.bar)
        self.linked = LinkedLists(self._filling, chooser, settings)
        self.linked.told.connect(self.told)
        self._notes = PriceNotes(session, self.opened)
        self._notes.refused.connect(self.told)
        self.scanner = Scanner()
        self.panel.chosen.connect(lambda hits: self._add([hit.listed for hit in hits]))
        self.panel.import_wanted.connect(self.ask_for_lists)
        self._filling.filled.connect(self.opened.changed)
        self._filling.columns_asked.connect(self.columns_asked)
        self.opened.noticed.connect(
            lambda problem: messages.tell(problem.says(notation()), warning=True)
        )
        self.scanner.scanned.connect(self.scan)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "catalogueAction": self.search,
            "importCatalogueAction": self.ask_for_lists,
            "exportCatalogueAction": self._filling.ask_for_target,
            "linkListAction": self.linked.ask,
        }

    def search(self) -> None:
        """Ready to type a product's name."""
        self.wanted.emit()
        self.panel.type_here()

    def ask_for_lists(self) -> None:
        """Let the user fill the catalogue."""
        self.wanted.emit()
        self._filling.ask_for_lists()

    def fill(self, paths: Sequence[Path]) -> None:
        """Take lists into the catalogue."""
        self.wanted.emit()
        self._filling.fill(paths)

    # -- into the comparison -------------------------------------------------------------------

    def takes(self, data: QMimeData) -> bool:
        """Whether what is dragged is a product of the catalogue."""
        return data.hasFormat(MIME)

    def drop(self, data: QMimeData) -> bool:
        """Add what was dragged to the comparison, if it is that."""
        if not self.takes(data):
            return False
        numbers = bytes(data.data(MIME).data()).decode("ascii", "replace").split(",")
        ids = [int(each) for each in numbers if each.isdecimal()]
        self._add(self.opened.products.listed(ids))
        return True

    def _add(self, listed: Sequence[Listed]) -> None:
        """Each becomes a row, all of them one step; the first is gone to."""
        if not listed:
            return
        place = len(self._session.entries)
        rows = [self._row(_stated(each.values)) for each in listed]
        products = counted(len(rows), tr("{count} product"), tr("{count} products"))
        says = tr("addition from the catalogue ({products})", products=products)
        if self._session.do(insert_rows(place, rows, says)):
            name = str(listed[0].values["product"])
            self.told.emit(tr("{name} joined the comparison.", name=name))

    def _row(self, values: Mapping[str, Base]) -> Entry:
        return replace(self._session.new_entry(), values=dict(values))

    # -- out of the comparison -----------------------------------------------------------------

    def add_rows(self, rows: Sequence[int]) -> None:
        """Let products of these rows, or of all where none are chosen, join the catalogue."""
        entries = self._session.entries
        chosen = rows or range(len(entries))
        made = [self._session.compared(row) for row in chosen]
        products = [each.product for each in made if each is not None]
        left = len(made) - len(products)
        source = own_source()
        self.opened.on_products(
            lambda catalogue: catalogue.take_in([as_table(products)], source, today()),
            lambda joined: self._tell_joined(joined, left),
            lambda fault: self.told.emit(f"⚠ {fault.says(notation())}"),
        )

    def _tell_joined(self, joined: Joined, left: int) -> None:
        says = tr(
            "{rows} of the comparison in the catalogue, {products} of them new.",
            rows=counted(joined.rows, tr("{count} product"), tr("{count} products")),
            products=joined.products,
        )
        if left:
            one, many = tr("{count} row is not complete yet."), tr("{count} rows are not complete.")
            says += " " + counted(left, one, many)
        self.told.emit(says)
        self.opened.changed.emit()

    # -- scanning ------------------------------------------------------------------------------

    def scan(self, code: str) -> None:
        """Find the product with a code and add it; an unknown code begins a row of its own."""
        try:
            listed = self.opened.products.listed(self.opened.products.coded(code))
        except UserError as fault:
            self.told.emit(f"⚠ {fault.says(notation())}")
            return
        fitting = [each for each in listed if self._fits(each)] or list(listed)
        if fitting:
            self._add_once(fitting[0])
        else:
            self._begin(code)

    def _fits(self, listed: Listed) -> bool:
        scenario, values = self._session.scenario, listed.values
        fitting = {scenario.currency, None}  # a label without a price fits any
        return values["element"] == scenario.element and values.get("currency") in fitting

    def _add_once(self, listed: Listed) -> None:
        """Go to the product, where the comparison has it already."""
        codes = {key: each for key in ("upc", "ndc") if (each := listed.values.get(key))}
        for row, entry in enumerate(self._session.entries):
            if codes and all(entry.values.get(key) == each for key, each in codes.items()):
                self.row_wanted.emit(row, "product")
                self.told.emit(tr("{name} is there already.", name=listed.values["product"]))
                return
        place = len(self._session.entries)
        self._add([listed])
        self.row_wanted.emit(place, "product")

    def _begin(self, code: str) -> None:
        """A row with the code, for a product that the catalogue does not have."""
        from pricing.catalogue.matching import gtin

        if len(code) in _LENGTHS_OF_GTIN and gtin(code) is None:
            self.told.emit(tr("⚠ {code}: the check digit is wrong; scan it again.", code=code))
            return
        key = "ndc" if len(code) in {10, 11} else "upc"
        place = len(self._session.entries)
        entry = self._session.new_entry()
        entry = replace(entry, values={**entry.values, key: code})
        if self._session.do(insert_rows(place, [entry], tr("scan of {code}", code=code))):
            self.row_wanted.emit(place, "product")
            self.told.emit(
                tr("{code} is not in the catalogue: a row was begun with it.", code=code)
            )

    def close(self) -> None:
        """Stop what runs, let the file go."""
        self.scanner.leave()
        self.linked.close()
        self._filling.close_down()
        self._notes.note()
        self.opened.close()


def _stated(values: Mapping[str, Base]) -> dict[str, Base]:
    return {key: each for key, each in values.items() if _USUAL.get(key) != each}
