"""`tongban restore`: looks at a whole backup first, then puts database, files and keys in place, and proves it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from config.backup import FORMAT, MANIFEST, SUMS, working_folder
from config.dumps import database
from tongban.audit.api import Verdict, catch_up, sequence, verify
from tongban.documents.api import seal_provider
from tongban.kit import clock, crypto
from tongban.kit.crypto import turning
from tongban.kit.errors import Refused

# Built from the rest again; other rooms bring them, so each only where it exists.
REBUILT = ("reindex", "publish_pages")


def put_back(source: Path, *, force: bool = False) -> dict[str, Any]:
    """The manifest, where the replaced data lie (or ""), what was rebuilt, and what the audit says.

    Refused: no whole backup, another kind of database, a newer program, an installation that is not empty (without
    `force`) or that is at work. Until everything was looked at, nothing is touched.
    """
    here = database()
    empty = here.is_empty() and no_files()
    if not force and not empty:
        raise Refused(
            _("This installation is not empty."),
            found=_("data in %(folder)s or its database") % {"folder": settings.DATA_DIR},
            wanted=_("an empty installation"),
            cure=_("To replace it, run the command again with --force; what is there is put aside."),
        )
    with working_folder("restore") as folder:
        manifest = unpacked(source, folder)
        check_fits(manifest)
        check_keys(folder / "keys")
        here.check_idle()
        aside = put_aside()
        here.load(folder / here.member, aside)
        move_in(folder, aside)
        put_heads_aside(aside)
    forget()
    call_command("migrate", verbosity=0, interactive=False)
    rebuilt = rebuild()
    verdict = proved()
    if empty and verdict.holds:
        shutil.rmtree(aside)  # the keys of a first start, which nothing was sealed with
    return {
        "restored": manifest,
        "aside": str(aside) if aside.exists() else "",
        "rebuilt": rebuilt,
        "entries": verdict.entries,
        "holds": verdict.holds,
    }


def no_files() -> bool:
    return not any(path.is_file() for path in settings.FILES_DIR.rglob("*"))


def unpacked(source: Path, folder: Path) -> dict[str, Any]:
    """Every member written under `folder` and compared with its digest. Links, devices and ways out are refused."""
    digests: dict[str, str] = {}
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                digests[member.name] = _written(archive, member, folder)
    except FileNotFoundError as error:
        raise Refused(_("There is no such file: %(path)s") % {"path": source}) from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise damaged(source, f"{type(error).__name__}: {error}") from error
    if MANIFEST not in digests or SUMS not in digests:
        raise damaged(source, _("no manifest at its end"))
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    _compare(source, digests, manifest, (folder / SUMS).read_text())
    return manifest


def _written(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    target = (folder / member.name).resolve()
    if not member.isreg() or not target.is_relative_to(folder.resolve()):
        raise damaged(Path(str(archive.name)), member.name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    read, digest = archive.extractfile(member), hashlib.sha256()
    assert read is not None
    with target.open("wb") as out:
        target.chmod(0o600)
        while chunk := read.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _compare(source: Path, digests: dict[str, str], manifest: dict[str, Any], sums: str) -> None:
    if digests[SUMS] != manifest.get("sums"):
        raise damaged(source, SUMS)
    wanted = {name: digest for digest, _space, name in (line.partition("  ") for line in sums.splitlines())}
    found = {name: digest for name, digest in digests.items() if name not in (SUMS, MANIFEST)}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise damaged(source, name)


def damaged(source: Path, found: str) -> Refused:
    return Refused(
        _("This is no whole backup of Tongban: %(path)s") % {"path": source},
        found=found,
        wanted=_("every part with the digest that was written down for it"),
        cure=_("Nothing was changed. Take another backup, or copy this one again."),
    )


def check_fits(manifest: dict[str, Any]) -> None:
    """The same kind of database, and no migration that this program does not know."""
    here = database().kind
    if manifest["database"] != here:
        raise Refused(
            _("A backup of one kind of database cannot be restored into another: their dumps are different languages."),
            found=manifest["database"],
            wanted=here,
            cure=_("Set DATABASE_URL to a database of that kind, and restore there."),
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    newer = [name for name in manifest["migrations"] if name not in known]
    if manifest["format"] > FORMAT or newer:
        raise Refused(
            _("This backup was made by a newer program."),
            found=_("version %(version)s; unknown here: %(names)s")
            % {"version": manifest["version"], "names": ", ".join(newer[:3]) or manifest["format"]},
            cure=_("Install that version first, then restore."),
        )


def check_keys(folder: Path) -> None:
    """Where the key-encryption key lies outside, a backup opens only beside it."""
    for lost in turning.lost_in(folder):
        raise Refused(
            _("The keys of this backup cannot be opened here."),
            found=lost.why,
            wanted=_("the key-encryption key that wrapped them"),
            cure=_("Nothing was changed. Add that key to the file of TONGBAN_KEK_FILE, or set TONGBAN_KEK_COMMAND."),
        )


def put_aside() -> Path:
    """Where the replaced data go. A person removes them when the restored ones were seen to be right."""
    folder: Path = settings.DATA_DIR / f"replaced-{clock.now():%Y%m%d-%H%M%S-%f}"
    folder.mkdir(mode=0o700)
    return folder


def move_in(folder: Path, aside: Path) -> None:
    for name, target in (("files", settings.FILES_DIR), ("keys", settings.KEYS_DIR)):
        if any(target.iterdir()):
            shutil.move(target, aside / name)
        else:
            target.rmdir()
        new = folder / name
        new.mkdir(exist_ok=True, mode=0o700)
        for inner in (new, *(path for path in new.rglob("*") if path.is_dir())):
            inner.chmod(0o700)
        shutil.move(new, target)


def put_heads_aside(aside: Path) -> None:
    """The heads of the log that was replaced bind that log and no other."""
    if settings.HEADS_FILE.exists():
        shutil.move(settings.HEADS_FILE, aside / "heads.jsonl")


def forget() -> None:
    """What this process remembered of the old installation."""
    connection.close()
    crypto.forget_keys()
    seal_provider.cache_clear()


def rebuild() -> list[str]:
    there = [name for name in REBUILT if name in get_commands()]
    for name in there:
        call_command(name, verbosity=0)
    return there


def proved() -> Verdict:
    while sequence():
        pass
    catch_up()
    return verify()
