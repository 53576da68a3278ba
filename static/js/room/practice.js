// The practice room: the page of a room on a line that leads nowhere. It answers as docs/protocol.md says, from what
// stands on the page; words never leave this device, and nothing of them is kept.

import { start } from "./page.js";

const MOST_CHARACTERS = 4000;

class NoLine {
  constructor(root, ears) {
    this.ears = ears;
    this.root = root;
    this.says = document.getElementById("practice-says").dataset;
    this.me = root.dataset.me;
    this.name = document.querySelector(`#words-part`).content.querySelector("[data-author]").textContent;
    this.say = document.getElementById("say").textContent;
    this.state = root.querySelector('[data-do="state"][aria-pressed="true"]')?.value ?? "";
    this.tick = ears.tick();
    this.messages = new Map([...document.querySelectorAll("#messages .message--mine")].map((item) => this.read(item)));
  }

  get isOpen() {
    return true;
  }

  connect() {
    this.ears.open();
  }

  send(frame) {
    setTimeout(() => this.answer(frame));
    return true;
  }

  again() {}

  hurry() {}

  /** A message of mine that the page came with. */
  read(item) {
    const id = item.id.slice(2);
    const { position, visibility } = item.dataset;
    const text = item.querySelector(".message__text")?.textContent ?? "";
    const at = item.querySelector("time").dateTime;
    return [id, { id, position: Number(position), author: this.me, mine: true, text, visibility, at }];
  }

  answer(frame) {
    const why = this.whyNot(frame);
    if (why) {
      this.ears.frame({ rejected: frame.id, reason: why, say: this.says[why] });
      return;
    }
    this.tick += 1;
    if (frame.do === "state") this.become(frame);
    else this.change(frame);
  }

  whyNot({ do: verb, text, message, state }) {
    if (verb === "say") return this.whyNotSay(text);
    if (verb === "take_back") return this.messages.get(message)?.visibility === "shown" ? "" : "unknown";
    return verb === "state" && typeof state === "string" ? "" : "unknown";
  }

  whyNotSay(text) {
    if ([...text].length > MOST_CHARACTERS) return "too_long";
    if (text.includes("\0")) return "nul";
    if (/\p{Surrogate}/u.test(text)) return "surrogate";
    return text.trim() ? "" : "empty";
  }

  become({ id, state }) {
    this.state = state;
    this.ears.frame({ ok: id, tick: this.tick, repeat: false });
    this.ears.frame({ tick: this.tick, messages: [], room: this.room(), you: this.you(), at: this.at(), more: false });
  }

  change(frame) {
    const message = frame.do === "say" ? this.said(frame.text) : this.takenBack(frame.message);
    this.messages.set(message.id, message);
    const named = frame.do === "say" ? { message: message.id } : {};
    this.ears.frame({ ok: frame.id, tick: this.tick, repeat: false, ...named });
    this.ears.frame({ tick: this.tick, messages: [message], more: false });
  }

  said(text) {
    const where = { id: crypto.randomUUID(), position: this.tick, changed: this.tick, author: this.me, mine: true };
    return { ...where, text, visibility: "shown", at: new Date().toISOString() };
  }

  takenBack(id) {
    return { ...this.messages.get(id), changed: this.tick, text: "", visibility: "taken_back" };
  }

  room() {
    const me = { author: this.me, name: this.name, role: "member", here: true, state: this.state, guest: false };
    const nothing = { starts_at: null, ends_at: null, lead: "", leads: "", link: "", plan: [] };
    return { phase: "open", paused: false, say: this.say, ...nothing, roster: [me] };
  }

  at() {
    return new Date().toISOString();
  }

  you() {
    return { can_speak: true, why_not: "" };
  }
}

const room = document.getElementById("room");
// Strangers have told us no zone: the clock of their device is theirs.
room.dataset.zone ||= new Intl.DateTimeFormat().resolvedOptions().timeZone;
start((root, ears) => new NoLine(root, ears));
