"""A gate between a counter and the server: it can be shut, or break after some bytes."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress

CHUNK_BYTES = 65_536


class Gate:
    """Forwards a local port to the server's, as long as it is open."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._bytes_left: int | None = None
        self.is_shut = False
        self._may_pass = threading.Event()
        self._may_pass.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def open(self) -> None:
        """Let everything pass."""
        self.is_shut, self._bytes_left = False, None
        self._may_pass.set()

    def hold(self) -> None:
        """Keep everything open, and let nothing pass."""
        self._may_pass.clear()

    def shut(self) -> None:
        """Break what is open, and refuse what comes."""
        self.is_shut = True
        self._may_pass.set()
        for connection in tuple(self._sockets):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def break_after(self, count: int) -> None:
        """Let so many bytes pass, in both directions together, and then shut."""
        self.is_shut, self._bytes_left = False, count

    def close(self) -> None:
        """End it."""
        self.shut()
        with suppress(OSError):  # some systems refuse it, and end the thread at the next line
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_shut:
                client.close()
                continue
            threading.Thread(target=self._forward, args=(client,), daemon=True).start()

    def _forward(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            server = socket.create_connection(("127.0.0.1", self._server_port))
            with server:
                pair = {client: server, server: client}
                self._sockets |= set(pair)
                try:
                    while self._pass_on(pair):
                        pass
                finally:
                    self._sockets -= set(pair)

    def _pass_on(self, pair: dict[socket.socket, socket.socket]) -> bool:
        for source in select.select(list(pair), [], [])[0]:
            data = source.recv(CHUNK_BYTES)
            self._may_pass.wait()
            if self.is_shut or not data:
                return False
            if self._bytes_left is not None:
                data = data[: self._bytes_left]
                self._bytes_left -= len(data)
                if not self._bytes_left:
                    pair[source].sendall(data)
                    self.is_shut = True
                    return False
            pair[source].sendall(data)
        return True
