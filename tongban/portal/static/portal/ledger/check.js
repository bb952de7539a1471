/* Checks the proof of a receipt in the browser, without sending it anywhere: WebCrypto where it can, SM2 and SM3 by
   itself. The same rules, words and verdicts as verify/tongban_verify.py, whose names the functions here have. */
(function () {
  "use strict";
  var FORMAT = "tongban-proof", VERSION = 1, TREES = "rfc6962-";
  var HANDED_IN = ["intake.submit", "intake.split", "intake.go_on"];
  var FILE_LIMIT = 30 << 20, TEXT_LIMIT = 8 << 20, DEPTH_LIMIT = 24, STEPS_LIMIT = 5000;
  var SEALED = "sealed", CHANGED = "changed"; // a PDF since its last seal
  var UNPACKED_LIMIT = 16 << 20, ATTACHED_LIMIT = 50, NEAR = 4000, SM3_LIMIT = 4 << 20;
  var MINUTE = 60e6, CLOCKS = MINUTE, LATE = 10 * MINUTE; // microseconds
  var TIMES = ["received", "until", "at", "head_at"];
  var P256 = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";

  function Wrong(code, facts) { this.code = code; this.facts = facts || {}; }

  // -- words --

  function said(given, code, facts, language) {
    var place = language === "zh" ? 0 : 1;
    return given.words[code][place].replace(/\{(\w+)\}/g, function (_all, name) {
      return shown(given, name, facts[name], place);
    });
  }

  function shown(given, name, value, place) {
    if (name === "what" && given.names[value]) return given.names[value][place];
    if (value instanceof Instant) return value.shown(place);
    return String(value);
  }

  // -- reading what a stranger may have written --

  /** JSON, strictly: no key twice, no fraction, nothing deep; objects without a prototype. */
  function loads(text) {
    if (text.length > TEXT_LIMIT) throw new Wrong("too_large");
    var at = 0;
    function bad() { return new Wrong("not_json", { what: String(at) }); }
    function blank() { while (at < text.length && " \t\n\r".indexOf(text[at]) >= 0) at++; }
    function word(whole, value) {
      if (text.substr(at, whole.length) !== whole) throw bad();
      at += whole.length;
      return value;
    }
    function string() {
      var end = at + 1;
      while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
      var found;
      try { found = JSON.parse(text.slice(at, end + 1)); } catch (_fault) { throw bad(); }
      if (typeof found !== "string" || /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/.test(found)) throw bad();
      at = end + 1;
      return found;
    }
    function number() {
      var found = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.substr(at, 400));
      if (!found || !/^-?\d{1,15}$/.test(found[0]) || found[0].length > 15) throw bad();
      at += found[0].length;
      return Number(found[0]);
    }
    function value(depth) {
      blank();
      var first = text[at];
      if ((first === "{" || first === "[") && depth >= DEPTH_LIMIT) throw new Wrong("too_deep");
      if (first === "{") return object(depth + 1);
      if (first === "[") return array(depth + 1);
      if (first === '"') return string();
      if (first === "t") return word("true", true);
      if (first === "f") return word("false", false);
      if (first === "n") return word("null", null);
      return number();
    }
    function object(depth) {
      var made = Object.create(null);
      at++; blank();
      if (text[at] === "}") { at++; return made; }
      for (;;) {
        blank();
        if (text[at] !== '"') throw bad();
        var name = string();
        blank();
        if (text[at++] !== ":") throw bad();
        var found = value(depth);
        if (name in made) throw new Wrong("twice", { name: printable(name) });
        made[name] = found;
        blank();
        if (text[at] === "}") { at++; return made; }
        if (text[at++] !== ",") throw bad();
      }
    }
    function array(depth) {
      var made = [];
      at++; blank();
      if (text[at] === "]") { at++; return made; }
      for (;;) {
        made.push(value(depth));
        blank();
        if (text[at] === "]") { at++; return made; }
        if (text[at++] !== ",") throw bad();
      }
    }
    var whole = value(0);
    blank();
    if (at !== text.length) throw bad();
    return whole;
  }

  function printable(text) {
    return Array.from(String(text).replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, "?")).slice(0, 60).join("");
  }

  function kind(value) { return value === null ? "null" : Array.isArray(value) ? "list" : typeof value; }

  function part(given, name, wanted, where) {
    var found = kind(given) === "object" && name in given ? given[name] : undefined;
    if (kind(found) !== wanted) throw new Wrong("shape", { where: where || name });
    return found;
  }

  function bytes(text) { return new TextEncoder().encode(text); }

  function hex(data) { return Array.from(data, function (one) { return one.toString(16).padStart(2, "0"); }).join(""); }

  function unhex(text) { return Uint8Array.from(text.match(/../g) || [], function (two) { return parseInt(two, 16); }); }

  function unbase64(text) {
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
    return Uint8Array.from(atob(text), function (one) { return one.charCodeAt(0); });
  }

  function same(one, other) { return hex(one) === hex(other); }

  function hashes(path, where) {
    var good = path.length <= 64 && path.every(function (one) { return typeof one === "string" && /^[0-9a-f]{64}$/.test(one); });
    if (!good) throw new Wrong("shape", { where: where });
    return path.map(unhex);
  }

  /** Microseconds since 1970. */
  function Instant(text, where) {
    var found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?([+-])(\d\d):(\d\d)$/.exec(text);
    if (!found) throw new Wrong("shape", { where: where });
    var n = found.map(Number);
    var utc = Date.UTC(n[1], n[2] - 1, n[3], n[4], n[5], n[6]);
    var back = new Date(utc);
    var right = back.getUTCDate() === n[3] && back.getUTCMonth() === n[2] - 1 && n[4] < 24 && n[5] < 60 && n[6] < 60 && n[1] > 0 && n[9] < 24 && n[10] < 60;
    if (!right) throw new Wrong("shape", { where: where });
    this.at = (utc - (found[8] === "-" ? -1 : 1) * (n[9] * 60 + n[10]) * 60000) * 1000 + (n[7] || 0);
  }

  Instant.prototype.shown = function (place) {
    var there = new Date(Math.floor(this.at / 1000) + 8 * 3600000).toISOString();
    var day = there.slice(0, 10), time = there.slice(11, 19);
    return place === 0 ? day.replace("-", "年").replace("-", "月") + "日 " + time : day + " " + time;
  };

  // -- hashes --

  /** GB/T 32905-2016. */
  async function sm3(data) {
    var state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
    var padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64), view = new DataView(padded.buffer);
    padded.set(data);
    padded[data.length] = 0x80;
    view.setUint32(padded.length - 8, Math.floor(data.length / 0x20000000));
    view.setUint32(padded.length - 4, (data.length * 8) >>> 0);
    for (var start = 0; start < padded.length; start += 64) {
      var block = sm3Block(state, view, start);
      state = state.map(function (one, n) { return one ^ block[n]; });
    }
    var made = new DataView(new ArrayBuffer(32));
    state.forEach(function (one, n) { made.setUint32(4 * n, one); });
    return new Uint8Array(made.buffer);
  }

  function turn(word, by) { by %= 32; return by ? (word << by) | (word >>> (32 - by)) : word; }

  function sm3Block(state, view, start) {
    var w = [], n;
    for (n = 0; n < 16; n++) w.push(view.getUint32(start + 4 * n));
    for (n = 16; n < 68; n++) {
      var x = w[n - 16] ^ w[n - 9] ^ turn(w[n - 3], 15);
      w.push(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[n - 13], 7) ^ w[n - 6]);
    }
    var s = state.slice();
    for (n = 0; n < 64; n++) {
      var a = s[0], b = s[1], c = s[2], e = s[4], f = s[5], g = s[6];
      var ss1 = turn((turn(a, 12) + e + turn(n < 16 ? 0x79cc4519 : 0x7a879d8a, n)) | 0, 7);
      var ff = n < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      var gg = n < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      var one = (ff + s[3] + (ss1 ^ turn(a, 12)) + (w[n] ^ w[n + 4])) | 0, two = (gg + s[7] + ss1 + w[n]) | 0;
      s = [one, a, turn(b, 9), c, two ^ turn(two, 9) ^ turn(two, 17), e, turn(f, 19), g];
    }
    return s;
  }

  async function sha256(data) { return new Uint8Array(await crypto.subtle.digest("SHA-256", data)); }

  function joined() {
    var parts = Array.from(arguments), size = parts.reduce(function (sum, one) { return sum + one.length; }, 0);
    var made = new Uint8Array(size), at = 0;
    parts.forEach(function (one) { made.set(one, at); at += one.length; });
    return made;
  }

  var HASHES = { sha256: sha256, sm3: sm3 };

  function leafHash(digest, hash) { return hash(joined([0], digest)); }

  function nodeHash(left, right, hash) { return hash(joined([1], left, right)); }

  function odd(n) { return n % 2 === 1; }

  function half(n) { return Math.floor(n / 2); }

  async function includes(leaf, index, size, path, root, hash) {
    if (!(index >= 0 && index < size)) return false;
    var at = index, last = size - 1, found = leaf;
    for (var sibling of path) {
      if (last === 0) return false;
      if (odd(at) || at === last) {
        found = await nodeHash(sibling, found, hash);
        while (!odd(at) && at) { at = half(at); last = half(last); }
      } else found = await nodeHash(found, sibling, hash);
      at = half(at); last = half(last);
    }
    return last === 0 && same(found, root);
  }

  async function extendsTo(first, second, path, firstRoot, secondRoot, hash) {
    if (!(first > 0 && first <= second)) return false;
    if (first === second) return !path.length && same(firstRoot, secondRoot);
    var isPower = Number.isInteger(Math.log2(first)) && 2 ** Math.round(Math.log2(first)) === first;
    var whole = isPower ? [firstRoot].concat(path) : path;
    if (!whole.length) return false;
    var at = first - 1, last = second - 1;
    while (odd(at)) { at = half(at); last = half(last); }
    var older = whole[0], newer = whole[0];
    for (var sibling of whole.slice(1)) {
      if (last === 0) return false;
      if (odd(at) || at === last) {
        older = await nodeHash(sibling, older, hash);
        newer = await nodeHash(sibling, newer, hash);
        while (!odd(at) && at) { at = half(at); last = half(last); }
      } else newer = await nodeHash(newer, sibling, hash);
      at = half(at); last = half(last);
    }
    return last === 0 && same(older, firstRoot) && same(newer, secondRoot);
  }

  // -- signatures --

  var SM2 = {
    prefix: "3059301306072a8648ce3d020106082a811ccf5501822d03420004",
    p: "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff",
    a: "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
    b: "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
    x: "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
    y: "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
    n: "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"
  };

  function big(text) { return BigInt("0x" + text); }

  function modulo(value, by) { var rest = value % by; return rest < BigInt(0) ? rest + by : rest; }

  function inverse(value, by) {
    var old = [modulo(value, by), BigInt(1)], now = [by, BigInt(0)];
    while (now[0]) {
      var times = old[0] / now[0], next = [old[0] - times * now[0], old[1] - times * now[1]];
      old = now;
      now = next;
    }
    return modulo(old[1], by);
  }

  function added(one, other) {
    var p = big(SM2.p);
    if (one === null || other === null) return one || other;
    var isSame = one[0] === other[0] && one[1] === other[1];
    if (one[0] === other[0] && modulo(one[1] + other[1], p) === BigInt(0)) return null;
    var slope = isSame
      ? (BigInt(3) * one[0] * one[0] + big(SM2.a)) * inverse(BigInt(2) * one[1], p)
      : (other[1] - one[1]) * inverse(other[0] - one[0], p);
    var x = modulo(slope * slope - one[0] - other[0], p);
    return [x, modulo(slope * (one[0] - x) - one[1], p)];
  }

  function times(number, point) {
    var total = null;
    for (; number; number >>= BigInt(1)) {
      if (number & BigInt(1)) total = added(total, point);
      point = added(point, point);
    }
    return total;
  }

  /** GB/T 32918.2-2016, with the identity that the standard gives where none was agreed. */
  function sm2Key(der) {
    var at = hex(der.slice(27)), x = at.slice(0, 64), y = at.slice(64), point = [big(x), big(y)], p = big(SM2.p), n = big(SM2.n);
    var off = modulo(point[1] * point[1] - point[0] * point[0] * point[0] - big(SM2.a) * point[0] - big(SM2.b), p);
    if (point[0] >= p || point[1] >= p || off) throw new Wrong("shape", { where: "keys" });
    var about = joined([0, 128], bytes("1234567812345678"), unhex(SM2.a + SM2.b + SM2.x + SM2.y + x + y));
    return async function (raw, data) {
      var r = big(hex(raw.slice(0, 32))), s = big(hex(raw.slice(32))), t = (r + s) % n;
      if (!r || !s || !t || r >= n || s >= n) return false;
      var e = big(hex(await sm3(joined(await sm3(about), data))));
      var found = added(times(s, [big(SM2.x), big(SM2.y)]), times(t, point));
      return found !== null && (found[0] + e) % n === r;
    };
  }

  async function p256Key(der) {
    try {
      var key = await crypto.subtle.importKey("spki", der, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    } catch (_fault) { throw new Wrong("shape", { where: "keys" }); }
    return function (raw, data) { return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, data); };
  }

  var ALGORITHMS = { "ecdsa-p256-sha256": [P256, p256Key], "sm2-sm3": [SM2.prefix, sm2Key] };

  /** `signed(signature, data)`. */
  async function keyOf(given) {
    var id = part(given, "id", "string", "keys"), algorithm = part(given, "algorithm", "string", "keys"), use = part(given, "use", "string", "keys");
    var der = unbase64(part(given, "public_key", "string", "keys").trim().split(/\r?\n/).slice(1, -1).join(""));
    var known = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : null;
    if (!known || !der || der.length !== 91 || hex(der).indexOf(known[0]) !== 0) throw new Wrong("shape", { where: "keys" });
    var signed = await known[1](der), ids = [await sha256(der), await sm3(der)].map(function (one) { return hex(one).slice(0, 16); });
    if (ids.indexOf(id) < 0) throw new Wrong("key_id", { id: printable(id) });
    return { id: id, use: use, signed: signed };
  }

  async function keysOf(given) {
    if (kind(given) !== "list" || !given.length || given.length > 64) throw new Wrong("shape", { where: "keys" });
    var made = new Map();
    for (var one of given) { var key = await keyOf(one); made.set(key.id, key); }
    return made;
  }

  async function checkSigned(keys, use, text, signature, wrong) {
    var cut = signature.lastIndexOf(":"), id = signature.slice(0, Math.max(cut, 0)), raw = unbase64(signature.slice(cut + 1));
    if (!keys.has(id)) throw new Wrong("no_key", { id: printable(id) });
    if (keys.get(id).use !== use) throw new Wrong("key_use", { id: printable(id) });
    var good = raw && raw.length === 64 && (await keys.get(id).signed(raw, bytes(text)));
    if (!good) throw wrong;
  }

  async function headOf(given, keys, where) {
    var text = part(given, "text", "string", where), signature = part(given, "signature", "string", where);
    var facts = part(loads(text), "tree_head", "object", where);
    var head = { size: part(facts, "size", "number", where), at: new Instant(part(facts, "at", "string", where), where) };
    head.root = hashes([part(facts, "root", "string", where)], where)[0];
    if (head.size < 1) throw new Wrong("shape", { where: where });
    await checkSigned(keys, "heads", text, signature, new Wrong("head_signature", { size: head.size }));
    return head;
  }

  // -- the proof --

  async function stepOf(given, place, hash) {
    var step = { place: place, facts: null, number: null, path: [] };
    var text = kind(given) === "object" ? given.text : undefined;
    if (text === undefined || text === null) step.digest = hashes([part(given, "digest", "string", "entries")], "entries")[0];
    else {
      text = part(given, "text", "string", "entries");
      step.facts = loads(text);
      step.digest = await hash(bytes(text));
      step.act = part(step.facts, "act", "string");
      step.previous = part(step.facts, "previous", "string");
      step.at = new Instant(part(step.facts, "at", "string"), "at");
      step.notes = part(step.facts, "notes", "object");
      step.subject = part(step.facts, "subject", "list");
      if (step.subject.length !== 3) throw new Wrong("shape", { where: "subject" });
    }
    if (given.number !== undefined && given.number !== null) {
      if (typeof given.number !== "number" || given.number < 1) throw new Wrong("shape", { where: "number" });
      step.number = given.number;
      step.path = hashes(part(given, "path", "list"), "path");
    }
    return step;
  }

  async function proofOf(text, believed) {
    var given = loads(text), proof = {};
    checkFormat(given);
    proof.hash = HASHES[given.hash];
    proof.ownKeys = await keysOf(given.keys);
    proof.keys = believed || proof.ownKeys;
    proof.receipt = await receiptOf(part(given, "receipt", "object"), proof.keys);
    proof.head = given.head === undefined || given.head === null ? null : await headOf(given.head, proof.keys, "head");
    proof.earlier = null;
    if (given.earlier !== undefined && given.earlier !== null) {
      proof.earlier = await headOf(part(given.earlier, "head", "object", "earlier"), proof.keys, "head");
      proof.path = hashes(part(given.earlier, "consistency", "list"), "earlier");
    }
    proof.chains = [];
    for (var one of listed(part(given, "steps", "list"))) proof.chains.push(await chainOf(one, proof.hash));
    proof.steps = [].concat.apply([], proof.chains.map(function (chain) { return chain.steps; }));
    proof.closed = proof.steps.filter(function (step) { return step.facts === null; }).length;
    checkEnds(proof, part(proof.receipt, "ends", "list"));
    proof.begins = beginsOf(proof);
    checkReceipt(proof);
    await checkPaper(proof, given.paper);
    if (proof.head) await checkPlaces(proof);
    return proof;
  }

  function checkFormat(given) {
    var found = kind(given) === "object" ? [given.format, given.version, given.hash, given.tree] : [];
    if (found[0] !== FORMAT || found[1] !== VERSION || typeof found[2] !== "string" || !Object.hasOwn(HASHES, found[2]) || found[3] !== TREES + found[2]) throw new Wrong("format", { found: printable(found.join(" ")) });
  }

  async function receiptOf(given, keys) {
    var text = part(given, "text", "string", "receipt"), signature = part(given, "signature", "string", "receipt");
    var facts = part(loads(text), "receipt", "object");
    ["number", "received_at", "item", "item_code", "organ", "organ_code", "entry", "paper", "site", "at"].forEach(function (name) { part(facts, name, "string"); });
    await checkSigned(keys, "records", text, signature, new Wrong("receipt_signature"));
    return facts;
  }

  function listed(chains) {
    var count = chains.reduce(function (sum, one) { return sum + part(one, "entries", "list").length; }, 0);
    if (!chains.length || chains.length > 16 || count > STEPS_LIMIT) throw new Wrong("shape", { where: "steps" });
    return chains;
  }

  async function chainOf(given, hash) {
    var name = part(given, "subject", "string"), key = part(given, "key", "string"), rows = part(given, "entries", "list"), steps = [];
    for (var n = 0; n < rows.length; n++) steps.push(await stepOf(rows[n], n + 1, hash));
    steps.forEach(function (step, n) {
      var before = n ? steps[n - 1] : null;
      if (step.facts !== null) {
        if (step.subject[0] !== name || step.subject[1] !== key) throw new Wrong("subject", { step: step.place });
        if (step.subject[2] !== step.place) throw new Wrong("position", { wanted: step.place, found: printable(step.subject[2]) });
        if (step.previous !== (before ? hex(before.digest) : "")) throw new Wrong("chain", { step: step.place });
      }
      if (before && step.number !== null && step.number <= (before.number || 0)) throw new Wrong("order", { step: step.place });
    });
    var open = steps.filter(function (step) { return step.facts !== null; });
    open.forEach(function (step, n) {
      if (n && step.at.at < open[n - 1].at.at - CLOCKS) throw new Wrong("backwards", { step: step.place });
    });
    return { name: name, key: key, steps: steps };
  }

  function checkEnds(proof, ends) {
    var found = proof.chains.map(function (chain) { return chain.steps.length ? hex(chain.steps[chain.steps.length - 1].digest) : ""; });
    if (JSON.stringify(found) !== JSON.stringify(ends)) throw new Wrong("ends");
  }

  function beginsOf(proof) {
    var found = proof.chains[0].steps.filter(function (step) { return step.facts !== null && hex(step.digest) === proof.receipt.entry; });
    if (proof.chains[0].name !== "application" || found.length !== 1 || HANDED_IN.indexOf(found[0].act) < 0) throw new Wrong("begins");
    proof.chains.slice(1).forEach(function (chain) {
      var first = chain.steps[0];
      if (chain.name !== "case" || !first || first.facts === null || first.act !== "cases.open") throw new Wrong("shape", { where: "steps" });
      if (first.notes.number !== proof.receipt.number) throw new Wrong("subject", { step: 1 });
    });
    return found[0];
  }

  function checkReceipt(proof) {
    var says = proof.receipt, step = proof.begins, notes = step.notes;
    proof.received = new Instant(says.received_at, "received_at");
    if (Math.abs(proof.received.at - step.at.at) > (step.act === "intake.split" ? CLOCKS : 0)) throw new Wrong("differs", { what: "received_at", says: proof.received, record: step.at });
    [["number", notes.receipt], ["item_code", notes.item], ["organ_code", notes.organ]].forEach(function (pair) {
      var there = pair[1] !== undefined && pair[1] !== null;
      if (pair[1] !== says[pair[0]] && (there || pair[0] === "number")) throw new Wrong("differs", { what: pair[0], says: printable(says[pair[0]]), record: printable(pair[1]) });
    });
    var papers = kind(notes.papers) === "list" ? notes.papers : [];
    var written = papers.filter(function (one) { return kind(one) === "object"; }).map(function (one) { return one.digest; });
    if (says.paper && written.indexOf(says.paper) < 0 && step.act === "intake.submit") throw new Wrong("differs", { what: "paper", says: printable(says.paper.slice(0, 12)), record: printable(written).slice(0, 12) });
  }

  async function checkPaper(proof, paper) {
    if (paper === undefined || paper === null) return;
    if (typeof paper !== "string" || hex(await proof.hash(bytes(paper))) !== proof.receipt.paper) throw new Wrong("paper");
    var content = loads(paper);
    [["case_number", "number"], ["item", "item"], ["organ", "organ"]].forEach(function (pair) {
      var found = part(content, pair[0], "string");
      if (found !== proof.receipt[pair[1]]) throw new Wrong("differs", { what: pair[1], says: printable(found), record: printable(proof.receipt[pair[1]]) });
    });
    proof.whose = typeof content.addressee === "string" ? content.addressee : "";
    var at = new Instant(part(content, "received_at", "string"), "received_at");
    if (at.at !== proof.begins.at.at) throw new Wrong("differs", { what: "received_at", says: at, record: proof.begins.at });
  }

  async function checkPlaces(proof) {
    var head = proof.head, earlier = proof.earlier;
    for (var step of proof.steps) {
      if (step.number === null || step.number > head.size) throw new Wrong("beyond", { step: step.place });
      if (!(await includes(await leafHash(step.digest, proof.hash), step.number - 1, head.size, step.path, head.root, proof.hash))) throw new Wrong("not_included", { step: step.place });
    }
    if (earlier) {
      if (!(await extendsTo(earlier.size, head.size, proof.path, earlier.root, head.root, proof.hash))) throw new Wrong("not_consistent", { first: earlier.size, second: head.size });
      if (earlier.size === head.size && !same(earlier.root, head.root)) throw new Wrong("heads_differ", { size: head.size });
      if (earlier.size < head.size && earlier.at.at > head.at.at + CLOCKS) throw new Wrong("heads_backwards", { first: earlier.size, second: head.size });
    }
    checkBounds(proof, earlier ? [earlier, head] : [head]);
  }

  function checkBounds(proof, heads) {
    proof.steps.forEach(function (step) {
      if (step.facts === null || step.number === null) return;
      heads.forEach(function (head) {
        if (head.size >= step.number && step.at.at > head.at.at + CLOCKS) throw new Wrong("after_head", { step: step.place, at: step.at });
        if (head.size < step.number && step.at.at < head.at.at - LATE) throw new Wrong("backdated", { step: step.place, at: step.at, head_at: head.at });
      });
    });
  }

  // -- files --

  function decoded(data) {
    if (data.length > TEXT_LIMIT) throw new Wrong("too_large");
    try { return new TextDecoder("utf-8", { fatal: true }).decode(data); } catch (_fault) { throw new Wrong("not_json", { what: "UTF-8" }); }
  }

  function latin(data) { return new TextDecoder("latin1").decode(data); }

  async function proofsIn(data) {
    if (data.length > FILE_LIMIT) throw new Wrong("too_large");
    var start = latin(data.slice(0, 1024));
    if (/^\s*%PDF/.test(start)) return { texts: await attached(data), pages: (await isWhole(data)) ? SEALED : CHANGED };
    return { texts: /^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(start) ? [decoded(data)] : [], pages: "" };
  }

  /** Whether the last seal of a PDF reaches to its last byte, and names the digest of what it covers. */
  async function isWhole(data) {
    var text = latin(data), mark = /\/ByteRange\s{0,9}\[\s{0,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{0,99}\]/g, one, last = null;
    while ((one = mark.exec(text))) last = one.slice(1, 5).map(Number);
    if (!last || last[0] || last[1] >= last[2] || last[2] + last[3] !== data.length) return false;
    var hole = /^<((?:[0-9A-Fa-f]{2})*)>$/.exec(text.slice(last[1], last[2]));
    if (!hole) return false;
    var covered = joined(data.slice(0, last[1]), data.slice(last[2])), container = hole[1].toLowerCase();
    for (var name of ["SHA-256", "SHA-384", "SHA-512"]) {
      if (container.indexOf(hex(new Uint8Array(await crypto.subtle.digest(name, covered)))) >= 0) return true;
    }
    return covered.length <= SM3_LIMIT && container.indexOf(hex(await sm3(covered))) >= 0;
  }

  async function attached(data) {
    var text = latin(data), mark = /\/Type\s*\/EmbeddedFile\b/g, found = [], left = UNPACKED_LIMIT, one;
    for (var count = 0; (one = mark.exec(text)); count++) {
      if (count >= ATTACHED_LIMIT) throw new Wrong("too_large");
      var from = Math.max(one.index - NEAR, 0), begin = text.slice(from, one.index).lastIndexOf(" obj");
      var after = text.slice(mark.lastIndex, mark.lastIndex + NEAR).indexOf("stream");
      if (begin < 0 || after < 0) continue;
      var body = await streamed(data, text, from + begin, mark.lastIndex + after);
      left -= body ? body.length : 0;
      if (left < 0) throw new Wrong("too_large");
      if (!body || !/^\s*\{/.test(latin(body.slice(0, 64))) || latin(body).indexOf(FORMAT) < 0) continue;
      var whole = decoded(body);
      if (found.indexOf(whole) < 0) found.push(whole);
    }
    return found;
  }

  async function streamed(data, text, begin, opens) {
    var header = text.slice(begin, opens), start = opens + (text.substr(opens + 6, 2) === "\r\n" ? 8 : 7);
    var length = /\/Length\s{1,20}(\d{1,9})(?!\d|\s{1,20}\d{1,9}\s{1,20}R)\b/.exec(header);
    var body = data.slice(start, length ? start + Number(length[1]) : text.indexOf("endstream", start));
    if (!/\/Filter/.test(header)) return body;
    return /\/Filter\s{0,20}\[?\s{0,20}\/FlateDecode/.test(header) ? inflated(body) : null;
  }

  async function inflated(body) {
    var reader = new Blob([body]).stream().pipeThrough(new DecompressionStream("deflate")).getReader(), parts = [], size = 0;
    try {
      for (;;) {
        var next = await reader.read();
        if (next.done) return joined.apply(null, parts);
        size += next.value.length;
        if (size > TEXT_LIMIT) { await reader.cancel(); throw new Wrong("too_large"); }
        parts.push(next.value);
      }
    } catch (fault) {
      if (fault instanceof Wrong) throw fault;
      return null;
    }
  }

  /** `keys`: those that are believed; without them, those in the file. */
  async function judged(data, keys) {
    try {
      var found = await proofsIn(data);
      if (!found.texts.length) throw new Wrong("no_proof");
      if (found.texts.length > 1) throw new Wrong("several");
      var proof = await proofOf(found.texts[0], keys ? await keysOf(keys) : null);
      if (!proof.head) throw new Wrong("not_yet");
      return genuine(proof, found.pages, !keys);
    } catch (fault) {
      if (!(fault instanceof Wrong)) fault = new Wrong("unreadable", { what: printable(fault && fault.message) });
      return { holds: false, code: fault.code, facts: fault.facts, remarks: [] };
    }
  }

  function genuine(proof, pages, ownKeys) {
    var says = proof.receipt, remarks = [];
    remarks.push(["offline", { until: proof.head.at }]);
    if (proof.closed) remarks.push(["closed", { count: proof.closed }]);
    if (pages) remarks.push(["pages", {}]);
    var facts = { number: printable(says.number), item: printable(says.item), organ: printable(says.organ), received: proof.received };
    facts.steps = proof.steps.length - proof.closed;
    facts.until = proof.head.at;
    if (pages && proof.whose === undefined) return { holds: false, code: "shape", facts: { where: "paper" }, remarks: [] };
    if (pages === CHANGED) return { holds: false, code: "pages_changed", facts: {}, remarks: [] };
    if (ownKeys) return { holds: null, code: "fits", facts: { id: Array.from(proof.ownKeys.keys()).sort().join(", ") }, remarks: remarks };
    if (proof.whose) facts.whose = printable(proof.whose);
    return { holds: true, code: proof.whose ? "genuine_of" : "genuine", facts: facts, remarks: remarks };
  }

  // -- the page --

  var able = window.crypto && crypto.subtle && window.DecompressionStream && window.TextDecoder;
  var given = JSON.parse(document.getElementById("ledger-words").textContent);

  function told(verdict, language) {
    return {
      holds: verdict.holds,
      code: verdict.code,
      sentence: said(given, verdict.code, verdict.facts, language || given.language),
      remarks: verdict.remarks.map(function (one) { return one[0]; }),
      notes: verdict.remarks.map(function (one) { return said(given, one[0], one[1], language || given.language); })
    };
  }

  function show(card, answer) {
    function each(selector, hidden) { card.querySelectorAll(selector).forEach(function (one) { one.hidden = hidden; }); }
    each("[data-lamp=good]", !answer.holds);
    each("[data-lamp=bad]", answer.holds);
    each("[data-advice]", answer.holds);
    each("[data-more]", !answer.notes.length);
    card.querySelector("[data-sentence]").textContent = answer.sentence;
    card.querySelector("[data-notes]").replaceChildren.apply(card.querySelector("[data-notes]"), answer.notes.map(function (note) {
      var line = document.createElement("li");
      line.textContent = note;
      return line;
    }));
    card.hidden = false;
    card.scrollIntoView({ block: "nearest" });
  }

  async function look(file) {
    var data = file.size > FILE_LIMIT ? new Uint8Array(FILE_LIMIT + 1) : new Uint8Array(await file.arrayBuffer());
    show(document.getElementById("verdict"), told(await judged(data, given.keys)));
  }

  function begin(form) {
    var field = form.querySelector("input[type=file]");
    document.querySelectorAll("[data-with-script]").forEach(function (one) { one.hidden = false; });
    document.querySelectorAll("[data-without-script]").forEach(function (one) { one.hidden = true; });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    field.addEventListener("change", function () { if (field.files.length) look(field.files[0]); });
    form.addEventListener("dragover", function (event) { event.preventDefault(); form.classList.add("is-over"); });
    form.addEventListener("dragleave", function () { form.classList.remove("is-over"); });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("is-over");
      if (event.dataTransfer && event.dataTransfer.files.length) look(event.dataTransfer.files[0]);
    });
  }

  if (able) {
    begin(document.querySelector("form[data-check-receipt]"));
    window.tongbanProof = { judged: judged, told: told };
  }
})();
