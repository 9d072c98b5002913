/* Entries of a list dragged by their handle, with a mouse, a pen or a finger.
   Without this the buttons beside each entry do the same. */
(function () {
  "use strict";

  var held = null;

  function place(list, entry, y) {
    var others = Array.prototype.slice.call(list.querySelectorAll("[data-entry]"));
    var below = others.filter(function (other) {
      var box = other.getBoundingClientRect();
      return other !== entry && y < box.top + box.height / 2;
    })[0];
    list.insertBefore(entry, below || null);
  }

  function order(list) {
    return Array.prototype.map.call(list.children, function (entry) {
      return entry.getAttribute("data-entry");
    });
  }

  function release(keep) {
    if (!held) {
      return;
    }
    var was = held;
    held = null;
    was.entry.classList.remove("held");
    if (!keep) {
      was.list.insertBefore(was.entry, was.next);
      return;
    }
    if (order(was.list).join("\n") !== was.before) {
      document.getElementById("dragged").value = was.entry.getAttribute("data-entry");
      was.list.closest("form").requestSubmit();
    }
  }

  document.addEventListener("pointerdown", function (event) {
    var grip = event.target.closest ? event.target.closest("[data-grip]") : null;
    if (!grip || event.button !== 0) {
      return;
    }
    event.preventDefault();
    var entry = grip.closest("[data-entry]");
    held = {
      entry: entry,
      list: entry.parentNode,
      next: entry.nextElementSibling,
      before: order(entry.parentNode).join("\n")
    };
    entry.classList.add("held");
  });

  document.addEventListener("pointermove", function (event) {
    if (held) {
      event.preventDefault();
      place(held.list, held.entry, event.clientY);
      var edge = 60;
      if (event.clientY < edge || event.clientY > window.innerHeight - edge) {
        window.scrollBy(0, event.clientY < edge ? -12 : 12);
      }
    }
  });

  document.addEventListener("pointerup", function () {
    release(true);
  });
  document.addEventListener("pointercancel", function () {
    release(false);
  });
  /* What was moved is said in a place that stays: readers of screens miss one that is put in anew. */
  document.addEventListener("htmx:afterSwap", function () {
    var said = document.getElementById("order-said");
    document.getElementById("order-live").textContent = said ? said.textContent : "";
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      release(false);
    }
  });
})();
