"""Words for the prices of rows that change, in the question before they do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.toolkit.locale_format import count_text, date_text, notation
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS_BY_KEY, cell_text
from pricing.quantities.currencies import price_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry

MAX_PRICES_NAMED = 3


def price_question_text(
    reason: str, entries: Sequence[Entry], prices: Mapping[int, Mapping[str, BaseValue]]
) -> str:
    """Return why prices of rows may change, and how. The prices are by the ids of the rows."""
    named = entries[:MAX_PRICES_NAMED]
    sentences = [reason, *(_price_change_text(entry, prices[entry.id]) for entry in named)]
    more = len(entries) - MAX_PRICES_NAMED
    if more > 0:
        sentences.append(
            count_text(more, "{count} more price has changed.", "{count} more prices have changed.")
        )
    return " ".join(sentences)


def _price_change_text(entry: Entry, new_values: Mapping[str, BaseValue]) -> str:
    """Return a text such as "Oxide: $19.59 → $21.00 (3 November 2026)."."""
    name = entry.values.get("product", "?")
    old_price, new_price = _price_text(entry.values), _price_text(new_values)
    day = new_values.get("priced_on")
    if not isinstance(day, date):
        return tr("{product}: {was} → {now}.", product=name, was=old_price, now=new_price)
    return tr(
        "{product}: {was} → {now} ({day}).",
        product=name,
        was=old_price,
        now=new_price,
        day=date_text(day),
    )


def _price_text(values: Mapping[str, BaseValue]) -> str:
    currency = str(values.get("currency", ""))
    if "price" not in values:
        return tr("no price")
    text = price_text(cell_text(COLUMNS_BY_KEY["price"], values["price"]), currency)
    return notation().format_money(text, currency)
