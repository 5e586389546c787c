"""Compare what is read from label texts with what they say, by language and kind.

`python tests/pricing/labels/score.py FOLDER [PREDICTIONS.jsonl]` prints the table. A second
argument is the file to which the readings are written, one a line. `--noise N` counts what becomes
of the fields when one character of a text is changed.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

from pricing.labels import LabelReading, read_label

FIELDS = ("unit_kind", "serving_units", "pack_units", "price", "currency", "gtin")
OUTCOMES = ("right", "asked", "missed", "wrong")


def read_truth(folder: Path) -> list[dict[str, Any]]:
    """Return what the texts of a folder say."""
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def known_elements(truths: list[dict[str, Any]]) -> frozenset[str]:
    """Return the minerals that the truth of a folder is about; of others it says nothing."""
    return frozenset(each["element"] for truth in truths for each in truth["ingredients"])


def predict(path: Path, known: frozenset[str]) -> dict[str, Any]:
    """Return the first product of a text with the keys of the truth, and the known minerals."""
    readings = read_label(path.read_text("utf-8"))
    if not readings:
        return {"file": path.name, "ingredients": [], "asked": []}
    reading: LabelReading = readings[0]
    return {
        "file": path.name,
        **{key: _plain(field.value) for key, field in reading.fields.items()},
        "ingredients": [
            {
                "element": each.element,
                "form": each.form.value,
                "elemental_mg": _plain(each.elemental.value),
                "compound_mg": _plain(each.compound.value),
            }
            for each in reading.ingredients
            if each.element in known
        ],
        "asked": [
            question.field
            for question in reading.questions
            if question.field.partition(":")[2] in {"", *known}
        ],
    }


def _plain(value: str | Fraction | None) -> str | float | None:
    return float(value) if isinstance(value, Fraction) else value


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """Return the scored fields of a row, those of an ingredient with its symbol."""
    fields = {key: row.get(key) for key in FIELDS}
    for ingredient in row.get("ingredients") or ():
        for key in ("form", "elemental_mg", "compound_mg"):
            fields[f"{key}:{ingredient['element']}"] = ingredient.get(key)
    return fields


def outcomes(truth: dict[str, Any], got: dict[str, Any]) -> dict[str, str]:
    """Return how each field was read, by the reading of the truth that fits best."""
    found = [_compare(_alternative(truth, other), got) for other in [{}, *truth["accept"]]]
    return min(found, key=lambda each: [list(each.values()).count(x) for x in ("wrong", "missed")])


def _alternative(truth: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(json.dumps(truth))
    for key, value in other.items():
        name, _, element = key.partition(":")
        for ingredient in row["ingredients"] if element else ():
            if ingredient["element"] == element:
                ingredient[name] = value
        if not element:
            row[key] = value
    return row


def _compare(truth: dict[str, Any], got: dict[str, Any]) -> dict[str, str]:
    stated, read = flat(truth), flat(got)
    sizes = (truth["serving_units"], got.get("serving_units"))
    elements = {each["element"] for each in truth["ingredients"]}
    result = {}
    for key in {**stated, **read}:
        if ":" in key and key.split(":")[1] not in elements:
            outcome = "" if read[key] is None else "wrong"
        else:
            outcome = _outcome(key, stated.get(key), read.get(key), sizes, truth, got)
        if outcome:
            result[key] = outcome
    is_scaled = all(sizes) and all(
        result.get(key) == "right"
        for key, value in stated.items()
        if key.startswith("elemental_mg") and value
    )
    if is_scaled and result.get("serving_units") == "wrong":
        result["serving_units"] = "right"
    return result


def _outcome(
    key: str,
    stated: Any,
    read: Any,
    sizes: tuple[float | None, float | None],
    truth: dict[str, Any],
    got: dict[str, Any],
) -> str:
    is_asked = key in got["asked"]
    if key in truth["must_ask"]:
        return "wrong" if read is not None else "right" if is_asked else "missed"
    if stated is None and read is None:
        return ""
    if _is_same(key, stated, read, sizes):
        return "right"
    if read is None:
        return "asked" if is_asked else "missed"
    return "asked" if is_asked and key in truth["may_ask"] else "wrong"


def _is_same(key: str, stated: Any, read: Any, sizes: tuple[float | None, float | None]) -> bool:
    if stated is None or read is None:
        return False
    if isinstance(stated, str) or isinstance(read, str):
        return str(stated).lstrip("0") == str(read).lstrip("0")
    if "_mg:" in key and sizes[0] and sizes[1]:
        stated, read = stated / sizes[0], read / sizes[1]
    return bool(abs(stated - read) <= 0.005 * max(abs(stated), abs(read)))


def silent_nevers(truth: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """Return the values that must not be filled and were, without a question."""
    read = flat(got)
    elements = {each["element"] for each in got["ingredients"]}
    wrong = {key for key, outcome in outcomes(truth, got).items() if outcome == "wrong"}
    return [
        f"{truth['file']}: {never['field']} {never['value']}"
        for never in truth["never"]
        if (never["field"] == "ingredients" and never["value"] in elements)
        or (
            never["field"] in wrong - set(got["asked"])
            and read.get(never["field"]) == never["value"]
        )
    ]


def table(folder: Path, predictions: Path | None = None) -> str:
    """Return the outcomes of a folder by language, by kind and in all."""
    counts: dict[str, Counter[str]] = {}
    rows = []
    truths = read_truth(folder)
    known = known_elements(truths)
    for truth in truths:
        got = predict(folder / truth["file"], known)
        rows.append(json.dumps(got, ensure_ascii=False))
        found = Counter(outcomes(truth, got).values())
        for group in (truth["lang"], f"  {truth['lang']} {truth['kind']}", "zz all"):
            counts.setdefault(group, Counter()).update(found)
    if predictions is not None:
        predictions.write_text("\n".join(rows) + "\n", "utf-8")
    lines = [f"{'':24}" + "".join(f"{name:>8}" for name in OUTCOMES)]
    for group in sorted(counts, key=lambda name: (name.split()[0], name.strip())):
        numbers = "".join(f"{counts[group][name]:>8}" for name in OUTCOMES)
        lines.append(f"{group.removeprefix('zz '):24}{numbers}")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = ArgumentParser(prog="dev.py labels", description="Score the reading of label texts.")
    parser.add_argument("folder", type=Path, help="the folder of the texts and of truth.jsonl")
    parser.add_argument("readings", type=Path, nargs="?", help="a file to write the readings to")
    parser.add_argument("--noise", type=int, metavar="N", help="change one character, N times")
    parser.add_argument("--seed", type=int, default=0, help="the same changes for the same seed")
    arguments = parser.parse_args()
    if arguments.noise:
        from tests.pricing.labels.noise import report

        raise SystemExit(report(arguments.folder, arguments.noise, arguments.seed))
    print(table(arguments.folder, arguments.readings))  # noqa: T201
