/* Small help on top of pages that work without it. Written for Chrome 80 and older WebViews. */
(function () {
  "use strict";

  function fold(text) {
    return text.toLowerCase().replace(/\s+/g, " ").trim();
  }

  function filter(input) {
    var name = input.getAttribute("data-filter");
    var list = document.querySelector('[data-filtered="' + name + '"]');
    var none = document.querySelector('[data-none="' + name + '"]');
    if (!list) { return; }
    var words = fold(input.value).split(" ").filter(Boolean);
    var found = 0;
    list.querySelectorAll("[data-group]").forEach(function (group) {
      var inside = 0;
      group.querySelectorAll("[data-keys]").forEach(function (item) {
        var keys = item.getAttribute("data-keys").toLowerCase();
        var fits = words.every(function (word) { return keys.indexOf(word) >= 0; });
        item.hidden = !fits;
        inside += fits ? 1 : 0;
      });
      group.hidden = inside === 0;
      found += inside;
    });
    if (none) { none.hidden = found > 0; }
  }

  document.addEventListener("input", function (event) {
    if (event.target.hasAttribute && event.target.hasAttribute("data-filter")) {
      filter(event.target);
    }
  });

  /* Ticks of the checklist: kept for this window only, never sent. */
  function ticks(list) {
    list.querySelectorAll("input").forEach(function (box) {
      var key = "tick-" + box.value;
      box.checked = sessionStorage.getItem(key) === "1";
      box.addEventListener("change", function () {
        sessionStorage.setItem(key, box.checked ? "1" : "0");
      });
    });
  }

  document.querySelectorAll("[data-ticks]").forEach(ticks);

  /* Printing and sharing stand only where the browser can do them. */
  document.querySelectorAll("[data-print]").forEach(function (button) {
    if (!window.print) { return; }
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  document.querySelectorAll("[data-share]").forEach(function (button) {
    var address = button.getAttribute("data-share");
    var canCopy = navigator.clipboard && navigator.clipboard.writeText;
    if (!navigator.share && !canCopy) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      if (navigator.share) {
        navigator.share({ title: document.title, url: address }).catch(function () {});
      } else {
        navigator.clipboard.writeText(address).then(function () {
          button.textContent = button.getAttribute("data-copied");
        });
      }
    });
  });

  /* Copying an address: in an old WebView by hand, through a field that is never seen. */
  function copyByHand(words) {
    var field = document.createElement("textarea");
    field.value = words;
    field.setAttribute("readonly", "");
    field.className = "quiet";
    document.body.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    document.body.removeChild(field);
    return done;
  }

  function copy(words, say) {
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(words).then(say, function () { if (copyByHand(words)) { say(); } });
    } else if (copyByHand(words)) {
      say();
    }
  }

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      copy(button.getAttribute("data-copy"), function () {
        button.textContent = button.getAttribute("data-copied");
        button.focus();
      });
    });
  });

  /* Pages already read can be read again without a network; they say as of when. */
  function workOffline() {
    navigator.serviceWorker.register("/sw.js").catch(function () {});
    document.querySelectorAll("[data-pack]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { keepPack(button); });
    });
  }

  function keepPack(button) {
    var links = document.querySelectorAll("[data-packed] a[href]");
    var pages = [location.pathname].concat(Array.prototype.map.call(links, function (link) {
      return link.getAttribute("href");
    }));
    var channel = new MessageChannel();
    button.disabled = true;
    channel.port1.onmessage = function (event) {
      button.textContent = button.getAttribute(event.data === "kept" ? "data-kept" : "data-failed");
      button.disabled = event.data === "kept";
    };
    navigator.serviceWorker.ready.then(function (registration) {
      registration.active.postMessage({ pack: pages }, [channel.port2]);
    });
  }

  function sayOffline() {
    var banner = document.querySelector("[data-offline]");
    if (!banner) { return; }
    banner.hidden = navigator.onLine;
    if (navigator.onLine || !window.caches) { return; }
    caches.match(location.href).then(function (kept) {
      var made = kept ? new Date(kept.headers.get("Date")) : new Date();
      banner.textContent = banner.getAttribute("data-offline") + " " + made.toLocaleString(document.documentElement.lang);
    });
  }

  if ("serviceWorker" in navigator) { workOffline(); }
  window.addEventListener("online", sayOffline);
  window.addEventListener("offline", sayOffline);
  if (!navigator.onLine) { sayOffline(); }

  /* Steppers beside a number: whole steps, never below nothing. */
  function step(root) {
    root.querySelectorAll("[data-step]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        var field = document.getElementById("value");
        var next = (parseFloat(field.value) || 0) + parseInt(button.getAttribute("data-step"), 10);
        field.value = String(Math.max(0, Math.round(next * 10) / 10));
      });
    });
  }

  step(document);

  /* A form that is being autosaved is sent when that has come back, so that it knows its version. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.id !== "item-form" || !form.classList.contains("htmx-request")) { return; }
    event.preventDefault();
    form.addEventListener("htmx:afterSettle", function () {
      setTimeout(function () { form.requestSubmit(); }, 50);
    }, { once: true });
  });

  function arrive(root) {
    var focus = root.querySelector("[data-focus]");
    if (focus) { focus.focus({ preventScroll: true }); }
  }

  if (document.querySelector('[role="alert"][data-focus]')) { arrive(document); }

  document.addEventListener("htmx:afterSettle", function (event) {
    var heading = event.detail.target.querySelector("h1");
    if (heading) {
      document.title = heading.textContent + document.title.slice(document.title.lastIndexOf(" · "));
    }
    step(event.detail.target);
    arrive(event.detail.target);
  });
})();
