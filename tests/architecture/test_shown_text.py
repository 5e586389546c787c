"""The rule that no text from elsewhere is shown as rich text: one door, and nothing beside it.

Ruff refuses the widgets that guess (`banned-api` in `pyproject.toml`). This refuses the methods and
roles. What is left, such as `setText` of a button or an action, never is rich text.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFUSED_METHODS = frozenset({
    "addRow", "insertHtml", "setDetailedText", "setHtml", "setInformativeText", "setLabelText",
    "setMarkdown", "setStatusTip", "setTabToolTip", "setTextFormat", "setToolTip", "setWhatsThis",
    "showMessage",
})  # fmt: skip
REFUSED_ROLES = frozenset({"StatusTipRole", "ToolTipRole", "WhatsThisRole"})
DOOR = "app/toolkit/shown_text.py"
# The other places, and why each is safe.
ALLOWED = {
    ("app/help/help.py", "from_shipped_html"): "the guide, which is shipped",
    ("app/help/help.py", "setMarkdown"): "the guide, which is shipped",
    ("app/printing/page_layout.py", "setHtml"): "printed pages, whose room escapes every text",
    ("app/table/clipboard.py", "setHtml"): "the clipboard, which is no widget",
    ("app/toolkit/link_text.py", "setHtml"): "takes only Markup",
    ("app/toolkit/messages.py", "setDetailedText"): "a field of plain text",
    ("app/toolkit/messages.py", "setTextFormat"): "sets plain text",
    ("app/toolkit/table_model.py", "ToolTipRole"): "uses tool_tip",
}


def sources() -> Iterator[Path]:
    """Yield the modules of the window but the door."""
    for path in sorted(ROOT.glob("app/**/*.py")):
        if path.relative_to(ROOT).as_posix() != DOOR:
            yield path


def is_our_text(node: ast.expr) -> bool:
    """Return whether the text is a literal, or a literal that is translated without parameters."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "tr" and not node.keywords:
        return len(node.args) == 1 and is_our_text(node.args[0])
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def refused_name(node: ast.AST) -> str:
    """Return the name of a method or role that could show a text from elsewhere, or ""."""
    if isinstance(node, ast.Attribute) and node.attr in REFUSED_ROLES:
        return node.attr
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    name, texts = node.func.attr, node.args[:1]
    if name == "from_shipped_html":
        return name
    if name == "addRow" and len(node.args) == 1:  # a widget over the whole width
        return ""
    is_refused = name in REFUSED_METHODS and not all(map(is_our_text, texts))
    return name if is_refused else ""


def test_that_texts_are_shown_through_one_door() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (name := refused_name(node))
    }
    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set(), "remove what is no longer needed"


def test_that_markup_is_a_literal_with_parameters() -> None:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup" and node.args:
                (template,) = node.args
                assert isinstance(template, ast.Constant), f"{path}:{node.lineno}"
