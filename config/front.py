"""Published guides straight from their files: no Django, no query, a few microseconds each.

Stands before Django in `config.wsgi`. It answers GET and HEAD of `/guides/<code>/` when the page has been printed
(`tongban.catalogue.publishing`), with an ETag that is the page's digest, 304, gzip, and the headers that Django
itself would send; whatever it does not know it hands on. One address serves both languages, chosen as Django does.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Headers = list[tuple[str, str]]
Looks = tuple[tuple[str, bool], ...]
Key = tuple[str, str, Looks]

GUIDE = re.compile(r"/guides/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/").fullmatch
ROOM = 64 * 2**20
"""Bytes of pages that one process keeps in memory; beyond it the oldest go and are read again when asked for."""

MOST_WISHES = 500  # combinations of cookie and Accept-Language that are remembered


class Page:
    """One printed page as it is sent. `stamp` tells whether the file was replaced since."""

    __slots__ = ("body", "etag", "file", "gzipped", "gzipped_headers", "headers", "not_modified", "stamp")

    def __init__(self, file: str, stamp: tuple[int, int], always: Headers, language: str, looks: Looks = ()) -> None:
        self.file, self.stamp = file, stamp
        self.body = dressed(Path(file).read_bytes(), looks)
        digest = blake2b(self.body, digest_size=12).hexdigest()
        self.etag = f'"{digest}"'
        self.gzipped = gzip.compress(self.body, 6, mtime=0) if looks else self._beside(file)
        common = [*always, ("Content-Language", language)]
        self.not_modified = [("ETag", self.etag), *common]
        html = [("Content-Type", "text/html; charset=utf-8"), *common]
        self.headers = [*html, ("ETag", self.etag), ("Content-Length", str(len(self.body)))]
        weak = ("ETag", f"W/{self.etag}")  # the same page in other bytes
        packed = [("Content-Encoding", "gzip"), ("Content-Length", str(len(self.gzipped)))]
        self.gzipped_headers = [*html, weak, *packed]

    def _beside(self, file: str) -> bytes:
        """The compressed copy; without one the page goes out as it is."""
        try:
            return Path(f"{file}.gz").read_bytes()
        except OSError:
            return b""

    @property
    def size(self) -> int:
        return len(self.body) + len(self.gzipped)


class Front:
    """`folders`: language → folder of its pages; `always`: headers of every answer; `choose`: cookie and
    Accept-Language → language.
    """

    def __init__(
        self, application: Application, folders: dict[str, Path], always: Headers, choose: Callable[[str, str], str]
    ) -> None:
        self.application, self.always, self.choose = application, always, choose
        self.folders = {language: str(folder) for language, folder in folders.items()}
        self.pages: dict[Key, Page] = {}
        self.wishes: dict[tuple[str, str], str] = {}
        self.size = 0

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/guides/") and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            page = self.page(self.language(environ), path, looks_of(environ.get("HTTP_COOKIE", "")))
            if page is not None:
                return self.answer(page, environ, start)
        return self.application(environ, start)

    def answer(self, page: Page, environ: Environ, start: Start) -> Iterable[bytes]:
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and (page.etag in known or known == "*"):
            start("304 Not Modified", page.not_modified)
            return []
        packed = page.gzipped and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start("200 OK", page.gzipped_headers if packed else page.headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return [page.gzipped if packed else page.body]

    def page(self, language: str, path: str, looks: Looks = ()) -> Page | None:
        """From memory while the file is the same; one `stat` each time, so a new edition is seen at once."""
        key = (language, path, looks)
        kept = self.pages.get(key)
        try:
            file = kept.file if kept else self.file(language, path)
            seen = os.stat(file)
            if kept and kept.stamp == (seen.st_ino, seen.st_mtime_ns):
                return kept
            return self.keep(key, Page(file, (seen.st_ino, seen.st_mtime_ns), self.always, language, looks))
        except OSError:  # not printed, or taken away
            self.drop(key)
            return None

    def file(self, language: str, path: str) -> str:
        """Raises FileNotFoundError for what is no guide's address."""
        found = GUIDE(path)
        if found is None:
            raise FileNotFoundError(path)
        return f"{self.folders[language]}/guides/{found.group(1)}/index.html"

    def keep(self, key: Key, page: Page) -> Page:
        self.drop(key)
        self.pages[key] = page
        self.size += page.size
        while self.size > ROOM and len(self.pages) > 1:
            self.drop(next(iter(self.pages)))
        return page

    def drop(self, key: Key) -> None:
        """Two threads may drop the same page: only one finds it."""
        gone = self.pages.pop(key, None)
        if gone is not None:
            self.size -= gone.size

    def language(self, environ: Environ) -> str:
        cookies = environ.get("HTTP_COOKIE")
        wish = (cookie_of(cookies) if cookies else "", environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        language = self.wishes.get(wish)
        if language is None:
            language = self.choose(*wish)
            if len(self.wishes) > MOST_WISHES:
                self.wishes.clear()
            self.wishes[wish] = language
        return language


_COOKIE = re.compile(r"(?:^|[;\s])django_language=([A-Za-z-]{1,20})").search


def cookie_of(cookies: str) -> str:
    """The language that the switch in the header left; "" without it."""
    found = _COOKIE(cookies)
    return found.group(1) if found else ""


_LOOKS = re.compile(r"(?:^|[;\s])(elder|contrast)=([01])(?=;|$)").findall
_HTML = re.compile(rb'(<html [^>]*class=")([^"]*)"')


def looks_of(cookies: str) -> Looks:
    """Large type and high contrast as the switches in the header left them; () for whoever never touched one."""
    return tuple(sorted((name, value == "1") for name, value in dict(_LOOKS(cookies)).items())) if cookies else ()


def dressed(body: bytes, looks: Looks) -> bytes:
    """The page as somebody without scripts wants to read it: other classes in its first tag, switches the other way."""

    def worn(found: re.Match[bytes]) -> bytes:
        classes = [name for name in found[2].decode().split() if name not in dict(looks)]
        wanted = [*classes, *(name for name, wish in looks if wish)]
        return found[1] + " ".join(wanted).encode() + b'"'

    body = _HTML.sub(worn, body, count=1) if looks else body
    for name, wish in looks:
        switch = b"/prefer/?" + name.encode() + b"="
        body = re.sub(re.escape(switch) + rb"[01]", switch + (b"0" if wish else b"1"), body, count=1)
    return body


def accepts_gzip(accepted: str) -> bool:
    return "gzip" in accepted and not re.search(r"gzip\s*;\s*q=0(?:\.0*)?(?:,|\s|$)", accepted)


def security_headers() -> Headers:
    """What Django's own middleware sends with such a page; a test compares the two."""
    from django.conf import settings

    from config.middleware import POLICY

    headers = [
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Language, Cookie"),
        ("Content-Security-Policy", POLICY),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(self), geolocation=()"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
    ]
    hsts = settings.SECURE_HSTS_SECONDS
    return [*headers, ("Strict-Transport-Security", f"max-age={hsts}")] if hsts else headers


def chosen_by_django(cookie: str, accepted: str) -> str:
    """Django's own choice between the cookie and the browser's wish."""
    from django.conf import settings
    from django.http import HttpRequest
    from django.utils.translation import get_language_from_request

    request = HttpRequest()
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return get_language_from_request(request)


def front(application: Application) -> Application:
    """Before Django, where this process serves the public: a zone of officials has no pages to show."""
    from django.conf import settings

    if os.environ.get("TONGBAN_ZONE", "both") == "official":
        return application
    folders = {"zh-hans": settings.PUBLISHED_DIR, "en": settings.PUBLISHED_DIR / "en"}
    return Front(application, folders, security_headers(), chosen_by_django)
