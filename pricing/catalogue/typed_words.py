"""The words of a search line, which grow by a letter with each key that is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.catalogue.search_words import other_terms, searched_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pricing.catalogue.catalogue import Catalogue
    from pricing.model.product_columns import ProductColumns

    Mask = NDArray[np.bool_]
    Words = tuple[str, ...]

# What so many texts have found is kept, a byte for each product.
_MAX_TEXTS_KEPT = 16


class TypedWords:
    """Finds the rows of loaded columns that match words. What was found before a key is kept.

    Most keys need no look at all products again: either no word of the catalogue begins with the
    letters before the key and not with those after it, or only the last word has to be found.
    """

    def __init__(self, catalogue: Catalogue, columns: ProductColumns) -> None:
        self._catalogue = catalogue
        self._columns = columns
        self._found: dict[Words, Mask] = {}  # the one used last at the end

    def rows_matching(self, text: str) -> Mask | None:
        """Return the rows with a code, or with all words of a text; None if it has no words."""
        ids = self._catalogue.ids_with_code_typed(text)
        if ids is not None:
            return self._columns.rows_with_ids(ids)
        words = tuple(searched_words(text))
        if not words:
            return None
        found = self._recall(words)
        found = self._find(words) if found is None else found
        self._found[words] = found
        if len(self._found) > _MAX_TEXTS_KEPT:
            del self._found[next(iter(self._found))]
        return found

    def _recall(self, words: Words) -> Mask | None:
        """Return what words have found, as the one that was used last."""
        found = self._found.pop(words, None)
        if found is not None:
            self._found[words] = found
        return found

    def _find(self, words: Words) -> Mask:
        *before, last = words
        shorter = self._recall((*before, last[:-1]))
        if shorter is not None and self._is_same_search(last[:-1], last):
            return shorter
        others = self._recall((*before,)) if before else None
        if others is None:
            return self._rows_with_words(words)
        return others & self._rows_with_words((last,))

    def _rows_with_words(self, words: Sequence[str]) -> Mask:
        return self._columns.rows_with_ids(self._catalogue.ids_with_words(words))

    def _is_same_search(self, shorter: str, longer: str) -> bool:
        """Return whether a word finds the same as it did before its last letter was typed."""
        return other_terms(shorter) == other_terms(longer) and self._catalogue.has_only_words(
            shorter, longer
        )
