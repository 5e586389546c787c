"""Recognized words as lines, and the bounds on the tools that recognize them."""

from __future__ import annotations

import sys
import time

import pytest

from pricing.pictures.apple import words_of
from pricing.pictures.system_tool import run_tool
from pricing.pictures.words import PictureWord, text_of_words
from pricing.problems.errors import BadInput
from pricing.problems.progress import Cancelled


def word(text: str, left: float, top: float, confidence: float = 95) -> PictureWord:
    return PictureWord(text, left, top, left + 10 * len(text), top + 20, confidence)


def test_that_words_askew_and_in_columns_are_lines_from_top_to_bottom() -> None:
    words = [
        word("mg", 460, 36),
        word("Magnesium", 0, 32),
        word("200", 420, 35),
        word("Serving", 0, 0),
        word("size", 80, 1),
        word("240", 0, 100),
    ]
    assert text_of_words(words).text == "Serving size\nMagnesium\t200 mg\n\n240"


def test_that_a_low_dash_stays_in_its_line() -> None:
    dash = PictureWord("-", 90, 12, 100, 14)
    assert text_of_words([word("Zinc", 0, 0), dash, word("10", 120, 0)]).text == "Zinc\t-\t10"


def test_that_words_that_are_hard_to_recognize_are_marked() -> None:
    found = text_of_words([word("Zinc", 0, 0), word("1O", 50, 0, confidence=40)])
    assert [found.text[start:end] for start, end in found.doubtful] == ["1O"]


def test_that_the_words_of_vision_stand_where_it_found_them() -> None:
    printed = '[["200 mg", 0.5, 0.8, 0.2, 0.05, 1], ["Zinc", 0.1, 0.8, 0.2, 0.05, 0.5]]'
    found = text_of_words(words_of(printed))
    assert found.text == "Zinc\t200 mg"
    assert found.doubtful == ((0, 4),)
    with pytest.raises(BadInput):
        list(words_of("not what was expected"))


def test_that_a_tool_that_fails_or_is_missing_is_a_sentence() -> None:
    for command in ((sys.executable, "-c", "raise SystemExit(3)"), ("no such tool",)):
        with pytest.raises(BadInput, match="could not be recognized"):
            run_tool(command)


def test_that_a_tool_is_ended_when_the_user_cancels() -> None:
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run_tool((sys.executable, "-c", "import time; time.sleep(300)"), lambda: False)
    assert time.monotonic() - started < 60
