"""Texts of labels in five languages, each with what it says and what it leaves open.

`panels` are given. `held_out` and `written` follow the wording of public labels, with
invented brands. Each was scored before the reader knew it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pricing.labels import Sureness, read_label
from tests.pricing.labels.score import outcomes, predict, read_truth, silent_nevers

_HERE = Path(__file__).parent
_FOLDERS = ("panels", "held_out", "written")
_CASES = [(folder, truth) for folder in _FOLDERS for truth in read_truth(_HERE / folder)]


@pytest.mark.parametrize(
    ("folder", "truth"), _CASES, ids=[f"{folder}/{truth['file']}" for folder, truth in _CASES]
)
def test_that_nothing_is_filled_wrongly(folder: str, truth: dict[str, object]) -> None:
    got = predict(_HERE / folder / str(truth["file"]))
    found = outcomes(truth, got)
    assert [key for key, outcome in found.items() if outcome == "wrong"] == []
    assert silent_nevers(truth, got) == []
    must_ask = truth["must_ask"]
    assert isinstance(must_ask, list)
    assert set(must_ask) <= set(got["asked"])


@pytest.mark.parametrize("folder", _FOLDERS)
def test_that_nine_of_ten_stated_fields_are_filled(folder: str) -> None:
    counts: Counter[str] = Counter()
    for truth in read_truth(_HERE / folder):
        counts.update(outcomes(truth, predict(_HERE / folder / truth["file"])).values())
    assert counts["right"] >= 0.95 * sum(counts.values())


@pytest.mark.parametrize(
    ("folder", "truth"), _CASES, ids=[f"{folder}/{truth['file']}" for folder, truth in _CASES]
)
def test_that_every_field_names_its_place(folder: str, truth: dict[str, object]) -> None:
    source = (_HERE / folder / str(truth["file"])).read_text("utf-8")
    for reading in read_label(source):
        for key, field in reading.named_fields().items():
            assert field.value is None or field.spans, key
            for span in field.spans:
                assert 0 <= span.start < span.end <= len(source), key
        asked = {
            key for key, field in reading.named_fields().items() if field.sureness is Sureness.ASKED
        }
        assert asked == {question.field for question in reading.questions}
