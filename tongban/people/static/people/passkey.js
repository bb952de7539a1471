/* Passkeys: asks the server for a challenge, the browser for an answer, and sends it with the form it stands in. */
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !window.fetch) return;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = "";
    new Uint8Array(buffer).forEach(function (one) { plain += String.fromCharCode(one); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function known(list) {
    return (list || []).map(function (one) { return { type: one.type, id: bytes(one.id), transports: one.transports }; });
  }
  function asked(wish) {
    wish.challenge = bytes(wish.challenge);
    if (wish.user) wish.user.id = bytes(wish.user.id);
    if (wish.excludeCredentials) wish.excludeCredentials = known(wish.excludeCredentials);
    if (wish.allowCredentials) wish.allowCredentials = known(wish.allowCredentials);
    return wish;
  }
  function told(credential) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    });
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: response,
      clientExtensionResults: {} });
  }

  function wire(form) {
    var wrong = form.querySelector("[data-passkey-wrong]"), button = form.querySelector("button");
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var adds = form.dataset.passkeyTo === "add", data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append("to", form.dataset.passkeyTo);
      wrong.hidden = true;
      button.disabled = true;
      fetch(form.dataset.passkey, { method: "POST", body: data, credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
        .then(function (wish) {
          var wanted = { publicKey: asked(wish) };
          return adds ? navigator.credentials.create(wanted) : navigator.credentials.get(wanted);
        })
        .then(function (credential) { form.elements.answer.value = told(credential); form.submit(); })
        .catch(function () { wrong.hidden = false; button.disabled = false; button.focus(); });
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll("form[data-passkey]"), wire);
})();
