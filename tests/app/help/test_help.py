"""The help pages: shortcuts, figures, evidence, sources, licences and the guide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWidgets import (
    QDialog,
    QTableView,
    QTextBrowser,
)

from app.toolkit.locale_format import date_text
from pricing.reference.sources import sources
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    column_keys,
    fill_in_two_products,
    plain_spaces,
    show_tab,
    trigger_action,
    visible_dialog,
)
from tests.paths import ROOT

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

Role = Qt.ItemDataRole


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def test_that_help_lists_the_shortcuts_and_the_figures(window: MainWindow) -> None:
    for name, words in (("keysAction", "Fill down"), ("figuresAction", "target × days × cost")):
        trigger_action(window, name)
        (dialog,) = [
            dialog for dialog in window.findChildren(QDialog, "helpDialog") if dialog.isVisible()
        ]
        assert words in child(dialog, QTextBrowser).toPlainText()
        dialog.close()


def click_link(browser: QTextBrowser, text: str) -> None:
    """Click the link with this text."""
    (target,) = {
        url
        for url, title in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', browser.toHtml())
        if text in re.sub("<[^>]+>", "", title)
    }
    browser.anchorClicked.emit(QUrl(target))


def test_that_a_figure_links_to_its_source(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    table.view.setCurrentIndex(table.index(0, "monthly_cost"))
    trigger_action(window, "detailsAction")
    click_link(child(window, QTextBrowser, "explainView"), "US National Academies")
    page = child(visible_dialog(window, "helpDialog"), QTextBrowser)
    assert "Dietary Reference Intakes" in page.toPlainText()
    at_top = page.cursorForPosition(QPoint(4, 8)).block().text()
    assert "Dietary Reference Intakes" in at_top
    visible_dialog(window, "helpDialog").close()


def test_that_the_sources_are_sorted_by_the_day_on_which_they_were_read(
    window: MainWindow,
) -> None:
    trigger_action(window, "sourcesAction")
    page = child(visible_dialog(window, "helpDialog"), QTextBrowser).toPlainText()
    days = [source.read_on for source in sources().values()]
    first, last = date_text(max(days)), date_text(min(days))
    assert page.count("last read on") == len(days)
    assert page.rindex(f"last read on {first}") < page.index(f"last read on {last}")


def test_that_the_evidence_for_a_form_links_to_its_source(window: MainWindow) -> None:
    fill_in_two_products(ProductTableDriver(window))
    show_tab(window, "Forms")
    view = child(window, QTableView, "formsTable")
    column = column_keys(view.model()).index("absorption")
    view.activated.emit(view.model().index(1, column))
    assert "Schuette" in child(visible_dialog(window, "helpDialog"), QTextBrowser).toPlainText()


def test_that_the_about_page_links_to_every_licence(window: MainWindow) -> None:
    trigger_action(window, "aboutAction")
    about = visible_dialog(window, "helpDialog")
    page = child(about, QTextBrowser)
    links = dict(re.findall(r'<a href="(licence:[^"]+)">(?:<[^>]+>)*([^<]+)<', page.toHtml()))
    urls = {plain_spaces(text): url for url, text in links.items()}
    expected = {
        "Elemental": "MIT License",
        "LGPL-3.0": "GNU LESSER GENERAL PUBLIC LICENSE",
        "Qt": "download.qt.io",
        "Qt, code of others": "HarfBuzz",
        "Python, code of others": "Mersenne Twister",
        "numpy": "OpenBLAS",
        "python-calamine": "quick-xml",
    }
    assert expected.keys() <= urls.keys()
    for name, words in expected.items():
        page.anchorClicked.emit(QUrl(urls[name]))
        (opened,) = [
            dialog
            for dialog in window.findChildren(QDialog, "helpDialog")
            if dialog.isVisible() and dialog is not about
        ]
        assert opened.windowTitle() == name
        assert words in child(opened, QTextBrowser).toPlainText()
        opened.close()


def test_that_the_guide_is_shown_with_its_pictures(window: MainWindow) -> None:
    trigger_action(window, "guideAction")
    page = child(visible_dialog(window, "helpDialog"), QTextBrowser)
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", guide, re.MULTILINE)
    lines = page.toPlainText().splitlines()
    assert [line for line in lines if line in headings] == headings
    for name in re.findall(r"!\[.*\]\((.+)\)", guide):
        assert not page.loadResource(2, QUrl(name)).isNull(), name  # 2: an image


def test_that_the_guide_in_the_window_leads_nowhere_else(window: MainWindow) -> None:
    trigger_action(window, "guideAction")
    page = child(visible_dialog(window, "helpDialog"), QTextBrowser)
    assert "issue form Report a problem on" in " ".join(page.toPlainText().split())
    assert "href" not in page.toHtml()
