"""Collect every text of the window for translators, as a Qt .ts file.

Run it with the project's own Python: .venv/bin/python packaging/texts.py elemental_es.ts
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pricing.calculation.measures import PeriodText  # noqa: E402

# In these modules every literal with a space in it is a text: messages, checks, findings.
SENTENCE_MODULES = (
    "problems/messages.py",
    "calculation/sentences.py",
    "calculation/checks",
    "calculation/limit_notes.py",
    "analysis/affordability.py",
    "analysis/check_list.py",
    "analysis/credited_cost.py",
    "analysis/credited_explanation.py",
    "analysis/findings.py",
    "analysis/label_check.py",
    "analysis/nothing_ranked.py",
    "analysis/regimen_checks.py",
    "analysis/regimen_swaps.py",
    "analysis/remedies.py",
    "analysis/switch_points.py",
    "analysis/verdict.py",
    "analysis/verdict_words.py",
    "labels/price_words.py",
    "labels/row_drafts.py",
)
# By function: the places of the arguments that it translates.
TEXT_FUNCTIONS = {
    "tr": (0,), "translate": (0,), "Sentence": (0,), "PeriodText": (0, 2), "any_period": (0,),
}  # fmt: skip
PLURAL_FUNCTIONS = {"count_text": (2,), "Plural": (2,)}


def collected_texts() -> set[str]:
    """Return every text that a translator gets."""
    return single_texts() | plural_texts()


def single_texts() -> set[str]:
    """Return the texts that have one form."""
    tables = (_window_tables(), _calculation_tables(), _evidence_tables())
    texts = {*_called_with(TEXT_FUNCTIONS), *_sentences()}
    return texts.union(*tables) - {""}


def plural_texts() -> set[str]:
    """Return the texts that have a form for each grammatical number."""
    from app.table import edits
    from pricing.calculation.sentences import UNIT_COUNTS

    names = ("CLEARING", "CUT", "PASTE", "FILL_DOWN", "DUPLICATION", "MOVE", "REMOVAL")
    return {
        *_called_with(PLURAL_FUNCTIONS),
        *(getattr(edits, name)[-1] for name in names),
        *(counts.other for counts in UNIT_COUNTS.values()),
    }


# -- texts in calls ----------------------------------------------------------------------------


def _called_with(functions: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    """Give the texts that some functions are called with: literals and constants of a module."""
    for path in sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("pricing/**/*.py")]):
        tree = ast.parse(path.read_text("utf-8"))
        calls = [
            (node, functions[name])
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and (name := _function_name(node)) in functions
        ]
        if calls:
            parts = path.relative_to(ROOT).with_suffix("").parts
            constants = vars(importlib.import_module(".".join(parts).removesuffix(".__init__")))
            choices = _choices_by_name(tree)
            for node, places in calls:
                for argument in (node.args[place] for place in places if place < len(node.args)):
                    yield from _texts_of(argument, constants)
                    if isinstance(argument, ast.Name):
                        yield from choices.get(argument.id, ())


def _choices_by_name(tree: ast.Module) -> Mapping[str, set[str]]:
    """Return the texts among which a function chooses one, by the name that it gives the chosen."""
    choices: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.IfExp() as value):
                choices.setdefault(name, set()).update(_texts_of(value, {}))
    return choices


def _function_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _texts_of(node: ast.expr, constants: Mapping[str, object]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from _texts_of(first, constants)
            yield from _texts_of(second, constants)
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            yield from _strings(constants.get(name))


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from (text for text in value.values() if isinstance(text, str))


def _sentences() -> Iterator[str]:
    """Give the literals with a space in them of the modules that are made of sentences."""
    for name in SENTENCE_MODULES:
        place = ROOT / "pricing" / name
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            tree = ast.parse(path.read_text("utf-8"))
            others = {
                ast.get_docstring(node, clean=False)
                for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _function_name(node) in PLURAL_FUNCTIONS:
                    others |= {text for part in node.args for text in _texts_of(part, {})}
            for node in ast.walk(tree):
                match node:
                    case ast.Constant(value=str(text)) if " " in text.strip():
                        yield from {text} - others


# -- texts in tables ---------------------------------------------------------------------------


def _texts(rows: Iterable[object], *names: str) -> Iterator[str]:
    """Give the named attributes of each row of a table. Texts about a period are found as calls."""
    values = (getattr(row, name) for row in rows for name in names)
    return (str(value) for value in values if not isinstance(value, PeriodText))


def _window_tables() -> set[str]:
    """Return what the tables of the window declare: actions, settings, headings, choices."""
    from app.access.dialog import PAYER_KIND_TITLES
    from app.access.model import RARE_MEASURES
    from app.catalogue import filters, model
    from app.comparison.forms_table import STUDY_HEADINGS
    from app.help import help  # noqa: A004 - a module of ours
    from app.importing import (
        column_choices,
        column_choosers,
        dialog,
        mapping_line,
        mapping_questions,
    )
    from app.label_check.dialog import INPUT_FIELDS
    from app.label_reading.field_rows import FIELD_TITLES
    from app.printing.report_dialog import CHART_HEADINGS
    from app.regimen.targets_row import OPTIMISE_TITLES
    from app.table.layout import TABLE_COLUMNS
    from app.toolkit import actions, settings
    from pricing.reading.text_encodings import ENCODING_NAMES

    choices = [setting.choices() for setting in settings.SETTINGS if setting.choices]
    pairs = (
        *(
            column_choices.MASS_UNITS,
            column_choices.DECIMAL_MARKS,
            column_choices.PERCENT_UNITS,
            column_choices.DATE_ORDERS,
            column_choices.SUBUNITS,
            column_choices.TAXES,
            dialog.DUPLICATE_CHOICES,
            mapping_line.SERVINGS,
            INPUT_FIELDS,
        ),
        *(filters.PRICE_AGES, *choices),
    )
    return {
        *_texts(actions.ACTIONS, "text", "menu"),
        *_texts(actions.SUBMENUS, "text"),
        *_texts(settings.SETTINGS, "group", "title", "hint"),
        *_texts(TABLE_COLUMNS, "title", "unit"),
        *(title for table in pairs for _, title in table),
        *(
            text
            for table in (help.TABLE_KEYS, filters.BOX_TITLES.values())
            for text in sum(table, ())
        ),
        *(title for title, _ in help.HELP_PAGES.values()),
        *column_choices.HEADINGS,
        *ENCODING_NAMES.values(),
        *FIELD_TITLES.values(),
        *mapping_questions.QUESTIONS.values(),
        *column_choosers.SHORT_TITLES.values(),
        *column_choices.WEIGHTS,
        *PAYER_KIND_TITLES.values(),
        *CHART_HEADINGS.values(),
        *STUDY_HEADINGS.values(),
        *OPTIMISE_TITLES.values(),
        *RARE_MEASURES.values(),
        filters.SORTED_BY_NAME,
        filters.SORTED_SAFE_FIRST,
        model.LOW_PRICE,
        model.HIGH_PRICE,
    }


def _calculation_tables() -> set[str]:
    """Return what the engine's tables declare: columns, figures, policies, checks, limits."""
    from pricing.analysis.affordability import AFFORDABILITY_MEASURES
    from pricing.analysis.check_list import TARGET_TITLE, CheckGroup
    from pricing.analysis.credited_measures import CREDITED_MEASURES
    from pricing.calculation.checks import CHECKS, Severity
    from pricing.calculation.figure_explanation import WORDLESS_TEMPLATES
    from pricing.calculation.figures import INPUTS
    from pricing.calculation.measures import MEASURES
    from pricing.expressions.explanation import ROUNDING_TEMPLATES
    from pricing.model.columns import COLUMNS
    from pricing.model.product import NO, UNIT_KINDS, YES
    from pricing.model.scenario import DOSE_POLICIES
    from pricing.reference.limits import LIFE_STAGES, limits
    from pricing.reference.mineral_forms import BLEND, NOT_STATED, elements
    from pricing.reference.sources import authorities

    credited = CREDITED_MEASURES.values()
    measures = (*MEASURES, *AFFORDABILITY_MEASURES.values(), *credited)
    return {
        *_texts((*COLUMNS, *MEASURES, *credited), "title", "unit"),
        *_texts(COLUMNS, "full_title"),
        *_texts(measures, "meaning"),
        *ROUNDING_TEMPLATES.values(),
        *(
            figure.value_template
            for figure in (*measures, *INPUTS.values())
            if isinstance(figure.value_template, str)
            and figure.value_template not in WORDLESS_TEMPLATES
        ),
        *_texts(DOSE_POLICIES.values(), "title", "description"),
        *_texts((*authorities().values(), *limits()), "title"),
        *_texts(limits(), "description"),
        *_texts(limits(), "reason_for_none"),
        *_texts(elements().values(), "name"),
        *_texts(UNIT_KINDS.values(), "key", "plural"),
        *(YES, NO),
        *(column.unit_for(element) for column in COLUMNS for element in elements()),
        *(text for severity in Severity for text in (severity.value, severity.value.capitalize())),
        *(check.key.replace("_", " ") for check in CHECKS),
        *LIFE_STAGES.values(),
        *(text for group in CheckGroup for text in (group.title, group.consequence)),
        TARGET_TITLE,
        *(BLEND, NOT_STATED),
    }


def _evidence_tables() -> set[str]:
    """Return the statements about forms, claims, medicines, ways to pay and sources."""
    from pricing.reference import evidence
    from pricing.reference.payers import SELF_PAY, payer_presets
    from pricing.reference.sources import sources

    return {
        *_texts(evidence.claims(), "statement", "answer", "verdict"),
        *_texts(evidence.medicine_spacings(), "medicine", "advice"),
        *_texts(evidence.form_evidence().values(), "strength", "summary"),
        *_texts(evidence.absorption_assumptions(), "summary"),
        *_texts(payer_presets(), "name", "needs", "description", "country"),
        *_texts(sources().values(), "evidence_grade", "how_read"),
        evidence.SUPPLEMENTS_DO_NOT_REPLACE,
        SELF_PAY.name,
    }


# -- the file ----------------------------------------------------------------------------------


def main(target: Path) -> None:
    """Write or update the file. What was translated before stays."""
    lines = [
        *(f"tr({text!r})" for text in sorted(single_texts())),
        *(f"tr({text!r}, '', 2)" for text in sorted(plural_texts())),
    ]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.py"
        source.write_text("\n".join(lines), "utf-8")
        lupdate = Path(sys.executable).with_name("pyside6-lupdate")
        command = [lupdate, "-locations", "none", source, "-ts", target]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
