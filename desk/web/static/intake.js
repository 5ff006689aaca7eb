// Shows at once which items apply: sends the form as its own button does, and takes the live parts of the answer.
// Without this script the button does the same.
(function () {
  "use strict";
  var form = document.getElementById("intake"), PAUSE = 300;
  if (!form || !window.fetch || !window.DOMParser || !window.URLSearchParams) { return; }
  form.classList.add("scripted");
  var latest = 0, waiting = null;

  function take(page) {
    var focused = document.activeElement && document.activeElement.id;
    Array.prototype.forEach.call(form.querySelectorAll("[data-part]"), function (part) {
      var fresh = page.getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML) { part.innerHTML = fresh.innerHTML; }
    });
    var again = focused && document.getElementById(focused);
    if (again && again !== document.activeElement) { again.focus(); }
  }

  function ask() {
    var mine = ++latest, body = new URLSearchParams(new FormData(form));
    body.set("step", "show");
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (text) {
      // What was changed meanwhile is asked for by a later question, whose answer counts.
      if (text && mine === latest) { take(new DOMParser().parseFromString(text, "text/html")); }
    }, function () { form.classList.remove("scripted"); });
  }

  function soon() {
    latest += 1;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
})();
