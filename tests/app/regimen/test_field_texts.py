"""The words for what two windows entered differently in a regimen."""

from __future__ import annotations

import pytest

from app.regimen.field_texts import regimen_text
from tests.app.user_actions import plain_spaces

NAMES = {7: "Oxide", 9: "Gly"}


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("regimen_targets", (("Mg", 300_000), ("Se", 55)), "Magnesium 300 mg + Selenium 55 µg"),
        ("regimen_targets", (("Mg", 300_500),), "Magnesium 300.5 mg"),
        ("regimen_targets", (), "nothing"),
        ("regimen_takes", ((7, 1_000, ""), (9, 500, "at noon")), "1 Oxide + 0.5 Gly (at noon)"),
        ("regimen_takes", ((8, 2_000, ""),), "2 New product"),
        ("regimen_at_most", 1, "1 product"),
        ("regimen_optimise", "outlay", "to pay now"),
    ],
)
def test_that_a_value_reads_as_the_user_entered_it(key: str, value: object, text: str) -> None:
    assert plain_spaces(regimen_text(key, value, NAMES)) == text
