"""A list in another encoding than UTF-8 and cp1252 is never read into other letters in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "product;form;elemental_mg;pack_units;price\n"
OTHERS = [
    ("Магний форте", "cp1251"),
    ("Магний форте", "koi8_r"),
    ("Магний Б6 таблетки", "cp1251"),
    ("Hořčík chelát šumivé", "cp1250"),
    ("Żółte tabletki, łatwo", "cp1250"),
    ("Größe für Stück", "mac_roman"),
    ("Préparé à croquer", "mac_roman"),
    ("Größe für Stück", "cp850"),
    ("Μαγνήσιο κάψουλες", "cp1253"),
    ("マグネシウム錠", "shift_jis"),
    ("镁片剂", "gb18030"),
    ("마그네슘", "euc_kr"),
    ("Mağnezyum değil ığdır", "cp1254"),
]
_WESTERN_TEXTS = (
    "Größe für Stück|Préparé à croquer, gélules d’été|Señor, cápsulas por ración|"
    "Røde piller på dansk|Citrato de magnésio, ração não|GRÖSSE ÜBERSICHT|Brand® 5 µg – “plus” •|"
    "Perché più caffè|Förpackning åt två|Magnesium 12,50 €|naïve crème brûlée|½ tablet²|O’Brien’s|"
    "Año nuevo ¿qué?|Æbleskiver til små"
)
WESTERN = _WESTERN_TEXTS.split("|")


def write(path: Path, name: str, encoding: str) -> Path:
    path.write_bytes(f'{HEADER}"{name}";oxide;250;100;4,49\n'.encode(encoding))
    return path


@pytest.mark.parametrize(("name", "encoding"), OTHERS)
def test_that_another_encoding_is_asked_and_read_where_it_is_stated(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = write(tmp_path / "list.csv", name, encoding)
    result = read_products(path)
    assert [problem.kind for problem in result.problems] == [ProblemKind.UNCLEAR_ENCODING]
    assert result.products == ()
    (row,) = read_products(path, ReadingOptions(encoding=encoding)).products
    assert row.values["product"] == name


@pytest.mark.parametrize("name", WESTERN)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_that_western_names_are_read_without_a_question(
    tmp_path: Path, name: str, encoding: str
) -> None:
    (row,) = read_products(write(tmp_path / "list.csv", name, encoding)).products
    assert row.values["product"] == name


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["Oxide", "Größe", "Магний форте"])
def test_that_utf16_without_its_mark_is_known_by_its_zeros(
    tmp_path: Path, name: str, encoding: str
) -> None:
    (row,) = read_products(write(tmp_path / "list.csv", name, encoding)).products
    assert row.values["product"] == name


def test_that_the_message_shows_the_letters_in_likely_encodings(tmp_path: Path) -> None:
    (problem,) = read_products(write(tmp_path / "list.csv", "Магний", "cp1251")).problems
    assert "“Магний” (Cyrillic: cp1251)" in problem.description


def test_that_the_encoding_is_asked_before_a_header_that_it_garbles(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("성별,영양소별,평균,표준오차\n전체,마그네슘,1898.4,16.9\n".encode("euc_kr"))
    (problem,) = read_products(path).problems
    assert problem.kind is ProblemKind.UNCLEAR_ENCODING


def test_that_a_list_without_a_header_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Größe,Stück\nfünf,drei\n".encode("cp1252"))
    (problem,) = read_products(path).problems
    assert problem.kind is ProblemKind.NO_HEADER
