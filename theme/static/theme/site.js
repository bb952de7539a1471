/* Makes pages kinder where scripts run; every page works without. No inline scripts, no dependencies. */
(function () {
  "use strict";
  var html = document.documentElement;
  var words = {};
  try { words = JSON.parse(document.getElementById("site-words").textContent); } catch (error) { /* said in nothing */ }

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function say(key) {
    var values = Array.prototype.slice.call(arguments, 1);
    return (words[key] || key).replace(/\{(\d)\}/g, function (_, index) { return values[index]; });
  }
  function announce(text) {
    var place = document.querySelector("[data-announce]");
    if (place) { place.textContent = ""; window.setTimeout(function () { place.textContent = text; }, 50); }
  }
  function remember(name, value) {
    document.cookie = name + "=" + value + ";path=/;max-age=31536000;samesite=lax" + (location.protocol === "https:" ? ";secure" : "");
    try { window.localStorage.setItem("tb-" + name, value); } catch (error) { /* private window: the cookie is enough */ }
  }
  // As everywhere on the site: the hour of the offices, wherever the browser is.
  var hours = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  function clock(date) { return hours.format(date); }

  /* Elder mode, high contrast, dark desk, language: the links work alone; here they work without a reload where they can. */
  function wireSwitches() {
    ["elder", "contrast"].forEach(function (name) {
      all("[data-switch=" + name + "]").forEach(function (link) {
        link.addEventListener("click", function (event) {
          event.preventDefault();
          remember(name, html.classList.toggle(name) ? "1" : "0");
        });
      });
    });
    all("[data-switch=dark]").forEach(function (link) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        var dark = html.getAttribute("data-bs-theme") !== "dark";
        html.setAttribute("data-bs-theme", dark ? "dark" : "light");
        remember("theme", dark ? "dark" : "light");
      });
    });
    all("[data-language]").forEach(function (link) {
      link.addEventListener("click", function () { remember("django_language", link.dataset.language); });
    });
  }

  /* The header of a published page is the same for everybody; who is signed in is asked afterwards. */
  function showMe() {
    var places = all("[data-me]");
    if (!places.length || !html.dataset.meUrl || !window.fetch) return;
    try { if (Number(sessionStorage.getItem("tb-nobody")) > Date.now()) return; } catch (error) { /* ask */ }
    fetch(html.dataset.meUrl, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (me) {
        if (!me || !me.signed_in) {
          try { sessionStorage.setItem("tb-nobody", String(Date.now() + 60000)); } catch (error) { /* ask again */ }
          return;
        }
        places.forEach(function (place) { fillMe(place, me); });
        all("[data-when-signed-in]:not([data-load])").forEach(function (part) { part.hidden = false; });
        loadParts("[data-load][data-when-signed-in]");
        all("[data-when-signed-out]").forEach(function (part) { part.hidden = true; });
      })
      .catch(function () { /* offline: "My page" still leads there */ });
  }
  function fillMe(place, me) {
    var text = place.querySelector("[data-me-text]") || place;
    if (me.name) text.textContent = me.name;
    var unread = me.unread > 99 ? "99+" : String(me.unread || "");
    /* The spoken name holds what is seen, in the same order. */
    place.setAttribute("aria-label", say("signed_in_as", ((me.name || "") + " " + unread).trim()));
    if (me.url) place.setAttribute("href", me.url);
    if (me.unread) {
      var count = document.createElement("span");
      count.className = "tb-me-count";
      count.textContent = unread;
      place.appendChild(document.createTextNode(" "));
      place.appendChild(count);
    }
  }

  /* data-key="a": Alt+A presses the button, follows the link or enters the field, and the key is shown in the button.
     With data-key-twice the first press brings the button into view and the focus on it; the next one, or Enter, sends. */
  function showKeys(root) {
    all("[data-key]", root).forEach(function (thing) {
      var key = thing.dataset.key.toUpperCase();
      thing.setAttribute("aria-keyshortcuts", "Alt+" + key);
      if (/^(BUTTON|A)$/.test(thing.tagName) && !thing.querySelector(".tb-key")) {
        var hint = document.createElement("kbd");
        hint.className = "tb-key";
        hint.setAttribute("aria-hidden", "true");
        hint.textContent = "Alt+" + key;
        thing.appendChild(hint);
      }
    });
  }
  function visible(thing) { return !!(thing.offsetParent || thing.getClientRects().length); }
  function pressKeys(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph")) return;
    var letter = /^(Key|Digit)(.)$/.exec(event.code || "");
    if (!letter) return;
    var key = letter[2].toLowerCase();
    var thing = all("[data-key]").filter(function (one) { return one.dataset.key.toLowerCase() === key && visible(one) && !one.disabled; })[0];
    if (!thing) return;
    event.preventDefault();
    var held = event.repeat, ready = document.activeElement === thing;
    thing.focus();
    if (held) return;
    if ("keyTwice" in thing.dataset && !ready) { announce(say("press_again")); return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(thing.tagName) && !/^(checkbox|radio|button|submit)$/.test(thing.type)) { if (thing.select) thing.select(); } else thing.click();
  }

  /* A second click sends nothing. The button comes back if the page is still here after a while, or is returned to. */
  var WAIT = 12000;
  function guard(event) {
    var form = event.target;
    if (event.defaultPrevented || (form.getAttribute("method") || "").toLowerCase() !== "post" || "noGuard" in form.dataset) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    try { sessionStorage.removeItem("tb-nobody"); } catch (error) { /* it may be the sign-in: ask again on the next page */ }
    var buttons = all("button[type=submit], button:not([type]), input[type=submit]", form);
    var pressed = event.submitter;
    window.setTimeout(function () {
      buttons.forEach(function (button) { if (!button.disabled) { button.disabled = true; button.dataset.guarded = "1"; } });
      if (pressed) { pressed.classList.add("is-busy"); announce(say("sending")); }
    }, 0);
    window.setTimeout(function () { if (form.dataset.sent) { release(form); announce(say("still_sending")); } }, WAIT);
  }
  function release(form) {
    delete form.dataset.sent;
    all("[data-guarded]", form).forEach(function (button) { button.disabled = false; delete button.dataset.guarded; });
    all(".is-busy", form).forEach(function (button) { button.classList.remove("is-busy"); });
  }

  /* form[data-autosave="URL"]: a draft is sent a moment after the last change; the page says when it was saved. */
  function wireAutosave(form) {
    var timer = 0, mark = document.querySelector("[data-saved]");
    function show(state, text) {
      if (!mark) return;
      mark.classList.toggle("is-waiting", state === "waiting");
      mark.classList.toggle("is-wrong", state === "wrong");
      mark.querySelector("[data-saved-text]").textContent = text;
    }
    function save() {
      show("waiting", say("saving"));
      var data = new FormData(form);
      all("input[type=file]", form).forEach(function (field) { data.delete(field.name); });
      fetch(form.dataset.autosave || form.action, { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } })
        .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); show("saved", say("saved_at", clock(new Date()))); })
        .catch(function () { show("wrong", say("not_saved")); timer = window.setTimeout(save, 15000); });
    }
    function later() { window.clearTimeout(timer); timer = window.setTimeout(save, 1500); }
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", function () { window.clearTimeout(timer); });
  }

  function wireCopies(root) {
    all("[data-copy]", root).forEach(function (button) {
      button.addEventListener("click", function () {
        var source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
        copy(source ? source.textContent.trim() : button.dataset.copy).then(function () {
          var label = button.querySelector("[data-copy-text]") || button, before = label.textContent;
          label.textContent = say("copied");
          announce(say("copied"));
          window.setTimeout(function () { label.textContent = before; }, 2000);
        });
      });
    });
  }
  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    var field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.appendChild(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    return Promise.resolve();
  }

  /* data-load="/path/": a part of a published page that changes by the minute or by the person; without it stands what was published. */
  function loadParts(selector) {
    all(selector).forEach(function (part) {
      fetch(part.dataset.load, { credentials: "same-origin", headers: { "X-Requested-With": "XMLHttpRequest" } })
        .then(function (answer) { return answer.status === 200 && !answer.redirected ? answer.text() : null; })
        .then(function (text) { if (text) { part.innerHTML = text; part.hidden = false; showKeys(part); wireCopies(part); } })
        .catch(function () { /* the published words stay */ });
    });
  }

  /* Pages of one person show the place of the last public page. */
  function rememberPlace() {
    var place = html.dataset.place;
    if (place && html.dataset.surface === "public" && document.cookie.indexOf("place=" + place) < 0) remember("place", place);
  }

  function start() {
    wireSwitches();
    rememberPlace();
    loadParts("[data-load]:not([data-when-signed-in])");
    showMe();
    showKeys(document);
    wireCopies(document);
    all("form[data-autosave]").forEach(wireAutosave);
    all("[data-print]").forEach(function (button) { button.addEventListener("click", function () { window.print(); }); });
    all("[data-back]").forEach(function (link) {
      link.addEventListener("click", function (event) { if (history.length > 1 && !link.dataset.back) { event.preventDefault(); history.back(); } });
    });
    var summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
  }
  document.addEventListener("submit", guard);
  document.addEventListener("keydown", pressKeys);
  window.addEventListener("pageshow", function (event) { if (event.persisted) all("form[data-sent]").forEach(release); });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422 && event.detail.elt.matches("[data-swap-faults]")) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.addEventListener("htmx:afterSettle", function (event) { showKeys(event.target); wireCopies(event.target); });
  document.addEventListener("htmx:afterRequest", function (event) { var form = event.target.closest && event.target.closest("form"); if (form) release(form); });
  window.tb = { say: say, announce: announce, all: all };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
