"""Pack sizes as shops and registers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.pack_sizes import PACK_PATTERNS, read_pack
from pricing.reading.reader_process import read_products
from tests.pricing.reading.grids import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "units", "kind"),
    [
        ("200 Count (Pack of 2)", 400, ""),
        ("200 Count (Pack of 1)", 200, ""),
        ("90 Tablets, Pack of 3", 270, "tablet"),
        ("boîte de 60 cp", 60, "tablet"),
        ("60 cpr", 60, "tablet"),
        ("scatola da 30 cps", 30, "capsule"),
        ("pot 60 caps", 60, "capsule"),
        ("pot van 60", 60, ""),
        ("doos van 60 tabletten", 60, "tablet"),
        ("frasco 60 cápsulas", 60, "capsule"),
        ("słoik 60 kapsułek", 60, "capsule"),
        ("3 tube(s) de 20", 60, ""),
        ("3 tube(s) de 20 comprimé(s) effervescent(s)", 60, "tablet"),
        ("plaquette(s) PVC-aluminium de 30 comprimé(s)", 30, "tablet"),
        ("2 Röhrchen mit 20 Tabletten", 40, "tablet"),
        ("90 (3 x 30)", 90, ""),
        ("90 Tabl. (3x30 Stk)", 90, "tablet"),
        ("3 x 30 (90)", 90, ""),
        ("90 [3 × 30]", 90, ""),
        ("3 x 30 = 90 Kapseln", 90, "capsule"),
        ("90 capsules (3 bottles of 30)", 90, "capsule"),
        ("10's", 10, ""),
        ("10’s", 10, ""),
        ("10 x 10's", 100, ""),
        ("60s", 60, ""),
        ("30's in container", 30, ""),
        ("120 Veg Capsules", 120, "capsule"),
        ("120 Vegetarian Capsules (60 servings)", 120, "capsule"),
        ("120 capsules, 60 Day Supply", 120, "capsule"),
        ("90 film-coated tablets", 90, "tablet"),
        ("60 gélules", 60, "capsule"),
        ("60 Kapseln", 60, "capsule"),
        ("2 × 60 Kapseln", 120, "capsule"),
        ("60 x 400 mg tablets", 60, "tablet"),
        ("8.8 oz (250 g)", 250, "g"),
        ("50 St N2", 50, ""),
        ("20 Tabl. N1", 20, "tablet"),
        ("1 kg", 1000, "g"),
        ("296 mL", 296, "mL"),
        ("100 TABLET in 1 BOTTLE (0904-7418-44)", 100, "tablet"),
        (
            "10 BLISTER PACK in 1 CARTON (0904-7418-61)  / 10 TABLET in 1 BLISTER PACK",
            100,
            "tablet",
        ),
        ("1 BOTTLE, PLASTIC in 1 CARTON > 296 mL in 1 BOTTLE, PLASTIC", 296, "mL"),
        ("120 count bottle", 120, ""),
        ("90-Count Bottle", 90, ""),
        ("100 Tablets/Bottle", 100, "tablet"),
        ("90 ea", 90, ""),
        ("240 Tablets | 8 Months Supply", 240, "tablet"),
        ("90 capsules 400 mg", 90, "capsule"),
        ("60 tablets of 250 mg each", 60, "tablet"),
        ("90 Kapseln à 400 mg", 90, "capsule"),
        ("100 Tbl.", 100, "tablet"),
        ("3x20 Brausetabletten", 60, "tablet"),
        ("60 St.", 60, ""),
        ("2 Dosen à 60", 120, ""),
        ("30 Portionsbeutel", 30, "sachet"),
        ("180 Kapseln (6-Monatsvorrat)", 180, "capsule"),
        ("lot de 2 x 60 gélules", 120, "capsule"),
        ("Boîte de 30 gélules", 30, "capsule"),
        ("caja con 30 sobres", 30, "sachet"),
        ("Pack de 2 x 60 cápsulas", 120, "capsule"),
        ("60 unidades", 60, ""),
        ("30 bustine", 30, "sachet"),
        *((pattern.example, None, "") for pattern in PACK_PATTERNS),
    ],
)
def test_that_a_pack_size_is_read(text: str, units: int | None, kind: str) -> None:
    pack = read_pack(text)
    if units is not None:
        assert (pack.units, pack.unit_kind) == (units * 1_000, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("60 Day Supply", ProblemKind.DURATION_AS_PACK_SIZE),
        ("60-day supply", ProblemKind.DURATION_AS_PACK_SIZE),
        ("2 Month Supply", ProblemKind.DURATION_AS_PACK_SIZE),
        ("30 Tage", ProblemKind.DURATION_AS_PACK_SIZE),
        ("6-Monatsvorrat", ProblemKind.DURATION_AS_PACK_SIZE),
        ("Vorrat für 30 Tage", ProblemKind.DURATION_AS_PACK_SIZE),
        ("cure de 30 jours", ProblemKind.DURATION_AS_PACK_SIZE),
        ("3 meses", ProblemKind.DURATION_AS_PACK_SIZE),
        ("90 (3 x 20)", ProblemKind.UNCLEAR_PACK_SIZE),
        ("90 caps (3 x 30 tablets)", ProblemKind.UNCLEAR_PACK_SIZE),
        ("3 x 30 = 60", ProblemKind.UNCLEAR_PACK_SIZE),
        ("1-2 caps", ProblemKind.UNCLEAR_PACK_SIZE),
        ("60–120", ProblemKind.UNCLEAR_PACK_SIZE),
        ("1 Bottle", ProblemKind.UNCLEAR_PACK_SIZE),
        ("2 bottles", ProblemKind.UNCLEAR_PACK_SIZE),
        ("Lot de 2", ProblemKind.UNCLEAR_PACK_SIZE),
        ("Pack of 3", ProblemKind.UNCLEAR_PACK_SIZE),
        ("30 servings (90 capsules)", ProblemKind.UNCLEAR_PACK_SIZE),
        ("60 capsules x 2", ProblemKind.UNCLEAR_PACK_SIZE),
        ("1 000 comprimés", ProblemKind.UNCLEAR_PACK_SIZE),
        ("30 x 5 g sachets", ProblemKind.UNCLEAR_PACK_SIZE),
        ("12 dozen", ProblemKind.UNCLEAR_PACK_SIZE),
        ("90 + 30 free", ProblemKind.UNCLEAR_PACK_SIZE),
        ("60-90 capsules", ProblemKind.UNCLEAR_PACK_SIZE),
        ("90 tablets & 30 capsules", ProblemKind.UNCLEAR_PACK_SIZE),
        ("8 oz", ProblemKind.UNCLEAR_PACK_SIZE),
        ("60 double capsules", ProblemKind.UNCLEAR_PACK_SIZE),
        ("500 mg", ProblemKind.UNCLEAR_PACK_SIZE),
        ("family size", ProblemKind.UNCLEAR_PACK_SIZE),
        ("3 tubes of 0", ProblemKind.UNCLEAR_PACK_SIZE),
        ("1 KIT in 1 CARTON / 10 TABLET in 1 BLISTER", ProblemKind.UNCLEAR_PACK_SIZE),
        ("1,000 tablets", ProblemKind.AMBIGUOUS_NUMBER),
        ("9" * 300 + " tablets", ProblemKind.UNCLEAR_PACK_SIZE),
    ],
)
def test_that_an_unclear_pack_size_is_rejected_with_the_reason(
    text: str, kind: ProblemKind
) -> None:
    with pytest.raises(BadInput) as error:
        read_pack(text)
    assert error.value.kind is kind


COUNT, TIMES = st.integers(1, 2_000), st.integers(1, 20)
KIND = st.sampled_from(sorted(key for key, kind in UNIT_KINDS.items() if kind.spellings))


@given(COUNT, TIMES, KIND)
def test_that_every_order_of_words_gives_the_same_pack(count: int, times: int, kind: str) -> None:
    plural = UNIT_KINDS[kind].plural
    for text in (
        f"{times} x {count} {plural}",
        f"{times} bottles of {count} {plural}",
        f"{count} {plural} (Pack of {times})",
        f"{times} BOTTLE in 1 CARTON / {count} {plural} in 1 BOTTLE",
    ):
        pack = read_pack(text)
        assert (pack.units, pack.unit_kind) == (times * count * 1_000, kind)


@given(st.text(max_size=40) | st.from_regex(r"[0-9x'()+/ a-z]{1,30}", fullmatch=True))
def test_that_any_text_is_read_or_rejected(text: str) -> None:
    try:
        assert read_pack(text).units > 0
    except BadInput as error:
        assert str(error)


def test_that_a_pack_size_gives_the_unit_and_a_flagged_one_is_reported(
    write_list: Callable[..., Path],
) -> None:
    text = (
        "product,form,elemental_mg,pack_units,price\nA,oxide,250,90 Tablets,4\n"
        "B,oxide,250,200 Count (Pack of 2),4\nC,oxide,250,60 Day Supply,4\n"
    )
    result = read_products(write_list(text))
    units = [(row.product.pack_units, row.product.unit_kind) for row in result.products]
    assert units == [(90_000, "tablet"), (400_000, "unit")]
    flagged, rejected = result.problems
    assert (flagged.row, flagged.kind, flagged.is_row_kept) == (
        3,
        ProblemKind.MULTIPACK_ASSUMED,
        True,
    )
    assert (rejected.row, rejected.kind, rejected.is_row_kept) == (
        4,
        ProblemKind.DURATION_AS_PACK_SIZE,
        False,
    )
    assert "2 packs of 200, 400 in all" in str(flagged)


def test_that_the_unit_column_overrides_the_pack_size(
    write_list: Callable[..., Path],
) -> None:
    text = "product,unit,elemental_mg,pack_units,price\nA,softgels,250,90 capsules,4\n"
    (row,) = read_products(write_list(text)).products
    assert row.product.unit_kind == "softgel"


@pytest.mark.parametrize(
    ("text", "units", "kind"),
    [
        ("3×20", 60_000, ""), ("3 × 20", 60_000, ""), ("3*20", 60_000, ""),
        ("2 * 60 caps", 120_000, "capsule"), ("60+60", 120_000, ""),
        ("60 + 60 capsules", 120_000, "capsule"), ("30+30+30", 90_000, ""),
        ("8.5 oz", 240_971, "g"), ("8 fl oz", 236_588, "mL"), ("1 lb", 453_592, "g"),
    ],
)  # fmt: skip
def test_that_a_cell_of_several_packs_or_ounces_is_read(text: str, units: int, kind: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Serving size")
    serving = {"g": "5 g", "mL": "15 ml"}.get(kind, "")
    result = read_rows(titles, ("A", "100", text, serving))
    assert not [problem for problem in result.problems if not problem.is_row_kept]
    (row,) = result.all_rows
    assert (row.values["pack_units"], row.values.get("unit_kind", "")) == (units, kind)


@pytest.mark.parametrize("text", ["60*", "60+", "60 + 10 free", "60 + 60 mg", "3*"])
def test_that_marks_beside_a_count_are_not_dropped(text: str) -> None:
    result = read_rows(("Product", "Elemental mg", "Pack size"), ("A", "100", text))
    assert [problem.is_row_kept for problem in result.problems] == [False]
