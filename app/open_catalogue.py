"""The catalogue of this window's data folder: opened when it is first needed, not at the start."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.toolkit.background_tasks import BackgroundTask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.session import Session
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.search import CatalogueSearch, LoadedCatalogue
    from pricing.problems.errors import UserError
    from pricing.problems.progress import Progress


class OpenCatalogue(QObject):
    """Loads the columns of all products off the window's thread, again after each import.

    `changed` tells that products have joined; `ready`, that `search` can be asked. `refused` hands
    on a UserError, `noticed` what the user should know of the file: it was damaged, and set aside.
    """

    changed = Signal()
    search_ready = Signal()
    failed = Signal(object)
    notice_raised = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.search: CatalogueSearch | None = None
        self._load_task: BackgroundTask | None = None
        self._tasks: list[BackgroundTask] = []

    @property
    def data_folder(self) -> Path:
        return self._session.data_folder

    @property
    def exists(self) -> bool:
        """Whether there is a file; it is not opened."""
        from pricing.store.data_files import CATALOGUE_FILE

        return (self.data_folder / CATALOGUE_FILE.name).exists()

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue itself, for the window's thread. Raises UserError."""
        from pricing.catalogue.catalogue import Catalogue

        products = Catalogue(self.data_folder)
        self._report_notice(products)
        return products

    def _report_notice(self, products: Catalogue) -> None:
        if products.database.notice is not None:
            self.notice_raised.emit(products.database.notice)

    def ensure_search_ready(self) -> None:
        """Have `search` made ready, unless it is."""
        if self.search is not None and self.search.is_current:
            self.search.set_scenario(self._session.scenario)
            return
        if self._load_task is None:
            self._load_task = self.run_with_catalogue(self._load, self._on_loaded, self._on_error)

    @property
    def is_loading(self) -> bool:
        return self._load_task is not None

    def run_in_background(
        self,
        work: Callable[[Progress], object],
        on_done: Callable[..., object],
        on_error: Callable[[UserError], object] | None = None,
    ) -> BackgroundTask:
        """Work off the window's thread; what it comes to is handed on. Closing waits for it."""
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
    ) -> BackgroundTask:
        """The same with a catalogue of that thread's own."""

        def worked(_: Progress) -> object:
            from pricing.catalogue.catalogue import Catalogue

            products = Catalogue(self.data_folder)
            self._report_notice(products)
            try:
                return work(products)
            finally:
                products.close()

        return self.run_in_background(worked, on_done, on_error)

    def _load(self, products: Catalogue) -> LoadedCatalogue:
        from pricing.catalogue.search import load_catalogue

        return load_catalogue(products)

    def _on_loaded(self, loaded: LoadedCatalogue) -> None:
        from pricing.catalogue.search import CatalogueSearch

        self._load_task = None
        self.search = CatalogueSearch(self.catalogue, self._session.scenario, loaded)
        self.search_ready.emit()

    def _on_error(self, fault: UserError) -> None:
        self._load_task = None
        self.failed.emit(fault)

    def close(self) -> None:
        """Let the file go; what is going on is waited for."""
        for task in self._tasks:
            task.cancel_and_wait()
        if "catalogue" in vars(self):
            self.catalogue.close()
