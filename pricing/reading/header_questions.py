"""Ask what the headers of a list leave open: columns not taken until the user settles them."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.problems.errors import BadInput, Problem, ProblemKind, Term
from pricing.quantities.currencies import cents_written_as, currencies_sharing
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import format_trimmed
from pricing.quantities.text_folding import match_key
from pricing.reading.category_minerals import group_columns, minerals_alone
from pricing.reading.header_multiples import multiple_in
from pricing.reading.header_parts import (
    EXCLUDED,
    INCLUDED,
    MONEY_UNIT,
    PACK,
    PERCENT_UNIT,
    split_base,
)
from pricing.reading.header_words import HeaderWord, find_meaning, read_currency, split_words
from pricing.reading.headers import LEFT_OUT
from pricing.reading.headings import question_about, question_of_notes
from pricing.reading.ingredient_columns import (
    COMPOUND,
    ELEMENTAL,
    UNCLEAR,
    column_of,
    mineral_of,
    part_of,
)
from pricing.reading.ingredient_headers import (
    as_ingredient,
    doubtful_headings,
    ingredient_heading,
    is_asked_about,
    is_letter,
    with_ingredients,
    without_repeated,
)
from pricing.reading.multiple_questions import (
    mapping_of_packs,
    mappings_of,
    mappings_with_multiple,
    note_of_multiple,
    question_of_multiple,
)
from pricing.reading.pack_sizes import counted_unit_words, fold_pack_text
from pricing.reading.reduced_prices import names_sale
from pricing.reading.servings_columns import with_servings_beside_pack
from pricing.reading.titled_minerals import with_mineral_of_titles
from pricing.reference.mineral_amounts import AMBIGUOUS_UNITS
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import minerals_of_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.reading.headings import HeaderRow, Heading

# Without one of these no row can be read. Of the two amounts, one is enough.
_DECISIVE_KEYS = ("product", "pack_units", "price")
_AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg"))
_MAX_HEADERS_NAMED = 20
# A list of offers or of shops has one of these, and its quantity is how many packs are left.
_KEYS_OF_SELLERS = frozenset((
    "asin", "asin1", "asin2", "asin3", "sellersku", "merchantsku", "listingid", "fnsku",
    "fulfillmentchannel", "fulfilmentchannel", "fulfillmentcenterid", "fulfilmentcenterid",
    "productidtype", "externalid", "externalproductid", "externalproductidtype", "offerid",
    "offersku", "seller", "sellerid", "sellername", "merchant", "merchantid", "merchantname",
    "vendorsku", "condition", "itemcondition", "conditiontype", "offercondition", "listingstatus",
    "marketplace", "minimumsellerallowedprice", "maximumsellerallowedprice", "handlingtime",
    "leadtimetoship", "quantitysold", "availability", "availablequantity", "zustand", "angebotsid",
    "etat", "estado", "condizione", "shop", "shopname", "store", "storename", "pharmacy",
    "pharmacyname", "supplier", "suppliername", "retailer", "retailername", "vendor", "vendorname",
    "apotheke", "handler", "lieferant", "filiale", "pharmacie", "magasin", "fournisseur",
    "farmacia", "tienda", "proveedor", "fornitore", "negozio",
))  # fmt: skip
# An order or an invoice has one of these, and its quantity is how many packs it is about.
_KEYS_OF_ORDERS = frozenset((
    "linetotal", "lineamount", "lineprice", "extendedprice", "extprice", "extension", "subtotal",
    "total", "totalprice", "totalamount", "totalcost", "ordertotal", "itemtotal", "rowtotal",
    "orderno", "ordernumber", "orderid", "orderdate", "invoiceno", "invoicenumber", "invoicedate",
    "ponumber", "gesamt", "gesamtpreis", "gesamtbetrag", "summe", "betrag", "zeilensumme",
    "positionssumme", "bestellnummer", "bestelldatum", "rechnungsnummer", "rechnungsdatum",
    "montant", "montanttotal", "prixtotal", "totalligne", "numerodecommande", "numerodefacture",
    "importe", "importetotal", "preciototal", "numerodepedido", "numerodefactura", "totale",
    "importo", "prezzototale", "numeroordine", "numerofattura", "totaal", "ordernummer",
    "factuurnummer", "suma", "wartosc", "numerzamowienia",
))  # fmt: skip
_BASE_IN_MILLIGRAMS = lazy_pattern(
    r"(?:\b(?:per|pro|par|por|je)|/)\s*([1-9]\d{0,5})\s*mg(?![^\W_])", re.IGNORECASE
)
_COST = frozenset(("cost",))
_SUBUNITS = frozenset(("subunit",))
_BARE_QUANTITIES = frozenset(
    ("quantity", "qty", "cantidad", "quantite", "quantita", "anzahl", "menge", "aantal")
)
# One tablet, or one pack as a shop sells it.
_WORDS_FOR_ONE = frozenset(
    ("unit", "unitaire", "unitario", "unitaria", "item", "per item", "piece", "stuck", "einzel",
     "einzeln")
)  # fmt: skip


# The questions about headers. The user settles them by saying what the columns are.
def settle_header(
    header: HeaderRow,
    element: str,
    currency: str,
    optional_keys: Sequence[str],
    *,
    is_guessed: bool,
    columns: Sequence[Sequence[str]],
) -> HeaderRow:
    """Return the header row with the columns that can be taken, and problems that name the others.

    Args:
        header: The header row as it was found.
        element: The mineral that the user compares.
        currency: The currency that the user stated, or "".
        optional_keys: The columns whose values an incomplete row may lack.
        is_guessed: Whether the program, and not the user, chose the columns.
        columns: The texts of the first rows.

    Raises:
        BadInput: A question about a column without which no row can be read.
    """
    header = with_ingredients(with_mineral_of_titles(header, element), element, columns)
    header = _with_other_minerals(header, element)
    header = _without_other_shares(without_repeated(header), element)
    header = with_servings_beside_pack(header, columns, is_guessed=is_guessed)
    questions = find_questions(header, currency)
    clear_keys = {
        heading.column.key for heading in header.headings if heading.index not in questions
    }
    open_headings = [
        heading
        for heading in header.headings
        if heading.index in questions and heading.column.key not in clear_keys
    ]
    _raise_decisive(open_headings, questions, clear_keys | set(optional_keys))
    taken = tuple(heading for heading in header.headings if heading.index not in questions)
    asked_headers = (_problem(questions[one.index], one.text) for one in open_headings)
    problems = [*header.problems, *asked_headers]
    doubtful = doubtful_headings(replace(header, headings=taken), columns, element)
    cells = {one.index: columns[one.index] for one in doubtful if one.index < len(columns)}
    asked_ones = [one for one in doubtful if is_asked_about(one, header, cells.get(one.index, ()))]
    problems += map(_mineral_question, asked_ones)
    taken = (*taken, *doubtful)
    if is_guessed:
        asked = {heading.index for heading in open_headings}
        known = (
            asked
            | header.own_indexes
            | set(header.tax_answers)
            | {heading.index for heading in taken}
        )
        groups = (at for at in group_columns(header) if at < len(columns))
        known.update(at for at in groups if minerals_alone(columns[at]))
        problems += _unread_columns(header, known)
    problems += map(_note_of_cost, filter(_may_be_of_shop, taken))
    problems += filter(None, (note_of_multiple(one, taken) for one in taken))
    return _settle_tax(_settle_discount(replace(header, headings=taken, problems=tuple(problems))))


def _with_other_minerals(header: HeaderRow, element: str) -> HeaderRow:
    """Return the header row with amounts of other minerals as columns of further ones.

    They stay what they are if there is no amount of the compared mineral.
    """
    others: set[int] = set()
    for key in _AMOUNT_KEYS:
        headings = [heading for heading in header.headings if heading.column.key == key]
        for wanted in (element, ""):
            if any(heading.parts.element == wanted for heading in headings):
                others |= {heading.index for heading in headings if heading.parts.element != wanted}
                break
    others |= _compounds_of_others(header, element)
    kept = (
        as_ingredient(heading) if heading.index in others else heading
        for heading in header.headings
    )
    return replace(header, headings=tuple(filter(None, kept)))


def _compounds_of_others(header: HeaderRow, element: str) -> set[int]:
    """Return the compounds of other minerals beside an amount that can be of the compared one."""
    own = {one.parts.element for one in header.headings if one.column.key == "elemental_mg"}
    compounds = (one for one in header.headings if one.column.key == "compound_mg")
    is_of_own = not own.isdisjoint((element, ""))
    return {one.index for one in compounds if is_of_own and one.parts.element not in {element, ""}}


def _without_other_shares(header: HeaderRow, element: str) -> HeaderRow:
    """Return the header row without shares of the daily value of other minerals."""
    kept = (
        heading
        for heading in header.headings
        if heading.column.key != "daily_value_percent"
        or not heading.unknown_words
        or element in (minerals_of_header(heading.text) or (element,))
    )
    return replace(header, headings=tuple(kept))


def _problem(error: BadInput, header: str, *, is_row_kept: bool = False) -> Problem:
    return Problem.from_bad_input(error, row=None, column=header, value="", is_row_kept=is_row_kept)


def _mineral_question(heading: Heading) -> Problem:
    element, kind = mineral_of(heading), _kind_of_doubt(heading)
    error = BadInput(
        kind,
        header=heading.text,
        mineral=Term(elements()[element].name),
        mappings=tuple(_mappings_of_doubt(heading, element, kind)),
    )
    return _problem(error, heading.text)


def _mappings_of_doubt(heading: Heading, element: str, kind: ProblemKind) -> Iterator[str]:
    """Yield what a user can say that a doubtful column is."""
    is_amount = heading.unit != PERCENT_UNIT and kind is not ProblemKind.MINERAL_COLUMN_REPEATED
    if kind is ProblemKind.MINERAL_COLUMN_OF_SALT:
        yield from mappings_with_multiple(column_of(element, COMPOUND).key, heading.text)
    if is_amount:
        yield from mappings_with_multiple(column_of(element, ELEMENTAL).key, heading.text)
    if not is_amount or kind is ProblemKind.COLUMN_MAY_BE_MINERAL:
        yield LEFT_OUT


def _may_be_of_shop(heading: Heading) -> bool:
    """Return whether a price can be what a shop pays: “Cost”."""
    is_guess = heading.column.key == "price" and not heading.is_chosen
    words = split_words(heading.text) if is_guess else ()
    return any(find_meaning([word], "money", _COST) for word in words)


def _note_of_cost(heading: Heading) -> Problem:
    error = BadInput(ProblemKind.COST_TAKEN_AS_PRICE, header=heading.text)
    return _problem(error, heading.text, is_row_kept=True)


def _kind_of_doubt(heading: Heading) -> ProblemKind:
    if is_letter(heading):
        return ProblemKind.COLUMN_MAY_BE_MINERAL
    if part_of(heading)[1] == UNCLEAR:
        return ProblemKind.MINERAL_COLUMN_WITHOUT_UNIT
    if ingredient_heading(heading.index, heading.text) is not None:
        return ProblemKind.MINERAL_COLUMN_REPEATED
    is_of_salt = heading.form and heading.unit != PERCENT_UNIT
    return ProblemKind.MINERAL_COLUMN_OF_SALT if is_of_salt else ProblemKind.MINERAL_COLUMN_UNCLEAR


def _raise_decisive(
    open_headings: Sequence[Heading], questions: Mapping[int, BadInput], settled_keys: set[str]
) -> None:
    decisive = {key for key in _DECISIVE_KEYS if key not in settled_keys}
    if not settled_keys & _AMOUNT_KEYS:
        decisive |= _AMOUNT_KEYS
    for key in (*_DECISIVE_KEYS, *sorted(_AMOUNT_KEYS, reverse=True)):
        headings = [heading for heading in open_headings if heading.column.key == key]
        if key not in decisive or not headings:
            continue
        if len(headings) == 1:
            raise questions[headings[0].index]
        suggested = min(
            reversed(headings),
            key=lambda one: (
                not mappings_of(questions[one.index], key),
                _may_be_of_unit(one),
                len(one.unknown_words),
            ),
        )
        raise BadInput(
            ProblemKind.SEVERAL_UNCLEAR_HEADERS,
            headers=tuple(f"“{heading.text}”" for heading in headings),
            title=Term(headings[0].column.full_title),
            column=key,
            header=suggested.text,
            mappings=mappings_of(questions[suggested.index], key),
            others=_answers_of((one for one in headings if one is not suggested), questions, key),
        )


def _answers_of(
    headings: Iterable[Heading], questions: Mapping[int, BadInput], key: str
) -> tuple[str, ...]:
    """Return how the user can say that one of several columns is meant: Price B=price."""
    found = ((one.text, mappings_of(questions[one.index], key)) for one in headings)
    return tuple(f"{text}={mapping}" for text, mappings in found for mapping in mappings)


def _unread_columns(header: HeaderRow, indexes: set[int]) -> list[Problem]:
    """Return a note that names the columns that are left out, if there are any."""
    texts = [text for index, text in enumerate(header.texts) if text and index not in indexes]
    if not texts:
        return []
    rest = ["…"] if len(texts) > _MAX_HEADERS_NAMED else []
    named = (*(text[:60] for text in texts[:_MAX_HEADERS_NAMED]), *rest)
    return [_problem(BadInput(ProblemKind.COLUMNS_NOT_READ, headers=named), "", is_row_kept=True)]


# -- questions ---------------------------------------------------------------------------------


def find_questions(header: HeaderRow, currency: str = "") -> dict[int, BadInput]:
    """Return the question about each column that cannot be taken as it is, by its index."""
    questions = {
        heading.index: _question_of_meaning(heading, header, currency)
        for heading in header.headings
    }
    return {index: question for index, question in questions.items() if question is not None}


def _question_of_meaning(heading: Heading, header: HeaderRow, currency: str) -> BadInput | None:
    """Return what a header leaves open. A user who stated the parts has settled some of it."""
    key, parts = heading.column.key, heading.parts
    if (
        heading.unknown_words
        and (question := _question_of_words(heading, header, currency)) is not None
    ):
        return question
    if heading.unclear_notes:
        return question_of_notes(heading, _mappings_of_unclear(heading))
    is_of_pack = not parts.base or split_base(parts.base)[1] == PACK
    if key == "price" and not (is_of_pack or heading.is_confirmed):
        mapping = f"price:per {parts.base.removeprefix('1 ')}"
        mappings = (*mapping_of_packs(heading), mapping)
        return question_about(ProblemKind.PRICE_OF_OTHER_AMOUNT, heading, *mappings)
    if parts.unit == PERCENT_UNIT and key in _AMOUNT_KEYS and not _has_compound(header, heading):
        return question_about(ProblemKind.SHARE_OF_UNKNOWN_COMPOUND, heading)
    if parts.is_subunit and not (currency or _states_currency(header)):
        mapping = f"{key}:EUR cents"
        return question_about(ProblemKind.SUBUNIT_WITHOUT_CURRENCY, heading, mapping)
    return (
        heading.doubt
        or _question_of_stock(heading, header)
        or _question_of_tax_in_money(heading, header)
        or _question_of_discount_of_sale(heading, header)
    )


def _question_of_words(heading: Heading, header: HeaderRow, currency: str) -> BadInput | None:
    """Return the question about words that are not understood, if nothing else settles them."""
    multiple = multiple_in(heading.text, heading.column.key)
    if multiple is not None:
        return question_of_multiple(heading, multiple, header.texts)
    stated = currency or heading.currency
    if stated and stated in _currencies_of_sign(heading):
        return None
    return question_about(
        ProblemKind.UNCLEAR_HEADER,
        heading,
        *_mappings_of_unclear(heading),
        title=Term(heading.column.full_title),
        words=" ".join(heading.unknown_words),
    )


def _question_of_stock(heading: Heading, header: HeaderRow) -> BadInput | None:
    """Return the question about a bare quantity in a list of offers, an order or an invoice."""
    keys = _KEYS_OF_SELLERS | _KEYS_OF_ORDERS
    seller = next((text for text in header.texts if match_key(text) in keys), "")
    is_bare = heading.column.key == "pack_units" and match_key(heading.text) in _BARE_QUANTITIES
    if heading.is_confirmed or not (seller and is_bare):
        return None
    kind = ProblemKind.QUANTITY_MAY_BE_STOCK
    return question_about(kind, heading, "pack_units", seller=seller)


def _mappings_of_unclear(heading: Heading) -> tuple[str, ...]:
    """Return how the user can settle a header with unknown words."""
    key = heading.column.key
    if key == "price" and "net" in map(str.casefold, heading.unknown_words):  # of tax or discounts
        return ("price:ex tax", "price:incl tax")
    if heading.currency and _names_subunit(heading):
        return (f"{key}:{heading.currency}", f"{key}:{heading.currency} cents")
    codes = _currencies_of_sign(heading)
    if codes:
        cents = (f"{code} cents" for code in cents_written_as(heading.unknown_words[0]))
        return tuple(f"{key}:{meaning}" for meaning in (*codes, *cents))
    weight = _BASE_IN_MILLIGRAMS.search(heading.text) if key in _AMOUNT_KEYS else None
    if weight is not None:  # of the powder, or only how a label puts the amount in a serving
        grams = format_trimmed(Fraction(int(weight[1]), 1_000), 3)
        return (f"{key}:per {grams} g", f"{key}:per serving")
    if heading.column.kind is ColumnKind.MASS and _is_gram_or_grain(heading.unknown_words):
        return (f"{key}:g", f"{key}:mg")
    return ("price:per unit", "price:per pack") if _may_be_of_unit(heading) else (key,)


def _currencies_of_sign(heading: Heading) -> tuple[str, ...]:
    """Return the currencies that share the sign in a header of money: Price (kr), MRP (Rs.).

    The rupiah shares its sign with a hundredth of a franc.
    """
    words = heading.unknown_words
    if heading.column.kind is not ColumnKind.MONEY or len(words) != 1:
        return ()
    own = read_currency(HeaderWord(words[0], "")) if cents_written_as(words[0]) else ""
    return (own,) if own else currencies_sharing(words[0])


def _names_subunit(heading: Heading) -> bool:
    """Return whether a word that is not understood is a subunit, as in “£.p”."""
    return any(
        find_meaning(split_words(word), "money", _SUBUNITS) for word in heading.unknown_words
    )


def _is_gram_or_grain(words: Sequence[str]) -> bool:
    return len(words) == 1 and match_key(words[0]) in AMBIGUOUS_UNITS


def _may_be_of_unit(heading: Heading) -> bool:
    """Return whether a price can be that of one unit, as in “Unit price” and “Stückpreis”."""
    words = set(map(fold_pack_text, heading.unknown_words))
    return heading.column.key == "price" and not words.isdisjoint(
        _WORDS_FOR_ONE | counted_unit_words()
    )


def _question_of_tax_in_money(heading: Heading, header: HeaderRow) -> BadInput | None:
    price = header.find_heading("price")
    is_money = heading.column.key == "tax_percent" and heading.unit == MONEY_UNIT
    if not is_money or price is None or price.parts.tax:
        return None
    return question_about(
        ProblemKind.TAX_IN_MONEY,
        heading,
        "price:incl tax",
        "price:ex tax",
        price=price.text,
        mapped_header=price.text,
    )


def _question_of_discount_of_sale(heading: Heading, header: HeaderRow) -> BadInput | None:
    """Return the question about a discount beside the price of a sale alone."""
    price = header.find_heading("price")
    is_asked = heading.column.key == "discount_percent" and not heading.is_chosen
    if not is_asked or price is None or price.parts.discount or not names_sale(price.text):
        return None
    kind = ProblemKind.DISCOUNT_BESIDE_SALE_PRICES
    return question_about(kind, heading, "discount_percent", "ignore", price=price.text)


def _has_compound(header: HeaderRow, share: Heading) -> bool:
    compound = header.find_heading("compound_mg")
    return compound is not None and compound is not share and compound.unit != PERCENT_UNIT


def _states_currency(header: HeaderRow) -> bool:
    return any(heading.currency or heading.column.key == "currency" for heading in header.headings)


# -- tax and discounts -------------------------------------------------------------------------


def _settle_discount(header: HeaderRow) -> HeaderRow:
    """Leave out the discount of a price that has it taken off."""
    price, discount = header.find_heading("price"), header.find_heading("discount_percent")
    if price is None or discount is None or price.parts.discount != INCLUDED:
        return header
    kind = ProblemKind.DISCOUNT_NOT_TAKEN_OFF
    error = BadInput(kind, header=discount.text, price=price.text)
    return without_column(header, discount, _problem(error, discount.text, is_row_kept=True))


def _settle_tax(header: HeaderRow) -> HeaderRow:
    """Leave out the tax of a price that includes it, and name a price that lacks it."""
    price, tax = header.find_heading("price"), header.find_heading("tax_percent")
    if price is None:
        return header
    if price.parts.tax == INCLUDED and tax is not None:
        error = BadInput(ProblemKind.TAX_NOT_ADDED, header=tax.text, price=price.text)
        return without_column(header, tax, _problem(error, tax.text, is_row_kept=True))
    if price.parts.tax == EXCLUDED and tax is None and not price.parts.tax_rate:
        error = BadInput(ProblemKind.TAX_NOT_STATED, header=price.text)
        note = _problem(error, price.text, is_row_kept=True)
        return replace(header, problems=(*header.problems, note))
    return header


def without_column(header: HeaderRow, heading: Heading, problem: Problem) -> HeaderRow:
    """Return the header row without a column, and with the problem that names it."""
    headings = tuple(other for other in header.headings if other is not heading)
    return replace(header, headings=headings, problems=(*header.problems, problem))
