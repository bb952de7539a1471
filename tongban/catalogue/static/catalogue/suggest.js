/* Names of services while somebody types, into the field's own <datalist>. Without it the search works all the same. */
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("input[data-suggest]"), function (field) {
    var list = document.getElementById(field.getAttribute("list")), timer = 0, asked = "";
    if (!list || !window.fetch) return;
    function show(names) {
      list.textContent = "";
      names.forEach(function (name) {
        var option = document.createElement("option");
        option.value = name;
        list.appendChild(option);
      });
    }
    function ask() {
      var typed = field.value.trim();
      if (!typed || typed === asked) return;
      asked = typed;
      fetch(field.dataset.suggest + "&q=" + encodeURIComponent(typed), { credentials: "omit", headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
        .then(function (answer) { if (typed === asked) show(answer.suggestions); })
        .catch(function () { /* no suggestions */ });
    }
    field.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(ask, 200); });
  });
})();
