"""The printed pages as HTML: the handouts for a patient and the report for a pharmacist.

`page_style` says how they are printed, `languages` in which words.
"""

from pricing.writing.print.handout import MAX_HANDOUT_PRODUCTS, Handout, default_products
from pricing.writing.print.handout_page import GENERATOR_MARK, HandoutPage, write_handout_html
from pricing.writing.print.languages import ENGLISH, HandoutLanguage, handout_languages
from pricing.writing.print.page_style import (
    A4,
    LETTER,
    MARGIN_MM,
    PAPERS,
    SMALLEST_LARGE_TEXT,
    Density,
    Paper,
    Pharmacy,
    PrintOptions,
)
from pricing.writing.print.pictures import HandoutPicture
from pricing.writing.print.regimen_handout import RegimenHandout
from pricing.writing.print.report import (
    MAX_PAGES,
    MAX_REPORT_PRODUCTS,
    REPORT_TEXT_SIZES,
    DrawingPlace,
    Report,
)

__all__ = [
    "A4",
    "ENGLISH",
    "GENERATOR_MARK",
    "LETTER",
    "MARGIN_MM",
    "MAX_HANDOUT_PRODUCTS",
    "MAX_PAGES",
    "MAX_REPORT_PRODUCTS",
    "PAPERS",
    "REPORT_TEXT_SIZES",
    "SMALLEST_LARGE_TEXT",
    "Density",
    "DrawingPlace",
    "Handout",
    "HandoutLanguage",
    "HandoutPage",
    "HandoutPicture",
    "Paper",
    "Pharmacy",
    "PrintOptions",
    "RegimenHandout",
    "Report",
    "default_products",
    "handout_languages",
    "write_handout_html",
]
