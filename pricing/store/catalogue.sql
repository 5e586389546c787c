-- The catalogue: what lists offer. Amounts are whole numbers in base units, as in schema.sql.
-- A product is one pack in one currency. Its price is that of the best of its present offers; `was_`
-- is what the same source asked before. One of which only the label is known has no price, and no
-- currency ('').
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

-- What a source asked from the first day to the last on which it was seen to ask that. Rows are never
-- overwritten by another price; `present` marks the latest of each source.
CREATE TABLE price (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    price INTEGER NOT NULL,
    discount_percent INTEGER NOT NULL,
    tax_percent INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    present INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX price_of ON price (product_id, source);

-- What is searched: words and codes of a product, folded.
CREATE VIRTUAL TABLE words USING fts5 (text, detail=none, columnsize=0, prefix='1 2 3');

-- Each import that changed something: whoever keeps figures of the catalogue sees that they are old.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    imported_on TEXT NOT NULL,
    products INTEGER NOT NULL,
    prices INTEGER NOT NULL
);
