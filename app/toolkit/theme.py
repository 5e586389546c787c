"""The light, dark and high-contrast colours, and the palette and style sheet made from them."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Colour(Enum):
    """A colour by its meaning, as (light, dark, high contrast)."""

    WINDOW = ("#f3f4f6", "#1e2124", "#000000")
    SURFACE = ("#ffffff", "#262a2f", "#000000")
    HEADER = ("#eceef1", "#2b3036", "#1a1a1a")
    LINE = ("#d5d9df", "#3d444c", "#ffffff")
    TEXT = ("#1b1f24", "#e8eaed", "#ffffff")
    MUTED = ("#586069", "#aab2bb", "#e6e6e6")
    ACCENT = ("#0b6b6b", "#5cc8be", "#ffe14d")
    ON_ACCENT = ("#ffffff", "#10201f", "#000000")
    SELECTION = ("#d9ebfb", "#2b4257", "#00285c")
    BAR = ("#9fd3cd", "#2f5f5b", "#4d4d4d")
    BAR_BEST = ("#2a9d8f", "#23726a", "#005c34")
    WARNING = ("#8a4b00", "#ffb866", "#ffd24d")
    WARNING_SURFACE = ("#fdf0dc", "#3d2f1c", "#332600")
    WRONG = ("#a3241d", "#ff9a91", "#ffb3ac")
    WRONG_SURFACE = ("#fde8e6", "#43241f", "#4a0000")


_PALETTE_COLOURS = {
    QPalette.ColorRole.Window: Colour.WINDOW,
    QPalette.ColorRole.WindowText: Colour.TEXT,
    QPalette.ColorRole.Base: Colour.SURFACE,
    QPalette.ColorRole.AlternateBase: Colour.HEADER,
    QPalette.ColorRole.Text: Colour.TEXT,
    QPalette.ColorRole.Button: Colour.SURFACE,
    QPalette.ColorRole.ButtonText: Colour.TEXT,
    QPalette.ColorRole.BrightText: Colour.WRONG,
    QPalette.ColorRole.PlaceholderText: Colour.MUTED,
    QPalette.ColorRole.Highlight: Colour.SELECTION,
    QPalette.ColorRole.HighlightedText: Colour.TEXT,
    QPalette.ColorRole.Accent: Colour.ACCENT,
    QPalette.ColorRole.Link: Colour.ACCENT,
    QPalette.ColorRole.LinkVisited: Colour.ACCENT,
    QPalette.ColorRole.ToolTipBase: Colour.HEADER,
    QPalette.ColorRole.ToolTipText: Colour.TEXT,
    QPalette.ColorRole.Light: Colour.HEADER,
    QPalette.ColorRole.Midlight: Colour.HEADER,
    QPalette.ColorRole.Mid: Colour.LINE,
    QPalette.ColorRole.Dark: Colour.LINE,
    QPalette.ColorRole.Shadow: Colour.LINE,
}

_STYLE_SHEET = """
QFrame#card {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 6px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QFrame#questionBar {{ background: {WARNING_SURFACE}; border: 1px solid {WARNING};
    border-radius: 6px; }}
QLabel#questionLabel {{ color: {WARNING}; }}
QFrame#bar {{ background: {SURFACE}; border: none; border-bottom: 1px solid {LINE}; }}
QScrollArea#clear, QScrollArea#clear > QWidget, QScrollArea#clear QLabel {{
    background: transparent; }}
QLabel#muted, QLabel[muted="true"] {{ color: {MUTED}; }}
QLineEdit {{ background: {SURFACE}; color: {TEXT}; border: 1px solid {LINE};
    border-radius: 4px; padding: 3px 8px; min-height: 22px; }}
QLineEdit:focus {{ border: 2px solid {ACCENT}; padding: 2px 7px; }}
QComboBox {{ min-height: 22px; padding: 3px 8px; }}
QLineEdit[wrong="true"] {{ border: 2px solid {WRONG}; padding: 2px 7px; }}
QPushButton {{ background: {SURFACE}; color: {TEXT}; border: 1px solid {LINE};
    border-radius: 4px; padding: 6px 14px; }}
QPushButton:focus {{ border: 2px solid {ACCENT}; padding: 5px 13px; }}
QPushButton[primary="true"] {{ background: {ACCENT}; color: {ON_ACCENT}; border-color: {ACCENT}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {TEXT}; }}
QTextBrowser {{ background: {SURFACE}; }}
QTableView {{ background: {SURFACE}; gridline-color: {LINE}; border: 1px solid {LINE};
    selection-background-color: {SELECTION}; selection-color: {TEXT}; }}
QTableView QLineEdit {{ border-radius: 0; min-height: 0; padding: 0 4px; }}
QHeaderView::section {{ background: {HEADER}; color: {MUTED}; border: none;
    border-bottom: 1px solid {LINE}; border-right: 1px solid {LINE}; padding: 4px 6px; }}
QTableCornerButton::section {{ background: {HEADER}; border: none; }}
QListView#checksList {{ background: {SURFACE}; border: none; }}
QListView#checksList::item {{ border-bottom: 1px solid {LINE}; padding: 6px 2px; }}
QListView#checksList::item:selected {{ background: {SELECTION}; color: {TEXT}; }}
QTabWidget::pane {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 6px; }}
QTabBar::tab {{ color: {MUTED}; padding: 4px 12px; border: none; }}
QTabBar::tab:selected {{ color: {TEXT}; border-bottom: 2px solid {ACCENT}; }}
QTabBar::tab:focus {{ color: {ACCENT}; }}
QStatusBar {{ background: {SURFACE}; border-top: 1px solid {LINE}; }}
QStatusBar::item {{ border: none; }}
"""

_HIGH_CONTRAST_STYLE_SHEET = """
QComboBox {{ border: 1px solid {LINE}; border-radius: 4px; }}
QComboBox:focus {{ border: 2px solid {ACCENT}; }}
"""


class ColourScheme(IntEnum):
    """The position of a scheme in a `Colour`."""

    LIGHT = 0
    DARK = 1
    CONTRAST = 2


class Theme(QObject):
    """The colours of the chosen scheme. `apply_to_application` puts them in force."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self.choice = choice
        hints = QGuiApplication.styleHints()
        hints.setColorScheme(_QT_SCHEME_BY_CHOICE[choice])
        hints.colorSchemeChanged.connect(self._on_system_change)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_system_change)
        self._colours = self._scheme_colours()

    @property
    def colour_scheme(self) -> ColourScheme:
        """The scheme that the user chose, else the system's."""
        if self.choice in _SCHEME_BY_CHOICE:
            return _SCHEME_BY_CHOICE[self.choice]
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            return ColourScheme.CONTRAST
        return (
            ColourScheme.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else ColourScheme.LIGHT
        )

    def choose(self, choice: str) -> None:
        """Choose a scheme by the key of its setting; "system" follows the system."""
        if choice != self.choice:
            self.choice = choice
            QGuiApplication.styleHints().setColorScheme(_QT_SCHEME_BY_CHOICE[choice])
            self.reload()

    def _on_system_change(self) -> None:
        """Follow the system's new scheme unless the user chose one."""
        if self.choice not in _SCHEME_BY_CHOICE:
            self.reload()

    def colour(self, colour: Colour) -> QColor:
        """Return a colour in the current scheme."""
        return self._colours[colour]

    def reload(self) -> None:
        """Apply the colours of the current scheme and emit `changed`."""
        self._colours = self._scheme_colours()
        self.apply_to_application()
        self.changed.emit()

    def apply_to_application(self) -> None:
        """Set the palette and style sheet. This costs least once, when a window is complete."""
        palette = QPalette()
        for role, colour in _PALETTE_COLOURS.items():
            palette.setColor(role, self.colour(colour))
            if role in {QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText}:
                muted = self.colour(Colour.MUTED)
                palette.setColor(QPalette.ColorGroup.Disabled, role, muted)
        self._application.setPalette(palette)
        style = _STYLE_SHEET + (
            _HIGH_CONTRAST_STYLE_SHEET if self.colour_scheme is ColourScheme.CONTRAST else ""
        )
        self._application.setStyleSheet(
            style.format_map({colour.name: self.colour(colour).name() for colour in Colour})
        )

    def _scheme_colours(self) -> dict[Colour, QColor]:
        return {colour: QColor(colour.value[self.colour_scheme]) for colour in Colour}


_SCHEME_BY_CHOICE = {
    "light": ColourScheme.LIGHT,
    "dark": ColourScheme.DARK,
    "contrast": ColourScheme.CONTRAST,
}
# The scheme of what the system draws itself, such as title bars.
_QT_SCHEME_BY_CHOICE = {
    "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "contrast": Qt.ColorScheme.Dark,
    "system": Qt.ColorScheme.Unknown,
}  # fmt: skip


def with_tabular_figures(font: QFont) -> QFont:
    """Return the font with digits of equal width, if it has them."""
    aligned = QFont(font)
    aligned.setFeature(QFont.Tag("tnum"), 1)
    return aligned


def print_colour(colour: Colour) -> QColor:
    """Return the colour for pictures and print, which are always light."""
    return QColor(colour.value[ColourScheme.LIGHT])
