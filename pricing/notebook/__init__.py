"""The Python interface: what a notebook or a script uses after `import pricing`.

Amounts come in as text, Decimal or typed quantities, and go out as exact fractions with a text.
"""

from pricing.notebook.arguments import ArgumentError
from pricing.notebook.products import Product, Products, read
from pricing.notebook.quantities import ExactNumber, Mass, Money
from pricing.notebook.result import ProductResult, Result, compare
from pricing.notebook.scenario import Scenario

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
