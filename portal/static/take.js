/* On a phone: takes the answers out of the address before anything else loads, then sends them. */
(function () {
  "use strict";

  var answers = location.hash.slice(1);
  if (answers) {
    history.replaceState(null, "", location.pathname);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("[data-take]");
    if (!form || !answers) {
      return;
    }
    document.querySelector("[data-nothing]").hidden = true;
    form.querySelector("[data-taking]").hidden = false;
    form.elements.answers.value = answers;
    form.submit();
  });
})();
