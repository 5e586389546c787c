"""`elemental-cli share`, `sync` and `status` with a real server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from pricing.quantities.dates import today
from pricing.sharing.shared_catalogue import SharedCatalogue
from tests.paths import ROOT
from tests.postgresql import PASSWORD
from tests.pricing.commands.test_catalogue import TWO
from tests.pricing.commands.test_compare import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.postgresql import PostgresServer


def test_that_two_counters_share_a_list(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    north, south = (("--data-dir", tmp_path / name) for name in ("north", "south"))
    run(capsys, "import", write_list(TWO), *north)
    status, out, err = run(capsys, "share", address, "--name", "north", *north)
    assert (status, err) == (0, "")
    assert "2 sent, 2 applied" in out
    assert "shared as north with 0 other counters, 0 waiting" in out
    run(capsys, "share", address, "--name", "south", *south)
    _, out, _ = run(capsys, "search", "glycinate", "--json", *south)
    assert json.loads(out)["products"][0]["product"] == "Gly"
    run(capsys, "import", write_list(TWO.replace("18.00", "17.50")), *south)
    _, out, _ = run(capsys, "status", *south)
    assert "2 waiting" in out
    assert "The server last answered at" in out
    status, out, _ = run(capsys, "sync", "--json", *south)
    printed = json.loads(out)
    assert (status, printed["sent"], printed["waiting"]) == (0, 2, 0)
    assert [other["name"] for other in printed["others"]] == ["north"]
    status, out, _ = run(capsys, "sync", "--rebuild", *north)
    assert "4 applied" in out
    _, out, _ = run(capsys, "withdraw", "gly", "--price", "18", *north)
    assert "It goes to the other counters with the next sync." in out
    assert "1 sent, 1 applied" in run(capsys, "sync", *north)[1]
    _, out, _ = run(capsys, "search", "glycinate", "--json", *north)
    assert json.loads(out)["products"][0]["price"] == 17.5


def test_that_a_log_that_was_emptied_deletes_nothing_unasked(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "import", write_list(TWO), *folder)
    run(capsys, "share", address, *folder)
    with psycopg.connect(address) as connection:
        connection.execute("DELETE FROM elemental.log")
    status, _, err = run(capsys, "sync", *folder)
    assert (status, "(option --rebuild)" in err) == (2, True)
    status, _, err = run(capsys, "sync", "--rebuild", *folder)
    assert status == 2
    assert "Prices: 2 (“Oxide 241” 8.00 USD, " in err
    assert "Known to be stated here: 0; send it again, or give it up." in err
    assert "(option --send-missing or --give-up-missing)" in err
    assert "The last problem: The log lacks what is held here" in run(capsys, "status", *folder)[1]
    status, _, err = run(capsys, "sync", "--send-missing", *folder)
    assert (status, "need --rebuild" in err) == (2, True)
    status, out, err = run(capsys, "sync", "--rebuild", "--send-missing", *folder)
    assert (status, out.partition("\n")[0]) == (0, "2 sent, 2 applied")
    assert err.startswith("what the log lacked is recorded again: prices 2 (“Oxide 241” 8.00 USD")
    assert err.count("\n") == 1
    with psycopg.connect(address) as connection:
        connection.execute(
            "INSERT INTO elemental.log (id, counter, said_at, utc_offset, kind, source, day, "
            "version, body) SELECT gen_random_uuid(), counter, said_at, utc_offset, kind, source, "
            "day, version, body FROM elemental.log ORDER BY seq DESC LIMIT 1"
        )
    run(capsys, "sync", *folder)
    with psycopg.connect(address) as connection:
        query = "DELETE FROM elemental.log WHERE seq = (SELECT max(seq) FROM elemental.log)"
        connection.execute(query)
    _, _, err = run(capsys, "sync", "--rebuild", *folder)
    assert "Somebody has deleted or changed rows of the log" in err
    _, out, _ = run(capsys, "search", "glycinate", "--json", *folder)
    assert json.loads(out)["count"] == 1


def test_that_a_login_that_may_only_read_is_told_so_until_it_may_write(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
    postgresql: PostgresServer,
) -> None:
    run(capsys, "share", address, "--data-dir", tmp_path / "owner")
    user = f"reader_{uuid4().hex[:8]}"
    rights = ("USAGE ON SCHEMA", "elemental"), ("SELECT ON ALL TABLES IN SCHEMA", "elemental")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'".encode())
        for right, name in rights:
            connection.execute(f"GRANT {right} {name} TO {user}".encode())
    folder = ("--data-dir", tmp_path / "reader")
    words = "This counter may only read the shared catalogue"
    reader = postgresql.address(address.rpartition("/")[2], user)
    status, _, err = run(capsys, "share", reader, "--data-dir", tmp_path / "owner")
    assert (status, "may only read the shared catalogue, unlike the one so far" in err) == (2, True)
    assert f"{address}: shared as" in run(capsys, "status", "--data-dir", tmp_path / "owner")[1]
    status, out, _ = run(capsys, "share", reader, *folder)
    assert run(capsys, "share", f"{reader}?sslmode=prefer", *folder)[0] == 1
    assert (status, words in out) == (1, True)
    assert words in run(capsys, "status", *folder)[1]
    status, out, _ = run(capsys, "sync", *folder)
    assert (status, words in out) == (0, True)
    assert words in json.loads(run(capsys, "status", "--json", *folder)[1])["problem"]
    assert words in run(capsys, "import", write_list(TWO), *folder)[2]
    status, out, _ = run(capsys, "sync", "--rebuild", *folder)
    assert (status, words in out, "2 waiting" in out) == (1, True, True)
    assert run(capsys, "sync", "--json", *folder)[0] == 1
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"GRANT INSERT ON ALL TABLES IN SCHEMA elemental TO {user}".encode())
        connection.execute(f"GRANT UPDATE ON elemental.counter TO {user}".encode())
    status, out, _ = run(capsys, "sync", *folder)
    assert (status, words in out) == (0, False)
    assert words not in run(capsys, "status", *folder)[1]


def test_that_the_status_remembers_why_the_last_sync_failed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str, postgresql: PostgresServer
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "share", address, *folder)
    postgresql.stop()
    try:
        assert run(capsys, "sync", *folder)[0] == 2
    finally:
        postgresql.start()
    words = "The last problem: The server of the shared catalogue cannot be reached"
    assert words in run(capsys, "status", *folder)[1]
    run(capsys, "sync", *folder)
    assert words not in run(capsys, "status", *folder)[1]


@pytest.mark.skipif(not Path("/etc/machine-id").exists(), reason="the system tells no id")
def test_that_a_folder_from_another_computer_is_a_counter_of_its_own(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    first, copied = tmp_path / "first", tmp_path / "copied"
    run(capsys, "share", address, "--name", "till", "--data-dir", first)
    run(capsys, "import", write_list(TWO), "--data-dir", first)
    shutil.copytree(first, copied)
    with SharedCatalogue(copied) as shared, shared.catalogue.database.transaction():
        # This computer is not the one on which the folder was written.
        shared.catalogue.database.execute("UPDATE sharing SET computer = 'another'")
    status, out, err = run(capsys, "sync", "--data-dir", copied)
    assert (status, "a counter of its own now" in err) == (0, True)
    assert "2 sent" in out
    assert "shared as till with 1 other counter" in out
    assert run(capsys, "sync", "--data-dir", copied)[2] == ""
    status, out, err = run(capsys, "sync", "--data-dir", first)
    assert (status, err, out.partition(",")[0]) == (0, "", "0 sent")  # what waited came already


def test_that_a_copied_folder_that_gets_a_name_is_not_asked_for_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str
) -> None:
    first, copied = tmp_path / "first", tmp_path / "copied"
    run(capsys, "share", address, "--name", "till", "--data-dir", first)
    shutil.copytree(first, copied)
    status, out, err = run(capsys, "share", address, "--name", "till 2", "--data-dir", copied)
    assert (status, err) == (0, "")
    assert "shared as till 2 with 1 other counter" in out
    assert "shared as till with 1 other counter" in run(capsys, "sync", "--data-dir", first)[1]


def test_that_a_refused_row_is_named_and_the_status_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "share", address, *folder)
    append_rubbish(address, "[7]")
    status, out, err = run(capsys, "sync", *folder)
    assert status == 1
    assert "0 sent, 0 applied, 1 refused" in out
    assert err.startswith("log:1: The observation is not a row of a list")
    status, out, _ = run(capsys, "status", *folder)
    assert status == 0
    assert "1 row of the log was refused, because it is no row of a list." in out
    append_rubbish(address, "7")
    run(capsys, "sync", *folder)
    assert "2 rows of the log were refused" in run(capsys, "status", *folder)[1]


def append_rubbish(address: str, body: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("ALTER TABLE elemental.log DROP CONSTRAINT IF EXISTS log_columns")
        connection.execute(
            "INSERT INTO elemental.log (id, counter, said_at, utc_offset, kind, source, version, "
            "body) VALUES (gen_random_uuid(), gen_random_uuid(), now(), 0, 'price', '', 1, "
            "%s::text::jsonb)",
            (body,),
        )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("[7]", "(it does not consist of named values)"),
        ('{"product": "X", "colour": "red"}', "no row has a value “colour”"),
        ('{"product": "X", "price": [1]}', "its value “price” is neither a text"),
        ('{"product": "X", "price": true}', "its value “price” is neither a text"),
    ],
)
def test_that_the_true_reason_of_a_refusal_is_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str, body: str, reason: str
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "share", address, *folder)
    append_rubbish(address, body)
    assert reason in run(capsys, "sync", *folder)[2]


def test_that_an_observation_of_a_newer_version_says_how_to_get_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    append_newer = "UPDATE elemental.log SET version = 2"
    run(capsys, "share", address, *folder)
    append_rubbish(address, '{"product": "X"}')
    with psycopg.connect(address) as connection:
        connection.execute(append_newer)
    status, _, err = run(capsys, "sync", *folder)
    assert status == 1
    assert "newer version of the program, and is left out here; update the program, and" in err


def test_that_a_refusal_does_not_print_a_long_value_whole(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "share", address, *folder)
    long = "x" * 50_000
    append_rubbish(address, json.dumps({"product": "X", "unit_kind": long}))
    append_rubbish(address, json.dumps({"product": "X", long: 1}))
    err = run(capsys, "sync", *folder)[2]
    assert [len(line) < 300 for line in err.splitlines()] == [True, True]
    assert err.count("xxx…") == 2


def test_that_two_counters_of_one_name_are_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str
) -> None:
    first, second = (("--data-dir", tmp_path / name) for name in ("first", "second"))
    run(capsys, "share", address, "--name", "till", *first)
    words = "Another counter is called till too. Give this one a name of its own"
    status, out, _ = run(capsys, "share", address, "--name", "till", *second)
    assert status == 0
    assert words in out
    assert words not in run(capsys, "share", address, "--name", "desk", *second)[1]


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("postgresql://owner@host.invalid/db", "leads to no computer; correct it in the address"),
        ("postgresql://owner@127.0.0.1:1/db", "No server answers on port 1 of “127.0.0.1”; "),
        ("nowhere", "define the service in the service file of PostgreSQL"),
    ],
)
def test_that_a_first_server_that_is_wrong_is_told_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, server: str, words: str
) -> None:
    status, _, err = run(capsys, "share", server, "--data-dir", tmp_path / "data")
    assert status == 2
    assert words in err
    assert "waits" not in err
    assert not (tmp_path / "data").exists()


def test_that_an_installation_without_postgresqls_library_says_so_in_one_line(
    tmp_path: Path,
) -> None:
    program = f"""
import sys
for name in ("psycopg_binary", "psycopg_c", "psycopg.pq.pq_ctypes"):
    sys.modules[name] = None
from pricing.commands.main import main
sys.exit(main(["share", "postgresql://owner@127.0.0.1/db", "--data-dir", {str(tmp_path)!r}]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "elemental-cli: This installation cannot share a catalogue (no pq wrapper available); "
        "install the part “shared” too: pip install 'elemental[shared]'\n"
    )


def test_that_the_sql_for_an_administrator_is_printed_without_a_server(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, _ = run(capsys, "share", "--print-sql", "--data-dir", tmp_path / "none")
    assert status == 0
    for words in ("CREATE SCHEMA elemental", "elemental_reader", "elemental_counter",
                  "elemental_manager"):  # fmt: skip
        assert words in out
    assert not (tmp_path / "none").exists()


def test_that_a_catalogue_that_is_not_shared_says_so(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], tmp_path: Path
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "import", write_list(TWO), *folder)
    assert run(capsys, "status", *folder)[:2] == (0, "The catalogue is not shared.\n")
    assert json.loads(run(capsys, "status", "--json", *folder)[1]) == {"shared": False}
    status, _, err = run(capsys, "sync", *folder)
    assert status == 2
    assert "The catalogue is not shared; share it first" in err
    assert run(capsys, "share", *folder)[0] == 2


def test_that_no_message_repeats_a_password(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, postgresql: PostgresServer
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    for text in (
        f"postgresql://owner:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{postgresql.port}/postgres",
        f"host=127.0.0.1 password='{PASSWORD}'",
        f"postgresql://owner:{PASSWORD}@[127.0.0.1/postgres",
    ):
        status, out, err = run(capsys, "share", text, *folder)
        assert status == 2
        assert "secret" not in out + err
    assert not (tmp_path / "data").exists()


def test_that_leaving_keeps_the_products(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "import", write_list(TWO), *folder)
    run(capsys, "share", address, *folder)
    assert run(capsys, "share", "--leave", *folder)[:2] == (0, "The catalogue is not shared.\n")
    run(capsys, "share", address, *folder)
    run(capsys, "import", write_list(TWO.replace("18.00", "17.50")), *folder)
    status, out, _ = run(capsys, "share", "--leave", *folder)
    assert (status, "that had not been sent to the others: 2; they stay in this" in out) == (
        0,
        True,
    )
    assert "sent to the others" not in run(capsys, "share", "--leave", *folder)[1]
    _, out, _ = run(capsys, "search", "glycinate", "--json", *folder)
    assert json.loads(out)["count"] == 1


def test_that_a_counter_killed_while_it_sends_loses_nothing_and_sends_nothing_twice(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "share", address, *folder)
    header, first = TWO.splitlines(keepends=True)[:2]
    rows = "".join(first.replace("Oxide 241", f"Oxide {number}") for number in range(2_000))
    run(capsys, "import", write_list(header + rows), *folder)
    command = [sys.executable, "-m", "pricing", "sync", "--data-dir", str(tmp_path / "data")]
    for seconds in (0.3, 0.5, 0.7, 0.9, 1.1):  # at different points of the work
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
        process.wait()
    status, _, _ = run(capsys, "sync", *folder)
    assert status == 0
    with psycopg.connect(address) as connection:
        query = "SELECT count(*), count(DISTINCT id) FROM elemental.log"
        row = connection.execute(query).fetchone()
    assert row == (2_000, 2_000)
    _, out, _ = run(capsys, "status", "--json", *folder)
    assert json.loads(out)["waiting"] == 0


@pytest.mark.parametrize("answer", ["send", "give-up"])
def test_that_a_rebuild_says_what_became_of_what_the_log_lacked(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
    answer: str,
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    run(capsys, "import", write_list(TWO), *folder)
    run(capsys, "share", address, *folder)
    with psycopg.connect(address) as connection:
        connection.execute("DELETE FROM elemental.log")
    _, _, err = run(capsys, "sync", "--rebuild", f"--{answer}-missing", *folder)
    outcome = "recorded again" if answer == "send" else "deleted here"
    assert f"what the log lacked is {outcome}: prices 2 (" in err


@pytest.mark.parametrize(
    ("end", "name", "words"),
    [
        ("?sslmode=bogus", "x", "has “sslmode=bogus”, which PostgreSQL does not know"),
        ("?target_session_attrs=any2", "x", "has “target_session_attrs=any2”"),
        ("?port=abc", "x", "has “port=abc”, which PostgreSQL does not know"),
        ("?gssencmode=on", "x", "has “gssencmode=on”"),
        ("", "x" * 200, "The name is longer than 100 letters"),
    ],
)
def test_that_a_wrong_option_or_name_is_told(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    address: str,
    end: str,
    name: str,
    words: str,
) -> None:
    folder = ("--data-dir", tmp_path / "data")
    status, _, err = run(capsys, "share", f"{address}{end}", "--name", name, *folder)
    assert (status, words in err) == (2, True)
    status, _, err = run(capsys, "share", address, "--name", " ", *folder)
    assert (status, "The name is missing" in err) == (2, True)


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("--since", "2999-01-01", "2999-01-01 is still to come"), ("--unseen", "-1", "is negative")],
)
def test_that_impossible_days_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, value: str, words: str
) -> None:
    status, _, err = run(capsys, "changes", option, value, "--data-dir", tmp_path / "data")
    assert (status, words in err) == (2, True)


@pytest.mark.parametrize("count", [1, 5])
def test_that_a_withdrawal_which_does_not_count_is_told(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
    count: int,
) -> None:
    header, row = TWO.splitlines()[:2]
    names = [f"Pack {number}" for number in range(count)]
    rows = [",".join((name, *row.split(",")[1:])) for name in names]
    prices = write_list("\n".join((header, *rows)) + "\n")
    north, south = (("--data-dir", tmp_path / name) for name in ("north", "south"))
    for name, folder in (("north", north), ("south", south)):
        run(capsys, "share", address, "--name", name, *folder)
    run(capsys, "import", prices, *north)
    for folder in (north, south):
        run(capsys, "sync", *folder)
    for name in names:
        assert run(capsys, "withdraw", name, "--price", "8", *north)[0] == 0
        assert run(capsys, "withdraw", name, "--price", "8", *south)[0] == 0
    run(capsys, "sync", *south)
    run(capsys, "import", prices, *south)
    run(capsys, "sync", *south)
    _, _, err = run(capsys, "sync", *north)
    told = err.count("is not taken back, because another counter has stated it since")
    assert (told, "“Pack 0”" in err, "reason: 2" in err) == (min(count, 3), True, count == 5)


def _with_price(cents: int) -> str:
    """Return a list of today with one product at a price."""
    header, row = TWO.splitlines()[:2]
    row = row.replace("2026-05-02", f"{today()}").replace("8.00", f"{cents / 100:.2f}")
    return f"{header}\n{row}\n"


def test_that_a_counter_hears_which_of_its_prices_counts_no_longer(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    north, south = (("--data-dir", tmp_path / name) for name in ("north", "south"))
    for name, folder in (("north", north), ("south", south)):
        run(capsys, "share", address, "--name", name, *folder)
    run(capsys, "import", write_list(_with_price(800), name="first.csv"), *north)
    for folder in (north, south, south):
        assert "counts no longer" not in run(capsys, "sync", *folder)[2]
    for price, folder in ((801, north), (802, south)):
        path = write_list(_with_price(price), name=f"{price}.csv")
        assert run(capsys, "import", path, *folder)[0] == 0
    for folder in (north, south):
        assert "counts no longer" not in run(capsys, "sync", *folder)[2]
    _, out, err = run(capsys, "sync", "--json", *north)
    told = (
        f"” 8.01 USD, Shop A, {today()} counts no longer, because south has stated 8.02 USD for "
        "that day; if 8.02 USD is wrong, take that price back"
    )
    assert told in err
    (overruled,) = json.loads(out)["overruled"]
    assert (overruled["price"], overruled["counter"], overruled["price_that_counts"]) == (
        8.01, "south", 8.02,
    )  # fmt: skip
    _, out, err = run(capsys, "sync", "--json", *north)
    assert ("counts no longer" in err, json.loads(out)["overruled"]) == (False, [])


def test_that_a_counter_hears_whose_price_counts_no_longer(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    names = ("north", "south", "east")
    north, south, east = (("--data-dir", tmp_path / name) for name in names)
    for name, folder in zip(names, (north, south, east), strict=True):
        run(capsys, "share", address, "--name", name, *folder)
    run(capsys, "import", write_list(_with_price(800), name="800.csv"), *north)
    for folder in (north, south, east):
        run(capsys, "sync", *folder)
    for cents, folder in ((801, north), (802, south)):
        run(capsys, "import", write_list(_with_price(cents), name=f"{cents}.csv"), *folder)
        run(capsys, "sync", *folder)
    _, out, err = run(capsys, "sync", "--json", *east)
    assert f"8.01 USD, Shop A, {today()} (stated by north) counts no longer" in err
    assert [each["price_stated_by"] for each in json.loads(out)["overruled"]] == ["north"]
    _, out, err = run(capsys, "sync", "--json", *north)
    assert "stated by" not in err
    assert [each["price_stated_by"] for each in json.loads(out)["overruled"]] == [""]


def test_that_the_number_of_prices_that_count_no_longer_is_the_whole_one(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    header, *rows = _with_price(800).splitlines()
    names = [f"{first}{last}ra" for first in "KLMNT" for last in "aeiouy"]

    def list_of(price: str) -> Path:
        lines = [",".join((name, *rows[0].replace("8.00", price).split(",")[1:])) for name in names]
        return write_list("\n".join((header, *lines)) + "\n", name=f"{price}.csv")

    north, south = (("--data-dir", tmp_path / name) for name in ("north", "south"))
    for name, folder in (("north", north), ("south", south)):
        run(capsys, "share", address, "--name", name, *folder)
    run(capsys, "import", list_of("8.00"), *north)
    for folder in (north, south):
        run(capsys, "sync", *folder)
    for price, folder in (("8.01", north), ("8.02", south)):
        assert run(capsys, "import", list_of(price), *folder)[0] == 0
        run(capsys, "sync", *folder)
    _, out, err = run(capsys, "sync", "--json", *north)
    assert err.count("has stated 8.02 USD") == 3
    assert "prices that count no longer either, for the same reason: 27" in err
    told = json.loads(out)
    assert (told["overruled_count"], len(told["overruled"])) == (30, 30)


def test_that_json_has_the_withdrawals_that_do_not_count(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> None:
    prices = write_list(TWO)
    product = TWO.splitlines()[1].split(",")[0]
    north, south = (("--data-dir", tmp_path / name) for name in ("north", "south"))
    for name, folder in (("north", north), ("south", south)):
        run(capsys, "share", address, "--name", name, *folder)
    run(capsys, "import", prices, *north)
    for folder in (north, south):
        run(capsys, "sync", *folder)
    for folder in (north, south):
        assert run(capsys, "withdraw", product, "--price", "8", *folder)[0] == 0
    run(capsys, "sync", *south)
    run(capsys, "import", prices, *south)
    run(capsys, "sync", *south)
    (withdrawal,) = json.loads(run(capsys, "sync", "--json", *north)[1])["not_taken_back"]
    assert (withdrawal["product"], withdrawal["price"], withdrawal["currency"]) == (
        product, 8.0, "USD",
    )  # fmt: skip
    assert withdrawal["first_on"] == withdrawal["last_on"]
    assert json.loads(run(capsys, "sync", "--json", *north)[1])["not_taken_back"] == []
