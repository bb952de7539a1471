/* Lists of the desk: choose rows, the batch bar, walking through rows with Alt+J and Alt+K. */
(function () {
  "use strict";
  function start() {
    var tb = window.tb;
    if (!tb) return;
    tb.all("[data-batch]").forEach(wireBatch);
    document.addEventListener("keydown", walk);

    function wireBatch(form) {
      var bar = form.querySelector("[data-batch-bar]"), every = form.querySelector("[data-batch-all]");
      function boxes() { return tb.all("input[type=checkbox][data-batch-one]", form); }
      function count() {
        var chosen = boxes().filter(function (box) { box.closest("tr").classList.toggle("is-chosen", box.checked); return box.checked; }).length;
        if (every) { every.checked = chosen > 0 && chosen === boxes().length; every.indeterminate = chosen > 0 && !every.checked; }
        if (bar) { bar.classList.toggle("is-shown", chosen > 0); bar.querySelector("[data-batch-count]").textContent = tb.say("selected", chosen); }
      }
      form.addEventListener("change", function (event) {
        if (event.target === every) boxes().forEach(function (box) { box.checked = every.checked; });
        count();
      });
      count();
    }
    function walk(event) {
      var step = event.code === "KeyJ" ? 1 : event.code === "KeyK" ? -1 : 0;
      if (!event.altKey || event.ctrlKey || event.metaKey || !step) return;
      var links = tb.all("[data-row]");
      if (!links.length) return;
      event.preventDefault();
      var now = links.indexOf(document.activeElement);
      links[Math.min(Math.max(now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step, 0), links.length - 1)].focus();
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
