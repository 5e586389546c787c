"""Prices typed in a comparison, on their way into the catalogue's price histories."""

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
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.staging import ImportSummary
    from pricing.model.changes import ChangeSet, RowChange
    from pricing.model.entry import Entry
    from pricing.model.product import Product
    from pricing.model.row_batch import RowBatch

# So long a price has to stand: what is undone meanwhile was never a price.
SECONDS_BEFORE_RECORDING = 120


class PriceUpdates(QObject):
    """Notes new prices of products that the catalogue knows, off the window's thread.

    It does so once they have stood for a while, and when their comparison or the window is left.
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

    def record_prices(self) -> None:
        """Note what stands now; a row that is no product yet waits on."""
        self._timer.stop()
        products: list[Product] = []
        for number, before in list(self._entries_before.items()):
            now = self._entries_now[number]
            product = (
                None if _price_values(before) == _price_values(now) else _complete_product(now)
            )
            if product is not None:
                products.append(product)
            if product is not None or _price_values(before) == _price_values(now):
                del self._entries_before[number]
        if products and self._open_catalogue.exists:
            source = own_source_name()
            self._open_catalogue.run_with_catalogue(
                lambda catalogue: _record_prices(catalogue, products, source),
                self._on_recorded,
                lambda fault: self.recording_failed.emit(f"⚠ {fault.message(notation())}"),
            )

    def _on_recorded(self, joined: ImportSummary) -> None:
        if joined.prices:
            self._open_catalogue.changed.emit()


def own_source_name() -> str:
    """Whose price it is where a row names nobody."""
    return tr("own entry")


def as_row_batch(products: Sequence[Product]) -> RowBatch:
    """Products as the catalogue takes them in."""
    from pricing.model.row_batch import RowBatch

    return RowBatch.from_rows(map(values_by_column, products))


def _price_values(entry: Entry) -> list[object]:
    """What is asked for a row, but for its day."""
    return [entry.values.get(key) for key in PRICE_KEYS if key != "priced_on"]


def _complete_product(entry: Entry) -> Product | None:
    try:
        return entry.product()
    except BadInput:
        return None


def _record_prices(catalogue: Catalogue, products: Sequence[Product], source: str) -> ImportSummary:
    from pricing.catalogue.price_updates import update_known_prices

    return update_known_prices(catalogue, as_row_batch(products), source, today())
