"""A product that holds several minerals, in the table and in its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from app.table.layout import COLUMN_INDEX, TABLE_COLUMNS
from app.table.model import ProductModel
from app.table.view import ProductTable
from pricing.quantities.dates import today
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    open_files,
    plain_spaces,
    set_text,
    show_tab,
    trigger_action,
    wait_for_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

Role = Qt.ItemDataRole
SHELF = """\
product,form,elemental_mg,calcium_mg,zinc_mg,pack_units,price,unit_kind
Trio,oxide,100,200,5,100,12,tablet
Calcium alone,,,500,,100,10,tablet
Zinc alone,,,,10,100,5,tablet
Strong zinc,oxide,100,,25,100,2,tablet
"""


@pytest.fixture
def window(window: MainWindow, tmp_path: Path) -> MainWindow:
    path = tmp_path / "shelf.csv"
    path.write_text(SHELF, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    return window


def row_of(window: MainWindow, name: str) -> int:
    model = child(window, ProductTable).model()
    column = COLUMN_INDEX["product"]
    return next(row for row in range(model.rowCount()) if model.index(row, column).data() == name)


def model_of(window: MainWindow) -> ProductModel:
    model = child(window, ProductTable).model()
    assert isinstance(model, ProductModel)
    return model


def test_that_the_table_says_what_else_a_product_contains(window: MainWindow) -> None:
    text = model_of(window).cells.contents_text(row_of(window, "Trio"))
    assert plain_spaces(text) == "also contains calcium 200 mg, zinc 5 mg in 1 tablet"
    assert model_of(window).cells.contents_text(row_of(window, "Zinc alone")) == ""
    names = (row_of(window, "Trio"), row_of(window, "Zinc alone"))
    tips = [
        plain_spaces(model_of(window).index(row, COLUMN_INDEX["product"]).data(Role.ToolTipRole))
        for row in names
    ]
    assert tips[0].endswith("also contains calcium 200 mg, zinc 5 mg in 1 tablet")
    assert "contains" not in tips[1]


def test_that_another_compared_mineral_is_told_from_the_typed_one(window: MainWindow) -> None:
    """Compared by zinc, Trio's typed 100 mg are still magnesium. Nothing may say they are zinc."""
    open_details(window, "Trio")
    amount = TABLE_COLUMNS[COLUMN_INDEX["elemental_mg"]]
    row = row_of(window, "Trio")
    cells = model_of(window).cells
    assert cells.second_line(row, amount) == ""
    choose_item(window, "elementBox", "Zinc")
    said = "compared by zinc 5 mg; also contains magnesium 100 mg, calcium 200 mg in 1 tablet"
    assert plain_spaces(cells.contents_text(row)) == said
    assert label_text(window, "detailsContents") == said
    assert label_text(window, "detailsForm") == "no form, no brand"  # the oxide is magnesium's
    assert cells.second_line(row, amount) == "magnesium"
    index = model_of(window).index(row, COLUMN_INDEX["elemental_mg"])
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "100 of magnesium"
    height = child(window, ProductTable).table_geometry.height_of(2)
    calcium, zinc = (row_of(window, name) for name in ("Calcium alone", "Zinc alone"))
    assert child(window, ProductTable).rowHeight(calcium) >= height
    assert [cells.second_line(at, amount) for at in (calcium, zinc)] == ["calcium", ""]


def test_that_the_cell_of_a_dose_says_which_mineral_is_over_its_limit(window: MainWindow) -> None:
    place = (row_of(window, "Strong zinc"), COLUMN_INDEX["delivered_mg_per_day"])
    said = plain_spaces(model_of(window).index(*place).data(Role.AccessibleTextRole))
    assert said.startswith("200 mg, zinc 50 mg, over 40 mg: 2 tablets a day also deliver 50 mg of")


def test_that_the_credited_cost_stands_below_the_whole_one(window: MainWindow) -> None:
    """200 mg of calcium at $0.0002 and 5 mg of zinc at $0.005 a mg leave $5.50 of $12."""
    column = TABLE_COLUMNS[COLUMN_INDEX["monthly_cost"]]
    row = row_of(window, "Trio")
    assert plain_spaces(model_of(window).cells.second_line(row, column)) == "credited $3.30"


# -- the column of the credited cost -----------------------------------------------------------


def shown_headings(window: MainWindow) -> list[str]:
    """Return the headings that stand over the table, each on one line."""
    QApplication.processEvents()
    header = child(window, ProductTable).column_header
    return [
        " / ".join(header.heading_lines(at))
        for at in range(header.count())
        if not header.isSectionHidden(at)
    ]


def credited_cell(window: MainWindow, name: str) -> QModelIndex:
    return model_of(window).index(row_of(window, name), COLUMN_INDEX["credited_monthly_cost"])


@pytest.mark.parametrize(
    ("width", "headings"),
    [
        (1280, ["Cost per / month", "Credited / per month", "To pay / now"]),
        (1024, ["Cost per month / whole · credited", "To pay / now"]),
    ],
)
def test_that_the_credited_cost_has_a_column_where_there_is_room(
    window: MainWindow, width: int, headings: list[str]
) -> None:
    window.resize(width, 800)
    assert shown_headings(window)[-len(headings) :] == headings


def test_that_large_text_leaves_the_credited_cost_to_the_details(window: MainWindow) -> None:
    view = child(window, ProductTable)
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    view.setFont(font)
    assert shown_headings(window)[-2:] == ["Cost per / month", "To pay / now"]
    month = TABLE_COLUMNS[COLUMN_INDEX["monthly_cost"]]
    assert not view.table_geometry.second_line(row_of(window, "Trio"), month)


def test_that_a_credit_above_the_price_is_explained_at_its_cells(window: MainWindow) -> None:
    said = "Its other minerals alone would cost more than the pack."
    model, tip = model_of(window), Qt.ItemDataRole.ToolTipRole
    month = model.index(row_of(window, "Trio"), COLUMN_INDEX["monthly_cost"])
    for cell in (credited_cell(window, "Trio"), month):
        assert said not in str(cell.data(tip))
    ProductTableDriver(window).type_text(row_of(window, "Calcium alone"), "price", "100")
    month = model.index(row_of(window, "Trio"), COLUMN_INDEX["monthly_cost"])
    assert plain_spaces(credited_cell(window, "Trio").data()) == "\u2212$18.30"
    for cell in (credited_cell(window, "Trio"), month):
        assert said in str(cell.data(tip))


def test_that_only_products_with_other_minerals_have_a_credited_cost(window: MainWindow) -> None:
    cell = credited_cell(window, "Trio")
    assert plain_spaces(cell.data()) == "$3.30"
    tip = plain_spaces(cell.data(Qt.ItemDataRole.ToolTipRole))
    assert "20000 mg of calcium in a pack at $0.02000 per 100 mg" in tip
    path = window.session.data_file.folder / "plain.csv"
    path.write_text("product,form,elemental_mg,pack_units,price\nPlain,oxide,100,100,9\n", "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    plain = credited_cell(window, "Plain")
    assert not plain.data()
    said = "It holds no other mineral, so its whole cost counts."
    assert plain.data(Qt.ItemDataRole.ToolTipRole) == said
    assert plain.data(Qt.ItemDataRole.AccessibleTextRole) == said


def test_that_the_column_goes_with_the_last_product_that_needs_it(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    trios = [row_of(window, name) for name in ("Strong zinc", "Trio")]
    for row in sorted(trios, reverse=True):
        table.view.setCurrentIndex(table.index(row, "product"))
        trigger_action(window, "removeAction")
    assert "Credited / per month" not in shown_headings(window)
    trigger_action(window, "undoAction")
    assert "Credited / per month" in shown_headings(window)


def test_that_another_price_of_zinc_shows_another_credited_cost(window: MainWindow) -> None:
    """The cell is painted anew, though the edit is of another row."""
    cell = credited_cell(window, "Trio")
    window.grab()  # what nothing has painted is painted anyway
    painted: list[bool] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        is_row = first.row() <= cell.row() <= last.row()
        painted.append(is_row and first.column() <= cell.column() <= last.column())

    model_of(window).dataChanged.connect(note)
    ProductTableDriver(window).type_text(row_of(window, "Zinc alone"), "price", "8")
    assert any(painted)
    assert plain_spaces(cell.data()) == "$2.40"


def test_that_enter_on_a_cost_of_several_minerals_explains_it(window: MainWindow) -> None:
    view = child(window, ProductTable)
    view.go_to(row_of(window, "Trio"), "monthly_cost")
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert label_text(window, "creditedTitle") == "Credited $3.30: less what the others are worth"
    assert view.currentIndex().row() == row_of(window, "Trio")


def test_that_the_order_menu_says_which_price_ranks(window: MainWindow) -> None:
    menu = child(window, QToolButton, "orderButton").menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    assert texts[:2] == ["Safe first, then cost per month, whole price", "Cost per month, credited"]
    trigger_action(window, "newAction")
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "Safe first, then cost per month"


def test_that_a_click_on_the_credited_cost_explains_it(window: MainWindow) -> None:
    view, cell = child(window, ProductTable), credited_cell(window, "Trio")
    place = view.visualRect(cell).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert label_text(window, "creditedTitle") == "Credited $3.30: less what the others are worth"
    assert label_text(window, "whyTitle") == "Why $7.20?"


def test_that_the_mineral_over_its_limit_is_named(window: MainWindow) -> None:
    row = row_of(window, "Strong zinc")
    column = TABLE_COLUMNS[COLUMN_INDEX["delivered_mg_per_day"]]
    assert plain_spaces(model_of(window).cells.second_line(row, column)) == "zinc 50 mg, over 40 mg"


def test_that_every_mineral_over_its_limit_is_named(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "strong.csv"
    path.write_text(
        "product,elemental_mg,pack_units,price,other_minerals\n"
        'Multi,100,100,4.49,"iron 30 mg, zinc 25 mg"\n',
        "utf-8",
    )
    open_files(window, [path])
    wait_for_lists(window)
    row = row_of(window, "Multi")
    column = TABLE_COLUMNS[COLUMN_INDEX["delivered_mg_per_day"]]
    assert model_of(window).cells.second_line(row, column) == "too much iron, zinc"


def open_details(window: MainWindow, name: str, key: str = "monthly_cost") -> None:
    trigger_action(window, "detailsAction")
    child(window, ProductTable).go_to(row_of(window, name), key)


def lines_of(window: MainWindow, name: str) -> list[str]:
    """Return the lines of an arithmetic: each step, then its result."""
    text = plain_spaces(child(window, QTextBrowser, name).toPlainText())
    return [line for line in text.splitlines() if line]


def label_text(window: MainWindow, name: str) -> str:
    return plain_spaces(child(window, QLabel, name).text())


def test_that_the_details_reckon_with_the_other_minerals(window: MainWindow) -> None:
    open_details(window, "Trio")
    assert label_text(window, "detailsContents") == (
        "also contains calcium 200 mg, zinc 5 mg in 1 tablet"
    )
    assert lines_of(window, "explainView")[-3:-1] == ["60 × $0.12, the whole price", "$7.20"]
    assert label_text(window, "creditedTitle") == "Credited $3.30: less what the others are worth"
    assert lines_of(window, "creditedView") == [
        "Calcium 20000 mg at $0.02000 per 100 mg", "$4.00",
        "Zinc 500 mg at $0.5000 per 100 mg", "$2.50",
        "Pack $12.00 − $6.50", "$5.50",
        "60 of 100 tablets × $5.50", "$3.30",
    ]  # fmt: skip
    assert label_text(window, "creditedGround") == (
        "It counts if the calcium and zinc are wanted too. "
        "The prices are those of Calcium alone and Zinc alone, the cheapest alone."
    )


def test_that_the_credited_cost_of_a_mass_is_reckoned_too(window: MainWindow) -> None:
    open_details(window, "Trio", "cost_per_elemental_mg")
    assert lines_of(window, "creditedView")[-2:] == ["$5.50 ÷ 10000 mg × 100 mg", "$0.05500"]


def test_that_a_product_of_one_mineral_has_no_credited_cost(window: MainWindow) -> None:
    open_details(window, "Calcium alone")
    assert not child(window, QLabel, "creditedTitle").isVisible()
    assert not child(window, QLabel, "detailsContents").isVisible()
    assert not child(window, QWidget, "mineralBars").isVisible()


def test_that_each_mineral_has_a_bar_with_its_target_and_limit(window: MainWindow) -> None:
    open_details(window, "Trio")
    bars = child(window, QWidget, "mineralBars")
    assert bars.isVisible()
    assert plain_spaces(bars.accessibleDescription()).splitlines() == [
        "Magnesium: 200 mg a day, target 200 mg, safe limit 350 mg",
        "Calcium: 400 mg a day, safe limit 2500 mg",
        "Zinc: 10 mg a day, safe limit 40 mg",
    ]
    assert label_text(window, "doseVerdict") == (
        "On target, all within the limits. The limits of calcium and zinc count food too."
    )
    assert not child(window, QWidget, "doseGauge").isVisible()


def test_that_a_bar_says_which_mineral_is_over_its_limit(window: MainWindow) -> None:
    open_details(window, "Strong zinc")
    bars = plain_spaces(child(window, QWidget, "mineralBars").accessibleDescription())
    assert "Zinc: 50 mg a day, safe limit 40 mg, over the safe limit" in bars
    assert not child(window, QLabel, "doseVerdict").isVisible()


def test_that_the_link_ranks_by_the_credited_cost_and_back(window: MainWindow) -> None:
    open_details(window, "Trio")
    link = child(window, QAbstractButton, "rankByCreditedButton")
    order = child(window, QToolButton, "orderButton")
    assert (label_text(window, "creditedRank"), link.text()) == (
        "Ranked by the whole price.", "Rank by credited"
    )  # fmt: skip
    assert "credited" not in order.text()
    QTest.keyClick(link, Qt.Key.Key_Space)
    assert label_text(window, "creditedRank") == "Ranked by the credited cost."
    assert order.text() == "Cost per month, credited"
    heading = child(window, ProductTable).model().headerData
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#\ncredited"
    assert link.text() == "Rank by the whole price"
    QTest.keyClick(link, Qt.Key.Key_Space)
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#"


# -- the catalogue -----------------------------------------------------------------------------

TRIO_AND_CALCIUM = "\n".join(SHELF.splitlines()[:3]) + "\n"
ZINC_LIST = (
    "product,element,elemental_mg,pack_units,price,currency,unit_kind,priced_on\n"
    "Zinc of the shop,Zn,10,100,{},USD,tablet,{}\n"
)


def month_line(window: MainWindow) -> str:
    """Return the small line below Trio's cost of a month."""
    column = TABLE_COLUMNS[COLUMN_INDEX["monthly_cost"]]
    return plain_spaces(model_of(window).cells.second_line(row_of(window, "Trio"), column))


def ground(window: MainWindow) -> str:
    return label_text(window, "creditedGround")


@pytest.fixture
def shelf_without_zinc(window: MainWindow, tmp_path: Path) -> MainWindow:
    trigger_action(window, "newAction")
    path = tmp_path / "no_zinc.csv"
    path.write_text(TRIO_AND_CALCIUM, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    return window


def import_zinc(window: MainWindow, folder: Path, price: str) -> None:
    path = folder / "Corner shop.csv"
    path.write_text(ZINC_LIST.format(price, today()), "utf-8")
    window.catalogue_controller.import_lists([path])


def test_that_the_catalogue_values_a_mineral_as_soon_as_it_has_a_price(
    shelf_without_zinc: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shelf_without_zinc
    trigger_action(window, "detailsAction")
    child(window, ProductTable).go_to(row_of(window, "Trio"), "monthly_cost")
    assert month_line(window) == ""
    unknown = credited_cell(window, "Trio")
    assert "no product with zinc alone" in unknown.data(Qt.ItemDataRole.AccessibleTextRole)
    assert label_text(window, "creditedTitle") == "Credited cost not known"
    assert "no product with zinc alone has a recent price in USD" in ground(window)
    assert not child(window, QTextBrowser, "creditedView").isVisible()
    import_zinc(window, tmp_path, "5")
    qtbot.waitUntil(lambda: month_line(window) == "credited $3.30")
    show_tab(window, "Compare")
    assert "Calcium alone and Zinc of the shop (catalogue: Corner shop)" in ground(window)
    assert lines_of(window, "creditedView")[2:4] == ["Zinc 500 mg at $0.5000 per 100 mg", "$2.50"]
    import_zinc(window, tmp_path, "8")
    qtbot.waitUntil(lambda: month_line(window) == "credited $2.40")


def test_that_an_edit_and_a_restart_keep_the_catalogue_s_price(
    shelf_without_zinc: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    open_window_on: Callable[[Path], MainWindow],
) -> None:
    window = shelf_without_zinc
    import_zinc(window, tmp_path, "5")
    qtbot.waitUntil(lambda: month_line(window) == "credited $3.30")
    set_text(window, "targetEdit", "300")
    assert month_line(window) == "credited $4.95"
    window.close()
    again = open_window_on(tmp_path / "data")
    qtbot.waitUntil(lambda: month_line(again) == "credited $4.95")


# -- the order by credited cost ----------------------------------------------------------------


def choose_order(window: MainWindow, text: str) -> None:
    menu = child(window, QToolButton, "orderButton").menu()
    assert isinstance(menu, QMenu)
    (action,) = [action for action in menu.actions() if action.text() == text]
    action.trigger()


def numbers(window: MainWindow) -> dict[str, str]:
    """Return the number of each product by its name."""
    model = model_of(window)
    return {
        str(model.index(row, COLUMN_INDEX["product"]).data()): str(model.index(row, 0).data())
        for row in range(model.rowCount() - 1)
    }


def test_that_the_numbers_follow_the_credited_order_and_say_so(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("product,form,elemental_mg,pack_units,price,unit_kind\n"
                    "Plain,oxide,100,100,9,tablet\n", "utf-8")  # fmt: skip
    open_files(window, [path])
    wait_for_lists(window)
    by_whole_price = numbers(window)
    assert (by_whole_price["Plain"], by_whole_price["Trio"]) == ("1", "2")
    heading = child(window, ProductTable).model().headerData
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#"
    choose_order(window, "Cost per month, credited")
    credited = numbers(window)
    assert (credited["Plain"], credited["Trio"]) == ("2", "1")
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#\ncredited"
    tip = model_of(window).index(row_of(window, "Trio"), 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Place 1 of 3 by credited cost, safe products first." in str(tip)
    assert "Place 2 of 3 by cost as taken, safe products first." in str(tip)
    choose_order(window, "Safe first, then cost per month")
    assert numbers(window) == by_whole_price
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#"


# -- the minerals below the name ---------------------------------------------------------------


def open_editor(view: ProductTable) -> QLineEdit:
    (editor,) = (edit for edit in view.findChildren(QLineEdit) if edit.isVisible())
    return editor


def retype(view: ProductTable, text: str) -> None:
    editor = open_editor(view)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def contents_of(window: MainWindow, name: str) -> str:
    return plain_spaces(model_of(window).cells.contents_text(row_of(window, name)))


@pytest.mark.parametrize("name", ["Trio", "Calcium alone"])
def test_that_alt_down_edits_the_minerals_below_a_name(window: MainWindow, name: str) -> None:
    """Form and brand come before them. A product without any gets its first one so too."""
    before = contents_of(window, name)
    window.resize(1024, 800)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    view = child(window, ProductTable)
    view.go_to(row_of(window, name), "product")
    for _ in range(3):
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        QTest.keyClick(focused, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        QApplication.processEvents()
    area = QRect(view.visualRect(view.currentIndex()))
    assert area.contains(open_editor(view).geometry())
    retype(view, "iron 30 mg")
    assert contents_of(window, name) == "also contains iron 30 mg in 1 tablet"
    trigger_action(window, "undoAction")
    assert contents_of(window, name) == before


def test_that_a_click_on_the_line_of_minerals_edits_it(window: MainWindow) -> None:
    window.resize(1024, 800)
    QApplication.processEvents()
    view, row = child(window, ProductTable), row_of(window, "Trio")
    left = Qt.MouseButton.LeftButton
    name = QRect(view.visualRect(view.model().index(row, COLUMN_INDEX["product"])))
    line = view.table_geometry.fonts.small_height
    QTest.mouseClick(view.viewport(), left, pos=name.center() - QPoint(0, name.height() // 4))
    assert not [edit for edit in view.findChildren(QLineEdit) if edit.isVisible()]
    QTest.mouseClick(view.viewport(), left, pos=name.bottomLeft() + QPoint(20, -line))
    assert "calcium" in open_editor(view).text()
    retype(view, "what?")
    assert contents_of(window, "Trio") == "also contains what?"
    trigger_action(window, "undoAction")
    assert "calcium 200 mg" in contents_of(window, "Trio")


def test_that_copied_rows_take_their_minerals_into_another_comparison(window: MainWindow) -> None:
    view = child(window, ProductTable)
    view.selectRow(row_of(window, "Trio"))
    view.setFocus()
    trigger_action(window, "copyAction")
    assert "\t200\t5\t" in QApplication.clipboard().text()
    trigger_action(window, "newAction")
    QApplication.processEvents()
    view.selectRow(0)
    trigger_action(window, "pasteAction")
    QApplication.processEvents()
    assert "calcium 200 mg, zinc 5 mg" in contents_of(window, "Trio")
