"""Texts that are no tables: labels, addresses and paragraphs are never read as rows."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text
from pricing.reading.pack_sizes import counted_unit_words
from pricing.reference.mineral_names import (
    is_multivitamin,
    named_minerals,
    names_minerals_together,
    names_other_substance,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_LINES_READ = 200
_FEWEST_WORDS = 7  # of a sentence
_MAX_NAME_LENGTH = 200  # Shops give a product no longer title.
_MOST_CELLS_OF_LABEL = 4  # name, amount, unit and percentage
# The title of the table on a label, in a line of its own.
_LABEL_TITLE = lazy_pattern(
    r"(?:supplement|nutrition|drug|vitamin) facts|nutritional information|"
    r"nahrwert(?:angaben|tabelle|e)?|nahrwertinformationen|naringsdeklaration|"
    r"(?:valeurs nutritionnelles|declaration nutritionnelle|informations? nutritionnelles?)|"
    r"(?:informacion nutricional|datos (?:del|de) suplementos?)|"
    r"(?:informazioni nutrizionali|valori nutrizionali)"
)
# How the lines of a label begin.
_LABEL_LINE = lazy_pattern(
    r"(?:serving size|servings? per (?:container|pack)|amount per|other ingredients|ingredients?\b|"
    r"directions|suggested use|warnings?\b|% ?daily value|\W*daily value not established|"
    r"percent daily values?|"
    r"portionsgrosse|zutaten|verzehr(?:s)?empfehlung|warnhinweise?|\W*nrv\b|je tagesdosis|"
    r"pro tagesdosis|"
    r"ingredients? ?:|conseils? d.utilisation|portion journaliere|"
    r"ingredientes|modo de empleo|porciones por envase|tamano (?:de|por) (?:la )?porcion|"
    r"ingredienti|modo d.uso)"
)
# What stands before the values in a table of one product: its pairs of a title and a value.
_LABEL_PAIR = lazy_pattern(
    r"product|produkt|produit|producto|prodotto|brand|marke|marque|marca|contents?|inhalt|contenu|"
    r"contenance|contenido|contenuto|ean|gtin|upc|pzn|price|preis|prix|precio|prezzo|grundpreis|"
    r"unit price|serving|portion|porcion|porzione|servings"
)
_FEWEST_PAIRS = 3
_PRICE_LINE = lazy_pattern(
    r"(?:(?:price|preis|prix|precio|prezzo|pvp)\W{0,3})?"
    r"(?:[a-z]{0,2}\$ ?\d|[€£] ?\d|\d+[.,]\d\d ?(?:€|eur\b)).*"
)
_WEB_ADDRESS = lazy_pattern(
    r"(?:https?|ftp|file)://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE
)
_MAIL_ADDRESS = lazy_pattern(r"(?:mailto:)?[^\s@]+@[^\s@]+\.\w{2,}")
_STREET = lazy_pattern(
    r"\d+\w?,? .*\b(?:street|str|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|"
    r"square|highway|hwy|suite|way)\b\.?(?:[ ,].*)?|"
    r".*(?:strasse|str\.|weg|allee|platz|gasse) \d+\w?(?:,.*)?|"
    r"(?:\d+\w?,? )?(?:rue|calle|via|avenida|boulevard|avenue) .*|"
    r"p\.? ?o\.? box \d+.*|postfach \d+.*"
)
_PLACE = lazy_pattern(
    r"(?:.*\b[a-z]{2}\.? \d{5}(?:-\d{4})?|(?:[a-z]{1,2}-)?\d{4,5} [a-z][a-z .-]+|"
    r".*\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})(?:,? [a-z .]+)?"
)
_END_OF_SENTENCE = lazy_pattern(r"[.!?][\"'”’)]*(?:\s+(?=[A-ZÀ-Þ])|\s*$)")


class PlainText(Enum):
    """Names what a text is that is no table."""

    LABEL = "label"
    ADDRESS = "address"
    WEB_ADDRESS = "web address"
    PARAGRAPH = "paragraph"


def recognize_plain_text(rows: Sequence[Sequence[str]]) -> PlainText | None:
    """Return what the cells of a pasted text are if they are no table, or else None.

    >>> recognize_plain_text([["https://example.org/magnesium"]])
    <PlainText.WEB_ADDRESS: 'web address'>
    >>> recognize_plain_text([["Magnesium glycinate 200 mg, 180 capsules"], ["Oxide"]]) is None
    True
    """
    lines = list(_lines(rows[:_MAX_LINES_READ]))
    if _is_label(lines):
        return PlainText.LABEL
    if any(len(cells) > 1 for cells in lines):
        return None
    texts = [cells[0] for cells in lines]
    if texts and all(_WEB_ADDRESS.fullmatch(text) for text in texts):
        return PlainText.WEB_ADDRESS
    if _is_address(texts):
        return PlainText.ADDRESS
    is_long = bool(texts) and all(len(text) > _MAX_NAME_LENGTH for text in texts)
    return PlainText.PARAGRAPH if is_long or any(map(_is_sentence, texts)) else None


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Yield the filled cells of each line. A cell on its own may hold several lines."""
    for cells in rows:
        filled = [text.strip() for text in cells if text.strip()]
        if len(filled) > 1:
            yield filled
        else:
            yield from ([line.strip()] for text in filled for line in text.splitlines())


def _is_label(lines: Sequence[Sequence[str]]) -> bool:
    """Return whether a text has the title of a label, or two of its usual lines."""
    narrow = [
        fold_text(cells[0]).strip(" :*") for cells in lines if len(cells) <= _MOST_CELLS_OF_LABEL
    ]
    if len(narrow) > 1 and any(_LABEL_TITLE.fullmatch(text) for text in narrow):
        return True
    found = {match[0] for text in narrow if (match := _LABEL_LINE.match(text))}
    pairs = {fold_text(cells[0]).strip(" :*") for cells in lines if len(cells) == 2}
    return len(found) > 1 or sum(map(bool, map(_LABEL_PAIR.fullmatch, pairs))) >= _FEWEST_PAIRS


def states_no_product(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether single cells have no figure, and are no names of products.

    A name has the word of a mineral, a vitamin or a unit, and is no sentence without its mark.

    >>> states_no_product([["hello world"]]), states_no_product([["Zinc Picolinate"], ["Iron"]])
    (True, False)
    >>> states_no_product([["Zinc is one of the minerals that we need"]] * 3)
    True
    """
    lines = list(_lines(rows[:_MAX_LINES_READ]))
    if any(len(cells) > 1 for cells in lines):
        return False
    texts = list(dict.fromkeys(cells[0] for cells in lines))
    return not any(map(_may_be_product, texts))


def _may_be_product(text: str) -> bool:
    if any(map(str.isdecimal, text)):
        return True
    is_named = bool(
        named_minerals(text)
        or names_minerals_together(text)
        or names_other_substance(text)
        or is_multivitamin(text)
        or not counted_unit_words().isdisjoint(fold_text(text).split())
    )
    return is_named and len(text.split()) < _FEWEST_WORDS


def has_price_line(texts: Sequence[str]) -> bool:
    """Return whether one of several lines is a price alone, as below the title of a shop page.

    >>> has_price_line(["Zinc 15 mg, 60 tablets", "$9.99 ($0.17 / Count)"])
    True
    >>> has_price_line(["Zinc 15 mg, 60 tablets, $9.99", "Iron 20 mg, 30 tablets, $4.99"])
    False
    """
    return len(texts) > 1 and any(_PRICE_LINE.fullmatch(fold_text(text)) for text in texts)


def _is_address(texts: Sequence[str]) -> bool:
    if any(map(_MAIL_ADDRESS.fullmatch, texts)):
        return True
    parts = [fold_text(part).strip() for text in texts for part in text.split(",")]
    lines = [fold_text(text) for text in texts]
    has_street = any(map(_STREET.fullmatch, [*parts, *lines]))
    return has_street and any(map(_PLACE.fullmatch, [*parts, *lines]))


def _is_sentence(text: str) -> bool:
    """Return whether a text is a sentence, or ends like one."""
    return any(
        len(text[: match.start()].split()) >= _FEWEST_WORDS
        for match in _END_OF_SENTENCE.finditer(text)
    )
