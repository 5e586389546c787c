"""The connection to a server whose certificate is right, wrong or missing, as libpq checks it."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.shared_catalogue import test_server as ask_server
from tests.postgresql import PASSWORD, SUPERUSER, find_programs, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def openssl(folder: Path, *arguments: str) -> None:
    program = shutil.which("openssl") or ""
    subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True)


def make_authority(folder: Path, name: str) -> None:
    openssl(
        folder, "req", "-x509", *_NEW_KEY, "-keyout", f"{name}.key", "-out", f"{name}.crt",
        "-days", "2", "-subj", f"/CN={name} authority",
    )  # fmt: skip


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a server's certificate for localhost, and two authorities."""
    if shutil.which("openssl") is None:
        pytest.skip("NOT PROVEN HERE: openssl, which makes certificates, is missing")
    folder = tmp_path_factory.mktemp("certificates")
    make_authority(folder, "right")
    make_authority(folder, "wrong")
    openssl(
        folder, "req", *_NEW_KEY, "-keyout", "server.key", "-out", "server.csr",
        "-subj", "/CN=localhost",
    )  # fmt: skip
    openssl(
        folder, "x509", "-req", "-in", "server.csr", "-CA", "right.crt", "-CAkey", "right.key",
        "-CAcreateserial", "-days", "2", "-out", "server.crt",
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def port(certificates: Path) -> Iterator[int]:
    """Return the port of a server that shows the certificate."""
    programs = find_programs()
    if programs is None:
        pytest.skip("THE SHARED CATALOGUE IS NOT TESTED: install PostgreSQL (Debian: postgresql)")
    with running_server(programs) as server:
        server.show_certificate(certificates / "server.crt", certificates / "server.key")
        yield server.port


@pytest.fixture(autouse=True)
def home_without_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"*:*:*:*:{PASSWORD}\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    monkeypatch.setenv("HOME", str(tmp_path))


def address(port: int, host: str, mode: str, root: Path | None = None) -> str:
    root_part = f"&sslrootcert={root}" if root else ""
    return f"postgresql://{SUPERUSER}@{host}:{port}/postgres?sslmode={mode}{root_part}"


@pytest.mark.parametrize(
    ("mode", "root"), [("require", ""), ("verify-ca", "right"), ("verify-full", "right")]
)
def test_a_server_with_the_right_certificate_is_used(
    port: int, certificates: Path, mode: str, root: str
) -> None:
    path = certificates / f"{root}.crt" if root else None
    assert ask_server(address(port, "localhost", mode, path))


@pytest.mark.parametrize(
    ("host", "mode", "root", "reason"),
    [
        ("localhost", "verify-full", "", "root certificate file"),
        ("localhost", "verify-ca", "missing", "does not exist; either provide the file"),
        ("localhost", "verify-ca", "wrong", "certificate verify failed"),
        ("127.0.0.1", "verify-full", "right", "does not match host name"),
    ],
)
def test_a_server_whose_certificate_is_not_right_is_refused_in_a_sentence(
    port: int, certificates: Path, host: str, mode: str, root: str, reason: str
) -> None:
    path = certificates / f"{root}.crt" if root else None
    with pytest.raises(UserError) as error:
        ask_server(address(port, host, mode, path))
    assert error.value.kind is ProblemKind.SERVER_CERTIFICATE
    assert "cannot be trusted" in str(error.value)
    assert reason in str(error.value)


def test_a_mode_that_nobody_knows_is_a_wrong_address(port: int) -> None:
    with pytest.raises(UserError, match="sslmode=rubbish") as error:
        ask_server(address(port, "localhost", "rubbish"))
    assert error.value.kind is ProblemKind.SERVER_ADDRESS_WRONG
