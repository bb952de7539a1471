/* Whoever leaves a draft with something typed and not saved is asked first. Every button of the form saves. */
(function () {
  "use strict";
  function start() {
    var form = document.querySelector("form[data-unsaved]");
    if (!form) return;
    var typed = form.dataset.unsaved === "yes";
    form.addEventListener("input", function () { typed = true; });
    document.addEventListener("submit", function () { typed = false; });
    window.addEventListener("beforeunload", function (event) { if (typed) event.preventDefault(); });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
