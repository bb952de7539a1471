/* The remote control of a television: arrows, OK, Back. ES5, for browsers of about 2013; without it every page is links. */
(function () {
  "use strict";

  var KEYS = {37: "left", 38: "up", 39: "right", 40: "down", 13: "ok", 29443: "ok", 8: "back", 27: "back", 461: "back", 10009: "back", 166: "back"};
  var NAMES = {
    ArrowLeft: "left", ArrowUp: "up", ArrowRight: "right", ArrowDown: "down", Left: "left", Up: "up", Right: "right", Down: "down",
    Enter: "ok", Select: "ok", Accept: "ok",
    Backspace: "back", Escape: "back", Esc: "back", GoBack: "back", BrowserBack: "back", Back: "back", XF86Back: "back"
  };
  var LETTERS = "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  var TURN = "tv-turn", WAY = "tv-way", FOCUS = "tv-focus", BACK = "tv-back";
  var body = document.body;
  var field = null;
  var left = false;

  function each(selector, run, within) {
    Array.prototype.forEach.call((within || document).querySelectorAll(selector), run);
  }

  // What a page leaves for the next one, where the browser keeps it

  function kept(key) {
    try { return JSON.parse(sessionStorage.getItem(key)); } catch (error) { return null; }
  }

  function keep(key, value) {
    try {
      if (value === null) { sessionStorage.removeItem(key); } else { sessionStorage.setItem(key, JSON.stringify(value)); }
    } catch (error) { /* a browser that keeps nothing goes to the page above */ }
  }

  // Focus

  function places() {
    var found = [];
    each("a[href], button, input:not([type=hidden])", function (one) {
      var box = one.getBoundingClientRect();
      if (!one.disabled && box.width > 0 && box.height > 0) { found.push({what: one, box: box}); }
    });
    return found;
  }

  function gap(first, last, otherFirst, otherLast) {
    return Math.max(0, otherFirst - last, first - otherLast);
  }

  function middle(first, last) { return (first + last) / 2; }

  /* How far `to` lies from `from` in a direction; -1 when it does not lie there. What lies in the same column is nearer. */
  function distance(from, to, way) {
    var along, across, off;
    if (way === "left" || way === "right") {
      along = way === "right" ? to.left - from.left : from.right - to.right;
      if (way === "right" ? to.left < from.right - 2 : to.right > from.left + 2) { return -1; }
      across = gap(from.top, from.bottom, to.top, to.bottom);
      if (across > 0) { return -1; }  // a row has an end
      off = Math.abs(middle(from.top, from.bottom) - middle(to.top, to.bottom));
    } else {
      along = way === "down" ? to.top - from.top : from.bottom - to.bottom;
      if (way === "down" ? to.top < from.bottom - 2 : to.bottom > from.top + 2) { return -1; }
      across = gap(from.left, from.right, to.left, to.right);
      off = Math.abs(middle(from.left, from.right) - middle(to.left, to.right));
    }
    return along + 3 * across + off / 10;
  }

  function nearest(way) {
    var all = places(), here = document.activeElement, from = null, best = null, least = Infinity;
    all.forEach(function (one) { if (one.what === here) { from = one.box; } });
    if (!from) { return first(); }
    all.forEach(function (one) {
      var far = one.what === here ? -1 : distance(from, one.box, way);
      if (far >= 0 && far < least) { least = far; best = one.what; }
    });
    return best;
  }

  function first() {
    var marked = document.querySelector("[data-first]") || document.querySelector(".tv-main a, .tv-main button, .tv-main input");
    return marked || document.querySelector("[data-turn]") || document.querySelector("a");
  }

  function focus(what) {
    if (!what) { return; }
    what.focus();
    if (what.scrollIntoView && body.scrollHeight > window.innerHeight) { what.scrollIntoView(false); }
  }

  function number_of(what) {
    var found = -1;
    places().forEach(function (one, number) { if (one.what === what) { found = number; } });
    return found;
  }

  function address() { return location.pathname + location.search; }

  function remember() {
    var all = kept(FOCUS) || {};
    all[address()] = number_of(document.activeElement);
    keep(FOCUS, all);
  }

  function begin() {
    var all = places(), remembered = (kept(FOCUS) || {})[address()], turned = kept(TURN), by_back = kept(BACK);
    keep(BACK, null);
    keep(TURN, null);
    if (by_back && all[remembered]) { return focus(all[remembered].what); }
    if (turned) {
      var same = null;
      each("[data-turn]", function (one) { if (one.textContent === turned) { same = one; } });
      if (same) { return focus(same); }
    }
    focus(first());
  }

  // The way that one came: Back leads along it, and pages of one list or guide are one step of it

  function on_the_way() {
    var way = kept(WAY) || [], here = address();
    if (location.pathname === body.getAttribute("data-root") || location.pathname === "/tv/") { way = []; }
    var known = -1;
    way.forEach(function (one, number) { if (known < 0 && one.split("?")[0] === location.pathname) { known = number; } });
    if (known >= 0) { way = way.slice(0, known); }
    way.push(here);
    keep(WAY, way.slice(-30));
  }

  function go(url) {
    left = true;
    wipe();
    if (body.hasAttribute("data-wipe")) { location.replace(url); } else { location.href = url; }
  }

  /* Whether there was somewhere to go: at home the television itself may answer. */
  function back() {
    var up = body.getAttribute("data-up"), way = kept(WAY) || [];
    if (!up) { return false; }
    keep(BACK, true);
    go(way.length > 1 ? way[way.length - 2] : up);
    return true;
  }

  // What is personal does not stay

  function wipe() {
    if (!body.hasAttribute("data-wipe")) { return; }
    each("input[data-field]", function (one) { one.value = ""; });
    if (left) { each("main", function (one) { one.innerHTML = ""; }); }
  }

  var last_key = new Date().getTime();

  function look_at_time() {
    var now = new Date().getTime();
    tell_time(now);
    if (now - last_key > 1000 * body.getAttribute("data-idle")) {
      last_key = now;
      if (body.getAttribute("data-up")) { go(body.getAttribute("data-root")); } else { focus(first()); }
    }
  }

  // The clock: Shanghai's time by the server, whatever the television believes

  var ahead = 1000 * body.getAttribute("data-now") - new Date().getTime();

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function tell_time(now) {
    var at = new Date(now + ahead + 8 * 3600 * 1000);
    var weekdays = "日一二三四五六", english = body.getAttribute("data-lang") === "en";
    var days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    var months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    var day = at.getUTCDate(), month = at.getUTCMonth(), year = at.getUTCFullYear();
    var said = english
      ? days[at.getUTCDay()] + " " + day + " " + months[month] + " " + year
      : year + "年" + (month + 1) + "月" + day + "日 星期" + weekdays.charAt(at.getUTCDay());
    each("[data-date]", function (one) { one.textContent = said; });
    each("[data-time]", function (one) { one.textContent = two(at.getUTCHours()) + ":" + two(at.getUTCMinutes()); });
  }

  // The keys on the screen

  function fill(one) {
    field = one;
    each("[data-field]", function (other) { other.className = other === one ? "is-filled-now" : ""; });
  }

  function put(letter) {
    if (field && field.value.length < field.maxLength) { field.value += letter; }
  }

  function key(text, title, wide, run) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (title) { made.setAttribute("aria-label", title); }
    if (wide) { made.className = "tv-pad-wide"; }
    made.addEventListener("click", run);
    return made;
  }

  function draw_keys(form) {
    var pad = form.querySelector("[data-keys]");
    pad.setAttribute("role", "group");
    pad.setAttribute("aria-label", form.getAttribute("data-letters"));
    LETTERS.split("").forEach(function (letter) { pad.appendChild(key(letter, "", false, function () { put(letter); })); });
    pad.appendChild(key(form.getAttribute("data-erase"), "", true, function () { field.value = field.value.slice(0, -1); }));
    pad.appendChild(key(form.getAttribute("data-clear"), "", true, function () { field.value = ""; }));
    each("[data-field]", function (one) {
      one.readOnly = true;  // the television's own keyboard stays away
      one.addEventListener("focus", function () { fill(one); });
    }, form);
    fill(form.querySelector("[data-field]"));
  }

  /* OK on a field goes on to the keys. */
  function ok(event) {
    var here = document.activeElement;
    if (here && here.hasAttribute && here.hasAttribute("data-field") && here.readOnly) {
      event.preventDefault();
      focus(document.querySelector("[data-keys] button"));
    } else if (event.keyCode !== 13 && here && here.click) {
      event.preventDefault();
      here.click();
    }
  }

  function typed(event) {
    var letter = (event.key && event.key.length === 1 ? event.key : "").toUpperCase();
    if (field && field.readOnly && !event.ctrlKey && !event.altKey && letter && LETTERS.indexOf(letter) >= 0) {
      event.preventDefault();
      put(letter);
    }
  }

  document.addEventListener("keydown", function (event) {
    var what = NAMES[event.key] || KEYS[event.keyCode], here = document.activeElement;
    last_key = new Date().getTime();
    if (!what) { return typed(event); }
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (what === "ok") { return ok(event); }
    if (what === "back") {
      if (event.key === "Backspace" && here && here.hasAttribute("data-field") && !here.readOnly) { return; }
      if (back()) { event.preventDefault(); }
      return;
    }
    event.preventDefault();
    focus(nearest(what));
  });

  document.addEventListener("click", function (event) {
    var link = event.target;
    last_key = new Date().getTime();
    while (link && link !== body && link.nodeName !== "A") { link = link.parentNode; }
    if (!link || link.nodeName !== "A") { return; }
    remember();
    if (link.hasAttribute("data-turn")) { keep(TURN, link.textContent); }
    if (link.hasAttribute("data-back")) { event.preventDefault(); back(); }
    else if (body.hasAttribute("data-wipe")) { event.preventDefault(); go(link.href); }
  });

  document.addEventListener("focusout", function () {
    setTimeout(function () { if (document.activeElement === body && document.hasFocus() && !left) { focus(first()); } }, 0);
  });
  window.addEventListener("pagehide", function () { remember(); if (body.hasAttribute("data-wipe")) { left = true; wipe(); } });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && body.hasAttribute("data-wipe")) { location.replace(body.getAttribute("data-root")); }
  });

  each("form[data-pad]", draw_keys);
  on_the_way();
  begin();
  look_at_time();
  setInterval(look_at_time, 1000);
}());
