// Tells when the page has grown old: listens to /events and says so in the bar at the foot of the window.
// Nothing on the page changes by itself. A hidden window does not listen; it asks what it missed when it is back.
(function () {
  "use strict";
  var SILENT = 45000, PATIENCE = 8000, AGAIN = 5000, MOST_AGAIN = 60000;
  var bar = document.getElementById("live"), told = bar && bar.querySelector(".live-words");
  var link = bar && bar.querySelector("a");
  var main = document.getElementById("main");
  var stream = null, last = "", cases = {}, state = "", before = "", lost = null, silent = null, again = null, pause = AGAIN;
  if (!bar || !main.dataset.live || !window.EventSource) { return; }

  function say(kind, words) {
    bar.className = "live" + (kind ? " says " + kind : "");
    told.textContent = words;
    link.hidden = !kind || kind === "lost" || kind === "renewed";
    link.textContent = kind === "ended" ? bar.dataset.signIn : (typed() ? bar.dataset.beside : bar.dataset.show);
  }

  function words(name, count) {
    return bar.dataset[name].replace("{at}", main.dataset.shown).replace("{n}", count);
  }

  // Something typed is not overwritten: the new state is shown beside it.
  function typed() {
    return Array.prototype.some.call(main.querySelectorAll("form[method=post] input, form[method=post] textarea, form[method=post] select"), function (field) {
      if (field.type === "hidden") { return false; }
      if (field.type === "checkbox" || field.type === "radio") { return field.checked !== field.defaultChecked; }
      if (field.tagName === "SELECT") {
        return Array.prototype.some.call(field.options, function (each, place) {
          return each.selected !== each.defaultSelected && !(place === 0 && !field.querySelector("[selected]"));
        });
      }
      return field.value !== field.defaultValue;
    });
  }

  function tell() {
    var count = Object.keys(cases).length;
    if (state === "ended") { say("ended", words("ended")); } else if (state === "lost") { say("lost", words("lost")); }
    else if (state === "maybe") { say("maybe", words("maybe")); }
    else if (count && main.dataset.live.indexOf("case=") >= 0) { say("changed", words("case")); }
    else if (count) { say("changed", words(count === 1 ? "one" : "many", count)); }
    else if (bar.classList.contains("lost")) { say("", ""); }
  }

  // A broken stream is often back in a moment; only then is there something to say.
  function missing() {
    if (lost === null) {
      lost = setTimeout(function () { if (state !== "ended") { before = state; state = "lost"; tell(); } }, PATIENCE);
    }
  }
  function alive(event) {
    if (event && event.lastEventId) { last = event.lastEventId; }
    clearTimeout(lost); lost = null; pause = AGAIN;
    clearTimeout(silent);
    silent = setTimeout(function () { close(); missing(); open(); }, SILENT);
    if (state === "lost") { state = before; tell(); }
  }

  function close() {
    clearTimeout(silent); clearTimeout(again);
    if (stream) { stream.close(); stream = null; }
  }

  function open() {
    var way = new URL(main.dataset.live, location.href);
    if (stream || state === "ended" || document.hidden) { return; }
    if (last) { way.searchParams.set("since", last); }
    stream = new EventSource(way.href);
    stream.addEventListener("alive", alive);
    stream.addEventListener("changed", function (event) {
      alive(event);
      cases[JSON.parse(event.data).case] = true;
      tell();
    });
    stream.addEventListener("reload", function (event) { alive(event); state = "maybe"; tell(); });
    stream.addEventListener("ended", function () { close(); clearTimeout(lost); state = "ended"; tell(); });
    stream.onerror = function () {
      missing();
      if (stream && stream.readyState === EventSource.CLOSED) {
        close();
        again = setTimeout(open, pause);
        pause = Math.min(pause * 2, MOST_AGAIN);
      }
    };
  }

  function afresh() {
    close();
    main = document.getElementById("main");
    last = ""; cases = {}; state = ""; before = "";
    open();
  }

  link.addEventListener("click", function (event) {
    if (state === "ended") { event.preventDefault(); event.stopImmediatePropagation(); location.reload(); return; }
    if (typed()) { event.preventDefault(); event.stopImmediatePropagation(); window.open(link.href, "_blank", "noopener"); }
  }, true);

  function ours(event) {
    return Boolean(event.detail && event.detail.ctx && event.detail.ctx.sourceElement === link);
  }

  // Whoever was signed out meanwhile is led to the door by a whole new page, not by a piece of one.
  document.addEventListener("htmx:before:swap", function (event) {
    var answer = event.detail && event.detail.ctx && event.detail.ctx.response;
    if (answer && answer.raw && answer.raw.redirected) { event.preventDefault(); location.assign(answer.raw.url); }
  });
  document.addEventListener("htmx:after:swap", function (event) {
    if (!ours(event)) { return; }
    afresh();
    if (document.activeElement === link || document.activeElement === document.body) { main.focus({ preventScroll: true }); }
    say("renewed", words("renewed"));
  });
  document.addEventListener("htmx:error", function (event) { if (ours(event)) { location.reload(); } });

  document.addEventListener("visibilitychange", function () { if (document.hidden) { close(); clearTimeout(lost); lost = null; } else { open(); } });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { open(); } });
  open();
}());
