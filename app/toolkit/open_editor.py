"""The cell or field that the user is typing in. It is committed before anything else happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def commit_open_editor(window: QWidget) -> None:
    """Commit the text that the user is typing in a window, as Enter would.

    The cursor stays where it is. A text that was given up with Esc is not there any more.
    """
    editor = window.focusWidget()
    view = view_of_editor(editor)
    if view is not None and editor is not None:
        view.commitData(editor)
        view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
    elif isinstance(editor, QLineEdit) and editor.isModified():
        editor.editingFinished.emit()


def view_of_editor(widget: QWidget | None) -> QAbstractItemView | None:
    """Return the table or list whose cell a widget edits, or None if it edits none."""
    if widget is None or not widget.isVisible():  # a closed editor is hidden and not yet deleted
        return None
    viewport = widget.parentWidget()
    view = viewport.parentWidget() if viewport is not None else None
    if isinstance(view, QAbstractItemView) and view.viewport() is viewport:
        return view
    return None
