"""The cell or field that the user is typing in. It is committed before anything else happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaMethod, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QApplication, QLineEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def commit_open_editor(window: QWidget) -> None:
    """Commit the text that the user is typing in a window, as Enter would.

    The cursor stays where it is. A text that was given up with Esc is not there any more. The cell
    may be in a view that is not shown, and the keyboard elsewhere: Qt would commit it later, when
    nothing can be written any more. An open list of choices is given up: what is done next may open
    another comparison, which its choice would change.
    """
    _close_popups()
    editing = [view for view in window.findChildren(QAbstractItemView) if editor_of(view)]
    for view in editing:
        commit_editor_of(view)
    field = window.focusWidget()
    if not editing and isinstance(field, QLineEdit) and field.isModified():
        field.editingFinished.emit()


def _close_popups() -> None:
    """Close open lists of choices, calendars and popovers. Commit the field of a popover first."""
    while (popup := QApplication.activePopupWidget()) is not None:
        field = popup.focusWidget()
        if isinstance(field, QLineEdit) and field.isModified():
            field.editingFinished.emit()
        popup.close()
        if popup is QApplication.activePopupWidget():
            return


def commit_editor_of(view: QAbstractItemView) -> None:
    """Commit and close the editor of a cell, if a table or list has one open."""
    editor = editor_of(view)
    if editor is not None:
        view.commitData(editor)
        view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def editor_of(view: QAbstractItemView) -> QLineEdit | None:
    """Return the open editor of a table or list, whether or not it has the keyboard."""
    if view.state() is not QAbstractItemView.State.EditingState:
        return None
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    editors = view.viewport().findChildren(QLineEdit, options=direct)
    return next((editor for editor in editors if not editor.isHidden()), None)


def is_editing(window: QWidget) -> bool:
    """Return whether the user is typing into a cell, or into a field that Enter would commit."""
    editor = window.focusWidget()
    if view_of_editor(editor) is not None:
        return True
    if not isinstance(editor, QLineEdit) or not editor.isModified():
        return False
    # A search field commits nothing.
    return editor.isSignalConnected(QMetaMethod.fromSignal(editor.editingFinished))


def view_of_editor(widget: QWidget | None) -> QAbstractItemView | None:
    """Return the table or list whose cell a widget edits, or None if it edits none."""
    if widget is None or not widget.isVisible():  # a closed editor is hidden and not yet deleted
        return None
    viewport = widget.parentWidget()
    view = viewport.parentWidget() if viewport is not None else None
    if not isinstance(view, QAbstractItemView) or view.viewport() is not viewport:
        return None
    # A button that stands in a view is no editor.
    return view if view.state() is QAbstractItemView.State.EditingState else None
