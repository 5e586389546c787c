"""Prices for products that the catalogue knows: only they join it, and only with what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.columns import PRICE_KEYS, product_of, values_of
from pricing.forms import form_named
from pricing.store.arrivals import Joined
from pricing.store.identity import gtin, name_key, ndc
from pricing.store.statements import KNOWN_BY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pricing.product import Product
    from pricing.store.products import Products

_ASKED = (*PRICE_KEYS, "source")
_FIND = (
    "SELECT min(p.id) FROM (SELECT ? AS gtin, ? AS ndc_key, ? AS name_key, ? AS currency) a "
    f"JOIN product p ON p.currency = a.currency AND ({' OR '.join(KNOWN_BY.values())})"
)


def note_prices(products: Products, priced: Sequence[Product], source: str, day: date) -> Joined:
    """Let prices join the histories of known products; labels stay as they are.

    `source` and `day` hold for products that name none. Raises UserError.
    """
    found = [each for each in (_known(products, one) for one in priced) if each is not None]
    return products.take_in([found], source, day) if found else Joined(0, 0, 0)


def _known(products: Products, priced: Product) -> Product | None:
    """The catalogue's product of the same identity, at the other's price."""
    form_name = form_named(priced.form, priced.element).name
    marks = gtin(priced.upc), ndc(priced.ndc), name_key(priced, form_name), priced.currency
    ((number,),) = products.database.rows(_FIND, marks)
    if number is None:
        return None
    (listed,) = products.listed([int(str(number))])
    label = {key: value for key, value in listed.values.items() if key not in _ASKED}
    asked = {key: value for key, value in values_of(priced).items() if key in _ASKED}
    return product_of({**label, **asked})
