// What htmx takes for granted and Chromium 85 does not have yet.
(function () {
  "use strict";
  if (!Element.prototype.replaceChildren) {
    Element.prototype.replaceChildren = function () {
      while (this.lastChild) { this.removeChild(this.lastChild); }
      this.append.apply(this, arguments);
    };
  }
}());
