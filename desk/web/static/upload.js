// Sends files piece by piece, so that a broken connection or a closed page is gone on from where it stopped.
// Without this script the form sends them whole.
(function () {
  "use strict";
  var PIECE = 4 * 1024 * 1024, PAUSE = 3000, TRIES = 100;
  if (!window.fetch || !window.Promise) { return; }
  Array.prototype.forEach.call(document.querySelectorAll("form.add[data-uploads]"), prepare);

  function prepare(form) {
    var told = form.querySelector(".progress"), button = form.querySelector("button");
    var wait = function () { return new Promise(function (go) { setTimeout(go, PAUSE); }); };

    function ask(method, way, headers, body) {
      return fetch(way, { method: method, headers: headers, body: body, credentials: "same-origin" }).then(
        function (answer) {
          if (answer.ok) { return answer.json(); }
          return answer.json().then(function (problem) {
            problem.stands = answer.headers.get("upload-offset");
            throw problem;
          });
        }
      );
    }

    // What the server refuses by name is final; a lost connection and a server that is away are not.
    function again(doing, tries) {
      return doing().catch(function (problem) {
        var final = problem && problem.type && problem.status < 500 && problem.type !== "TooFast";
        if (final || tries <= 0) { throw problem; }
        told.textContent = told.dataset.waiting;
        return wait().then(function () { return again(doing, tries - 1); });
      });
    }

    function mark(file, material) {
      return ["upload", form.dataset.uploads, material, file.name, file.size, file.lastModified].join("|");
    }

    function begin(file, material) {
      var known = localStorage.getItem(mark(file, material));
      var fresh = function () {
        var body = JSON.stringify({ material: material, name: file.name, size: file.size });
        return ask("POST", form.dataset.uploads, { "content-type": "application/json" }, body);
      };
      if (!known) { return fresh(); }
      return ask("GET", form.dataset.uploads + "/" + known, {}).catch(function (problem) {
        if (problem && problem.type === "UploadUnknown") { return fresh(); }
        throw problem;
      });
    }

    function send(file, upload) {
      var way = form.dataset.uploads + "/" + upload.id;
      if (upload.offset >= file.size) { return ask("POST", way + "/finish", {}); }
      told.textContent = told.dataset.going + " " + file.name + " " +
        Math.floor(100 * upload.offset / file.size) + "%";
      var piece = file.slice(upload.offset, upload.offset + PIECE);
      var headers = { "content-type": "application/octet-stream", "upload-offset": String(upload.offset) };
      return ask("PATCH", way, headers, piece).catch(function (problem) {
        if (problem && problem.type === "OffsetWrong") { return ask("GET", way, {}); }
        throw problem;
      }).then(function (stands) { upload.offset = stands.offset; return send(file, upload); });
    }

    function one(file, material) {
      var whole = function () {
        return begin(file, material).then(function (upload) {
          localStorage.setItem(mark(file, material), upload.id);
          return send(file, upload);
        });
      };
      var forget = function () { localStorage.removeItem(mark(file, material)); };
      return again(whole, TRIES).then(forget, function (problem) { forget(); throw problem; });
    }

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      button.disabled = true;
      var material = form.elements.material.value;
      var files = Array.prototype.slice.call(form.elements.file.files);
      files.reduce(function (before, file) {
        return before.then(function () { return one(file, material); });
      }, Promise.resolve()).then(
        function () { location.reload(); },
        function (problem) {
          button.disabled = false;
          told.textContent = problem && problem.title ? problem.title : String(problem);
        }
      );
    });
  }
})();
