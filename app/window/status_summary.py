"""What the status bar always says: how many products, how old the prices, what this is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from app.toolkit.locale_format import count_text, date_text
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.session import Session


class StatusSummary(QLabel):
    """Follows the session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        entered = self._session.comparison.entered_products
        known = [day for each in entered if (day := each.product.priced_on)]
        told = [
            count_text(len(self._session.entries), "{count} product", "{count} products"),
            tr("prices as of {day}", day=date_text(min(known))) if known else "",
            tr("arithmetic, not medical advice"),
        ]
        self.setText(" · ".join(filter(None, told)))
