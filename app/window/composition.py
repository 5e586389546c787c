"""Everything in the window besides its first frame: panels, menus, dialogs and their links."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.catalogue import CatalogueController
from app.comparison.verdict_card import VerdictCard
from app.saved_comparisons import EarlierStates, SavedComparisonsController
from app.toolkit.actions import Actions
from app.toolkit.cards import scrolling
from app.toolkit.file_dialogs import FileDialogs
from app.toolkit.open_editor import commit_open_editor, is_editing
from app.toolkit.settings import WindowStateKey
from app.toolkit.shown_text import show_status
from app.toolkit.translation import tr
from app.window.action_states import ActionStates
from app.window.areas import Areas
from app.window.editing_keys import EditingKeys
from app.window.head_menus import HeadMenus
from app.window.panels import Panels
from app.window.status_notes import SendingNote, StatusSummary
from app.window.view_menu import ViewMenu
from app.window.views import VIEW_TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu

    from app.comparison.details_sheet import DetailsSheet
    from app.exporting.controller import ExportController
    from app.importing import ImportController
    from app.label_reading import LabelReadingController
    from app.preferences.controller import PreferencesController
    from app.printing import PrintingController
    from app.session import Conflict
    from app.toolkit.actions import SubmenuEntry
    from app.toolkit.file_dialogs import ColumnQuestion
    from app.toolkit.messages import Messages
    from app.toolkit.question_bar import QuestionBar
    from app.toolkit.settings import Setting
    from app.window.change_questions import ChangeQuestions
    from app.window.command_list import CommandList
    from app.window.dialogs import Dialogs
    from app.window.first_frame import FirstFrame
    from pricing.analysis.remedies import Search
    from pricing.model.changes import ChangeSet

MIN_WIDTH_OF_AN_OPEN_SHEET = 1_600
_NATIVE_TEXT = QKeySequence.SequenceFormat.NativeText


class WindowComposition(QObject):
    """Creates the panels and connects them. It knows no domain word."""

    def __init__(
        self, window: QMainWindow, frame: FirstFrame, menus: Mapping[str, QMenu], messages: Messages
    ) -> None:
        super().__init__(window)
        self._window = window
        self._first_frame = frame
        self._session = session = frame.session
        settings, theme, cost_basis = frame.settings, frame.theme, frame.cost_basis
        session.changed.connect(self._ask_about_change)
        session.conflict_found.connect(self._ask_about_conflict)
        session.can_show_news = self._is_idle
        self._messages = messages
        self._focus_before_command: QWidget | None = None
        self._chooser = chooser = FileDialogs(window, settings, messages)
        self.catalogue_controller = CatalogueController(
            session, theme, cost_basis, messages, chooser, settings
        )
        self._panels = Panels(
            session, theme, cost_basis, self.catalogue_controller, self._selected_rows
        )
        self._saved_comparisons = SavedComparisonsController(
            session, window, lambda: self._question_bar, self.may_open_another
        )
        self.earlier_states = EarlierStates(session, window, messages)
        self._areas = Areas(frame)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._editing_keys = EditingKeys(application, self)
        self._fill_menus(menus)
        self._compose()
        self._connect_signals()
        self._restore()

    # -- what the first action makes, or else a moment without work ----------------------------

    @cached_property
    def import_controller(self) -> ImportController:
        """The controller that opens lists."""
        from app.importing import ImportController

        frame = self._first_frame
        controller = ImportController(
            self._session, self._messages, self._chooser, frame.settings, self._window
        )
        controller.line_requested.connect(frame.show_line)
        controller.line_closed.connect(lambda: frame.show_line(None))
        controller.catalogue_file_opened.connect(self.catalogue_controller.import_lists)
        frame.views.insert_bar(controller.opening_bar)
        return controller

    @cached_property
    def label_controller(self) -> LabelReadingController:
        """The controller of the dialog that reads labels."""
        from app.label_reading import LabelReadingController

        controller = LabelReadingController(self._session, self._chooser, self._window)
        controller.cell_requested.connect(self._first_frame.table.go_to)
        return controller

    @cached_property
    def export_controller(self) -> ExportController:
        """The controller of exports."""
        from app.exporting.controller import ExportController

        return ExportController(
            self._window,
            self._session,
            self._messages,
            self._chooser,
            self._first_frame.settings,
            self._panels.write_chart,
        )

    @cached_property
    def print_controller(self) -> PrintingController:
        """The controller of handouts and reports."""
        from app.printing import PrintingController, PrintInputs

        sources = PrintInputs(
            self._selected_rows, lambda: self._panels.report_charts, self._panels.shown_regimen
        )
        return PrintingController(
            self._window,
            self._session,
            self._first_frame.settings,
            self._messages,
            self._chooser,
            sources,
        )

    @cached_property
    def _preferences_controller(self) -> PreferencesController:
        from app.preferences.controller import PreferencesController

        frame = self._first_frame
        return PreferencesController(
            self._window,
            frame.settings,
            self._session,
            frame.cost_basis,
            frame.theme,
            self.catalogue_controller.sharing,
        )

    @cached_property
    def _dialogs(self) -> Dialogs:
        from app.window.dialogs import Dialogs

        return Dialogs(self._window, self._session, self._saved_comparisons)

    # -- what the first change makes, or else a moment without work ----------------------------

    @cached_property
    def _question_bar(self) -> QuestionBar:
        """The bar for questions."""
        bar = self._first_frame.question_bar
        bar.focus_released.connect(self._first_frame.table.setFocus)
        bar.answering.connect(self.finish_editing)
        self._session.changed.connect(bar.dismiss_if_outdated)
        return bar

    @cached_property
    def _change_questions(self) -> ChangeQuestions:
        """The questions about changes."""
        from app.window.change_questions import ChangeQuestions

        catalogue = self.catalogue_controller.open_catalogue
        return ChangeQuestions(self._session, catalogue, self._question_bar)

    def _ask_about_change(self, changes: ChangeSet) -> None:
        self._change_questions.follow(changes)

    def _ask_about_conflict(self, conflict: Conflict) -> None:
        self._change_questions.add_conflict(conflict)

    def _ask_about_catalogue(self) -> None:
        self._change_questions.follow_catalogue()

    # -- building ------------------------------------------------------------------------------

    def _fill_menus(self, menus: Mapping[str, QMenu]) -> None:
        submenu_entries = {
            "recentComparisonsMenu": self._saved_comparisons.recent_comparisons,
            "recentListsMenu": self._recent_lists,
            "followedListsMenu": self._followed_lists,
        }
        self._actions = Actions(
            self._window,
            menus,
            self._run,
            submenu_entries,
            self.finish_editing,
        )
        ViewMenu(menus["&View"], self._first_frame.settings, self._apply_settings).add_columns(
            self._first_frame.table.column_header.visibility_choices
        )

    def _recent_lists(self) -> Iterable[SubmenuEntry]:
        return self.import_controller.recent_lists.menu_entries()

    def _followed_lists(self) -> Iterable[SubmenuEntry]:
        return self.catalogue_controller.followed_lists.menu_entries()

    def _apply_settings(self, values: Mapping[Setting, str]) -> None:
        self._preferences_controller.apply_settings(values)

    def _run(self, action: str) -> None:
        self._handlers[action]()

    @cached_property
    def _handlers(self) -> Mapping[str, Callable[[], object]]:
        """The function that carries out each action, by the object name of the action."""
        return {
            **self._saved_comparisons.handlers(),
            **self.earlier_states.handlers(),
            **self.import_controller.handlers(),
            **self.label_controller.handlers(),
            **self.export_controller.handlers(),
            **self.print_controller.handlers(),
            **self._first_frame.table.handlers(),
            **self._dialogs.handlers(),
            **self.catalogue_controller.handlers(),
            "addToCatalogueAction": lambda: self.catalogue_controller.add_rows_to_catalogue(
                self._selected_rows()
            ),
            "copyPictureAction": self._panels.copy_chart,
            "quitAction": self._window.close,
            "undoAction": self._session.undo,
            "redoAction": self._session.redo,
            "findAction": self._first_frame.open_find_bar,
            "preferencesAction": self._preferences_controller.show_dialog,
            "commandAction": self._go_to_command_field,
            "nextPartAction": self._areas.go_to_next,
            "previousPartAction": partial(self._areas.go_to_next, -1),
            "nextViewAction": self._first_frame.views.show_next,
            "previousViewAction": partial(self._first_frame.views.show_next, -1),
            "detailsAction": self._toggle_sheet,
            **{
                f"{key}ViewAction": partial(self._first_frame.views.show_view, key)
                for key in VIEW_TITLES
            },
        }

    def _compose(self) -> None:
        frame = self._first_frame
        self.catalogue_controller.mineral_prices.changed.connect(frame.table.show_other_prices)
        verdict = VerdictCard(self._session, frame.theme, frame.cost_basis)
        verdict.fit(self._window.height())
        frame.compare.resized.connect(lambda: verdict.fit(self._window.height()))
        verdict.studies_requested.connect(partial(frame.views.show_view, "forms"))
        frame.expect_later(
            {
                "count of checks": lambda: self._panels.found_checks,
                "questions about changes": lambda: self._change_questions,
                "what actions do": lambda: self._handlers,
            }
        )
        frame.set_panels(verdict, lambda: self._details, self._new_empty_state)
        frame.head.command_field.opened.connect(self._open_command_list)
        HeadMenus(frame.head, self._actions)
        frame.compare.details_button.clicked.connect(self._actions["detailsAction"].trigger)
        self._panels.inputs_requested.connect(frame.scenario_bar.open_more_inputs)
        views = self._first_frame.views
        self._panels.checks_counted.connect(self._show_count_of_checks)
        views.make_on_first_use(self._panels.makers)
        views.describe_keys(
            {
                key: self._actions[f"{key}ViewAction"].shortcut().toString(_NATIVE_TEXT)
                for key in VIEW_TITLES
            }
        )
        self._action_states = ActionStates(self, frame, self._actions)
        self._window.statusBar().addWidget(self._action_states.undo_note, 1)
        self._window.statusBar().insertWidget(1, SendingNote(self.catalogue_controller.sharing))
        self._window.statusBar().addPermanentWidget(StatusSummary(self._session))

    def _show_count_of_checks(self, count: int) -> None:
        self._first_frame.views.show_count("checks", count)

    @cached_property
    def _details(self) -> DetailsSheet:
        """The sheet about the current product."""
        from app.comparison.details_sheet import DetailsSheet

        frame = self._first_frame
        details = DetailsSheet(
            self._session,
            frame.theme,
            frame.cost_basis,
            self.catalogue_controller.open_catalogue,
            self._panels.remedy_actions,
        )
        details.source_requested.connect(self._show_source)
        details.close_requested.connect(self._close_sheet)
        order = frame.table.order
        details.order_requested.connect(order.rank_by_credited)
        order.chosen.connect(self._say_order)
        details.say_order(is_credited=order.is_credited)
        self.catalogue_controller.mineral_prices.changed.connect(details.refresh)
        frame.table.current_cell_changed.connect(details.explain_cell)
        details.explain_cell(*frame.table.current_cell)
        return details

    def _say_order(self) -> None:
        self._details.say_order(is_credited=self._first_frame.table.order.is_credited)

    def _new_empty_state(self) -> QWidget:
        """Return the panel that an empty comparison shows. It scrolls where text is large."""
        from app.table.first_run import FirstRunPanel

        panel = FirstRunPanel()
        panel.product_requested.connect(self._first_frame.table.add_product)
        panel.paste_requested.connect(self._paste_products)
        panel.label_requested.connect(self._actions["readLabelAction"].trigger)
        panel.list_requested.connect(self.import_controller.choose_lists)
        panel.example_requested.connect(self.import_controller.open_example)
        return scrolling(panel, tr("How to begin"))

    # -- connecting ----------------------------------------------------------------------------

    def _connect_signals(self) -> None:
        frame = self._first_frame
        table = frame.table
        table.list_pasted.connect(self._open_pasted)
        table.label_pasted.connect(self._read_label)
        table.paste_refused.connect(self._messages.show)
        table.figure_clicked.connect(self._explain_figure)
        self._panels.remedy_actions.search_requested.connect(self._find_other_product)
        self._panels.cell_requested.connect(self._first_frame.go_to)
        self._panels.view_requested.connect(self._first_frame.views.show_view)
        self._panels.source_requested.connect(self._show_source)
        self.catalogue_controller.open_catalogue.changed.connect(self._ask_about_catalogue)
        self._first_frame.views.tab_clicked.connect(self.finish_editing)
        self.catalogue_controller.panel_requested.connect(self._show_catalogue)
        self.catalogue_controller.cell_requested.connect(self._first_frame.go_to)
        self.catalogue_controller.column_question_raised.connect(self._ask_about_columns)
        self.catalogue_controller.status_reported.connect(
            lambda text: show_status(self._window.statusBar(), text)
        )
        self.catalogue_controller.scanner.watch(self._window)

    def _open_pasted(self, rows: list[list[str]]) -> None:
        self.import_controller.open_pasted(rows)

    def _ask_about_columns(self, question: ColumnQuestion) -> None:
        self.import_controller.ask_about_columns(question)

    def _read_label(self) -> None:
        self.label_controller.read_clipboard()

    def _show_source(self, key: str) -> None:
        self._dialogs.show_source(key)

    def finish_editing(self) -> bool:
        """Commit the cell or field that the user is typing in.

        Return False if that was refused. What the user wanted to do next is then not done.
        """
        refusal_count = self._session.refusal_count
        commit_open_editor(self._window)
        return self._session.refusal_count == refusal_count

    def may_open_another(self) -> bool:
        """Return whether no list waits to be added to the comparison. Say so if one does."""
        return not self._is_made("import_controller") or self.import_controller.may_be_left()

    def may_close(self) -> bool:
        """Return whether no list waits to be added, or the user knows that it is left out."""
        return not self._is_made("import_controller") or self.import_controller.may_close()

    @property
    def has_undecided_changes(self) -> bool:
        """Whether a change is not made before the user has answered a question."""
        return self._is_made("_change_questions") and self._change_questions.has_undecided_changes

    def _is_made(self, part: str) -> bool:
        return part in vars(self)

    def _is_idle(self) -> bool:
        """Return whether no editor, menu or dialog is open that news would disturb."""
        is_open = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return not is_open and not is_editing(self._window)

    # -- actions of the window -----------------------------------------------------------------

    def _show_catalogue(self) -> None:
        self._first_frame.views.show_view("catalogue")

    @cached_property
    def _command_list(self) -> CommandList:
        """The list of the command field, made when the keyboard first gets there."""
        from app.window.command_list import CommandList
        from app.window.commands import Commands

        frame = self._first_frame
        commands = Commands(
            frame, self._actions, self.catalogue_controller, self._saved_comparisons
        )
        commands_list = CommandList(frame.head.command_field, commands, frame)
        self.catalogue_controller.open_catalogue.search_ready.connect(commands_list.refresh)
        return commands_list

    def _go_to_command_field(self) -> None:
        self._focus_before_command = QApplication.focusWidget()
        field = self._first_frame.head.command_field
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def _open_command_list(self) -> None:
        self._command_list.open(self._focus_before_command or self._first_frame.table)
        self._focus_before_command = None

    def _toggle_sheet(self) -> None:
        compare = self._first_frame.compare
        is_shown = self._first_frame.views.current_view is compare and compare.is_sheet_open
        self._first_frame.views.show_view("compare")
        compare.open_sheet(is_open=not is_shown)

    def _explain_figure(self, row: int, key: str) -> None:
        self._details.explain_cell(row, key)
        self._first_frame.compare.open_sheet(is_open=True)

    def _close_sheet(self) -> None:
        self._first_frame.compare.open_sheet(is_open=False)
        self._first_frame.table.setFocus()

    def _find_other_product(self, row: int, search: Search) -> None:
        """Look for a weaker or stronger product of a row's form in the catalogue."""
        product = self._session.compared_product(row)
        if product is not None:
            self.catalogue_controller.find_other_product(product.form, search)

    def _selected_rows(self) -> Sequence[int]:
        """Return the selected rows. The current cell alone does not select its row."""
        commands = self._first_frame.table.commands
        rows = commands.product_rows()
        return commands.whole_product_rows() or (rows if len(rows) > 1 else ())

    def _paste_products(self) -> None:
        self._first_frame.go_to(len(self._session.entries), "product")
        self._first_frame.table.commands.paste()

    # -- state ---------------------------------------------------------------------------------

    def _restore(self) -> None:
        state = self._first_frame.settings.state_text(WindowStateKey.SHEET)
        is_wide = self._window.width() >= MIN_WIDTH_OF_AN_OPEN_SHEET
        self._first_frame.compare.open_sheet(is_open=state == "open" if state else is_wide)
        self._saved_comparisons.offer_newer_prices()
        QTimer.singleShot(0, self, self.catalogue_controller.sharing.start)
        QTimer.singleShot(0, self, self.catalogue_controller.tell_unfinished_imports)

    def save_state(self) -> None:
        """Save whether the sheet is open, and which imports closing drops."""
        is_open = self._first_frame.compare.is_sheet_open
        self._first_frame.settings.save_state(WindowStateKey.SHEET, "open" if is_open else "closed")
        self.catalogue_controller.save_state()

    def close_down(self) -> None:
        """Stop running work before the window closes."""
        self._action_states.close()
        self.earlier_states.close()
        self._panels.close_down()
        self.catalogue_controller.close()
        self.import_controller.close_down()
