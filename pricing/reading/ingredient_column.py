"""The column that names the mineral of each row under another title, such as “Ingredient”."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text, match_key, name_key
from pricing.reading.grid import columns_of
from pricing.reading.headings import Heading
from pricing.reference.mineral_forms import recognize_element
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.grid import Grid
    from pricing.reading.headings import HeaderRow

_SAMPLE_ROWS = 60
_HEADERS = frozenset(
    match_key(text)
    for text in (
        *("ingredient", "ingredients", "ingredient name", "active", "active ingredient"),
        *("active ingredients", "active substance", "substance", "component", "components"),
        *("mineral salt", "mineral name", "minerals", "nutriment", "nutrient name", "actives"),
        *("wirkstoff", "wirkstoffe", "inhaltsstoff", "inhaltsstoffe", "nährstoff", "nährstoffe"),
        *("komponente", "komponenten", "bestandteil", "stoff", "substanz", "zutat", "mineralsalz"),
        *("mineralien", "mineralstoffe", "ingrédient", "ingrédients", "nutriments", "composant"),
        *("composants", "principe actif", "substance active", "minéral", "minéraux"),
        *("ingrediente", "ingredientes", "componente", "componentes", "nutriente", "nutrientes"),
        *("principio activo", "sustancia", "sustancia activa", "sal mineral", "minerales"),
        *("ingredienti", "componenti", "nutrienti", "principio attivo", "sostanza", "minerale"),
        *("minerali", "bestanddeel", "werkzame stof", "składnik", "složka"),
    )
)
# A column that says what is added to the mineral of a row does not name that mineral.
_OF_ADDITIONS = lazy_pattern(
    r"also|extra|with|plus|add|further|other|contain|note|remark|comment|free|"
    r"auch|mit|zusatz|zusatzl|weiter|andere|enth|notiz|bemerk|hinweis|ohne|frei|"
    r"aussi|avec|ajout|autre|contien|contenu|remarque|sans|"
    r"tambien|con|adicion|otro|nota|sin|anche|altr|senza"
)


def with_ingredient_column(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row with the column of minerals if only its title is unknown.

    Most of its cells name one mineral each. A title that means no ingredient is taken only if rows
    of one name state several minerals.
    """
    keys = {heading.column.key for heading in header.headings}
    taken = {heading.index for heading in header.headings} | header.own_indexes
    is_open = any(text and index not in taken for index, text in enumerate(header.texts))
    if "product" not in keys or "element" in keys or not is_open:
        return header
    first = header.first_body_position
    columns = columns_of([row.texts for row in grid.rows[first : first + _SAMPLE_ROWS]], "")
    names = _texts_of(header, "product", columns)
    for index, text in enumerate(header.texts[: len(columns)]):
        if index in taken or not text:
            continue
        key = _key_of(columns[index])
        is_named = match_key(text) in _HEADERS or _tells_rows_apart(text, names, columns[index])
        if key and key not in keys and is_named:
            heading = Heading(index, text, COLUMNS_BY_KEY[key])
            return replace(header, headings=(*header.headings, heading))
    return header


def _texts_of(header: HeaderRow, key: str, columns: Sequence[Sequence[str]]) -> Sequence[str]:
    heading = header.find_heading(key)
    return columns[heading.index] if heading and heading.index < len(columns) else ()


def _key_of(cells: Sequence[str]) -> str:
    """Return what cells with one mineral each state: its name alone, a form, or "" for neither.

    >>> _key_of(["Magnesium", "Zn", "Vitamin B6"]), _key_of(["Zinc gluconate", "Iodine"])
    ('element', 'form')
    >>> _key_of(["Magnesium, zinc"]), _key_of(["B6"])
    ('', '')
    """
    filled = list(dict.fromkeys(cell for cell in cells if cell.strip()))
    minerals = [_minerals(cell) for cell in filled]
    named = [cell for cell, each in zip(filled, minerals, strict=True) if each]
    if any(len(each) > 1 for each in minerals) or 2 * len(named) <= len(filled):
        return ""
    return "element" if all(map(_is_name, named)) else "form"


def _minerals(cell: str) -> tuple[str, ...]:
    with suppress(BadInput):
        return (recognize_element(cell),)
    return named_minerals(cell)


def _is_name(cell: str) -> bool:
    with suppress(BadInput):
        return bool(recognize_element(cell))
    return False


def _tells_rows_apart(header: str, names: Sequence[str], cells: Sequence[str]) -> bool:
    """Return whether rows of one name state several minerals, and each name allows its own."""
    if _OF_ADDITIONS.search(fold_text(header)):
        return False
    stated: dict[str, set[str]] = {}
    name = ""
    for own_name, cell in zip(names, cells, strict=False):
        name = own_name or name
        of_name, of_cell = named_minerals(name), _minerals(cell)
        if name and of_cell:
            if of_name and not set(of_cell) <= set(of_name):
                return False
            stated.setdefault(name_key(name), set()).update(of_cell)
    return any(len(minerals) > 1 for minerals in stated.values())
