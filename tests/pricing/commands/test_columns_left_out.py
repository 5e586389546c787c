"""Columns that the command line leaves out, and hints that could not be followed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pricing.commands.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def _write(folder: Path, headers: str, cells: str) -> str:
    path = folder / "list.csv"
    path.write_text(f"Product,Elemental mg,{headers}\nMagnesium,100,{cells}\n", "utf-8")
    return str(path)


def test_that_a_column_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _write(tmp_path, "Pack size,Price USD,Qty,Zinc mg", "120,9,500,7")
    assert main(["compare", path]) == 2
    capsys.readouterr()
    options = ["--map", "Qty=ignore", "--map", "Zinc mg=ignore"]
    assert main(["compare", path, "--json", *options]) == 0
    out, err = capsys.readouterr()
    (product,) = json.loads(out)["products"]
    assert (product["pack_units"], product["other_minerals"]) == (120, "")
    assert not err


def test_that_a_column_to_leave_out_exists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path, "Pack size,Price", "120,9")
    assert main(["compare", path, "--map", "Stok=ignore"]) == 2
    assert "There is no header “Stok”" in capsys.readouterr().err


def test_that_two_equal_headers_are_named_by_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path, "Pack size,Price,Price", "120,9,10")
    assert main(["compare", path]) == 2
    assert '(option --map "5=ignore" or --map "4=ignore")' in capsys.readouterr().err
    for place, price in (("5", "9"), ("4", "10")):
        assert main(["compare", path, "--json", "--map", f"{place}=ignore"]) == 0
        (product,) = json.loads(capsys.readouterr().out)["products"]
        assert str(product["price"]).startswith(price)


def test_that_a_second_count_can_be_left_out_as_the_hint_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path, "Pack size,Price,Qty", "120,9,500")
    assert main(["compare", path]) == 2
    assert '--map "Qty=ignore"' in capsys.readouterr().err
