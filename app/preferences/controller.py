"""Preferences are saved and take effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.toolkit.number_marks import set_decimal_mark
from app.toolkit.settings import COST_BASIS, DECIMAL_MARK, THEME
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.catalogue_sharing import CatalogueSharing
    from app.session import Session
    from app.toolkit.settings import CostBasis, Setting, Settings
    from app.toolkit.theme import Theme


class PreferencesController(QObject):
    """Opens the dialog and applies what the user chose."""

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        session: Session,
        cost_basis: CostBasis,
        theme: Theme,
        sharing: CatalogueSharing,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._session = session
        self._cost_basis = cost_basis
        self._theme = theme
        self._sharing = sharing

    def show_dialog(self) -> None:
        """Show the dialog."""
        from app.preferences.dialog import PreferencesDialog
        from app.preferences.sharing_group import SharingGroup

        dialog = PreferencesDialog(self._settings, self._window, SharingGroup(self._sharing))
        dialog.settings_changed.connect(self.apply_settings)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def apply_settings(self, values: Mapping[Setting, str]) -> None:
        """Save preferences and apply them."""
        try:
            self._settings.save_preferences(values)
        except UserError as error:
            self._session.failed.emit(error)
        set_decimal_mark(self._settings[DECIMAL_MARK])
        self._theme.choose(self._settings[THEME])
        self._cost_basis.choose(int(self._settings[COST_BASIS]))
        self._session.use_default_scenario()
