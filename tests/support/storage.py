"""A real storage server on this machine, Azurite, and a way to it that is slow or breaks."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

# The account that every Azurite has (learn.microsoft.com, storage/common/storage-use-azurite); it opens nothing else.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
METHODS = (b"GET ", b"PUT ", b"HEAD ", b"DELETE ", b"POST ")
REFUSED = b"HTTP/1.1 403 AuthorizationFailure\r\nx-ms-error-code: AuthorizationFailure\r\nContent-Length: 0\r\n\r\n"


def connection(port: int, key: str = KEY) -> str:
    """The connection string of a server at a port."""
    endpoint = f"http://127.0.0.1:{port}/{ACCOUNT}"
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};BlobEndpoint={endpoint};"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def start() -> tuple[subprocess.Popen, int]:
    """Starts Azurite; the process, and the port. Skips the test where it isn't installed (make needs npm for that)."""
    installed = Path(sys.prefix) / "azurite" / "node_modules" / ".bin" / "azurite-blob"
    command = str(installed) if installed.exists() else shutil.which("azurite-blob") or os.environ.get("AZURITE")
    if not command:
        import pytest

        pytest.skip("Azurite isn't installed: npm install --prefix .venv/azurite azurite")
    port = free_port()
    server = subprocess.Popen([command, "--blobPort", str(port), "--inMemoryPersistence", "--skipApiVersionCheck",
                               "--disableTelemetry", "--silent"], stdout=subprocess.DEVNULL)  # fmt: skip
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, port
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise AssertionError("Azurite didn't start")


class Way:
    """A proxy for a port, in its own process, because delta-rs stops this one's threads.

    Each answer waits for ``delay`` seconds. After the first ``good`` requests that write (``PUT``) or, with
    ``reads_too``, of any kind, connections are cut, or with ``refuses`` answered with 403. Use it in ``with``.
    """

    def __init__(self, to: int, **behaviour: object):
        self.behaviour = {"to": to, "delay": 0, "good": None, "refuses": False, "reads_too": False} | behaviour

    def __enter__(self) -> "Way":
        self.process = subprocess.Popen([sys.executable, __file__, json.dumps(self.behaviour)],
                                        stdout=subprocess.PIPE, text=True)  # fmt: skip
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


class Server:
    """The process of a ``Way``."""

    def __init__(self, to: int, delay: float, good: int | None, refuses: bool, reads_too: bool):
        self.to, self.delay, self.good, self.refuses, self.reads_too = to, delay, good, refuses, reads_too
        self.counted = 0

    def run(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        print(listening.getsockname()[1], flush=True)
        while True:
            client, _ = listening.accept()
            server = socket.create_connection(("127.0.0.1", self.to))
            threading.Thread(target=self.pass_on, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, client, False), daemon=True).start()

    def pass_on(self, source: socket.socket, target: socket.socket, to_server: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if to_server and data.startswith(METHODS):
                    self.counted += self.reads_too or data.startswith(b"PUT ")
                    if self.good is not None and self.counted > self.good:
                        if self.refuses:
                            source.sendall(REFUSED)
                        break
                if not to_server:
                    time.sleep(self.delay)
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    Server(**json.loads(sys.argv[1])).run()
