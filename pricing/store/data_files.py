"""The data files of the program: names, versions, and migrations from earlier versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.store.integrity import INTEGRITY_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class DataFileKind:
    """A kind of data file: its name, its schema, and how earlier versions become this one.

    `migrations` holds the statements from each earlier version to the next. A kind that users hand
    to each other also has an `application_id` that marks its files, the `checked_tables` that are
    read from a file from elsewhere, and the SHA-256 `schema_hashes` of earlier versions.
    """

    name: str
    schema_file: str
    version: int
    kept_copies: int
    first_stated_version: int
    has_row_digest: bool = False
    migrations: Mapping[int, str] = field(default_factory=dict)
    application_id: int = 0
    checked_tables: tuple[str, ...] = ()
    schema_hashes: Mapping[int, str] = field(default_factory=dict)


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
        {INTEGRITY_SCHEMA}
    """,
}

# The same for the catalogue. The tables must have exactly the text of a new file's tables, comments
# included: a catalogue from elsewhere is recognised by the hash of that text.
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
    2: INTEGRITY_SCHEMA,
}

COMPARISONS_FILE = DataFileKind(
    "elemental.sqlite3",
    "comparisons.sql",
    version=4,
    first_stated_version=4,
    kept_copies=30,
    has_row_digest=True,
    migrations=_COMPARISONS_MIGRATIONS,
)
CATALOGUE_FILE = DataFileKind(
    "catalogue.sqlite3",
    "catalogue.sql",
    version=3,
    first_stated_version=3,
    kept_copies=2,
    migrations=_CATALOGUE_MIGRATIONS,
    application_id=0x454C4D43,  # "ELMC": a catalogue of Elemental
    checked_tables=("product", "price"),
    schema_hashes={
        1: "7c3a8ced83ce256116e6f50c2d579b82e5d78a97b3a324ab26bf7c93b013a272",
        2: "e58869251857fcbe85cdfcc40145362c6450f09714aa0c006bdb5e68caf43aa8",
    },
)
