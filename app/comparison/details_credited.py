"""Explains the credited cost of a product: its price less what its other minerals are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.comparison.details_why import COST_PER_MG, FittingTextBrowser, arithmetic_table
from app.comparison.painted_buttons import LinkButton
from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label
from app.toolkit.theme import with_tabular_figures
from app.toolkit.translation import tr
from pricing.calculation.sentences import Paragraph

if TYPE_CHECKING:
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from pricing.calculation.comparison import ComparedProduct


_SHARE_OF_LINES = 82  # of the width, in percent: the lines are long, their results short


class CreditedPanel(QWidget):
    """Shows the arithmetic line by line, whose prices it rests on, and which price ranks."""

    order_requested = Signal(bool)  # whether the credited cost is to rank the products

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._cost_basis = cost_basis
        self._is_ranking = False
        self.setAccessibleName(tr("Credited cost"))
        self._title = Label()
        self._title.setObjectName("creditedTitle")
        self._title.setWordWrap(True)
        self._title.setFont(sized(self.font(), 1, semibold=True))
        self._text = FittingTextBrowser(tr("Calculation of the credited cost"))
        self._text.setObjectName("creditedView")
        self._text.setFont(with_tabular_figures(sized(self.font(), SMALL_SIZE)))
        self._ground, self._rank = Label(), Label()
        for label in (self._ground, self._rank):
            label.setWordWrap(True)
            label.setFont(sized(self.font(), SMALL_SIZE))
        self._ground.setObjectName("creditedGround")
        self._rank.setObjectName("creditedRank")
        self._rank_button = LinkButton()
        self._rank_button.setObjectName("rankByCreditedButton")
        self._rank_button.clicked.connect(lambda: self.order_requested.emit(not self._is_ranking))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._title, self._text, self._ground):
            column.addWidget(part)
        line = QHBoxLayout()
        line.addWidget(self._rank, 1)
        line.addWidget(self._rank_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)

    def say_order(self, *, is_credited: bool) -> None:
        """Say which price ranks the products, and offer the other one."""
        self._is_ranking = is_credited
        by_credited, by_whole = tr("Ranked by the credited cost."), tr("Ranked by the whole price.")
        self._rank.setText(by_credited if is_credited else by_whole)
        other = tr("Rank by the whole price") if is_credited else tr("Rank by credited")
        self._rank_button.setText(other)
        self._rank_button.updateGeometry()

    def show_product(self, product: ComparedProduct, key: str) -> None:
        """Explain the credited cost of a product: of a mass, or else of the period."""
        from pricing.analysis.credited_cost import credited_costs
        from pricing.analysis.credited_explanation import explain_credited, ground_of_credit

        cost = credited_costs(self._session.comparison)[product.position]
        basis = self._cost_basis.mass if key == COST_PER_MG else None
        steps = explain_credited(cost, basis, notation())
        is_known = bool(steps)
        for part in (self._text, self._rank, self._rank_button):
            part.setVisible(is_known)
        if is_known:
            amount = steps[-1].result
            title = tr("Credited {amount}: less what the others are worth", amount=amount)
            self._text.show_markup(arithmetic_table(steps, _SHARE_OF_LINES))
            self._text.close_gap_on_top()
            self._text.setAccessibleDescription(title)
        else:
            title = tr("Credited cost not known")
        self._title.setText(title)
        ground = ground_of_credit(cost) if is_known else Paragraph(cost.sentences)
        self._ground.setText(ground.short_text(notation()))
