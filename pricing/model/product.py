"""A product as sold: one pack, its label and its price; valid by construction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.ingredients import (
    Ingredient,
    check_other_minerals,
    ingredients_text,
    stated_ingredients,
)
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import PERCENT, UNITS
from pricing.quantities.currencies import currencies
from pricing.quantities.text_folding import match_key
from pricing.reference.mineral_forms import RecognizedForm, recognize_form

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date


# What a product is counted in if neither its row nor its name states it.
UNSTATED_UNIT = "unit"


class UnitKind(NamedTuple):
    """What is counted in a pack, such as capsules or grams.

    `default_smallest_dose` is in thousandths of a unit.
    """

    key: str
    plural: str
    is_sold_whole: bool
    default_smallest_dose: int
    synonyms: tuple[str, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether the unit is counted, and not weighed or poured."""
        return self.default_smallest_dose >= UNITS.base_per_unit

    @property
    def spellings(self) -> tuple[str, ...]:
        """The words that state the unit. The word for units of any kind states none."""
        return () if self.key == UNSTATED_UNIT else (self.key, self.plural, *self.synonyms)

    def name_of(self, count: Fraction) -> str:
        """Return the name for so many units: capsule, capsules."""
        return self.key if count == 1 else self.plural


UNIT_KINDS: Mapping[str, UnitKind] = {
    kind.key: kind
    for kind in (
        UnitKind(
            "capsule",
            "capsules",
            True,
            1_000,
            (
                "caps", "cap", "veg caps", "veg capsules", "vegetable capsules", "vcaps", "vegcaps",
                "kapsel", "kapseln", "kaps", "kps", "cápsula", "cápsulas", "gélule", "gélules",
                "kapsułka", "kapsułki", "kapsułek", "kapsle", "kapslí", "tobolka", "tobolky",
                "tobolek",
            ),
        ),
        UnitKind(
            "tablet",
            "tablets",
            True,
            1_000,
            (
                "tab", "tabs", "caplet", "caplets", "tablette", "tabletten", "comprimido",
                "comprimidos", "comprimé", "comprimés", "chewable", "chewables", "chewable tablet",
                "tbl", "tabl", "filmtablette", "filmtabletten", "brausetablette",
                "brausetabletten", "kautablette", "kautabletten", "lutschtablette",
                "lutschtabletten", "retardtablette", "retardtabletten", "compressa", "compresse",
                "lozenge", "lozenges", "pastille", "pastilles", "pastillen", "pastilla",
                "pastillas", "pastiglia", "pastiglie", "tabletka", "tabletki", "tabletek",
                "tableta", "tablety",
            ),
        ),
        UnitKind(
            "softgel",
            "softgels",
            True,
            1_000,
            (
                "soft gel", "soft gels", "softgel capsule", "softgel capsules", "weichkapsel",
                "weichkapseln", "perla", "perlas",
            ),
        ),
        UnitKind("gummy", "gummies", True, 1_000, ("gomita", "gomitas", "fruchtgummi")),
        UnitKind(
            "sachet",
            "sachets",
            True,
            1_000,
            (
                "packet", "packets", "stick", "sticks", "beutel", "portionsbeutel", "sobre",
                "sobres", "bustina", "bustine",
            ),
        ),
        UnitKind("serving", "servings", False, 1_000, ("portion", "portions", "ración", "scoop")),
        UnitKind("g", "g", False, 100, ("gram", "grams", "gramm", "powder", "pulver")),
        UnitKind("mL", "mL", False, 100, ("millilitre", "milliliter", "liquid")),
        UnitKind(
            UNSTATED_UNIT,
            "units",
            True,
            1_000,
            (
                "st", "stk", "stück", "stuk", "stuks", "styck", "pc", "pcs", "piece", "pieces",
                "pièce", "pièces", "pieza", "piezas", "pezzo", "pezzi", "peça", "peças", "szt",
                "sztuk", "sztuka", "each", "ea",
            ),
        ),
    )
}  # fmt: skip
SERVING_KIND = "serving"
# What a row states as its form if the product is a food.
YES, NO = "yes", "no"
FOOD_FORMS = ("food", "lebensmittel", "aliment", "alimento")
# What a product has if its row names none.
DEFAULT_ELEMENT = "Mg"
DEFAULT_CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Product:
    """One pack, its label and its price, in base units.

    Masses are micrograms per serving, units are thousandths, money is millionths of the currency,
    and percentages are hundredths of a percent. A `smallest_dose` of 0 becomes the default of the
    unit. `food` is YES, NO, or "" if it is not stated. `elemental` may be None if `compound` and
    the elemental fraction of the form give it. `other_minerals` states the minerals beside the
    first one, as `ingredients_text` writes them. `also_contains` names vitamins and other actives,
    which are not computed.

    Raises:
        BadInput: The values make no product. The error names the column.
    """

    product: str
    pack_units: int
    price: int
    currency: str
    brand: str = ""
    element: str = DEFAULT_ELEMENT
    form: str = ""
    unit_kind: str = UNSTATED_UNIT
    elemental: int | None = None
    compound: int | None = None
    serving_units: int = 1_000
    discount: int = 0
    tax: int = 0
    delivery: int = 0
    smallest_dose: int = 0
    daily_value: int | None = None
    upc: str = ""
    ndc: str = ""
    source: str = ""
    priced_on: date | None = None
    shops_asked: int | None = None
    shops_found: int | None = None
    asked_on: date | None = None
    other_minerals: str = ""
    also_contains: str = ""
    food: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.smallest_dose:
            object.__setattr__(self, "smallest_dose", self.unit_kind_details.default_smallest_dose)
        self._check_price()
        self._check_units()
        self._check_availability()
        if self.elemental is None and (self.compound is None or self.elemental_fraction is None):
            if self.compound is not None and not self.form:
                raise BadInput(ProblemKind.FORM_OF_COMPOUND_MISSING, column="elemental_mg")
            raise BadInput(ProblemKind.MISSING_ELEMENTAL, column="elemental_mg")
        if self.other_minerals:
            self._check_other_minerals()

    @property
    def ingredients(self) -> tuple[Ingredient, ...]:
        """The minerals of the product with their amounts, the first one first."""
        first = Ingredient(self.element, self.elemental, self.compound, self.form, self.daily_value)
        return (first, *stated_ingredients(self.other_minerals))

    @property
    def label(self) -> Hashable:
        """What tells the product from others. Packs of other sizes and prices have the same."""
        names = (match_key(self.brand), match_key(self.product))
        return *names, self.unit_kind, self.serving_units, self.ingredients

    def seen_as(self, element: str) -> Product:
        """Return the product with another of its minerals as the first one.

        It is the product itself if it does not hold that mineral.

        >>> tablet = Product("Cal-Mag", 90_000, 9_000_000, "USD", elemental=200_000,
        ...                  other_minerals="calcium 333 mg (carbonate)")
        >>> tablet.seen_as("Ca").form, tablet.seen_as("Ca").other_minerals
        ('carbonate', 'magnesium 200 mg')
        """
        if element == self.element or not self.other_minerals:
            return self
        return _seen_as(self, element)

    @property
    def unit_kind_details(self) -> UnitKind:
        return UNIT_KINDS[self.unit_kind]

    @property
    def recognized_form(self) -> RecognizedForm:
        return recognize_form(self.form, self.element)

    @property
    def label_fraction(self) -> Fraction | None:
        """The elemental fraction that labels of this standard strength state, if it decides."""
        recognized = self.recognized_form
        if self.compound is None or recognized.form is None or recognized.states_variety:
            return None
        from pricing.reference.strengths import standard_strengths

        strengths = standard_strengths(self.element, recognized.name)
        return strengths.get(Fraction(self.compound, self.serving_units))

    @property
    def elemental_fraction(self) -> Fraction | None:
        """The share of the element in the compound amount; None if it is not known."""
        return self.label_fraction or self.recognized_form.fraction

    @property
    def is_food(self) -> bool:
        """Whether the row says that the product is a food, such as almonds.

        Its own column decides, or else the word food as its form. An unknown form or a scoop does
        not make a supplement a food.
        """
        if self.food:
            return self.food == YES
        return self.form.strip().casefold() in FOOD_FORMS

    def _check_other_minerals(self) -> None:
        try:
            check_other_minerals(self.element, stated_ingredients(self.other_minerals))
        except BadInput as error:
            parameters = {**error.parameters, "column": "other_minerals"}
            raise BadInput(error.kind, **parameters) from None

    def _check_price(self) -> None:
        if self.currency not in currencies():
            raise BadInput(ProblemKind.UNKNOWN_CURRENCY, column="currency", value=self.currency)
        if self.discount >= 100 * PERCENT.base_per_unit:
            raise BadInput(
                ProblemKind.DISCOUNT_TOO_HIGH,
                column="discount_percent",
                value=PERCENT.text(self.discount),
            )

    def _check_availability(self) -> None:
        asked, found = self.shops_asked, self.shops_found
        if asked is not None and found is not None and found > asked:
            raise BadInput(
                ProblemKind.FOUND_EXCEEDS_ASKED, column="shops_found", found=found, asked=asked
            )

    def _check_units(self) -> None:
        if not self.unit_kind_details.is_sold_whole:
            return
        for column, units in (
            ("pack_units", self.pack_units),
            ("serving_units", self.serving_units),
        ):
            if units % UNITS.base_per_unit:
                raise BadInput(
                    ProblemKind.NOT_WHOLE_UNITS,
                    column=column,
                    units=Term(self.unit_kind_details.plural),
                    value=UNITS.text(units),
                )


# A comparison asks for the same few products again at each change.
@lru_cache(maxsize=4_096)
def _seen_as(product: Product, element: str) -> Product:
    ingredients = product.ingredients
    first = next((one for one in ingredients if one.element == element), None)
    if first is None:
        return product
    return replace(
        product,
        element=first.element,
        elemental=first.elemental,
        compound=first.compound,
        form=first.form,
        daily_value=first.daily_value,
        other_minerals=ingredients_text(one for one in ingredients if one is not first),
    )
