"""Keys are turned while everything is at work: what was sealed opens, what is looked for is found, before and after."""

from __future__ import annotations

import base64
import json
import shutil
import stat
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from tests import walking as w
from tongban.audit import api as audit
from tongban.kit import clock, crypto, resealing
from tongban.kit.crypto import keyring, turning
from tongban.kit.errors import AlreadyDone
from tongban.kit.fields import PersonalBytesField, PersonalField, blind_lookup
from tongban.kit.tests.test_fields import column
from tongban.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def turned(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The keys of the demo county, to be turned; afterwards they are as they were."""
    shutil.copytree(settings.KEYS_DIR, tmp_path / "keys")
    settings.KEYS_DIR = tmp_path / "keys"
    monkeypatch.setattr(resealing.time, "sleep", lambda _seconds: None)
    crypto.forget_keys()
    yield settings.KEYS_DIR
    crypto.forget_keys()


def rotate(*wishes: str) -> dict[str, Any]:
    out = StringIO()
    call_command("rotate_keys", *wishes, "--json", stdout=out, stderr=StringIO())
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def sealed_columns() -> list[tuple[str, str]]:
    return [(one.label, column.name) for one in resealing.tables() for column in one.columns]


def test_every_declared_column_is_found_and_no_other() -> None:
    declared = [
        (model._meta.label, field.column)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, PersonalField | PersonalBytesField)
    ]
    assert sorted(sealed_columns()) == sorted(declared)
    assert ("people.User", "phone") in declared and len(declared) > 30


def test_a_new_key_seals_from_now_on_and_the_older_ones_open() -> None:
    before = crypto.seal("安小民", about="name", of="sensitive")
    turning.turn_data()
    after = crypto.seal("安小民", about="name", of="sensitive")
    assert before.partition(":")[0] != after.partition(":")[0]
    assert crypto.unseal(before, about="name") == crypto.unseal(after, about="name") == "安小民"
    assert w.user("citizen1").name


def test_rewriting_seals_everything_anew_and_a_second_time_changes_nothing() -> None:
    people = {user.pk: (user.name, user.phone, user.id_number) for user in User.objects.all()}
    older = {key.id for key in keyring.ring().keys if key.use.startswith("seal")}
    told = rotate("--data", "--rewrite")
    assert told["rewritten"]["changed"] > 30 and told["rewritten"]["unreadable"] == {}
    values = {key["id"]: key["values"] for key in told["keys"]}
    assert sum(values[number] for number in older) == 0 and sum(values.values()) > 30
    assert {user.pk: (user.name, user.phone, user.id_number) for user in User.objects.all()} == people
    assert rotate("--rewrite")["rewritten"]["changed"] == 0
    assert audit.verify().holds


def test_a_run_that_was_stopped_goes_on() -> None:
    turning.turn_data()
    done = 0

    def stop(_table: str, progress: resealing.Progress) -> None:
        nonlocal done
        done = progress.changed
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resealing.rewrite(told=stop)
    rest = resealing.rewrite().changed
    assert done and rest
    assert resealing.rewrite().changed == 0


def test_what_somebody_writes_meanwhile_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading a slice and writing it, the person changes the telephone."""
    user = w.user("citizen1")
    turning.turn_data()
    honest = resealing._written

    def written(table: resealing.Table, changes: list[resealing.Change]) -> tuple[float, int]:
        if table.label == "people.User" and user.phone != "13955550000":
            user.phone = "13955550000"
            user.save()
        return honest(table, changes)

    monkeypatch.setattr(resealing, "_written", written)
    resealing.rewrite(index=True)
    assert User.objects.get(**blind_lookup("phone", "phone", "13955550000")).pk == user.pk
    assert User.objects.get(pk=user.pk).phone == "13955550000"


def test_a_value_that_does_not_open_is_told_and_left() -> None:
    turning.turn_data()
    user = w.user("citizen1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET email = phone WHERE login = 'citizen1'")
    progress = resealing.rewrite()
    assert sum(progress.unreadable.values()) == 1
    assert column("people_user", "email", user.pk) != ""


# blind indexes


def found(user: User) -> bool:
    return User.objects.filter(**blind_lookup("phone", "phone", user.phone)).exists()


def test_while_the_index_key_turns_people_are_found_under_either() -> None:
    user, other = w.user("citizen1"), w.user("citizen2")
    first = column("people_user", "phone_index", user.pk)
    newest = turning.await_index()
    assert found(user) and crypto.blind("phone", user.phone) == first
    assert turning.await_index() == newest
    turning.turn_index(newest)
    assert found(user) and crypto.blind("phone", user.phone) != first
    other.save()
    assert column("people_user", "phone_index", other.pk) == crypto.blind("phone", other.phone)
    assert found(user) and found(other)
    assert User.objects.exclude(**blind_lookup("phone", "phone", user.phone)).count() == User.objects.count() - 1
    assert resealing.rewrite(index=True).changed > 10
    turning.retire_index(newest)
    assert found(user) and found(other)
    assert column("people_user", "phone_index", user.pk) == crypto.blind("phone", user.phone) != first


def test_nobody_takes_a_number_of_another_while_the_key_turns() -> None:
    user = w.user("citizen1")
    turning.turn_index(turning.await_index())
    wanted = User(login="somebody", phone=user.phone)
    PersonalField.pre_save(User._meta.get_field("phone"), wanted, True)  # type: ignore[arg-type]
    assert User.objects.filter(phone_index=wanted.phone_index).exists()


def test_second_steps_work_on_after_the_index_was_turned(settings: Any) -> None:
    """Passkey, certificate and recovery codes open the door, and a device that was known is known."""
    from tongban.people.factors import actions, devices, passkeys
    from tongban.people.factors.models import Factor, SignedIn

    user, clerk = w.user("citizen1"), w.user("clerk1")
    codes = actions.make_recovery_codes(user=user, by=user)
    actions.add_certificate(user=clerk, certificate="ABC12 CN=Demo CA", by=clerk)
    key = Factor.objects.create(user=user, kind="passkey", name="x", secret="y", credential=passkeys._index(b"id"))
    client = Client()
    client.post("/account/sign-in/", {"account": "citizen2", "password": settings.DEMO_PASSWORD})
    token = client.cookies[devices.COOKIE].value
    rotate("--index")
    assert actions.check_recovery_code(user, codes[0]) == ["otp"]
    assert actions.check_certificate(clerk, "ABC12 CN=Demo CA") == ["hwk"]
    with pytest.raises(AlreadyDone):
        actions.add_certificate(user=clerk, certificate="ABC12 CN=Demo CA", by=clerk)
    assert Factor.objects.get(credential=passkeys._index(b"id")) == key
    assert SignedIn.objects.filter(user=w.user("citizen2"), device=devices.kept_as(token)).exists()


def test_the_command_turns_the_index_and_goes_on_where_it_was_stopped() -> None:
    user = w.user("citizen1")
    stopped = turning.await_index()
    turning.turn_index(stopped)
    told = rotate("--index")
    assert told["index"]["key"] == stopped.id and found(user)
    assert [key["id"] for key in told["keys"] if key["use"] == "index" and not key["until"]] == [stopped.id]


# records, key-encryption keys, suites


def test_records_of_a_closed_key_hold_and_it_signs_no_more(turned: Path) -> None:
    before = crypto.sign_record(b"x")
    rotate("--records")
    after = crypto.sign_record(b"x")
    assert before.partition(":")[0] != after.partition(":")[0]
    assert crypto.record_is_signed(b"x", before) and crypto.record_is_signed(b"x", after)
    assert [key["use"] for key in crypto.record_keys() if not key["until"]] == ["records", "heads"]
    older, newer = [key for key in crypto.record_keys() if key["id"] in (before + after)]
    assert older["until"] == newer["since"] and newer["until"] == ""
    kept = {key["id"]: key for key in json.loads((turned / "ring.json").read_text())["keys"]}
    assert "wrapped" not in kept[older["id"]] and "wrapped" in kept[newer["id"]]


def test_a_new_key_encryption_key_wraps_everything_and_the_old_one_is_gone(turned: Path) -> None:
    sealed, older = crypto.seal("安", about="name"), (turned / "kek").read_text()
    told = rotate("--kek")
    assert len(told["wrapped_by"]) == 1 and told["wrapped"] == sum(told["wrapped_by"].values()) > 3
    newer = (turned / "kek").read_text()
    assert newer != older and newer.count("\n") == 1 and stat.S_IMODE((turned / "kek").stat().st_mode) == 0o600
    crypto.forget_keys()
    assert crypto.unseal(sealed, about="name") == "安"
    (turned / "kek").write_text(older)
    crypto.forget_keys()
    with pytest.raises(crypto.Unreadable, match="which is not in"):
        crypto.unseal(sealed, about="name")


def test_a_key_encryption_key_from_a_secrets_file(turned: Path, settings: Any, tmp_path: Path) -> None:
    """As systemd or an orchestrator mounts it: read, never written."""
    sealed = crypto.seal("安")
    settings.KEK_FILE = tmp_path / "secret"
    with pytest.raises(CommandError, match="no key-encryption key in"):
        rotate("--kek")
    one, two = (base64.b64encode(letter * 32).decode() for letter in (b"k", b"l"))
    settings.KEK_FILE.write_text(one)
    rotate("--kek")
    assert not (turned / "kek").exists()
    settings.KEK_FILE.write_text(f"aes-256-gcm:{one}\naes-256-gcm:{two}\n")
    rotate("--kek")
    settings.KEK_FILE.write_text(two)
    settings.KEK_FILE.chmod(0o400)
    crypto.forget_keys()
    assert crypto.unseal(sealed) == "安"
    for wrong in ("not base64!", base64.b64encode(b"k" * 31).decode(), ""):
        settings.KEK_FILE.chmod(0o600)
        settings.KEK_FILE.write_text(wrong)
        crypto.forget_keys()
        with pytest.raises(crypto.Unreadable):
            crypto.unseal(sealed)


SERVICE = """
import base64, sys
data = base64.b64decode(sys.stdin.buffer.read())
sys.stdout.write(base64.b64encode(bytes(letter ^ 0x5A for letter in data)).decode())
assert sys.argv[1] in ("wrap", "unwrap")
"""


def test_a_key_service_wraps_and_unwraps(turned: Path, settings: Any, tmp_path: Path) -> None:
    sealed = crypto.seal("安")
    (tmp_path / "service.py").write_text(SERVICE)
    settings.KEK_COMMAND = f"{sys.executable} {tmp_path / 'service.py'}"
    crypto.forget_keys()
    assert list(rotate("--kek")["wrapped_by"]) == ["command"] and not (turned / "kek").exists()
    crypto.forget_keys()
    assert crypto.unseal(sealed) == "安"
    settings.KEK_COMMAND = f"{sys.executable} {tmp_path / 'nothing.py'}"
    crypto.forget_keys()
    with pytest.raises(crypto.Unreadable, match="gave no key"):
        crypto.unseal(sealed)


def test_an_installation_goes_over_to_the_other_suite_and_reads_what_it_had() -> None:
    there = keyring.ring()
    other = {"international": "national", "national": "international"}[there.suite.name]
    signature, sealed, user = crypto.sign_record(b"x"), crypto.seal("安"), w.user("citizen1")
    told = rotate("--suite", other, "--rewrite")
    assert told["suite"] == other and told["hash"] == there.hash == crypto.hash_name()
    assert crypto.record_is_signed(b"x", signature) and crypto.unseal(sealed) == "安" and found(user)
    living = {key["use"].partition(":")[0]: key["algorithm"] for key in told["keys"] if not key["until"]}
    national = {"seal": "sm4-gcm", "index": "hmac-sm3", "records": "sm2-sm3", "heads": "sm2-sm3"}
    ecdsa = "ecdsa-p256-sha256"
    international = {"seal": "aes-256-gcm", "index": "hmac-sha256", "records": ecdsa, "heads": ecdsa}
    assert living == (national if other == "national" else international)
    assert audit.verify().holds


def test_another_process_sees_turned_keys_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    known = keyring.ring()
    monkeypatch.setattr(keyring, "_held", keyring._Held(known, keyring._mark(), 0.0))
    now = keyring.time.monotonic()
    with keyring.changing() as there:
        keyring.put(keyring.replace(there, keys=(*there.keys, keyring.made("seal:other", there.suite, there.hash))))
    monkeypatch.setattr(keyring._held, "looked", now)
    assert keyring.ring() is known
    monkeypatch.setattr(keyring._held, "looked", now - 1.1)
    assert keyring.ring() is not known and keyring.ring().seals("other") is not None


# retired and lost


def test_a_retired_key_goes_when_nothing_needs_it_and_a_month_has_passed() -> None:
    older = {key.id for key in keyring.ring().keys if key.use.startswith("seal")}
    assert rotate("--data", "--drop")["dropped"] == []
    later = clock.now() + clock.dt.timedelta(days=31)
    with clock.turned_to(later):
        assert rotate("--drop")["dropped"] == []  # rows still need them
        assert set(rotate("--rewrite", "--drop")["dropped"]) == older
    assert w.user("citizen1").name
    with pytest.raises(crypto.Unreadable, match="not in the ring"):
        crypto.unseal(f"s{older.pop()}:AAAA")


def test_a_lost_key_says_what_is_lost(turned: Path) -> None:
    told = json.loads((turned / "ring.json").read_text())
    gone = next(key for key in told["keys"] if key["use"] == "seal:sensitive")
    told["keys"].remove(gone)
    (turned / "ring.json").write_text(json.dumps(told))
    crypto.forget_keys()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("rotate_keys", stdout=out)
    assert f"values of key {gone['id']}" in out.getvalue()
    assert "people.User.id_number: " in out.getvalue() and "people.User.name: " not in out.getvalue()


def test_turning_stands_in_the_record() -> None:
    rotate("--data", "--records", "--kek")
    entries = audit.Entry.objects.filter(act="audit.change_keys").order_by("id")
    assert [entry.notes["what"] for entry in entries] == ["kek", "data", "records"]
    assert "records " in entries[2].notes["keys"][0]


def test_the_index_column_is_no_new_column_for_migrations() -> None:
    field = User._meta.get_field("phone_index")
    assert isinstance(field, models.CharField)
    assert field.deconstruct()[1] == "django.db.models.CharField"
