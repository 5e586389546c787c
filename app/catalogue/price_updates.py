"""Prices typed in a comparison, which join the price histories of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.model.columns import PRICE_KEYS, values_by_column
from pricing.problems.errors import BadInput
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.background_tasks import BackgroundTask
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.staging import ImportSummary
    from pricing.model.changes import ChangeSet, RowChange
    from pricing.model.entry import Entry
    from pricing.model.product import Product
    from pricing.model.row_batch import RowBatch

# A price that is undone within this time is never recorded.
SECONDS_BEFORE_RECORDING = 120


class PriceUpdates(QObject):
    """Records new prices of products that the catalogue has, in the background.

    It does so some time after the last change, and when the comparison or the window is closed.
    """

    recording_failed = Signal(str)

    def __init__(self, session: Session, open_catalogue: OpenCatalogue) -> None:
        super().__init__(session)
        self._session = session
        self._open_catalogue = open_catalogue
        self._entries_before: dict[int, Entry] = {}
        self._entries_now: dict[int, Entry] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS_BEFORE_RECORDING * 1_000)
        self._timer.timeout.connect(self.record_prices)
        session.changed.connect(self._collect_changes)

    def _collect_changes(self, changes: ChangeSet) -> None:
        if changes.is_from_elsewhere:  # the other window records them
            return
        if changes.opens_another:
            self.record_prices()
            self._entries_before.clear()
            self._entries_now.clear()
        for row in changes.rows:
            self._collect_row_change(row)

    def _collect_row_change(self, row: RowChange) -> None:
        if row.before is None or row.after is None:
            return
        before, after = row.before.entry, row.after.entry
        if _price_values(before) != _price_values(after):
            self._entries_before.setdefault(after.id, before)
            self._timer.start()
        if after.id in self._entries_before:
            self._entries_now[after.id] = after

    def record_prices(self) -> BackgroundTask | None:
        """Record the current prices. An incomplete row is kept for the next time.

        Returns:
            The task that records them, or None if there are none.
        """
        self._timer.stop()
        products: list[Product] = []
        for entry_id, before in list(self._entries_before.items()):
            now = self._entries_now[entry_id]
            is_unchanged = _price_values(before) == _price_values(now)
            product = None if is_unchanged else _complete_product(now)
            if product is not None:
                products.append(product)
            if product is not None or is_unchanged:
                del self._entries_before[entry_id]
        if products and self._open_catalogue.exists:
            source = own_source_name()
            return self._open_catalogue.run_with_catalogue(
                lambda catalogue: _record_prices(catalogue, products, source),
                self._on_recorded,
                lambda error: self.recording_failed.emit(f"⚠ {error.message(notation())}"),
            )
        return None

    def _on_recorded(self, summary: ImportSummary) -> None:
        if summary.prices:
            self._open_catalogue.changed.emit()


def own_source_name() -> str:
    """Return the price source of a row that names none."""
    return tr("own entry")


def as_row_batch(products: Sequence[Product]) -> RowBatch:
    """Return products in the form in which the catalogue imports them."""
    from pricing.model.row_batch import RowBatch

    return RowBatch.from_rows(map(values_by_column, products))


def _price_values(entry: Entry) -> list[object]:
    """Return what makes up a row's price, without its date."""
    return [entry.values.get(key) for key in PRICE_KEYS if key != "priced_on"]


def _complete_product(entry: Entry) -> Product | None:
    try:
        return entry.product()
    except BadInput:
        return None


def _record_prices(catalogue: Catalogue, products: Sequence[Product], source: str) -> ImportSummary:
    from pricing.catalogue.price_updates import update_known_prices

    return update_known_prices(catalogue, as_row_batch(products), source, today())
