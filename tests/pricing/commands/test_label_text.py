"""`elemental-cli label --text`: files and standard input to JSON or lines."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from pricing.commands.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_LABEL = """Zinc Citrate, 90 tablets
Supplement Facts
Serving Size 2 Tablets
Zinc (as zinc citrate)  30 mg  273%
Price: $9.99  List price: $12.99
"""
_OPEN = "Front: Zinc 50 mg per tablet\nBack, per tablet: Zinc 15 mg (150 % NRV)\n60 tablets £4.99\n"


def test_that_a_text_is_printed_as_one_json_object_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text(_LABEL, "utf-8")
    second.write_text(_OPEN, "utf-8")
    assert main(["label", "--json", "--text", str(first), str(second)]) == 0
    stated, asked = map(json.loads, capsys.readouterr().out.splitlines())
    (product,) = stated["products"]
    assert stated["file"] == str(first)
    assert (product["unit_kind"], product["serving_units"], product["pack_units"]) == (
        "tablet",
        2,
        90,
    )
    assert (product["price"], product["currency"], product["gtin"]) == (9.99, "USD", None)
    assert product["ingredients"] == [
        {
            "element": "Zn",
            "form": "citrate",
            "elemental_mg": 30,
            "compound_mg": None,
            "daily_value_percent": 273,
        }
    ]
    start, end = product["spans"]["elemental_mg:Zn"]
    assert _LABEL[start:end] == "30 mg"
    (open_product,) = asked["products"]
    assert "elemental_mg:Zn" in open_product["asked"]
    (question,) = open_product["questions"]
    assert question["choices"] == [15, 50]
    assert question["lines"] == _OPEN.splitlines()[1::-1]


def test_that_a_line_shows_a_form_as_the_label_prints_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label = tmp_path / "label.txt"
    label.write_text(
        "Mag, 60 capsules\nServing size: 1 capsule\nMagnesium (as oxide, citrate) 300 mg\n", "utf-8"
    )
    assert main(["label", "--text", str(label)]) == 0
    assert "form:Mg: oxide, citrate, counts as blend (stated)" in capsys.readouterr().out


def test_that_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_LABEL.encode())))
    assert main(["label", "--text", "-"]) == 0
    output = capsys.readouterr().out
    assert "elemental_mg:Zn: 30 (stated)" in output
    assert "currency: USD (follows)" in output


def test_that_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, image, large = tmp_path / "good.txt", tmp_path / "image.png", tmp_path / "large.txt"
    good.write_text(_LABEL, "utf-8")
    image.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r" + bytes(range(256)))
    large.write_bytes(b"magnesium " * 500_000)
    assert main(["label", "--text", str(good), str(image), str(large)]) == 1
    error = capsys.readouterr().err
    assert f"{image}: The file is neither a text nor a page" in error
    assert f"{large}: The text has more than 4 MB" in error
    assert main(["label", "--text", str(tmp_path / "missing.txt")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_that_a_text_without_a_product_is_no_product(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Buy milk tomorrow.\n", "utf-8")
    assert main(["label", "--json", "--text", str(note)]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(note), "products": []}


def test_that_a_text_and_amounts_are_not_mixed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["label", "--elemental-mg", "5", "--text", "label.txt"]) == 2
    assert "leave out the other options" in capsys.readouterr().err
