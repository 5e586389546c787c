"""The changes of prices in the catalogue as a table, with a heading for each kind of change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalogue.model import dose_sign, is_asked, money_text
from app.toolkit.cards import HEADER_SIZE
from app.toolkit.locale_format import notation, short_date_text
from app.toolkit.painted_table import runs_column
from app.toolkit.painted_text import Run, runs_text
from app.toolkit.signs import Sign
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.measures import (
    MEASURES_BY_KEY,
    PeriodText,
    format_figure_with_unit,
)
from pricing.calculation.sentences import mass_amount
from pricing.catalogue.price_changes import MONTHLY_COST_KEY, ChangeKind
from pricing.quantities.amounts import MASS
from pricing.quantities.currencies import Plural
from pricing.quantities.rounding import format_fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from fractions import Fraction

    from pricing.catalogue.price_changes import ChangedHit
    from pricing.catalogue.search import Hit
    from pricing.model.scenario import Scenario

KIND_TITLES = {
    ChangeKind.ROSE: ("Rose", "largest first"),
    ChangeKind.FELL: ("Fell", "largest first"),
    ChangeKind.NEW: ("New", "first price since then"),
    ChangeKind.NOT_SEEN: (
        "Not seen",
        "not for {days} days, while their shop was; the old price stays, with its date",
    ),
}
COMPUTED_KEYS = frozenset(("cost", "place"))
_COST_HEADING = PeriodText(
    "Cost per\nmonth", Plural("days", "Cost in\n{days} day", "Cost in\n{days} days"),
    "Cost in\nthe period",
)  # fmt: skip
_NONE = "–"


@dataclass(frozen=True, slots=True)
class ChangeHeading:
    """The heading above the changes of one kind."""

    kind: ChangeKind
    count: int
    unseen_days: int


@reports_exceptions
class ChangesModel(TableModel["ChangeHeading | ChangedHit"]):
    """Headings, and below each the changes of its kind."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self._scenario = scenario
        self.is_narrow = False
        self._waiting: Collection[tuple[str, str]] = ()
        self.set_columns(self._change_columns())

    def show_changes(
        self, hits: Iterable[ChangedHit], scenario: Scenario, unseen_days: int
    ) -> None:
        """Show these changes, in their order, with the figures of a scenario."""
        rows: list[ChangeHeading | ChangedHit] = []
        by_kind: dict[ChangeKind, list[ChangedHit]] = {}
        for hit in hits:
            by_kind.setdefault(hit.change.kind, []).append(hit)
        for kind, changed in by_kind.items():
            rows += [ChangeHeading(kind, len(changed), unseen_days), *changed]
        self._scenario = scenario
        self.show_rows(rows, self._change_columns())

    def show_waiting(self, waiting: Collection[tuple[str, str]]) -> None:
        """Mark the prices that wait for the server: product and source of each."""
        if waiting != self._waiting:
            self._waiting = waiting
            self.notify_all()

    def hit_at(self, row: int) -> ChangedHit | None:
        """Return the change of a row, or None for a heading."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return None if isinstance(found, ChangeHeading) else found

    def heading_rows(self) -> list[int]:
        """Return the rows of the headings."""
        return [row for row, shown in enumerate(self.rows) if isinstance(shown, ChangeHeading)]

    def table_text(self) -> str:
        """Return the changes as lines with tabs, the kind of each first."""
        heads = [tr("Change"), *(column.heading.replace("\n", " ") for column in self.columns)]
        lines, title = ["\t".join(heads)], ""
        for row in self.rows:
            if isinstance(row, ChangeHeading):
                title = tr(KIND_TITLES[row.kind][0])
                continue
            cells = (column.text(row).replace("\n", ", ") for column in self.columns)
            lines.append("\t".join((title, *cells)))
        return "\n".join(lines)

    # -- columns -------------------------------------------------------------------------------

    def _change_columns(self) -> tuple[ModelColumn[ChangeHeading | ChangedHit], ...]:
        scenario = self._scenario
        target = mass_amount(MASS.to_fraction(scenario.target), scenario.element).text(notation())
        cost = _COST_HEADING.template(scenario.days, notation())
        return (
            _change_column(
                "product", tr("Product\nform · brand"), self._product_runs, is_text=True
            ),
            _change_column("shop", tr("Shop\ntyped or read at"), self._shop_runs, is_text=True),
            _change_column("before", tr("Price\nbefore"), _before_runs),
            _change_column("now", tr("Price\nnow"), _now_runs),
            _change_column("change", tr("Change"), _change_runs),
            _change_column("cost", cost, _cost_runs),
            _change_column("place", tr("Place at\n{target}", target=target), _place_runs),
        )

    def _product_runs(self, hit: ChangedHit) -> Sequence[Run]:
        form, product = hit.now.listed_product.form_name, hit.now.product
        details = " · ".join(filter(None, (form, product.brand)))
        runs = [
            Run(product.product),
            Run("", scale=HEADER_SIZE, starts_line=True, form=form),
            Run(details, colour="muted", scale=HEADER_SIZE),
        ]
        if self.is_narrow:
            runs.append(Run(runs_text(self._shop_runs(hit)).replace("\n", ", "), colour="muted",
                            scale=HEADER_SIZE, starts_line=True))  # fmt: skip
        return runs

    def _shop_runs(self, hit: ChangedHit) -> Sequence[Run]:
        now, day = hit.change.now, short_date_text(hit.change.now.last_on)
        if (hit.now.product.product, now.source) in self._waiting:
            seen = tr("typed here · waiting")
        elif hit.change.kind is ChangeKind.NOT_SEEN:
            seen = tr("last on {day}", day=day)
        elif now.counter:
            seen = tr("{counter} · {day}", counter=now.counter, day=day)
        else:
            seen = tr("seen on {day}", day=day)
        return Run(now.source), _small(seen)


def _change_column(
    key: str,
    heading: str,
    runs: Callable[[ChangedHit], Sequence[Run]],
    *,
    is_text: bool = False,
) -> ModelColumn[ChangeHeading | ChangedHit]:
    """Return a column whose cells are painted in runs. A heading is in the first one."""

    def shown(row: ChangeHeading | ChangedHit) -> Sequence[Run]:
        if isinstance(row, ChangeHeading):
            return _heading_runs(row) if key == "product" else ()
        return runs(row)

    return runs_column(key, heading, shown, is_text=is_text)


def _heading_runs(heading: ChangeHeading) -> Sequence[Run]:
    title, meaning = KIND_TITLES[heading.kind]
    return (
        Run(tr(title), is_strong=True),
        Run(f"  {notation().format_number(str(heading.count))}   ", colour="muted"),
        Run(tr(meaning, days=heading.unseen_days), colour="muted", scale=HEADER_SIZE),
    )


def _small(text: str, colour: str = "muted") -> Run:
    return Run(text, colour=colour, scale=HEADER_SIZE, starts_line=True)


def _before_runs(hit: ChangedHit) -> Sequence[Run]:
    price = hit.change.price_before
    return (Run(_NONE if price is None else money_text(price, hit.change.currency)),)


def _now_runs(hit: ChangedHit) -> Sequence[Run]:
    if hit.change.kind is ChangeKind.NOT_SEEN:
        return (Run(tr("not seen"), colour="muted"),)
    return (Run(money_text(hit.change.price_now, hit.change.currency), is_strong=True),)


def _change_runs(hit: ChangedHit) -> Sequence[Run]:
    change = hit.change
    if change.kind is ChangeKind.NOT_SEEN:
        return (Run(_NONE),)
    if change.difference is None:
        return (Run(tr("new")),)
    amount = money_text(abs(change.difference), change.currency)
    runs = [Run(_signed(change.difference, amount))]
    if change.share is not None:
        runs.append(_small(_signed(change.difference, _percent(abs(change.share)))))
    return runs


def _signed(difference: int, text: str) -> str:
    return f"+{text}" if difference > 0 else f"−{text}"


def _percent(share: Fraction) -> str:
    return tr("{percent} %", percent=notation().format_number(format_fixed(share * 100, 1)))


def _cost_runs(hit: ChangedHit) -> Sequence[Run]:
    if is_asked(hit.now):
        return (Run(tr("to check"), colour="ask"),)
    number = hit.now.figures.number(MONTHLY_COST_KEY)
    if number is None:
        return (Run(_NONE), *_why_no_cost(hit))
    cost = _cost_text(hit.now, number)
    is_gone = hit.change.kind is ChangeKind.NOT_SEEN
    runs = [Run(cost, is_strong=not is_gone)]
    if dose_sign(hit.now) is Sign.OVER_LIMIT:
        runs.append(_small(tr("over the limit"), colour="stop"))
    elif hit.monthly_cost_before is not None and not is_gone:
        was = _cost_text(hit.now, hit.monthly_cost_before)
        runs.append(_small(tr("was {cost}", cost=was)))
    return runs


def _why_no_cost(hit: ChangedHit) -> Sequence[Run]:
    """Return that the comparison is in another currency than the price, if it is."""
    compared = hit.now.figures.scenario.currency
    if hit.change.currency == compared:
        return ()
    return (_small(tr("compared in {currency}", currency=compared)),)


def _cost_text(hit: Hit, cost: Fraction) -> str:
    figure_format = MEASURES_BY_KEY[MONTHLY_COST_KEY].figure_format
    return format_figure_with_unit(
        cost, figure_format, hit.figures.scenario.currency, notation(), hit.figures.product.element
    )


def _place_runs(hit: ChangedHit) -> Sequence[Run]:
    now = _NONE if hit.place_now is None else str(hit.place_now)
    if hit.place_before is None or hit.place_before == hit.place_now:
        return (Run(now, is_strong=hit.place_before is None and hit.place_now is not None),)
    return Run(f"{hit.place_before} → "), Run(now, is_strong=True)
