/* Keeps public pages that were read, so that they can be read again without a network.
   Never touches answers, results or anything else made for one person. */
"use strict";

var PAGES = "pages-1";
var FILES = "files-1";
var PRIVATE = /^\/(?:kiosk\/)?(?:en\/|zh-hant\/)?(?:check|result|compare|checklist|roadmap|receipts|report|admin|api)(?:\/|$)/;
var MOST_PAGES = 200;

self.addEventListener("install", function () { self.skipWaiting(); });

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name !== PAGES && name !== FILES;
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

self.addEventListener("fetch", function (event) {
  var url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || PRIVATE.test(url.pathname)) {
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
  if (!addresses) { return; }
  event.waitUntil(addresses.reduce(function (before, address) {
    return before.then(function () {
      return fetch(address, { credentials: "omit" }).then(function (response) {
        return keep(PAGES, address, response);
      });
    });
  }, Promise.resolve()).then(function () { port.postMessage("kept"); }, function () { port.postMessage("failed"); }));
});
