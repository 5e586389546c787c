"""Prices typed in a comparison, on their way into the catalogue's price histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.model.columns import PRICE_KEYS, values_of
from pricing.problems.errors import BadInput
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.open_catalogue import OpenedCatalogue
    from app.session import Session
    from pricing.catalogue.catalogue import Products
    from pricing.catalogue.staging import Joined
    from pricing.model.changes import ChangeSet, RowChange
    from pricing.model.entry import Entry
    from pricing.model.product import Product
    from pricing.model.row_batch import Table

# So long a price has to stand: what is undone meanwhile was never a price.
SECONDS_TO_STAND = 120


class PriceNotes(QObject):
    """Notes new prices of products that the catalogue knows, off the window's thread.

    It does so once they have stood for a while, and when their comparison or the window is left.
    """

    refused = Signal(str)

    def __init__(self, session: Session, opened: OpenedCatalogue) -> None:
        super().__init__(session)
        self._session = session
        self._opened = opened
        self._before: dict[int, Entry] = {}
        self._now: dict[int, Entry] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS_TO_STAND * 1_000)
        self._timer.timeout.connect(self.note)
        session.changed.connect(self._follow)

    def _follow(self, changes: ChangeSet) -> None:
        if changes.opens_another:
            self.note()
            self._before.clear()
            self._now.clear()
        for row in changes.rows:
            self._follow_row(row)

    def _follow_row(self, row: RowChange) -> None:
        if row.before is None or row.after is None:
            return
        before, after = row.before.entry, row.after.entry
        if _asked(before) != _asked(after):
            self._before.setdefault(after.id, before)
            self._timer.start()
        if after.id in self._before:
            self._now[after.id] = after

    def note(self) -> None:
        """Note what stands now; a row that is no product yet waits on."""
        self._timer.stop()
        products: list[Product] = []
        for number, before in list(self._before.items()):
            now = self._now[number]
            product = None if _asked(before) == _asked(now) else _product(now)
            if product is not None:
                products.append(product)
            if product is not None or _asked(before) == _asked(now):
                del self._before[number]
        if products and self._opened.exists:
            source = own_source()
            self._opened.on_products(
                lambda catalogue: _noted(catalogue, products, source),
                self._tell,
                lambda fault: self.refused.emit(f"⚠ {fault.says(notation())}"),
            )

    def _tell(self, joined: Joined) -> None:
        if joined.prices:
            self._opened.changed.emit()


def own_source() -> str:
    """Whose price it is where a row names nobody."""
    return tr("own entry")


def as_table(products: Sequence[Product]) -> Table:
    """Products as the catalogue takes them in."""
    from pricing.model.row_batch import Table

    return Table.of(map(values_of, products))


def _asked(entry: Entry) -> list[object]:
    """What is asked for a row, but for its day."""
    return [entry.values.get(key) for key in PRICE_KEYS if key != "priced_on"]


def _product(entry: Entry) -> Product | None:
    try:
        return entry.product()
    except BadInput:
        return None


def _noted(catalogue: Products, priced: Sequence[Product], source: str) -> Joined:
    from pricing.catalogue.price_updates import note_prices

    return note_prices(catalogue, as_table(priced), source, today())
