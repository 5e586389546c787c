"""The catalogue's place in the window: its actions, and the way to the comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue.followed_lists import FollowedLists
from app.catalogue.import_queue import ImportQueue
from app.catalogue.model import PRODUCT_MIME_TYPE
from app.catalogue.panel import CataloguePanel
from app.catalogue.price_updates import PriceUpdates, as_row_batch, own_source_name
from app.catalogue.scanner import BarcodeScanner
from app.open_catalogue import OpenCatalogue
from app.toolkit.locale_format import count_text, notation
from app.toolkit.translation import tr
from pricing.model.changes import insert_rows
from pricing.problems.errors import UserError
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from app.session import Session
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages
    from app.toolkit.settings import CostBasis, Settings
    from app.toolkit.theme import Theme
    from pricing.catalogue.catalogue import ListedProduct
    from pricing.catalogue.staging import ImportSummary
    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry

_GTIN_LENGTHS = {12, 13, 14}
# What a catalogue states of every product, and a row need not.
_DEFAULT_VALUES = {"discount_percent": 0, "tax_percent": 0, "delivery": 0, "serving_units": 1_000}


class CatalogueController(QObject):
    """`wanted` asks for the panel in sight, `row_wanted` for a cell of the product table."""

    panel_requested = Signal()
    cell_requested = Signal(int, str)
    status_reported = Signal(str)  # a line for the status bar
    column_question_raised = Signal(object)  # what the columns of a list hold (ColumnsAsked)

    def __init__(
        self,
        session: Session,
        theme: Theme,
        cost_basis: CostBasis,
        messages: Messages,
        file_dialogs: FileDialogs,
        settings: Settings,
    ) -> None:
        super().__init__(messages)
        self._session = session
        self.open_catalogue = OpenCatalogue(session)
        self.panel = CataloguePanel(session, self.open_catalogue, theme, cost_basis)
        self._import_queue = ImportQueue(session, messages, file_dialogs)
        self.panel.insert_on_top(self._import_queue.progress_bar)
        self.followed_lists = FollowedLists(self._import_queue, file_dialogs, settings)
        self.followed_lists.status_reported.connect(self.status_reported)
        self._price_updates = PriceUpdates(session, self.open_catalogue)
        self._price_updates.recording_failed.connect(self.status_reported)
        self.scanner = BarcodeScanner()
        self.panel.products_chosen.connect(
            lambda hits: self._add_products([hit.listed_product for hit in hits])
        )
        self.panel.import_requested.connect(self.choose_lists)
        self._import_queue.file_imported.connect(self.open_catalogue.changed)
        self._import_queue.column_question_raised.connect(self.column_question_raised)
        self.open_catalogue.notice_raised.connect(
            lambda problem: messages.show(problem.message(notation()), warning=True)
        )
        self.scanner.scanned.connect(self.add_scanned_product)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "catalogueAction": self.focus_search,
            "importCatalogueAction": self.choose_lists,
            "exportCatalogueAction": self._import_queue.choose_export_path,
            "linkListAction": self.followed_lists.choose_lists,
        }

    def focus_search(self) -> None:
        """Ready to type a product's name."""
        self.panel_requested.emit()
        self.panel.focus_search()

    def choose_lists(self) -> None:
        """Let the user fill the catalogue."""
        self.panel_requested.emit()
        self._import_queue.choose_lists()

    def import_lists(self, paths: Sequence[Path]) -> None:
        """Take lists into the catalogue."""
        self.panel_requested.emit()
        self._import_queue.import_files(paths)

    # -- into the comparison -------------------------------------------------------------------

    def accepts_drop(self, data: QMimeData) -> bool:
        """Whether what is dragged is a product of the catalogue."""
        return data.hasFormat(PRODUCT_MIME_TYPE)

    def add_dropped(self, data: QMimeData) -> bool:
        """Add what was dragged to the comparison, if it is that."""
        if not self.accepts_drop(data):
            return False
        numbers = bytes(data.data(PRODUCT_MIME_TYPE).data()).decode("ascii", "replace").split(",")
        ids = [int(each) for each in numbers if each.isdecimal()]
        self._add_products(self.open_catalogue.catalogue.listed_products(ids))
        return True

    def _add_products(self, listed: Sequence[ListedProduct]) -> None:
        """Each becomes a row, all of them one step; the first is gone to."""
        if not listed:
            return
        place = len(self._session.entries)
        rows = [self._new_row(_without_defaults(each.values)) for each in listed]
        products = count_text(len(rows), "{count} product", "{count} products")
        says = tr("addition from the catalogue ({products})", products=products)
        if self._session.apply(insert_rows(place, rows, says)):
            name = str(listed[0].values["product"])
            self.status_reported.emit(tr("{name} joined the comparison.", name=name))

    def _new_row(self, values: Mapping[str, BaseValue]) -> Entry:
        return replace(self._session.new_entry(), values=dict(values))

    # -- out of the comparison -----------------------------------------------------------------

    def add_rows_to_catalogue(self, rows: Sequence[int]) -> None:
        """Let products of these rows, or of all where none are chosen, join the catalogue."""
        entries = self._session.entries
        chosen = rows or range(len(entries))
        made = [self._session.compared_product(row) for row in chosen]
        products = [each.product for each in made if each is not None]
        left = len(made) - len(products)
        source = own_source_name()
        self.open_catalogue.run_with_catalogue(
            lambda catalogue: catalogue.import_rows([as_row_batch(products)], source, today()),
            lambda joined: self._report_added(joined, left),
            lambda fault: self.status_reported.emit(f"⚠ {fault.message(notation())}"),
        )

    def _report_added(self, joined: ImportSummary, left: int) -> None:
        says = tr(
            "{rows} of the comparison in the catalogue, {products} of them new.",
            rows=count_text(joined.rows, "{count} product", "{count} products"),
            products=joined.products,
        )
        if left:
            says += " " + count_text(
                left, "{count} row is not complete yet.", "{count} rows are not complete."
            )
        self.status_reported.emit(says)
        self.open_catalogue.changed.emit()

    # -- scanning ------------------------------------------------------------------------------

    def add_scanned_product(self, code: str) -> None:
        """Find the product with a code and add it; an unknown code begins a row of its own."""
        try:
            listed = self.open_catalogue.catalogue.listed_products(
                self.open_catalogue.catalogue.ids_with_code(code)
            )
        except UserError as fault:
            self.status_reported.emit(f"⚠ {fault.message(notation())}")
            return
        fitting = [each for each in listed if self._matches_scenario(each)] or list(listed)
        if fitting:
            self._add_once(fitting[0])
        else:
            self._begin_row(code)

    def _matches_scenario(self, listed: ListedProduct) -> bool:
        scenario, values = self._session.scenario, listed.values
        fitting = {scenario.currency, None}  # a label without a price fits any
        return values["element"] == scenario.element and values.get("currency") in fitting

    def _add_once(self, listed: ListedProduct) -> None:
        """Go to the product, where the comparison has it already."""
        codes = {key: each for key in ("upc", "ndc") if (each := listed.values.get(key))}
        for row, entry in enumerate(self._session.entries):
            if codes and all(entry.values.get(key) == each for key, each in codes.items()):
                self.cell_requested.emit(row, "product")
                self.status_reported.emit(
                    tr("{name} is there already.", name=listed.values["product"])
                )
                return
        place = len(self._session.entries)
        self._add_products([listed])
        self.cell_requested.emit(place, "product")

    def _begin_row(self, code: str) -> None:
        """A row with the code, for a product that the catalogue does not have."""
        from pricing.catalogue.matching import gtin_digits

        if len(code) in _GTIN_LENGTHS and gtin_digits(code) is None:
            self.status_reported.emit(
                tr("⚠ {code}: the check digit is wrong; scan it again.", code=code)
            )
            return
        key = "ndc" if len(code) in {10, 11} else "upc"
        place = len(self._session.entries)
        entry = self._session.new_entry()
        entry = replace(entry, values={**entry.values, key: code})
        if self._session.apply(insert_rows(place, [entry], tr("scan of {code}", code=code))):
            self.cell_requested.emit(place, "product")
            self.status_reported.emit(
                tr("{code} is not in the catalogue: a row was begun with it.", code=code)
            )

    def close(self) -> None:
        """Stop what runs, let the file go."""
        self.scanner.stop_watching()
        self.followed_lists.close()
        self._import_queue.close_down()
        self._price_updates.record_prices()
        self.open_catalogue.close()


def _without_defaults(values: Mapping[str, BaseValue]) -> dict[str, BaseValue]:
    return {key: each for key, each in values.items() if _DEFAULT_VALUES.get(key) != each}
