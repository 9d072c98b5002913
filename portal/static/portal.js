/* Small help on top of pages that work without it. Written for Chrome 80 and older WebViews. */
(function () {
  "use strict";

  /* Compares as the search does: compatibility forms, marks and invisible characters are equal. */
  function fold(text) {
    return text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\p{Cf}\p{Mn}]/gu, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  }

  /* Storage may be denied altogether; then nothing is remembered and all else works. */
  function remembered(name) {
    try {
      return window.sessionStorage.getItem(name);
    } catch (denied) {
      return null;
    }
  }

  function remember(name, value) {
    try {
      window.sessionStorage.setItem(name, value);
    } catch (denied) {
      return;
    }
  }

  /* The type size is remembered on this device only where somebody asked for it. */
  var SIZE = "type-size";

  function lastingSize(value) {
    try {
      if (value === undefined) {
        return window.localStorage.getItem(SIZE);
      }
      if (value === null || value === "standard") {
        window.localStorage.removeItem(SIZE);
      } else {
        window.localStorage.setItem(SIZE, value);
      }
    } catch (denied) {
      return null;
    }
    return value;
  }

  function rememberSize() {
    var root = document.documentElement;
    var button = document.querySelector("[data-remember]");
    var kept = lastingSize();
    if (!button) {
      return;
    }
    if (kept && kept !== root.getAttribute("data-size") && !/[?&]size=/.test(location.search)) {
      location.replace(
        location.pathname + location.search + (location.search ? "&" : "?") + "size=" + kept + location.hash
      );
      return;
    }
    document.querySelectorAll("[data-sized]").forEach(function (link) {
      link.addEventListener("click", function () {
        if (lastingSize()) {
          lastingSize(link.getAttribute("data-sized"));
        }
      });
    });
    function show() {
      var isKept = !!lastingSize();
      button.hidden = !isKept && root.getAttribute("data-size") === "standard";
      button.textContent = button.getAttribute(isKept ? "data-forget" : "data-remember");
    }
    button.addEventListener("click", function () {
      lastingSize(lastingSize() ? null : root.getAttribute("data-size"));
      show();
    });
    show();
  }

  rememberSize();

  /* A menu closes by Escape and by a touch beside it. */
  document.addEventListener("keydown", function (event) {
    var menu = document.querySelector(".menu[open]");
    if (event.key === "Escape" && menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll(".menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) {
        menu.removeAttribute("open");
      }
    });
  });

  /* What a link of this page leads to is unfolded, so that old browsers can show it too. */
  function unfold(id) {
    var target = id && document.getElementById(id);
    var part = target && target.closest("details");
    while (part) {
      part.open = true;
      part = part.parentElement.closest("details");
    }
    return target;
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link) {
      unfold(decodeURIComponent(link.getAttribute("href").slice(1)));
    }
  });
  if (location.hash && unfold(decodeURIComponent(location.hash.slice(1)))) {
    document.getElementById(decodeURIComponent(location.hash.slice(1))).scrollIntoView();
  }

  /* What WeChat's browser cannot do is not offered there; the page says where it can be done. */
  function inWeChat() {
    var hint = document.querySelector("[data-in-wechat]");
    var cannot = "[data-print], [data-pack], a[download], a[href*='.ics']";
    if (!hint || !/MicroMessenger/i.test(navigator.userAgent)) {
      return false;
    }
    document.documentElement.setAttribute("data-wechat", "");
    document.querySelectorAll(cannot).forEach(function (part) {
      var place = part.closest("p") || part;
      if (!place.previousElementSibling || !place.previousElementSibling.hasAttribute("data-in-wechat")) {
        var told = hint.cloneNode(true);
        told.hidden = false;
        place.parentNode.insertBefore(told, place);
      }
      part.parentNode.removeChild(part);
    });
    return true;
  }

  inWeChat();

  function filter(input) {
    var name = input.getAttribute("data-filter");
    var list = document.querySelector('[data-filtered="' + name + '"]');
    var none = document.querySelector('[data-none="' + name + '"]');
    if (!list) {
      return;
    }
    var words = fold(input.value).split(" ").filter(Boolean);
    var found = 0;
    list.querySelectorAll("[data-group]").forEach(function (group) {
      var inside = 0;
      group.querySelectorAll("[data-keys]").forEach(function (item) {
        var keys = fold(item.getAttribute("data-keys"));
        var fits = words.every(function (word) {
          return keys.indexOf(word) >= 0;
        });
        item.hidden = !fits;
        inside += fits ? 1 : 0;
      });
      group.hidden = inside === 0;
      found += inside;
    });
    if (none) {
      none.hidden = found > 0;
    }
  }

  /* While an input method composes, the field holds letters that are not meant yet. */
  ["input", "compositionend"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (event.isComposing && name === "input") {
        return;
      }
      if (event.target.hasAttribute && event.target.hasAttribute("data-filter")) {
        filter(event.target);
      }
    });
  });

  /* The finder of districts: what is typed is asked for, and what was found stands right below.
     Enter goes on where one district alone is meant; else it says how many fit. In a form of the
     check it chooses instead of going on. */
  function finder(field, address, found, said) {
    var waiting = 0;
    var asked = 0;

    function show(text) {
      found.innerHTML = text;
      said.textContent = Array.prototype.map
        .call(found.querySelectorAll("[data-saying]"), function (line) {
          return line.textContent;
        })
        .join(" ");
    }

    function ask(then, instead) {
      asked += 1;
      var own = asked;
      window.clearTimeout(waiting);
      var typed = field.value.trim();
      if (!typed) {
        show("");
        return;
      }
      fetch(address(typed), { headers: { "HX-Request": "true" }, credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) {
            throw new Error(String(answer.status));
          }
          return answer.text();
        })
        .then(function (text) {
          if (own === asked) {
            show(text);
            then();
          }
        })
        .catch(function () {
          if (own === asked) {
            instead();
          }
        });
    }

    function failed() {
      found.textContent = field.getAttribute("data-failed");
      said.textContent = field.getAttribute("data-failed");
    }

    /* While an input method composes, the field holds letters that are not meant yet. */
    function typing(event) {
      if (event.isComposing && event.type === "input") {
        return;
      }
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () {
        ask(function () {}, failed);
      }, 250);
    }

    field.addEventListener("input", typing);
    field.addEventListener("compositionend", typing);
    field.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") {
        return;
      }
      event.preventDefault();
      /* This Enter ends a composition; Safari says so by 229 alone. */
      if (event.isComposing || event.keyCode === 229) {
        return;
      }
      ask(function () {
        var only = found.querySelector("[data-only]");
        if (only) {
          only.click();
        }
      }, failed);
    });
  }

  /* In a question a place that was found ticks its district in the list. */
  function chooser(box) {
    var field = box.querySelector('[type="search"]');
    var found = box.querySelector(".found");
    var said = box.querySelector("[data-said]");
    box.hidden = false;
    found.addEventListener("click", function (event) {
      var row = event.target.closest("[data-district]");
      var choice = row && document.getElementById("value-" + row.getAttribute("data-district"));
      if (!row) {
        return;
      }
      event.preventDefault();
      if (choice) {
        choice.checked = true;
        found.innerHTML = "";
        said.textContent = said.getAttribute("data-chosen") + choice.parentNode.textContent.trim();
        choice.focus();
      }
    });
    finder(
      field,
      function (typed) {
        var address = box.getAttribute("data-chooser");
        return address + (address.indexOf("?") < 0 ? "?" : "&") + "q=" + encodeURIComponent(typed);
      },
      found,
      said
    );
  }

  function choosers(root) {
    root.querySelectorAll("[data-chooser]").forEach(chooser);
  }

  choosers(document);

  function addressOf(form) {
    return function (typed) {
      var given = new URLSearchParams(new FormData(form));
      given.set("q", typed);
      return form.action.split("?")[0] + "?" + given.toString();
    };
  }

  document.querySelectorAll("[data-finder]").forEach(function (form) {
    var found = document.getElementById(form.getAttribute("data-finder"));
    if (found && window.fetch && window.URLSearchParams) {
      var said = form.parentNode.querySelector("[data-said]");
      finder(form.querySelector('[type="search"]'), addressOf(form), found, said);
    }
  });

  /* Ticks of the checklist: kept for this window only, never sent. */
  function ticks(list) {
    list.querySelectorAll("input").forEach(function (box) {
      var key = "tick-" + box.value;
      box.checked = remembered(key) === "1";
      box.addEventListener("change", function () {
        remember(key, box.checked ? "1" : "0");
      });
    });
  }

  document.querySelectorAll("[data-ticks]").forEach(ticks);

  /* Printing and sharing stand only where the browser can do them. */
  document.querySelectorAll("[data-print]").forEach(function (button) {
    if (!window.print) {
      return;
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });

  document.querySelectorAll("[data-share]").forEach(function (button) {
    var address = button.getAttribute("data-share");
    var canCopy = navigator.clipboard && navigator.clipboard.writeText;
    if (!navigator.share && !canCopy) {
      return;
    }
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
      navigator.clipboard.writeText(words).then(say, function () {
        if (copyByHand(words)) {
          say();
        }
      });
    } else if (copyByHand(words)) {
      say();
    }
  }

  /* Steps are shared as text, as they stand on the page; where that can be done, the text for
     selecting by hand is not needed. */
  document.querySelectorAll("[data-share-text]").forEach(function (button) {
    var text = document.getElementById(button.getAttribute("data-share-text"));
    button.hidden = false;
    button.addEventListener("click", function () {
      if (navigator.share) {
        navigator.share({ title: document.title, text: text.textContent }).catch(function () {});
      } else {
        copy(text.textContent, function () {
          button.textContent = button.getAttribute("data-copied");
          button.focus();
        });
      }
    });
  });

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
  var PACK = "pack-1:";
  var SLIP = "slip-1";

  function workOffline() {
    navigator.serviceWorker.register("/sw.js").catch(function () {});
    document.querySelectorAll("[data-take]").forEach(function (box) {
      if (window.caches) {
        offerPack(box);
      }
    });
  }

  function size(bytes) {
    return bytes < 1e6 ? Math.ceil(bytes / 1000) + " KB" : (bytes / 1e6).toFixed(1) + " MB";
  }

  /* A district to take along: pages, and the last result where its box is ticked. */
  function offerPack(box) {
    var save = box.querySelector("[data-pack]");
    var drop = box.querySelector("[data-drop]");
    var says = box.querySelector("[data-says]");
    var ticked = box.querySelector("[data-with-slip]");
    function say(name, more) {
      says.textContent = box.getAttribute("data-" + name) + (more || "");
    }
    function show() {
      caches.has(PACK + location.pathname).then(function (isKept) {
        drop.hidden = !isKept;
      });
    }
    function ask(message, heard) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function (event) {
        heard(event.data);
      };
      navigator.serviceWorker.ready.then(function (registration) {
        registration.active.postMessage(message, [channel.port2]);
      });
    }
    function keepResult(bytes) {
      ask({ slip: ticked.value.split(" ") }, function (heard) {
        say(heard.slip ? "kept-slip" : "no-slip", " " + size(bytes));
        show();
      });
    }
    save.addEventListener("click", function () {
      var links = document.querySelectorAll("[data-packed] a[href]");
      var pages = Array.prototype.map.call(links, function (link) {
        return link.getAttribute("href");
      });
      save.disabled = true;
      ask({ pack: [location.pathname].concat(pages), name: box.getAttribute("data-take") }, function (heard) {
        if (heard.done) {
          say("going", " " + heard.done + "/" + heard.of);
          return;
        }
        save.disabled = false;
        if (heard.failed) {
          say("failed");
        } else if (ticked && ticked.checked) {
          keepResult(heard.kept);
        } else {
          say("kept", " " + size(heard.kept));
        }
        show();
      });
    });
    drop.addEventListener("click", function () {
      Promise.all([caches.delete(PACK + location.pathname), caches.delete(SLIP)]).then(function () {
        say("dropped");
        show();
      });
    });
    box.hidden = false;
    show();
  }

  /* A page from the worker's keeping carries when it was made; the page that says there is no
     network has no content of any time. */
  function sayOffline() {
    var banner = document.querySelector("[data-offline]");
    var when = document.documentElement.getAttribute("data-kept");
    if (!banner || document.querySelector("[data-kept-pages]")) {
      return;
    }
    banner.hidden = !when && navigator.onLine;
    if (banner.hidden) {
      return;
    }
    var made = (when ? new Date(when) : new Date()).toLocaleString(document.documentElement.lang);
    banner.textContent = banner.getAttribute("data-offline") + " " + made;
  }

  function row(href, words, small) {
    var item = document.createElement("li");
    var link = document.createElement("a");
    var name = document.createElement("span");
    link.className = "row";
    link.href = href;
    name.className = "grow";
    name.textContent = words;
    link.appendChild(name);
    if (small) {
      var told = document.createElement("small");
      told.textContent = small;
      name.appendChild(told);
    }
    item.appendChild(link);
    return item;
  }

  function dropping(item, name, words) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn plain";
    button.textContent = words;
    button.addEventListener("click", function () {
      caches.delete(name).then(function () {
        item.parentNode.removeChild(item);
      });
    });
    item.appendChild(button);
    return item;
  }

  /* Districts and the result that somebody keeps on this device, each with a way to drop it. */
  function listPacks(box) {
    var words = box.getAttribute("data-drop");
    return caches.keys().then(function (names) {
      return Promise.all(
        names.map(function (name) {
          if (name === SLIP) {
            return dropping(row(box.getAttribute("data-slip"), box.getAttribute("data-result")), name, words);
          }
          if (name.indexOf(PACK) !== 0) {
            return null;
          }
          return caches
            .open(name)
            .then(function (cache) {
              return cache.match("/pack-info");
            })
            .then(function (info) {
              return info.json();
            })
            .then(function (told) {
              return dropping(row(name.slice(PACK.length), told.name, size(told.bytes)), name, words);
            });
        })
      ).then(function (items) {
        items.filter(Boolean).forEach(function (item) {
          box.querySelector("ul").appendChild(item);
          box.hidden = false;
        });
      });
    });
  }

  function listKept(box) {
    caches
      .open("pages-2")
      .then(function (cache) {
        return cache.keys().then(function (requests) {
          return Promise.all(
            requests.slice(-40).map(function (request) {
              return cache
                .match(request)
                .then(function (kept) {
                  return kept.text();
                })
                .then(function (text) {
                  var title = new DOMParser().parseFromString(text, "text/html").title;
                  return row(request.url, title.split(" · ").slice(0, 2).join(" · "));
                });
            })
          );
        });
      })
      .then(function (items) {
        items.reverse().forEach(function (item) {
          box.querySelector("ul").appendChild(item);
        });
        box.hidden = items.length === 0;
      })
      .catch(function () {});
  }

  if (window.caches) {
    document.querySelectorAll("[data-kept-packs]").forEach(function (box) {
      listPacks(box).catch(function () {});
    });
    document.querySelectorAll("[data-kept-pages]").forEach(listKept);
  }
  document.querySelectorAll("[data-again]").forEach(function (button) {
    button.addEventListener("click", function () {
      location.reload();
    });
  });

  try {
    if ("serviceWorker" in navigator) {
      workOffline();
    }
  } catch (denied) {
    /* Without storage there is nothing to keep pages in. */
  }
  window.addEventListener("online", sayOffline);
  window.addEventListener("offline", sayOffline);
  sayOffline();

  /* What is folded is printed too, and folded again afterwards. */
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (part) {
      part.setAttribute("open", "");
      part.setAttribute("data-folded", "");
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-folded]").forEach(function (part) {
      part.removeAttribute("open");
      part.removeAttribute("data-folded");
    });
  });

  /* Steppers beside a number: whole steps, never below nothing. */
  function step(root) {
    root.querySelectorAll("[data-step]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        var field = document.getElementById("value");
        var written = field.value.trim();
        /* What is no plain number is left to the portal to read or to refuse. */
        if (!/^[0-9]*\.?[0-9]*$/.test(written)) {
          field.focus();
          return;
        }
        var next = (parseFloat(written) || 0) + parseInt(button.getAttribute("data-step"), 10);
        field.value = String(Math.max(0, Math.round(next * 10) / 10));
      });
    });
  }

  step(document);

  /* The link of an error leads to its field, or to the first one inside what it names. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest('.notice.error a[href^="#"]') : null;
    if (!link) {
      return;
    }
    var named = document.getElementById(link.getAttribute("href").slice(1)) || document.getElementById("answer");
    if (!named) {
      return;
    }
    var fields = 'input:not([type="hidden"]):not([disabled]), select, textarea, summary, button';
    var field = named.matches(fields) || named.hasAttribute("tabindex") ? named : named.querySelector(fields);
    if (!field) {
      return;
    }
    event.preventDefault();
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  });

  /* A form that is being autosaved is sent when that has come back, so that it knows its version. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.id !== "item-form" || !form.classList.contains("htmx-request")) {
      return;
    }
    event.preventDefault();
    form.addEventListener(
      "htmx:afterSettle",
      function () {
        setTimeout(function () {
          form.requestSubmit();
        }, 50);
      },
      { once: true }
    );
  });

  /* What was sent is not autosaved after it: that would be kept as one more, begun and not added. */
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) {
      event.target.setAttribute("data-sent", "");
    }
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.hasAttribute("data-sent")) {
      event.preventDefault();
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
    });
  });

  function arrive(root) {
    var focus = root.querySelector("[data-focus]");
    if (focus) {
      focus.focus({ preventScroll: true });
    }
  }

  if (document.querySelector('[role="alert"][data-focus]')) {
    arrive(document);
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    var heading = event.detail.target.querySelector("h1");
    if (heading) {
      var title = heading.getAttribute("data-title") || heading.textContent;
      document.title = title + document.title.slice(document.title.lastIndexOf(" · "));
    }
    step(event.detail.target);
    choosers(event.detail.target);
    arrive(event.detail.target);
  });
})();
