/* form[data-upload]: each file goes alone, with its own progress, preview and remove. Without this the form simply submits.
   Contract with the form's own URL, see templates/components/upload.html. */
(function () {
  "use strict";
  if (!window.FormData || !window.XMLHttpRequest) return;
  var tb;

  function size(bytes) { return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB"; }
  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  function send(form, data, progress, done, failed) {
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.onprogress = function (event) { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onload = function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { /* no words from the server */ }
      if (request.status >= 200 && request.status < 300) { told(answer); done(answer); } else failed([answer.message, answer.cure].filter(Boolean).join(" "));
    };
    request.onerror = request.ontimeout = function () { failed(""); };
    request.send(data);
    return request;
  }
  function told(answer) {
    if (answer.used) tb.all("[data-upload-used]").forEach(function (place) { place.textContent = answer.used; });
  }
  function fields(form) {
    var data = new FormData();
    tb.all("input[type=hidden]", form).forEach(function (input) { data.append(input.name, input.value); });
    return data;
  }

  function Upload(form) {
    this.form = form;
    this.list = form.querySelector("[data-upload-files]");
    this.errors = form.querySelector("[data-upload-errors]");
    this.input = form.querySelector("input[type=file]");
    this.input.addEventListener("change", this.take.bind(this, null));
    form.addEventListener("click", this.clicked.bind(this));
    form.addEventListener("submit", function (event) { if (!event.submitter || event.submitter.name !== "remove") event.preventDefault(); });
    ["dragover", "dragleave", "drop"].forEach(function (kind) { form.addEventListener(kind, this.dragged.bind(this)); }, this);
  }
  Upload.prototype.complain = function (text) {
    this.errors.hidden = !text;
    if (!text) { document.querySelectorAll(".tb-errors").forEach(function (box) { box.hidden = true; }); }
    this.errors.querySelector("span").textContent = text || "";
  };
  Upload.prototype.fault = function (file) {
    var limit = Number(this.form.dataset.maxMb) * 1048576;
    var ending = (/\.[^.]+$/.exec(file.name.toLowerCase()) || [""])[0];
    if (this.input.accept && this.input.accept.toLowerCase().split(",").map(function (one) { return one.trim(); }).indexOf(ending) < 0) return tb.say("wrong_kind", file.name, this.input.accept.replace(/\./g, " ").trim());
    if (file.size > limit) return tb.say("too_big", file.name, size(file.size), size(limit));
    return "";
  };
  Upload.prototype.take = function (given) {
    var files = Array.prototype.slice.call(given || this.input.files), most = Number(this.form.dataset.maxFiles), faults = [];
    this.complain("");
    if (this.list.children.length + files.length > most) { this.complain(tb.say("too_many", this.list.children.length + files.length, most)); this.input.value = ""; return; }
    files.forEach(function (file) {
      var fault = this.fault(file);
      if (fault) faults.push(fault); else this.upload(file);
    }, this);
    if (faults.length) this.complain(faults.join(" "));
    this.input.value = "";
  };
  Upload.prototype.row = function (file) {
    var row = element("li", "tb-file"), picture = element("span", "tb-file-picture"), name = element("span", "tb-file-name"), bar = element("progress");
    if (/^image\//.test(file.type)) {
      var image = element("img");
      image.alt = "";
      image.src = URL.createObjectURL(file);
      image.onload = function () { URL.revokeObjectURL(image.src); };
      picture.appendChild(image);
    }
    name.appendChild(element("span", "", file.name));
    name.appendChild(element("small", "", size(file.size)));
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", tb.say("uploading", file.name));
    [picture, name, bar].forEach(function (part) { row.appendChild(part); });
    this.list.appendChild(row);
    return row;
  };
  Upload.prototype.upload = function (file) {
    var self = this, row = this.row(file), bar = row.querySelector("progress"), data = fields(this.form);
    data.append("file", file, file.name);
    tb.announce(tb.say("uploading", file.name));
    send(this.form, data, function (share) { bar.value = share; }, function (answer) {
      row.replaceWith(self.kept(row, answer, file));
      tb.announce(tb.say("uploaded", file.name));
      self.changed();
    }, function (why) { self.failed(row, file, why || tb.say("upload_failed", file.name)); });
  };
  Upload.prototype.kept = function (row, answer, file) {
    var known = tb.all("[data-file]", this.list).map(function (one) { return one.dataset.file; });
    var fresh = (answer.files || []).filter(function (one) { return known.indexOf(String(one.id)) < 0 && one.name === file.name; })[0] || (answer.files || []).slice(-1)[0];
    row.querySelector("progress").remove();
    if (!fresh) return row;
    row.dataset.file = fresh.id;
    var link = element("a", "", fresh.name);
    link.href = fresh.url;
    link.target = "_blank";
    link.rel = "noopener";
    row.querySelector(".tb-file-name span").replaceWith(link);
    var remove = element("button", "btn btn-sm", tb.say("remove"));
    remove.type = "submit";
    remove.name = "remove";
    remove.value = fresh.id;
    remove.appendChild(element("span", "visually-hidden", " " + fresh.name));
    row.appendChild(remove);
    return row;
  };
  Upload.prototype.failed = function (row, file, why) {
    var self = this, again = element("button", "btn btn-sm", tb.say("retry"));
    again.type = "button";
    again.addEventListener("click", function () { row.remove(); self.complain(""); self.upload(file); });
    row.querySelector("progress").remove();
    row.appendChild(again);
    this.complain(why);
  };
  Upload.prototype.clicked = function (event) {
    var button = event.target.closest("button[name=remove]");
    if (!button) return;
    event.preventDefault();
    var self = this, row = button.closest("li"), data = fields(this.form), name = row.querySelector("a").textContent;
    data.append("remove", button.value);
    button.disabled = true;
    send(this.form, data, function () {}, function () { row.remove(); tb.announce(tb.say("removed", name)); self.complain(""); self.changed(); self.input.focus(); },
      function (why) { button.disabled = false; self.complain(why || tb.say("upload_failed", name)); });
  };
  Upload.prototype.dragged = function (event) {
    event.preventDefault();
    this.form.classList.toggle("is-over", event.type === "dragover");
    if (event.type === "drop" && event.dataTransfer.files.length) this.take(event.dataTransfer.files);
  };
  /* Others (a counter of what is missing) may listen to this event on the form. */
  Upload.prototype.changed = function () { this.form.dispatchEvent(new CustomEvent("tb:files", { bubbles: true, detail: { count: this.list.children.length } })); };

  function start() { tb = window.tb; if (tb) tb.all("form[data-upload]").forEach(function (form) { new Upload(form); }); }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
