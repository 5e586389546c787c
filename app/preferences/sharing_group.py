"""Preferences > Shared catalogue: the server, this counter's name, and what came of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QGroupBox, QHBoxLayout, QLineEdit, QPushButton

from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label, add_form_row
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.catalogue_sharing import CatalogueSharing
    from pricing.problems.errors import UserError


class SharingGroup(QGroupBox):
    """Tests a server, shares the catalogue through it, or shares it no longer.

    Its buttons act at once: the catalogue is shared, or a sentence says why it is not.
    """

    def __init__(self, sharing: CatalogueSharing) -> None:
        super().__init__(tr("Shared catalogue"))
        self._sharing = sharing
        self._done = ""
        self._server_edit = self._make_edit("sharedServerEdit", tr("Server"))
        self._server_edit.setPlaceholderText(tr("postgresql://user@host/database"))
        self._name_edit = self._make_edit("counterNameEdit", tr("Name of this counter"))
        self._name_edit.setPlaceholderText(tr("the name of this computer"))
        self._namesake = self._make_label("namesakeNote")
        self._message = self._make_label("sharingMessage")
        self._test_button = self._make_button("testServerButton", tr("Test the server"), self._test)
        self._share_button = self._make_button("shareButton", tr("Share the catalogue"),
                                               self._share)  # fmt: skip
        self._leave_button = self._make_button("leaveButton", tr("Share it no longer"),
                                               self._leave)  # fmt: skip
        form = QFormLayout(self)
        add_form_row(form, tr("Server"), self._server_edit)
        add_form_row(form, tr("Name of this counter"), self._name_edit)
        form.addRow(self._namesake)
        buttons = QHBoxLayout()
        for button in (self._test_button, self._share_button, self._leave_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        form.addRow(buttons)
        form.addRow(self._message)
        sharing.answered.connect(self._on_answered)
        sharing.changed.connect(self._show_state)
        self._show_state()

    def _make_edit(self, name: str, title: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(title)
        return edit

    def _make_label(self, name: str) -> Label:
        label = Label()
        label.setObjectName(name)
        label.setWordWrap(True)
        return label

    def _make_button(self, name: str, title: str, act: object) -> QPushButton:
        button = QPushButton(title)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    # -- showing -------------------------------------------------------------------------------

    def _show_state(self) -> None:
        news = self._sharing.news
        if news is not None and not self._server_edit.isModified():
            self._server_edit.setText(news.state.server)
            self._server_edit.setCursorPosition(0)  # a long address is read from its start
            self._name_edit.setText(news.state.counter)
        self._leave_button.setVisible(news is not None)
        self._show_namesake()
        if not self._message.text():
            self._message.setText(
                tr("The catalogue is shared through this server.")
                if news is not None
                else tr(
                    "The address or service of a PostgreSQL database. PostgreSQL's own password "
                    "file or service file holds the password; Elemental never keeps one."
                )
            )

    def _show_namesake(self) -> None:
        """Say if another counter has the name of this one."""
        news = self._sharing.news
        name = news.state.counter if news is not None and news.state.has_namesake else ""
        self._namesake.setVisible(bool(name))
        self._namesake.setText(
            tr("Another counter is called {name} too. Give this one a name of its own.", name=name)
        )

    def _on_answered(self, error: UserError | None) -> None:
        for button in (self._test_button, self._share_button, self._leave_button):
            button.setEnabled(True)
        self._message.setText(self._done if error is None else f"⚠ {error.message(notation())}")

    # -- doing ---------------------------------------------------------------------------------

    def _test(self) -> None:
        self._wait(tr("The server answers, and this counter may use it."))
        self._sharing.test(self._server_edit.text())

    def _share(self) -> None:
        self._wait(tr("The catalogue is shared. What it holds goes to the other counters."))
        self._sharing.join(self._server_edit.text(), self._name_edit.text())

    def _leave(self) -> None:
        outcome = tr("The catalogue stays here as it is, and is shared no longer.")
        news = self._sharing.news
        if news is not None and news.state.waiting:
            outcome += " " + count_text(
                news.state.waiting,
                "{count} price was not sent to the others yet, and stays here.",
                "{count} prices were not sent to the others yet, and stay here.",
            )
        self._wait(outcome)
        self._sharing.leave()

    def _wait(self, done: str) -> None:
        """Let nothing else be asked until the server has answered."""
        self._done = done
        for button in (self._test_button, self._share_button, self._leave_button):
            button.setEnabled(False)
        self._message.setText(tr("Asking the server…"))
