"""The data files of the program: names, versions, and migrations from earlier versions."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.store.integrity import INTEGRITY_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class DataFileKind:
    """A kind of data file: its name, its schema, and how earlier versions become this one.

    `migrations` holds the statements from each earlier version to the next. `mending` holds, by
    earlier version, a query that counts what the migration mends, and its message. All versions
    have `tables`. From `first_stated_version` on, a table also states the version.

    The pages of a file that was closed are checked. Its rows are checked too if it has a row
    digest, which would slow down the import of long lists. `kept_copies` daily copies are kept.

    A kind that users hand to each other has more. An `application_id` marks its files. The
    `checked_tables` are read from a file from elsewhere. `schema_hashes` are the SHA-256 of earlier
    versions, and `added_columns` gives the first version that has each of them.
    """

    name: str
    schema_file: str
    version: int
    kept_copies: int
    tables: frozenset[str]
    first_stated_version: int
    has_row_digest: bool = False
    migrations: Mapping[int, str] = field(default_factory=dict)
    mending: Mapping[int, tuple[str, ProblemKind]] = field(default_factory=dict)
    application_id: int = 0
    checked_tables: tuple[str, ...] = ()
    schema_hashes: Mapping[int, str] = field(default_factory=dict)
    added_columns: Mapping[str, int] = field(default_factory=dict)


# The statements that take the comparisons of each earlier version to the next one.
_COMPARISONS_MIGRATIONS = {
    1: """
        ALTER TABLE comparison ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE comparison ADD COLUMN removed TEXT;
        UPDATE comparison SET name = 'Untitled comparison' WHERE name = '';
        CREATE TABLE priced (
            comparison_id INTEGER NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,
            product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            price INTEGER,
            currency TEXT,
            discount_percent INTEGER,
            tax_percent INTEGER,
            delivery INTEGER,
            priced_on TEXT,
            wrong TEXT NOT NULL DEFAULT '{}',
            PRIMARY KEY (comparison_id, product_id)
        ) WITHOUT ROWID;
        INSERT INTO priced
            SELECT comparison_id, product_id, position, price, currency, discount_percent,
                   tax_percent, delivery, priced_on, wrong
            FROM comparison_product JOIN product ON id = product_id;
        DROP TABLE comparison_product;
        ALTER TABLE priced RENAME TO comparison_product;
        CREATE TABLE list_mapping (
            headers TEXT PRIMARY KEY,
            mapping TEXT NOT NULL
        ) WITHOUT ROWID;
    """,
    2: """
        ALTER TABLE product ADD COLUMN shops_asked INTEGER;
        ALTER TABLE product ADD COLUMN shops_found INTEGER;
        ALTER TABLE product ADD COLUMN asked_on TEXT;
    """,
    3: f"""
        CREATE TABLE day_of_use (
            number INTEGER PRIMARY KEY,
            day TEXT NOT NULL
        );
        INSERT INTO day_of_use (number, day) VALUES (1, '');
        ALTER TABLE comparison RENAME COLUMN removed TO removed_on;
        ALTER TABLE comparison ADD COLUMN removed INTEGER;
        UPDATE comparison SET removed = 1 WHERE removed_on IS NOT NULL;
        ALTER TABLE comparison DROP COLUMN removed_on;
        UPDATE product SET wrong = json_set(wrong, '$.priced_on', priced_on), priced_on = NULL
            WHERE priced_on > latest_day();
        UPDATE comparison_product
            SET wrong = json_set(wrong, '$.priced_on', priced_on), priced_on = NULL
            WHERE priced_on > latest_day();
        {INTEGRITY_SCHEMA}
    """,
    # Earlier comparisons had no tolerance of doses, and keep their doses.
    4: """
        UPDATE comparison SET scenario = json_set(scenario, '$.tolerance', 0)
            WHERE json_valid(scenario) AND scenario <> '{}';
    """,
    5: """
        ALTER TABLE product ADD COLUMN other_minerals TEXT;
        ALTER TABLE product ADD COLUMN also_contains TEXT;
        ALTER TABLE product ADD COLUMN food TEXT;
    """,
    6: """
        CREATE INDEX comparison_product_product ON comparison_product (product_id);
    """,
}

# The same for the catalogue. The tables must have exactly the text of a new file's tables, comments
# included: a catalogue from elsewhere is recognized by the hash of that text.
_CATALOGUE_MIGRATIONS = {
    1: """
CREATE TEMP TABLE kept AS SELECT * FROM product;
DROP TABLE product;
CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    product TEXT NOT NULL,
    brand TEXT,
    element TEXT NOT NULL,
    form TEXT,
    unit_kind TEXT NOT NULL,
    elemental_mg INTEGER,
    compound_mg INTEGER,
    serving_units INTEGER NOT NULL,
    pack_units INTEGER,
    smallest_dose INTEGER NOT NULL,
    daily_value_percent INTEGER,
    upc TEXT,
    ndc TEXT,
    shops_asked INTEGER,
    shops_found INTEGER,
    asked_on TEXT,
    note TEXT,
    form_name TEXT NOT NULL,     -- the known form, or the text as it is grouped
    label_source TEXT NOT NULL,  -- whose word the label is
    gtin TEXT,                   -- 14 digits
    ndc_key TEXT,                -- 11 digits
    name_key TEXT NOT NULL,      -- brand, name, form, pack and amount, as they are compared
    currency TEXT NOT NULL,
    price INTEGER,
    discount_percent INTEGER NOT NULL,
    tax_percent INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    priced_on TEXT,
    source TEXT NOT NULL,
    offers INTEGER NOT NULL DEFAULT 1,
    was_price INTEGER,
    was_on TEXT
);
CREATE UNIQUE INDEX product_gtin ON product (gtin, currency, pack_units) WHERE gtin IS NOT NULL;
CREATE INDEX product_ndc ON product (ndc_key, currency) WHERE ndc_key IS NOT NULL;
CREATE INDEX product_name ON product (name_key, currency);
CREATE INDEX product_unpriced ON product (source) WHERE currency = '';
INSERT INTO product SELECT * FROM temp.kept;
DROP TABLE temp.kept;
""",
    # A price was not seen later than on the day of its import, and not later than its successors.
    2: f"""
CREATE TEMP TABLE mended AS
    SELECT id, product_id, source,
        min(
            coalesce(
                (SELECT max(imported_on) FROM import
                 WHERE import.source = price.source AND imported_on <= latest_day()),
                (SELECT max(imported_on) FROM import WHERE imported_on <= latest_day()),
                latest_day()
            ),
            coalesce(
                (SELECT min(later.first_on) FROM price AS later
                 WHERE later.product_id = price.product_id AND later.source = price.source
                 AND later.id > price.id AND later.first_on <= latest_day()),
                latest_day()
            )
        ) AS day
    FROM price WHERE last_on > latest_day();
UPDATE price SET
    first_on = CASE WHEN first_on <= latest_day() THEN first_on ELSE mended.day END,
    last_on = CASE WHEN first_on <= latest_day() THEN max(first_on, mended.day) ELSE mended.day END
    FROM temp.mended WHERE mended.id = price.id;
UPDATE price SET present = (price.id = (
    SELECT other.id FROM price AS other
    WHERE other.product_id = price.product_id AND other.source = price.source
    ORDER BY other.last_on DESC, other.id DESC LIMIT 1
)) FROM temp.mended WHERE mended.product_id = price.product_id AND mended.source = price.source;
CREATE TEMP TABLE newest AS
    SELECT product_id, max(last_on) AS day FROM price
    WHERE product_id IN (SELECT product_id FROM temp.mended) GROUP BY product_id;
CREATE TEMP TABLE best AS
    SELECT product_id, price_id FROM (
        SELECT c.product_id, c.id AS price_id, row_number() OVER (
            PARTITION BY c.product_id
            ORDER BY c.last_on < date(newest.day, '-180 days'),
                net_price(c.price, c.discount_percent, c.tax_percent, c.delivery, p.currency),
                c.last_on DESC, c.id
        ) AS place
        FROM temp.newest JOIN price AS c ON c.product_id = newest.product_id
        JOIN product AS p ON p.id = c.product_id WHERE c.present
    ) WHERE place = 1;
UPDATE product SET price = c.price, discount_percent = c.discount_percent,
    tax_percent = c.tax_percent, delivery = c.delivery, priced_on = c.last_on, source = c.source
    FROM temp.best JOIN price AS c ON c.id = best.price_id WHERE best.product_id = product.id;
UPDATE product SET (was_price, was_on) = (
    SELECT p.price, p.last_on FROM price AS p
    WHERE p.product_id = product.id AND p.source = product.source AND NOT p.present
    AND p.price <> product.price AND p.last_on < product.priced_on
    ORDER BY p.last_on DESC, p.id DESC LIMIT 1
) WHERE id IN (SELECT product_id FROM temp.mended);
DROP TABLE temp.mended;
DROP TABLE temp.best;
DROP TABLE temp.newest;
{INTEGRITY_SCHEMA}
""",
    # Products with several minerals, and foods.
    3: """
CREATE TEMP TABLE kept AS SELECT * FROM product;
DROP TABLE product;
CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    product TEXT NOT NULL,
    brand TEXT,
    element TEXT NOT NULL,
    form TEXT,
    unit_kind TEXT NOT NULL,
    elemental_mg INTEGER,
    compound_mg INTEGER,
    serving_units INTEGER NOT NULL,
    pack_units INTEGER,
    smallest_dose INTEGER NOT NULL,
    daily_value_percent INTEGER,
    upc TEXT,
    ndc TEXT,
    shops_asked INTEGER,
    shops_found INTEGER,
    asked_on TEXT,
    other_minerals TEXT,         -- as a cell states them: calcium 333 mg, zinc 5 mg
    also_contains TEXT,
    food TEXT,
    note TEXT,
    form_name TEXT NOT NULL,     -- the known form, or the text as it is grouped
    label_source TEXT NOT NULL,  -- whose word the label is
    gtin TEXT,                   -- 14 digits
    ndc_key TEXT,                -- 11 digits
    name_key TEXT NOT NULL,      -- brand, name, form, pack and amount, as they are compared
    currency TEXT NOT NULL,
    price INTEGER,
    discount_percent INTEGER NOT NULL,
    tax_percent INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    priced_on TEXT,
    source TEXT NOT NULL,
    offers INTEGER NOT NULL DEFAULT 1,
    was_price INTEGER,
    was_on TEXT
);
CREATE UNIQUE INDEX product_gtin ON product (gtin, currency, pack_units) WHERE gtin IS NOT NULL;
CREATE INDEX product_ndc ON product (ndc_key, currency) WHERE ndc_key IS NOT NULL;
CREATE INDEX product_name ON product (name_key, currency);
CREATE INDEX product_unpriced ON product (source) WHERE currency = '';
INSERT INTO product (
    id, product, brand, element, form, unit_kind, elemental_mg, compound_mg, serving_units,
    pack_units, smallest_dose, daily_value_percent, upc, ndc, shops_asked, shops_found,
    asked_on, note, form_name, label_source, gtin, ndc_key, name_key, currency, price,
    discount_percent, tax_percent, delivery, priced_on, source, offers, was_price, was_on
) SELECT * FROM temp.kept;
DROP TABLE temp.kept;
""",
    # Prices that were taken back.
    4: """
CREATE TABLE withdrawn (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    currency TEXT NOT NULL,
    price INTEGER NOT NULL,
    discount_percent INTEGER NOT NULL,
    tax_percent INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    act TEXT NOT NULL
);
CREATE INDEX withdrawn_of ON withdrawn (product_id, source);
""",
}

# What the migration from a version mends: the query that counts it, and the message about it.
_COMPARISONS_MENDING = {
    version: (
        f"SELECT count(*) FROM {table} WHERE priced_on > latest_day()",
        ProblemKind.FUTURE_DATES_MARKED,
    )
    for version, table in ((1, "product"), (2, "comparison_product"), (3, "comparison_product"))
}
_CATALOGUE_MENDING = (
    "SELECT count(*) FROM price WHERE last_on > latest_day()",
    ProblemKind.FUTURE_DATES_REPLACED,
)

COMPARISONS_FILE = DataFileKind(
    "elemental.sqlite3",
    "comparisons.sql",
    version=7,
    tables=frozenset({"product", "comparison", "comparison_product"}),
    first_stated_version=4,
    kept_copies=30,
    has_row_digest=True,
    migrations=_COMPARISONS_MIGRATIONS,
    mending=_COMPARISONS_MENDING,
)
# A catalogue has this table while it is shared.
SHARING_TABLE = "sharing"
CATALOGUE_FILE = DataFileKind(
    "catalogue.sqlite3",
    "catalogue.sql",
    version=5,
    tables=frozenset({"product", "price", "words", "import"}),
    first_stated_version=3,
    kept_copies=2,
    migrations=_CATALOGUE_MIGRATIONS,
    mending=dict.fromkeys((1, 2), _CATALOGUE_MENDING),
    application_id=0x454C4D43,  # "ELMC": a catalogue of Elemental
    checked_tables=("product", "price"),
    schema_hashes={
        1: "7c3a8ced83ce256116e6f50c2d579b82e5d78a97b3a324ab26bf7c93b013a272",
        2: "e58869251857fcbe85cdfcc40145362c6450f09714aa0c006bdb5e68caf43aa8",
        3: "36ed9378849bff2324a9805c50149e83e255241f0c423124a5b4d6572623c570",
        4: "301fa0dfc49b3ada8f49f914b18a6ea480bb27aaa800361d521fc959a050e6d1",
    },
    added_columns={"other_minerals": 4, "also_contains": 4, "food": 4},
)
