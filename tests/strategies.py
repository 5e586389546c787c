"""Hypothesis strategies for realistic products and scenarios."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import strategies as st

from pricing.model.columns import build_product
from pricing.model.product import UNIT_KINDS, Product
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, Scenario, authorities_for
from pricing.quantities.text_folding import fold_text
from pricing.reading.dittos import is_ditto
from pricing.reading.list_words import figures_by_word
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements, forms
from pricing.reference.mineral_names import named_minerals, names_other_substance
from pricing.reference.payers import Payer, PayerKind

_WORD = re.compile(r"[^\W\d_]+|∑")
_COUNTS_PACKS = re.compile(r"(?i)\d\s*[x×]|[x×]\s*\d")


def _means_nothing_else(text: str) -> bool:
    """Return whether readers take a text for a name.

    It is no other mineral, vitamin or ditto, and has no word of totals, such as the sign of a mean.
    A mark alone stands for nothing, and “x2” counts packs.
    """
    means_other = is_ditto(text) or named_minerals(text) or names_other_substance(text)
    has_figure = figures_by_word().keys() & set(_WORD.findall(fold_text(text)))
    states_nothing = not any(map(str.isalnum, text))
    return not (means_other or has_figure or states_nothing or _COUNTS_PACKS.search(text))


NAMES = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]) | st.just(" "),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split()) or "x")
    .filter(_means_nothing_else)
)
FORMS_WITH_FRACTION = tuple(
    name for name, form in forms("Mg").items() if form.compounds[0].fraction
)
FORMS = st.sampled_from(
    ("oxide", "bisglycinate", "citrate", "L-threonate", "oxide, citrate", "Fizz", "")
)


@st.composite
def label_amounts(draw: st.DrawFn) -> dict[str, int]:
    """Draw the amounts of a label: the elemental amount, the compound amount, or both."""
    elemental = draw(st.integers(1, 2_000)) * draw(st.sampled_from((1_000, 500, 100)))
    compound = draw(st.integers(1, 5_000)) * 1_000
    match draw(st.integers(0, 9)):
        case 0:
            return {"compound_mg": compound}
        case 1:
            return {"elemental_mg": elemental, "compound_mg": compound}
        case _:
            return {"elemental_mg": elemental}


@st.composite
def product_values(draw: st.DrawFn, currency: str = "USD") -> dict[str, int | str | date]:
    """Draw the values of a product's row."""
    kind = draw(st.sampled_from(sorted(UNIT_KINDS)))
    whole = UNIT_KINDS[kind].is_sold_whole
    label = draw(label_amounts())
    form = draw(st.sampled_from(FORMS_WITH_FRACTION) if "elemental_mg" not in label else FORMS)
    values: dict[str, int | str | date] = {
        "product": draw(NAMES),
        "brand": draw(st.just("") | NAMES),
        "element": "Mg",
        "form": form,
        "unit_kind": kind,
        **label,
        "serving_units": draw(st.integers(1, 6)) * 1_000,
        "pack_units": draw(st.integers(1, 500)) * (1_000 if whole else 500),
        "price": draw(st.integers(1, 20_000)) * 10_000,
        "currency": currency,
        "discount_percent": draw(st.just(0) | st.integers(0, 9_000)),
        "tax_percent": draw(st.just(0) | st.integers(0, 2_500)),
        "delivery": draw(st.just(0) | st.integers(0, 1_500).map(lambda cents: cents * 10_000)),
        "smallest_dose": draw(st.sampled_from((1_000, 500, 250) if whole else (1_000, 100))),
        "food": draw(st.sampled_from(("", "", "", "yes", "no"))),
    }
    asked = draw(st.none() | st.integers(1, 50))
    if asked is not None:
        day = draw(st.dates(date(2020, 1, 1), date(2026, 6, 30)))
        found = draw(st.integers(0, asked))
        values |= {"shops_asked": asked, "shops_found": found, "asked_on": day}
    return {key: value for key, value in values.items() if value != ""}


def products(currency: str = "USD") -> st.SearchStrategy[Product]:
    """Return a strategy for products."""
    return product_values(currency).map(build_product)


def payers() -> st.SearchStrategy[Payer]:
    """Return a strategy for every way to pay."""
    shares = st.builds(
        Payer,
        st.sampled_from(("plan", "fsa")),
        st.sampled_from((PayerKind.PERCENT, PayerKind.PRETAX)),
        st.integers(1, 10_000),
        covers=st.sampled_from(((), ("oxide",))),
    )
    copays = st.builds(
        Payer,
        st.sampled_from(("card", "plan")),
        st.sampled_from(
            (PayerKind.COPAY_PACK, PayerKind.COPAY_ITEM, PayerKind.COPAY_MONTH, PayerKind.NONE)
        ),
        st.integers(0, 50_000_000),
    )
    return shares | copays


def scenarios() -> st.SearchStrategy[Scenario]:
    """Return a strategy for scenarios of magnesium."""
    return st.builds(
        Scenario,
        target=st.integers(10, 800).map(lambda mg: mg * 1_000),
        days=st.integers(1, 120),
        course_days=st.integers(1, 400),
        dose_policy=st.sampled_from(tuple(DOSE_POLICIES)),
        tolerance=st.sampled_from((200, 0, 125, 5_000)),
        limit_authority=st.sampled_from((NO_LIMIT, *authorities_for("Mg"))),
        life_stage=st.sampled_from(tuple(LIFE_STAGES)),
        reference_form=st.sampled_from(("oxide", "glycinate", "citrate")),
        absorption=st.sampled_from(((), (("glycinate", 13_000),))),
        payers=st.lists(payers(), max_size=2).map(tuple),
        daily_wage=st.sampled_from((0, 58_000_000)),
        regimen_targets=st.sampled_from(((), (("Mg", 300_000), ("Zn", 10_000)))),
        regimen_takes=st.sampled_from(((), ((7, 1_500, "with meals"),))),
    )


ELEMENTS = tuple(elements())
