/* The kiosk: nothing of a person outlives them. Runs before the page is shown; Chrome 80 and newer.

   Pages replace one another, so that no way leads back. Whoever is not there any more is asked,
   then everything of theirs is cleared here and refused by the server. When in doubt, it ends. */
(function () {
  "use strict";

  var root = document.documentElement;
  var TICK = 250;
  var BEAT = 10000;
  var ASLEEP = 15000;
  var DRIFT = 5000;
  var box, stage, dialog, asking, idle, seconds;
  var last = Date.now();
  var active = false;
  var wiping = false;
  var pressed = null;

  function kept(store, name) {
    try {
      return window[store].getItem(name);
    } catch (fault) {
      return null;
    }
  }

  function keep(store, name, value) {
    try {
      window[store].setItem(name, value);
    } catch (fault) {
      return;
    }
  }

  function drop(store, name) {
    try {
      window[store].removeItem(name);
    } catch (fault) {
      return;
    }
  }

  function find(selector) {
    return document.querySelector(selector);
  }

  function each(within, selector, act) {
    Array.prototype.forEach.call(within.querySelectorAll(selector), act);
  }

  function told(name) {
    return box.getAttribute("data-" + name);
  }

  /* Before anything is shown. */
  if (kept("sessionStorage", "contrast")) {
    root.setAttribute("data-contrast", "high");
  }
  if (kept("sessionStorage", "low")) {
    root.setAttribute("data-low", "1");
  }
  if (kept("localStorage", "ending")) {
    root.setAttribute("data-pending", "1");
  }
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      root.setAttribute("data-pending", "1");
      location.reload();
    }
  });
  ["contextmenu", "dragstart"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      event.preventDefault();
    });
  });

  function post(address, fields) {
    var body = new URLSearchParams();
    Object.keys(fields).forEach(function (name) {
      body.append(name, fields[name]);
    });
    return fetch(address, {
      method: "POST",
      body: body,
      credentials: "same-origin",
      keepalive: true,
      headers: { "Kiosk-Fetch": "1" }
    });
  }

  /* Going on: the page is replaced; a session that could not be ended yet is ended first. */
  function go(address) {
    if (!kept("localStorage", "ending")) {
      location.replace(address);
      return;
    }
    end("idle", function () {
      location.replace(address);
    });
  }

  function within(link) {
    var there = link.pathname === location.pathname && link.search === location.search;
    return there && link.hash ? document.getElementById(decodeURIComponent(link.hash.slice(1))) : null;
  }

  function follow(event) {
    var link = event.target.closest ? event.target.closest("a[href]") : null;
    pressed = event.target.closest ? event.target.closest("button") : null;
    if (!link) {
      return;
    }
    event.preventDefault();
    var place = within(link);
    if (link.hasAttribute("data-ask-end") && asking) {
      asking.showModal();
    } else if (place) {
      place.scrollIntoView();
      place.focus();
    } else if (link.origin === location.origin) {
      go(link.href);
    }
  }

  function fields(form) {
    var found = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      found.append(name, value);
    });
    if (pressed && pressed.form === form && pressed.name) {
      found.append(pressed.name, pressed.value);
    }
    return found;
  }

  function send(event) {
    var form = event.target;
    if (event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    if (form.hasAttribute("data-end")) {
      wipe("finished");
      return;
    }
    var given = fields(form);
    if (form.method.toLowerCase() === "get") {
      go(form.action + "?" + given.toString());
      return;
    }
    fetch(form.action, {
      method: "POST",
      body: given,
      credentials: "same-origin",
      headers: { "Kiosk-Fetch": "1" }
    })
      .then(answered)
      .catch(lost);
  }

  function answered(response) {
    var to = response.headers.get("Kiosk-Location");
    if (to) {
      go(to);
      return null;
    }
    return response.text().then(show);
  }

  function show(text) {
    var sent = new DOMParser().parseFromString(text, "text/html");
    var main = sent.getElementById("main");
    if (!main) {
      location.reload();
      return;
    }
    document.title = sent.title;
    find("#main").innerHTML = main.innerHTML;
    ready(find("#main"));
  }

  function lost() {
    go(told("unreachable-at"));
  }

  /* Questions come by htmx: they replace the address too. */
  function redirected(event) {
    var to = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (to) {
      event.preventDefault();
      go(to);
    }
  }

  /* What stands in the page: keys on the screen, toggles, pickers. */
  function type(button, field) {
    var value = field.value;
    if (button.hasAttribute("data-empty")) {
      value = "";
    } else if (button.hasAttribute("data-erase")) {
      value = value.slice(0, -1);
    } else if (field.maxLength < 0 || value.length < field.maxLength) {
      value += button.getAttribute("data-key");
    }
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function keys(pad) {
    var field = document.getElementById(pad.getAttribute("data-keys-for"));
    if (!field) {
      return;
    }
    pad.hidden = false;
    /* A number that the page proposes is written over by the first key, not added to. */
    var proposed = field.value !== "";
    each(pad, "button", function (button) {
      button.addEventListener("click", function () {
        if (proposed && button.hasAttribute("data-key")) {
          field.value = "";
        }
        proposed = false;
        type(button, field);
      });
    });
  }

  /* While keys are pressed, the words that they may begin stand to be tapped. */
  function words(form) {
    var field = form.querySelector("[type=search]");
    var shown = document.getElementById(form.getAttribute("data-words"));
    var waiting = 0;
    var asked = 0;
    function ask() {
      asked += 1;
      var own = asked;
      if (!field.value) {
        shown.innerHTML = "";
        return;
      }
      fetch(form.action + "?" + fields(form).toString(), {
        headers: { "HX-Request": "true" },
        credentials: "same-origin"
      })
        .then(function (response) {
          return response.ok ? response.text() : "";
        })
        .then(function (text) {
          if (own === asked) {
            shown.innerHTML = text;
          }
        })
        .catch(function () {});
    }
    field.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(ask, 200);
    });
  }

  function choose(bar, initial) {
    each(bar, "[data-initial-key]", function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-initial-key") === initial));
    });
    var list = find('[data-filtered="' + bar.getAttribute("data-initials") + '"]');
    each(list, "[data-group]", function (group) {
      var shown = 0;
      each(group, "[data-initial]", function (item) {
        item.hidden = initial !== "" && item.getAttribute("data-initial") !== initial;
        shown += item.hidden ? 0 : 1;
      });
      group.hidden = shown === 0;
    });
    scrolls();
  }

  function initials(bar) {
    var name = bar.getAttribute("data-initials");
    bar.hidden = false;
    each(bar, "[data-initial-key]", function (button) {
      var initial = button.getAttribute("data-initial-key");
      var leads = find('[data-filtered="' + name + '"] [data-initial="' + initial + '"]');
      button.hidden = initial !== "" && !leads;
      button.addEventListener("click", function () {
        choose(bar, initial);
      });
    });
  }

  function alone(fold) {
    fold.addEventListener("toggle", function () {
      if (!fold.open) {
        return;
      }
      each(document, 'details[name="' + fold.getAttribute("name") + '"]', function (other) {
        if (other !== fold) {
          other.open = false;
        }
      });
      scrolls();
    });
  }

  function toggle(button) {
    var name = button.getAttribute("data-toggle");
    function look() {
      var on = Boolean(kept("sessionStorage", name));
      button.setAttribute("aria-pressed", String(on));
      if (on) {
        root.setAttribute("data-" + name, name === "contrast" ? "high" : "1");
      } else {
        root.removeAttribute("data-" + name);
      }
      scrolls();
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      if (kept("sessionStorage", name)) {
        drop("sessionStorage", name);
      } else {
        keep("sessionStorage", name, "1");
      }
      look();
    });
    look();
  }

  function scrolls() {
    var turn = find("[data-turn]");
    if (turn && stage) {
      turn.hidden = stage.scrollHeight <= stage.clientHeight + 4;
    }
  }

  function ready(part) {
    each(part, "[data-keys-for]", keys);
    each(part, "[data-initials]", initials);
    each(part, "[data-words]", words);
    each(part, "details[name]", alone);
    each(part, "details", function (fold) {
      fold.addEventListener("toggle", scrolls);
    });
    var focus = part.querySelector("[data-focus]");
    if (focus) {
      focus.focus({ preventScroll: true });
    }
    if (stage) {
      stage.scrollTop = 0;
    }
    scrolls();
  }

  /* Printing counts as a number of the day. */
  function printing() {
    function note() {
      post(told("printed-at"), {}).catch(function () {});
    }
    each(document, "[data-print]", function (button) {
      button.addEventListener("click", note);
    });
    if (!document.body.hasAttribute("data-print-now")) {
      return;
    }
    window.addEventListener("load", function () {
      note();
      window.print();
    });
  }

  /* Ending. */
  function nothingToClear() {
    return location.pathname === told("start") && !location.search && !kept("sessionStorage", "used");
  }

  function end(reason, then) {
    post(told("end-at"), { reason: reason })
      .then(function (response) {
        if (response.ok || response.status === 403) {
          drop("localStorage", "ending");
        }
        then();
      })
      .catch(then);
  }

  function forgetHere() {
    if (window.speechSynthesis) {
      window.speechSynthesis.cancel();
    }
    try {
      sessionStorage.clear();
      localStorage.clear();
    } catch (fault) {
      return;
    }
    keep("localStorage", "ending", "1");
  }

  function wipe(reason) {
    if (wiping) {
      return;
    }
    wiping = true;
    root.setAttribute("data-pending", "1");
    [dialog, asking].forEach(function (open) {
      if (open && open.open) {
        open.close();
      }
    });
    find("[data-clearing]").hidden = false;
    if (find("main")) {
      find("main").textContent = "";
    }
    forgetHere();
    end(reason, function () {
      location.replace(told("start"));
    });
  }

  /* Another tab of this machine ended the session: nothing of it stays here either. */
  function elsewhere(event) {
    if (event.key !== "ending" || !event.newValue || wiping) {
      return;
    }
    wiping = true;
    root.setAttribute("data-pending", "1");
    if (find("main")) {
      find("main").textContent = "";
    }
    try {
      sessionStorage.clear();
    } catch (fault) {
      root.setAttribute("data-pending", "1");
    }
    location.replace(told("start"));
  }

  function endPending() {
    if (!kept("localStorage", "ending")) {
      return;
    }
    end("idle", function () {
      var done = !kept("localStorage", "ending");
      if (done && location.pathname !== told("start")) {
        location.replace(told("start"));
        return;
      }
      root.removeAttribute("data-pending");
    });
  }

  /* Is somebody there? */
  function touched() {
    if (dialog.open || wiping) {
      return;
    }
    last = Date.now();
    active = true;
  }

  function stay() {
    dialog.close();
    touched();
    beat();
  }

  function watch() {
    var begun = Date.now();
    var steady = performance.now();
    var before = begun;
    return function () {
      var now = Date.now();
      var gap = now - before;
      var drift = Math.abs(now - begun - (performance.now() - steady));
      before = now;
      if (wiping) {
        return;
      }
      if (gap < 0 || gap > ASLEEP || drift > DRIFT) {
        begun = now;
        steady = performance.now();
        if (nothingToClear()) {
          last = now;
        } else {
          wipe("idle");
        }
        return;
      }
      if (nothingToClear() && !dialog.open) {
        last = now;
        return;
      }
      look(now - last);
    };
  }

  function look(still) {
    if (still < idle) {
      return;
    }
    if (asking.open) {
      asking.close();
    }
    if (!dialog.open) {
      dialog.showModal();
    }
    var left = Math.ceil((idle + seconds - still) / 1000);
    dialog.querySelector(".seconds").textContent = String(Math.max(0, left));
    if (left <= 0) {
      wipe("idle");
    }
  }

  /* Is the server there? */
  function beat() {
    var fresh = active;
    active = false;
    post(told("alive-at"), fresh ? { active: "1" } : {})
      .then(function (response) {
        if (response.status === 403) {
          location.replace(told("start"));
          return null;
        }
        if (!response.ok) {
          gone();
          return null;
        }
        return response.json().then(there);
      })
      .catch(gone);
  }

  function there(state) {
    var banner = find("[data-gone]");
    if (banner) {
      banner.hidden = true;
    }
    if (kept("localStorage", "ending")) {
      endPending();
    }
    if (find("[data-recovers]")) {
      go(told("home"));
      return;
    }
    if (told("made") && told("made") !== state.release + " " + state.day) {
      pack();
    }
    box.setAttribute("data-made", state.release + " " + state.day);
  }

  function gone() {
    var banner = find("[data-gone]");
    if (!banner || !banner.hidden || wiping) {
      return;
    }
    var made = new Date(told("rendered"));
    banner.textContent = banner.getAttribute("data-gone") + " " + made.toLocaleString(root.lang);
    banner.hidden = false;
  }

  /* Guides of this district are kept for when the server is not there. */
  function pack() {
    if (!navigator.serviceWorker) {
      return;
    }
    var files = [];
    each(document, "link[rel=stylesheet], link[rel=icon]", function (link) {
      files.push(link.href);
    });
    each(document, "script[src]", function (script) {
      files.push(script.src);
    });
    navigator.serviceWorker.ready.then(function (registration) {
      registration.active.postMessage({ kiosk: told("pack-at"), files: files });
    });
  }

  function begin() {
    box = find("[data-kiosk]");
    stage = find("[data-stage]");
    dialog = find("[data-countdown]");
    asking = find("[data-confirm]");
    document.addEventListener("click", follow);
    document.addEventListener("submit", send);
    document.addEventListener("htmx:beforeOnLoad", redirected);
    document.addEventListener("htmx:sendError", lost);
    document.addEventListener("htmx:responseError", lost);
    document.addEventListener("htmx:afterSettle", function (event) {
      ready(event.detail.target);
    });
    each(document, "[data-toggle]", toggle);
    each(document, "[data-by]", function (button) {
      button.addEventListener("click", function () {
        stage.scrollBy(0, Number(button.getAttribute("data-by")) * stage.clientHeight * 0.8);
      });
    });
    window.addEventListener("resize", scrolls);
    ready(document);
    if (dialog) {
      live();
    }
  }

  function live() {
    idle = Number(told("idle")) * 1000;
    seconds = Number(told("seconds")) * 1000;
    if (location.pathname !== told("start") || location.search) {
      keep("sessionStorage", "used", "1");
    }
    ["pointerdown", "keydown", "touchstart", "wheel"].forEach(function (name) {
      document.addEventListener(name, touched, { capture: true, passive: true });
    });
    window.addEventListener("storage", elsewhere);
    find("[data-stay]").addEventListener("click", stay);
    find("[data-not-yet]").addEventListener("click", function () {
      asking.close();
    });
    find("[data-leave]").addEventListener("click", function () {
      wipe("finished");
    });
    dialog.addEventListener("cancel", function (event) {
      event.preventDefault();
      stay();
    });
    active = true;
    endPending();
    setInterval(watch(), TICK);
    setInterval(beat, BEAT);
    printing();
    beat();
    if (location.pathname === told("start")) {
      pack();
    }
  }

  document.addEventListener("DOMContentLoaded", begin);
})();
