/* A step that waits for a check is sent again until the check is done; without this, by its button. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-goes-on]").forEach(function (form) {
    setTimeout(function () {
      form.submit();
    }, 200);
  });
})();
