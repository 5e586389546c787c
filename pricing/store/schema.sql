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
    wrong TEXT NOT NULL DEFAULT '{}'  -- JSON: column -> text that could not be read
);

CREATE TABLE comparison (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    scenario TEXT NOT NULL DEFAULT '{}'  -- JSON: the scenario's fields in base units
);

-- A comparison refers to products of the catalogue.
CREATE TABLE comparison_product (
    comparison_id INTEGER NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,
    product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (comparison_id, product_id)
) WITHOUT ROWID;

INSERT INTO comparison (id) VALUES (1);
