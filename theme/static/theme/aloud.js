/* Reads the main part of a page aloud, sentence by sentence, with a voice of this device; what needs the network is not used.
   The button is shown only where such a voice speaks the language of the page. */
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) return;
  var html = document.documentElement;
  var language = html.lang.slice(0, 2) === "en" ? "en" : "zh";
  var RATES = ["0.75", "1", "1.25", "1.5", "2"];
  var LONGEST = 160;
  var SKIPPED = "nav, .btn, script, style, svg, input, select, textarea, button, [hidden], [aria-hidden=true], .visually-hidden, .tb-no-print, .tb-sticky, [data-load]:empty, [data-not-aloud]";
  var holder, bar, voice, sentences = [], at = 0, speaking = false, turn = 0;
  var shown = window.CSS && CSS.highlights && window.Highlight;

  function word(key) { return window.tb.say.apply(null, arguments); }
  function fits(one) { return one.localService && (language === "en" ? /^en/i : /^(zh|cmn)([-_](CN|Hans)|$)/i).test(one.lang); }
  function exact(one) { return /^(zh|cmn)[-_](CN|Hans)|^en[-_]GB/i.test(one.lang); }
  function findVoice() {
    var found = speech.getVoices().filter(fits);
    voice = found.filter(exact)[0] || found[0];
    holder.hidden = !voice;
  }

  /* Text nodes of one block are one text, cut at the ends of sentences; each sentence knows where it stands. */
  function blockOf(node) {
    var one = node.parentElement;
    while (one && /^(inline|contents)/.test(getComputedStyle(one).display)) one = one.parentElement;
    return one;
  }
  function isSeen(node) {
    var one = node.parentElement;
    return one && node.data.trim() && !one.closest(SKIPPED) && one.getClientRects().length > 0;
  }
  function collect() {
    var main = document.getElementById("main"), blocks = [], last = null, node;
    var walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while ((node = walker.nextNode())) {
      if (!isSeen(node)) continue;
      var block = blockOf(node);
      if (!last || last.block !== block) { last = { block: block, nodes: [], text: "" }; blocks.push(last); }
      last.nodes.push({ node: node, from: last.text.length });
      last.text += node.data;
    }
    return blocks.reduce(function (found, one) { return found.concat(cut(one)); }, []);
  }
  function cut(block) {
    var ends = /[^。！？；!?;]+?(?:[。！？；!?;]+[”’」』）)"']*|\.(?=\s|$)|$)/g, found = [], hit;
    while ((hit = ends.exec(block.text))) {
      if (!hit[0]) break;
      for (var from = 0; from < hit[0].length;) {
        var piece = shortened(hit[0].slice(from));
        add(block, hit.index + from, piece, found);
        from += piece.length;
      }
    }
    return found;
  }
  function shortened(text) {
    if (text.length <= LONGEST) return text;
    var stop = Math.max.apply(null, ["，", "、", "：", ", ", " "].map(function (mark) { return text.lastIndexOf(mark, LONGEST); }));
    return text.slice(0, stop > 20 ? stop + 1 : LONGEST);
  }
  function add(block, start, text, found) {
    var lead = text.length - text.trimStart().length, said = text.trim().replace(/\s+/g, " ");
    if (!/[\p{L}\p{N}]/u.test(said)) return;
    found.push({ block: block, start: start + lead, end: start + text.trimEnd().length, text: said });
  }
  function rangeOf(sentence) {
    var range = document.createRange();
    range.setStart.apply(range, spot(sentence.block, sentence.start));
    range.setEnd.apply(range, spot(sentence.block, sentence.end));
    return range;
  }
  function spot(block, offset) {
    var here = block.nodes.filter(function (one) { return one.from <= offset; }).pop();
    return [here.node, Math.min(offset - here.from, here.node.data.length)];
  }

  function mark(sentence) {
    unmark();
    var block = sentence.block.block;
    if (shown) CSS.highlights.set("tb-aloud", new window.Highlight(rangeOf(sentence)));
    else block.classList.add("tb-aloud-now");
    var box = block.getBoundingClientRect();
    if (box.top < bar.offsetHeight || box.bottom > window.innerHeight) block.scrollIntoView({ block: "center" });
    bar.querySelector("[data-place]").textContent = word("aloud_place", at + 1, sentences.length);
  }
  function unmark() {
    if (shown) CSS.highlights.delete("tb-aloud");
    var old = document.querySelector(".tb-aloud-now");
    if (old) old.classList.remove("tb-aloud-now");
  }

  /* Pausing ends the sentence and going on says it again: browsers differ in pausing, not in this. */
  function say() {
    var mine = ++turn, sentence = sentences[at];
    speech.cancel();
    if (!sentence) { stop(); return; }
    var spoken = new SpeechSynthesisUtterance(sentence.text);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.rate = Number(bar.querySelector("select").value);
    spoken.onend = function () { if (mine === turn && speaking) { at += 1; say(); } };
    spoken.onerror = function () { if (mine === turn) pause(); };
    mark(sentence);
    speech.speak(spoken);
  }
  function tell() {
    var button = bar.querySelector("[data-pause]");
    button.textContent = word(speaking ? "aloud_pause" : "aloud_go_on");
  }
  function go() { speaking = true; tell(); say(); }
  function pause() { speaking = false; turn += 1; speech.cancel(); tell(); }
  function stop() {
    speaking = false;
    turn += 1;
    speech.cancel();
    unmark();
    if (!bar) return;
    var held = bar.contains(document.activeElement);
    bar.remove();
    bar = null;
    if (held) holder.querySelector("button").focus();
  }
  function step(by) {
    at = Math.min(Math.max(at + by, 0), sentences.length - 1);
    if (speaking) say(); else mark(sentences[at]);
  }

  function button(key, press, name) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm";
    made.textContent = word(key);
    if (name) made.setAttribute(name, "");
    made.addEventListener("click", press);
    return made;
  }
  function speed() {
    var label = document.createElement("label"), select = document.createElement("select"), kept = "1";
    try { kept = localStorage.getItem("tb-aloud-rate") || "1"; } catch (error) { /* private window */ }
    select.className = "form-select";
    RATES.forEach(function (rate) { select.add(new Option("× " + rate, rate, false, rate === kept)); });
    select.addEventListener("change", function () {
      try { localStorage.setItem("tb-aloud-rate", select.value); } catch (error) { /* private window */ }
      if (speaking) say();
    });
    label.append(word("aloud_speed"), select);
    return label;
  }
  function open() {
    if (bar) { bar.querySelector("[data-pause]").focus(); return; }
    sentences = collect();
    if (!sentences.length) { window.tb.announce(word("aloud_nothing")); return; }
    at = 0;
    var inner = document.createElement("div"), place = document.createElement("span");
    bar = document.createElement("section");
    bar.className = "tb-aloud";
    bar.setAttribute("aria-label", word("aloud"));
    inner.className = "tb-wrap";
    place.className = "tb-dim";
    place.setAttribute("data-place", "");
    inner.append(
      button("aloud_pause", function () { if (speaking) pause(); else go(); }, "data-pause"),
      button("aloud_stop", stop),
      button("aloud_before", function () { step(-1); }),
      button("aloud_next", function () { step(1); }),
      speed(), place);
    bar.append(inner);
    bar.addEventListener("keydown", function (event) { if (event.key === "Escape") stop(); });
    document.querySelector(".tb-header").after(bar);
    bar.querySelector("[data-pause]").focus();
    go();
  }

  document.addEventListener("DOMContentLoaded", function () {
    holder = document.querySelector("[data-aloud]");
    if (!holder || !window.tb) return;
    holder.querySelector("button").addEventListener("click", open);
    findVoice();
    if (speech.addEventListener) speech.addEventListener("voiceschanged", findVoice);
    window.addEventListener("pagehide", stop);
  });
})();
