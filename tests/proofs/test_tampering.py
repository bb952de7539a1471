"""A proof that somebody changed is told from one that nobody touched, by the verifier alone (S12)."""

from __future__ import annotations

import copy
import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings as django_settings
from pypdf.generic import DecodedStreamObject, NameObject

from tests import walking as w
from tests.proofs.made import OfTheHouse, proof
from tests.proofs.tampering import VECTORS, tampered
from tests.proofs.world import Bundle, OwnKey, bundle_of, receipt_of, signed, verified
from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.kit import crypto
from verify import tongban_verify as verifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Bundle, Bundle]:
    signed()
    first, second = w.submitted(), w.submitted()
    case, other = cases.accept(case=first, by=w.user("examiner1")), cases.accept(case=second, by=w.user("examiner1"))
    return bundle_of(case), bundle_of(other)


def our_keys(folder: Path) -> list[str]:
    path = folder / "our-keys.json"
    path.write_text(json.dumps({"keys": crypto.record_keys()}))
    return ["--keys", str(path)]


@pytest.mark.parametrize("name", VECTORS)
def test_each_tampering_is_found_and_called_by_its_name(name: str) -> None:
    assert verifier.judged_file(tampered(name, proof("a"), proof("b", 15)).encode()).code == VECTORS[name][1]


def test_so_it_is_with_proofs_of_the_program_itself(two: tuple[Bundle, Bundle]) -> None:
    found = {name: verifier.judged_file(tampered(name, *two).encode()).code for name in VECTORS}
    assert found == {name: word for name, (_done, word) in VECTORS.items()}


@pytest.mark.parametrize(
    "name", ["as it is", "step: removed from the middle", "head: another root", "json: a hundred thousand deep"]
)
def test_the_program_alone_says_so_by_its_exit_code(two: tuple[Bundle, Bundle], name: str, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_text(tampered(name, *two))
    code, told = verified(path)
    assert (code, told["code"]) == (3 if name == "as it is" else 1, VECTORS[name][1])
    assert told["holds"] is (None if name == "as it is" else False)
    assert told["sentence"] and verified(path, language="en")[1]["sentence"] != told["sentence"]


def test_who_signs_everything_anew_is_found_by_the_keys(two: tuple[Bundle, Bundle], tmp_path: Path) -> None:
    """Without keys from elsewhere it calls nothing genuine: the key is the file's own word."""
    own, bundle = OwnKey(), two[0]
    for part in (bundle["receipt"], bundle["head"], bundle["earlier"]["head"]):
        part["signature"] = own.sign(part["text"])
    path, keys = tmp_path / "proof.json", tmp_path / "keys.json"
    path.write_text(json.dumps(bundle | {"keys": own.keys}))
    keys.write_text(json.dumps({"keys": crypto.record_keys()}))
    code, told = verified(path)
    assert (code, told["holds"], told["code"]) == (3, None, "fits") and own.keys[0]["id"] in told["sentence"]
    assert verified(path, "--remember", str(tmp_path / "seen.json"))[0] == 3
    assert verified(path, "--remember", str(tmp_path / "seen.json"))[0] == 3, "seeing it twice makes it no truer"
    code, told = verified(path, "--keys", str(keys))
    assert code == 1 and told["code"] == "no_key"


def test_who_signs_receipts_signs_no_head(two: tuple[Bundle, Bundle], tmp_path: Path) -> None:
    """What a public process that was taken over could write (Q6): a past of its own, with the key of receipts."""
    path, bundle = tmp_path / "proof.json", copy.deepcopy(two[0])
    for part in (bundle["head"], bundle["earlier"]["head"]):
        part["signature"] = crypto.sign_record(part["text"].encode())
    for keys in (bundle["keys"], [key | {"use": "heads"} for key in bundle["keys"]]):
        path.write_text(json.dumps(bundle | {"keys": keys}))
        code, told = verified(path, *our_keys(tmp_path))
        assert (code, told["code"]) == (1, "key_use")


def test_the_receipt_itself_is_the_proof(tmp_path: Path) -> None:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(receipt_of(w.submitted()))
    code, told = verified(path, *our_keys(tmp_path))
    assert (
        code == 0 and "这份回执的记录是真的，之后没有人改过" in told["sentence"] and "蒲江县民政局" in told["sentence"]
    )
    english = verified(path, *our_keys(tmp_path), language="en")
    assert english[1]["sentence"].startswith("The record in this receipt is genuine, and nobody has changed")


def test_a_receipt_alone_is_enough_beside_its_installation(two: tuple[Bundle, Bundle], tmp_path: Path) -> None:
    """The keys lie in the installation's folder of data; those of a stranger are believed no more than before."""
    path, strange = tmp_path / "receipt.pdf", tmp_path / "strange.json"
    path.write_bytes(receipt_of(w.submitted()))
    code, told = verified(path, data=settings_of_crypto().parent)
    assert (code, told["code"]) == (0, "genuine_of") and "keys_here" in told["remarks"]
    assert verified(path)[0] == 3
    own = OwnKey()
    bundle = copy.deepcopy(two[0])
    for part in (bundle["receipt"], bundle["head"], bundle["earlier"]["head"]):
        part["signature"] = own.sign(part["text"])
    strange.write_text(json.dumps(bundle | {"keys": own.keys}))
    assert verified(strange, data=settings_of_crypto().parent)[0] == 3


def settings_of_crypto() -> Path:
    crypto.record_keys()
    found: Path = django_settings.KEYS_DIR
    return found


def overpainted(pdf: bytes) -> bytes:
    """As any editor of PDFs does it: another name over the applicant's, and the file written anew."""
    paint = DecodedStreamObject()
    paint.set_data(b"q 1 1 1 rg 90 650 300 40 re f Q")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    page = writer.pages[0]
    page[NameObject("/Contents")] = writer._add_object(paint)
    out = io.BytesIO()
    writer.write(out)
    assert verifier.proofs_in(out.getvalue())
    return out.getvalue()


@pytest.mark.parametrize("whole", [True, False])
def test_a_receipt_painted_over_is_told(tmp_path: Path, whole: bool) -> None:
    """Its proof holds, and its pages say something else: written anew, or added behind the seal."""
    path, pdf = tmp_path / "receipt.pdf", receipt_of(w.submitted())
    path.write_bytes(overpainted(pdf) if whole else pdf + b"\n9999 0 obj<</Type/Annot>>endobj\n%%EOF\n")
    code, told = verified(path, *our_keys(tmp_path))
    assert (code, told["code"]) == (1, "pages_changed") and "改动过" in told["sentence"]


def test_one_byte_of_a_page_is_told(tmp_path: Path) -> None:
    path, pdf = tmp_path / "receipt.pdf", bytearray(receipt_of(w.submitted()))
    pdf[20] ^= 1
    path.write_bytes(bytes(pdf))
    assert verified(path, *our_keys(tmp_path))[1]["code"] == "pages_changed"


def test_the_sentence_says_who_applied(tmp_path: Path) -> None:
    path, case = tmp_path / "receipt.pdf", w.submitted()
    path.write_bytes(receipt_of(case))
    told = verified(path, *our_keys(tmp_path))[1]
    assert told["code"] == "genuine_of" and case.application.user.name in told["sentence"]


def test_a_byte_of_the_attachment_is_found(tmp_path: Path) -> None:
    path, pdf = tmp_path / "receipt.pdf", receipt_of(w.submitted())
    at = pdf.index(b"stream", pdf.index(b"/EmbeddedFile")) + 900
    path.write_bytes(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :])
    assert verified(path)[0] == 1


def test_what_the_receipt_says_is_bound_to_the_log(two: tuple[Bundle, Bundle]) -> None:
    """Inside the PDF the whole text of the receipt comes along, and one changed letter of it is told."""
    case = w.submitted()
    pdf = receipt_of(case)
    [(text, in_pdf)] = verifier.proofs_in(pdf)
    assert in_pdf and verifier.judged(text).code == "fits"
    whole = json.loads(text)
    whole["paper"] = whole["paper"].replace("高龄津贴申领", "高龄津贴审批")
    assert verifier.judged(json.dumps(whole)).code == "paper"
    assert "paper" not in bundle_of(case)


def test_a_zip_of_receipt_and_proof_is_taken(tmp_path: Path) -> None:
    case = w.submitted()
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("回执.pdf", receipt_of(case))
        file.writestr("proof.json", json.dumps(bundle_of(case)))
    assert verified(path, *our_keys(tmp_path))[0] == 0
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("other.json", json.dumps(bundle_of(w.submitted())))
    assert verified(path)[1]["code"] == "several"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "no_proof"),
        (b"%PDF-1.7 nothing", "no_proof"),
        (b"PK\x03\x04 broken", "unreadable"),
        (b"\x89PNG", "no_proof"),
        (b"{" + b" " * (9 << 20), "too_large"),
        (b'{"\xff": 1}', "not_json"),
        (b"%PDF-1.7 1 0 obj <</Type /EmbeddedFile /Filter /FlateDecode /Length 9>> stream\nnothing..", "no_proof"),
    ],
)
def test_a_strange_file_gets_an_answer(content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    code, told = verified(path)
    assert (code, told["code"]) == (1, word)


MARK = b"/Type/EmbeddedFile "


@pytest.mark.parametrize(
    "members",
    [
        {"a.pdf": b"%PDF-1.7\n" + MARK * 63_000},
        {"a.pdf": b"%PDF-1.7\n1 0 obj" + MARK * 1_000_000},
        {"a.pdf": b"%PDF-1.7\n" + (b" obj" + MARK + b" " * 6_000_000 + b"stream") * 2},
        {"a.json": b'{"' + b"a" * (8 << 20)},
        {"a.json": b'{"' + b"\\n" * (4 << 20)},
        {f"{n}.json": b'{"format":[' + b"[]," * 2_500_000 + b"1]}" for n in range(3)},
        {f"{n}.json": b"{}" for n in range(60)},
        {f"{n}.txt": b"" for n in range(60_000)},
    ],
)
def test_a_bundle_made_to_eat_the_machine_is_told_soon(members: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "eats.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    began = time.monotonic()
    code, told = verified(path, within=400 << 20)
    assert code == 1 and told["code"] in ("too_large", "no_proof", "not_json")
    assert time.monotonic() - began < 3


def test_a_damaged_zip_of_any_packing_is_told(tmp_path: Path) -> None:
    for packing in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        path = tmp_path / "damaged.zip"
        with zipfile.ZipFile(path, "w", packing) as file:
            file.writestr("a.json", '{"a":1}' * 1000)
        content = bytearray(path.read_bytes())
        content[45:60] = bytes(one ^ 0x55 for one in content[45:60])
        path.write_bytes(content)
        assert verified(path)[1]["code"] == "unreadable"


def test_a_bomb_is_not_blown_up(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("proof.json", b"{" + b" " * (64 << 20))
    assert verified(path)[1]["code"] == "too_large"


def test_called_wrongly_it_says_how(tmp_path: Path) -> None:
    assert verified(tmp_path / "nowhere.pdf")[0] == 2
    path = tmp_path / "receipt"
    path.write_bytes(b"{}")
    assert verified(path, "--online", "ftp://nowhere")[0] == 2
    assert verified(path, "--nonsense")[0] == 2


def test_heads_from_a_second_place_agree(two: tuple[Bundle, Bundle], tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(two[0]))
    assert verified(path, "--heads", str(settings.HEADS_FILE), *our_keys(tmp_path))[0] == 0


def test_a_head_that_somebody_else_saw_tells_a_rewritten_log(two: tuple[Bundle, Bundle]) -> None:
    """Signed with our own key, of the same size, with another root: there were two logs."""
    head = json.loads(two[0]["head"]["text"])
    head["tree_head"]["root"] = "ab" * 32
    other = head | {
        "signature": crypto.sign_head(verifier.as_bytes(json.dumps(head, sort_keys=True, separators=(",", ":"))))
    }
    assert verifier.judged(json.dumps(two[0]), heads=[json.dumps(other)]).code == "heads_differ"


def test_a_head_out_of_its_time_is_told(two: tuple[Bundle, Bundle]) -> None:
    size = two[0]["steps"][0]["entries"][0]["number"] - 2
    head = {"tree_head": {"at": "2031-01-01T00:00:00.000000+00:00", "root": "ab" * 32, "size": size}}
    other = head | {
        "signature": crypto.sign_head(verifier.as_bytes(json.dumps(head, sort_keys=True, separators=(",", ":"))))
    }
    assert verifier.judged(json.dumps(two[0]), heads=[json.dumps(other)]).code == "heads_backwards"


def test_it_remembers_what_it_saw(tmp_path: Path) -> None:
    """A later proof with fewer steps, though each of them is genuine, is found out."""
    case = w.submitted()
    before = bundle_of(case)
    after = bundle_of(cases.accept(case=case, by=w.user("examiner1")))
    path, memory = tmp_path / "proof.json", tmp_path / "seen.json"
    keys = our_keys(tmp_path)
    for bundle in (before, after, after):
        path.write_text(json.dumps(bundle))
        assert verified(path, "--remember", str(memory), *keys)[0] == 0
        keys = []
    path.write_text(json.dumps(before))
    code, told = verified(path, "--remember", str(memory))
    assert (code, told["code"]) == (1, "lost")


def test_it_remembers_the_keys(two: tuple[Bundle, Bundle], tmp_path: Path) -> None:
    path, memory, own = tmp_path / "proof.json", tmp_path / "seen.json", OwnKey()
    path.write_text(json.dumps(two[0]))
    assert verified(path, "--remember", str(memory), *our_keys(tmp_path))[0] == 0
    bundle = two[1]
    for part in (bundle["receipt"], bundle["head"], bundle["earlier"]["head"]):
        part["signature"] = own.sign(part["text"])
    path.write_text(json.dumps(bundle | {"keys": own.keys}))
    assert verified(path, "--remember", str(memory))[1]["code"] == "no_key"


# the two suites


def test_sm3_is_the_standard_s() -> None:
    assert verifier.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert verifier.sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.fixture(params=["international", "national"])
def house(request: Any, settings: Any, tmp_path: Path) -> Iterator[OfTheHouse]:
    """An installation that began with either suite."""
    settings.KEYS_DIR, settings.CRYPTO = tmp_path / "keys", request.param
    crypto.forget_keys()
    yield OfTheHouse()
    crypto.forget_keys()


def test_a_proof_of_either_suite_is_proved_and_a_changed_one_is_not(house: OfTheHouse, tmp_path: Path) -> None:
    path, other = tmp_path / "proof.json", proof("b", 15, key=house)
    for name in ("as it is", "path: another hash", "step: other notes, the last one", "head: another root"):
        path.write_text(tampered(name, proof("a", key=house), other))
        code, told = verified(path, *our_keys(tmp_path))
        wanted = (0, "genuine") if name == "as it is" else (1, VECTORS[name][1])
        assert (code, told["code"]) == wanted, told
    mixed = proof("a", key=house) | {"tree": "rfc6962-md5"}
    assert verifier.judged(json.dumps(mixed)).code == "format"
    assert audit.tree_name() == f"rfc6962-{crypto.hash_name()}"


def sm2_key(point: str) -> verifier.Key:
    import base64

    der = verifier.SM2.prefix + bytes.fromhex(point)
    pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n"
    return verifier.Key(
        {"id": verifier.sm3(der).hex()[:16], "use": "records", "algorithm": "sm2-sm3", "public_key": pem}
    )


def test_a_signature_of_sm2_is_checked_as_the_standard_does() -> None:
    """GB/T 32918.5-2017, annex A.2."""
    key = sm2_key(
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    )
    signature = bytes.fromhex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    assert key.signed(b"message digest", signature)
    assert not key.signed(b"message digesT", signature)


def test_without_a_library_it_computes_by_itself(two: tuple[Bundle, Bundle], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "_by_library", lambda *given: None)
    assert verifier.judged(json.dumps(two[0])).code == "fits"
    assert verifier.judged(tampered("head: another root", *two)).code == "head_signature"
