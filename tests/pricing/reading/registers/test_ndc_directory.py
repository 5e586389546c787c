"""FDA's NDC Directory as downloaded: a zip with a table of drugs and a table of packages."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

PRODUCT_HEADER = (
    "PRODUCTID", "PRODUCTNDC", "PRODUCTTYPENAME", "PROPRIETARYNAME", "PROPRIETARYNAMESUFFIX",
    "NONPROPRIETARYNAME", "DOSAGEFORMNAME", "ROUTENAME", "STARTMARKETINGDATE",
    "ENDMARKETINGDATE", "MARKETINGCATEGORYNAME", "APPLICATIONNUMBER", "LABELERNAME",
    "SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT", "PHARM_CLASSES",
    "DEASCHEDULE", "NDC_EXCLUDE_FLAG", "LISTING_RECORD_CERTIFIED_THROUGH",
)  # fmt: skip
PACKAGE_HEADER = (
    "PRODUCTID", "PRODUCTNDC", "NDCPACKAGECODE", "PACKAGEDESCRIPTION", "STARTMARKETINGDATE",
    "ENDMARKETINGDATE", "NDC_EXCLUDE_FLAG", "SAMPLE_PACKAGE",
)  # fmt: skip


def drug(ndc: str, name: str, substance: str, strength: str, **fields: str) -> dict[str, str]:
    return {
        "PRODUCTID": f"{ndc}_id",
        "PRODUCTNDC": ndc,
        "PROPRIETARYNAME": name,
        "DOSAGEFORMNAME": "TABLET",
        "ROUTENAME": "ORAL",
        "LABELERNAME": "Laboratoires Médic",
        "SUBSTANCENAME": substance,
        "ACTIVE_NUMERATOR_STRENGTH": strength,
        "ACTIVE_INGRED_UNIT": "mg/1",
        **fields,
    }


def package(ndc: str, suffix: str, description: str, sample: str = "N") -> dict[str, str]:
    code = f"{ndc}-{suffix}"
    return {
        "PRODUCTID": f"{ndc}_id",
        "PRODUCTNDC": ndc,
        "NDCPACKAGECODE": code,
        "PACKAGEDESCRIPTION": f"{description} ({code}) ",
        "SAMPLE_PACKAGE": sample,
    }


DRUGS = [
    drug("71610-182", "Magnesium Oxide", "MAGNESIUM OXIDE", "400"),
    drug("0904-7418", 'Iron "65"', "FERROUS SULFATE", "325", PROPRIETARYNAMESUFFIX="EC"),
    drug("0904-0001", "Ibuprofen", "IBUPROFEN", "200"),
    drug(
        "0904-0002", "Cal-Mag", "CALCIUM CARBONATE; MAGNESIUM OXIDE", "500; 250",
        ACTIVE_INGRED_UNIT="mg/1; mg/1",
    ),
    drug(
        "0904-0003", "Milk of Magnesia", "MAGNESIUM HYDROXIDE", "1200",
        DOSAGEFORMNAME="SUSPENSION", ACTIVE_INGRED_UNIT="mg/15mL",
    ),
    drug("0904-0004", "Magnesium Sulfate", "MAGNESIUM SULFATE", "500", ROUTENAME="INTRAVENOUS"),
    drug("0904-0005", "Magnesium Citrate", "MAGNESIUM CITRATE", "1000"),
]  # fmt: skip
PACKAGES = [
    package("71610-182", "30", "30 TABLET in 1 BOTTLE"),
    package("71610-182", "60", "60 TABLET in 1 BOTTLE"),
    package("71610-182", "99", "2 TABLET in 1 PACKET", sample="Y"),
    package("0904-7418", "61", "10 BLISTER PACK in 1 CARTON / 10 TABLET in 1 BLISTER PACK"),
    package("0904-0001", "10", "100 TABLET in 1 BOTTLE"),
    package("0904-0002", "10", "100 TABLET in 1 BOTTLE"),
    package("0904-0003", "12", "355 mL in 1 BOTTLE"),
    package("0904-0004", "10", "10 VIAL in 1 CARTON"),
]


def table(header: tuple[str, ...], rows: list[dict[str, str]], encoding: str) -> bytes:
    lines = ["\t".join(header), *("\t".join(row.get(name, "") for name in header) for row in rows)]
    return "\r\n".join((*lines, "")).encode(encoding)


def read_zip(
    folder: Path,
    *,
    encoding: str = "cp1252",
    names: tuple[str, str] = ("product.txt", "package.txt"),
    element: str = "Mg",
) -> ProductList:
    with zipfile.ZipFile(folder / "ndctext.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(names[0], table(PRODUCT_HEADER, DRUGS, encoding))
        archive.writestr(names[1], table(PACKAGE_HEADER, PACKAGES, encoding))
    return read_products(folder / "ndctext.zip", ReadingOptions(element=element))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize(
    "names", [("product.txt", "package.txt"), ("ndc/Product.xls", "ndc/Package.xls")]
)
def test_that_each_package_of_a_mineral_is_a_row_without_a_price(
    tmp_path: Path, encoding: str, names: tuple[str, str]
) -> None:
    result = read_zip(tmp_path, encoding=encoding, names=names)
    assert result.products == ()
    keys = ("product", "element", "compound_mg", "pack_units", "unit_kind", "ndc")
    rows = [tuple(row.values.get(key) for key in keys) for row in result.incomplete]
    assert rows == [
        ("Magnesium Oxide", "Mg", 400_000, 30_000, "tablet", "71610-182-30"),
        ("Magnesium Oxide", "Mg", 400_000, 60_000, "tablet", "71610-182-60"),
        ('Iron "65" EC', "Fe", 325_000, 100_000, "tablet", "0904-7418-61"),
        ("Cal-Mag", "Mg", None, 100_000, "tablet", "0904-0002-10"),
        ("Milk of Magnesia", "Mg", 1_200_000, 355_000, "mL", "0904-0003-12"),
        ("Magnesium Citrate", "Mg", 1_000_000, None, "tablet", "0904-0005"),
    ]
    assert {row.values["brand"] for row in result.incomplete} == {"Laboratoires Médic"}
    assert {row.values["source"] for row in result.incomplete} == {"FDA NDC"}
    assert "price" not in result.incomplete[0].values


def test_that_the_strength_is_the_compound_and_its_name_the_form(tmp_path: Path) -> None:
    oxide, *_, milk, _ = read_zip(tmp_path).incomplete
    assert oxide.values["form"] == "magnesium oxide"
    assert "elemental_mg" not in oxide.values
    assert (milk.values["compound_mg"], milk.values["serving_units"]) == (1_200_000, 15_000)


def test_that_a_strength_that_may_be_the_element_is_asked(tmp_path: Path) -> None:
    kinds = [problem.kind for problem in read_zip(tmp_path).problems]
    assert ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR in kinds
    assert ProblemKind.INCOMPLETE_ROWS in kinds


def test_that_other_text_files_in_a_zip_are_no_directory(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "PRODUCTID\tSUBSTANCENAME\n")
        archive.writestr("package.txt", table(PACKAGE_HEADER, PACKAGES, "cp1252"))
    (problem,) = read_products(tmp_path / "other.zip").problems
    assert problem.kind is ProblemKind.NO_READABLE_FILE_INSIDE


def test_that_the_table_of_drugs_alone_is_read_without_packs(tmp_path: Path) -> None:
    path = tmp_path / "product.txt"
    path.write_bytes(table(PRODUCT_HEADER, DRUGS[:1], "cp1252"))
    (row,) = read_products(path).incomplete
    assert (row.values["compound_mg"], row.values["ndc"]) == (400_000, "71610-182")
    assert "pack_units" not in row.values
