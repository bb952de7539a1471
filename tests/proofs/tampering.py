"""Everything somebody may do to a proof that is not ours to sign, and how each is found out. Python and the browser run
the same: `VECTORS` name → (what is done, the word for it)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

from tests.proofs.world import Bundle, OwnKey, opened, packed

Done = Callable[[Bundle, Bundle], "Bundle | str"]


def entries(bundle: Bundle, chain: int = 0) -> list[Bundle]:
    return bundle["steps"][chain]["entries"]


def rewritten(bundle: Bundle, other: Bundle, step: int = 1, **facts: object) -> Bundle:
    entries(bundle)[step]["text"] = packed(opened(bundle, 0, step) | facts)
    return bundle


def receipt_with(bundle: Bundle, **facts: str) -> Bundle:
    said = json.loads(bundle["receipt"]["text"])
    bundle["receipt"]["text"] = packed({"receipt": said["receipt"] | facts})
    return bundle


def head_with(bundle: Bundle, **facts: object) -> Bundle:
    said = json.loads(bundle["head"]["text"])
    bundle["head"]["text"] = packed({"tree_head": said["tree_head"] | facts})
    return bundle


def cut(bundle: Bundle, chain: int, at: int) -> Bundle:
    del entries(bundle, chain)[at]
    return bundle


def without_case(bundle: Bundle, other: Bundle) -> Bundle:
    del bundle["steps"][1]
    return bundle


def changed_places(bundle: Bundle, other: Bundle) -> Bundle:
    rows = entries(bundle)
    rows[0], rows[1] = rows[1], rows[0]
    return bundle


def changed_numbers(bundle: Bundle, other: Bundle) -> Bundle:
    rows = entries(bundle)
    for name in ("number", "path"):
        rows[0][name], rows[1][name] = rows[1][name], rows[0][name]
    return bundle


def number_moved(bundle: Bundle, other: Bundle) -> Bundle:
    entries(bundle)[-1]["number"] += 1
    return bundle


def path_changed(bundle: Bundle, other: Bundle) -> Bundle:
    path = entries(bundle)[0]["path"]
    path[0] = ("0" if path[0][0] != "0" else "1") + path[0][1:]
    return bundle


def case_of_another(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["steps"][1] = copy.deepcopy(other["steps"][1])
    return bundle


def receipt_of_another(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["receipt"] = copy.deepcopy(other["receipt"])
    return bundle


def steps_of_another(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["steps"] = copy.deepcopy(other["steps"])
    return bundle


def slipped_in(bundle: Bundle, other: Bundle) -> Bundle:
    rows = entries(bundle)
    rows.insert(1, copy.deepcopy(rows[1]))
    return bundle


def hidden_and_exchanged(bundle: Bundle, other: Bundle) -> Bundle:
    """A step is shown as a digest alone, and it is another one's."""
    row, theirs = entries(bundle)[1], entries(other)[1]
    entries(bundle)[1] = {"digest": "ab" * 32, "number": row["number"], "path": theirs["path"]}
    return bundle


def another_key_with_its_id(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["keys"] = [OwnKey().keys[0] | {"id": bundle["keys"][0]["id"]}]
    return bundle


def without_its_key(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["keys"] = OwnKey().keys
    return bundle


def signed_by_another_in_part(bundle: Bundle, other: Bundle) -> Bundle:
    """The receipt is changed and signed anew; the head still bears our signature."""
    own = OwnKey()
    receipt_with(bundle, received_at="2020-01-01T00:00:00.000000+00:00")
    bundle["receipt"]["signature"] = own.sign(bundle["receipt"]["text"])
    bundle["keys"] += own.keys
    return bundle


def head_of_another_signature(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["head"]["signature"] = bundle["earlier"]["head"]["signature"]
    return bundle


def head_signed_as_receipts(bundle: Bundle, other: Bundle) -> Bundle:
    """Its key is one of receipts: by the file's own word, and by the site's in `test_who_signs_receipts_signs_no_head`."""
    for key in bundle["keys"]:
        key["use"] = "records"
    return bundle


def beginning_exchanged(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["earlier"]["consistency"] = bundle["earlier"]["consistency"][1:]
    return bundle


def promise_alone(bundle: Bundle, other: Bundle) -> Bundle:
    bundle["head"] = None
    return bundle


def said_twice(bundle: Bundle, other: Bundle) -> str:
    return '{"version":2,' + json.dumps(bundle)[1:]


def no_number_at_all(bundle: Bundle, other: Bundle) -> str:
    return json.dumps(bundle | {"more": float("nan")})


def a_fraction(bundle: Bundle, other: Bundle) -> str:
    return json.dumps(bundle | {"more": 1.5})


def a_number_too_long(bundle: Bundle, other: Bundle) -> str:
    return json.dumps(bundle | {"more": 10**30})


def deep(bundle: Bundle, other: Bundle) -> str:
    return json.dumps(bundle)[:-1] + ',"more":' + "[" * 100_000 + "]" * 100_000 + "}"


def broken_off(bundle: Bundle, other: Bundle) -> str:
    return json.dumps(bundle)[:-20]


def half_a_letter(bundle: Bundle, other: Bundle) -> str:
    bundle["receipt"]["text"] = "\ud800" + bundle["receipt"]["text"]
    return json.dumps(bundle)


def another_hash(bundle: Bundle, other: Bundle) -> Bundle:
    return bundle | {"hash": "md5"}


def later_format(bundle: Bundle, other: Bundle) -> Bundle:
    return bundle | {"version": 2}


def words_for_steps(bundle: Bundle, other: Bundle) -> Bundle:
    return bundle | {"steps": "none"}


def true_for_a_number(bundle: Bundle, other: Bundle) -> Bundle:
    entries(bundle)[0]["number"] = True
    return bundle


VECTORS: dict[str, tuple[Done, str]] = {
    "as it is": (lambda b, o: b, "fits"),
    "receipt: another number": (lambda b, o: receipt_with(b, number="51013120261122100002A"), "receipt_signature"),
    "receipt: backdated": (lambda b, o: receipt_with(b, received_at="2020-01-01T00:00:00.000000+00:00"), "receipt_signature"),
    "receipt: another organ": (lambda b, o: receipt_with(b, organ="别的局"), "receipt_signature"),
    "receipt: of another application": (receipt_of_another, "ends"),
    "receipt: backdated and signed by somebody": (signed_by_another_in_part, "differs"),
    "step: another time": (lambda b, o: rewritten(b, o, 1, at="2020-01-01T00:00:00.000000+00:00"), "chain"),
    "step: another person": (lambda b, o: rewritten(b, o, 1, by="user:somebody"), "chain"),
    "step: another act": (lambda b, o: rewritten(b, o, 0, act="intake.discard"), "chain"),
    "step: other notes, the last one": (lambda b, o: rewritten(b, o, -1, notes={}), "ends"),
    "step: removed from the middle": (lambda b, o: cut(b, 0, 1), "position"),
    "step: removed from the beginning": (lambda b, o: cut(b, 0, 0), "position"),
    "step: removed from the end": (lambda b, o: cut(b, 0, -1), "ends"),
    "step: the case's last one removed": (lambda b, o: cut(b, 1, -1), "ends"),
    "step: the whole case removed": (without_case, "ends"),
    "step: two changed places": (changed_places, "position"),
    "step: two changed numbers": (changed_numbers, "order"),
    "step: moved in the log": (number_moved, "not_included"),
    "step: slipped in": (slipped_in, "position"),
    "step: hidden and exchanged": (hidden_and_exchanged, "chain"),
    "steps: of another application": (steps_of_another, "ends"),
    "case: of another application": (case_of_another, "ends"),
    "path: another hash": (path_changed, "not_included"),
    "head: another root": (lambda b, o: head_with(b, root="00" * 32), "head_signature"),
    "head: larger": (lambda b, o: head_with(b, size=10**6), "head_signature"),
    "head: another time": (lambda b, o: head_with(b, at="2031-01-01T00:00:00.000000+00:00"), "head_signature"),
    "head: another signature": (head_of_another_signature, "head_signature"),
    "head: signed as receipts are": (head_signed_as_receipts, "key_use"),
    "head: taken away": (promise_alone, "not_yet"),
    "earlier head: does not lead to it": (beginning_exchanged, "not_consistent"),
    "keys: another one under our id": (another_key_with_its_id, "key_id"),
    "keys: ours taken out": (without_its_key, "no_key"),
    "json: a key twice": (said_twice, "twice"),
    "json: not a number": (no_number_at_all, "not_json"),
    "json: a fraction": (a_fraction, "not_json"),
    "json: a number too long": (a_number_too_long, "not_json"),
    "json: a hundred thousand deep": (deep, "too_deep"),
    "json: broken off": (broken_off, "not_json"),
    "json: half a letter": (half_a_letter, "not_json"),
    "json: an array": (lambda b, o: "[1]", "no_proof"),
    "format: another hash": (another_hash, "format"),
    "format: a later version": (later_format, "format"),
    "shape: words for steps": (words_for_steps, "shape"),
    "shape: true for a number": (true_for_a_number, "shape"),
}  # fmt: skip


def tampered(name: str, bundle: Bundle, other: Bundle) -> str:
    done, _word = VECTORS[name]
    made = done(copy.deepcopy(bundle), other)
    return made if isinstance(made, str) else json.dumps(made, ensure_ascii=False)
