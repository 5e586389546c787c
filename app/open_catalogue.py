"""The catalogue of the data folder. It is opened when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.session import Session
    from app.toolkit.background_tasks import BackgroundTask
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.search import CatalogueSearch, LoadedCatalogue
    from pricing.problems.progress import Progress


class OpenCatalogue(QObject):
    """The catalogue and its search, which is loaded in the background after each import.

    A second search has the prices of the shop that was chosen last.
    """

    changed = Signal()  # products were added
    search_ready = Signal()
    shop_search_ready = Signal()
    failed = Signal(object)  # the UserError
    notice_raised = Signal(object)  # the Problem found in the file, such as damage

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.search: CatalogueSearch | None = None
        self._shop_search: CatalogueSearch | None = None
        self._load_task: BackgroundTask | None = None
        self._tasks: list[BackgroundTask] = []

    @property
    def data_folder(self) -> Path:
        """The folder that holds all data."""
        return self._session.data_file.folder

    @property
    def exists(self) -> bool:
        """Whether there is a file, or was one. It is not opened."""
        from pricing.store.data_files import CATALOGUE_FILE
        from pricing.store.integrity import has_data_file

        return has_data_file(self.data_folder / CATALOGUE_FILE.name)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue for the window's thread.

        Raises:
            UserError: The file cannot be opened.
        """
        from pricing.catalogue.catalogue import Catalogue

        catalogue = Catalogue(self.data_folder, defers_check=True)
        self._report_notice(catalogue)
        return catalogue

    def _report_notice(self, catalogue: Catalogue) -> None:
        if catalogue.database.notice is not None:
            self.notice_raised.emit(catalogue.database.notice)

    @property
    def is_outdated(self) -> bool:
        """Whether the catalogue has changed since it was loaded, as another program may do."""
        try:
            return self.search is not None and not self.search.is_current
        except UserError:  # whoever loads it next tells so
            return True

    def ensure_search_ready(self) -> None:
        """Load `search` unless it is current."""
        if self.search is not None and self.search.is_current:
            self.search.set_scenario(self._session.scenario)
        else:
            self._load("")

    def search_at(self, shop: str) -> CatalogueSearch | None:
        """Return the search at the prices of a shop, or at the best ones if the shop is "".

        It is None until `search_ready` or `shop_search_ready` is emitted.
        """
        self.ensure_search_ready()
        if self.search is None or not self.search.is_current:
            return None
        search = self._shop_search if shop else self.search
        if search is None or not search.is_current or search.loaded.source != shop:
            self._load(shop)
            return None
        search.set_scenario(self._session.scenario)
        return search

    @property
    def is_loading(self) -> bool:
        """Whether the search is being loaded."""
        return self._load_task is not None

    def run_in_background(
        self,
        work: Callable[[Progress], object],
        on_done: Callable[..., object],
        on_error: Callable[[UserError], object] | None = None,
    ) -> BackgroundTask:
        """Run a function in another thread and pass its result on. `close` waits for it."""
        from app.toolkit.background_tasks import BackgroundTask

        task = BackgroundTask(work, self)
        task.succeeded.connect(on_done)
        if on_error is not None:
            task.failed.connect(on_error)
        task.ended.connect(lambda: self._tasks.remove(task))
        self._tasks.append(task)
        task.start()
        return task

    def run_with_catalogue(
        self,
        work: Callable[[Catalogue], object],
        on_done: Callable[..., object],
        on_error: Callable[[UserError], object],
        *,
        only_reads: bool = False,
    ) -> BackgroundTask:
        """Run a function in another thread, with a catalogue of that thread's own.

        `close` interrupts one that only reads, and lets one that writes come to its end.
        """

        def run(progress: Progress) -> object:
            from pricing.catalogue.catalogue import Catalogue

            catalogue = Catalogue(self.data_folder)
            self._report_notice(catalogue)
            try:
                with catalogue.database.cancellable(
                    lambda: not only_reads or progress.should_continue
                ):
                    return work(catalogue)
            finally:
                catalogue.close()

        return self.run_in_background(run, on_done, on_error)

    def _load(self, shop: str) -> None:
        """Load the search at the prices of a shop, unless one is being loaded."""

        def load(catalogue: Catalogue) -> LoadedCatalogue:
            from pricing.catalogue.search import load_catalogue

            return load_catalogue(catalogue, shop)

        if self._load_task is None:
            self._load_task = self.run_with_catalogue(
                load, self._on_loaded, self._on_error, only_reads=True
            )

    def _on_loaded(self, loaded: LoadedCatalogue) -> None:
        from pricing.catalogue.search import CatalogueSearch

        self._load_task = None
        try:
            search = CatalogueSearch(self.catalogue, self._session.scenario, loaded)
        except UserError as error:  # the file could be opened in the other thread, but not here
            self._on_error(error)
            return
        if loaded.source:
            self._shop_search = search
            self.shop_search_ready.emit()
        else:
            self.search = search
            self.search_ready.emit()

    def _on_error(self, error: UserError) -> None:
        self._load_task = None
        self.failed.emit(error)

    def close(self) -> None:
        """Cancel and await running work, then close the file."""
        for task in self._tasks:
            task.cancel_and_wait()
        if "catalogue" in vars(self):
            self.catalogue.close()
