/* Runs before the first paint, so that elder mode and the dark desk do not flash. Without it the page is simply light and normal. */
(function () {
  "use strict";
  var html = document.documentElement;
  function wish(name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    if (found) return found[1];
    try { return window.localStorage.getItem("tb-" + name) || ""; } catch (error) { return ""; }
  }
  html.classList.add("js");
  if (wish("elder") === "1") html.classList.add("elder");
  if (wish("elder") === "0") html.classList.remove("elder");
  if (/^(desk|supervision)$/.test(html.dataset.surface) && wish("theme") === "dark") html.setAttribute("data-bs-theme", "dark");
})();
