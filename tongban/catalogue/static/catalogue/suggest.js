/* Names of services while somebody types: a combobox with a list of its own. Without this script the field is a field.
   Keys: down and up walk, Enter searches for what is chosen, Escape closes. The number of names is told aloud. */
(function () {
  "use strict";
  if (!window.fetch) return;
  var serial = 0;

  function combobox(field) {
    var id = "suggested-" + ++serial, timer = 0, asked = "", typed = "", at = -1;
    var list = document.createElement("ul"), told = document.createElement("p");
    list.id = id;
    list.className = "tb-suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.suggestName || "");
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    field.removeAttribute("list");
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", id);
    field.setAttribute("aria-expanded", "false");
    field.parentNode.appendChild(list);
    field.parentNode.appendChild(told);

    function open(yes) {
      list.hidden = !yes;
      field.setAttribute("aria-expanded", String(yes));
      if (!yes) choose(-1);
    }
    function choose(which) {
      at = which;
      Array.prototype.forEach.call(list.children, function (one, number) {
        one.setAttribute("aria-selected", String(number === at));
      });
      if (at < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
      field.value = at < 0 ? typed : list.children[at].textContent;
    }
    function show(names) {
      list.textContent = "";
      at = -1;
      names.forEach(function (name, number) {
        var option = document.createElement("li");
        option.id = id + "-" + number;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = name;
        list.appendChild(option);
      });
      list.hidden = !names.length;
      field.setAttribute("aria-expanded", String(names.length > 0));
      told.textContent = names.length ? (field.dataset.suggestTold || "").replace("{n}", names.length) : "";
    }
    function ask() {
      var now = field.value.trim();
      if (now === asked) return;
      asked = now;
      if (!now) return show([]);
      fetch(field.dataset.suggest + "&q=" + encodeURIComponent(now), { credentials: "omit", headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
        .then(function (answer) { if (now === asked && document.activeElement === field) show(answer.suggestions); })
        .catch(function () { /* no suggestions */ });
    }
    field.addEventListener("input", function () {
      typed = field.value;
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, 150);
    });
    field.addEventListener("keydown", function (event) {
      var many = list.children.length;
      if (event.isComposing || !many) return;
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); open(false); }
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { open(true); return; }
        choose(event.key === "ArrowDown" ? (at + 1 < many ? at + 1 : -1) : (at < 0 ? many - 1 : at - 1));
      }
    });
    field.addEventListener("blur", function () { list.hidden = true; field.setAttribute("aria-expanded", "false"); });
    list.addEventListener("mousedown", function (event) { event.preventDefault(); /* the field keeps the focus */ });
    list.addEventListener("click", function (event) {
      var option = event.target.closest("[role=option]");
      if (!option) return;
      typed = field.value = option.textContent;
      open(false);
      field.form.requestSubmit();
    });
    typed = asked = field.value.trim();
  }

  Array.prototype.forEach.call(document.querySelectorAll("input[data-suggest]"), combobox);
})();
