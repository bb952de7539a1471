/* Adds, moves and removes rows of the decision table without asking the server; it does the same without this. */
(function () {
  "use strict";
  function start() {
    var body = document.querySelector("[data-grid]"), fresh = document.querySelector("[data-new-row]");
    var count = document.querySelector("[data-rows]");
    if (!body || !fresh || !count) return;
    document.querySelectorAll("[data-with-script]").forEach(function (one) { one.hidden = false; });

    function lines() { return Array.prototype.slice.call(body.querySelectorAll("[data-line]")); }

    function renumber() {
      var all = lines();
      all.forEach(function (line, number) {
        line.id = "row-" + number;
        line.querySelector("[data-number]").textContent = String(number + 1);
        line.querySelectorAll("[name^='r']").forEach(function (field) {
          field.name = field.name.replace(/^r\d+\./, "r" + number + ".");
        });
        line.querySelectorAll("[data-move]").forEach(function (button) {
          var up = button.dataset.move === "-1";
          button.value = number + (up ? "-up" : "-down");
          if ((up && number === 1) || (!up && number === all.length - 1)) button.setAttribute("aria-disabled", "true");
          else button.removeAttribute("aria-disabled");
        });
        line.querySelectorAll("[data-remove]").forEach(function (button) { button.value = String(number); });
      });
      count.value = String(all.length);
    }

    function move(line, by) {
      var all = lines(), at = all.indexOf(line), to = at + by, held = document.activeElement;
      if (at < 1 || to < 1 || to >= all.length) return;
      body.insertBefore(line, by < 0 ? all[to] : all[to].nextSibling);
      renumber();
      if (held && line.contains(held)) held.focus();
    }

    document.addEventListener("click", function (event) {
      var button = event.target.closest("[data-move], [data-remove], [data-add-row]");
      if (!button) return;
      event.preventDefault();
      if (button.matches("[data-add-row]")) {
        body.appendChild(fresh.content.cloneNode(true));
        renumber();
        var last = lines().pop(), first = last.querySelector("summary, input");
        if (first) first.focus();
        return;
      }
      var line = button.closest("[data-line]");
      if (button.matches("[data-move]")) { move(line, Number(button.dataset.move)); return; }
      var next = line.nextElementSibling || line.previousElementSibling;
      line.remove();
      renumber();
      var target = next && next.querySelector("summary, input");
      if (target) target.focus();
    });

    document.addEventListener("keydown", function (event) {
      var by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      var line = event.ctrlKey && by && event.target.closest && event.target.closest("[data-line]");
      if (!line) return;
      event.preventDefault();
      move(line, by);
    });

    /* What a folded cell says follows its ticks. */
    body.addEventListener("change", function (event) {
      var cell = event.target.closest(".cat-cell"), boxes = cell && cell.querySelectorAll("input[type=checkbox]");
      if (!boxes || !boxes.length) return;
      var summary = cell.querySelector("summary"), said = [];
      if (!cell.dataset.none) cell.dataset.none = cell.classList.contains("is-set") ? "–" : summary.lastChild.textContent;
      boxes.forEach(function (box) { if (box.checked) said.push(box.parentNode.querySelector("span").textContent); });
      summary.lastChild.textContent = said.length ? said.join("、") : cell.dataset.none;
      cell.classList.toggle("is-set", said.length > 0);
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
