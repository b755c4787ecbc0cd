"""A line between two programs of this machine that is as long as one wants."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time


class Relay:
    """Passes bytes on to a port of this machine, each `delay` seconds later.

    Late, and in any number at once, as a long line does: nothing waits for what went
    before it.
    """

    def __init__(self, port: int, delay: float) -> None:
        self._server, self._delay = port, delay
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._server))
                self._carry(near, far)
                self._carry(far, near)

    def _carry(self, giver: socket.socket, taker: socket.socket) -> None:
        on_its_way: queue.Queue[tuple[float, bytes]] = queue.Queue()

        def take_in() -> None:
            data = b"anything"
            while data:
                try:
                    data = giver.recv(65_536)
                except OSError:
                    data = b""
                on_its_way.put((time.monotonic() + self._delay, data))

        def hand_out() -> None:
            with contextlib.suppress(OSError):
                while True:
                    due, data = on_its_way.get()
                    time.sleep(max(0.0, due - time.monotonic()))
                    if not data:
                        break
                    taker.sendall(data)
                taker.shutdown(socket.SHUT_WR)

        for work in (take_in, hand_out):
            threading.Thread(target=work, daemon=True).start()
