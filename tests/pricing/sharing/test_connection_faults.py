"""Each fault of a first connection in a sentence of its own, in whatever language the server is."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg
import pytest

from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.shared_catalogue import test_server as ask_server
from tests.postgresql import PASSWORD, SUPERUSER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgresql import PostgresServer

_TLS_REQUEST = (80_877_103).to_bytes(4)
LET_IN = b"R" + (8).to_bytes(4) + (0).to_bytes(4)


def fault_of(address: str) -> UserError:
    with pytest.raises(UserError) as error:
        ask_server(address)
    assert PASSWORD not in str(error.value)
    return error.value


def refusal(state: str) -> bytes:
    """Return the message of a server that speaks another language."""
    fields = {"S": "FATAL", "C": state, "M": "la connexion est refusée ici"}
    content = "".join(f"{key}{text}\0" for key, text in fields.items()).encode() + b"\0"
    return b"E" + (len(content) + 4).to_bytes(4) + content


@contextmanager
def server_that_says(answer: bytes) -> Iterator[int]:
    """Run a server without encryption that says so to each who asks for a database."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    if client.recv(8).endswith(_TLS_REQUEST):
                        client.sendall(b"N")
                        client.recv(4_096)
                    client.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (refusal("57P03"), ProblemKind.SERVER_STARTING, "is starting or stopping"),
        (refusal("53300"), ProblemKind.SERVER_CROWDED, "has no connection left"),
        (refusal("28000"), ProblemKind.SERVER_SHUTS_OUT, "does not let “till” into “db” from this"),
        (LET_IN + refusal("28000"), ProblemKind.SERVER_USER_UNKNOWN, "has no login “till”"),
        (LET_IN + refusal("3D000"), ProblemKind.SERVER_DATABASE_UNKNOWN, "no database “db”"),
        (LET_IN + refusal("42501"), ProblemKind.SERVER_REFUSES, "does not allow this"),
        (LET_IN + refusal("53300"), ProblemKind.SERVER_CROWDED, "has no connection left"),
    ],
)
def test_that_a_refusal_is_known_by_its_code(answer: bytes, kind: ProblemKind, words: str) -> None:
    with server_that_says(answer) as port:
        error = fault_of(f"postgresql://till@127.0.0.1:{port}/db")
    assert error.kind is kind
    assert words in str(error)


def test_that_encryption_which_the_server_does_not_offer_is_named() -> None:
    with server_that_says(refusal("28000")) as port:
        error = fault_of(f"postgresql://till@127.0.0.1:{port}/db?sslmode=require")
    assert error.kind is ProblemKind.SERVER_WITHOUT_TLS
    assert "offers no encryption, which the address demands (sslmode=require)" in str(error)


def test_that_the_host_and_the_port_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    closed = fault_of(f"postgresql://till@127.0.0.1:{port}/db")
    assert closed.kind is ProblemKind.NEW_SERVER_CLOSED
    assert f"No server answers on port {port} of “127.0.0.1”" in str(closed)
    named = fault_of(f"postgresql://till@localhost:{port}/db")
    assert f"on port {port} of “localhost”" in str(named)
    for host in ("host.invalid", "x" * 70, "grüße.invalid"):
        unknown = fault_of(f"postgresql://till@{host}/db")
        assert unknown.kind is ProblemKind.NEW_SERVER_HOST_UNKNOWN
        assert f"The name “{host}” leads to no computer" in str(unknown)


def test_that_a_login_and_its_database_are_told_apart(
    postgresql: PostgresServer, password_file: Path, address: str
) -> None:
    absent = fault_of(postgresql.address("absent"))
    assert absent.kind is ProblemKind.SERVER_DATABASE_UNKNOWN
    assert "has no database “absent”" in str(absent)
    # A server that asks for passwords does not tell which logins it has.
    password_file.write_text("127.0.0.1:*:*:*:wrong\n")
    for user in (SUPERUSER, "nobody"):
        error = fault_of(postgresql.address("absent", user))
        assert error.kind is ProblemKind.SERVER_REFUSES_LOGIN
        assert f"refuses the login “{user}” or its password" in str(error)


def test_that_a_database_which_lets_few_in_is_not_said_to_be_absent(
    postgresql: PostgresServer, password_file: Path, address: str
) -> None:
    database = address.rpartition("/")[2]
    with psycopg.connect(address, autocommit=True) as connection:
        user = f"guest_{database[-8:]}"
        connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'".encode())
        connection.execute(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC".encode())
    error = fault_of(postgresql.address(database, user))
    assert error.kind is ProblemKind.SERVER_SHUTS_OUT
    assert "permission denied" in str(error)
