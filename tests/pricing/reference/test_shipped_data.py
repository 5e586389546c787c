"""The shipped reference data: every figure is computed again or compared with its source."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import chain, groupby

import pytest
from molmass import Formula

from pricing.quantities.dates import today
from pricing.reference.evidence import claims, medicine_spacings
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import authorities
from tests.paths import SHIPPED_DATA

TABLES = {
    name: list(csv.DictReader((SHIPPED_DATA / name).read_text("utf-8").splitlines()))
    for name in (
        "assumptions.csv",
        "claims.csv",
        "counselling.csv",
        "currencies.csv",
        "daily_values.csv",
        "elements.csv",
        "form_evidence.csv",
        "forms.csv",
        "limits.csv",
        "payers.csv",
        "spacings.csv",
        "strengths.csv",
    )
}
EVIDENCE = tomllib.loads((SHIPPED_DATA / "evidence.toml").read_text("utf-8"))
FORMS, LIMITS = TABLES["forms.csv"], TABLES["limits.csv"]
COMPUTED = [row for row in FORMS if row["formula"]]
SYMBOLS = [row["symbol"] for row in TABLES["elements.csv"]]
LIFE_STAGES = {
    "adult", "older_adult", "pregnancy", "lactation", "teen_14_18", "child_9_13", "child_4_8",
    "child_1_3",
}  # fmt: skip

# The molar mass (g/mol) of every compound, kept apart from the shipped table.
MOLAR_MASSES = """
Mg: MgO=40.30 Mg(OH)2=58.32 Mg5C4O12(OH)2(H2O)4=467.64 Mg5C4O12(OH)2(H2O)5=485.65 MgCO3=84.31
    Mg3(C6H5O7)2=451.12 Mg3(C6H5O7)2(H2O)9=613.25 Mg(C6H6O7)=214.41 Mg(C2H4NO2)2=172.42
    Mg(C2H4NO2)2(H2O)=190.44 Mg(C2H4NO2)2(H2O)2=208.45 Mg(C4H4O5)(H2O)3=210.42
    Mg(C4H4O5)=156.38 Mg2(OH)2C4H4O5=214.70 Mg(C4H5O5)2=290.46 Mg(C2H6NO3S)2(H2O)2=308.61
    Mg(C2H6NO3S)2=272.58 Mg(C4H8NO4S)2(H2O)2=392.69 Mg(C4H8NO4S)2=356.66 Mg(C4H7O5)2=294.50
    Mg(C4H7O5)2(H2O)=312.51 Mg(C3H5O3)2=202.45 Mg(C3H5O3)2(H2O)2=238.48
    Mg(C6H11O7)2(H2O)2=450.63 Mg(C6H11O7)2=414.60 Mg(C4H6NO4)2(H2O)2=324.53
    Mg(C4H6NO4)2=288.49 Mg(C4H6NO4)2(H2O)4=360.56 MgC4H6NO4Cl(H2O)3=245.90
    Mg(C5H3N2O4)2(H2O)2=370.51 Mg(C5H3N2O4)2=334.48 MgCl2(H2O)6=203.30 MgCl2=95.21
    MgSO4(H2O)7=246.47 MgSO4(H2O)=138.38 MgSO4=120.37 MgC3H7O6P=194.36 Mg(C5H6NO3)2=280.52
    Mg(C6H7O6)2=374.54 MgHPO4(H2O)3=174.33 Mg3(PO4)2=262.86
Ca: CaCO3=100.09 Ca3(C6H5O7)2(H2O)4=570.50 Ca3(C6H5O7)2=498.43 Ca(C3H5O3)2(H2O)5=308.29
    Ca(C3H5O3)2=218.22 Ca(C6H11O7)2(H2O)=448.39 Ca(C6H11O7)2=430.37 Ca3(PO4)2=310.18
    CaHPO4(H2O)2=172.09 CaHPO4=136.06 Ca5(OH)(PO4)3=502.31 Ca(C2H3O2)2=158.17
    Ca(C6H7O6)2(H2O)2=426.34 Ca(C6H7O6)2=390.31 CaCl2(H2O)2=147.01 CaCl2=110.98
    CaCl2(H2O)6=219.08 Ca(C2H4NO2)2=188.20
Fe: FeSO4(H2O)7=278.01 FeSO4(H2O)=169.92 FeSO4=151.91 FeC4H2O4=169.90
    Fe(C6H11O7)2(H2O)2=482.17 Fe(C6H11O7)2=446.14 Fe(C2H4NO2)2=203.96
Zn: Zn(C6H11O7)2=455.68 Zn(C6H11O7)2(H2O)3=509.72 Zn(C6H4NO2)2=309.58
    Zn3(C6H5O7)2(H2O)2=610.37 Zn3(C6H5O7)2=574.34 ZnSO4(H2O)7=287.55 ZnSO4(H2O)=179.46
    ZnO=81.38 Zn(C2H3O2)2(H2O)2=219.50 Zn(C2H3O2)2=183.47 Zn(C2H4NO2)2=213.50
    Zn(C2H4NO2)2(H2O)=231.51 ZnCl2=136.29
K: KCl=74.55 K3C6H5O7(H2O)=324.41 K3C6H5O7=306.39 KC6H11O7=234.25 KC6H11O7(H2O)=252.26
    KHCO3=100.12 KC2H3O2=98.14 K2CO3=138.21 KH2PO4=136.09 K2HPO4=174.18
Se: Na2SeO3=172.95 Na2SeO3(H2O)5=263.03 Na2SeO4=188.95 C5H11NO2Se=196.12 C4H9NO2Se=182.09
Cu: CuO=79.55 Cu2O=143.09 Cu(C6H11O7)2=453.84 Cu(C6H11O7)2(H2O)=471.86 CuSO4(H2O)5=249.68
    CuSO4=159.61 Cu(C2H4NO2)2=211.66 Cu2C6H4O7=315.18
I: KI=166.00 NaI=149.89 KIO3=214.00
Cr: Cr(C6H4NO2)3=418.30 CrCl3(H2O)6=266.45 CrCl3=158.35
Mn: MnSO4(H2O)=169.02 MnSO4=151.00 MnSO4(H2O)4=223.06 Mn(C6H11O7)2(H2O)2=481.26
    Mn(C6H11O7)2=445.23 Mn(C2H4NO2)2=203.06 MnCl2(H2O)4=197.90 MnCl2=125.84 MnCO3=114.95
P: KH2PO4=136.09 K2HPO4=174.18 NaH2PO4=119.98 NaH2PO4(H2O)=137.99 Na2HPO4=141.96
    CaHPO4(H2O)2=172.09 CaHPO4=136.06 Ca3(PO4)2=310.18
Mo: Na2MoO4(H2O)2=241.96 Na2MoO4=205.93 (NH4)6Mo7O24(H2O)4=1235.93
B: Na2B4O7(H2O)10=381.37 Na2B4O7=201.22 H3BO3=61.83
F: NaF=41.99 Na2PO3F=143.95 KF=58.10
Na: NaCl=58.44 NaHCO3=84.01 Na3C6H5O7(H2O)2=294.10 Na3C6H5O7=258.07 NaC2H3O2(H2O)3=136.08
    NaC2H3O2=82.03
"""

WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"

FRACTION_TOTALS = {
    "Mg": "5.979121",
    "Ca": "4.142309",
    "Fe": "1.740630",
    "Zn": "4.263449",
    "K": "3.681712",
    "Se": "2.011169",
    "Cu": "3.317837",
    "I": "2.204108",
    "Cr": "0.647801",
    "Mn": "2.635365",
    "P": "1.713604",
    "Mo": "1.405936",
    "B": "0.503143",
    "F": "0.911462",
    "Na": "1.617990",
}


def rounded(value: float, places: str) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(places), ROUND_HALF_UP)


def masses_by_formula() -> dict[tuple[str, str], str]:
    """Return the masses of MOLAR_MASSES by element and formula."""
    masses, element = {}, ""
    for word in MOLAR_MASSES.split():
        if word.endswith(":"):
            element = word.removesuffix(":")
        else:
            formula, mass = word.split("=")
            masses[element, formula] = mass
    return masses


def split_list(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def spelling_key(text: str) -> str:
    """Return only the letters and digits, without case and accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(re.findall(r"[a-z0-9]+", folded))


def compound_id(row: dict[str, str]) -> str:
    return " ".join(filter(None, (row["element"], row["form"], row["variety"])))


def duplicates(keys: list[object]) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


def cited_sources() -> set[str]:
    """Return every source key that a table names."""
    rows = chain(FORMS, LIMITS, TABLES["daily_values.csv"], TABLES["strengths.csv"])
    target_sources = {row["default_target_source"] for row in TABLES["elements.csv"]}
    source_lists = {
        key
        for name in (
            "assumptions.csv",
            "form_evidence.csv",
            "payers.csv",
            "spacings.csv",
            "claims.csv",
            "counselling.csv",
        )
        for row in TABLES[name]
        for key in row["sources"].split("|")
    }
    return {row["source"] for row in rows} | target_sources | source_lists


def fraction(element: str, form: str) -> Decimal:
    """Return the fraction of the assumed variety, which is in the form's first row."""
    first = next(row for row in FORMS if (row["element"], row["form"]) == (element, form))
    return Decimal(first["fraction"])


# -- elemental fractions


@pytest.mark.parametrize("row", COMPUTED, ids=compound_id)
def test_that_a_fraction_is_the_share_of_the_element_in_the_molar_mass(row: dict[str, str]) -> None:
    formula, atoms = Formula(row["formula"]), int(row["atoms"])

    assert formula.composition()[row["element"]].count == atoms
    share = atoms * Formula(row["element"]).mass / formula.mass
    assert row["fraction"] == str(rounded(share, "0.000001"))


@pytest.mark.parametrize("row", COMPUTED, ids=compound_id)
def test_that_a_molar_mass_agrees_with_the_known_mass(row: dict[str, str]) -> None:
    expected = masses_by_formula()[row["element"], row["formula"]]

    assert str(rounded(Formula(row["formula"]).mass, "0.01")) == expected


def test_that_no_compound_is_missing_or_added() -> None:
    assert {(row["element"], row["formula"]) for row in COMPUTED} == set(masses_by_formula())


@pytest.mark.parametrize("element", SYMBOLS)
def test_that_the_fractions_of_an_element_add_up_to_the_known_total(element: str) -> None:
    fractions = [Decimal(row["fraction"]) for row in COMPUTED if row["element"] == element]

    assert sum(fractions) == Decimal(FRACTION_TOTALS[element])


def test_that_a_compound_has_all_of_formula_atoms_and_fraction_or_none() -> None:
    for row in FORMS:
        assert len({bool(row[key]) for key in ("formula", "atoms", "fraction")}) == 1, row
        assert row["formula"] or "not computed" in row["note"]


def test_that_a_fraction_is_a_share() -> None:
    for row in COMPUTED:
        assert 0 < Decimal(row["fraction"]) < 1


def test_that_the_varieties_of_a_form_are_in_adjacent_rows() -> None:
    runs = groupby((row["element"], row["form"]) for row in FORMS)

    assert duplicates([form for form, _ in runs]) == []


def test_that_glycinate_with_18_percent_oxide_has_48_percent_of_its_magnesium_from_oxide() -> None:
    glycinate, oxide = fraction("Mg", "glycinate"), fraction("Mg", "oxide")
    share = Decimal("0.82") * glycinate + Decimal("0.18") * oxide
    oxide_in_mass = (share - glycinate) / (oxide - glycinate)

    assert round(share * 100, 2) == Decimal("22.41")
    assert round(oxide_in_mass * oxide / share * 100, 1) == Decimal("48.4")


@pytest.mark.parametrize(
    ("form", "variety", "compound_mg", "elemental_mg", "tolerance"),
    [
        ("oxide", "", "400", "241.3", "0.2"),
        ("glycerophosphate", "anhydrous", "777.6", "97.2", "0.1"),
        ("lactate", "anhydrous", "404.85", "48.62", "0.02"),
        ("threonate", "anhydrous", "3000", "250", "2.5"),
        ("malate", "1:1 trihydrate", "1000", "113", "2.6"),
    ],
)
def test_that_the_assumed_variety_agrees_with_real_labels(
    form: str, variety: str, compound_mg: str, elemental_mg: str, tolerance: str
) -> None:
    first = next(row for row in FORMS if (row["element"], row["form"]) == ("Mg", form))
    computed = Decimal(first["fraction"]) * Decimal(compound_mg)

    assert first["variety"] == variety
    assert abs(computed - Decimal(elemental_mg)) <= Decimal(tolerance)


@pytest.mark.parametrize("row", TABLES["strengths.csv"], ids=lambda row: row["strength"])
def test_that_the_strength_of_a_salt_agrees_with_its_label(row: dict[str, str]) -> None:
    amount, unit = row["strength"].split("/")[0].split()
    compound_mg = Decimal(amount) * (1_000 if unit == "g" else 1)
    shares = [
        Decimal(compound["fraction"])
        for compound in FORMS
        if (compound["element"], compound["form"]) == (row["element"], row["form"])
        and compound["fraction"]
    ]

    assert shares
    assert not row["elemental_mg"] or any(
        abs(compound_mg * share - Decimal(row["elemental_mg"])) <= Decimal(row["elemental_mg"]) / 50
        for share in shares
    )


# -- names


@pytest.mark.parametrize("element", SYMBOLS)
def test_that_a_spelling_names_one_compound_of_an_element(element: str) -> None:
    rows = [row for row in FORMS if row["element"] == element]
    names = {row["form"] for row in rows}
    synonyms = chain.from_iterable(split_list(row["synonyms"]) for row in rows)

    assert duplicates([spelling_key(name) for name in (*names, *synonyms)]) == []


def test_that_a_spelling_names_one_element() -> None:
    names = chain.from_iterable(split_list(row["synonyms"]) for row in TABLES["elements.csv"])

    assert duplicates([spelling_key(name) for name in names]) == []


def test_that_the_spellings_of_an_element_include_its_symbol_and_name() -> None:
    for row in TABLES["elements.csv"]:
        spellings = {spelling_key(name) for name in split_list(row["synonyms"])}

        assert {spelling_key(row["symbol"]), spelling_key(row["name"])} <= spellings


def test_that_an_amino_acid_chelate_has_no_fraction() -> None:
    """The name does not tell how much of the powder is amino acid, and how much is oxide."""
    chelates = [row for row in FORMS if "amino" in row["form"] + row["synonyms"]]

    assert chelates
    assert not [row for row in chelates if row["fraction"]]


def test_that_the_reference_form_of_an_element_has_a_fraction() -> None:
    for row in TABLES["elements.csv"]:
        assert fraction(row["symbol"], row["reference_form"]) > 0


def test_that_atomic_masses_are_those_of_the_molar_masses() -> None:
    for element in elements().values():
        mass = Decimal(str(Formula(element.symbol).mass))

        assert abs(Decimal(float(element.atomic_mass)) / mass - 1) < Decimal("0.0001")


def test_that_a_milliequivalent_is_the_share_of_a_charge_in_a_millimole() -> None:
    magnesium, potassium, iron = (elements()[symbol] for symbol in ("Mg", "K", "Fe"))

    assert magnesium.micrograms_per_mmol == 24_305
    assert magnesium.micrograms_per_meq == Fraction(24_305, 2)
    assert potassium.micrograms_per_meq == potassium.micrograms_per_mmol
    assert iron.micrograms_per_meq is None


# -- limits, daily values, targets


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: "-".join(list(row.values())[:3]))
def test_that_a_limit_is_positive_or_states_that_none_is_set(row: dict[str, str]) -> None:
    if row["limit_mg"]:
        assert Decimal(row["limit_mg"]) > 0
        assert "none set" not in row["words"]
    else:
        assert row["words"].startswith("none set: ")
    assert row["basis"] in {"supplements", "total"}
    assert row["life_stage"] in LIFE_STAGES
    assert row["authority"] in authorities()


def test_that_no_default_target_exceeds_an_upper_level_for_adults() -> None:
    """The German limits are the most that a supplement should hold, and no upper levels."""
    for row in TABLES["elements.csv"]:
        limits = [
            Decimal(limit["limit_mg"])
            for limit in LIMITS
            if limit["element"] == row["symbol"]
            and limit["life_stage"] == "adult"
            and limit["limit_mg"]
            and authorities()[limit["authority"]].limit_kind == "upper level"
        ]

        assert Decimal(row["default_target_mg"]) <= min(limits), row["symbol"]


def test_that_no_limit_for_an_age_exceeds_the_limit_for_the_next_older_age() -> None:
    ages = ("child_1_3", "child_4_8", "child_9_13", "teen_14_18")
    limits = {
        (row["element"], row["authority"], row["life_stage"]): row["limit_mg"] for row in LIMITS
    }
    for element, authority in {key[:2] for key in limits}:
        amounts = [limits.get((element, authority, age)) for age in ages]
        set_limits = [Decimal(amount) for amount in amounts if amount]

        assert set_limits == sorted(set_limits), (element, authority)


@pytest.mark.parametrize("name", ["forms.csv", "limits.csv"])
def test_that_tables_cover_exactly_the_elements(name: str) -> None:
    assert {row["element"] for row in TABLES[name]} == set(SYMBOLS)


# Minerals for which a region has no daily value.
WITHOUT_DAILY_VALUE = {("B", "US"), ("B", "EU"), ("F", "US"), ("Na", "EU")}


def test_that_every_authority_has_daily_values_for_the_elements_of_its_labels() -> None:
    shipped = {(row["element"], row["authority"]) for row in TABLES["daily_values.csv"]}
    regions = {authority.daily_values for authority in authorities().values()}
    expected = {(symbol, region) for symbol in SYMBOLS for region in regions}

    assert shipped == expected - WITHOUT_DAILY_VALUE


# -- sources and keys

EVIDENCE_GRADES = {
    "authority",
    "trial",
    "review",
    "manufacturer",
    "computed",
    "chosen",
    "unverified",
}


def test_that_evidence_is_about_known_forms_and_has_a_strength() -> None:
    known = {(row["element"], row["form"]) for row in FORMS}
    for row in TABLES["form_evidence.csv"]:
        assert (row["element"], row["form"]) in known
        assert row["topic"] in {"absorption", "tolerance"}
        assert row["grade"] in {"moderate", "weak", "conflicting", "weak and conflicting"}


def test_that_no_unverified_claim_is_called_supported() -> None:
    verdicts = {claim.verdict for claim in claims() if "%" in claim.statement}
    assert verdicts == {"not supported", "not supported as a number", "not verified"}
    assert all(claim.sources for claim in claims())
    assert all(spacing.sources for spacing in medicine_spacings())


def test_that_every_row_cites_a_source() -> None:
    for row in chain(FORMS, LIMITS, TABLES["daily_values.csv"]):
        assert row["source"], row
    assert all(row["default_target_source"] for row in TABLES["elements.csv"])


def test_that_exactly_the_cited_sources_are_listed() -> None:
    assert cited_sources() == set(EVIDENCE["sources"])


def test_that_a_source_states_what_it_is_and_how_it_was_read() -> None:
    for source in EVIDENCE["sources"].values():
        assert {"title", "publisher", "where", "seen", "standing", "read_on"} <= set(source)
        assert source["seen"] in {"read", "read as quoted", "computed", "chosen"}
        assert source["standing"] in EVIDENCE_GRADES


@pytest.mark.parametrize("key", EVIDENCE["sources"])
def test_that_a_source_was_read_within_24_months(key: str) -> None:
    """Read the place again, mend the fact if it has changed, and write the day into the table."""
    read_on = date.fromisoformat(EVIDENCE["sources"][key]["read_on"])

    assert today() - timedelta(days=730) <= read_on <= today() + timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("currencies.csv", ["code"]),
        ("daily_values.csv", ["element", "authority"]),
        ("elements.csv", ["symbol"]),
        ("form_evidence.csv", ["element", "form", "topic"]),
        ("spacings.csv", ["element", "medicine"]),
        ("counselling.csv", ["element", "words"]),
        ("claims.csv", ["claim"]),
        ("forms.csv", ["element", "form", "variety"]),
        ("limits.csv", ["element", "authority", "life_stage"]),
    ],
)
def test_that_keys_are_unique(name: str, columns: list[str]) -> None:
    assert duplicates([tuple(row[column] for column in columns) for row in TABLES[name]]) == []


@pytest.mark.parametrize("name", TABLES)
def test_that_a_table_is_plain_utf_8_with_complete_rows(name: str) -> None:
    raw = (SHIPPED_DATA / name).read_bytes()
    rows = list(csv.reader(raw.decode("utf-8").splitlines()))

    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    assert {len(row) for row in rows} == {len(rows[0])}


# -- currencies


def test_that_currencies_have_the_decimals_of_iso_4217() -> None:
    decimals = {row["code"]: row["decimals"] for row in TABLES["currencies.csv"]}
    expected = dict.fromkeys(decimals, "2")
    expected |= dict.fromkeys(re.findall(r"\w+", WITHOUT_DECIMALS), "0")
    expected |= dict.fromkeys(re.findall(r"\w+", THREE_DECIMALS), "3")

    assert decimals == expected


def test_that_currencies_have_a_code_and_a_name() -> None:
    for row in TABLES["currencies.csv"]:
        assert re.fullmatch("[A-Z]{3}", row["code"])
        assert row["name"]
