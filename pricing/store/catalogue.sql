-- The products of lists. Amounts are whole numbers in base units, as in comparisons.sql. The comments
-- inside a table belong to its schema: a change of them changes the schema's hash.
-- A product is one pack in one currency. Its price is that of the best current offer. The columns
-- `was_...` hold the previous price of the same source. A product with only a label has no price and
-- no currency ('').
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

-- A price period: the days from first to last on which a source was seen to ask one price. A new price
-- never overwrites a row. `present` marks the current offer of each source.
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

-- A price that was taken back, on the days from first to last. What was recorded before the `act` that
-- took it back, and arrives later, does not bring it back. The id of an act begins with its time.
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

-- The folded words and codes by which a product is found.
CREATE VIRTUAL TABLE words USING fts5 (text, detail=none, columnsize=0, prefix='1 2 3');

-- Each import that changed something. Its id tells a reader whether its figures are out of date.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    imported_on TEXT NOT NULL,
    products INTEGER NOT NULL,
    prices INTEGER NOT NULL
);
