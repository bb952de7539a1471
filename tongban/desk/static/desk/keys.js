/* In a list of cases J and K alone walk too: only while a row has the focus, so that no stray key moves anything. */
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    var step = event.key === "j" || event.key === "J" ? 1 : event.key === "k" || event.key === "K" ? -1 : 0;
    if (!step || event.altKey || event.ctrlKey || event.metaKey || !document.activeElement.matches("[data-row]")) return;
    var links = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
    var next = links[links.indexOf(document.activeElement) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
