"""`elemental-cli withdraw`: take back a price that was typed or imported wrongly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pricing.catalogue.outbox import is_shared
from pricing.catalogue.wrong_prices import take_back_price
from pricing.commands.catalogue import add_data_dir_option, open_catalogue
from pricing.commands.options import (
    EXIT_DONE,
    EXIT_UNUSABLE,
    amount_type,
    option_type,
    read_plain_money,
)
from pricing.commands.terminal import print_problem, print_text
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.quantities.dates import read_date
from pricing.writing import nearest_double

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pricing.catalogue.catalogue import Catalogue, ListedProduct, Offer

    Price = tuple[ListedProduct, Offer]

_MOST_PRODUCTS = 1_000
_MOST_LISTED = 20


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
        "--price", metavar="PRICE", type=amount_type(read_plain_money), help="the wrong price"
    )
    withdraw.add_argument(
        "--on", metavar="DATE", type=option_type(read_date), help="a day on which it was seen"
    )
    withdraw.add_argument("--json", action="store_true", help="print one JSON object")
    add_data_dir_option(withdraw)


def _run(parsed: argparse.Namespace) -> int:
    catalogue = open_catalogue(parsed)
    try:
        found = [price for price in _prices_of(catalogue, parsed.words) if _fits(price[1], parsed)]
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
    """Yield the prices of all products with these words, oldest first."""
    ids = catalogue.ids_matching(" ".join(words))
    if ids is not None:
        for product in catalogue.listed_products(ids[:_MOST_PRODUCTS].tolist()):
            for offer in catalogue.price_history(product.id):
                yield product, offer


def _fits(offer: Offer, parsed: argparse.Namespace) -> bool:
    return (
        parsed.source in (None, offer.source)
        and parsed.price in (None, offer.price)
        and (parsed.on is None or offer.first_on <= parsed.on <= offer.last_on)
    )


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
    return f"{product.values['product']}: {price} {currency}, {offer.source}, {' to '.join(days)}"


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
        "product": product.values["product"],
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
