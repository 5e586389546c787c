"""The columns of a product list: how each is named, read, checked and written back.

Tables, importers, exporters, the store and the editors are generated from COLUMNS.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from pricing.model.ingredients import ingredients_text, read_ingredients, typed_text
from pricing.model.product import (
    DEFAULT_CURRENCY,
    NO,
    UNIT_KINDS,
    UNSTATED_UNIT,
    YES,
    Product,
)
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import Enum, dataclass
from pricing.quantities.amounts import (
    MASS,
    MONEY,
    PERCENT,
    SHOPS,
    UNITS,
    DecimalMark,
    Quantity,
    read_amount,
    read_money,
    with_product,
)
from pricing.quantities.currencies import read_currency_code
from pricing.quantities.dates import DateOrder, read_past_date
from pricing.quantities.product_codes import check_barcode, check_ndc, tidy_barcode, tidy_ndc
from pricing.quantities.text_folding import is_blank_text, match_key
from pricing.reference.mineral_forms import elements, recognize_element, recognize_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    BaseValue = int | str | date

MAX_TEXT_LENGTH = 500
MINERALS_KEY = "other_minerals"


# Units that complete a column's title instead of naming a unit of measure.
_TITLE_ENDINGS = frozenset(("pack", "serving", "asked", "shops"))


class ColumnKind(Enum):
    """What a column holds. The value of an amount's kind is its quantity."""

    TEXT = None
    CODE = "code"
    ELEMENT = "element"
    FORM = "form"
    UNIT_KIND = "unit kind"
    CURRENCY = "currency"
    YES_NO = "yes or no"
    DATE = "date"
    INGREDIENTS = "ingredients"
    MASS = MASS
    MONEY = MONEY
    UNITS = UNITS
    PERCENT = PERCENT
    SHOPS = SHOPS

    @property
    def quantity(self) -> Quantity | None:
        return self.value if isinstance(self.value, Quantity) else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a product list. `field` is the attribute of `Product` that holds its values.

    `mineral` is that of an amount of a further mineral, which the text of all of them states.
    `multiplies_packs` states that what is typed may be packs of so many units: 2 x 90.
    `tidy_code` returns a code without what was put around it. `plausibility_check` raises BadInput
    for a text that is likely wrong but is kept.
    """

    key: str
    title: str
    kind: ColumnKind
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    allows_zero: bool = False
    field: str = ""
    mineral: str = ""
    multiplies_packs: bool = False
    tidy_code: Callable[[str], str] | None = None
    plausibility_check: Callable[[str], None] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "field", self.field or self.key)

    @property
    def full_title(self) -> str:
        """The title with its unit, as in a sentence: "Units in pack", "Discount (%)"."""
        return self.full_title_for("")

    def full_title_for(self, element: str) -> str:
        """Return the title with the unit in which amounts of a mineral are stated."""
        stated = self.unit_for(element)
        if not stated:
            return self.title
        unit = stated if stated in _TITLE_ENDINGS else f"({stated})"
        return f"{self.title} {unit}"

    def is_own_title(self, text: str) -> bool:
        """Return whether a header is written as this program writes it, and means what it does.

        >>> COLUMNS_BY_KEY["tax_percent"].is_own_title("Tax %")
        True
        """
        return text in {self.key, self.title, self.full_title, f"{self.title} {self.unit}"}

    def unit_for(self, element: str) -> str:
        """Return the unit of the column where its amounts are those of a mineral.

        >>> COLUMNS_BY_KEY["elemental_mg"].unit_for("Se")
        'µg per serving'
        """
        if self.kind is not ColumnKind.MASS or self.mineral or element not in elements():
            return self.unit
        return self.unit.replace(MASS.unit, elements()[element].unit)

    def quantity_for(self, element: str) -> Quantity | None:
        """Return how amounts of a mineral are typed and shown: a trace mineral in micrograms."""
        mineral = self.mineral or element
        is_mass = self.kind is ColumnKind.MASS and mineral in elements()
        return elements()[mineral].mass if is_mass else self.kind.quantity


COLUMNS: tuple[Column, ...] = (
    Column(
        "product", "Product", ColumnKind.TEXT, required=True,
        synonyms=("name", "product name", "item", "title", "supplement", "produkt", "artikel",
                  "bezeichnung", "artikelbezeichnung", "produktname", "producto", "nombre",
                  "produit", "nom", "prodotto", "désignation", "désignation article",
                  "descrizione", "descripción", "omschrijving", "productomschrijving",
                  "productnaam", "nazwa", "nazwa produktu", "nama",
                  "nama produk", "generic name", "medicine name",
                  "drug name", "drug", "medicine", "medication", "description",
                  "nombre comercial", "nom commercial", "handelsname"),
    ),
    Column(
        "brand", "Brand", ColumnKind.TEXT,
        synonyms=("brand name", "manufacturer", "maker", "company", "labeler", "marke",
                  "hersteller", "marca", "fabricante", "marque", "fabricant"),
    ),
    Column("element", "Mineral", ColumnKind.ELEMENT,
           synonyms=("mineral", "nutrient", "mineralstoff", "elemento", "élément")),
    Column(
        "form", "Form", ColumnKind.FORM,
        synonyms=("salt", "compound", "chemical form", "source of magnesium", "magnesium form",
                  "verbindung", "salz", "forma", "sal", "forme", "sel"),
    ),
    Column("unit_kind", "Unit", ColumnKind.UNIT_KIND,
           synonyms=("unit", "unit type", "dosage form", "dose form", "darreichungsform",
                     "einheit", "forma farmacéutica", "unidad", "unité", "forme galénique",
                     "eenheid", "enhet", "enhed", "jednostka", "unidade", "unità", "unit of pack",
                     "dosage unit")),
    Column(
        "elemental_mg", "Elemental", ColumnKind.MASS, unit="mg per serving", field="elemental",
        synonyms=("elemental", "elemental mg", "elemental amount", "elemental magnesium",
                  "elemental mg per serving", "elemental magnesium per serving",
                  "magnesium per serving", "mg elemental", "amount per serving",
                  "elementar", "elementares magnesium", "magnesium elementar",
                  "magnesio elemental", "magnésium élément", "élémentaire", "élément",
                  "elementares", "elementare", "jony magnezu"),
    ),
    Column(
        "compound_mg", "Compound", ColumnKind.MASS, unit="mg per serving", field="compound",
        synonyms=("compound mg", "compound amount", "salt amount", "total compound", "salt mg",
                  "compound mg per serving", "compound per serving", "salzmenge",
                  "verbindung menge", "compuesto", "composé"),
    ),
    Column(
        "serving_units", "Units per", ColumnKind.UNITS, unit="serving",
        synonyms=("serving size", "serv size", "units per serving", "capsules per serving",
                  "caps per serving", "tablets per serving", "per serving", "serving",
                  "portion", "porzione", "portionsgröße", "kapseln pro portion",
                  "unidades por ración", "unidades por porción", "portion journalière",
                  "unités par portion"),
    ),
    Column(
        "pack_units", "Units in", ColumnKind.UNITS, unit="pack", required=True,
        multiplies_packs=True,
        synonyms=("pack", "pack size", "count", "units", "quantity", "qty", "units in pack",
                  "units per pack", "caps per bottle", "capsules per bottle",
                  "tablets per bottle", "units per bottle", "bottle", "bottle size",
                  "package size", "packung", "packungsgröße", "stück", "anzahl", "inhalt",
                  "packungsinhalt", "unidades", "cantidad", "envase", "unités", "quantité", "boîte",
                  "conditionnement", "contenance", "contenido", "confezione", "pezzi",
                  "présentation", "presentación", "apresentação", "verpackung", "verpakking",
                  "opakowanie", "balení", "isi", "isi kemasan", "unit size",
                  "verpackungsgröße", "wielkość opakowania", "kiszerelés"),
    ),
    Column(
        "price", "Price", ColumnKind.MONEY, required=True,
        synonyms=("retail price", "mrp", "maximum retail price", "shelf price", "selling price",
                  "price per pack", "cost", "preis", "verkaufspreis", "precio", "precio de venta",
                  "pvp", "prix", "prix de vente", "prezzo", "prezzo di vendita", "preço", "prijs",
                  "cena", "avp", "apothekenverkaufspreis", "publikumspreis", "standard price",
                  "harga", "harga jual", "fiyat", "pris", "hinta"),
    ),
    Column("currency", "Currency", ColumnKind.CURRENCY,
           synonyms=("currency code", "währung", "moneda", "divisa", "devise", "monnaie",
                     "valuta", "waluta", "moeda", "měna", "para birimi", "ccy", "curr",
                     "cur")),
    Column("discount_percent", "Discount", ColumnKind.PERCENT, unit="%", allows_zero=True,
           field="discount",
           synonyms=("discount", "rebate", "rabatt", "nachlass", "preisnachlass", "descuento",
                     "remise", "réduction", "sconto")),
    Column("tax_percent", "Tax", ColumnKind.PERCENT, unit="%", allows_zero=True, field="tax",
           synonyms=("tax", "sales tax", "vat", "gst", "hst", "steuer", "mwst", "mehrwertsteuer",
                     "ust", "umsatzsteuer", "iva", "tva", "taxe", "btw", "moms", "mva")),
    Column("delivery", "Delivery", ColumnKind.MONEY, allows_zero=True,
           synonyms=("shipping", "shipping cost", "shipping costs", "shipping fee", "delivery cost",
                     "delivery fee", "delivery charge", "postage", "versand", "versandkosten",
                     "lieferung", "envío", "gastos de envío", "livraison", "frais de port",
                     "spedizione", "spese di spedizione")),
    Column("smallest_dose", "Smallest dose", ColumnKind.UNITS, unit="units",
           synonyms=("smallest amount", "split", "kleinste dosis", "dosis mínima")),
    Column("daily_value_percent", "Daily value", ColumnKind.PERCENT, unit="%", field="daily_value",
           synonyms=("daily value", "percent daily value", "dv", "%dv", "nrv", "%nrv", "vrn")),
    Column("upc", "UPC", ColumnKind.CODE, tidy_code=tidy_barcode,
           plausibility_check=check_barcode,
           synonyms=("ean", "gtin", "barcode", "upc code", "ean code", "strichcode", "pzn")),
    Column("ndc", "NDC", ColumnKind.CODE, tidy_code=tidy_ndc, plausibility_check=check_ndc,
           synonyms=("ndc code", "national drug code")),
    Column("priced_on", "Priced on", ColumnKind.DATE,
           synonyms=("date", "price date", "as of", "datum", "preisdatum", "fecha", "stand",
                     "preisstand", "last updated", "updated on", "aktualisiert am",
                     "date de mise à jour", "fecha de actualización", "data aktualizacji",
                     "data aggiornamento")),
    Column("source", "Source", ColumnKind.TEXT,
           synonyms=("shop", "store", "price source", "quelle", "fuente", "tienda", "magasin")),
    Column("shops_asked", "Shops", ColumnKind.SHOPS, unit="asked",
           synonyms=("shops asked", "outlets asked", "outlets surveyed", "pharmacies asked")),
    Column("shops_found", "Found in", ColumnKind.SHOPS, unit="shops", allows_zero=True,
           synonyms=("shops found", "found in", "outlets found", "available in")),
    Column("asked_on", "Asked on", ColumnKind.DATE,
           synonyms=("asked", "survey date", "seen on", "checked on")),
    Column(MINERALS_KEY, "Other minerals", ColumnKind.INGREDIENTS,
           synonyms=("further minerals", "other ingredients", "weitere mineralstoffe",
                     "otros minerales", "autres minéraux")),
    Column("also_contains", "Also contains", ColumnKind.TEXT,
           synonyms=("vitamins", "other actives", "also holds", "enthält auch", "también contiene",
                     "contient aussi")),
    Column("food", "Food", ColumnKind.YES_NO,
           synonyms=("is food", "is a food", "lebensmittel", "aliment", "alimento")),
    Column("note", "Note", ColumnKind.TEXT,
           synonyms=("notes", "comment", "comments", "remark", "remarks", "notiz", "notizen",
                     "bemerkung", "bemerkungen", "hinweis", "hinweise", "anmerkung",
                     "anmerkungen", "kommentar", "remarque", "remarques", "commentaire",
                     "commentaires", "nota", "notas", "observaciones", "comentarios",
                     "osservazioni", "uwagi", "opmerking", "opmerkingen")),
)  # fmt: skip

# The match keys of the spellings of each answer.
_ANSWERS: Mapping[str, frozenset[str]] = {
    YES: frozenset(("yes", "y", "true", "1", "x", "ja", "oui", "si", "food")),
    NO: frozenset(("no", "n", "false", "0", "nein", "non")),
}
COLUMNS_BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}


@cache
def mineral_columns() -> Mapping[str, Column]:
    """Return the column of each further mineral by its key.

    >>> mineral_columns()["selenium_mg"].full_title
    'Selenium (µg)'
    """
    columns = (
        Column(f"{mineral.name.lower()}_mg", mineral.name, ColumnKind.MASS, unit=mineral.unit,
               mineral=mineral.symbol)
        for mineral in elements().values()
    )  # fmt: skip
    return {column.key: column for column in columns}


def find_column(key: str) -> Column:
    """Return the column of a cell: one of `COLUMNS`, or that of a further mineral."""
    return COLUMNS_BY_KEY.get(key) or mineral_columns()[key]


DATE_KEYS = frozenset(column.key for column in COLUMNS if column.kind is ColumnKind.DATE)

# The columns of the price. A comparison keeps the prices that it was made with.
PRICE_KEYS = ("price", "currency", "discount_percent", "tax_percent", "delivery", "priced_on")


@dataclass(frozen=True, slots=True)
class NumberConvention:
    """How the numbers of one column are written: decimal mark, unit, and the expected currency.

    `usual_mark` is the decimal mark of the list's other columns. It is used for numbers that have
    two meanings without it. `sign_meanings` are the currencies that the signs of a list can mean,
    if they are shared by several, and those that prices without a sign can be in. `is_mixed` says
    that numbers of the column contradict its mark. `list_currency` is that of rows that state none.
    `hundredths_of` is the currency of which some cells of the column state hundredths, or "".
    `unit_in_cells` is a unit other than mg that some of its cells state, or "". `doubtful_marks`
    are those that may part thousands in one of its numbers and stand before decimals in another.
    """

    decimal_mark: DecimalMark = DecimalMark.AUTO
    unit: str = ""
    expected_currency: str = ""
    usual_mark: DecimalMark = DecimalMark.AUTO
    date_order: DateOrder = DateOrder.AUTO
    sign_meanings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_mixed: bool = False
    list_currency: str = ""
    hundredths_of: str = ""
    unit_in_cells: str = ""
    doubtful_marks: frozenset[str] = frozenset()


def read_cell(
    column: Column, text: str, convention: NumberConvention | None = None
) -> BaseValue | None:
    """Return the cell's value in base units, or None for an empty cell.

    Raises BadInput if the text is not a value of the column.

    >>> read_cell(COLUMNS_BY_KEY["elemental_mg"], "0.25 g")
    250000
    >>> read_cell(COLUMNS_BY_KEY["unit_kind"], "Veg Caps")
    'capsule'
    """
    convention = convention or NumberConvention()
    if is_blank_text(text):
        return None
    quantity = column.kind.quantity
    if quantity is None:
        return _read_text_value(column, text, convention)
    if quantity is MONEY:
        expected = convention.expected_currency
        amount, currency = read_money(text, convention.decimal_mark, expected)
        if currency and expected and currency != expected:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=currency, currency=expected)
    else:
        plain = with_product(text) if column.multiplies_packs else text
        amount = read_amount(plain, quantity, convention.decimal_mark, convention.unit)
    if not amount and not column.allows_zero:
        raise BadInput(ProblemKind.ZERO)
    return amount


def _read_text_value(column: Column, text: str, convention: NumberConvention) -> str | date:
    plain = " ".join(text.split())
    if column.kind in _CHOICE_READERS:
        return _CHOICE_READERS[column.kind](plain)
    if column.kind is ColumnKind.DATE:
        return read_past_date(plain, convention.date_order)
    if column.kind is ColumnKind.INGREDIENTS:
        return ingredients_text(read_ingredients(plain, convention.decimal_mark))
    if len(plain) > MAX_TEXT_LENGTH:
        raise BadInput(ProblemKind.TEXT_TOO_LONG, length=len(plain), longest=MAX_TEXT_LENGTH)
    return column.tidy_code(plain) if column.tidy_code else plain


def _read_unit_kind(text: str) -> str:
    unstated = UNIT_KINDS[UNSTATED_UNIT]
    if match_key(text) in set(map(match_key, (unstated.key, unstated.plural, *unstated.synonyms))):
        return UNSTATED_UNIT
    kind = find_unit_kind(text)
    if not kind:
        raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=text, choices=tuple(UNIT_KINDS))
    return kind


def _read_yes_or_no(text: str) -> str:
    key = match_key(text)
    for answer, spellings in _ANSWERS.items():
        if key in spellings:
            return answer
    raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=text, choices=tuple(_ANSWERS))


# How a text that is one of several choices is read.
_CHOICE_READERS: Mapping[ColumnKind, Callable[[str], str]] = {
    ColumnKind.ELEMENT: recognize_element,
    ColumnKind.UNIT_KIND: _read_unit_kind,
    ColumnKind.CURRENCY: read_currency_code,
    ColumnKind.YES_NO: _read_yes_or_no,
}


def find_unit_kind(text: str) -> str:
    """Return the key of the unit that a word means, or "" if it means none.

    >>> find_unit_kind("Veg Caps"), find_unit_kind("servings")
    ('capsule', 'serving')
    """
    key = match_key(text)
    for kind in UNIT_KINDS.values():
        if key in {match_key(name) for name in kind.spellings}:
            return kind.key
    return ""


def cell_text(column: Column, value: BaseValue | None, element: str = "") -> str:
    """Return the value in the C locale, without its unit: the inverse of `read_cell`.

    A mass is in the unit of the mineral that it is of, or in mg if `element` is "".
    """
    if value is None:
        return ""
    quantity = column.quantity_for(element)
    if quantity is not None:
        return quantity.text(int(str(value)))
    if column.kind is ColumnKind.ELEMENT:
        return elements()[str(value)].name if str(value) in elements() else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def written_text(column: Column, value: BaseValue | None) -> str:
    """Return the text of a value in a file. The masses in it have one meaning in each notation."""
    text = cell_text(column, value)
    return typed_text(text) if column.kind is ColumnKind.INGREDIENTS else text


def exact_value(column: Column, value: BaseValue | None) -> Fraction | str | None:
    """Return the value for formulas: amounts in units as shown, other values as text."""
    quantity = column.kind.quantity
    if value is None or value == "":
        return None
    if quantity is not None:
        return quantity.to_fraction(int(str(value)))
    return cell_text(column, value)


# -- rows --------------------------------------------------------------------------------------

_REQUIRED = tuple(column.key for column in COLUMNS if column.required)
_FIELDS = {column.key: column.field for column in COLUMNS}
_DEFAULTS = {field.name: field.default for field in fields(Product)}


def default_value(column: Column) -> BaseValue | None:
    """Return what a product holds if the column is empty, or None if it holds nothing."""
    value = _DEFAULTS[column.field]
    return value if isinstance(value, int | str) and value != "" else None


def build_product(values: Mapping[str, BaseValue], currency: str = DEFAULT_CURRENCY) -> Product:
    """Return the product of a row, whose values are in base units by column key.

    `currency` is used if the row states none.

    Raises:
        BadInput: A value is missing or impossible. The error names the column.
    """
    for key in _REQUIRED:
        if key not in values:
            title = Term(COLUMNS_BY_KEY[key].full_title)
            raise BadInput(ProblemKind.MISSING_VALUE, column=key, title=title)
    arguments = {"currency": currency} | {_FIELDS[key]: value for key, value in values.items()}
    return Product(**arguments)  # type: ignore[arg-type] # each column reads its field's type


def values_by_column(product: Product) -> dict[str, BaseValue]:
    """Return the product's values by column key: the inverse of `build_product`."""
    values = {column.key: getattr(product, column.field) for column in COLUMNS}
    return {key: value for key, value in values.items() if value is not None and value != ""}


# A product of the catalogue may lack these: a label states no price, and a price list no pack.
COMPLETABLE_KEYS = ("pack_units", "price", "elemental_mg")


def missing_keys(values: Mapping[str, BaseValue]) -> tuple[str, ...]:
    """Return which of `COMPLETABLE_KEYS` a row lacks. A known compound states its element."""
    missing = [key for key in COMPLETABLE_KEYS if key not in values]
    if "elemental_mg" in missing and "compound_mg" in values:
        element = values.get("element", default_value(COLUMNS_BY_KEY["element"]))
        if recognize_form(str(values.get("form", "")), str(element)).fraction is not None:
            missing.remove("elemental_mg")
    return tuple(missing)
