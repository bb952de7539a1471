"""The shipped nginx configuration with other paths and ports: for trying it out, for tests, for the bench.

    python ops/render.py FOLDER --port 8080 --official-port 8081 --upstream 127.0.0.1:8000 --published … --static …

writes FOLDER/nginx.conf, which `nginx -p FOLDER -c FOLDER/nginx.conf` starts without TLS and without root. Only names
and places change; every rule is the shipped one.
"""

from __future__ import annotations

import argparse
import os
import pwd
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent / "nginx"
WHOLE = """{user}worker_processes {processes};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/tongban.conf;
}}
"""


@dataclass(frozen=True)
class Places:
    """Ports of this nginx, addresses of the servers behind it, folders it reads."""

    port: int
    official_port: int
    upstream: str
    official_upstream: str
    published: Path
    static: Path
    processes: int = 2
    plain_port: int = 0  # that leads to https; none unless one is given


def program() -> str | None:
    """Debian's nginx lies in /usr/sbin, which is not on everybody's PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def render(folder: Path, places: Places) -> Path:
    """Writes the whole configuration into the folder; returns the file to start nginx with."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in HERE.glob("tongban*"):
        (folder / source.name).write_text(adapted(source.read_text(), folder, places))
    (folder / "tongban-tls.inc").write_text("# no TLS while trying out\n")
    user = f"user {pwd.getpwuid(os.geteuid()).pw_name};\n" if os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(WHOLE.format(user=user, processes=places.processes, folder=folder))
    return whole


def adapted(text: str, folder: Path, places: Places) -> str:
    if not places.plain_port:
        text = re.sub(r"server \{\n    listen 80\b.*?\n\}\n", "", text, flags=re.S)
    text = re.sub(r"(listen 443 ssl http2;\n    server_name \S+);", r"\1 127.0.0.1 localhost;", text)
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{places.plain_port}", text)
    text = text.replace("listen 443 ssl http2 default_server;", f"listen 127.0.0.1:{places.port} default_server;")
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{places.port};", 1)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{places.official_port};", 1)
    text = text.replace("proxy_set_header Host $host;", "proxy_set_header Host $http_host;")
    changes = {
        "/etc/nginx/tongban-": f"{folder}/tongban-",
        "/var/cache/tongban/published": str(places.published),
        "/srv/tongban/build/collected": str(places.static),
        "/var/log/nginx/": f"{folder}/",
        "127.0.0.1:8000": places.upstream,
        "127.0.0.1:8001": places.official_upstream,
    }
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--official-port", type=int, default=8081)
    parser.add_argument("--upstream", default="127.0.0.1:8000")
    parser.add_argument("--official-upstream", default="")
    parser.add_argument("--published", type=Path, required=True)
    parser.add_argument("--static", type=Path, required=True)
    given = parser.parse_args()
    places = Places(
        given.port, given.official_port, given.upstream, given.official_upstream or given.upstream,
        given.published.resolve(), given.static.resolve(),
    )  # fmt: skip
    print(render(given.folder.resolve(), places))  # noqa: T201


if __name__ == "__main__":
    main()
