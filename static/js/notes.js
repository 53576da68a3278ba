// What is new for somebody, while their page is open. The line to the server carries "there is something", and no word
// of what; the page then asks for the notes themselves, as it does once a minute, and when somebody comes back to it.
// Nothing moves under what one reads: what would, waits for a tap.

const LOOK_MS = 60_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;
const SIGNED_OUT = 4401;
const FLOOD = 4429;

const root = document.querySelector("[data-live]");
if (root) follow(root);

function follow(root) {
  const place = root.querySelector("[data-place]");
  const waits = root.querySelector("[data-waits]");
  const says = root.querySelector("[data-says]");
  const show = root.querySelector("[data-show]");
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${root.dataset.live}`;
  let socket = null;
  let tries = 0;
  let over = false;
  let etag = "";
  let looking = false;
  let again = false;
  let fresh = null;
  let timer = 0;

  const keys = (part) => new Set([...part.querySelectorAll("[data-note]")].map((note) => note.dataset.note));

  /** Whether to put something there now moves nothing that somebody reads. */
  const isUnseen = () =>
    document.hidden || (place.getBoundingClientRect().top >= innerHeight && !place.contains(document.activeElement));

  /** The line is for what waits; else it says what one may expect, where there is room for that. */
  function say(words) {
    says.textContent = words;
    if (waits) waits.hidden = Boolean(words);
  }

  function put() {
    place.replaceChildren(...fresh.childNodes);
    fresh = null;
    show.hidden = true;
  }

  function found(html) {
    const part = new DOMParser().parseFromString(html, "text/html").body;
    const here = keys(place);
    const isNew = [...keys(part)].some((key) => !here.has(key));
    if (!isNew && !fresh) return;
    fresh = isNew ? part : null; // What waited may have been put aside on another device.
    say(isNew ? says.dataset.new : "");
    show.hidden = !isNew;
    if (isNew && isUnseen()) put();
  }

  async function look() {
    if (over || looking) {
      again = looking;
      return;
    }
    looking = true;
    again = false;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(root.dataset.now, { headers, cache: "no-store", redirect: "manual" });
      if (answer.ok) {
        etag = answer.headers.get("ETag") ?? "";
        found(await answer.text());
      } else if (answer.type === "opaqueredirect" || answer.status === 404) {
        end();
      }
    } catch {
      // Away for a moment: the next look finds it.
    }
    looking = false;
    if (again) look();
  }

  function connect() {
    if (over || socket) return;
    clearTimeout(timer);
    const line = new WebSocket(address);
    socket = line;
    line.onopen = () => {
      if (tries) look();
      tries = 0;
    };
    line.onmessage = look;
    line.onclose = (event) => line === socket && closed(event.code);
  }

  /** Come back after a while, spread out, so that all pages do not come back as one. */
  function closed(code) {
    socket = null;
    if (code === SIGNED_OUT) {
      end();
      return;
    }
    tries += 1;
    const most = code === FLOOD ? LONGEST_MS : Math.min(LONGEST_MS, SHORTEST_MS * 2 ** tries);
    clearTimeout(timer);
    timer = setTimeout(connect, SHORTEST_MS + Math.random() * most);
  }

  function end() {
    over = true;
    clearTimeout(timer);
    socket?.close();
    root.querySelector("[data-line]").hidden = true;
  }

  show.addEventListener("click", () => {
    const here = keys(place);
    say("");
    put();
    [...place.querySelectorAll("[data-note]")].find((note) => !here.has(note.dataset.note))?.focus();
  });

  addEventListener("pagehide", () => {
    const line = socket;
    socket = null;
    line?.close();
  });
  addEventListener("pageshow", (event) => {
    connect();
    if (event.persisted) look();
  });
  addEventListener("online", connect);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    connect();
    look();
  });
  setInterval(() => document.hidden || look(), LOOK_MS);

  root.querySelector("[data-line]").hidden = false;
  connect();
}
