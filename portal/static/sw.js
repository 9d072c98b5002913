/* Keeps public pages that were read, so that they can be read again without a network, and the
   packs of districts that somebody asked for. Never keeps answers, searches or anything else made
   for one person, but for the last result where that person asked for it on this device. */
"use strict";

var PAGES = "pages-2";
var FILES = "files-1";
var OFFLINE = "offline-1";
/* One cache for each district and language that somebody keeps, named by its page. */
var PACK = "pack-1:";
var PACK_INFO = "/pack-info";
/* The last result, only where somebody asked for it; gone when they clear their answers. */
var SLIP = "slip-1";
var CLEARS = /^\/(?:en\/|zh-hant\/)?check\/clear$/;
var PRIVATE =
  /^\/(?:kiosk\/)?(?:en\/|zh-hant\/)?(?:check|result|compare|checklist|roadmap|receipts|report|search|take|offline)(?:\/|$)/;
var NEVER = /^\/(?:en\/|zh-hant\/)?(?:admin|api|livez|readyz|static)(?:\/|$)/;
var MOST_PAGES = 200;
/* Milliseconds after which a kept page is shown although the network may still answer. */
var PATIENCE = 4000;
/* The only query values that make another page: others (?from= of WeChat) are ignored. */
var KNOWN_VALUES = ["on", "size"];

/* A kiosk keeps the guides of its own district and nothing that somebody looked at. */
var KIOSK = /^\/kiosk(?:\/|$)/;
var KIOSK_PAGES = "kiosk-1";

self.addEventListener("install", function (event) {
  self.skipWaiting();
  event.waitUntil(keepOfflinePage("").catch(function () {}));
});

self.addEventListener("activate", function (event) {
  var ours = [PAGES, FILES, OFFLINE, KIOSK_PAGES, SLIP];
  event.waitUntil(
    caches
      .keys()
      .then(function (names) {
        return Promise.all(
          names
            .filter(function (name) {
              return ours.indexOf(name) < 0 && name.indexOf(PACK) !== 0;
            })
            .map(function (name) {
              return caches.delete(name);
            })
        );
      })
      .then(dropPrivate)
      .then(function () {
        return self.clients.claim();
      })
  );
});

/* An earlier worker may have kept pages that are made for one person today. */
function dropPrivate() {
  return caches.open(PAGES).then(function (cache) {
    return cache.keys().then(function (keys) {
      return Promise.all(
        keys
          .filter(function (key) {
            return PRIVATE.test(new URL(key.url).pathname);
          })
          .map(function (key) {
            return cache.delete(key);
          })
      );
    });
  });
}

/* The address under which a page is kept. */
function keptAs(address) {
  var url = new URL(address, location.origin);
  var values = new URLSearchParams();
  KNOWN_VALUES.forEach(function (name) {
    if (url.searchParams.get(name)) {
      values.set(name, url.searchParams.get(name));
    }
  });
  var query = values.toString();
  return url.origin + url.pathname + (query ? "?" + query : "");
}

/* Whether something between here and the portal answers in its place. */
function isDown(response) {
  return (
    response.status === 502 ||
    response.status === 504 ||
    (response.status === 503 && !response.headers.get("Retry-After"))
  );
}

function trim(cache) {
  return cache.keys().then(function (keys) {
    return Promise.all(
      keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map(function (key) {
        return cache.delete(key);
      })
    );
  });
}

function keep(name, address, response) {
  if (!response.ok || response.redirected || /no-store/.test(response.headers.get("Cache-Control") || "")) {
    return Promise.resolve();
  }
  var copy = response.clone();
  return caches.open(name).then(function (cache) {
    return cache.put(address, copy).then(function () {
      return trim(cache);
    });
  });
}

/* The newest copy among the pages that were read and the packs. */
function keptPage(address) {
  return caches
    .keys()
    .then(function (names) {
      return Promise.all(
        names
          .filter(function (name) {
            return name === PAGES || name.indexOf(PACK) === 0;
          })
          .map(function (name) {
            return caches.open(name).then(function (cache) {
              return cache.match(keptAs(address));
            });
          })
      );
    })
    .then(function (copies) {
      return copies.reduce(function (best, copy) {
        return copy && (!best || madeAt(copy) > madeAt(best)) ? copy : best;
      }, undefined);
    });
}

/* When a page was made; a proxy may have written the day a second time. */
function madeAt(response) {
  var first = /^\w+, [^,]+/.exec(response.headers.get("Date") || "");
  return (first && Date.parse(first[0])) || 0;
}

/* A kept page tells its script that it is one, and of when. */
function marked(kept) {
  var when = new Date(madeAt(kept) || Date.now()).toISOString();
  return kept.text().then(function (text) {
    var headers = new Headers(kept.headers);
    headers.delete("Content-Encoding");
    headers.delete("Content-Length");
    return new Response(text.replace("<html ", '<html data-kept="' + when + '" '), { headers: headers });
  });
}

function languageOf(path) {
  return (/^\/(en|zh-hant)(?:\/|$)/.exec(path) || ["", ""])[1];
}

/* The page shown where nothing is kept, with the files it needs; asked for once a worker's life. */
var offlinePages = {};

function keepOfflinePage(language) {
  if (offlinePages[language]) {
    return Promise.resolve();
  }
  offlinePages[language] = true;
  var address = (language ? "/" + language : "") + "/offline";
  return fetch(address, { credentials: "omit" })
    .then(function (response) {
      if (!response.ok) {
        throw new Error("no offline page");
      }
      return Promise.all([caches.open(OFFLINE), response.clone().text()]).then(function (found) {
        var files = found[1].match(/\/static\/[^"]+\.(?:css|js|svg)[^"]*/g) || [];
        return Promise.all([found[0].put(address, response), keepAll(FILES, files)]);
      });
    })
    .catch(function () {
      offlinePages[language] = false;
    });
}

function offlinePage(path) {
  var language = languageOf(path);
  return caches
    .open(OFFLINE)
    .then(function (cache) {
      return cache.match((language ? "/" + language : "") + "/offline").then(function (kept) {
        return kept || cache.match("/offline");
      });
    })
    .then(function (kept) {
      return kept ? new Response(kept.body, { status: 503, headers: kept.headers }) : Response.error();
    });
}

function later(milliseconds) {
  return new Promise(function (resolve) {
    setTimeout(resolve, milliseconds);
  });
}

/* The page as it is now; a kept copy where that takes too long or something in between is down. */
function fresh(event, path) {
  var asked = fetch(event.request);
  event.waitUntil(
    asked
      .then(function (response) {
        return keep(PAGES, keptAs(event.request.url), response).then(function () {
          return keepOfflinePage(languageOf(path));
        });
      })
      .catch(function () {})
  );
  return keptPage(event.request.url).then(function (kept) {
    if (!kept) {
      return asked.then(
        function (response) {
          return isDown(response) ? offlinePage(path) : response;
        },
        function () {
          return offlinePage(path);
        }
      );
    }
    var answered = asked.then(
      function (response) {
        return isDown(response) ? null : response;
      },
      function () {
        return null;
      }
    );
    return Promise.race([answered, later(PATIENCE)]).then(function (response) {
      return response || marked(kept);
    });
  });
}

/* Pages of one person are only passed through; without the portal our own page says so, or the
   result that this person kept. */
function passed(event, path) {
  function instead() {
    return caches
      .open(SLIP)
      .then(function (cache) {
        return cache.match(path);
      })
      .then(function (kept) {
        return kept ? marked(kept) : offlinePage(path);
      });
  }
  return fetch(event.request).then(function (response) {
    return isDown(response) ? instead() : response;
  }, instead);
}

function stored(event) {
  return caches.match(event.request).then(function (kept) {
    return (
      kept ||
      fetch(event.request).then(function (response) {
        event.waitUntil(keep(FILES, event.request.url, response));
        return response;
      })
    );
  });
}

function keptGuide(request) {
  return caches.open(KIOSK_PAGES).then(function (cache) {
    return cache.match(request, { ignoreSearch: true });
  });
}

function unreachable(path) {
  var language = /^\/kiosk(\/en|\/zh-hant)?(?:\/|$)/.exec(path)[1] || "";
  return keptGuide("/kiosk" + language + "/unreachable");
}

function inKiosk(event, path) {
  return keptGuide(event.request).then(function (kept) {
    var answered = fetch(event.request).then(
      function (response) {
        return kept && response.status >= 502 && response.status <= 504 ? kept.clone() : response;
      },
      function () {
        return kept
          ? kept.clone()
          : unreachable(path).then(function (page) {
              return page || Response.error();
            });
      }
    );
    if (!kept) {
      return answered;
    }
    return Promise.race([
      answered,
      later(PATIENCE).then(function () {
        return kept.clone();
      })
    ]);
  });
}

self.addEventListener("fetch", function (event) {
  var url = new URL(event.request.url);
  if (event.request.method === "GET" && event.request.mode === "navigate" && KIOSK.test(url.pathname)) {
    event.respondWith(inKiosk(event, url.pathname));
    return;
  }
  if (event.request.method === "POST" && CLEARS.test(url.pathname)) {
    event.waitUntil(caches.delete(SLIP));
    return;
  }
  if (KIOSK.test(url.pathname) || event.request.method !== "GET" || url.origin !== location.origin) {
    return;
  }
  if (url.pathname.indexOf("/static/") === 0) {
    event.respondWith(stored(event));
  } else if (event.request.mode === "navigate" && !NEVER.test(url.pathname)) {
    event.respondWith(PRIVATE.test(url.pathname) ? passed(event, url.pathname) : fresh(event, url.pathname));
  }
});

self.addEventListener("message", function (event) {
  var asked = event.data || {};
  if (asked.kiosk) {
    event.waitUntil(keepKiosk(asked.kiosk, asked.files));
  }
  if (KIOSK.test(new URL(event.source.url).pathname)) {
    return;
  }
  if (asked.pack) {
    event.waitUntil(keepPack(asked, event.ports[0]));
  }
  if (asked.slip) {
    event.waitUntil(keepSlip(asked.slip, event.ports[0]));
  }
});

/* The pack of a district: its pages one after the other, into a new cache first, so that one that
   breaks off leaves the pack that was there before. */
function keepPack(asked, port) {
  var name = PACK + asked.pack[0];
  var bytes = 0;
  var kept = [];
  return asked.pack
    .reduce(function (before, address) {
      return before
        .then(function () {
          return fetch(address, { credentials: "omit" });
        })
        .then(function (response) {
          if (!response.ok || response.redirected) {
            throw new Error(address);
          }
          return response
            .clone()
            .blob()
            .then(function (body) {
              bytes += body.size;
              kept.push([keptAs(address), response]);
              port.postMessage({ done: kept.length, of: asked.pack.length });
            });
        });
    }, Promise.resolve())
    .then(function () {
      return caches.delete(name);
    })
    .then(function () {
      return caches.open(name);
    })
    .then(function (cache) {
      var told = { name: asked.name, pages: kept.length, bytes: bytes };
      var info = new Response(JSON.stringify(told), { headers: { "Content-Type": "application/json" } });
      return Promise.all(
        kept
          .map(function (pair) {
            return cache.put(pair[0], pair[1]);
          })
          .concat(cache.put(PACK_INFO, info))
      );
    })
    .then(
      function () {
        port.postMessage({ kept: bytes });
      },
      function () {
        port.postMessage({ failed: true });
      }
    );
}

/* What the person sees as their result, from their own browser, where they ask for it. */
function keepSlip(addresses, port) {
  return Promise.all(
    addresses.map(function (address) {
      return fetch(address, { credentials: "same-origin" });
    })
  )
    .then(function (responses) {
      responses.forEach(function (response) {
        if (!response.ok || response.redirected) {
          throw new Error("no result");
        }
      });
      return caches.open(SLIP).then(function (cache) {
        return Promise.all(
          responses.map(function (response, place) {
            return cache.put(addresses[place], response);
          })
        );
      });
    })
    .then(
      function () {
        port.postMessage({ slip: true });
      },
      function () {
        port.postMessage({ none: true });
      }
    );
}

function keepAll(name, addresses) {
  return caches.open(name).then(function (cache) {
    return addresses.reduce(function (before, address) {
      return before
        .then(function () {
          return fetch(address, { credentials: "same-origin" });
        })
        .then(function (response) {
          return response.ok && !response.redirected ? cache.put(address, response) : null;
        });
    }, Promise.resolve());
  });
}

/* The list of pages changes with the release and the day; the same list needs no second look. */
function keepKiosk(list, files) {
  return keepAll(FILES, files)
    .then(function () {
      return Promise.all([fetch(list, { credentials: "same-origin" }), keptGuide(list)]);
    })
    .then(function (found) {
      var listed = found[0].clone();
      return Promise.all([found[0].text(), found[1] ? found[1].text() : ""]).then(function (texts) {
        if (!listed.ok || listed.redirected || texts[0] === texts[1]) {
          return null;
        }
        return keepAll(KIOSK_PAGES, JSON.parse(texts[0]).pages)
          .then(function () {
            return caches.open(KIOSK_PAGES);
          })
          .then(function (cache) {
            return cache.put(list, listed);
          });
      });
    });
}
