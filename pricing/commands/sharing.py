"""`elemental-cli share`, `sync` and `status`: one catalogue for many counters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pricing.commands.catalogue import add_data_dir_option, check_catalogue, data_folder
from pricing.commands.options import EXIT_DONE, EXIT_ROWS_REJECTED, option_hint, option_type
from pricing.commands.problem_report import MAX_LINES_PER_FILE
from pricing.commands.terminal import count_text, print_line, print_problem, print_text
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.writing import cut_text, nearest_double

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pricing.catalogue.price_conflicts import PriceConflict
    from pricing.sharing.shared_catalogue import SharedCatalogue
    from pricing.sharing.state import Missing, RefusedObservation, SharingState, SyncResult

_NOT_SHARED = "The catalogue is not shared."
_LEFT_WAITING = (
    "prices, products or withdrawals that had not been sent to the others: {count:,}; they stay in "
    "this catalogue, and are sent if it is shared again"
)
_ALTERED = (
    "Somebody has deleted or changed rows of the log that this counter had applied; tell its "
    "administrator"
)
_NEW_COUNTER = (
    "The catalogue is a copy of another counter's, so it is a counter of its own now; give it a "
    "name with “elemental-cli share URI --name NAME”"
)
_GIVEN_UP = "what the log lacked is deleted here: {things}"
_SENT_AGAIN = (
    "what the log lacked is recorded again: {things}; if the log has another price for that pack, "
    "shop and day that was unknown here, the other one counts, and is sent once more after it"
)
_KINDS_LACKING = ("prices", "corrections", "labels", "withdrawals")
_LATER_DAYS = (
    "prices of the log with a day after the server's: {count:,}; they count as prices of the "
    "server's day, so take back those with a wrong date"
)
_SPARED = "{price} is not taken back, because another counter has stated it since"
_SPARED_MORE = "prices that are not taken back either, for the same reason: {count:,}"
_MOST_SPARED = 3
_OVERRULED = (
    "“{product}” {earlier} {currency}, {source}, {day}{stated_by} counts no longer, because "
    "{counter} has stated {later} {currency} for that day; if {later} {currency} is wrong, "
    "take that price back"
)
_OVERRULED_MORE = "prices that count no longer either, for the same reason: {count:,}"
_MOST_OVERRULED = 3
# A clock that differs by more is told.
MAX_SECONDS_AHEAD = 600


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the three commands."""
    sharing = commands.add_parser("share", help="share the catalogue with other counters")
    sharing.set_defaults(run=_share, parser=sharing)
    sharing.add_argument(
        "address",
        nargs="?",
        metavar="URI",
        help="postgresql://user@host/database without a password, or the name of a service",
    )
    sharing.add_argument(
        "--name",
        type=option_type(_read_name),
        help="what the others call this counter",
    )
    ways = sharing.add_mutually_exclusive_group()
    ways.add_argument(
        "--print-sql", action="store_true", help="print what an administrator runs, and do nothing"
    )
    ways.add_argument(
        "--leave", action="store_true", help="keep the catalogue, and share it no longer"
    )
    sync = commands.add_parser("sync", help="send what waits, and fetch what others have stated")
    sync.set_defaults(run=_sync, parser=sync)
    sync.add_argument(
        "--rebuild", action="store_true", help="fetch all of it again, from the beginning"
    )
    missing = sync.add_mutually_exclusive_group()
    missing.add_argument(
        "--send-missing",
        action="store_true",
        help="with --rebuild: send again what this counter holds and the log lacks",
    )
    missing.add_argument(
        "--give-up-missing",
        action="store_true",
        help="with --rebuild: delete here what the log lacks",
    )
    status = commands.add_parser("status", help="show how the shared catalogue stands")
    status.set_defaults(run=_status, parser=status)
    for parser in (sync, status):
        parser.add_argument("--json", action="store_true", help="print one JSON object")
    for parser in (sharing, sync, status):
        add_data_dir_option(parser)


def _read_name(text: str) -> str:
    """Read the name of a counter. Without the option, it is that of the computer."""
    if not text.strip():
        raise BadInput(ProblemKind.MISSING_NAME)
    return text


def _open(parsed: argparse.Namespace) -> SharedCatalogue:
    """Open the catalogue of the call, and report what was wrong with its file."""
    from pricing.sharing.shared_catalogue import SharedCatalogue

    check_catalogue(parsed)
    shared = SharedCatalogue(data_folder(parsed))
    _report_notice(shared)
    return shared


def _report_notice(shared: SharedCatalogue) -> None:
    if shared.catalogue.database.notice is not None:
        print_problem(shared.catalogue.database.notice.line)


def _share(parsed: argparse.Namespace) -> int:
    if parsed.print_sql:
        from pricing.sharing.schema import schema_text

        print_text(schema_text())
        return EXIT_DONE
    if parsed.leave == bool(parsed.address):
        parsed.parser.error("one of these is needed: URI, --print-sql, --leave")
    return _leave(parsed) if parsed.leave else _join(parsed)


def _leave(parsed: argparse.Namespace) -> int:
    with _open(parsed) as shared:
        waiting = shared.leave()
    print_line(_NOT_SHARED)
    if waiting:
        print_line(_LEFT_WAITING.format(count=waiting))
    return EXIT_DONE


def _join(parsed: argparse.Namespace) -> int:
    """Share the catalogue of the call. It is made only if the server can be used."""
    from pricing.sharing.shared_catalogue import SharedCatalogue

    with SharedCatalogue(data_folder(parsed)) as shared:
        shared.join(parsed.address, parsed.name or "")
        _report_notice(shared)
        _report(shared, shared.sync(), as_json=False)
        state = shared.state()
    is_whole = state is not None and state.problem is None
    return EXIT_DONE if is_whole else EXIT_ROWS_REJECTED


def _sync(parsed: argparse.Namespace) -> int:
    if (parsed.send_missing or parsed.give_up_missing) and not parsed.rebuild:
        parsed.parser.error("--send-missing and --give-up-missing need --rebuild")
    with _open(parsed) as shared:
        result = shared.rebuild(_missing(parsed)) if parsed.rebuild else shared.sync()
        return _report(shared, result, as_json=parsed.json)


def _missing(parsed: argparse.Namespace) -> Missing:
    from pricing.sharing.state import Missing

    if parsed.send_missing:
        return Missing.SEND
    return Missing.GIVE_UP if parsed.give_up_missing else Missing.ASK


def _report(shared: SharedCatalogue, result: SyncResult, *, as_json: bool) -> int:
    """Print what came of a sync, and return the exit status."""
    state = shared.state()
    for line in _remarks(result):
        print_problem(line)
    if as_json:
        sync = {
            "sent": result.sent,
            "applied": result.applied,
            "refused": result.refused,
            "overruled_count": len(result.overruled),
            "overruled": list(map(_overruled_values, result.overruled)),
            "not_taken_back": list(map(_withdrawal_values, result.spared)),
        }
        print_text(json.dumps({**sync, **_state_values(state)}, ensure_ascii=False, indent=2))
    else:
        print_line(_result_line(result))
        for line in _state_lines(state):
            print_line(line)
    if result.refused:
        _print_refused(shared.refused_observations()[: result.refused], result.refused)
    may_not_send = state is not None and state.waiting > 0 and state.problem is not None
    return EXIT_ROWS_REJECTED if result.refused or may_not_send else EXIT_DONE


def _remarks(result: SyncResult) -> Iterator[str]:
    """Yield what a sync found that its user does not expect."""
    if result.is_log_altered and not result.lacking.count:
        yield _ALTERED  # who has answered what the log lacks has heard of it
    if result.is_new_counter:
        yield _NEW_COUNTER
    if result.lacking.count:
        yield _settled(result)
    if result.later_days:
        yield _LATER_DAYS.format(count=result.later_days)
    yield from _spared_prices(result.spared)
    yield from _overruled_prices(result.overruled)


def _spared_prices(bodies: Sequence[str]) -> Iterator[str]:
    """Yield which withdrawals do not count: the first ones, and the number of the others."""
    from pricing.sharing.lacking import price_name
    from pricing.sharing.observations import read_body

    for body in bodies[:_MOST_SPARED]:
        yield _SPARED.format(price=price_name(read_body(body)))
    if len(bodies) > _MOST_SPARED:
        yield _SPARED_MORE.format(count=len(bodies) - _MOST_SPARED)


def _overruled_prices(conflicts: Sequence[PriceConflict]) -> Iterator[str]:
    """Yield which prices count no longer: the latest ones, and the number of the others."""
    for each in conflicts[:_MOST_OVERRULED]:
        earlier, later = (
            price_text(MONEY.text(price), each.currency)
            for price in (each.earlier_price, each.price)
        )
        yield _OVERRULED.format(
            product=cut_text(each.product),
            source=cut_text(each.source),
            day=each.day,
            earlier=earlier,
            later=later,
            currency=each.currency,
            counter=each.counter,
            stated_by=each.earlier_counter and f" (stated by {each.earlier_counter})",
        )
    if len(conflicts) > _MOST_OVERRULED:
        yield _OVERRULED_MORE.format(count=len(conflicts) - _MOST_OVERRULED)


def _overruled_values(conflict: PriceConflict) -> dict[str, object]:
    """Return a price that counts no longer, with the one that counts on its day."""
    return {
        "product": conflict.product,
        "source": conflict.source,
        "currency": conflict.currency,
        "day": conflict.day.isoformat(),
        "price": _money(conflict.earlier_price),
        "price_stated_by": conflict.earlier_counter,
        "counter": conflict.counter,
        "price_that_counts": _money(conflict.price),
    }


def _money(millionths: int) -> float | None:
    return nearest_double(MONEY.to_fraction(millionths))


def _withdrawal_values(body: str) -> dict[str, object]:
    """Return a withdrawal with the days on which it was to take its price back."""
    from pricing.catalogue.outbox import WITHDRAWN_FROM
    from pricing.sharing.observations import read_body

    values = read_body(body)
    return {
        "product": values["product"],
        "source": values["source"],
        "currency": values["currency"],
        "price": _money(int(str(values["price"]))),
        "first_on": str(values[WITHDRAWN_FROM]),
        "last_on": str(values["priced_on"]),
    }


def _settled(result: SyncResult) -> str:
    """Say what became of what the log lacked, by its kinds."""
    from pricing.sharing.state import Missing

    words = result.lacking.words
    things = [f"{kind} {words[kind]}" for kind in _KINDS_LACKING if words[kind] != "0"]
    if result.answer is Missing.SEND:
        return _SENT_AGAIN.format(things=", ".join(things))
    if words["back"] != "0":
        things.append(f"so these prices count again: {words['back']}")
    return _GIVEN_UP.format(things=", ".join(things))


def _print_refused(refusals: Sequence[RefusedObservation], count: int) -> None:
    """Print why the last rows were refused: one by one if they are few, else by reason."""
    reasons: dict[str, list[int]] = {}
    for refusal in reversed(refusals):
        reasons.setdefault(refusal.reason, []).append(refusal.seq)
    if count <= MAX_LINES_PER_FILE:
        for refusal in reversed(refusals):
            print_problem(f"log:{refusal.seq}: {refusal.reason}")
        return
    groups = sorted(reasons.items(), key=lambda group: -len(group[1]))
    shown = groups[: MAX_LINES_PER_FILE - 1]
    for reason, numbers in shown:
        rows = count_text(len(numbers), "row", "rows")
        print_problem(f"log:{numbers[0]}: {rows}: {reason}")
    told = sum(len(numbers) for _, numbers in shown)
    print_problem(f"log: {count:,} rows were refused, of which {told:,} are counted above")


def _status(parsed: argparse.Namespace) -> int:
    with _open(parsed) as shared:
        state = shared.state()
    if parsed.json:
        print_text(json.dumps(_state_values(state), ensure_ascii=False, indent=2))
    else:
        for line in _state_lines(state):
            print_line(line)
    return EXIT_DONE


def _result_line(result: SyncResult) -> str:
    return (
        f"{result.sent:,} sent, {result.applied:,} applied"
        + (f", {result.refused:,} refused" if result.refused else "")
    )  # fmt: skip


def _state_lines(state: SharingState | None) -> Iterator[str]:
    if state is None:
        yield _NOT_SHARED
        return
    count = len(state.others)
    counters = "1 other counter" if count == 1 else f"{count:,} other counters"
    yield f"{state.server}: shared as {state.counter} with {counters}, {state.waiting:,} waiting"
    answered = state.answered_at
    if answered is None:
        yield "The server has not answered yet."
    else:
        yield f"The server last answered at {answered.astimezone():%Y-%m-%d %H:%M}."
    yield from _warnings(state)


def _warnings(state: SharingState) -> Iterator[str]:
    if state.problem is not None:
        yield f"The last problem: {state.problem.line}{option_hint(state.problem)}"
    if state.has_namesake:
        yield (
            f"Another counter is called {state.counter} too. Give this one a name of its own with "
            "“elemental-cli share URI --name NAME”."
        )
    if state.refused == 1:
        yield "1 row of the log was refused, because it is no row of a list."
    elif state.refused:
        yield f"{state.refused:,} rows of the log were refused, because they are no rows of a list."
    for counter in state.others:
        if counter.is_behind:
            seen_at = counter.seen_at.astimezone()
            yield f"{counter.name} is behind. It was last seen at {seen_at:%Y-%m-%d %H:%M}."
    if abs(state.seconds_ahead) > MAX_SECONDS_AHEAD:
        hours = state.seconds_ahead / 3_600
        outcome = (
            "A day after the server's counts as the server's day."
            if hours > 0
            else "Until then, what it states as of today may get the day before."
        )
        yield (
            f"The clock of this counter differs from the server's by {hours:+.1f} hours: set it. "
            f"{outcome}"
        )


def _state_values(state: SharingState | None) -> dict[str, object]:
    if state is None:
        return {"shared": False}
    return {
        "shared": True,
        "server": state.server,
        "counter": state.counter,
        "problem": state.problem and state.problem.line,
        "waiting": state.waiting,
        "answered_at": state.answered_at and state.answered_at.isoformat(),
        "seconds_ahead": state.seconds_ahead,
        "refused_in_all": state.refused,
        "others": [
            {
                "name": other.name,
                "seen_at": other.seen_at.isoformat(),
                "is_behind": other.is_behind,
            }
            for other in state.others
        ],
    }
