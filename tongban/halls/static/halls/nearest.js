/* Sorts the list by distance from the reader. The position stays in the browser: nothing is sent. */
(function () {
  "use strict";
  var row = document.querySelector("[data-nearest]");
  if (!row || !navigator.geolocation || !document.querySelector("[data-spot][data-latitude]")) return;
  var told = row.querySelector("[role=status]");
  row.hidden = false;

  function metres(here, place) {
    var rad = Math.PI / 180, lat = (place.dataset.latitude - here.latitude) * rad;
    var lon = (place.dataset.longitude - here.longitude) * rad * Math.cos(here.latitude * rad);
    return 6371000 * Math.sqrt(lat * lat + lon * lon);
  }
  function said(far) {
    return far < 1000 ? told.dataset.metres.replace("{n}", Math.round(far / 50) * 50)
      : told.dataset.kilometres.replace("{n}", (far / 1000).toFixed(1));
  }
  function sort(position) {
    document.querySelectorAll("ul[data-spots]").forEach(function (list) {
      var all = Array.prototype.slice.call(list.children).map(function (one) {
        return { one: one, far: one.dataset.latitude ? metres(position.coords, one) : Infinity };
      });
      all.sort(function (a, b) { return a.far === b.far ? 0 : a.far - b.far; });
      all.forEach(function (each) {
        var place = each.one.querySelector("[data-distance]");
        if (place && each.far < Infinity) place.textContent = said(each.far);
        list.appendChild(each.one);
      });
    });
    told.textContent = told.dataset.told;
  }
  row.querySelector("button").addEventListener("click", function () {
    navigator.geolocation.getCurrentPosition(sort, function () { told.textContent = told.dataset.refused; }, { maximumAge: 300000, timeout: 15000 });
  });
})();
