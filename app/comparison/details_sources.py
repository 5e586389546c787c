"""Sources of a product's figures: studies of its form, its label, and its prices."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.comparison.details_why import FittingTextBrowser
from app.comparison.painted_buttons import LinkButton
from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.link_text import source_link
from app.toolkit.locale_format import date_text, notation
from app.toolkit.shown_text import Label, Markup, set_tool_tip
from app.toolkit.theme import tokens
from app.toolkit.translation import form_title, tr
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.problems.errors import UserError
from pricing.quantities.amounts import MONEY
from pricing.reference.evidence import NO_HUMAN_COMPARISON, form_evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.open_catalogue import OpenCatalogue
    from pricing.catalogue.catalogue import Offer
    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry
    from pricing.reference.evidence import FormEvidence

MAX_PRICES = 4
_CODE_KEYS = ("upc", "ndc")


class StudiesText(FittingTextBrowser):
    """Shows the findings of studies in people about a form, with their sources."""

    def __init__(self) -> None:
        super().__init__(tr("Studies in people"))
        self.setObjectName("studiesView")
        self.setFont(sized(self.font(), SMALL_SIZE))

    def show_form(self, element: str, form: str) -> None:
        """Show the studies of a form of a mineral."""
        known = form_evidence()
        found = [known[key] for topic in ("absorption", "tolerance")
                 if (key := (element, form, topic)) in known]  # fmt: skip
        strength = tr(found[0].strength) if found else ""
        title = Markup("<b>{text}</b>", text=tr("Studies in people: {form}", form=form_title(form)))
        if not found:
            text = tr(NO_HUMAN_COMPARISON)
            text = text[:1].upper() + text[1:]
            self.show_markup(
                Markup("<p style='margin: 0'>{title}<br>{text}.</p>", title=title, text=text)
            )
            return
        self.show_markup(
            Markup(
                "<p style='margin: 0 0 4px 0'>{title} "
                "<span style='color: {muted}'>· {strength}</span></p>"
                "{lines}<p style='margin: 4px 0 0 0'>{sources}</p>",
                title=title,
                muted=tokens().muted.name(),
                strength=strength,
                lines=Markup.join(_statement(line) for line in _statements(found)),
                sources=_sources(found),
            )
        )


def _statements(found: Sequence[FormEvidence]) -> list[str]:
    """Return what was found, each statement once."""
    lines = [line for evidence in found for line in tr(evidence.summary).split("; ")]
    return list(dict.fromkeys(lines))


def _statement(line: str) -> Markup:
    text = line[:1].upper() + line[1:]
    return Markup("<p style='margin: 1px 0; text-indent: 0'>– {text}</p>", text=text)


def _sources(found: Sequence[FormEvidence]) -> Markup:
    """Return a link to each source, by its number."""
    sources = dict.fromkeys(source for evidence in found for source in evidence.sources)
    links = [source_link(source.key, str(number)) for number, source in enumerate(sources, start=1)]
    return Markup("{word} {links}", word=tr("Sources:"), links=Markup.join(links, " · "))


class LabelAndPrice(QWidget):
    """The day of the label and price, earlier prices, and the way to all fields."""

    edit_requested = Signal()
    price_chosen = Signal(object)  # the price values that replace one that was taken back

    def __init__(self, catalogue: OpenCatalogue) -> None:
        super().__init__()
        self.setAccessibleName(tr("Day and earlier prices"))
        self._catalogue = catalogue
        self._day, self._prices = Label(), Label()
        for label in (self._day, self._prices):
            label.setFont(sized(self.font(), SMALL_SIZE))
            label.setWordWrap(True)
        self._prices.setObjectName("earlierPrices")
        self._taken_back = TakenBackPrice()
        self._taken_back.price_chosen.connect(self.price_chosen)
        self._edit_button = LinkButton()
        self._edit_button.setObjectName("editFieldsButton")
        self._edit_button.clicked.connect(self.edit_requested)
        self.say_whether_open(is_open=False)
        line = QHBoxLayout()
        line.addWidget(self._day, 1)
        line.addWidget(self._edit_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self._taken_back)
        column.addWidget(self._prices)

    def say_whether_open(self, *, is_open: bool) -> None:
        """Name the button after what it does next."""
        text = tr("Hide the fields") if is_open else tr("Edit all fields")
        self._edit_button.setText(text)
        self._edit_button.updateGeometry()

    def show_entry(self, entry: Entry) -> None:
        """Show the day and the earlier prices of a row."""
        day = entry.values.get("priced_on")
        if isinstance(day, date):
            self._day.setText(tr("Label and price of {day}", day=date_text(day)))
        else:
            self._day.setText(tr("Label and price, no date given"))
        set_tool_tip(self._day, str(entry.values.get("source") or ""))
        self._taken_back.show_price(self._price_instead(entry))
        prices = self._earlier_prices(entry)
        self._prices.setText("\n".join(prices))
        self._prices.setVisible(bool(prices))

    def _price_instead(self, entry: Entry) -> Mapping[str, BaseValue] | None:
        """Return the price for a row whose own the catalogue has taken back, or None."""
        if "price" not in entry.values or not self._catalogue.exists:
            return None
        from pricing.catalogue.wrong_prices import price_instead

        try:
            return price_instead(self._catalogue.catalogue, entry.values)
        except UserError:  # the catalogue's view says why it cannot be read
            return None

    def _earlier_prices(self, entry: Entry) -> list[str]:
        """Return the prices that the catalogue knows by the product's code, the latest first."""
        codes = [str(entry.values[key]) for key in _CODE_KEYS if entry.values.get(key)]
        if not codes or not self._catalogue.exists:
            return []
        try:
            catalogue = self._catalogue.catalogue
            ids = [number for code in codes for number in catalogue.ids_with_code(code)]
            offers = [
                (offer, str(listed.values["currency"]))
                for listed in catalogue.listed_products(tuple(dict.fromkeys(ids)))
                for offer in catalogue.price_history(listed.id)
            ]
        except UserError:  # the catalogue's view says why it cannot be read
            return []
        offers.sort(key=lambda priced: priced[0].last_on, reverse=True)
        return [_price_text(offer, currency) for offer, currency in offers[:MAX_PRICES]]


class TakenBackPrice(QWidget):
    """Says that the price of a row was taken back, with the price to use instead."""

    price_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("A price taken back"))
        self._price: Mapping[str, BaseValue] | None = None
        text = Label(tr("The catalogue has taken this price back."))
        text.setObjectName("takenBackPrice")
        text.setFont(sized(self.font(), SMALL_SIZE, semibold=True))
        text.setWordWrap(True)
        self._button = LinkButton()
        self._button.setObjectName("priceInsteadButton")
        self._button.setAccessibleDescription(text.text())
        self._button.clicked.connect(lambda: self.price_chosen.emit(self._price))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(text)
        column.addWidget(self._button)
        self.hide()

    def show_price(self, price: Mapping[str, BaseValue] | None) -> None:
        """Offer a price, or to empty the cell where it has none. None is for a price that counts.

        It hides then.
        """
        self._price = price
        self.setVisible(price is not None)
        if price is None:
            return
        self._button.setText(_offer_text(price) if "price" in price else tr("Empty the price"))
        self._button.updateGeometry()


def _offer_text(values: Mapping[str, BaseValue]) -> str:
    amount = MONEY.to_fraction(int(str(values["price"])))
    price = format_figure_with_unit(amount, FigureFormat.MONEY, str(values["currency"]), notation())
    return tr("Use {price} at {source}", price=price, source=str(values.get("source", "")))


def _price_text(offer: Offer, currency: str) -> str:
    price = format_figure_with_unit(
        MONEY.to_fraction(offer.price), FigureFormat.MONEY, currency, notation()
    )
    day = date_text(offer.last_on)
    return tr("{price} at {source}, {day}", price=price, source=offer.source, day=day)
