/* Keeps public pages that were read, so that they can be read again without a network.
   Never touches answers, results or anything else made for one person. */
"use strict";

var PAGES = "pages-1";
var FILES = "files-1";
var PRIVATE = /^\/(?:kiosk\/)?(?:en\/|zh-hant\/)?(?:check|result|compare|checklist|roadmap|receipts|report|admin|api)(?:\/|$)/;
var MOST_PAGES = 200;

/* A kiosk keeps the guides of its own district and nothing that somebody looked at. */
var KIOSK = /^\/kiosk(?:\/|$)/;
var KIOSK_PAGES = "kiosk-1";

self.addEventListener("install", function () { self.skipWaiting(); });

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name !== PAGES && name !== FILES && name !== KIOSK_PAGES;
    }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function trim(cache) {
  return cache.keys().then(function (keys) {
    return Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map(function (key) {
      return cache.delete(key);
    }));
  });
}

function keep(name, request, response) {
  if (!response.ok || response.redirected || /no-store/.test(response.headers.get("Cache-Control") || "")) {
    return Promise.resolve();
  }
  var copy = response.clone();
  return caches.open(name).then(function (cache) {
    return cache.put(request, copy).then(function () { return trim(cache); });
  });
}

function fresh(event) {
  return fetch(event.request).then(function (response) {
    event.waitUntil(keep(PAGES, event.request, response));
    return response;
  }).catch(function () {
    return caches.match(event.request).then(function (kept) { return kept || Response.error(); });
  });
}

function stored(event) {
  return caches.match(event.request).then(function (kept) {
    return kept || fetch(event.request).then(function (response) {
      event.waitUntil(keep(FILES, event.request, response));
      return response;
    });
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
  return fetch(event.request).then(function (response) {
    if (response.status < 502 || response.status > 504) { return response; }
    return keptGuide(event.request).then(function (kept) { return kept || response; });
  }).catch(function () {
    return keptGuide(event.request).then(function (kept) {
      return kept || unreachable(path);
    }).then(function (kept) { return kept || Response.error(); });
  });
}

self.addEventListener("fetch", function (event) {
  var url = new URL(event.request.url);
  if (event.request.method === "GET" && event.request.mode === "navigate" && KIOSK.test(url.pathname)) {
    event.respondWith(inKiosk(event, url.pathname));
    return;
  }
  if (KIOSK.test(url.pathname) || event.request.method !== "GET" || url.origin !== location.origin || PRIVATE.test(url.pathname)) {
    return;
  }
  if (event.request.headers.get("HX-Request")) { return; }
  if (url.pathname.indexOf("/static/") === 0) {
    event.respondWith(stored(event));
  } else if (event.request.mode === "navigate") {
    event.respondWith(fresh(event));
  }
});

/* The reading pack of a district, on request: every page of a list, one after the other. */
self.addEventListener("message", function (event) {
  var port = event.ports[0];
  var addresses = event.data && event.data.pack;
  if (event.data && event.data.kiosk) {
    event.waitUntil(keepKiosk(event.data.kiosk, event.data.files));
  }
  if (!addresses) { return; }
  event.waitUntil(addresses.reduce(function (before, address) {
    return before.then(function () {
      return fetch(address, { credentials: "omit" }).then(function (response) {
        return keep(PAGES, address, response);
      });
    });
  }, Promise.resolve()).then(function () { port.postMessage("kept"); }, function () { port.postMessage("failed"); }));
});

function keepAll(name, addresses) {
  return caches.open(name).then(function (cache) {
    return addresses.reduce(function (before, address) {
      return before.then(function () {
        return fetch(address, { credentials: "same-origin" });
      }).then(function (response) {
        return response.ok && !response.redirected ? cache.put(address, response) : null;
      });
    }, Promise.resolve());
  });
}

/* The list of pages changes with the release and the day; the same list needs no second look. */
function keepKiosk(list, files) {
  return keepAll(FILES, files).then(function () {
    return Promise.all([fetch(list, { credentials: "same-origin" }), keptGuide(list)]);
  }).then(function (found) {
    var listed = found[0].clone();
    return Promise.all([found[0].text(), found[1] ? found[1].text() : ""]).then(function (texts) {
      if (!listed.ok || listed.redirected || texts[0] === texts[1]) { return null; }
      return keepAll(KIOSK_PAGES, JSON.parse(texts[0]).pages).then(function () {
        return caches.open(KIOSK_PAGES);
      }).then(function (cache) { return cache.put(list, listed); });
    });
  });
}
