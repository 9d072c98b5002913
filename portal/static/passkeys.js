/* Passkeys: a button asks the device, and the form it stands in is sent with the device's answer.
   Without this, or where the browser knows no passkeys, the button is not shown and a code works. */
(function () {
  "use strict";

  var isKnown = Boolean(window.PublicKeyCredential && navigator.credentials);

  function bytesOf(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (character) {
      return character.charCodeAt(0);
    });
  }

  function textOf(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(credentials) {
    return (credentials || []).map(function (credential) {
      return Object.assign({}, credential, { id: bytesOf(credential.id) });
    });
  }

  function asJson(credential) {
    var answer = credential.response;
    var response = { clientDataJSON: textOf(answer.clientDataJSON) };
    if (answer.attestationObject) {
      response.attestationObject = textOf(answer.attestationObject);
    } else {
      response.authenticatorData = textOf(answer.authenticatorData);
      response.signature = textOf(answer.signature);
    }
    var id = textOf(credential.rawId);
    return JSON.stringify({ id: id, rawId: id, type: credential.type, response: response });
  }

  function made(options) {
    options.challenge = bytesOf(options.challenge);
    options.user.id = bytesOf(options.user.id);
    options.excludeCredentials = withBytes(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: options });
  }

  function used(options) {
    options.challenge = bytesOf(options.challenge);
    options.allowCredentials = withBytes(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  function asked(form, address) {
    var headers = { "X-CSRF-Token": form.elements.csrf_token.value };
    return fetch(address, { method: "POST", headers: headers, credentials: "same-origin" }).then(function (answer) {
      if (answer.status === 429) {
        return answer.text().then(function (words) {
          throw Object.assign(new Error(answer.status), { words: words });
        });
      }
      if (!answer.ok) {
        throw new Error(answer.status);
      }
      return answer.json();
    });
  }

  function answered(button) {
    var options = button.getAttribute("data-passkey-options");
    return options ? made(JSON.parse(options)) : asked(button.form, button.getAttribute("data-passkey")).then(used);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button[data-passkey]") : null;
    if (!button) {
      return;
    }
    var form = button.form;
    var fault = form.querySelector("[data-passkey-fault]");
    var noAnswer = fault.getAttribute("data-passkey-fault");
    fault.hidden = true;
    button.disabled = true;
    answered(button)
      .then(function (credential) {
        form.elements[button.getAttribute("data-passkey-field")].value = asJson(credential);
        form.submit();
      })
      .catch(function (error) {
        button.disabled = false;
        fault.textContent = error.words || noAnswer;
        fault.hidden = false;
      });
  });

  function reveal(root) {
    root.querySelectorAll("[data-passkey-part]").forEach(function (part) {
      part.hidden = (part.getAttribute("data-passkey-part") === "known") !== isKnown;
    });
  }

  reveal(document);
  document.addEventListener("htmx:afterSettle", function () {
    reveal(document);
  });
})();
