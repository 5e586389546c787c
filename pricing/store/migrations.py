"""How the data files of each earlier version are taken forward: one step a version."""

from __future__ import annotations

# From each earlier version to the next.
COMPARISONS_MIGRATIONS = {
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
}

# Of the catalogue. What a migration makes has to be the very text of a new file's tables: a
# catalogue that is handed on is known by it.
CATALOGUE_MIGRATIONS = {
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
}
