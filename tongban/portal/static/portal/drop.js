/* A file dropped on the form of the check page is checked at once; choosing it works without this. */
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("form[data-dropzone]"), function (form) {
    var field = form.querySelector("input[type=file]");
    form.addEventListener("dragover", function (event) { event.preventDefault(); form.classList.add("is-over"); });
    form.addEventListener("dragleave", function () { form.classList.remove("is-over"); });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("is-over");
      if (!event.dataTransfer || !event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      if (form.requestSubmit) form.requestSubmit(); else form.submit();
    });
  });
})();
