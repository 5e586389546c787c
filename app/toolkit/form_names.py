"""The form of a product as every view names and colours it: stated, or read from the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.translation import tr
from pricing.model.product_names import read_product_name
from pricing.reference.mineral_forms import NOT_STATED, recognize_form

if TYPE_CHECKING:
    from pricing.model.product import Product

FROM_NAME = "{form} (from the name)"


def form_label(product: Product) -> str:
    """Return a product's form as its label states it, or as its name says, or that neither does.

    A form that is only read from the name never counts.
    """
    stated = " ".join(product.form.split())
    if stated:
        return stated
    read = read_product_name(product.product, product.element).form
    return tr(FROM_NAME, form=read) if read else tr(NOT_STATED)


def coloured_form(product: Product) -> str:
    """Return the form whose colour a product has, which its name may say."""
    if product.form.strip():
        return product.recognized_form.name
    read = read_product_name(product.product, product.element).form
    return recognize_form(read, product.element).name if read else NOT_STATED
