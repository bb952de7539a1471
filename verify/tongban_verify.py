#!/usr/bin/env python3
"""Says from a receipt alone whether an application was received when it says, and whether anything about it was removed,
changed or moved since.

    python tongban_verify.py RECEIPT [--online URL] [--keys FILE|URL] [--heads FILE] [--remember FILE] [--lang zh|en]

RECEIPT is the PDF, the proof beside it (.json), or a zip of them. Exit 0: genuine, one sentence. Exit 1: what is wrong.
Exit 2: it was called wrongly. Exit 3: it fits in itself, but nobody vouches for the key that signed it: give --online,
--keys, or what --remember kept of either. Without any of them the keys are those of the site that gave this file out,
else those of the installation in whose folder it lies. This one file needs Python 3.9; `cryptography` makes it faster.
The format: docs/proofs.md.

Nothing in the receipt is believed: each digest is computed anew from what it covers, each place is followed up to a
signed head of the log (RFC 6962; proofs as RFC 9162 §2.1.3.2 and §2.1.4.2), each signature is checked.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import datetime as dt
import hashlib
import io
import json
import os
import re
import sys
import zipfile
import zlib
from urllib import error, parse, request

HERE = os.path.dirname(os.path.abspath(__file__))
SEALED, CHANGED = "sealed", "changed"  # a PDF since its last seal
FORMAT, VERSION, TREES = "tongban-proof", 1, "rfc6962-"  # and the name of the hash
HANDED_IN = ("intake.submit", "intake.split", "intake.go_on")
FILE_LIMIT, TEXT_LIMIT, DEPTH_LIMIT, STEPS_LIMIT = 30 << 20, 8 << 20, 24, 5000
MARKS_LIMIT = 2_000_000  # quotes, commas, brackets and escapes in one text; five thousand steps have half as many
UNPACKED_LIMIT, MEMBERS_LIMIT, NAMES_LIMIT = 16 << 20, 8, 1000  # of a zip or a PDF
SM3_LIMIT = 4 << 20  # of a PDF: without a library a digest of more takes minutes
ATTACHED_LIMIT, NEAR = 50, 4000  # marks of attachments in a PDF, and how far their object reaches around them
CLOCKS = dt.timedelta(minutes=1)  # how far two machines' clocks may differ
LATE = dt.timedelta(minutes=10)  # how long an entry may wait until it has its number in the log
KEYS_OF_THE_SITE = None  # filled in by the site that gives this file out
KEYS_FILE = os.path.join("keys", "public.json")  # of an installation, in its folder of data
EAST_8 = dt.timezone(dt.timedelta(hours=8))
TIMES = {"received", "until", "at", "head_at"}

WORDS = {
    "genuine": (
        "这份回执的记录是真的，之后没有人改过：编号 {number} 的申请（{item}）由{organ}于 {received} 收到；到 {until} 为止共 {steps} 步，没有一步被删去、改动或移动；纸面上印的如与此不同，以这里为准。",
        "The record in this receipt is genuine, and nobody has changed it since: application {number} ({item}) was received by {organ} at {received}; {steps} steps up to {until}; nothing about it was removed, changed or moved; where a paper says otherwise, believe this.",
    ),
    "genuine_of": (
        "这份回执的记录是真的，之后没有人改过：{whose}的申请，编号 {number}（{item}），由{organ}于 {received} 收到；到 {until} 为止共 {steps} 步，没有一步被删去、改动或移动；纸面上印的如与此不同，以这里为准。",
        "The record in this receipt is genuine, and nobody has changed it since: the application of {whose}, {number} ({item}), was received by {organ} at {received}; {steps} steps up to {until}; nothing about it was removed, changed or moved; where a paper says otherwise, believe this.",
    ),
    "pages_changed": (
        "这份 PDF 在盖章以后被改动过，或者印章被去掉了：页面上印的字不能相信。请用当时下载的原件，或者重新下载后再核对。",
        "This PDF was changed after it was sealed, or its seal was taken away: what its pages show cannot be believed. Take the file as it was downloaded, or download it again.",
    ),
    "fits": (
        "这份回执的内容前后一致，但签名用的公钥 {id} 还没有人担保，不能算已经核实：请在网站的核对页上核对，或者加上 --online（网站地址）或 --keys（公钥）再核对。",
        "This receipt fits in itself, but nobody vouches for the key {id} that signed it, so it is not proved genuine: check it on the site's page, or with --online or --keys.",
    ),
    "unreadable": ("文件读不出来：{what}。", "The file cannot be read: {what}."),
    "too_large": ("文件太大，不像是我们的回执。", "The file is too large to be a receipt of ours."),
    "no_proof": (
        "文件里没有证明。请选下载的回执 PDF 原件或证明文件，不要用打印、截图或转换过的。",
        "There is no proof in this file. Take the receipt's PDF as it was downloaded, or the proof beside it, not a print or a copy made by another program.",
    ),
    "several": (
        "文件里有好几份互不相同的证明，不能相信。",
        "There are several different proofs in this file; it cannot be trusted.",
    ),
    "not_json": ("证明不是规范的 JSON：{what}。", "The proof is not proper JSON: {what}."),
    "twice": ("证明里“{name}”写了两次。", "“{name}” stands twice in the proof."),
    "too_deep": ("证明的层次太深。", "The proof is nested too deeply."),
    "format": (
        "这份证明的格式（{found}）不认识，请用新版的验证程序。",
        "The format of this proof ({found}) is not known; take a newer verifier.",
    ),
    "shape": ("证明里的“{where}”缺少或不对。", "“{where}” is missing from the proof, or not what it should be."),
    "key_id": ("公钥 {id} 的编号和内容不符。", "The key {id} does not have the id that belongs to it."),
    "no_key": (
        "签名用的公钥 {id} 不在所给的公钥之中。",
        "It is signed with the key {id}, which is not among the keys given.",
    ),
    "key_use": (
        "公钥 {id} 不是用来签这一部分的。",
        "The key {id} is not one that signs this part.",
    ),
    "receipt_signature": (
        "回执的签名不对：回执被改过，或不是这个网站出的。",
        "The receipt's signature does not fit: it was changed, or is not of this site.",
    ),
    "head_signature": (
        "账本指纹（{size} 条）的签名不对。",
        "The signature of the head of the log ({size} entries) does not fit.",
    ),
    "subject": ("第 {step} 步属于另一件申请。", "Step {step} belongs to another application."),
    "position": (
        "第 {wanted} 步缺失：这个位置上是第 {found} 步。",
        "Step {wanted} is missing: step {found} stands in its place.",
    ),
    "chain": (
        "第 {step} 步和它前面一步接不上：有一步被改过或换过。",
        "Step {step} does not follow the one before it: one was changed or exchanged.",
    ),
    "backwards": ("第 {step} 步的时间比前一步还早。", "Step {step} is dated before the step that precedes it."),
    "order": (
        "第 {step} 步在账本里的位置排在前一步之前：它被移动过。",
        "Step {step} stands before its predecessor in the log: it was moved.",
    ),
    "not_included": (
        "第 {step} 步不在账本里：它被改过、移动过，或是后来加的。",
        "Step {step} is not in the log: it was changed, moved or added.",
    ),
    "beyond": (
        "第 {step} 步排在账本指纹之后，还不能证明。",
        "Step {step} lies behind the signed head, which cannot prove it.",
    ),
    "after_head": (
        "第 {step} 步的时间（{at}）比收下它的账本指纹还晚。",
        "Step {step} is dated {at}, later than the signed head that holds it.",
    ),
    "backdated": (
        "第 {step} 步的时间被提前了：它自称 {at}，可是 {head_at} 的账本里还没有它。",
        "Step {step} is backdated: it says {at}, yet the log of {head_at} did not hold it.",
    ),
    "ends": (
        "证明被截短过：末尾的步骤和签了名的回执不符。",
        "The proof was cut: its last steps are not those that the signed receipt names.",
    ),
    "begins": ("证明里没有提交申请的那一步。", "The step of the submission is not in the proof."),
    "differs": (
        "回执和账本不一致：{what}，回执上是“{says}”，账本里是“{record}”。",
        "The receipt and the log disagree on {what}: the receipt says “{says}”, the log “{record}”.",
    ),
    "paper": (
        "回执正文被改过：和账本里的摘要不符。",
        "The text of the receipt was changed: its digest is not the one in the log.",
    ),
    "not_consistent": (
        "账本被改写过：{first} 条时的账本不是 {second} 条时账本的开头。",
        "The log was rewritten: the log of {first} entries is not the beginning of the one of {second}.",
    ),
    "heads_differ": (
        "账本被改写过：同样 {size} 条，却有两个不同的签名指纹。",
        "The log was rewritten: there are two different signed heads of {size} entries.",
    ),
    "heads_backwards": (
        "账本指纹的时间倒流：{first} 条的那个比 {second} 条的还晚。",
        "Signed heads run backwards in time: the one of {first} entries is later than the one of {second}.",
    ),
    "not_yet": (
        "这份证明还没写完：申请刚提交，账本还没有盖上新的指纹。请过一小时重新下载证明，或联网核对。",
        "This proof is not complete yet: the log has no newer signed head. Download the proof again in an hour, or check online.",
    ),
    "unreachable": ("没能联网核对：{what}。", "It could not be checked online: {what}."),
    "refused": ("网站交不出证明：{what}。", "The site does not give the proof: {what}."),
    "shorter": (
        "账本变短了：网站现在只有 {second} 条，而您手里的指纹有 {first} 条。有记录被删除。",
        "The log became shorter: the site now has {second} entries, and the head in your hands {first}. Something was removed.",
    ),
    "site_key": (
        "网站现在公布的公钥里没有 {id}，您的回执却是用它签的。",
        "The site no longer names the key {id}, with which your receipt is signed.",
    ),
    "lost": (
        "有步骤不见了：您的证明里有第 {step} 步，后来的证明里没有了。",
        "Something was removed: your proof has step {step}, and the later one has it no more.",
    ),
    "altered": (
        "有步骤被改过：第 {step} 步和您手里的证明不一样。",
        "Something was changed: step {step} is no longer as in your proof.",
    ),
    "offline": (
        "没有联网：{until} 以后账本有没有变化，这里看不到。",
        "Nothing was asked online: what happened to the log after {until} cannot be seen here.",
    ),
    "closed": (
        "另有 {count} 步是机关内部的，内容不公开，只核对了它们在账本里。",
        "{count} further steps are internal to the organ: they are in the log, but what they say is not shown.",
    ),
    "pages": (
        "PDF 页面上印的字，这里没有核对，也没有发现盖章后改动的痕迹：请与上面这句话里的姓名、编号、时间核对；印章的真伪，请在网站的“文书核验”页核对。",
        "What the PDF's pages show was not checked, and no trace of a change since its seal was found: compare name, number and time with the sentence above; whether the seal is genuine, the site's page for documents tells.",
    ),
    "only_receipt": (
        "没有查询码，没有向网站要最新的步骤：只核对了这份证明里的。",
        "Without the query code the site was not asked for the newest steps: only those in this proof were checked.",
    ),
    "heads_apart": (
        "{count} 个另给的账本指纹离线无法比较，请联网核对。",
        "{count} of the heads given cannot be compared offline; check online.",
    ),
    "since": (
        "{until} 以后的步骤是网站现在说的：请保存这次下载的证明（或用 --remember），下次核对时就能比较。",
        "Steps after {until} are what the site says now: keep the proof of today (or use --remember), and the next check compares them.",
    ),
    "slow": (
        "没有找到 cryptography 库，签名由本程序自己计算。",
        "The library cryptography is not here; this program computed the signatures by itself.",
    ),
    "keys_here": (
        "公钥取自 {what}。",
        "The keys are those of {what}.",
    ),
    "new_key": (
        "网站现在用新的公钥 {id} 签名，它只由网站自己担保。",
        "The site now signs with the new key {id}, which only the site itself vouches for.",
    ),
}
NAMES = {
    "number": ("编号", "the number"),
    "received_at": ("收到时间", "the time of receipt"),
    "item_code": ("事项编码", "the code of the item"),
    "organ_code": ("机关代码", "the code of the organ"),
    "item": ("事项", "the item"),
    "organ": ("机关", "the organ"),
    "paper": ("回执正文的摘要", "the digest of its text"),
}


class Wrong(Exception):
    """`code` is a key of WORDS; the facts fill its sentence."""

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts


class Unproved(Wrong):
    """Nothing is wrong, but nothing is proved yet."""


# -- words -----------------------------------------------------------------------------------------------------------


def said(code, facts, language):
    place = 0 if language == "zh" else 1
    return WORDS[code][place].format(**{name: _shown(name, value, place) for name, value in facts.items()})


def _shown(name, value, place):
    if name == "what" and value in NAMES:
        return NAMES[value][place]
    if name in TIMES or (name in ("says", "record") and isinstance(value, dt.datetime)):
        return value.astimezone(EAST_8).strftime(("%Y年%m月%d日 %H:%M:%S", "%Y-%m-%d %H:%M:%S")[place])
    return value


# -- reading what a stranger may have written --------------------------------------------------------------------------


def loads(text, limit=TEXT_LIMIT):
    """JSON, strictly: no key twice, no NaN, no fraction, nothing deep, nothing long, UTF-8 that can be written again."""
    if len(text) > limit:
        raise Wrong("too_large")
    _check_depth(text)
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number, parse_int=_whole
        )
    except (ValueError, RecursionError) as fault:
        raise Wrong("not_json", what=str(fault)[:80]) from None


MARKS = re.compile(r'\\.|["\[\]{},]', re.S)


def _check_depth(text):
    depth, quoted = 0, False
    for count, mark in enumerate(MARKS.finditer(text)):
        one = mark.group()
        if one == '"':
            quoted = not quoted
        elif not quoted:
            depth += (one in "[{") - (one in "]}")
        if depth > DEPTH_LIMIT:
            raise Wrong("too_deep")
        if count > MARKS_LIMIT:
            raise Wrong("too_large")


def _once(pairs):
    made = {}
    for name, value in pairs:
        if name in made:
            raise Wrong("twice", name=_printable(name))
        made[name] = value
    return made


def _no_number(text):
    raise Wrong("not_json", what=text[:20])


def _whole(text):
    if len(text) > 15:
        raise Wrong("not_json", what=text[:20])
    return int(text)


def _printable(text):
    return "".join(c if c.isprintable() else "?" for c in str(text))[:60]


def part(given, name, kind, where=""):
    """What stands under `name`, of this kind; text that cannot be written as UTF-8 is none."""
    found = given.get(name) if isinstance(given, dict) else None
    if type(found) is not kind:
        raise Wrong("shape", where=where or name)
    if kind is str:
        as_bytes(found)
    return found


def as_bytes(text):
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Wrong("not_json", what="UTF-8") from None


def instant(text, where):
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?[+-]\d\d:\d\d", text):
        raise Wrong("shape", where=where)
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.timezone.utc)
    except (ValueError, OverflowError):
        raise Wrong("shape", where=where) from None


def hashes(path, where):
    if len(path) > 64 or not all(isinstance(one, str) and re.fullmatch("[0-9a-f]{64}", one) for one in path):
        raise Wrong("shape", where=where)
    return [bytes.fromhex(one) for one in path]


def a_digest(text, where):
    return hashes([text], where)[0]


# -- hashes ------------------------------------------------------------------------------------------------------------


def sm3(data):
    """GB/T 32905-2016; the library of this Python may not have it."""
    if "sm3" in hashlib.algorithms_available:
        try:
            return hashlib.new("sm3", data).digest()
        except ValueError:
            pass
    state = [int(w, 16) for w in "7380166f 4914b2b9 172442d7 da8a0600 a96f30bc 163138aa e38dee4d b0fb0e4e".split()]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        state = [a ^ b for a, b in zip(state, _sm3_block(state, padded[start : start + 64]))]
    return b"".join(word.to_bytes(4, "big") for word in state)


def _turn(word, by):
    by %= 32
    return (word << by | word >> (32 - by)) & 0xFFFFFFFF


def _sm3_block(state, block):
    w = [int.from_bytes(block[n : n + 4], "big") for n in range(0, 64, 4)]
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ _turn(w[j - 3], 15)
        w.append(x ^ _turn(x, 15) ^ _turn(x, 23) ^ _turn(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        ss1 = _turn((_turn(a, 12) + e + _turn(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & 0xFFFFFFFF, 7)
        ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
        gg = e ^ f ^ g if j < 16 else e & f | ~e & g
        tt1 = (ff + d + (ss1 ^ _turn(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
        tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = tt1, a, _turn(b, 9), c, tt2 ^ _turn(tt2, 9) ^ _turn(tt2, 17), e, _turn(f, 19), g
    return [a, b, c, d, e, f, g, h]


HASHES = {"sha256": lambda data: hashlib.sha256(data).digest(), "sm3": sm3}


def leaf_hash(digest, hash_):
    return hash_(b"\x00" + digest)


def node_hash(left, right, hash_):
    return hash_(b"\x01" + left + right)


def includes(leaf, index, size, path, root, hash_):
    """RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found, hash_)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling, hash_)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def extends(first, second, path, first_root, second_root, hash_):
    """RFC 9162 §2.1.4.2."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    whole = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not whole:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = whole[0]
    for sibling in whole[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(sibling, older, hash_), node_hash(sibling, newer, hash_)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling, hash_)
        at, last = at >> 1, last >> 1
    return last == 0 and older == first_root and newer == second_root


# -- signatures --------------------------------------------------------------------------------------------------------


class Curve:
    def __init__(self, prefix, p, a, b, x, y, n):
        self.prefix = bytes.fromhex(prefix)
        self.p, self.a, self.b, self.n = int(p, 16), int(a, 16), int(b, 16), int(n, 16)
        self.g = (int(x, 16), int(y, 16))

    def holds(self, point):
        x, y = point
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - x * x * x - self.a * x - self.b) % self.p == 0

    def add(self, one, other):
        if one is None or other is None:
            return one or other
        (x1, y1), (x2, y2) = one, other
        if x1 == x2 and (y1 + y2) % self.p == 0:
            return None
        if one == other:
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x = (slope * slope - x1 - x2) % self.p
        return x, (slope * (x1 - x) - y1) % self.p

    def times(self, number, point):
        total = None
        while number:
            if number & 1:
                total = self.add(total, point)
            point, number = self.add(point, point), number >> 1
        return total


P256 = Curve(
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
    "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
    "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
)
SM2 = Curve(
    "3059301306072a8648ce3d020106082a811ccf5501822d03420004",
    "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff",
    "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
    "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
    "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
)
ALGORITHMS = {"ecdsa-p256-sha256": P256, "sm2-sm3": SM2}


class Key:
    """`id` is the beginning of the digest of the public key, so no key can take another one's id. `use`: what it may sign."""

    def __init__(self, given):
        self.id, algorithm = part(given, "id", str, "keys"), part(given, "algorithm", str, "keys")
        self.curve, self.use = ALGORITHMS.get(algorithm), part(given, "use", str, "keys")
        lines = part(given, "public_key", str, "keys").strip().splitlines()
        try:
            self.der = base64.b64decode("".join(lines[1:-1]), validate=True)
        except (ValueError, binascii.Error):
            raise Wrong("shape", where="keys") from None
        if self.curve is None or not self.der.startswith(self.curve.prefix) or len(self.der) != 91:
            raise Wrong("shape", where="keys")
        self.point = int.from_bytes(self.der[27:59], "big"), int.from_bytes(self.der[59:91], "big")
        if not self.curve.holds(self.point):
            raise Wrong("shape", where="keys")
        if self.id not in [make(self.der).hex()[:16] for make in HASHES.values()]:
            raise Wrong("key_id", id=_printable(self.id))

    def signed(self, data, signature):
        """`signature`: r‖s, 64 bytes."""
        if len(signature) != 64:
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        if not (0 < r < self.curve.n and 0 < s < self.curve.n):
            return False
        if self.curve is SM2:
            return self._signed_sm2(data, r, s)
        by_library = _by_library(self.point, data, r, s)
        return self._signed_ecdsa(data, r, s) if by_library is None else by_library

    def _signed_ecdsa(self, data, r, s):
        n, inverse = self.curve.n, pow(s, -1, self.curve.n)
        e = int.from_bytes(hashlib.sha256(data).digest(), "big")
        return self._x(e * inverse % n, r * inverse % n, 0) == r

    def _signed_sm2(self, data, r, s):
        """GB/T 32918.2-2016, with the identity that the standard gives where none was agreed."""
        curve, who, t = self.curve, b"1234567812345678", (r + s) % self.curve.n
        numbers = (curve.a % curve.p, curve.b, *curve.g, *self.point)
        about = (8 * len(who)).to_bytes(2, "big") + who + b"".join(one.to_bytes(32, "big") for one in numbers)
        e = int.from_bytes(sm3(sm3(about) + data), "big")
        return t != 0 and self._x(s, t, e) == r

    def _x(self, of_g, of_key, plus):
        curve = self.curve
        point = curve.add(curve.times(of_g, curve.g), curve.times(of_key, self.point))
        return None if point is None else (point[0] + plus) % curve.n


def _by_library(point, data, r, s):
    """None where there is no library."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes as names
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    except ImportError:
        return None
    key = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
    try:
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(names.SHA256()))
    except InvalidSignature:
        return False
    return True


def has_library():
    try:
        import cryptography  # noqa: F401
    except ImportError:
        return False
    return True


def keys_of(given):
    if type(given) is not list or not 0 < len(given) <= 64:
        raise Wrong("shape", where="keys")
    return {key.id: key for key in map(Key, given)}


def check_signed(keys, use, text, signature, wrong):
    number, _colon, body = signature.rpartition(":")
    if number not in keys:
        raise Wrong("no_key", id=_printable(number))
    if keys[number].use != use:
        raise Wrong("key_use", id=_printable(number))
    try:
        raw = base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error):
        raise wrong from None
    if not keys[number].signed(as_bytes(text), raw):
        raise wrong
    return number


class Head:
    """What the log was at a time: so many entries, this root; signed."""

    def __init__(self, given, keys, where="head"):
        self.text, self.signature = part(given, "text", str, where), part(given, "signature", str, where)
        facts = part(loads(self.text), "tree_head", dict, where)
        self.size, self.at = part(facts, "size", int, where), instant(part(facts, "at", str, where), where)
        self.root = a_digest(part(facts, "root", str, where), where)
        if self.size < 1:
            raise Wrong("shape", where=where)
        self.key = check_signed(keys, "heads", self.text, self.signature, Wrong("head_signature", size=self.size))

    def plain(self):
        return {"text": self.text, "signature": self.signature}


def head_of_line(line, keys):
    """A head as it is told to a second place, or as the API gives it."""
    given = loads(line)
    if isinstance(given, dict) and "text" not in given:
        facts = part(given, "tree_head", dict, "heads")
        text = json.dumps({"tree_head": facts}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        given = {"text": text, "signature": part(given, "signature", str, "heads")}
    return Head(given, keys, "heads")


# -- the proof ---------------------------------------------------------------------------------------------------------


class Step:
    """An entry of the record; `facts` is None where only its digest is shown."""

    def __init__(self, given, hash_, at):
        self.place = at
        text = given.get("text") if isinstance(given, dict) else None
        if text is None:
            self.facts, self.digest = None, a_digest(part(given, "digest", str, "entries"), "entries")
        else:
            text = part(given, "text", str, "entries")
            self.facts, self.digest = loads(text), hash_(as_bytes(text))
            self._read()
        self.number = given.get("number")
        if self.number is not None and (type(self.number) is not int or self.number < 1):
            raise Wrong("shape", where="number")
        self.path = hashes(part(given, "path", list), "path") if self.number is not None else []

    def _read(self):
        self.act, self.previous = part(self.facts, "act", str), part(self.facts, "previous", str)
        self.at, self.notes = instant(part(self.facts, "at", str), "at"), part(self.facts, "notes", dict)
        self.subject = part(self.facts, "subject", list)
        if len(self.subject) != 3:
            raise Wrong("shape", where="subject")


class Proof:
    """Reads and checks a bundle. `keys`: those that are believed; without them, those in the bundle."""

    def __init__(self, text, keys=None):
        given = loads(text)
        self._check_format(given)
        self.own_keys = keys_of(given.get("keys"))
        self.keys = keys if keys is not None else self.own_keys
        self.hash = HASHES[given["hash"]]
        self.receipt = self._receipt(part(given, "receipt", dict))
        self.head = Head(given["head"], self.keys) if given.get("head") is not None else None
        self.earlier, self.path = self._earlier(given.get("earlier"))
        self.chains = [self._chain(one) for one in self._listed(part(given, "steps", list))]
        self._check_ends(part(self.receipt, "ends", list))
        self.begins = self._begins()
        self.paper = given.get("paper")
        self._check_receipt()
        self._check_paper()
        if self.head is not None:
            self._check_places()

    def _check_format(self, given):
        found = [given.get(name) for name in ("format", "version", "hash", "tree")] if isinstance(given, dict) else []
        if (
            found[:2] != [FORMAT, VERSION]
            or not isinstance(found[2], str)
            or found[2] not in HASHES
            or found[3] != TREES + found[2]
        ):
            raise Wrong("format", found=_printable(" ".join(map(str, found))))

    def _receipt(self, given):
        text, signature = part(given, "text", str, "receipt"), part(given, "signature", str, "receipt")
        facts = part(loads(text), "receipt", dict)
        for name in (
            "number",
            "received_at",
            "item",
            "item_code",
            "organ",
            "organ_code",
            "entry",
            "paper",
            "site",
            "at",
        ):
            part(facts, name, str)
        check_signed(self.keys, "records", text, signature, Wrong("receipt_signature"))
        return facts

    def _earlier(self, given):
        if given is None:
            return None, []
        return Head(part(given, "head", dict, "earlier"), self.keys), hashes(
            part(given, "consistency", list), "earlier"
        )

    def _listed(self, chains):
        if not 0 < len(chains) <= 16 or sum(len(part(one, "entries", list)) for one in chains) > STEPS_LIMIT:
            raise Wrong("shape", where="steps")
        return chains

    def _chain(self, given):
        name, key = part(given, "subject", str), part(given, "key", str)
        steps = [Step(one, self.hash, at) for at, one in enumerate(part(given, "entries", list), 1)]
        before = None
        for step in steps:
            if step.facts is not None:
                self._check_follows(step, before, name, key)
            if before is not None and step.number is not None and step.number <= (before.number or 0):
                raise Wrong("order", step=step.place)
            before = step
        self._check_times(steps)
        return (name, key, steps)

    def _check_follows(self, step, before, name, key):
        if step.subject[:2] != [name, key]:
            raise Wrong("subject", step=step.place)
        if step.subject[2] != step.place:
            raise Wrong("position", wanted=step.place, found=_printable(step.subject[2]))
        if step.previous != (before.digest.hex() if before else ""):
            raise Wrong("chain", step=step.place)

    def _check_times(self, steps):
        shown = [step for step in steps if step.facts is not None]
        for earlier, later in zip(shown, shown[1:]):  # noqa: RUF007 - pairwise came with Python 3.10
            if later.at < earlier.at - CLOCKS:
                raise Wrong("backwards", step=later.place)

    def _check_ends(self, ends):
        """The receipt is signed over the last step of each chain, so none can be cut off from the file."""
        if ends != [steps[-1].digest.hex() if steps else "" for _name, _key, steps in self.chains]:
            raise Wrong("ends")

    def _begins(self):
        name, _key, steps = self.chains[0]
        found = [s for s in steps if s.facts is not None and s.digest.hex() == self.receipt["entry"]]
        if name != "application" or len(found) != 1 or found[0].act not in HANDED_IN:
            raise Wrong("begins")
        for name, _key, steps in self.chains[1:]:
            first = steps[0] if steps else None
            if name != "case" or first is None or first.facts is None or first.act != "cases.open":
                raise Wrong("shape", where="steps")
            if first.notes.get("number") != self.receipt["number"]:
                raise Wrong("subject", step=1)
        return found[0]

    def _check_receipt(self):
        says, step, notes = self.receipt, self.begins, self.begins.notes
        received = instant(says["received_at"], "received_at")
        self.received = received
        if abs(received - step.at) > (CLOCKS if step.act == "intake.split" else dt.timedelta(0)):
            raise Wrong("differs", what="received_at", says=received, record=step.at)
        pairs = [("number", notes.get("receipt")), ("item_code", notes.get("item")), ("organ_code", notes.get("organ"))]
        for name, record in pairs:
            if record != says[name] and (record is not None or name == "number"):
                raise Wrong("differs", what=name, says=_printable(says[name]), record=_printable(record))
        papers = notes.get("papers", [])
        written = [one.get("digest") for one in papers if isinstance(one, dict)] if isinstance(papers, list) else []
        if says["paper"] and says["paper"] not in written and step.act == "intake.submit":
            raise Wrong("differs", what="paper", says=_printable(says["paper"][:12]), record=_printable(written)[:12])

    def _check_paper(self):
        if self.paper is None:
            return
        if type(self.paper) is not str or self.hash(as_bytes(self.paper)).hex() != self.receipt["paper"]:
            raise Wrong("paper")
        content = loads(self.paper)
        pairs = [("case_number", "number"), ("item", "item"), ("organ", "organ")]
        for name, what in pairs:
            if part(content, name, str) != self.receipt[what]:
                raise Wrong("differs", what=what, says=_printable(content[name]), record=_printable(self.receipt[what]))
        at = instant(part(content, "received_at", str), "received_at")
        if at != self.begins.at:
            raise Wrong("differs", what="received_at", says=at, record=self.begins.at)

    def _check_places(self):
        head, earlier = self.head, self.earlier
        for step in self.steps():
            if step.number is None or step.number > head.size:
                raise Wrong("beyond", step=step.place)
            if not includes(
                leaf_hash(step.digest, self.hash), step.number - 1, head.size, step.path, head.root, self.hash
            ):
                raise Wrong("not_included", step=step.place)
        if earlier is not None:
            if not extends(earlier.size, head.size, self.path, earlier.root, head.root, self.hash):
                raise Wrong("not_consistent", first=earlier.size, second=head.size)
            check_heads([earlier, head])
        self.check_bounds([one for one in (earlier, head) if one])

    def check_bounds(self, heads):
        """A head without a step was signed before it, a head with it afterwards."""
        for step in self.steps():
            if step.facts is None or step.number is None:
                continue
            for head in heads:
                if head.size >= step.number and step.at > head.at + CLOCKS:
                    raise Wrong("after_head", step=step.place, at=step.at)
                if head.size < step.number and step.at < head.at - LATE:
                    raise Wrong("backdated", step=step.place, at=step.at, head_at=head.at)

    def steps(self):
        return [step for _name, _key, steps in self.chains for step in steps]

    def closed(self):
        return sum(step.facts is None for step in self.steps())

    def known(self):
        """Subject → digests of its steps, for whoever compares with an earlier or a later proof."""
        return {f"{name} {key}": [step.digest.hex() for step in steps] for name, key, steps in self.chains}

    def code(self):
        """The query code, where the whole text of the receipt is here."""
        return self._of_paper("query_code")

    def whose(self):
        """Who applied, as the receipt says, where its whole text is here."""
        return self._of_paper("addressee")

    def _of_paper(self, name):
        found = loads(self.paper).get(name) if self.paper else None
        return found if isinstance(found, str) else ""


def check_heads(heads):
    """Whatever heads somebody saw are of one log that only grew."""
    ordered = sorted(heads, key=lambda head: head.size)
    for smaller, larger in zip(ordered, ordered[1:]):  # noqa: RUF007
        if smaller.size == larger.size and smaller.root != larger.root:
            raise Wrong("heads_differ", size=smaller.size)
        if smaller.size < larger.size and smaller.at > larger.at + CLOCKS:
            raise Wrong("heads_backwards", first=smaller.size, second=larger.size)


def check_still_there(before, after):
    """Every step of the earlier proof stands in the later one, as it was."""
    for name, digests in before.items():
        later = after.get(name, [])
        for at, digest in enumerate(digests):
            if at >= len(later):
                raise Wrong("lost", step=at + 1)
            if later[at] != digest:
                raise Wrong("altered", step=at + 1)


class Verdict:
    """`holds` is None where everything fits, and nobody vouches for the key."""

    def __init__(self, holds, code, facts, remarks=()):
        self.holds, self.code, self.facts, self.remarks = holds, code, facts, list(remarks)

    def sentence(self, language):
        return said(self.code, self.facts, language)

    def notes(self, language):
        return [said(code, facts, language) for code, facts in self.remarks]

    def plain(self, language):
        told = {"holds": self.holds, "code": self.code, "sentence": self.sentence(language)}
        return {**told, "remarks": [code for code, _facts in self.remarks], "notes": self.notes(language)}


def judged(text, *, keys=None, heads=(), seen=None, site=None, code="", pages=""):
    """`text`: a bundle. `pages`: how the PDF around it is. `heads`: lines of heads from elsewhere. `seen`: what was remembered. `site`: asks online."""
    try:
        return _judged(text, keys, list(heads), seen or {}, site, code, pages)
    except Wrong as wrong:
        return Verdict(False, wrong.code, wrong.facts)


def _judged(text, keys, lines, seen, site, code, pages):
    if keys is None and seen.get("keys"):
        keys = keys_of(seen["keys"])
    proof = Proof(text, keys)
    remarks = []
    others = [head_of_line(line, proof.keys) for line in lines] + [
        Head(one, proof.keys) for one in seen.get("heads", [])
    ]
    last = proof
    if site is not None:
        last = _asked(site, proof, keys, others, code or proof.code(), remarks)
    if last.head is None:
        raise Unproved("not_yet")
    check_heads([*others, *(one for p in (proof, last) for one in (p.head, p.earlier) if one)])
    last.check_bounds(others)
    check_still_there(seen.get("steps", {}), last.known())
    if site is None:
        apart = [head for head in others if head.size not in (last.head.size, last.earlier and last.earlier.size)]
        remarks += [("heads_apart", {"count": len(apart)})] if apart else []
        remarks.append(("offline", {"until": last.head.at}))
    remarks += [("closed", {"count": last.closed()})] if last.closed() else []
    remarks += [("pages", {})] if pages else []
    if pages and not proof.paper:
        raise Wrong("shape", where="paper")  # a receipt of ours always holds its text
    if pages == CHANGED:
        raise Wrong("pages_changed")
    remarks += [] if has_library() else [("slow", {})]
    return _genuine(last, remarks, vouched=keys is not None or site is not None)


def _genuine(proof, remarks, vouched):
    says = proof.receipt
    steps = len(proof.steps()) - proof.closed()
    facts = {"number": says["number"], "item": says["item"], "organ": says["organ"], "received": proof.received}
    shown = {name: _printable(value) if isinstance(value, str) else value for name, value in facts.items()}
    if vouched:
        whose = proof.whose()
        known = {**shown, "steps": steps, "until": proof.head.at, **({"whose": _printable(whose)} if whose else {})}
        verdict = Verdict(True, "genuine_of" if whose else "genuine", known, remarks)
    else:
        verdict = Verdict(None, "fits", {"id": ", ".join(sorted(proof.own_keys))}, remarks)
    verdict.proof = proof
    return verdict


# -- online ------------------------------------------------------------------------------------------------------------


def _asked(site, proof, keys, others, code, remarks):
    """What the site says now against what is held. The later proof, where the site gives one."""
    told = site.get("keys")
    named = keys_of(told.get("keys") if isinstance(told, dict) else None)
    for number in proof.own_keys if keys is None else keys:
        if number not in named or (keys is None and not _same(named[number], proof.own_keys[number])):
            raise Wrong("site_key", id=_printable(number))
    believed = keys if keys is not None else named
    last = proof
    if code:
        last = Proof(site.post("proof", {"number": proof.receipt["number"], "code": code}), believed)
        _check_same(proof, last)
    else:
        remarks.append(("only_receipt", {}))
    newest = Head(site.get("heads/newest"), believed)
    if newest.key not in proof.own_keys and keys is None:
        remarks.append(("new_key", {"id": newest.key}))
    held = [*others, *(one for p in (proof, last) for one in (p.head, p.earlier) if one)]
    if last is not proof and proof.head is not None and proof.head.size < last.head.size:
        remarks.append(("since", {"until": proof.head.at}))
    for head in {one.size: one for one in held}.values():
        _check_grown(site, head, newest, proof.hash)
    check_heads([*held, newest])
    return last


def _same(one, other):
    return (one.der, one.use) == (other.der, other.use)


def _check_same(proof, last):
    for name in ("number", "received_at", "item", "item_code", "organ", "organ_code", "paper"):
        if proof.receipt[name] != last.receipt[name]:
            raise Wrong(
                "differs", what=name, says=_printable(proof.receipt[name]), record=_printable(last.receipt[name])
            )
    check_still_there(proof.known(), last.known())


def _check_grown(site, head, newest, hash_):
    if head.size > newest.size:
        raise Wrong("shorter", first=head.size, second=newest.size)
    if head.size == newest.size:
        return
    told = site.get(f"consistency?first={head.size}&second={newest.size}")
    path = hashes(part(told, "consistency", list), "consistency")
    if not extends(head.size, newest.size, path, head.root, newest.root, hash_):
        raise Wrong("not_consistent", first=head.size, second=newest.size)


class Site:
    """The interface of a site, for programs; what it answers is believed no more than the file."""

    def __init__(self, address):
        parts = parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(address)
        self.root = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/api/ledger/"

    def get(self, path):
        return loads(self._text(request.Request(self.root + path)))

    def post(self, path, body):
        sent = request.Request(self.root + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        return self._text(sent)

    def _text(self, asked):
        asked.add_header("Accept", "application/json")
        try:
            with request.urlopen(asked, timeout=30) as answer:  # http and https alone, as __init__ saw to
                return decoded(answer.read(TEXT_LIMIT + 1))
        except error.HTTPError as refused:
            raise Wrong("refused", what=_printable(_said(refused) or f"HTTP {refused.code}")) from None
        except (OSError, ValueError) as fault:
            raise Wrong("unreachable", what=_printable(getattr(fault, "reason", fault))) from None


def _said(refused):
    try:
        return str(json.loads(refused.read(10_000)).get("message", ""))
    except (ValueError, OSError, AttributeError):
        return ""


# -- files -------------------------------------------------------------------------------------------------------------


def decoded(data):
    if len(data) > TEXT_LIMIT:
        raise Wrong("too_large")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong("not_json", what="UTF-8") from None


class Room:
    """How much may still be unpacked of one file."""

    def __init__(self):
        self.left = UNPACKED_LIMIT

    def take(self, data):
        self.left -= len(data)
        if self.left < 0:
            raise Wrong("too_large")
        return data


def proofs_in(data, room=None):
    """Every proof in a file: [(text, SEALED or CHANGED where a PDF is around it, else "")]. `room`: of a member of a zip."""
    if len(data) > FILE_LIMIT:
        raise Wrong("too_large")
    if data[:1024].lstrip().startswith(b"%PDF"):
        found = _attached(data, room or Room())
        pages = (SEALED if is_whole(data) else CHANGED) if found else ""
        return [(text, pages) for text in found]
    if data.startswith(b"PK") and room is None:
        return _zipped(data, Room())
    return [(decoded(data), "")] if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") else []


def _zipped(data, room):
    if data.count(b"PK\x01\x02") > NAMES_LIMIT:
        raise Wrong("too_large")
    found = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            inside = [one for one in files.infolist() if one.filename.lower().endswith((".json", ".pdf"))]
            if len(inside) > MEMBERS_LIMIT:
                raise Wrong("too_large")
            for one in inside:
                if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Wrong("unreadable", what=_printable(one.filename))
                with files.open(one) as member:
                    found += proofs_in(room.take(member.read(room.left + 1)), room)
    except Wrong:
        raise
    except Exception as fault:  # a damaged zip breaks zipfile in ways of its own
        raise Wrong("unreadable", what=_printable(fault)) from None
    return found


def is_whole(pdf):
    """Whether the last seal of a PDF reaches to its last byte, and names the digest of what it covers. A seal made by
    somebody else does so too: whose it is, only its certificate tells."""
    ranges = re.findall(rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,10})" + rb"\s{1,9}(\d{1,10})" * 3 + rb"\s{0,99}\]", pdf)
    first, opens, closes, rest = map(int, ranges[-1]) if ranges else (1, 0, 0, 0)
    if first or not opens < closes or closes + rest != len(pdf):
        return False
    hole = re.fullmatch(rb"<((?:[0-9A-Fa-f]{2})*)>", pdf[opens:closes])
    covered, container = pdf[:opens] + pdf[closes:], bytes.fromhex(hole.group(1).decode()) if hole else b""
    digests = [hashlib.new(name, covered).digest() for name in ("sha256", "sha384", "sha512")]
    if any(one in container for one in digests):
        return True
    return len(covered) <= SM3_LIMIT and sm3(covered) in container


def _attached(pdf, room):
    """Embedded files of a PDF that look like a proof: a plain scan for their streams, no PDF library."""
    found = []
    for count, mark in enumerate(re.finditer(rb"/Type\s*/EmbeddedFile\b", pdf)):
        if count >= ATTACHED_LIMIT:
            raise Wrong("too_large")
        begin = pdf.rfind(b" obj", max(mark.start() - NEAR, 0), mark.start())
        opens = pdf.find(b"stream", mark.end(), mark.end() + NEAR)
        body = _stream(pdf, begin, opens, room) if begin >= 0 and opens >= 0 else b""
        if body.lstrip().startswith(b"{") and FORMAT.encode() in body:
            text = decoded(body)
            found += [] if text in found else [text]
    return found


def _stream(pdf, begin, opens, room):
    """What an object's stream holds, unpacked; nothing where it is packed in another way."""
    header = pdf[begin:opens]
    start = opens + (8 if pdf[opens + 6 : opens + 8] == b"\r\n" else 7)
    length = re.search(rb"/Length\s{1,20}(\d{1,9})(?!\d|\s{1,20}\d{1,9}\s{1,20}R)\b", header)
    body = pdf[start : start + int(length.group(1)) if length else pdf.find(b"endstream", start)]
    if b"/Filter" in header:
        if not re.search(rb"/Filter\s{0,20}\[?\s{0,20}/FlateDecode", header):
            return b""
        try:
            body = zlib.decompressobj().decompress(body, TEXT_LIMIT + 1)
        except zlib.error:
            return b""
    return room.take(body)


def judged_file(data, **asked):
    """Of several proofs in one file, which must be of one receipt, the one with the newest head."""
    try:
        found = proofs_in(data)
    except Wrong as wrong:
        return Verdict(False, wrong.code, wrong.facts)
    if not found:
        return Verdict(False, "no_proof", {})
    verdicts = []
    for text, pages in found:
        verdicts.append(judged(text, pages=pages, **asked))
        if verdicts[-1].holds is False:
            return verdicts[-1]
    best = max(verdicts, key=lambda one: one.proof.head.size)
    if len({one.proof.receipt["entry"] for one in verdicts}) > 1 or (len(found) > 1 and all(p for _t, p in found)):
        return Verdict(False, "several", {})
    return best


def read_memory(path):
    try:
        with open(path, encoding="utf-8") as file:
            kept = loads(file.read(TEXT_LIMIT + 1))
    except FileNotFoundError:
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(path, kept, proof):
    """Per site: keys, heads and steps that were seen; at most a thousand heads."""
    mine = kept.setdefault(proof.receipt["site"], {"keys": [], "heads": [], "steps": {}})
    names = {one.get("id") for one in mine["keys"]}
    algorithms = {curve: name for name, curve in ALGORITHMS.items()}
    for key in proof.keys.values():
        pem = "-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(key.der).decode() + "\n-----END PUBLIC KEY-----\n"
        if key.id not in names:
            mine["keys"].append({"id": key.id, "use": key.use, "algorithm": algorithms[key.curve], "public_key": pem})
    texts = {one["text"] for one in mine["heads"]}
    mine["heads"] += [one.plain() for one in (proof.earlier, proof.head) if one and one.text not in texts]
    mine["heads"] = mine["heads"][-1000:]
    mine["steps"].update(proof.known())
    part_file = f"{path}.{os.getpid()}.part"
    with open(part_file, "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False, indent=1)
    os.replace(part_file, path)


def seen_of(kept, found):
    """What was remembered of the site that the proof names, and of its subjects."""
    for text, _in_pdf in found:
        try:
            proof = Proof(text)
        except Wrong:
            continue
        mine = kept.get(proof.receipt["site"])
        if isinstance(mine, dict):
            steps = mine.get("steps", {})
            known = {name: steps[name] for name in proof.known() if isinstance(steps.get(name), list)}
            return {"keys": mine.get("keys") or None, "heads": mine.get("heads", [])[:1000], "steps": known}
    return {}


# -- the command -------------------------------------------------------------------------------------------------------


def language_here():
    said_ = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if said_.lower().startswith("zh") else "en"


def given_keys(where):
    """A file or an address with a list of keys; {"keys": […]} is taken too."""
    if re.match("https?://", where):
        with request.urlopen(where, timeout=30) as answer:
            text = decoded(answer.read(TEXT_LIMIT + 1))
    else:
        with open(where, encoding="utf-8") as file:
            text = file.read(TEXT_LIMIT + 1)
    found = loads(text)
    return keys_of(found["keys"] if isinstance(found, dict) and "keys" in found else found)


def keys_here(found):
    """Where nobody says which keys to believe: (those of the site, or of the installation beside this file; whose), and
    None where they are not those by which a proof says that it was signed."""
    place = os.path.join(os.environ.get("TONGBAN_DATA") or os.path.join(os.path.dirname(HERE), "var"), KEYS_FILE)
    try:
        keys = keys_of(KEYS_OF_THE_SITE["keys"]) if KEYS_OF_THE_SITE else given_keys(place)
    except (Wrong, OSError, ValueError):
        return None, ""
    try:
        ours = all(set(Proof(text).own_keys) <= set(keys) for text, _pages in found)
    except Wrong:
        ours = False
    return (keys, KEYS_OF_THE_SITE["site"] if KEYS_OF_THE_SITE else place) if ours and found else (None, "")


def given_heads(path):
    """One head a line, or a list of them, as the API gives it."""
    with open(path, encoding="utf-8") as file:
        text = file.read(TEXT_LIMIT + 1)
    if text.lstrip().startswith("["):
        return [json.dumps(one) for one in loads(text)]
    return [line for line in text.splitlines() if line.strip()]


def _keys_here(data):
    try:
        return keys_here(proofs_in(data))
    except Wrong:
        return None, ""


def main(arguments=None):
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    words.add_argument("receipt", help="the receipt's PDF, the proof (.json), or a zip of them")
    words.add_argument("--online", metavar="URL", help="ask the site what it says now, and compare")
    words.add_argument(
        "--code", default="", help="the query code, where the file does not hold it: asks for the newest steps"
    )
    words.add_argument("--keys", metavar="FILE|URL", help="the keys to believe, from somebody you trust")
    words.add_argument(
        "--heads", metavar="FILE", action="append", default=[], help="signed heads that somebody else keeps"
    )
    words.add_argument(
        "--remember", metavar="FILE", help="keep what proved genuine here, and compare with what is kept"
    )
    words.add_argument("--lang", choices=["zh", "en"], default=language_here())
    words.add_argument("--json", action="store_true", help="the verdict for programs")
    asked = words.parse_args(arguments)
    try:
        with open(asked.receipt, "rb") as file:
            data = file.read(FILE_LIMIT + 1)
        keys = given_keys(asked.keys) if asked.keys else None
        heads = [line for path in asked.heads for line in given_heads(path)]
        site = Site(asked.online) if asked.online else None
        kept = read_memory(asked.remember) if asked.remember else {}
    except Wrong as wrong:
        words.error(said(wrong.code, wrong.facts, asked.lang))
    except (OSError, ValueError) as fault:
        words.error(str(fault))
    try:
        seen = seen_of(kept, proofs_in(data)) if kept else {}
    except Wrong:
        seen = {}
    whose = ""
    if keys is None and site is None and not seen.get("keys"):
        keys, whose = _keys_here(data)
    verdict = judged_file(data, keys=keys, heads=heads, seen=seen, site=site, code=asked.code)
    if verdict.holds and whose:
        verdict.remarks.append(("keys_here", {"what": _printable(whose)}))
    if verdict.holds and asked.remember:
        remember(asked.remember, kept, verdict.proof)
    if asked.json:
        print(json.dumps(verdict.plain(asked.lang), ensure_ascii=False))
    else:
        print(verdict.sentence(asked.lang))
        for note in verdict.notes(asked.lang):
            print("  " + note, file=sys.stderr)
    return {True: 0, False: 1, None: 3}[verdict.holds]


if __name__ == "__main__":
    sys.exit(main())
