"""How the data file of each earlier version is taken forward: one step a version."""

from __future__ import annotations

# From each earlier version to the next.
MIGRATIONS = {
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
