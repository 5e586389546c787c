"""`elemental-cli label --text`: what the texts of labels state, and what they leave open."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pricing.commands.options import EXIT_DONE, EXIT_ROWS_REJECTED, EXIT_UNUSABLE
from pricing.commands.terminal import print_line, print_problem, print_text
from pricing.problems.errors import BadInput
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels import LabelField, LabelReading
    from pricing.labels.label_reading import Value

_STANDARD_INPUT = "-"
_DECIMALS = 6


def read_label_files(names: Sequence[str], *, as_json: bool) -> int:
    """Print what each file states, and return the exit status."""
    from pricing.labels import read_label

    refused = 0
    for name in names:
        try:
            source = _source_of(name)
            readings = read_label(source)
        except BadInput as error:
            print_problem(f"{name}: {error}")
            refused += 1
            continue
        if as_json:
            print_text(json.dumps(_as_object(name, readings), ensure_ascii=False))
        else:
            for line in _lines(name, source, readings):
                print_line(line)
    if not refused:
        return EXIT_DONE
    return EXIT_UNUSABLE if refused == len(names) else EXIT_ROWS_REJECTED


def _source_of(name: str) -> str:
    from pricing.labels import read_source_file, read_source_stream

    if name == _STANDARD_INPUT:
        return read_source_stream(sys.stdin.buffer)
    return read_source_file(Path(name))


# -- JSON --------------------------------------------------------------------------------------


def _as_object(name: str, readings: Sequence[LabelReading]) -> dict[str, Any]:
    return {"file": name, "products": [_product(reading) for reading in readings]}


def _product(reading: LabelReading) -> dict[str, Any]:
    """Return a product with the keys of the interface. Numbers are their nearest doubles."""
    named = reading.named_fields()
    return {
        **{key: _plain(field.value) for key, field in reading.fields.items()},
        "ingredients": [
            {
                "element": ingredient.element,
                "form": _plain(ingredient.form.value),
                "elemental_mg": _plain(ingredient.elemental.value),
                "compound_mg": _plain(ingredient.compound.value),
                "daily_value_percent": _plain(ingredient.daily_value_percent.value),
            }
            for ingredient in reading.ingredients
        ],
        "asked": [question.field for question in reading.questions],
        "questions": [
            {
                "field": question.field,
                "lines": list(question.lines),
                "choices": [_plain(choice) for choice in question.choices],
            }
            for question in reading.questions
        ],
        "sizes": [
            {"pack_units": _plain(size.units), "price": _plain(size.price)}
            for size in reading.sizes
        ],
        "spans": {key: list(field.spans[0]) for key, field in named.items() if field.spans},
        "sure": {
            key: field.sureness.value
            for key, field in named.items()
            if field.value is not None or field.spans
        },
    }


def _plain(value: Value | None) -> str | float | None:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


# -- lines -------------------------------------------------------------------------------------


def _lines(name: str, source: str, readings: Sequence[LabelReading]) -> Iterator[str]:
    """Yield the fields of each product, then its questions."""
    if not readings:
        yield f"{name}: no product was found."
    for reading in readings:
        yield f"{name}: {_text(reading.fields['product'].value) or 'a product without a name'}"
        for key, field in reading.named_fields().items():
            if field.value is not None and key != "product":
                yield f"  {key}: {_words(key, field, source)} ({field.sureness})"
        for question in reading.questions:
            choices = ", ".join(_text(choice) for choice in question.choices)
            yield f"  {question.field}? {choices}".rstrip()
            for line in question.lines:
                yield f"    “{line}”"


def _words(key: str, field: LabelField, source: str) -> str:
    """Return a value as a line shows it. A form is as its label prints it, as in the window."""
    from pricing.labels import form_words

    name, _, element = key.partition(":")
    if name != "form":
        return _text(field.value)
    printed = form_words(field, element, source)
    return printed if printed == field.value else f"{printed}, counts as {field.value}"


def _text(value: Value | None) -> str:
    if isinstance(value, Fraction):
        return format_trimmed(value, _DECIMALS)
    return value or ""
