"""Handles the catalogue's actions and moves products between catalogue and comparison."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue.dragged_products import dragged_products, has_dragged_products
from app.catalogue.price_updates import PriceUpdates, as_row_batch, own_source_name
from app.catalogue.scanner import BarcodeScanner
from app.catalogue_sharing import CatalogueSharing
from app.mineral_prices import MineralPrices
from app.open_catalogue import OpenCatalogue
from app.toolkit.locale_format import count_text, notation
from app.toolkit.settings import WindowStateKey
from app.toolkit.translation import tr
from pricing.calculation.measures import HEADLINE
from pricing.model.changes import insert_rows
from pricing.problems.errors import UserError
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from app.catalogue.followed_lists import FollowedLists
    from app.catalogue.import_queue import ImportQueue
    from app.catalogue.panel import CataloguePanel
    from app.session import Session
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages
    from app.toolkit.settings import CostBasis, Settings
    from app.toolkit.theme import Theme
    from pricing.analysis.remedies import Search
    from pricing.catalogue.catalogue import ListedProduct
    from pricing.catalogue.staging import ImportSummary
    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry
    from pricing.problems.errors import Problem

_GTIN_LENGTHS = {12, 13, 14}
_NDC_LENGTHS = {10, 11}
# The catalogue states these of every product. A row of the comparison leaves them empty.
_DEFAULT_VALUES = {"discount_percent": 0, "tax_percent": 0, "delivery": 0, "serving_units": 1_000}


class CatalogueController(QObject):
    """Owns the panel, the import queue, the followed lists and the scanner.

    Its signals ask the window for what it cannot do itself, such as to show the catalogue's panel.
    """

    panel_requested = Signal()
    cell_requested = Signal(int, str)  # row, column key
    status_reported = Signal(str)
    column_question_raised = Signal(object)  # ColumnQuestion

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
        self.mineral_prices = MineralPrices(session, self.open_catalogue)
        self.sharing = CatalogueSharing(self.open_catalogue)
        self._theme = theme
        self._cost_basis = cost_basis
        self._messages = messages
        self._settings = settings
        self._file_dialogs = file_dialogs
        self._price_updates = PriceUpdates(session, self.open_catalogue)
        self._price_updates.recording_failed.connect(self.status_reported)
        self.scanner = BarcodeScanner()
        self.open_catalogue.notice_raised.connect(self._show_notice)
        self.scanner.scanned.connect(self.add_scanned_product)

    def _show_notice(self, problem: Problem) -> None:
        self._messages.show(problem.message(notation()), warning=True)

    @cached_property
    def _import_queue(self) -> ImportQueue:
        """The lists that are imported into the catalogue."""
        from app.catalogue.import_queue import ImportQueue

        queue = ImportQueue(
            self._session, self._messages, self._file_dialogs, lambda: self.panel.progress_bar
        )
        queue.file_imported.connect(self.open_catalogue.changed)
        queue.column_question_raised.connect(self.column_question_raised)
        return queue

    @cached_property
    def followed_lists(self) -> FollowedLists:
        """The lists that are read again when they change."""
        from app.catalogue.followed_lists import FollowedLists

        followed = FollowedLists(self._import_queue, self._file_dialogs, self._settings)
        followed.status_reported.connect(self.status_reported)
        return followed

    @cached_property
    def panel(self) -> CataloguePanel:
        """The catalogue's view."""
        from app.catalogue.panel import CataloguePanel

        panel = CataloguePanel(
            self._session, self.open_catalogue, self.sharing, self._theme, self._cost_basis
        )
        panel.products_chosen.connect(
            lambda hits: self.add_products([hit.listed_product for hit in hits])
        )
        panel.import_requested.connect(self.choose_lists)
        panel.follow_requested.connect(self.followed_lists.choose_lists)
        panel.progress_bar.cancel_requested.connect(self._import_queue.drop_queued_files)
        return panel

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what each action of this room does, by the action's object name."""
        return {
            "catalogueAction": self.focus_search,
            "importCatalogueAction": self.choose_lists,
            "exportCatalogueAction": self._import_queue.choose_export_path,
            "followListAction": self.followed_lists.choose_lists,
        }

    def focus_search(self) -> None:
        """Show the catalogue with the keyboard in its search line."""
        self.panel_requested.emit()
        self.panel.focus_search()

    def choose_lists(self) -> None:
        """Let the user choose lists to import into the catalogue."""
        self.panel_requested.emit()
        self._import_queue.choose_lists()

    def import_lists(self, paths: Sequence[Path]) -> None:
        """Import lists into the catalogue."""
        self.panel_requested.emit()
        self._import_queue.import_files(paths)

    # -- from the catalogue to the comparison --------------------------------------------------

    def accepts_drop(self, data: QMimeData) -> bool:
        """Return whether the dragged data are products of the catalogue."""
        return has_dragged_products(data)

    def add_dropped(self, data: QMimeData) -> bool:
        """Add dragged products to the comparison. Return whether the data were products."""
        if not self.accepts_drop(data):
            return False
        ids, shop = dragged_products(data)
        self.add_products(self.open_catalogue.catalogue.listed_products(ids, shop))
        return True

    def add_products(self, listed: Sequence[ListedProduct]) -> None:
        """Append the products to the comparison in one undo step."""
        if not listed:
            return
        position = len(self._session.entries)
        entries = [self._new_entry(_without_defaults(product.values)) for product in listed]
        products = count_text(len(entries), "{count} product", "{count} products")
        undo_text = tr("addition from the catalogue ({products})", products=products)
        if self._session.apply(insert_rows(position, entries, undo_text)):
            name = str(listed[0].values["product"])
            self.status_reported.emit(tr("{name} was added to the comparison.", name=name))

    def _new_entry(self, values: Mapping[str, BaseValue]) -> Entry:
        return replace(self._session.new_entry(), values=dict(values))

    # -- from the comparison to the catalogue --------------------------------------------------

    def find_other_product(self, form: str, search: Search) -> None:
        """Show the products of a form within the limit: the cheapest, or the strongest, first."""
        from pricing.analysis.remedies import Search

        is_weaker = search is Search.WEAKER
        self.panel_requested.emit()
        self.panel.look_for(form, HEADLINE.key if is_weaker else "units_per_day")
        self.panel.focus_search()

    def add_rows_to_catalogue(self, rows: Sequence[int]) -> None:
        """Add the products of these rows to the catalogue, or of all rows if none are given."""
        entries = self._session.entries
        compared = [self._session.compared_product(row) for row in (rows or range(len(entries)))]
        products = [product.product for product in compared if product is not None]
        incomplete_count = len(compared) - len(products)
        source = own_source_name()
        self.open_catalogue.run_with_catalogue(
            lambda catalogue: catalogue.import_rows([as_row_batch(products)], source, today()),
            lambda summary: self._report_added(summary, incomplete_count),
            lambda error: self.status_reported.emit(f"⚠ {error.message(notation())}"),
        )

    def _report_added(self, summary: ImportSummary, incomplete_count: int) -> None:
        message = count_text(
            summary.rows,
            "{count} product of the comparison is now in the catalogue, {new} of them new.",
            "{count} products of the comparison are now in the catalogue, {new} of them new.",
            new=notation().format_number(str(summary.products)),
        )
        if incomplete_count:
            message += " " + count_text(
                incomplete_count,
                "{count} incomplete row was left out.",
                "{count} incomplete rows were left out.",
            )
        self.status_reported.emit(message)
        self.open_catalogue.changed.emit()

    # -- scanning ------------------------------------------------------------------------------

    def add_scanned_product(self, code: str) -> None:
        """Add the product with this code to the comparison. An unknown code begins a new row."""
        try:
            listed = self.open_catalogue.catalogue.listed_products(
                self.open_catalogue.catalogue.ids_with_code(code)
            )
        except UserError as error:
            self.status_reported.emit(f"⚠ {error.message(notation())}")
            return
        matches = [product for product in listed if self._matches_scenario(product)] or list(listed)
        if matches:
            self._add_or_go_to(matches[0])
        else:
            self._begin_row(code)

    def _matches_scenario(self, listed: ListedProduct) -> bool:
        scenario, values = self._session.scenario, listed.values
        # A product without a price has no currency and matches any.
        matches_currency = values.get("currency") in {scenario.currency, None}
        return values["element"] == scenario.element and matches_currency

    def _add_or_go_to(self, listed: ListedProduct) -> None:
        """Add the product, or go to its row if the comparison has it already."""
        codes = {key: code for key in ("upc", "ndc") if (code := listed.values.get(key))}
        for row, entry in enumerate(self._session.entries):
            if codes and all(entry.values.get(key) == code for key, code in codes.items()):
                self.cell_requested.emit(row, "product")
                self.status_reported.emit(
                    tr("{name} is already in the comparison.", name=listed.values["product"])
                )
                return
        position = len(self._session.entries)
        self.add_products([listed])
        self.cell_requested.emit(position, "product")

    def _begin_row(self, code: str) -> None:
        """Append a row with a code that the catalogue does not know."""
        from pricing.catalogue.matching import gtin_digits

        if len(code) in _GTIN_LENGTHS and gtin_digits(code) is None:
            self.status_reported.emit(
                tr("⚠ {code} has a wrong check digit. Scan it again.", code=code)
            )
            return
        key = "ndc" if len(code) in _NDC_LENGTHS else "upc"
        position = len(self._session.entries)
        entry = self._session.new_entry()
        entry = replace(entry, values={**entry.values, key: code})
        if self._session.apply(insert_rows(position, [entry], tr("scan of {code}", code=code))):
            self.cell_requested.emit(position, "product")
            self.status_reported.emit(
                tr("{code} is not in the catalogue. A new row was started with it.", code=code)
            )

    # -- closing and starting again ------------------------------------------------------------

    def save_state(self) -> None:
        """Save which imports closing drops."""
        names = "\n".join(self._import_queue.unfinished_names)
        self._settings.save_state(WindowStateKey.UNFINISHED_IMPORTS, names)

    def tell_unfinished_imports(self) -> None:
        """Say which imports the last closing has dropped, once."""
        names = self._settings.state_text(WindowStateKey.UNFINISHED_IMPORTS).splitlines()
        self._settings.save_state(WindowStateKey.UNFINISHED_IMPORTS, "")
        if names:
            text = tr(
                "The window was closed before the import into the catalogue was finished: {names}. "
                "Import again what is missing from the catalogue.",
                names=", ".join(names),
            )
            self._messages.show(text, warning=True)

    def finish_recording(self) -> None:
        """Record the last prices, while the window is painted."""
        task = self._price_updates.record_prices()
        if task is not None:
            from app.toolkit.background_tasks import wait_painted

            self.status_reported.emit(
                tr("The last prices are being recorded. The window then closes.")
            )
            wait_painted(task)

    def close(self) -> None:
        """Stop all work, record the last prices and close the catalogue."""
        self.scanner.stop_watching()
        self.followed_lists.close()
        self._import_queue.close_down()
        self._price_updates.record_prices()
        self.sharing.close()
        self.open_catalogue.close()


def _without_defaults(values: Mapping[str, BaseValue]) -> dict[str, BaseValue]:
    return {key: value for key, value in values.items() if _DEFAULT_VALUES.get(key) != value}
