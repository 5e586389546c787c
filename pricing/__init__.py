"""Exact cost comparison of mineral supplements, without any window.

A notebook or script uses the names below. They are loaded when they are first used.

>>> import pricing
>>> pricing.Product(name="Ox", form="oxide", elemental="241 mg", pack=120, price="$8.00")
<Product Ox: oxide, 241 mg in 1 unit, 120 units, $8.00>
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pricing.notebook import (
        ArgumentError,
        ExactNumber,
        Mass,
        Money,
        Product,
        ProductResult,
        Products,
        Result,
        Scenario,
        compare,
        read,
    )

__all__ = [
    "ArgumentError",
    "ExactNumber",
    "Mass",
    "Money",
    "Product",
    "ProductResult",
    "Products",
    "Result",
    "Scenario",
    "compare",
    "read",
]

if not TYPE_CHECKING:  # mypy would accept every name

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        from pricing import notebook

        return getattr(notebook, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
