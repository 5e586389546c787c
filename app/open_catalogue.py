"""The catalogue of this window's data folder: opened when it is first needed, not at the start."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.toolkit.background_tasks import Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.session import Session
    from pricing.catalogue.catalogue import Products
    from pricing.catalogue.search import Loaded, Search
    from pricing.problems.errors import UserError
    from pricing.problems.progress import Progress


class OpenedCatalogue(QObject):
    """Loads the columns of all products off the window's thread, again after each import.

    `changed` tells that products have joined; `ready`, that `search` can be asked. `refused` hands
    on a UserError, `noticed` what the user should know of the file: it was damaged, and set aside.
    """

    changed = Signal()
    ready = Signal()
    refused = Signal(object)
    noticed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.search: Search | None = None
        self._loading: Task | None = None
        self._tasks: list[Task] = []

    @property
    def folder(self) -> Path:
        return self._session.folder

    @property
    def exists(self) -> bool:
        """Whether there is a file; it is not opened."""
        from pricing.store.data_files import CATALOGUE

        return (self.folder / CATALOGUE.name).exists()

    @cached_property
    def products(self) -> Products:
        """The catalogue itself, for the window's thread. Raises UserError."""
        from pricing.catalogue.catalogue import Products

        products = Products(self.folder)
        self._notice(products)
        return products

    def _notice(self, products: Products) -> None:
        if products.database.notice is not None:
            self.noticed.emit(products.database.notice)

    def want(self) -> None:
        """Have `search` made ready, unless it is."""
        if self.search is not None and self.search.is_current:
            self.search.suit(self._session.scenario)
            return
        if self._loading is None:
            self._loading = self.on_products(self._load, self._take, self._refuse)

    @property
    def is_loading(self) -> bool:
        return self._loading is not None

    def beside(
        self,
        work: Callable[[Progress], object],
        done: Callable[..., object],
        refused: Callable[[UserError], object] | None = None,
    ) -> Task:
        """Work off the window's thread; what it comes to is handed on. Closing waits for it."""
        task = Task(work, self)
        task.done.connect(done)
        if refused is not None:
            task.refused.connect(refused)
        task.over.connect(lambda: self._tasks.remove(task))
        self._tasks.append(task)
        task.start()
        return task

    def on_products(
        self,
        work: Callable[[Products], object],
        done: Callable[..., object],
        refused: Callable[[UserError], object],
    ) -> Task:
        """The same with a catalogue of that thread's own."""

        def worked(_: Progress) -> object:
            from pricing.catalogue.catalogue import Products

            products = Products(self.folder)
            self._notice(products)
            try:
                return work(products)
            finally:
                products.close()

        return self.beside(worked, done, refused)

    def _load(self, products: Products) -> Loaded:
        from pricing.catalogue.search import load

        return load(products)

    def _take(self, loaded: Loaded) -> None:
        from pricing.catalogue.search import Search

        self._loading = None
        self.search = Search(self.products, self._session.scenario, loaded)
        self.ready.emit()

    def _refuse(self, fault: UserError) -> None:
        self._loading = None
        self.refused.emit(fault)

    def close(self) -> None:
        """Let the file go; what is going on is waited for."""
        for task in self._tasks:
            task.forsake()
        if "products" in vars(self):
            self.products.close()
