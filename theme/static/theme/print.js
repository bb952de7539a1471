/* The day of printing, which no published file can know. */
(function () {
  "use strict";
  function tell() {
    var day = new Date().toLocaleDateString(document.documentElement.lang, {year: "numeric", month: "long", day: "numeric", timeZone: "Asia/Shanghai"});
    document.querySelectorAll("[data-printed-on]").forEach(function (one) {
      one.textContent = one.getAttribute("data-printed-on") + " " + day;
    });
  }
  window.addEventListener("beforeprint", tell);
  tell();
}());
