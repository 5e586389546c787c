"""Gives a product of the catalogue what it lacks from the rows of a list: a currency, code or pack.

Rows that state another one are left without a product, and make products of their own.
"""

from __future__ import annotations

# A product without a price adopts the currency of its first price. Prices in other currencies make
# products of their own.
ADOPT_CURRENCY = (
    "CREATE INDEX staging.arriving_product ON arriving (product_id)",
    "UPDATE OR IGNORE product AS p SET currency = (SELECT a.currency FROM arriving a "
    "WHERE a.product_id = p.id AND a.currency <> '' ORDER BY a.place LIMIT 1) WHERE currency = '' "
    "AND id IN (SELECT product_id FROM arriving WHERE currency <> '')",
    "UPDATE arriving AS a SET product_id = NULL WHERE a.currency <> '' "
    "AND a.product_id IS NOT NULL "
    "AND a.currency <> (SELECT currency FROM product WHERE id = a.product_id)",
    "DROP INDEX staging.arriving_product",
)
# A product that was matched by its label alone adopts the code of the row. Rows with one label and
# two codes are two products. Most lists have no such rows, and need none of these statements.
HAS_OTHER_CODES = (
    "SELECT EXISTS (SELECT 1 FROM arriving a JOIN product p ON p.id = a.product_id "
    "WHERE a.gtin IS NOT NULL AND a.gtin IS NOT p.gtin "
    "OR a.ndc_key IS NOT NULL AND p.ndc_key IS NULL)"
)
ADOPT_CODES = (
    "CREATE INDEX staging.arriving_product ON arriving (product_id)",
    *(
        f"UPDATE OR IGNORE product AS p SET {code} = "
        f"(SELECT min(a.{code}) FROM arriving a WHERE a.product_id = p.id) "
        f"WHERE {code} IS NULL AND id IN (SELECT product_id FROM arriving WHERE {code} IS NOT NULL)"
        for code in ("gtin", "ndc_key")
    ),
    "UPDATE arriving AS a SET product_id = NULL WHERE a.gtin IS NOT NULL "
    "AND a.product_id IS NOT NULL "
    "AND a.gtin IS NOT (SELECT gtin FROM product WHERE id = a.product_id)",
    "DROP INDEX staging.arriving_product",
)
# A product without a pack adopts the one that a list states first. Rows with other packs are
# products of their own, because a price belongs to one pack. Few lists have such rows.
_PRODUCTS_OF_SEVERAL_PACKS = (
    "SELECT a.product_id FROM arriving a JOIN product p ON p.id = a.product_id "
    "WHERE p.pack_units IS NULL AND a.pack_units IS NOT NULL "
    "GROUP BY a.product_id HAVING min(a.pack_units) <> max(a.pack_units)"
)
HAS_SEVERAL_PACKS = f"SELECT EXISTS ({_PRODUCTS_OF_SEVERAL_PACKS})"
ADOPT_PACKS = (
    "CREATE INDEX staging.arriving_product ON arriving (product_id)",
    "UPDATE OR IGNORE product AS p SET pack_units = (SELECT a.pack_units FROM arriving a "
    "WHERE a.product_id = p.id AND a.pack_units IS NOT NULL ORDER BY a.place LIMIT 1) "
    f"WHERE id IN ({_PRODUCTS_OF_SEVERAL_PACKS})",
    "UPDATE arriving AS a SET product_id = NULL WHERE a.pack_units IS NOT NULL "
    "AND a.product_id IS NOT NULL "
    "AND a.pack_units <> (SELECT pack_units FROM product WHERE id = a.product_id)",
    "DROP INDEX staging.arriving_product",
)
