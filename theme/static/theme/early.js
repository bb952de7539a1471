/* Runs before the first paint, so that elder mode, high contrast and the dark desk do not flash. Without it the page is simply light and normal. */
(function () {
  "use strict";
  var html = document.documentElement;
  function wish(name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    if (found) return found[1];
    try { return window.localStorage.getItem("tb-" + name) || ""; } catch (error) { return ""; }
  }
  html.classList.add("js");
  ["elder", "contrast"].forEach(function (name) {
    if (wish(name) === "1") html.classList.add(name);
    if (wish(name) === "0") html.classList.remove(name);
  });
  if (/^(desk|supervision)$/.test(html.dataset.surface) && wish("theme") === "dark") html.setAttribute("data-bs-theme", "dark");
})();
