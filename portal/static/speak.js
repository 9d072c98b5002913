/* Reads the page aloud, sentence by sentence, where the device has a voice for its language. */
(function () {
  "use strict";

  var speech = window.speechSynthesis;
  var button = document.querySelector("[data-speak]");
  if (!speech || !button || !window.SpeechSynthesisUtterance) { return; }
  var language = document.documentElement.lang.slice(0, 2);
  var sentences = [];
  var place = 0;
  var state = "idle";

  function voice() {
    return speech.getVoices().filter(function (one) {
      return one.lang.slice(0, 2).toLowerCase() === language;
    })[0];
  }

  function collect() {
    var found = [];
    document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main label").forEach(function (part) {
      if (part.querySelector("p, li, dd") || !part.offsetParent || part.closest(".sources")) { return; }
      part.innerText.split(/[\u3002\uff01\uff1f.!?\n]+/).forEach(function (sentence) {
        if (sentence.trim()) { found.push(sentence.trim()); }
      });
    });
    return found;
  }

  function show(next) {
    state = next;
    var name = { idle: "data-speak", speaking: "data-pause", paused: "data-go-on" }[next];
    button.textContent = button.getAttribute(name);
  }

  function say() {
    if (state !== "speaking") { return; }
    if (place >= sentences.length) { show("idle"); return; }
    var words = new SpeechSynthesisUtterance(sentences[place]);
    words.voice = voice();
    words.lang = words.voice ? words.voice.lang : document.documentElement.lang;
    words.onend = function () { if (state === "speaking") { place += 1; say(); } };
    speech.speak(words);
  }

  button.addEventListener("click", function () {
    if (state === "speaking") { show("paused"); speech.cancel(); return; }
    if (state === "idle") { sentences = collect(); place = 0; }
    show("speaking");
    say();
  });

  function offer() { button.hidden = !voice(); }
  offer();
  if (speech.addEventListener) { speech.addEventListener("voiceschanged", offer); }
  window.addEventListener("pagehide", function () { speech.cancel(); });
})();
