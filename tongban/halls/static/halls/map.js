/* A map of the places that the page lists: tiles of the source that is set, a mark for each place, moved by hand, by
   finger and by keys. The list stays for whoever does without. Coordinates are CGCS2000, drawn as Web Mercator. */
(function () {
  "use strict";
  var SIZE = 256;
  var given = document.getElementById("map-given");
  var box = document.querySelector("[data-map]");
  var places = Array.prototype.slice.call(document.querySelectorAll("[data-spot][data-latitude]"));
  if (!given || !box || !places.length) return;
  given = JSON.parse(given.textContent);

  function x(longitude) { return (longitude + 180) / 360; }
  function y(latitude) {
    var sine = Math.sin(latitude * Math.PI / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  var points = places.map(function (one) {
    var link = one.querySelector("a");
    return { x: x(Number(one.dataset.longitude)), y: y(Number(one.dataset.latitude)), name: link.textContent, href: link.getAttribute("href") };
  });
  var marks = points.map(function (point) {
    var mark = document.createElement("a");
    mark.className = "tb-map-mark";
    mark.href = point.href;
    mark.title = point.name;
    mark.addEventListener("click", function (event) {
      if (mark.textContent === "" || view.zoom >= given.most) return;
      event.preventDefault();
      view = { zoom: Math.min(given.most, view.zoom + 2), x: point.x, y: point.y };
      draw();
    });
    box.appendChild(mark);
    return mark;
  });
  var tiles = {}, view = fitted();

  function fitted() {
    var xs = points.map(function (p) { return p.x; }), ys = points.map(function (p) { return p.y; });
    var low = [Math.min.apply(null, xs), Math.min.apply(null, ys)], high = [Math.max.apply(null, xs), Math.max.apply(null, ys)];
    var zoom = Math.min(15, given.most), width = box.clientWidth - 60, height = box.clientHeight - 60;
    while (zoom > given.least && ((high[0] - low[0]) * SIZE * Math.pow(2, zoom) > width || (high[1] - low[1]) * SIZE * Math.pow(2, zoom) > height)) zoom -= 1;
    return { zoom: zoom, x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2 };
  }
  function draw() {
    var scale = SIZE * Math.pow(2, view.zoom), left = view.x * scale - box.clientWidth / 2, top = view.y * scale - box.clientHeight / 2;
    var kept = {}, count = Math.pow(2, view.zoom);
    for (var column = Math.floor(left / SIZE); column * SIZE < left + box.clientWidth; column += 1) {
      for (var row = Math.floor(top / SIZE); row * SIZE < top + box.clientHeight; row += 1) {
        if (row < 0 || row >= count || column < 0 || column >= count) continue;
        given.tiles.forEach(function (template, layer) {
          var key = [layer, view.zoom, column, row].join("/");
          kept[key] = tiles[key] || tile(template, column, row);
          kept[key].style.left = Math.round(column * SIZE - left) + "px";
          kept[key].style.top = Math.round(row * SIZE - top) + "px";
          kept[key].style.zIndex = layer > 0 ? 1 : 0;
        });
      }
    }
    Object.keys(tiles).forEach(function (key) { if (!kept[key]) tiles[key].remove(); });
    tiles = kept;
    gather(scale, left, top);
  }
  /* Places too close to be touched apart stand under one mark with their number; it leads to a larger scale. */
  function gather(scale, left, top) {
    var shown = [];
    points.forEach(function (point, number) {
      var across = point.x * scale - left, down = point.y * scale - top;
      var near = shown.filter(function (one) { return Math.abs(one.across - across) < 32 && Math.abs(one.down - down) < 32; })[0];
      marks[number].hidden = Boolean(near);
      if (near) near.count += 1;
      else shown.push({ across: across, down: down, count: 1, number: number });
    });
    shown.forEach(function (one) {
      var mark = marks[one.number], many = one.count > 1;
      mark.style.left = one.across + "px";
      mark.style.top = one.down + "px";
      mark.textContent = many ? one.count : "";
      mark.setAttribute("aria-label", many ? box.dataset.mapMany.replace("{n}", one.count) : points[one.number].name);
    });
  }
  function tile(template, column, row) {
    var image = document.createElement("img");
    image.alt = "";
    image.src = template.replace("{z}", view.zoom).replace("{x}", column).replace("{y}", row);
    box.insertBefore(image, box.firstChild);
    return image;
  }
  function move(right, down) {
    var scale = SIZE * Math.pow(2, view.zoom);
    view.x = Math.min(1, Math.max(0, view.x + right / scale));
    view.y = Math.min(1, Math.max(0, view.y + down / scale));
    draw();
  }
  function zoom(by) {
    view.zoom = Math.min(given.most, Math.max(given.least, view.zoom + by));
    draw();
  }

  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", box.dataset.mapName);
  var keys = document.createElement("div");
  keys.className = "tb-map-keys";
  [["+", 1, box.dataset.mapIn], ["−", -1, box.dataset.mapOut]].forEach(function (one) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = one[0];
    button.setAttribute("aria-label", one[2]);
    button.addEventListener("click", function () { zoom(one[1]); });
    keys.appendChild(button);
  });
  box.appendChild(keys);
  box.addEventListener("keydown", function (event) {
    var step = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] }[event.key];
    if (step) move(step[0], step[1]);
    else if (event.key === "+" || event.key === "=") zoom(1);
    else if (event.key === "-") zoom(-1);
    else return;
    event.preventDefault();
  });
  var from = null;
  box.addEventListener("pointerdown", function (event) {
    if (event.target.closest(".tb-map-keys, .tb-map-mark")) return;
    from = [event.clientX, event.clientY];
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", function (event) {
    if (!from) return;
    move(from[0] - event.clientX, from[1] - event.clientY);
    from = [event.clientX, event.clientY];
  });
  ["pointerup", "pointercancel"].forEach(function (name) { box.addEventListener(name, function () { from = null; }); });
  window.addEventListener("resize", draw);
  draw();
})();
