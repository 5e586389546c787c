"""The catalogue of this window's data folder: opened when it is first needed, not at the start."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.tasks import Task

if TYPE_CHECKING:
    from pathlib import Path

    from app.session import Session
    from pricing.progress import Progress
    from pricing.searching import Loaded, Search
    from pricing.store.products import Products


class OpenedCatalogue(QObject):
    """Loads the columns of all products off the window's thread, again after each import.

    `ready` tells that `search` can be asked; `refused` hands on a UserError, `noticed` what the
    user should know of the file: it was damaged, and set aside.
    """

    ready = Signal()
    refused = Signal(object)
    noticed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.search: Search | None = None
        self._task: Task | None = None

    @property
    def folder(self) -> Path:
        return self._session.folder

    @cached_property
    def products(self) -> Products:
        """The catalogue itself, for the window's thread. Raises UserError."""
        from pricing.store.products import Products

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
        if self._task is None:
            self._task = Task(self._loaded, self)
            self._task.done.connect(self._take)
            self._task.refused.connect(self._refuse)
            self._task.start()

    def _loaded(self, _: Progress) -> Loaded:
        from pricing.searching import load
        from pricing.store.products import Products

        products = Products(self.folder)
        self._notice(products)
        try:
            return load(products)
        finally:
            products.close()

    def _take(self, loaded: Loaded) -> None:
        from pricing.searching import Search

        self._task = None
        self.search = Search(self.products, self._session.scenario, loaded)
        self.ready.emit()

    def _refuse(self, fault: object) -> None:
        self._task = None
        self.refused.emit(fault)

    def close(self) -> None:
        """Let the file go; what is loading is waited for."""
        if self._task is not None:
            self._task.forsake()
        if "products" in vars(self):
            self.products.close()
