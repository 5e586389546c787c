"""The statements by which arrivals join the catalogue, made from the columns of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.conditions import STALE_AFTER_DAYS
from pricing.model.columns import COLUMNS, PRICE_KEYS, default_value
from pricing.model.product import DEFAULT_CURRENCY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LABEL_KEYS = tuple(each.key for each in COLUMNS if each.key not in (*PRICE_KEYS, "source"))
PRICE_TERM_KEYS = ("price", "discount_percent", "tax_percent", "delivery")
GIVEN_KEYS = (*LABEL_KEYS, *PRICE_TERM_KEYS, "currency", "source", "priced_on")
# What a product is where its row does not say; text and whole numbers, as SQL writes them too.
DEFAULTS_BY_KEY = {
    "currency": DEFAULT_CURRENCY,
    **{each.key: usual for each in COLUMNS if (usual := default_value(each)) is not None},
}
DERIVED_COLUMNS = ("form_name", "gtin", "ndc_key", "name_key", "words")
LABEL_COLUMNS = (*LABEL_KEYS, "name_key")


def join_names(names: Iterable[str], form: str = "{}") -> str:
    return ", ".join(form.format(name) for name in names)


# Room in memory for the indexes that a large list touches all over.
CACHE_SIZE_PRAGMAS = ("PRAGMA main.cache_size = -65536", "PRAGMA temp.cache_size = -32768")
CREATE_STAGING = (
    *CACHE_SIZE_PRAGMAS,
    "DROP TABLE IF EXISTS temp.arriving",
    "CREATE TEMP TABLE arriving (place INTEGER PRIMARY KEY, "
    + join_names(
        f"{key} DEFAULT {DEFAULTS_BY_KEY[key]!r}" if key in DEFAULTS_BY_KEY else key
        for key in (*GIVEN_KEYS, *DERIVED_COLUMNS)
    )
    + ", product_id INTEGER, fresh INTEGER DEFAULT 0)",
)


def insert_staged_statement(names: Sequence[str]) -> str:
    """Takes these columns; the others hold what is usual. What is not bound costs nothing."""
    return f"INSERT INTO arriving ({join_names(names)}) VALUES ({join_names('?' for _ in names)})"


NO_CONFLICTING_GTIN = "(p.gtin IS NULL OR a.gtin IS NULL)"
# A price is that of a pack: two bottles sold together carry the code of one, and a register prices
# one tablet of a bottle's code.
SAME_PACK = "(p.pack_units IS NULL OR a.pack_units IS NULL OR p.pack_units = a.pack_units)"
MATCH_CONDITIONS = {
    "gtin": f"p.gtin = a.gtin AND {SAME_PACK}",
    "ndc_key": f"p.ndc_key = a.ndc_key AND {NO_CONFLICTING_GTIN} AND {SAME_PACK}",
    "name_key": f"p.name_key = a.name_key AND {NO_CONFLICTING_GTIN} "
    "AND (p.ndc_key IS NULL OR a.ndc_key IS NULL)",
}


def _match_statements(money: str) -> tuple[str, ...]:
    return tuple(
        "UPDATE arriving AS a SET product_id = (SELECT min(p.id) FROM product p "
        f"WHERE {same} AND {money}) WHERE product_id IS NULL AND {mark} IS NOT NULL"
        for mark, same in MATCH_CONDITIONS.items()
    )


MATCH_PRODUCTS = _match_statements("p.currency = a.currency")
# What has no price has no currency, and is the same product as one that is priced in any.
HAS_UNPRICED = "SELECT EXISTS (SELECT 1 FROM product WHERE currency = '')"
MATCH_UNPRICED_PRODUCTS = _match_statements("(p.currency = '' OR a.currency = '')")
# A product without a price takes the currency of the first that comes; prices in others begin
# products of their own.
ADOPT_CURRENCY = (
    "CREATE INDEX temp.arriving_product ON arriving (product_id)",
    "UPDATE OR IGNORE product AS p SET currency = (SELECT a.currency FROM arriving a "
    "WHERE a.product_id = p.id AND a.currency <> '' ORDER BY a.place LIMIT 1) WHERE currency = '' "
    "AND id IN (SELECT product_id FROM arriving WHERE currency <> '')",
    "UPDATE arriving AS a SET product_id = NULL WHERE a.currency <> '' "
    "AND a.product_id IS NOT NULL "
    "AND a.currency <> (SELECT currency FROM product WHERE id = a.product_id)",
    "DROP INDEX temp.arriving_product",
)
# A product known by name alone takes the code that comes; two codes of one name are two products.
ADOPT_CODES = (
    "CREATE INDEX temp.arriving_product ON arriving (product_id)",
    *(
        f"UPDATE OR IGNORE product AS p SET {code} = "
        f"(SELECT min(a.{code}) FROM arriving a WHERE a.product_id = p.id) "
        f"WHERE {code} IS NULL AND id IN (SELECT product_id FROM arriving WHERE {code} IS NOT NULL)"
        for code in ("gtin", "ndc_key")
    ),
    "UPDATE arriving AS a SET product_id = NULL WHERE a.gtin IS NOT NULL "
    "AND a.product_id IS NOT NULL "
    "AND a.gtin IS NOT (SELECT gtin FROM product WHERE id = a.product_id)",
    "DROP INDEX temp.arriving_product",
)
COPIED_COLUMNS = (*GIVEN_KEYS, "form_name", "gtin", "ndc_key", "name_key")
NEXT_PRODUCT_ID = "SELECT coalesce(max(id), 0) + 1 FROM product"
ALL_ROWS_MATCHED = "SELECT NOT EXISTS (SELECT 1 FROM arriving WHERE product_id IS NULL)"
# New products stand in the catalogue in the order of the list.
ASSIGN_NEW_PRODUCTS = tuple(
    "UPDATE arriving SET fresh = 1, product_id = place + ? WHERE place IN (SELECT min(place) "
    f"FROM arriving WHERE product_id IS NULL AND {mark} IS NOT NULL "
    "AND (currency = '' OR pack_units IS NULL) = ? "
    f"GROUP BY {mark}, currency, pack_units)"
    for mark in MATCH_CONDITIONS
)
INSERT_PRODUCTS = (
    f"INSERT INTO product (id, {join_names(COPIED_COLUMNS)}, label_source, offers) "
    f"SELECT product_id, {join_names(COPIED_COLUMNS)}, source, price IS NOT NULL FROM arriving "
    "WHERE fresh AND product_id NOT IN (SELECT id FROM product) ORDER BY place"
)
INSERT_FIRST_PRICES = (
    f"INSERT INTO price (product_id, source, {join_names(PRICE_TERM_KEYS)}, first_on, last_on) "
    f"SELECT product_id, source, {join_names(PRICE_TERM_KEYS)}, priced_on, priced_on "
    "FROM arriving WHERE fresh AND price IS NOT NULL"
)
COUNT_UNPRICED = (
    "SELECT count(*) FROM arriving a JOIN product p ON p.id = a.product_id "
    "WHERE a.currency = '' AND p.currency = ''"
)
COUNT_NEW = "SELECT count(*), count(price) FROM arriving WHERE fresh"
# In the order of their ids: that is the order in which an index of words grows fast.
INSERT_SEARCH_WORDS = (
    "INSERT INTO words (rowid, text) SELECT product_id, words FROM arriving "
    "WHERE fresh ORDER BY product_id"
)
SELECT_FURTHER_PRICES = (
    f"SELECT product_id, source, priced_on, {join_names(PRICE_TERM_KEYS)} FROM arriving "
    "WHERE NOT fresh AND price IS NOT NULL ORDER BY product_id, source, priced_on, place"
)
SELECT_PRICE_HISTORY = (
    f"SELECT {join_names(PRICE_TERM_KEYS)}, first_on, last_on, id FROM price "
    "WHERE product_id = ? AND source = ? ORDER BY last_on, id"
)
INSERT_PRICE_PERIOD = (
    f"INSERT INTO price (product_id, source, {join_names(PRICE_TERM_KEYS)}, first_on, last_on) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
SELECT_KNOWN_SOURCES = (
    "SELECT DISTINCT a.product_id, a.source FROM arriving a JOIN price p "
    "ON p.product_id = a.product_id AND p.source = a.source WHERE NOT a.fresh"
)
INSERT_NEW_PERIODS = (
    f"INSERT INTO price (product_id, source, {join_names(PRICE_TERM_KEYS)}, first_on, "
    f"last_on, present) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE_PRESENT = (
    "UPDATE price SET present = (id = (SELECT p.id FROM price p "
    "WHERE p.product_id = price.product_id AND p.source = price.source "
    "ORDER BY p.last_on DESC, p.id DESC LIMIT 1)) WHERE product_id = ? AND source = ?"
)
# The best present offer is the one with the lowest net price, unless a newer one makes it stale.
# SQLite calls back for the net price, because its own integers and floats cannot round it exactly;
# a single offer needs no comparison.
NET_PRICE_FUNCTION = "net_price"
_PRESENT_OFFERS = "FROM price WHERE product_id = :id AND present"
UPDATE_BEST_OFFER = (
    f"UPDATE product SET ({join_names(PRICE_TERM_KEYS)}, priced_on, source) = "
    f"(SELECT {join_names(PRICE_TERM_KEYS)}, last_on, source {_PRESENT_OFFERS} "
    "ORDER BY last_on < date((SELECT max(last_on) FROM price WHERE product_id = :id), "
    f"'-{STALE_AFTER_DAYS} days'), "
    f"CASE WHEN (SELECT count(*) {_PRESENT_OFFERS}) > 1 "
    f"THEN {NET_PRICE_FUNCTION}({join_names(PRICE_TERM_KEYS)}, "
    "(SELECT currency FROM product WHERE id = :id)) END, "
    "last_on DESC, id LIMIT 1), "
    f"offers = (SELECT count(*) {_PRESENT_OFFERS}) WHERE id = :id"
)
UPDATE_PREVIOUS_PRICE = (
    "UPDATE product SET (was_price, was_on) = (SELECT p.price, p.last_on FROM price p "
    "WHERE product_id = product.id AND p.source = product.source AND NOT present "
    "AND p.price <> product.price AND p.last_on < product.priced_on "
    "ORDER BY last_on DESC, p.id DESC LIMIT 1) WHERE id = ?"
)
_FROM_CHANGED_LABELS = (
    "FROM arriving a JOIN product p ON p.id = a.product_id WHERE NOT a.fresh "
    f"AND ({join_names(LABEL_KEYS, 'p.{}')}) IS NOT ({join_names(LABEL_KEYS, 'a.{}')})"
)
# All rows of the products of which one says something else: the last one may say the same again.
SELECT_CHANGED_LABELS = (
    f"SELECT p.id, p.label_source = a.source, a.words, "
    f"{join_names(LABEL_COLUMNS, 'p.{}')}, {join_names(LABEL_COLUMNS, 'a.{}')} "
    "FROM arriving a JOIN product p ON p.id = a.product_id WHERE NOT a.fresh "
    f"AND a.product_id IN (SELECT a.product_id {_FROM_CHANGED_LABELS}) ORDER BY a.place"
)
UPDATE_LABEL = f"UPDATE OR IGNORE product SET {join_names(LABEL_COLUMNS, '{} = ?')} WHERE id = ?"
APPEND_SEARCH_WORDS = "UPDATE words SET text = text || ' ' || ? WHERE rowid = ?"
INSERT_IMPORT = (
    "INSERT INTO import (source, imported_on, products, prices) VALUES (?, date('now'), ?, ?)"
)
