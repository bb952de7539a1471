/* Checks the proof of a receipt in the browser, with WebCrypto alone and without sending it anywhere: the same rules,
   words and verdicts as verify/tongban_verify.py, whose names the functions here have. */
(function () {
  "use strict";
  var FORMAT = "tongban-proof", VERSION = 1, TREE = "rfc6962-sha256";
  var HANDED_IN = ["intake.submit", "intake.split", "intake.go_on"];
  var FILE_LIMIT = 30 << 20, TEXT_LIMIT = 8 << 20, DEPTH_LIMIT = 24, STEPS_LIMIT = 5000;
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

  async function sha256(data) { return new Uint8Array(await crypto.subtle.digest("SHA-256", data)); }

  function joined() {
    var parts = Array.from(arguments), size = parts.reduce(function (sum, one) { return sum + one.length; }, 0);
    var made = new Uint8Array(size), at = 0;
    parts.forEach(function (one) { made.set(one, at); at += one.length; });
    return made;
  }

  function leafHash(digest) { return sha256(joined([0], digest)); }

  function nodeHash(left, right) { return sha256(joined([1], left, right)); }

  function odd(n) { return n % 2 === 1; }

  function half(n) { return Math.floor(n / 2); }

  async function includes(leaf, index, size, path, root) {
    if (!(index >= 0 && index < size)) return false;
    var at = index, last = size - 1, found = leaf;
    for (var sibling of path) {
      if (last === 0) return false;
      if (odd(at) || at === last) {
        found = await nodeHash(sibling, found);
        while (!odd(at) && at) { at = half(at); last = half(last); }
      } else found = await nodeHash(found, sibling);
      at = half(at); last = half(last);
    }
    return last === 0 && same(found, root);
  }

  async function extendsTo(first, second, path, firstRoot, secondRoot) {
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
        older = await nodeHash(sibling, older);
        newer = await nodeHash(sibling, newer);
        while (!odd(at) && at) { at = half(at); last = half(last); }
      } else newer = await nodeHash(newer, sibling);
      at = half(at); last = half(last);
    }
    return last === 0 && same(older, firstRoot) && same(newer, secondRoot);
  }

  // -- signatures --

  async function keyOf(given) {
    var id = part(given, "id", "string", "keys"), algorithm = part(given, "algorithm", "string", "keys");
    var der = unbase64(part(given, "public_key", "string", "keys").trim().split(/\r?\n/).slice(1, -1).join(""));
    if (algorithm === "sm2-sm3") throw new Wrong("no_suite");
    if (algorithm !== "ecdsa-p256-sha256" || !der || der.length !== 91 || hex(der).indexOf(P256) !== 0) throw new Wrong("shape", { where: "keys" });
    if (hex(await sha256(der)).slice(0, 16) !== id) throw new Wrong("key_id", { id: printable(id) });
    try {
      return { id: id, key: await crypto.subtle.importKey("spki", der, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]) };
    } catch (_fault) { throw new Wrong("shape", { where: "keys" }); }
  }

  async function keysOf(given) {
    if (kind(given) !== "list" || !given.length || given.length > 64) throw new Wrong("shape", { where: "keys" });
    var made = new Map();
    for (var one of given) { var key = await keyOf(one); made.set(key.id, key.key); }
    return made;
  }

  async function checkSigned(keys, text, signature, wrong) {
    var cut = signature.lastIndexOf(":"), id = signature.slice(0, Math.max(cut, 0)), raw = unbase64(signature.slice(cut + 1));
    if (!keys.has(id)) throw new Wrong("no_key", { id: printable(id) });
    var good = raw && raw.length === 64 && (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, keys.get(id), raw, bytes(text)));
    if (!good) throw wrong;
  }

  async function headOf(given, keys, where) {
    var text = part(given, "text", "string", where), signature = part(given, "signature", "string", where);
    var facts = part(loads(text), "tree_head", "object", where);
    var head = { size: part(facts, "size", "number", where), at: new Instant(part(facts, "at", "string", where), where) };
    head.root = hashes([part(facts, "root", "string", where)], where)[0];
    if (head.size < 1) throw new Wrong("shape", { where: where });
    await checkSigned(keys, text, signature, new Wrong("head_signature", { size: head.size }));
    return head;
  }

  // -- the proof --

  async function stepOf(given, place) {
    var step = { place: place, facts: null, number: null, path: [] };
    var text = kind(given) === "object" ? given.text : undefined;
    if (text === undefined || text === null) step.digest = hashes([part(given, "digest", "string", "entries")], "entries")[0];
    else {
      text = part(given, "text", "string", "entries");
      step.facts = loads(text);
      step.digest = await sha256(bytes(text));
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
    for (var one of listed(part(given, "steps", "list"))) proof.chains.push(await chainOf(one));
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
    if (found[2] === "sm3") throw new Wrong("no_suite");
    if (found[0] !== FORMAT || found[1] !== VERSION || found[2] !== "sha256" || found[3] !== TREE) throw new Wrong("format", { found: printable(found.join(" ")) });
  }

  async function receiptOf(given, keys) {
    var text = part(given, "text", "string", "receipt"), signature = part(given, "signature", "string", "receipt");
    var facts = part(loads(text), "receipt", "object");
    ["number", "received_at", "item", "item_code", "organ", "organ_code", "entry", "paper", "site", "at"].forEach(function (name) { part(facts, name, "string"); });
    await checkSigned(keys, text, signature, new Wrong("receipt_signature"));
    return facts;
  }

  function listed(chains) {
    var count = chains.reduce(function (sum, one) { return sum + part(one, "entries", "list").length; }, 0);
    if (!chains.length || chains.length > 16 || count > STEPS_LIMIT) throw new Wrong("shape", { where: "steps" });
    return chains;
  }

  async function chainOf(given) {
    var name = part(given, "subject", "string"), key = part(given, "key", "string"), rows = part(given, "entries", "list"), steps = [];
    for (var n = 0; n < rows.length; n++) steps.push(await stepOf(rows[n], n + 1));
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
    if (typeof paper !== "string" || hex(await sha256(bytes(paper))) !== proof.receipt.paper) throw new Wrong("paper");
    var content = loads(paper);
    [["case_number", "number"], ["item", "item"], ["organ", "organ"]].forEach(function (pair) {
      var found = part(content, pair[0], "string");
      if (found !== proof.receipt[pair[1]]) throw new Wrong("differs", { what: pair[1], says: printable(found), record: printable(proof.receipt[pair[1]]) });
    });
    var at = new Instant(part(content, "received_at", "string"), "received_at");
    if (at.at !== proof.begins.at.at) throw new Wrong("differs", { what: "received_at", says: at, record: proof.begins.at });
  }

  async function checkPlaces(proof) {
    var head = proof.head, earlier = proof.earlier;
    for (var step of proof.steps) {
      if (step.number === null || step.number > head.size) throw new Wrong("beyond", { step: step.place });
      if (!(await includes(await leafHash(step.digest), step.number - 1, head.size, step.path, head.root))) throw new Wrong("not_included", { step: step.place });
    }
    if (earlier) {
      if (!(await extendsTo(earlier.size, head.size, proof.path, earlier.root, head.root))) throw new Wrong("not_consistent", { first: earlier.size, second: head.size });
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
    if (/^\s*%PDF/.test(start)) return { texts: await attached(data), pages: true };
    return { texts: /^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(start) ? [decoded(data)] : [], pages: false };
  }

  async function attached(data) {
    var text = latin(data), mark = /\/Type\s*\/EmbeddedFile\b/g, found = [], one;
    while ((one = mark.exec(text))) {
      var begin = text.lastIndexOf(" obj", one.index), opens = text.indexOf("stream", mark.lastIndex);
      if (begin < 0 || opens < 0 || opens - begin > 4000) continue;
      var header = text.slice(begin, opens), start = opens + (text.substr(opens + 6, 2) === "\r\n" ? 8 : 7);
      var length = /\/Length\s+(\d{1,9})(?!\s+\d+\s+R)\b/.exec(header);
      var body = data.slice(start, length ? start + Number(length[1]) : text.indexOf("endstream", start));
      if (/\/Filter/.test(header)) body = /\/Filter\s*\[?\s*\/FlateDecode/.test(header) ? await inflated(body) : null;
      if (!body || !/^\s*\{/.test(latin(body.slice(0, 64))) || latin(body).indexOf(FORMAT) < 0) continue;
      var whole = decoded(body);
      if (found.indexOf(whole) < 0) found.push(whole);
    }
    return found;
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
    if (ownKeys) remarks.push(["key_from_file", { id: Array.from(proof.ownKeys.keys()).sort().join(", ") }]);
    remarks.push(["offline", { until: proof.head.at }]);
    if (proof.closed) remarks.push(["closed", { count: proof.closed }]);
    if (pages) remarks.push(["pages", {}]);
    var facts = { number: printable(says.number), item: printable(says.item), organ: printable(says.organ), received: proof.received };
    facts.steps = proof.steps.length - proof.closed;
    facts.until = proof.head.at;
    return { holds: true, code: "genuine", facts: facts, remarks: remarks };
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
