"""A browser without eyes: one kept connection, cookies, CSRF. And the process that measures with it.

    python -m bench.client < job.json      one client of a run; prints what it did as JSON

Only the standard library, so that a client starts at once and weighs little beside what it measures.
"""

from __future__ import annotations

import http.client
import json
import re
import secrets
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Fields = Mapping[str, str | Sequence[str]]
File = tuple[str, str, bytes]  # field, name, content


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        """The path one is sent to."""
        return urllib.parse.urlsplit(self.headers.get("location", "")).path


@dataclass
class Visitor:
    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, fields: Fields | None = None, files: Sequence[File] = ()) -> Answer:
        """As a form of our pages posts it; the CSRF token is the cookie's."""
        token = self.cookies.setdefault("csrftoken", secrets.token_hex(16))
        kind, body = multipart(fields or {}, files) if files else urlencoded(fields or {})
        return self._ask("POST", path, body, {"Content-Type": kind, "X-CSRFToken": token})

    def sign_in(self, account: str, password: str) -> Answer:
        self.get("/account/sign-in/")
        return self.post("/account/sign-in/", {"account": account, "password": password})

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        given = {**self.headers, **headers}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        self.connection.request(method, path, body or None, given)
        response = self.connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content)


def urlencoded(fields: Fields) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urllib.parse.urlencode(fields, doseq=True).encode()


def multipart(fields: Fields, files: Sequence[File]) -> tuple[str, bytes]:
    mark = secrets.token_hex(12)
    parts: list[bytes] = []
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, filename, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        parts += [f"--{mark}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
    return f"multipart/form-data; boundary={mark}", b"".join([*parts, f"--{mark}--\r\n".encode()])


# -- one client of a run -----------------------------------------------------------------------------------------


class Wrong(Exception):
    """An answer that the bench did not expect: the figure would be a lie."""


def expect(answer: Answer, status: int, what: str) -> Answer:
    if answer.status != status:
        raise Wrong(f"{what}: {answer.status} instead of {status}; {words_of(answer)[:400]}")
    return answer


def words_of(answer: Answer) -> str:
    """What the page says, without its frame."""
    body = answer.body.decode(errors="replace").partition("<main")[2] or answer.body.decode(errors="replace")
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def visitor(job: dict[str, Any], session: str) -> Visitor:
    return Visitor(job["host"], job["port"], {"sessionid": session}, {"Host": job["name"], "Accept-Language": "zh-CN"})


def submits(job: dict[str, Any]) -> Iterator[int]:
    """One request each: a finished draft, its materials uploaded, is submitted."""
    people: dict[str, Visitor] = {}
    for draft in job["work"]:
        here = people.setdefault(draft["session"], visitor(job, draft["session"]))
        done = here.post(f"/my/applications/{draft['key']}/review/", {"true": "on"})
        expect(done, 302, "submit")
        yield 1


def applications(job: dict[str, Any]) -> Iterator[int]:
    """A whole application in its seven requests (five without files). Yields after the last."""
    pictures = [("file", f"photo{n}.png", picture(job["bytes"], n)) for n in range(sum(job["files"].values()))]
    for task in job["work"]:
        here = visitor(job, task["session"])
        begun = expect(here.post("/my/applications/start/", {"item": job["item"]}), 302, "start")
        base = "/".join(begun.location.split("/")[:4])
        expect(here.post(f"{base}/situation/", job["situation"]), 302, "situation")
        for page, fields in job["pages"].items():
            own = {name: value for name, value in task["own"].items() if name in fields}
            expect(here.post(f"{base}/form/{page}/", fields | own), 302, f"page {page}")
        left = iter(pictures)
        for key, count in job["files"].items():
            sent = here.post(f"{base}/materials/", {"material": key}, [next(left) for _ in range(count)])
            expect(sent, 302, f"materials {key}")
        expect(here.post(f"{base}/review/", {"true": "on"}), 302, "submit")
        yield 1


def acts(job: dict[str, Any]) -> Iterator[int]:
    """One request each: accept, suspend, resume, review on one case after another. A connection lasts for a case, as
    browsers and nginx close theirs: which of the two workers takes it is the kernel's choice, anew each time."""
    for key in job["work"]:
        here = visitor(job, job["session"])
        for name, fields in job["acts"]:
            done = here.post(f"/desk/cases/{key}/acts/{name}/", fields)
            expect(done, 302, name)
            here.cookies.pop("messages", None)  # the page that follows would have shown and dropped it
            yield 1


KINDS = {"submit": submits, "application": applications, "act": acts}


def picture(size: int, number: int) -> bytes:
    """A PNG of 1 × 1 with so many bytes in a text chunk: sniffed as a picture, stored whole."""
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\x06\0\0\0")
    tail = chunk(b"IDAT", zlib.compress(b"\0\0\0\0\0")) + chunk(b"IEND", b"")
    fill = secrets.token_bytes(16) * (max(size - len(head) - len(tail) - 30, 16) // 16)
    return head + chunk(b"tEXt", b"Comment\0" + bytes(b or 1 for b in fill)) + tail


def main() -> None:
    job = json.load(sys.stdin)
    print("ready", flush=True)
    sys.stdin.close()
    while time.time() < job["begin"]:
        time.sleep(0.001)
    begun, took, fault = time.monotonic(), [], ""
    last = begun
    try:
        for _ in KINDS[job["kind"]](job):
            now = time.monotonic()
            took.append(round(now - last, 5))
            last = now
            if now - begun >= job["seconds"]:
                break
    except Exception as error:  # one wrong answer spoils the run; it is told with the figure
        fault = f"{type(error).__name__}: {error}"
    print(json.dumps({"done": len(took), "seconds": last - begun, "took": took, "fault": fault}))


if __name__ == "__main__":
    main()
