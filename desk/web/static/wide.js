/* What scrolls by itself and holds nothing to tab to gets a stop of its own; newer browsers do so unasked. */
(function () {
  "use strict";
  function mark() {
    document.querySelectorAll("main, main section, main form, main fieldset").forEach(function (each) {
      var scrolls = each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX === "auto";
      var inner = each.querySelector("a[href], button, input:not([type=hidden]), select, textarea, summary");
      if (scrolls && !inner) each.tabIndex = 0;
      else if (each.tabIndex === 0 && each.dataset.wide) each.removeAttribute("tabindex");
      if (scrolls && !inner) each.dataset.wide = "yes";
    });
  }
  mark();
  window.addEventListener("resize", mark);
})();
