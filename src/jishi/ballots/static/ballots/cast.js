// The page where a ballot is cast: takes the slip's code or the token out of the part of the address that is never sent,
// and keeps a token from being used too soon. Without this script a code can be typed.
(function () {
  "use strict";
  var form = document.getElementById("ballot");
  if (!form) { return; }
  var given = new URLSearchParams(location.hash.slice(1));
  var code = document.getElementById("code");
  var token = document.getElementById("token-value");
  var send = document.getElementById("send");
  if (location.hash) { history.replaceState(null, "", location.pathname); }
  if (code && given.get("c")) { code.value = given.get("c"); }
  if (token && given.get("t") && given.get("s")) {
    token.value = given.get("t");
    document.getElementById("token-signature").value = given.get("s");
    document.getElementById("token-note").hidden = false;
    var none = document.getElementById("token-none");
    var field = document.getElementById("code-field");
    if (none) { none.hidden = true; }
    if (field) { field.hidden = true; }
    wait(Number(given.get("a")) || 0);
  }
  form.addEventListener("submit", function () {
    send.disabled = true;
    send.textContent = "正在投出…";
  });
  // Another slip scanned into the same page.
  window.addEventListener("hashchange", function () { location.reload(); });
  // A page taken back out of the browser's memory may be sent again.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { location.reload(); }
  });

  function wait(from) {
    var left = Math.ceil((from - Date.now()) / 60000);
    var said = document.getElementById("token-wait");
    send.disabled = left > 0;
    said.textContent = left > 0 ? "先填好，再过 " + left + " 分钟才能投出，请不要关掉本页。" : "";
    if (left > 0) { setTimeout(function () { wait(from); }, 5000); }
  }
})();
