/* Reads the page aloud, sentence by sentence, where the device has a voice for its language. */
(function () {
  "use strict";

  var speech = window.speechSynthesis;
  var button = document.querySelector("[data-speak]");
  if (!speech || !button || !window.SpeechSynthesisUtterance) {
    return;
  }
  var language = document.documentElement.lang.slice(0, 2);
  var sentences = [];
  var place = 0;
  var state = "idle";

  function voice() {
    return speech.getVoices().filter(function (one) {
      return one.lang.slice(0, 2).toLowerCase() === language;
    })[0];
  }

  /* Sentences of a text. A point between digits (15.5) or in an address (gov.cn) ends none: a full
     stop of Latin script is followed by a space or by nothing. */
  function split(text) {
    return text.replace(/([\u3002\uff01\uff1f!?;\uff1b]|\.(?=\s|$))/g, "$1\n").split(/\n+/);
  }

  function collect() {
    var found = [];
    document
      .querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main label")
      .forEach(function (part) {
        if (part.querySelector("p, li, dd") || !part.offsetParent || part.closest(".sources")) {
          return;
        }
        var copy = part.cloneNode(true);
        copy.querySelectorAll(".ref, .quiet, button").forEach(function (left) {
          left.parentNode.removeChild(left);
        });
        split(copy.textContent.replace(/\s+/g, " ")).forEach(function (sentence) {
          if (sentence.trim()) {
            found.push(sentence.trim());
          }
        });
      });
    return found;
  }

  function show(next) {
    state = next;
    var name = { idle: "data-speak", speaking: "data-pause", paused: "data-go-on" }[next];
    (button.querySelector("[data-words]") || button).textContent = button.getAttribute(name);
  }

  function say() {
    if (state !== "speaking") {
      return;
    }
    if (place >= sentences.length) {
      show("idle");
      return;
    }
    var words = new SpeechSynthesisUtterance(sentences[place]);
    words.voice = voice();
    words.lang = words.voice ? words.voice.lang : document.documentElement.lang;
    words.onend = function () {
      if (state === "speaking") {
        place += 1;
        say();
      }
    };
    speech.speak(words);
  }

  button.addEventListener("click", function () {
    if (state === "speaking") {
      show("paused");
      speech.cancel();
      return;
    }
    if (state === "idle") {
      sentences = collect();
      place = 0;
    }
    show("speaking");
    say();
  });

  /* In the largest type the button stands where the thumb is, over the end of the page. */
  function offer() {
    var bar = button.closest("[data-thumb]");
    button.hidden = !voice();
    if (bar) {
      bar.hidden = button.hidden;
      document.body.classList.toggle("spoken", !button.hidden);
    }
  }
  offer();
  if (speech.addEventListener) {
    speech.addEventListener("voiceschanged", offer);
  }
  window.addEventListener("pagehide", function () {
    speech.cancel();
  });
})();
