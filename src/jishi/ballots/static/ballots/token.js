// Fetches a token that the server signs without seeing it: RSABSSA-SHA384-PSS (RFC 9474) with a salt of 48 bytes. The token is
// drawn here, encoded, covered with a number that stays here, signed under the voter's name, and uncovered. It is kept in
// this browser before anything is sent, so that a phone that dies half-way goes on where it was.
(function () {
  "use strict";
  var root = document.getElementById("token");
  if (!root || !window.isSecureContext || !window.crypto || !crypto.subtle || typeof BigInt !== "function") { return; }
  var key = "jishi-token-" + root.dataset.poll;
  var store;
  try {
    store = window.localStorage;
    store.setItem(key + "-try", "1");
    store.removeItem(key + "-try");
  } catch (problem) { return; }
  var SALT = 48, HASH = 48, SIZE = Number(root.dataset.bits) / 8;
  var n = BigInt("0x" + root.dataset.modulus), e = BigInt(root.dataset.exponent);
  var zero = BigInt(0), one = BigInt(1);
  var button = by("token-fetch");

  by("token-unable").hidden = true;
  by("token-able").hidden = false;
  button.addEventListener("click", fetchToken);
  by("token-copy").addEventListener("click", copy);
  var kept = load();
  if (kept && kept.signature) {
    show(kept);
  } else if (root.dataset.signed && !kept) {
    by("token-ask").hidden = true;
    by("token-elsewhere").hidden = false;
  } else if (kept) {
    button.textContent = "接着领取";
  }

  function by(id) { return document.getElementById(id); }
  function load() {
    var text = store.getItem(key);
    return text ? JSON.parse(text) : null;
  }
  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }
  function bytesOf(text) {
    var found = new Uint8Array(text.length / 2);
    for (var i = 0; i < found.length; i++) { found[i] = parseInt(text.substr(2 * i, 2), 16); }
    return found;
  }
  function padded(number) {
    var text = number.toString(16);
    while (text.length < 2 * SIZE) { text = "0" + text; }
    return text;
  }
  function random(length) { return crypto.getRandomValues(new Uint8Array(length)); }
  function joined(parts) {
    var length = parts.reduce(function (sum, part) { return sum + part.length; }, 0);
    var found = new Uint8Array(length), at = 0;
    parts.forEach(function (part) { found.set(part, at); at += part.length; });
    return found;
  }
  function sha384(bytes) {
    return crypto.subtle.digest("SHA-384", bytes).then(function (found) { return new Uint8Array(found); });
  }
  function power(base, exponent) {
    var result = one;
    for (base %= n; exponent > zero; exponent >>= one) {
      if (exponent & one) { result = result * base % n; }
      base = base * base % n;
    }
    return result;
  }
  function inverse(value) {
    var a = value % n, b = n, x = one, y = zero;
    while (a > one) {
      if (b === zero) { return zero; }
      var q = a / b, rest = a % b, next = x - q * y;
      a = b; b = rest; x = y; y = next;
    }
    return a === one ? (x % n + n) % n : zero;
  }
  async function mask(seed, length) {
    var parts = [];
    for (var count = 0; count * HASH < length; count++) {
      parts.push(await sha384(joined([seed, new Uint8Array([0, 0, 0, count])])));
    }
    return joined(parts).slice(0, length);
  }
  async function encode(message) {
    var salt = random(SALT), bits = SIZE * 8 - 1;
    var digest = await sha384(joined([new Uint8Array(8), await sha384(message), salt]));
    var plain = joined([new Uint8Array(SIZE - SALT - HASH - 2), new Uint8Array([1]), salt]);
    var cover = await mask(digest, plain.length);
    for (var i = 0; i < plain.length; i++) { plain[i] ^= cover[i]; }
    plain[0] &= 255 >> (8 * SIZE - bits);
    return joined([plain, digest, new Uint8Array([188])]);
  }
  async function draw() {
    var token = random(32), cover = zero, opener = zero;
    var encoded = BigInt("0x" + hex(await encode(token)));
    while (opener === zero) {
      cover = BigInt("0x" + hex(random(SIZE))) % n;
      opener = cover > one ? inverse(cover) : zero;
    }
    return {
      token: hex(token), encoded: padded(encoded), inverse: padded(opener), blinded: padded(encoded * power(cover, e) % n)
    };
  }
  async function fetchToken() {
    button.disabled = true;
    by("token-trouble").hidden = true;
    try {
      var drawn = load() || await draw();
      store.setItem(key, JSON.stringify(drawn));
      var headers = JSON.parse(document.body.getAttribute("hx-headers"));
      headers["Content-Type"] = "application/json";
      var answer = await fetch(root.dataset.sign, {
        method: "POST", headers: headers, credentials: "same-origin", body: JSON.stringify({ blinded: drawn.blinded })
      });
      var said = await answer.json();
      if (!answer.ok) { throw new Error(said.reason); }
      var signature = BigInt("0x" + said.signed) * BigInt("0x" + drawn.inverse) % n;
      if (padded(power(signature, e)) !== drawn.encoded) { throw new Error("签字不对，请刷新页面再试；还不行请联系组织人。"); }
      var pause = Number(root.dataset.pause) * 60000;
      var more = random(2);
      var got = {
        token: drawn.token, blinded: drawn.blinded, inverse: drawn.inverse, encoded: drawn.encoded, signature: padded(signature),
        // Between the pause and twice as long, by chance: everybody waits differently.
        after: Date.now() + pause + Math.floor(pause * (more[0] * 256 + more[1]) / 65536)
      };
      store.setItem(key, JSON.stringify(got));
      show(got);
    } catch (problem) {
      by("token-reason").textContent = problem instanceof TypeError || problem instanceof SyntaxError
        ? "网络断了，没有领到。请再点一次，不会重复。" : problem.message;
      by("token-trouble").hidden = false;
    }
    button.disabled = false;
  }
  function address(got) {
    return root.dataset.cast + "#t=" + got.token + "&s=" + got.signature + "&a=" + got.after;
  }
  function show(got) {
    by("token-ask").hidden = true;
    by("token-got").hidden = false;
    by("token-go").href = address(got);
    var left = Math.ceil((got.after - Date.now()) / 60000);
    by("token-wait").textContent = left > 0
      ? "约 " + left + " 分钟以后可以投出；现在可以先打开投票页把选项填好。" : "现在可以投了。";
  }
  function copy() {
    var text = address(load());
    var box = document.createElement("textarea");
    box.value = text;
    document.body.appendChild(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    by("token-copy").textContent = "已复制";
  }
})();
