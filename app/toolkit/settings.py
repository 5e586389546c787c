"""The user's preferences and the window's own state. SETTINGS declares every preference once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from app.toolkit.translation import window_languages
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, Scenario, authorities_for
from pricing.problems.errors import BadInput, ProblemKind, Reason, UserError
from pricing.problems.plain_facts import Enum, NamedTuple
from pricing.quantities.amounts import MASS, MONEY, TOLERANCE, read_amount
from pricing.quantities.currencies import currencies
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FILE_NAME = "window.ini"


class WindowStateKey(Enum):
    """The keys of the window's own state."""

    GEOMETRY = "window/geometry"
    TAB = "window/view"
    SHEET = "window/sheet"
    VERDICT_HEIGHT = "window/verdict_height"
    TABLE_COLUMNS = "table/shown_columns"
    TABLE_ORDER = "table/order"
    KEEPS_SORTED = "table/keeps_sorted"
    LAST_FOLDER = "files/last_folder"
    RECENT_LISTS = "files/recent_lists"
    FOLLOWED_LISTS = "files/linked_lists"
    INPUT_FILES = "files/inputs"
    UNFINISHED_IMPORTS = "files/unfinished_imports"


# -- the table of preferences ------------------------------------------------------------------


class Setting(NamedTuple):
    """A preference: its key, group, title and possible values.

    `choices` returns (value, title) pairs. Without them the value is typed, and `validate` raises
    BadInput for an impossible one. `is_file` marks a path. `hint` says what an empty value means.
    """

    key: str
    group: str
    title: str
    default: str = ""
    choices: Callable[[], list[tuple[str, str]]] | None = None
    validate: Callable[[str], object] = str
    is_file: bool = False
    hint: str = ""


AS_SYSTEM, AS_WINDOW = ("", "Same as the system"), ("", "Same as the window")
_NUMBERS, _NEW_COMPARISONS, _APPEARANCE = "Numbers and money", "New comparisons", "Appearance"
_PRINT, _FILES = "Printed pages", "Files"


def _read_days(text: str) -> int:
    if not text.strip().isdecimal():
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="30")
    return replace(Scenario(), days=int(text)).days


def _read_target(text: str) -> int | None:
    return read_amount(text, MASS) if text.strip() else None


def _target_for(element: str, text: str) -> int:
    """Return a preferred target in micrograms. A bare number is in the unit of the mineral.

    A target that is no amount of this mineral gives way to the mineral's own.
    """
    with suppress(BadInput):
        if text.strip():
            return read_amount(text, elements()[element].mass)
    return elements()[element].default_target


def _table_style_choices() -> list[tuple[str, str]]:
    from pricing.writing import TABLE_STYLES

    return [AS_SYSTEM, *((key, style.title) for key, style in TABLE_STYLES.items())]


def _paper_choices() -> list[tuple[str, str]]:
    from pricing.writing.print import PAPERS

    return [AS_SYSTEM, *((paper.key, paper.title) for paper in PAPERS.values())]


def _handout_language_choices() -> list[tuple[str, str]]:
    from pricing.writing.print import handout_languages

    languages = handout_languages().values()
    return [AS_WINDOW, *((language.code, language.name) for language in languages)]


def _read_tolerance(text: str) -> int:
    return read_amount(text, TOLERANCE)


def _read_money(text: str) -> int:
    return read_amount(text, MONEY)


CURRENCY = Setting(
    "currency", _NUMBERS, "Currency",
    choices=lambda: [AS_SYSTEM, *((code, f"{code} – {currency.name}")
                                  for code, currency in currencies().items())],
)  # fmt: skip
DECIMAL_MARK = Setting(
    "decimal_mark", _NUMBERS, "Decimal mark",
    choices=lambda: [AS_SYSTEM, (".", "point: 12.50"), (",", "comma: 12,50")],
)  # fmt: skip
COST_BASIS = Setting(
    "basis", _NUMBERS, "Show costs per", "100",
    choices=lambda: [(mass, f"{mass} mg, or {mass} µg of a trace mineral")
                     for mass in ("1", "100", "1000")],
)  # fmt: skip
ELEMENT = Setting(
    "element", _NEW_COMPARISONS, "Mineral", "Mg",
    choices=lambda: [(element.symbol, element.name) for element in elements().values()],
)  # fmt: skip
TARGET = Setting(
    "target",
    _NEW_COMPARISONS,
    "Target a day, mg or µg",
    validate=_read_target,
    hint="the usual one of the mineral",
)
DAYS = Setting("days", _NEW_COMPARISONS, "Days", "30", validate=_read_days)
DOSE_POLICY = Setting(
    "dose_policy", _NEW_COMPARISONS, "Doses", "at_least",
    choices=lambda: [(policy.key, policy.title) for policy in DOSE_POLICIES.values()],
)  # fmt: skip
TOLERANCE_OF_DOSES = Setting(
    "tolerance", _NEW_COMPARISONS, "Tolerance of doses, %", TOLERANCE.text(Scenario().tolerance),
    validate=_read_tolerance,
)  # fmt: skip
LIMIT = Setting(
    "limit_authority", _NEW_COMPARISONS, "Limit authority", "US",
    choices=lambda: [*((authority.key, authority.title) for authority in authorities().values()),
                     (NO_LIMIT, "No limit")],
)  # fmt: skip
LIFE_STAGE = Setting(
    "life_stage",
    _NEW_COMPARISONS,
    "Limit applies to",
    "adult",
    choices=lambda: list(LIFE_STAGES.items()),
)
BUDGET = Setting("budget", _NEW_COMPARISONS, "Budget a month", "20", validate=_read_money)
NO_DIFFERENCE = Setting(
    "no_difference",
    _NEW_COMPARISONS,
    "Equal within, a month",
    "0",
    validate=_read_money,
)
THEME = Setting(
    "theme", _APPEARANCE, "Theme", "system",
    choices=lambda: [("system", "Same as the system"), ("light", "Light"), ("dark", "Dark"),
                     ("contrast", "High contrast")],
)  # fmt: skip
LANGUAGE = Setting(
    "language",
    _APPEARANCE,
    "Language (after a restart)",
    choices=lambda: [AS_SYSTEM, *window_languages()],
)
TABLE_STYLE = Setting("table_style", _FILES, "CSV tables", choices=_table_style_choices)
PHARMACY = Setting("pharmacy", _PRINT, "Name of the pharmacy")
LOGO = Setting("logo", _PRINT, "Logo of the pharmacy (.png or .jpg)", is_file=True)
PAPER = Setting("paper", _PRINT, "Paper", choices=_paper_choices)
HANDOUT_LANGUAGE = Setting(
    "handout_language", _PRINT, "Language of the handout", choices=_handout_language_choices
)
SETTINGS: tuple[Setting, ...] = (
    CURRENCY, DECIMAL_MARK, COST_BASIS, ELEMENT, TARGET, DAYS, DOSE_POLICY,
    TOLERANCE_OF_DOSES, LIMIT, LIFE_STAGE, BUDGET,
    NO_DIFFERENCE, TABLE_STYLE, PHARMACY, LOGO, PAPER, HANDOUT_LANGUAGE, THEME, LANGUAGE,
)  # fmt: skip


class Settings:
    """The settings file of a data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._stored = self._open()

    def state_bytes(self, key: WindowStateKey) -> QByteArray:
        """Return a saved state of Qt, empty if there is none."""
        value = self._stored.value(key.value)
        return value if isinstance(value, QByteArray) else QByteArray()

    def state_text(self, key: WindowStateKey) -> str:
        """Return a saved text, or ""."""
        return self._text(key.value, "")

    def save_state(self, key: WindowStateKey, value: QByteArray | str) -> None:
        """Save a state of the window."""
        self._stored.setValue(key.value, value)

    def __getitem__(self, setting: Setting) -> str:
        """Return a preference, or its default if the file holds no usable value."""
        stored = self._text(f"preferences/{setting.key}", setting.default)
        if setting.choices is not None:
            is_offered = stored in {value for value, _ in setting.choices()}
            return stored if is_offered else setting.default
        try:
            setting.validate(stored)
        except BadInput:
            return setting.default
        return stored

    def save_preferences(self, values: Mapping[Setting, str]) -> None:
        """Write preferences to the file.

        Raises:
            UserError: The file cannot be written. The preferences hold until the window closes.
        """
        for setting, value in values.items():
            self._stored.setValue(f"preferences/{setting.key}", value)
        self.sync()

    def sync(self) -> None:
        """Write everything to the file now.

        Raises:
            UserError: The file cannot be written. The next call tries again.
        """
        if self._stored.status() is not QSettings.Status.NoError:
            # Qt never forgets an error. Another object of the same file takes over all values.
            self._stored = self._open()
        self._stored.sync()
        if self._stored.status() is QSettings.Status.AccessError:
            raise UserError(ProblemKind.READ_ONLY_DATA, path=self._path, reason=Reason.DISK_REFUSES)

    def _open(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)

    def _text(self, key: str, default: str) -> str:
        value = self._stored.value(key, default)
        return value if isinstance(value, str) else default

    def default_scenario(self, locale_currency: str) -> Scenario:
        """Return the scenario of a new comparison. The preferred currency beats the locale's."""
        scenario = Scenario.for_element(self[ELEMENT], self[CURRENCY] or locale_currency)
        authority = self[LIMIT]
        if authority != NO_LIMIT and authority not in authorities_for(scenario.element):
            authority = scenario.limit_authority
        return replace(
            scenario,
            target=_target_for(scenario.element, self[TARGET]),
            days=_read_days(self[DAYS]),
            dose_policy=self[DOSE_POLICY],
            tolerance=_read_tolerance(self[TOLERANCE_OF_DOSES]),
            limit_authority=authority,
            life_stage=self[LIFE_STAGE],
            budget=_read_money(self[BUDGET]),
            no_difference=_read_money(self[NO_DIFFERENCE]),
        )


class CostBasis(QObject):
    """The elemental mass that costs are shown for: 1, 100 or 1000 mg."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.mass = int(settings[COST_BASIS])

    def choose(self, mass: int) -> None:
        """Show costs for another mass."""
        if mass != self.mass:
            self.mass = mass
            self.changed.emit()
