-- Amounts are whole numbers in base units: micrograms, millionths of the currency, thousandths of a
-- dosage unit, hundredths of a percent. NULL is an empty cell.
CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    product TEXT,
    brand TEXT,
    element TEXT,
    form TEXT,
    unit_kind TEXT,
    elemental_mg INTEGER,
    compound_mg INTEGER,
    serving_units INTEGER,
    pack_units INTEGER,
    price INTEGER,
    currency TEXT,
    discount_percent INTEGER,
    tax_percent INTEGER,
    delivery INTEGER,
    smallest_dose INTEGER,
    daily_value_percent INTEGER,
    upc TEXT,
    ndc TEXT,
    priced_on TEXT,
    source TEXT,
    note TEXT,
    wrong TEXT NOT NULL DEFAULT '{}',  -- JSON: column -> text that could not be read
    shops_asked INTEGER,
    shops_found INTEGER,
    asked_on TEXT,
    other_minerals TEXT,  -- as a cell states them: calcium 333 mg, zinc 5 mg
    also_contains TEXT,
    food TEXT
);

-- `opened` increases with every opening, so the highest is on screen. A comparison that was `removed`
-- (on a numbered day of use) can be restored by undo in any window, and is deleted 30 such days later.
CREATE TABLE comparison (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    scenario TEXT NOT NULL DEFAULT '{}',  -- JSON: the scenario's fields in base units
    opened INTEGER NOT NULL DEFAULT 0,
    removed INTEGER
);

-- A comparison refers to products, and keeps the prices that it was made with.
CREATE TABLE comparison_product (
    comparison_id INTEGER NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,
    product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    price INTEGER,
    currency TEXT,
    discount_percent INTEGER,
    tax_percent INTEGER,
    delivery INTEGER,
    priced_on TEXT,
    wrong TEXT NOT NULL DEFAULT '{}',  -- JSON, of the columns of the price
    PRIMARY KEY (comparison_id, product_id)
) WITHOUT ROWID;

-- For each product that is deleted, its places in all comparisons are looked up.
CREATE INDEX comparison_product_product ON comparison_product (product_id);

-- The user's answers about the columns of lists with these headers.
CREATE TABLE list_mapping (
    headers TEXT PRIMARY KEY,  -- JSON: the header row
    mapping TEXT NOT NULL      -- JSON: column index -> what it is, its decimal mark and unit
) WITHOUT ROWID;

-- The days on which the program was used, numbered in their order. The clock may be wrong, and may be
-- set back, so no date is compared with another one.
CREATE TABLE day_of_use (
    number INTEGER PRIMARY KEY,
    day TEXT NOT NULL
);

INSERT INTO day_of_use (number, day) VALUES (1, '');
INSERT INTO comparison (id, name) VALUES (1, 'Untitled comparison');
