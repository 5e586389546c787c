"""The colours in force for each meaning, and the palette and style sheet made from them."""

from __future__ import annotations

from dataclasses import fields
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette

from pricing.problems.plain_facts import Enum, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QApplication

# The forms with a colour of their own. "blend" is for products of several forms.
FORM_GROUPS = ("glycinate", "oxide", "citrate", "malate", "threonate", "blend")


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour for each meaning. Nothing else in the window names a colour."""

    window: QColor
    surface: QColor
    header: QColor
    tinted: QColor  # the ground of worked-out figures
    text: QColor
    muted: QColor
    accent: QColor
    on_accent: QColor
    stop: QColor  # over the safe limit
    stop_surface: QColor
    note: QColor  # above the target and still safe
    ask: QColor  # an answer is needed
    ask_surface: QColor
    field_border: QColor
    divide: QColor  # the line between typed and worked-out columns
    line: QColor
    selection: QColor
    heat: tuple[QColor, QColor, QColor, QColor]  # from the lowest cost to the highest
    forms: tuple[QColor, QColor, QColor, QColor, QColor, QColor]  # as FORM_GROUPS

    def form_color(self, form: str) -> QColor:
        """Return the colour of a form or its group. Forms without one share the muted colour.

        >>> light_tokens().form_color("bisglycinate") == light_tokens().form_color("glycinate")
        True
        """
        group = form_group(form)
        return self.forms[FORM_GROUPS.index(group)] if group else self.muted


def form_group(form: str) -> str:
    """Return the group whose colour a form has, or "" if it has none.

    >>> form_group("oxide+citrate+aspartate"), form_group("L-threonate"), form_group("taurate")
    ('blend', 'threonate', '')
    """
    name = form.casefold()
    if "+" in name:
        return "blend"
    return next((group for group in FORM_GROUPS if group in name), "")


def _tokens(colours: str, heat: str, forms: str) -> Tokens:
    """Return tokens from the texts of their colours, in the order of the fields."""
    plain = map(QColor, colours.split())
    names = (field.name for field in fields(Tokens)[:-2])
    return Tokens(**dict(zip(names, plain, strict=True)), **_colour_groups(heat, forms))  # type: ignore[arg-type]


def _colour_groups(heat: str, forms: str) -> dict[str, tuple[QColor, ...]]:
    return {"heat": tuple(map(QColor, heat.split())), "forms": tuple(map(QColor, forms.split()))}


_LIGHT_HEAT = "#e3f2f0 #c3e3df #a0d2cb #79bdb5"
_LIGHT_FORMS = "#0f7f78 #5f6f84 #6b8a1f #8a5fb5 #b04a86 #8c6d46"
_DARK_HEAT = "#24403d #2a524e #2b5b56 #316a63"
_DARK_FORMS = "#4fc3b8 #9aaabd #a9c65a #bb98e0 #e08abb #c9a678"


def light_tokens() -> Tokens:
    """Return the colours on a light ground, which pictures and print have in every theme."""
    return _tokens(
        "#f3f4f6 #ffffff #eceef1 #f4f7f8 #1b1f24 #586069 #0b6b6b #ffffff #b3261e #fdeceb #7a4f00"
        " #1d4f91 #e8f0fb #818a94 #7f8893 #d5d9df #e3f0fb",
        _LIGHT_HEAT,
        _LIGHT_FORMS,
    )


def dark_tokens() -> Tokens:
    """Return the colours on a dark ground."""
    return _tokens(
        "#1e2124 #262a2f #2d3238 #22262a #e8eaed #aab2bb #5cc8be #10201f #ff9a91 #43241f #f2bd63"
        " #8ab8f5 #22344d #7c8690 #828c97 #3d444c #2b4257",
        _DARK_HEAT,
        _DARK_FORMS,
    )


# What a user who chooses high contrast gets where the system itself has none.
_CONTRAST_TEXT, _CONTRAST_GROUND, _CONTRAST_ACCENT = "#ffffff", "#000000", "#ffe14d"
_MIN_CONTRAST = 7


def contrast_tokens(text: QColor, ground: QColor, accent: QColor) -> Tokens:
    """Return colours of high contrast from the system's text, ground and highlight.

    All lines have the text's colour, and all grounds but the selection are the same.
    """
    is_dark = ground.lightness() < text.lightness()
    signs = "#ffb3ac #ffd24d #9ecbff" if is_dark else "#8a0f08 #5a3a00 #0b3a78"  # stop, note, ask
    stop, note, ask = map(QColor, signs.split())
    if contrast_ratio(accent, ground) < _MIN_CONTRAST:
        accent = text
    heat = "#0a1917 #122b28 #193a35 #1f4842" if is_dark else "#f2f9f8 #d9efec #c3e3df #a9d8d2"
    return Tokens(
        window=ground, surface=ground, header=ground, tinted=ground, text=text, muted=text,
        accent=accent, on_accent=ground, stop=stop, stop_surface=ground, note=note, ask=ask,
        ask_surface=ground, field_border=text, divide=text, line=text,
        selection=_selection(ground, accent, text),
        **_colour_groups(heat, _DARK_FORMS if is_dark else _LIGHT_FORMS),  # type: ignore[arg-type]
    )  # fmt: skip


def _selection(ground: QColor, accent: QColor, text: QColor) -> QColor:
    """Return as much of the accent on the ground as the text on it allows."""
    for share in (0.3, 0.2, 0.1):
        mixed = QColor.fromRgbF(
            *(
                back + (front - back) * share
                for back, front in zip(ground.getRgbF()[:3], accent.getRgbF()[:3], strict=True)  # type: ignore[index]
            )
        )
        if contrast_ratio(text, mixed) >= _MIN_CONTRAST:
            return mixed
    return ground


def contrast_ratio(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of two colours, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Colour(Enum):
    """A colour by the name of its token."""

    TEXT = "text"
    BAR_BEST = "heat.3"


_PALETTE_TOKENS = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "header",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "stop",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "header",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "header",
    QPalette.ColorRole.Midlight: "header",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Shadow: "line",
}

_BOX_SIZE = 1.15  # of a check box, in heights of its text
_HEADING_HEIGHT = 1.9  # of a group of fields, in heights of its text
_STYLE_SHEET = """
QFrame#card {{ background: {surface}; border: 1px solid {line}; border-radius: 6px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QFrame#questionBar {{ background: {ask_surface}; border: 1px solid {ask};
    border-radius: 6px; }}
QLabel#questionLabel {{ color: {ask}; }}
QFrame#bar, QFrame#headBar {{ background: {surface}; border: none;
    border-bottom: 1px solid {line}; }}
QFrame#moreInputs {{ background: {surface}; border: 1px solid {field_border}; }}
QScrollArea#clear, QScrollArea#clear > QWidget, QScrollArea#clear QLabel {{
    background: transparent; }}
QLabel#muted, QLabel[muted="true"] {{ color: {muted}; }}
QLineEdit {{ background: {surface}; color: {text}; placeholder-text-color: {muted};
    border: 1px solid {field_border};
    border-radius: 4px; padding: 3px 8px; min-height: 22px; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 2px 7px; }}
QComboBox {{ min-height: 22px; padding: 3px 8px; }}
QLineEdit[inside="true"] {{ border: none; background: transparent; padding: 0; min-height: 0; }}
QLineEdit[wrong="true"] {{ border: 2px solid {stop}; padding: 2px 7px; }}
QCheckBox::indicator {{ width: {box}px; height: {box}px; background: {surface};
    border: 1px solid {field_border}; border-radius: 3px; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}
QCheckBox::indicator:focus {{ border: 2px solid {text}; width: {focused_box}px;
    height: {focused_box}px; }}
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {field_border};
    border-radius: 4px; padding: 6px 14px; outline: 0; }}
QPushButton:flat {{ background: transparent; border-color: transparent; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 13px; }}
QPushButton:checked {{ background: {selection}; border-color: {accent}; }}
QPushButton[primary="true"] {{ background: {accent}; color: {on_accent}; border-color: {accent};
    font-weight: 600; }}
QPushButton:disabled {{ color: {muted}; border-color: {line}; }}
QPushButton[primary="true"]:disabled {{ background: {header}; color: {muted};
    border-color: {line}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {text}; }}
QTextBrowser {{ background: {surface}; }}
QTableView {{ background: {surface}; gridline-color: {line}; border: none;
    selection-background-color: {selection}; selection-color: {text}; }}
QDialog QTableView, QTableView#mappingTable {{ border: 1px solid {line}; }}
QListWidget {{ background: {surface}; border: 1px solid {line}; border-radius: 4px; }}
QListWidget::item {{ padding: 5px 8px; }}
QListWidget:focus {{ border: 2px solid {accent}; outline: 0; }}
QGroupBox {{ background: {surface}; border: 1px solid {line}; border-radius: 6px;
    margin-top: {heading}px; padding: 6px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 2px; color: {text}; }}
QMenuBar {{ background: {surface}; padding: 1px 2px; }}
QMenuBar::item {{ background: transparent; padding: 3px 8px; }}
QMenuBar::item:selected {{ background: {selection}; color: {text}; }}
QTableView QLineEdit {{ border-radius: 0; min-height: 0; padding: 0 4px; }}
QHeaderView::section {{ background: {header}; color: {muted}; border: none;
    border-bottom: 1px solid {line}; padding: 4px 6px; }}
QTableCornerButton::section {{ background: {header}; border: none; }}
QTabWidget::pane {{ background: {surface}; border: 1px solid {line}; border-radius: 6px; }}
QTabBar::tab {{ color: {muted}; padding: 4px 12px; border: none; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QTabBar#viewTabs::tab {{ padding: 9px 12px; }}
QTabBar#viewTabs[tight="true"]::tab {{ padding: 9px 5px; }}
QScrollBar {{ background: {header}; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {divide}; border-radius: 3px; margin: 4px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {accent}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QAbstractScrollArea::corner {{ background: {header}; }}
QStatusBar {{ background: {surface}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
"""


class ColourScheme(IntEnum):
    """The schemes that there are tokens for."""

    LIGHT = 0
    DARK = 1
    CONTRAST = 2


class Theme(QObject):
    """The colours of the chosen scheme. `apply_to_application` puts them in force."""

    changed = Signal()
    in_force: Tokens

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self.choice = choice
        hints = QGuiApplication.styleHints()
        hints.setColorScheme(_QT_SCHEME_BY_CHOICE[choice])
        hints.colorSchemeChanged.connect(self._on_system_change)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_system_change)
        Theme.in_force = self.tokens = self._scheme_tokens()

    @property
    def colour_scheme(self) -> ColourScheme:
        """The scheme that the user chose, else the system's."""
        if self.choice in _SCHEME_BY_CHOICE:
            return _SCHEME_BY_CHOICE[self.choice]
        if _system_has_high_contrast():
            return ColourScheme.CONTRAST
        is_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return ColourScheme.DARK if is_dark else ColourScheme.LIGHT

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

    def reload(self) -> None:
        """Apply the colours of the current scheme and emit `changed`."""
        Theme.in_force = self.tokens = self._scheme_tokens()
        self.apply_to_application()
        self.changed.emit()

    def apply_to_application(self) -> None:
        """Set the palette and style sheet. This costs least once, when a window is complete."""
        palette = QPalette()
        for role, name in _PALETTE_TOKENS.items():
            palette.setColor(role, getattr(self.tokens, name))
            if role in {QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText}:
                palette.setColor(QPalette.ColorGroup.Disabled, role, self.tokens.muted)
        self._application.setPalette(palette)
        colours = {
            field.name: getattr(self.tokens, field.name).name() for field in fields(Tokens)[:-2]
        }
        text = QFontInfo(self._application.font()).pixelSize()
        box = max(round(_BOX_SIZE * text), 14)
        sheet = _STYLE_SHEET.format(
            **colours, box=box, focused_box=box - 2, heading=round(_HEADING_HEIGHT * text)
        )
        if sheet != self._application.styleSheet():  # setting it styles every widget anew
            # Qt replaces a sheet in force by styling each widget once for each of its ancestors.
            self._application.setStyleSheet("")
            self._application.setStyleSheet(sheet)

    def _scheme_tokens(self) -> Tokens:
        match self.colour_scheme:
            case ColourScheme.LIGHT:
                return light_tokens()
            case ColourScheme.DARK:
                return dark_tokens()
            case ColourScheme.CONTRAST:
                return contrast_tokens(*self._contrast_colours())

    def _contrast_colours(self) -> Iterable[QColor]:
        """Return the text, ground and highlight of the system, or ours if it has no contrast."""
        if not _system_has_high_contrast():
            return map(QColor, (_CONTRAST_TEXT, _CONTRAST_GROUND, _CONTRAST_ACCENT))
        self._application.setPalette(QPalette())  # what is left is the system's own
        system = self._application.palette()
        return system.windowText().color(), system.window().color(), system.highlight().color()


def tokens() -> Tokens:
    """Return the colours in force."""
    return Theme.in_force


def _system_has_high_contrast() -> bool:
    hints = QGuiApplication.styleHints()  # its parts live as long as this name
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


def _token(source: Tokens, colour: Colour) -> QColor:
    name, _, place = colour.value.partition(".")
    found = getattr(source, name)
    return QColor(found[int(place)] if place else found)


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
    return _token(light_tokens(), colour)
