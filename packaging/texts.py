"""Gathers every text of the window for translators, as a Qt .ts file.

Started with the project's own Python: .venv/bin/python packaging/texts.py elemental_es.ts
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Here every literal with a space in it is a text: sentences, messages, findings.
SENTENCE_MODULES = (
    "problems/messages.py",
    "calculation/sentences.py",
    "calculation/checks",
    "analysis/affordability.py",
    "analysis/findings.py",
    "analysis/label_check.py",
    "analysis/switch_points_text.py",
)


def declared_texts() -> set[str]:
    """The texts that stand in tables: actions, settings, columns, measures, policies, checks."""
    from app.help import help  # noqa: A004 - a module of ours
    from app.importing import column_choices, dialog, preview
    from app.table import edits
    from app.toolkit import actions, settings
    from pricing.calculation.checks import CHECKS, Severity
    from pricing.calculation.measures import MEASURES
    from pricing.model.columns import COLUMNS
    from pricing.model.product import UNIT_KINDS
    from pricing.model.scenario import DOSE_POLICIES
    from pricing.reference.limits import LIFE_STAGES, limits
    from pricing.reference.mineral_forms import elements
    from pricing.reference.sources import authorities

    texts = {each.text for each in (*actions.ACTIONS, *actions.SUBMENUS)}
    texts |= {each.menu for each in actions.ACTIONS}
    for setting in settings.SETTINGS:
        texts |= {setting.group, setting.title}
        texts |= {title for _, title in setting.choices()} if setting.choices else set()
    texts |= {text for each in (*COLUMNS, *MEASURES) for text in (each.title, each.unit)}
    texts |= {each.meaning for each in MEASURES}
    texts |= {text for each in DOSE_POLICIES.values() for text in (each.title, each.description)}
    texts |= {str(each).capitalize() for each in Severity} | {str(each) for each in Severity}
    texts |= {each.key.replace("_", " ") for each in CHECKS}
    texts |= {each.title for each in (*authorities().values(), *limits().values())}
    texts |= {each.name for each in elements().values()} | set(LIFE_STAGES.values())
    texts |= {text for each in UNIT_KINDS.values() for text in (each.key, each.plural)}
    texts |= {text for pair in help.TABLE_KEYS for text in pair} | {
        help.DISCLAIMER,
        help.ROUNDING_NOTE,
    }
    texts |= set(column_choices.HEADINGS) | {
        text for _, text in (*column_choices.MASS_UNITS, *column_choices.DECIMAL_MARKS)
    }
    texts |= {title for title, _ in help.HELP_PAGES.values()}
    texts |= {text for _, text in dialog.DUPLICATE_CHOICES} | set(preview.OUTCOME_TEXTS.values())
    for name in ("CLEARING", "CUT", "PASTE", "FILL_DOWN", "DUPLICATION", "MOVE", "REMOVAL"):
        texts |= set(getattr(edits, name))
    return texts - {""}


def evidence_texts() -> set[str]:
    """What is known, of which standing its sources are, and where it is shown."""
    from app.comparison.forms_panel import NO_ASSUMPTION, OWN_ASSUMPTION
    from app.label_check.dialog import INPUT_FIELDS, INPUT_PROMPT
    from app.table.model import BOTH_RANKS_EXPLANATION
    from pricing.reference import evidence as known
    from pricing.reference.payers import payer_presets
    from pricing.reference.sources import sources

    texts = {
        known.SUPPLEMENTS_DO_NOT_REPLACE,
        known.NO_HUMAN_COMPARISON,
        NO_ASSUMPTION,
        OWN_ASSUMPTION,
        BOTH_RANKS_EXPLANATION,
    }
    texts |= {each.summary for each in known.absorption_assumptions()}
    for claim in known.claims():
        texts |= {claim.statement, claim.answer, claim.verdict}
    for spacing in known.medicine_spacings():
        texts |= {spacing.medicine, spacing.advice}
    for preset in payer_presets():
        texts |= {preset.name, preset.needs, preset.description, preset.country}
    for line in known.form_evidence().values():
        texts |= {line.grade, line.summary}
    texts |= {title for _, title in INPUT_FIELDS} | {INPUT_PROMPT}
    return texts | {text for each in sources().values() for text in (each.standing, each.seen)}


def affordability_texts() -> set[str]:
    """Payers and what they leave to pay; what a cost rests on."""
    from app.access import dialog, model, payers
    from app.sensitivity import dose_grid, tornado
    from app.sensitivity.panel import FIGURE_TITLES
    from pricing.analysis.affordability import AFFORDABILITY_MEASURES

    texts = {
        *dialog.PAYER_KIND_TITLES.values(),
        *payers.PAYER_SUMMARIES.values(),
        *model.OUT_OF_POCKET_TEXTS.values(),
        *dose_grid.TOOLTIPS.values(),
        *tornado.INPUT_TITLES.values(),
        *FIGURE_TITLES.values(),
    }
    return texts | {each.meaning for each in AFFORDABILITY_MEASURES.values()}


def catalogue_texts() -> set[str]:
    """The columns and boxes of the catalogue."""
    from app.catalogue import filters

    texts = {title for _, title in filters.PRICE_AGES}
    return (texts | {text for pair in filters.BOX_TITLES.values() for text in pair}) - {""} | {
        filters.SORTED_BY_NAME
    }


def sentence_texts() -> set[str]:
    """The literals of the modules that speak."""
    found = set()
    for name in SENTENCE_MODULES:
        place = ROOT / "pricing" / name
        for path in [place] if place.is_file() else sorted(place.glob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            documentation = {
                ast.get_docstring(node, clean=False)
                for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            }
            found |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and " " in node.value.strip()
                and node.value not in documentation
            }
    return found


def main(target: Path) -> None:
    """Write or update the file; what was translated before stays."""
    with tempfile.TemporaryDirectory() as scratch:
        tables = Path(scratch) / "declared.py"
        lines = (
            f"tr({text!r})"
            for text in sorted(
                declared_texts()
                | evidence_texts()
                | affordability_texts()
                | catalogue_texts()
                | sentence_texts()
            )
        )
        tables.write_text("\n".join(lines), "utf-8")
        sources = [*map(str, sorted((ROOT / "app").rglob("*.py"))), str(tables)]
        lupdate = Path(sys.executable).with_name("pyside6-lupdate")
        command = [str(lupdate), "-locations", "none", *sources, "-ts", str(target)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
