"""Exact amounts, money, dates and codes, read from text as people write it, and the only rounding.

Every amount is a whole number of a base unit. Other rooms use the names below, and import the
function `currencies` from its module.
"""

from pricing.quantities.amounts import (
    DAYS,
    FACTOR,
    MASS,
    MONEY,
    PERCENT,
    SHOPS,
    UNITS,
    DecimalMark,
    Quantity,
    infer_decimal_mark,
    proven_decimal_marks,
    read_amount,
    read_money,
    unambiguous_number_text,
)
from pricing.quantities.currencies import (
    C_LOCALE,
    Currency,
    Notation,
    price_text,
    read_currency_code,
)
from pricing.quantities.dates import read_date, today
from pricing.quantities.product_codes import (
    check_barcode,
    check_ndc,
    format_ndc,
    is_pack_of,
    ndcs_in_gtin,
    product_ndc_prefix,
    read_gtin,
    read_ndcs,
    split_codes,
    tidy_barcode,
    tidy_ndc,
)
from pricing.quantities.rounding import (
    format_fixed,
    format_significant,
    format_trimmed,
    round_half_away,
)
from pricing.quantities.text_folding import (
    fold_text,
    folded_words,
    match_key,
    normalize_formula,
    normalize_text,
)

__all__ = [
    "C_LOCALE",
    "DAYS",
    "FACTOR",
    "MASS",
    "MONEY",
    "PERCENT",
    "SHOPS",
    "UNITS",
    "Currency",
    "DecimalMark",
    "Notation",
    "Quantity",
    "check_barcode",
    "check_ndc",
    "fold_text",
    "folded_words",
    "format_fixed",
    "format_ndc",
    "format_significant",
    "format_trimmed",
    "infer_decimal_mark",
    "is_pack_of",
    "match_key",
    "ndcs_in_gtin",
    "normalize_formula",
    "normalize_text",
    "price_text",
    "product_ndc_prefix",
    "proven_decimal_marks",
    "read_amount",
    "read_currency_code",
    "read_date",
    "read_gtin",
    "read_money",
    "read_ndcs",
    "round_half_away",
    "split_codes",
    "tidy_barcode",
    "tidy_ndc",
    "today",
    "unambiguous_number_text",
]
