"""Wrong prices that the user takes back from the catalogue, and states again if asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.catalogue.model import money_text
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.catalogue.sheet import CatalogueSheet
    from app.open_catalogue import OpenCatalogue
    from pricing.catalogue.catalogue import Catalogue, Offer
    from pricing.catalogue.price_conflicts import PriceConflict
    from pricing.catalogue.withdrawals import Withdrawal
    from pricing.problems.errors import UserError


class PriceWithdrawals(QObject):
    """Takes prices back in the background, and tells in the sheet what came of it."""

    def __init__(self, open_catalogue: OpenCatalogue, sheet: CatalogueSheet) -> None:
        super().__init__(sheet)
        self._open_catalogue = open_catalogue
        self._note = sheet.taken_back
        self._last: Withdrawal | None = None
        sheet.withdrawal_requested.connect(
            lambda product_id, offer: self._take_back(product_id, lambda other: other == offer)
        )
        sheet.taken_back.restatement_requested.connect(self._state_again)

    def take_back_double(self, conflict: PriceConflict, price: int) -> None:
        """Take back one of the two prices of a pack at a source on a day."""

        def fits(offer: Offer) -> bool:
            is_on_day = offer.first_on <= conflict.day <= offer.last_on
            return offer.source == conflict.source and offer.price == price and is_on_day

        self._take_back(conflict.product_id, fits)

    def _take_back(self, product_id: int, fits: Callable[[Offer], bool]) -> None:
        def work(catalogue: Catalogue) -> Withdrawal:
            from pricing.catalogue.wrong_prices import take_back_price
            from pricing.problems.errors import ProblemKind, UserError

            offers = [offer for offer in catalogue.price_history(product_id) if fits(offer)]
            if not offers:
                raise UserError(ProblemKind.NO_SUCH_PRICE)
            return take_back_price(catalogue, product_id, offers[-1])

        # Until then, the note of the last one would offer to state that one again.
        self._note.tell(tr("The price is being taken back."), can_be_restated=False)
        self._open_catalogue.run_with_catalogue(work, self._on_taken_back, self._show_error)

    def _on_taken_back(self, withdrawal: Withdrawal) -> None:
        self._last = withdrawal
        self._note.tell(
            tr("{product}: {price} at {shop} is taken back, as if nobody had stated it.",
               **_words_of(withdrawal)),
            can_be_restated=True,
        )  # fmt: skip
        self._open_catalogue.changed.emit()

    def _state_again(self) -> None:
        if self._last is None:
            return
        withdrawal = self._last

        def work(catalogue: Catalogue) -> Withdrawal:
            from pricing.catalogue.wrong_prices import state_price_again

            state_price_again(catalogue, withdrawal)
            return withdrawal

        self._note.tell(tr("The price is being stated again."), can_be_restated=False)
        self._open_catalogue.run_with_catalogue(work, self._on_stated_again, self._show_error)

    def _on_stated_again(self, withdrawal: Withdrawal) -> None:
        self._note.tell(
            tr("{product}: {price} at {shop} counts again.", **_words_of(withdrawal)),
            can_be_restated=False,
        )
        self._open_catalogue.changed.emit()

    def _show_error(self, error: UserError) -> None:
        self._note.tell(f"⚠ {error.message(notation())}", can_be_restated=False)


def _words_of(withdrawal: Withdrawal) -> dict[str, str]:
    values = withdrawal.values
    return {
        "product": str(values["product"]),
        "price": money_text(withdrawal.terms[0], str(values["currency"])),
        "shop": str(values["source"]),
    }
