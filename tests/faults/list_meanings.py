"""Mutations of a list whose right figures are known: a unit, a currency, a mark, an order.

Each mutation changes the texts as a person would, and says which figures are right from then on.
What has several right readings allows each of them. A row without one has to be named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    Change = Callable[["PlainList", random.Random], None]

_MONEY, _MASS, _UNITS, _PERCENT = 1_000_000, 1_000, 1_000, 100
_FORMS = ("oxide", "citrate", "glycinate", "malate", "taurate")
_NAMES = ("Alpha", "Bravo", "Corner", "Delta", "Evergreen", "Fjord", "Golden", "Harbour")
HEADERS = {
    "product": ("Product", "Name", "product"),
    "form": ("Form",),
    "mass": ("Elemental mg", "Elemental Magnesium (mg)", "elemental_mg"),
    "serving": ("Serving units", "Units per serving", "serving_units"),
    "pack": ("Pack size", "Pack units", "pack_units"),
    "price": ("Price (USD)", "Price USD", "Price ($)"),
    "discount": ("Discount %", "Discount (%)", "discount_percent"),
}
KEYS = tuple(HEADERS)


@dataclass
class Meanings:
    """The right figures of a row: for each figure, those that are allowed."""

    allowed: dict[str, set[object]]

    def is_met_by(self, values: Mapping[str, object]) -> bool:
        """Return whether the values of a row are right."""
        return all(
            any(_agree(key, figure, _figure(key, values)) for figure in figures)
            for key, figures in self.allowed.items()
        )

    def scale(self, key: str, factor: Fraction | int) -> None:
        """Multiply a figure."""
        self.allowed[key] = {Fraction(str(value)) * factor for value in self.allowed[key]}

    def never(self, key: str) -> None:
        """Allow no figure: the row has to be named."""
        self.allowed[key] = set()


def _agree(key: str, right: object, figure: object) -> bool:
    """Return whether two figures are equal. A mass is rounded once, to a thousandth."""
    if key in {"mass", "per unit"}:
        return abs(Fraction(str(right)) - Fraction(str(figure))) <= Fraction(1, 2 * _MASS)
    return right == figure


def _figure(key: str, values: Mapping[str, object]) -> object:
    def number(name: str, default: int) -> int:
        return int(str(values.get(name, default)))

    if key == "element":
        return values.get("element", "Mg")
    if key == "currency":
        return values.get("currency")
    if key == "net":  # an exact percentage says the same as a lower price
        price, discount = _figure("price", values), _figure("discount", values)
        return Fraction(str(price)) * (1 - Fraction(str(discount)) / 100)
    numerator, default, denominator = _FIGURES[key]
    per = number("serving_units", _UNITS) if key == "per unit" else denominator
    return Fraction(number(numerator, default), per)


# The column of each figure, the value of an empty cell, and the base units in one.
_FIGURES = {
    "mass": ("elemental_mg", -1, _MASS),
    "per unit": ("elemental_mg", -1, _MASS),
    "pack": ("pack_units", -1, _UNITS),
    "price": ("price", -1, _MONEY),
    "discount": ("discount_percent", 0, _PERCENT),
}


@dataclass
class PlainList:
    """The texts of a list, and the right figures of its rows.

    `formatted_cells` are numbers with a number format, by their row, column, value and format.
    """

    headers: list[str]
    rows: list[list[str]]
    meanings: list[Meanings]
    keys: list[str] = field(default_factory=lambda: list(KEYS))
    lines_above: list[list[str]] = field(default_factory=list)
    delimiter: str = ""
    encoding: str = ""
    touched: set[str] = field(default_factory=set)
    formatted_cells: list[tuple[int, int, float, str]] = field(default_factory=list)

    def index(self, key: str) -> int:
        """Return the place of a column."""
        return self.keys.index(key)

    def change_cells(self, key: str, change: Callable[[str], str]) -> None:
        """Change each cell of a column."""
        for row in self.rows:
            row[self.index(key)] = change(row[self.index(key)])

    def set_header(self, key: str, text: str) -> None:
        """Rename a column."""
        self.headers[self.index(key)] = text

    def scale(self, key: str, factor: Fraction | int) -> None:
        """Multiply a figure of all rows."""
        for meaning in self.meanings:
            meaning.scale(key, factor)

    def allow(self, key: str, *values: object) -> None:
        """Set the right figures of all rows. Without any, each row has to be named."""
        for meaning in self.meanings:
            meaning.allowed[key] = set(values)


def new_list(chance: random.Random, rows: int = 3) -> PlainList:
    """Return a plain list with its right figures."""
    plain = PlainList([chance.choice(HEADERS[key]) for key in KEYS], [], [])
    for number in range(rows):
        mass, serving = chance.choice((100, 125, 200, 250, 400)), chance.choice((1, 2))
        pack, cents = chance.choice((60, 90, 120, 180)), chance.randrange(305, 4_999)
        discount = chance.choice((0, 5, 10, 25))
        price = Fraction(cents, 100)
        name = f"Magnesium {chance.choice(_NAMES)} {chr(65 + number)}"
        form = chance.choice(_FORMS)
        plain.rows.append(
            [name, form, str(mass), str(serving), str(pack), f"{float(price):.2f}", str(discount)]
        )
        plain.meanings.append(
            Meanings(
                {
                    "mass": {Fraction(mass)}, "per unit": {Fraction(mass, serving)},
                    "pack": {Fraction(pack)}, "price": {price}, "currency": {"USD"},
                    "discount": {Fraction(discount)}, "element": {"Mg"},
                }
            )
        )  # fmt: skip
    return plain


# -- amounts -----------------------------------------------------------------------------------

_MASS_UNITS = {"g": Fraction(1_000), "mg": Fraction(1), "µg": Fraction(1, 1_000),
               "mcg": Fraction(1, 1_000), "μg": Fraction(1, 1_000)}  # fmt: skip


def _scale_mass(plain: PlainList, factor: Fraction) -> None:
    for key in ("mass", "per unit"):
        plain.scale(key, factor)


def _mass_unit_in_header(plain: PlainList, chance: random.Random) -> None:
    unit = chance.choice(list(_MASS_UNITS))
    texts = (
        f"Elemental {unit}",
        f"Elemental ({unit})",
        f"Elemental [{unit}]",
        f"Elemental, {unit}",
    )
    plain.set_header("mass", chance.choice(texts))
    _scale_mass(plain, _MASS_UNITS[unit])


def _mass_unit_in_cells(plain: PlainList, chance: random.Random) -> None:
    unit = chance.choice(list(_MASS_UNITS))
    space = chance.choice(("", " ", "\u00a0", "\u202f"))
    plain.change_cells("mass", lambda text: f"{text}{space}{unit}")
    _scale_mass(plain, _MASS_UNITS[unit])


def _mass_in_other_unit(plain: PlainList, chance: random.Random) -> None:
    as_grams = chance.random() < 0.5
    plain.change_cells(
        "mass", lambda text: f"{float(text) / 1_000:g} g" if as_grams else f"{text}000 mcg"
    )


def _mass_base_in_header(plain: PlainList, chance: random.Random) -> None:
    base, factor = chance.choice(
        (("per tablet", 1), ("per 2 tablets", 2), ("per 3 capsules", 3), ("per unit", 1),
         ("je Tablette", 1), ("per 100 g", 100), ("per kg", 1_000), ("per daily dose", 0),
         ("per 5 mL", 5), ("/ 4 caps", 4))
    )  # fmt: skip
    plain.set_header("mass", f"Elemental mg {base}")
    for meaning, row in zip(plain.meanings, plain.rows, strict=True):
        stated = Fraction(row[plain.index("mass")])
        meaning.allowed.pop("mass")
        meaning.allowed["per unit"] = {stated / factor} if factor else set()


def _odd_mass(plain: PlainList, chance: random.Random) -> None:
    row = chance.randrange(len(plain.rows))
    text = plain.rows[row][plain.index("mass")]
    odd, is_same = chance.choice(
        ((f"<{text}", False), (f"{text}-900", False), (f"{text}²", True), (f"{text}¹⁾", True),
         (f"{text}*", True), (f"{text} †", True), (f"~{text}", True), (f"-{text}", False),
         (f"{text} IU", False), (f"{text} %", False), (f"{text}/3", False), ("n/a", False),
         ("trace", False), (f"{text}.0", True), (f"{text}E0", True), (f"0{text}", True),
         ("0", False), ("#REF!", False), (f"{text} mg*", True),
         ("".join(chr(ord(digit) + 0xFEE0) for digit in text), True), (f"{text} mg/mL", False),
         (f"{text},5", False), (f"{text}O", False), ("l00", False), (f"{text} oz", False))
    )  # fmt: skip
    plain.rows[row][plain.index("mass")] = odd
    if not is_same:
        plain.meanings[row].never("mass")
        if odd.endswith(" oz"):
            del plain.meanings[row].allowed["mass"]
            plain.meanings[row].allowed["per unit"] = set()
        if odd.endswith(",5"):
            serving = Fraction(plain.rows[row][plain.index("serving")])
            plain.meanings[row].allowed["mass"] = {Fraction(text) + Fraction(1, 2)}
            plain.meanings[row].allowed["per unit"] = {(Fraction(text) + Fraction(1, 2)) / serving}


def _grouped_mass(plain: PlainList, chance: random.Random) -> None:
    mark = chance.choice((",", ".", " ", "\u00a0", "'", "’", "\u202f"))
    plain.change_cells("mass", lambda text: f"1{mark}{text}")
    for meaning in plain.meanings:
        (mass,), (per_unit,) = meaning.allowed["mass"], meaning.allowed["per unit"]
        before, per_unit = Fraction(str(mass)), Fraction(str(per_unit))
        # The prices prove a decimal point.
        after = 1 + before / 1_000 if mark == "." else before + 1_000
        meaning.allowed |= {"mass": {after}, "per unit": {after * per_unit / before}}


# -- packs and servings ------------------------------------------------------------------------


def _worded_pack(plain: PlainList, chance: random.Random) -> None:
    before, after = chance.choice(
        (("", " tablets"), ("", " ct"), ("Pack of ", ""), ("", " Tabletten"), ("", " caps"),
         ("", " veg capsules"), ("bottle of ", " tablets"), ("", " comprimés"), ("", "\u00a0pcs"),
         ("", " count"), ("", "'s"), ("", " St."))
    )  # fmt: skip
    plain.change_cells("pack", lambda text: f"{before}{text}{after}")


def _multiplied_pack(plain: PlainList, chance: random.Random) -> None:
    row, factor = chance.randrange(len(plain.rows)), chance.choice((2, 3))
    text = plain.rows[row][plain.index("pack")]
    mark = chance.choice((" x ", "x", " × ", " X "))
    plain.rows[row][plain.index("pack")] = f"{factor}{mark}{text}"
    plain.meanings[row].scale("pack", factor)


def _odd_pack(plain: PlainList, chance: random.Random) -> None:
    row = chance.randrange(len(plain.rows))
    text = plain.rows[row][plain.index("pack")]
    odd, figures = chance.choice(
        ((f"{text}²", {text}), (f"{text}-200", set()), ("0", set()), (f"-{text}", set()),
         ("", set()), (f"{text}+10", {str(int(text) + 10)}), (f"{text}/{text}", set()),
         ("Jan 30", set()), ("2026-03-01", set()), (f"{text}.0", {text}), ("½", set()),
         (f"{text} mg", set()), (f"{text} or 90", set()))
    )  # fmt: skip
    plain.rows[row][plain.index("pack")] = odd
    plain.meanings[row].allowed["pack"] = {Fraction(figure) for figure in figures}


def _serving_in_words(plain: PlainList, chance: random.Random) -> None:
    word = chance.choice(("tablet(s)", "tablets", "tabs", "units", "Tabletten"))
    plain.change_cells("serving", lambda text: f"{text} {word}")


def _empty_serving(plain: PlainList, chance: random.Random) -> None:
    text = chance.choice(("", "-", "n/a"))
    plain.change_cells("serving", lambda _: text)
    for meaning in plain.meanings:
        meaning.allowed["per unit"] = set(meaning.allowed.get("mass", ()))


# -- prices ------------------------------------------------------------------------------------

_SIGNS = {"€": "EUR", "£": "GBP", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF", "US$": "USD",
          "CA$": "CAD", "A$": "AUD", "zł": "PLN", "₹": "INR", "kr": None, "¥": None}  # fmt: skip


def _currency_in_cells(plain: PlainList, chance: random.Random) -> None:
    sign = chance.choice(list(_SIGNS))
    before, space = chance.random() < 0.5, chance.choice(("", " ", "\u00a0"))
    plain.set_header("price", chance.choice(("Price", "price", "Retail price")))
    plain.change_cells(
        "price", lambda text: f"{sign}{space}{text}" if before else f"{text}{space}{sign}"
    )
    currency = _SIGNS[sign]
    plain.allow("currency", *({currency} if currency else {"SEK", "NOK", "DKK", "JPY", "CNY"}))


def _currency_against_header(plain: PlainList, chance: random.Random) -> None:
    sign = chance.choice(("€", "£", "EUR ", "CHF "))
    row = chance.randrange(len(plain.rows))
    index = plain.index("price")
    plain.rows[row][index] = f"{sign}{plain.rows[row][index]}"
    plain.meanings[row].allowed["currency"] = {_SIGNS[sign.strip()]}


def _currency_in_header(plain: PlainList, chance: random.Random) -> None:
    code = chance.choice(("EUR", "GBP", "CHF", "CAD", "AUD", "INR"))
    texts = (
        f"Price ({code})",
        f"Price {code}",
        f"Price in {code}",
        f"{code} price",
        f"Price, {code}",
    )
    plain.set_header("price", chance.choice(texts))
    plain.allow("currency", code)


def _subunit_in_header(plain: PlainList, chance: random.Random) -> None:
    text, currency = chance.choice(
        (("Price (pence)", "GBP"), ("Price pence", "GBP"), ("Price (cents)", "USD"),
         ("Price in cents", "USD"), ("Price GBp", "GBP"), ("Price (p)", "GBP"))
    )  # fmt: skip
    plain.set_header("price", text)
    plain.change_cells("price", lambda cell: cell.replace(".", ""))
    plain.allow("currency", currency, *(("EUR",) if "cent" in text else ()))


def _base_of_price(plain: PlainList, chance: random.Random) -> None:
    base = chance.choice(
        ("per unit", "per tablet", "per 100 g", "per serving", "per 100 tablets", "/kg", "per day",
         "per month", "each tablet", "per 30 tablets", "je 100 g", "pro Tablette")
    )  # fmt: skip
    plain.set_header("price", f"Price USD {base}")
    tablets = {"per unit": 1, "per tablet": 1, "per 100 tablets": 100, "per 30 tablets": 30,
               "each tablet": 1, "pro Tablette": 1}.get(base)  # fmt: skip
    for meaning, row in zip(plain.meanings, plain.rows, strict=True):
        if tablets is None:
            (price,) = meaning.allowed["price"]
            meaning.never("price")
            if base == "per serving":
                servings = Fraction(row[plain.index("pack")]) / Fraction(
                    row[plain.index("serving")]
                )
                meaning.allowed["price"] = {Fraction(str(price)) * servings}
        else:
            meaning.scale("price", Fraction(row[plain.index("pack")]) / tablets)


def _decimal_comma(plain: PlainList, chance: random.Random) -> None:
    plain.change_cells("price", lambda text: text.replace(".", ","))
    plain.delimiter = chance.choice((";", "\t", ","))


def _grouped_price(plain: PlainList, chance: random.Random) -> None:
    mark, decimal = chance.choice(((",", "."), (".", ","), (" ", ","), ("'", "."), ("\u00a0", ",")))
    plain.change_cells("price", lambda text: f"1{mark}{text.zfill(6).replace('.', decimal)}")
    for meaning in plain.meanings:
        (price,) = meaning.allowed["price"]
        meaning.allowed["price"] = {Fraction(str(price)) + 1_000}


def _odd_price(plain: PlainList, chance: random.Random) -> None:
    row = chance.randrange(len(plain.rows))
    index = plain.index("price")
    text = plain.rows[row][index]
    odd, is_same = chance.choice(
        ((f"{text}¹", True), (f"{text}*", True), (f"{text} ", True), (f"\u00a0{text}", True),
         (f"from {text}", False), (f"-{text}", False), (f"({text})", False), (f"{text}/kg", False),
         (f"{text} - 12.99", False), ("sold out", False), (f"{text} (2 for 10)", False),
         (f"{text}%", False), ("#N/A", False), (f"{text}.00", False), (f"{text},-", True),
         (f"2 x {text}", False), (f"{text} each", False), (f"\u202e{text}", False),
         (f"\u2212{text}", False), (f"{text}k", False), ("1e400", False), (f"{text} mg", False))
    )  # fmt: skip
    plain.rows[row][index] = odd
    if not is_same:
        plain.meanings[row].never("price")


# -- discounts ---------------------------------------------------------------------------------


def _discount_in_words(plain: PlainList, chance: random.Random) -> None:
    plain.change_cells("discount", lambda text: f"{text}{chance.choice(('%', ' %'))}")
    plain.set_header("discount", chance.choice(("Discount", "discount_percent", "Discount %")))


def _discount_as_share(plain: PlainList, chance: random.Random) -> None:
    plain.set_header("discount", chance.choice(("Discount", "Discount %", "Rabatt")))
    plain.change_cells("discount", lambda text: f"{int(text) / 100:g}")
    for meaning, row in zip(plain.meanings, plain.rows, strict=True):
        if row[plain.index("discount")] != "0" and "%" in plain.headers[plain.index("discount")]:
            meaning.scale("discount", Fraction(1, 100))


def _discount_as_money(plain: PlainList, chance: random.Random) -> None:
    plain.set_header("discount", chance.choice(("Discount (USD)", "Discount $", "Discount amount")))
    plain.change_cells("discount", lambda text: f"{int(text) / 10:.2f}")
    for meaning, row in zip(plain.meanings, plain.rows, strict=True):
        (price,) = meaning.allowed["price"]
        off = Fraction(row[plain.index("discount")])
        del meaning.allowed["price"], meaning.allowed["discount"]
        meaning.allowed["net"] = {Fraction(str(price)) - off}


def _percent_format(plain: PlainList, chance: random.Random) -> None:
    number_format = chance.choice(("0%", "0.00%", "0.0 %"))
    index = plain.index("discount")
    for number, row in enumerate(plain.rows):
        plain.formatted_cells.append((number, index, int(row[index]) / 100, number_format))


def _currency_format(plain: PlainList, chance: random.Random) -> None:
    plain.set_header("price", "Price")
    number_format, currency = chance.choice(
        (("[$€-407] #,##0.00", "EUR"), ('#,##0.00 "€"', "EUR"), ("[$£-809]#,##0.00", "GBP"),
         ('"CHF" 0.00', "CHF"), ('_-* #,##0.00 "€"_-', "EUR"), ("#,##0.00 [$EUR]", "EUR"))
    )  # fmt: skip
    index = plain.index("price")
    for number, row in enumerate(plain.rows):
        plain.formatted_cells.append((number, index, float(row[index]), number_format))
    plain.allow("currency", currency)


def _unit_format(plain: PlainList, chance: random.Random) -> None:
    plain.set_header("mass", "Elemental")
    unit = chance.choice(("mg", "g"))
    index = plain.index("mass")
    for number, row in enumerate(plain.rows):
        plain.formatted_cells.append((number, index, int(row[index]), f'0 "{unit}"'))
    _scale_mass(plain, _MASS_UNITS[unit])


# -- the table ---------------------------------------------------------------------------------


def _shuffle_columns(plain: PlainList, chance: random.Random) -> None:
    order = list(range(len(plain.keys)))
    chance.shuffle(order)
    plain.keys = [plain.keys[index] for index in order]
    plain.headers = [plain.headers[index] for index in order]
    plain.rows = [[row[index] for index in order] for row in plain.rows]


def _add_column(plain: PlainList, chance: random.Random) -> None:
    header, text = chance.choice(
        (("Notes", "best seller"), ("Stock", "12"), ("Old price", "19.99"), ("Weight (kg)", "0.2"),
         ("Rating", "4.5"), ("", "x"), ("Unit price", "0.07"), ("Shipping weight", "0.5 lb"),
         ("Magnesium % DV", "24"), ("RRP", "29.99"), ("Quantity in stock", "7"))
    )  # fmt: skip
    at = chance.randrange(1, len(plain.keys) + 1)
    plain.keys.insert(at, "other")
    plain.headers.insert(at, header)
    for row in plain.rows:
        row.insert(at, text)


def _lines_above(plain: PlainList, chance: random.Random) -> None:
    lines: list[list[str]] = [["Price list of the week"], ["Corner Pharmacy", "2026"]]
    plain.lines_above = lines[: chance.randint(1, 2)]


def _rename_mineral(plain: PlainList, chance: random.Random) -> None:
    row = chance.randrange(len(plain.rows))
    word, symbol = chance.choice(
        (("Zinc", "Zn"), ("Calcium", "Ca"), ("Iron", "Fe"), ("Zink", "Zn"), ("Vitamin D3", ""),
         ("Selenium", "Se"), ("Potassium", "K"))
    )  # fmt: skip
    index = plain.index("product")
    plain.rows[row][index] = plain.rows[row][index].replace("Magnesium", word)
    plain.meanings[row].allowed["element"] = {symbol} if symbol else set()
    plain.headers[plain.index("mass")] = "Elemental mg"


def _old_encoding(plain: PlainList, chance: random.Random) -> None:
    plain.change_cells("product", lambda text: text + chance.choice((" für Kinder", " été", "")))
    plain.encoding = chance.choice(("cp1252", "latin-1", "utf-8", "utf-16"))


def _letters_of_header(plain: PlainList, chance: random.Random) -> None:
    change = chance.choice((str.upper, str.lower, lambda text: f"  {text}\u00a0", str.title))
    for key in ("product", "form", "serving", "pack"):
        plain.set_header(key, change(plain.headers[plain.index(key)]))


def _repeat_header(plain: PlainList, chance: random.Random) -> None:
    key = chance.choice(("price", "mass", "pack"))
    plain.headers.append(plain.headers[plain.index(key)])
    plain.keys.append("other")
    for row in plain.rows:
        row.append("7")
    figure = {"price": "price", "mass": "per unit", "pack": "pack"}[key]
    plain.allow(figure)


def _swap_headers(plain: PlainList, chance: random.Random) -> None:
    first, second = plain.index("mass"), plain.index("pack")
    plain.headers[first], plain.headers[second] = plain.headers[second], plain.headers[first]
    for meaning, row in zip(plain.meanings, plain.rows, strict=True):
        mass, serving = Fraction(row[second]), Fraction(row[plain.index("serving")])
        meaning.allowed |= {"mass": {mass}, "per unit": {mass / serving},
                            "pack": {Fraction(row[first])}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of a list, and the columns it touches. Those of one list touch different ones."""

    name: str
    apply: Change
    keys: frozenset[str]


def _mutation(name: str, apply: Change, *keys: str) -> Mutation:
    return Mutation(name, apply, frozenset(keys))


MUTATIONS = (
    _mutation("unit of mass in header", _mass_unit_in_header, "mass"),
    _mutation("unit of mass in cells", _mass_unit_in_cells, "mass"),
    _mutation("mass in another unit", _mass_in_other_unit, "mass"),
    _mutation("base in header of mass", _mass_base_in_header, "mass", "serving"),
    _mutation("odd mass", _odd_mass, "mass", "serving"),
    _mutation("grouped mass", _grouped_mass, "mass", "serving", "price"),
    _mutation("worded pack", _worded_pack, "pack", "serving"),
    _mutation("multiplied pack", _multiplied_pack, "pack"),
    _mutation("odd pack", _odd_pack, "pack"),
    _mutation("serving in words", _serving_in_words, "serving", "pack"),
    _mutation("empty serving", _empty_serving, "serving", "mass"),
    _mutation("currency in cells", _currency_in_cells, "price"),
    _mutation("currency against header", _currency_against_header, "price"),
    _mutation("currency in header", _currency_in_header, "price"),
    _mutation("subunit in header", _subunit_in_header, "price"),
    _mutation("base of price", _base_of_price, "price", "pack", "serving"),
    _mutation("decimal comma", _decimal_comma, "price", "file", "discount", "mass"),
    _mutation("grouped price", _grouped_price, "price"),
    _mutation("odd price", _odd_price, "price"),
    _mutation("discount in words", _discount_in_words, "discount"),
    _mutation("discount as share", _discount_as_share, "discount"),
    _mutation("discount as money", _discount_as_money, "discount", "price"),
    _mutation("percent format", _percent_format, "discount", "columns"),
    _mutation("currency format", _currency_format, "price", "columns"),
    _mutation("unit format", _unit_format, "mass", "columns"),
    _mutation("columns in another order", _shuffle_columns, "columns"),
    _mutation("another column", _add_column, "columns"),
    _mutation("lines above", _lines_above, "lines"),
    _mutation("another mineral", _rename_mineral, "product", "mass", "form"),
    _mutation("old encoding", _old_encoding, "product", "file"),
    _mutation("letters of headers", _letters_of_header, "product", "form", "serving", "pack"),
    _mutation("repeated header", _repeat_header, "columns", "mass", "price", "pack"),
    _mutation("swapped headers", _swap_headers, "mass", "pack", "serving"),
)
