"""Finds products, views, commands and comparisons for the command field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from app.toolkit.actions import ACTIONS, plain_action_text
from app.toolkit.locale_format import count_text, notation
from app.toolkit.signs import Sign
from app.toolkit.translation import tr
from app.window.views import VIEW_TITLES
from pricing.calculation.measures import DAYS_OF_A_MONTH, MEASURES_BY_KEY, format_figure_with_unit
from pricing.model.changes import change_scenario, insert_rows
from pricing.problems.errors import UserError
from pricing.quantities.text_folding import folded_words
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from app.catalogue import CatalogueController
    from app.saved_comparisons import SavedComparisonsController
    from app.session import Session
    from app.toolkit.actions import Actions
    from app.window.first_frame import FirstFrame
    from pricing.catalogue.search import Hit

COMMANDS_ONLY, COMPARISONS_ONLY = ">", "#"
MAX_PRODUCTS, MAX_COMMANDS, MAX_COMPARISONS = 5, 6, 5
MAX_HITS = 20  # of the catalogue, among which the shown products are chosen
# They act on what is being edited, or only open this list.
_OTHER_ACTIONS = {"commandAction", "cutAction", "copyAction", "pasteAction", "deleteAction"}
_VIEW_ACTIONS = {f"{key}ViewAction" for key in VIEW_TITLES}


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to choose: its group, title, note, sign and key, and what it does."""

    group: str
    title: str
    run: Callable[[], object]
    note: str = ""
    sign: Sign | None = None
    key: str = ""
    is_found_by_title: bool = True


class Commands:
    """Finds what fits a text. Every word of the text has to begin a word of the title."""

    def __init__(
        self,
        frame: FirstFrame,
        actions: Actions,
        catalogue: CatalogueController,
        comparisons: SavedComparisonsController,
    ) -> None:
        self._frame = frame
        self._session: Session = frame.session
        self._actions = actions
        self._catalogue = catalogue
        self._comparisons = comparisons

    def find(self, text: str) -> list[Command]:
        """Return the commands that fit a text, by group."""
        mark, words = text[:1], folded_words(text)
        if mark == COMMANDS_ONLY:
            return list(self._named_commands(words))
        if mark == COMPARISONS_ONLY:
            return list(self._named_comparisons(words))
        name = " ".join(text.split())
        telling = self._without_mineral(words)
        products, new = list(self._products(name)), [self._new_product(name)] if name else []
        others = [
            *_fitting(self._views(), telling or words, len(VIEW_TITLES)),
            *self._named_commands(telling or words),
            *self._named_comparisons(telling or words),
        ]
        # Enter does the first. Who types the name of a command means no product of that name, but
        # the name of a form, on which a note says what it does, may be a product's too.
        is_command = telling and not products and any(not command.note for command in others)
        return [*others, *new] if is_command else [*products, *new, *others]

    def _without_mineral(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words that tell forms and commands apart, which the mineral's does not."""
        mineral = elements()[self._session.scenario.element].name.casefold()
        return tuple(word for word in words if len(word) < 3 or not mineral.startswith(word))

    def begin_new_product(self, text: str) -> None:
        """Add a product with this name, and go to what has to be typed next."""
        name = " ".join(text.split())
        if not name:
            return
        entry = self._session.new_entry()
        entry = replace(entry, values={**entry.values, "product": name})
        position = len(self._session.entries)
        if self._session.apply(insert_rows(position, [entry], tr("addition of a product"))):
            self._frame.go_to(position, "elemental_mg")

    # -- products ------------------------------------------------------------------------------

    def _products(self, text: str) -> Iterator[Command]:
        """Yield the cheapest products of the catalogue that fit, once it is loaded.

        What can be added comes first, and before others what has the words in its name.
        """
        open_catalogue = self._catalogue.open_catalogue
        if not text or not open_catalogue.exists:
            return
        from pricing.catalogue.search import SearchQuery

        try:
            open_catalogue.ensure_search_ready()
            search = open_catalogue.search
            if search is None or not search.is_current:
                return
            hits = search.find(SearchQuery(words=text)).page(0, MAX_HITS)
        except UserError:
            return  # the catalogue's own view says what is wrong
        words = folded_words(text)
        first = sorted(hits, key=lambda hit: (self._row_of(hit) is not None, not _has(hit, words)))
        for hit in first[:MAX_PRODUCTS]:
            yield self._product(hit)

    def _product(self, hit: Hit) -> Command:
        group, name = tr("Add from the catalogue"), hit.product.product
        row = self._row_of(hit)
        if row is not None:
            note = tr("in the comparison, row {number}", number=row + 1)
            return Command(
                group,
                name,
                lambda: self._frame.go_to(row, "product"),
                _joined(hit, note),
                Sign.DONE,
            )
        return Command(
            group,
            name,
            lambda: self._catalogue.add_products([hit.listed_product]),
            _joined(hit, self._cost(hit)),
            Sign.ADD,
        )

    def _row_of(self, hit: Hit) -> int | None:
        keys = ("product", "brand", "upc", "ndc")
        values = [hit.value(key) or "" for key in keys]
        for row, entry in enumerate(self._session.entries):
            if [entry.values.get(key) or "" for key in keys] == values:
                return row
        return None

    def _cost(self, hit: Hit) -> str:
        cost = hit.figures.number("monthly_cost")
        if cost is None:
            return ""
        money = format_figure_with_unit(
            cost, MEASURES_BY_KEY["monthly_cost"].figure_format, hit.product.currency, notation()
        )
        days = self._session.scenario.days
        if days in DAYS_OF_A_MONTH:
            return tr("{cost} a month", cost=money)
        return count_text(days, "{cost} for {count} day", "{cost} for {count} days", cost=money)

    def _new_product(self, name: str) -> Command:
        return Command(
            tr("Add from the catalogue"),
            tr("New product “{name}”", name=name),
            lambda: self.begin_new_product(name),
            tr("type the rest in the table"),
            Sign.ADD,
            _key_text("Ctrl+Enter"),
            is_found_by_title=False,
        )

    # -- views, commands, comparisons ----------------------------------------------------------

    def _views(self) -> Iterator[Command]:
        views = self._frame.views
        for key in views.visible_keys:
            shortcut = self._actions[f"{key}ViewAction"].shortcut()
            yield Command(
                tr("Go to"),
                tr(VIEW_TITLES[key]),
                lambda key=key: views.show_view(key),  # type: ignore[misc]
                key=shortcut.toString(QKeySequence.SequenceFormat.NativeText),
            )
        if "forms" in views.visible_keys:
            for form in forms(self._session.scenario.element):
                yield Command(
                    tr("Go to"),
                    tr("Forms: {form}", form=form),
                    lambda: views.show_view("forms"),
                    tr("what studies in people show"),
                    Sign.BALANCE,
                )

    def _named_commands(self, words: tuple[str, ...]) -> list[Command]:
        return _fitting((*self._actions_to_run(), *self._references()), words, MAX_COMMANDS)

    def _actions_to_run(self) -> Iterator[Command]:
        for declared in ACTIONS:
            action = self._actions[declared.name]
            if declared.name in _OTHER_ACTIONS | _VIEW_ACTIONS or not action.isEnabled():
                continue
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            yield Command(tr("Commands"), plain_action_text(action.text()), action.trigger, key=key)

    def _references(self) -> Iterator[Command]:
        now = self._session.scenario
        for form in forms(now.element):
            if form != now.reference_form:
                yield Command(
                    tr("Commands"),
                    tr("Compare against {form}", form=form),
                    lambda form=form: self._compare_against(form),  # type: ignore[misc]
                    tr("instead of {form}", form=now.reference_form),
                )

    def _compare_against(self, form: str) -> None:
        now = self._session.scenario
        scenario = replace(now, reference_form=form)
        self._session.apply(change_scenario(now, scenario, tr("change of reference form")))

    def _named_comparisons(self, words: tuple[str, ...]) -> list[Command]:
        saved = self._session.saved_comparisons
        commands = (
            Command(
                tr("Comparisons"),
                comparison.name,
                lambda id_=comparison.id: self._comparisons.open(id_),  # type: ignore[misc]
                tr("open now") if comparison is saved.open_comparison else "",
            )
            for comparison in saved.comparisons
        )
        return _fitting(commands, words, MAX_COMPARISONS)


def _fitting(commands: Iterable[Command], words: tuple[str, ...], most: int) -> list[Command]:
    """Return the first commands in whose title each word begins a word."""
    found = []
    for command in commands:
        if _begins_words(words, command.title):
            found.append(command)
            if len(found) == most:
                break
    return found


def _begins_words(words: tuple[str, ...], title: str) -> bool:
    """Return whether each of the words begins a word of a title."""
    parts = folded_words(title)
    return all(any(part.startswith(word) for part in parts) for word in words)


def _has(hit: Hit, words: tuple[str, ...]) -> bool:
    return _begins_words(words, hit.product.product)


def _joined(hit: Hit, note: str) -> str:
    return " · ".join(filter(None, (hit.product.brand, note)))


def _key_text(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
