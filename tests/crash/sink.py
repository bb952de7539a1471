"""A mail server on this machine that keeps what it gets."""

from __future__ import annotations

import asyncio
import email
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

ANSWERS = {
    "EHLO": "250 here",
    "HELO": "250 here",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "RSET": "250 ok",
    "NOOP": "250 ok",
}


class Sink:
    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                verb = line[:4].upper()
                if verb == "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                if verb == "DATA":
                    writer.write(b"354 go on\r\n")
                    raw = await reader.readuntil(b"\r\n.\r\n")
                    self.letters.append(email.message_from_bytes(raw[:-5]))
                    writer.write(b"250 kept\r\n")
                else:
                    writer.write(f"{ANSWERS.get(verb, '500 what')}\r\n".encode())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the sender was killed
        writer.close()


@contextmanager
def mail_server() -> Iterator[Sink]:
    sink, loop, started = Sink(), asyncio.new_event_loop(), threading.Event()

    async def open_door() -> None:
        server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
        sink.port = server.sockets[0].getsockname()[1]
        started.set()

    def run() -> None:
        loop.run_until_complete(open_door())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(5)
    yield sink
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
