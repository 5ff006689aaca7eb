// Shortcuts: / searches, j and k go through the rows of tables, ? explains. Never while somebody types.
// Whoever does not want them switches them off at /help/keys; then this script does not come at all.
(function () {
  "use strict";
  var TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), select, textarea, [contenteditable]";
  var HELP = "/help/keys";

  function main() { return document.getElementById("main"); }

  function search() {
    var field = main().querySelector("input[type=search]");
    if (field) { field.focus(); field.select(); } else { location.assign(main().dataset.search + "#query"); }
  }

  // The first link of each row: it has the focus, so that Enter opens it and the reader speaks it.
  function links() {
    return Array.prototype.map.call(main().querySelectorAll("tbody tr"), function (row) {
      return row.querySelector("a[href]");
    }).filter(function (link) { return link && link.getClientRects().length > 0; });
  }

  function step(by) {
    var all = links(), row = document.activeElement && document.activeElement.closest("tbody tr");
    if (!all.length) { return; }
    var here = row ? all.findIndex(function (link) { return row.contains(link); }) : -1;
    var next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
    all[next].focus({ preventScroll: true });
    all[next].closest("tr").scrollIntoView({ block: "nearest" });
  }

  function explain() {
    var before = document.activeElement, box = document.createElement("dialog");
    if (!box.showModal) { location.assign(HELP); return; }
    fetch(HELP, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error(); }
      return answer.text();
    }).then(function (html) {
      var told = new DOMParser().parseFromString(html, "text/html").getElementById("keys");
      box.className = "keys";
      box.setAttribute("aria-labelledby", "keys-title");
      box.append(document.importNode(told, true));
      box.addEventListener("close", function () { box.remove(); if (before) { before.focus(); } });
      document.body.append(box);
      box.showModal();
    }).catch(function () { location.assign(HELP); });
  }

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.keyCode === 229) { return; }
    if (event.defaultPrevented || (at.closest && at.closest(TYPING)) || document.querySelector("dialog[open]")) { return; }
    var act = { "/": search, "j": step.bind(null, 1), "k": step.bind(null, -1), "?": explain, "？": explain }[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  if (location.hash === "#query" && main().querySelector("input#query")) { search(); }
}());
