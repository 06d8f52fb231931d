"""Real servers on 127.0.0.1 for stories about messages that leave the platform: a group robot and a mail server."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Robot:
    """A group robot: what it was sent, what it answers."""

    url: str
    bodies: list[bytes] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"errcode": 0}'
    location: str = ""


@contextmanager
def group_robot() -> Iterator[Robot]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            robot.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(robot.status)
            if robot.location:
                self.send_header("Location", robot.location)
            self.end_headers()
            self.wfile.write(robot.answer)

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    robot = Robot(f"http://127.0.0.1:{server.server_port}/send?key=secret")
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield robot
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class MailServer:
    """What a mail server took, and whom it refuses."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()


async def _talk(server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The few words of SMTP that a client without log-in says."""
    writer.write(b"220 mail\r\n")
    to = ""
    while line := (await reader.readline()).decode().strip():
        verb = line[:4].upper()
        if verb == "RCPT":
            to = line.partition("<")[2].partition(">")[0]
            writer.write(b"550 nobody\r\n" if to in server.refuses else b"250 ok\r\n")
        elif verb == "DATA":
            writer.write(b"354 go\r\n")
            body = await reader.readuntil(b"\r\n.\r\n")
            server.taken.append((to, body))
            writer.write(b"250 taken\r\n")
        else:
            writer.write(b"250 ok\r\n")
    writer.close()


@contextmanager
def mail_server(*, refuses: frozenset[str] = frozenset()) -> Iterator[MailServer]:
    """Serve until the block ends."""
    server = MailServer(refuses=refuses)
    loop = asyncio.new_event_loop()
    listening = loop.run_until_complete(asyncio.start_server(lambda r, w: _talk(server, r, w), "127.0.0.1", 0))
    server.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        listening.close()
        loop.close()
