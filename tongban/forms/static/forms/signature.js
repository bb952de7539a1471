/* Drawing a signature; without this the name is typed. What was drawn goes along as a path of moves and lines. */
(function () {
  "use strict";
  function wire(box) {
    if (box.dataset.wired) return;
    box.dataset.wired = "1";
    var frame = box.querySelector("[data-signature-drawn]"), canvas = box.querySelector("canvas");
    var ink = box.querySelector("[data-signature-ink]"), pen = canvas.getContext && canvas.getContext("2d");
    if (!pen) return;
    frame.hidden = false;
    var path = (ink.value || "").replace(/^ink:/, ""), drawing = false, last = "";
    function dress() {
      pen.lineWidth = 3; pen.lineCap = "round"; pen.lineJoin = "round";
      pen.strokeStyle = window.getComputedStyle(canvas).color;
    }
    function redraw() {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      dress();
      var found = /([ML])(\d+) (\d+)/g, part;
      pen.beginPath();
      while ((part = found.exec(path))) pen[part[1] === "M" ? "moveTo" : "lineTo"](+part[2], +part[3]);
      pen.stroke();
    }
    function at(event) {
      var edge = canvas.getBoundingClientRect();
      var x = Math.round((event.clientX - edge.left) * canvas.width / edge.width);
      var y = Math.round((event.clientY - edge.top) * canvas.height / edge.height);
      return Math.min(Math.max(x, 0), canvas.width) + " " + Math.min(Math.max(y, 0), canvas.height);
    }
    function keep() {
      ink.value = path ? "ink:" + path : "";
      ink.dispatchEvent(new Event("change", { bubbles: true }));
    }
    canvas.addEventListener("pointerdown", function (event) {
      drawing = true; last = at(event); path += "M" + last;
      canvas.setPointerCapture(event.pointerId); event.preventDefault();
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!drawing) return;
      var now = at(event);
      if (now === last || path.length > 19000) return;
      path += "L" + now; last = now;
      redraw();
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () { if (drawing) { drawing = false; keep(); } });
    });
    box.querySelector("[data-signature-clear]").addEventListener("click", function () { path = ""; redraw(); keep(); });
    redraw();
  }
  function start() { document.querySelectorAll("[data-signature]").forEach(wire); }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
