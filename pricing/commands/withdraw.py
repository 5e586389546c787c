"""`elemental-cli withdraw`: take back a price that was typed or imported wrongly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from pricing.catalogue.outbox import is_shared
from pricing.catalogue.wrong_prices import take_back_price
from pricing.commands.catalogue import add_data_dir_option, open_catalogue
from pricing.commands.options import (
    EXIT_DONE,
    EXIT_UNUSABLE,
    amount_type,
    option_type,
)
from pricing.commands.terminal import print_problem, print_text
from pricing.quantities.amounts import MONEY, read_money
from pricing.quantities.currencies import currencies, price_text
from pricing.quantities.dates import read_date
from pricing.quantities.text_folding import name_key
from pricing.reading.price_signs import sign_beside_number
from pricing.writing import nearest_double

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pricing.catalogue.catalogue import Catalogue, ListedProduct, Offer
    from pricing.quantities.amounts import DecimalMark

    Price = tuple[ListedProduct, Offer]

_MOST_PRODUCTS = 1_000
_MOST_LISTED = 20


class _WrongPrice(NamedTuple):
    """An amount in millionths, and the sign or code beside it, or ""."""

    amount: int
    sign: str


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    withdraw = commands.add_parser(
        "withdraw",
        help="take back a wrong price of the catalogue",
        description="Take back one price that was typed or imported wrongly, on all days on which "
        "it was seen. The catalogue is then as if nobody had stated it, here and at all counters "
        "that share it. If several prices fit, they are listed, and nothing is taken back.",
    )
    withdraw.set_defaults(run=_run, parser=withdraw)
    withdraw.add_argument(
        "words", nargs="+", metavar="WORD", help="a code of the product, or words that it has"
    )
    withdraw.add_argument("--source", metavar="NAME", help="who asks the price")
    withdraw.add_argument(
        "--price", metavar="PRICE", type=amount_type(_read_price), help="the wrong price"
    )
    withdraw.add_argument(
        "--on", metavar="DATE", type=option_type(read_date), help="a day on which it was seen"
    )
    withdraw.add_argument("--json", action="store_true", help="print one JSON object")
    add_data_dir_option(withdraw)


def _run(parsed: argparse.Namespace) -> int:
    catalogue = open_catalogue(parsed)
    try:
        found = _find_prices(catalogue, parsed)
        if len(found) != 1:
            _report_prices(found)
            return EXIT_UNUSABLE
        ((product, offer),) = found
        take_back_price(catalogue, product.id, offer)
        output = _as_json if parsed.json else _as_text
        print_text(output(catalogue, product, offer))
    finally:
        catalogue.close()
    return EXIT_DONE


def _prices_of(catalogue: Catalogue, words: Sequence[str]) -> Iterator[Price]:
    """Yield the prices of the products with these words, or of those with this very name.

    Those of one product are the oldest first.
    """
    ids = catalogue.ids_matching(" ".join(words))
    if ids is not None:
        name = name_key(" ".join(words))
        found = catalogue.listed_products(ids.tolist())
        exact = [product for product in found if name_key(_name(product)) == name]
        for product in (exact or found)[:_MOST_PRODUCTS]:
            for offer in catalogue.price_history(product.id):
                yield product, offer


def _name(product: ListedProduct) -> str:
    return str(product.values["product"])


def _find_prices(catalogue: Catalogue, parsed: argparse.Namespace) -> list[Price]:
    """Return the prices that fit. The case of the source matters only if it has several."""
    prices = list(_prices_of(catalogue, parsed.words))
    if parsed.source is not None:
        name = parsed.source.casefold()
        exact = [price for price in prices if price[1].source == parsed.source]
        prices = exact or [price for price in prices if price[1].source.casefold() == name]
    return [price for price in prices if _fits(price, parsed)]


def _fits(price: Price, parsed: argparse.Namespace) -> bool:
    product, offer = price
    return (parsed.price is None or _is_price(parsed.price, product, offer)) and (
        parsed.on is None or offer.first_on <= parsed.on <= offer.last_on
    )


def _read_price(text: str, mark: DecimalMark) -> _WrongPrice:
    """Read a price. A sign or code beside it has to be one of its currency."""
    sign = sign_beside_number(text)
    currency = next((one.code for one in currencies().values() if one.is_written_as(sign)), "")
    return _WrongPrice(read_money(text, mark, currency)[0], sign)


def _is_price(price: _WrongPrice, product: ListedProduct, offer: Offer) -> bool:
    currency = currencies().get(str(product.values.get("currency", "")))
    has_sign = not price.sign or (currency is not None and currency.is_written_as(price.sign))
    return has_sign and price.amount == offer.price


def _report_prices(found: Sequence[Price]) -> None:
    if not found:
        print_problem("elemental-cli withdraw: the catalogue has no such price.")
        return
    print_problem(
        f"elemental-cli withdraw: {len(found):,} prices fit. Say which one it is with more words, "
        "--source, --price and --on:"
    )
    for product, offer in found[:_MOST_LISTED]:
        print_problem(_price_line(product, offer))


def _price_line(product: ListedProduct, offer: Offer) -> str:
    currency = str(product.values.get("currency", ""))
    days = dict.fromkeys(day.isoformat() for day in (offer.first_on, offer.last_on))
    price = price_text(MONEY.text(offer.price), currency)
    return f"{_name(product)}: {price} {currency}, {offer.source}, {' to '.join(days)}"


def _as_text(catalogue: Catalogue, product: ListedProduct, offer: Offer) -> str:
    lines = [f"Taken back: {_price_line(product, offer)}."]
    current = _current_offers(catalogue, product)
    if current:
        lines.append("Its prices are now:")
        lines += [_price_line(product, offer) for offer in current]
    else:
        lines.append("Nobody states a price for it now.")
    if is_shared(catalogue.database):
        lines.append("It goes to the other counters with the next sync.")
    return "\n".join(lines)


def _current_offers(catalogue: Catalogue, product: ListedProduct) -> list[Offer]:
    return [offer for offer in catalogue.price_history(product.id) if offer.is_current]


def _as_json(catalogue: Catalogue, product: ListedProduct, offer: Offer) -> str:
    values = {
        "product": _name(product),
        "currency": product.values.get("currency"),
        "withdrawn": _offer_json(offer),
        "prices_now": [_offer_json(offer) for offer in _current_offers(catalogue, product)],
    }
    return json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)


def _offer_json(offer: Offer) -> dict[str, object]:
    return {
        "source": offer.source,
        "price": nearest_double(MONEY.to_fraction(offer.price)),
        "first_on": offer.first_on.isoformat(),
        "last_on": offer.last_on.isoformat(),
    }
