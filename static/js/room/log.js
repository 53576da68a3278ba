// What has been said: each change puts a message where it stands, as a fresh page would show it.

import { clock } from "./words.js";

const NIL = "00000000-0000-0000-0000-000000000000";
const AT_THE_END_PX = 24;

/** The parts of a message that this reader is shown; templates/room/_message.html says the same. */
export function parts({ mine, visibility, text, reason }, isFacilitator) {
  const shown = visibility === "shown";
  const withheld = visibility === "held" || visibility === "hidden";
  return new Set([
    mine && "you",
    mine && visibility !== "taken_back" && "take_back",
    isFacilitator && !mine && shown && "hide",
    isFacilitator && !mine && withheld && "release",
    !mine && shown && "report",
    visibility === "held" && (reason ? "reason" : "held"),
    visibility === "hidden" && "hidden",
    visibility === "taken_back" && "taken_back",
    text && "text",
  ]);
}

export class Log {
  /** @param {{box: Element, list: Element, below: HTMLElement, part: Element, zone: string, isFacilitator: boolean,
   *           nameOf: (author: string) => string}} needs */
  constructor(needs) {
    Object.assign(this, needs);
    this.box.addEventListener("scroll", () => this.atEnd() && (this.below.hidden = true), { passive: true });
    this.below.addEventListener("click", () => {
      this.toEnd();
      this.box.focus({ preventScroll: true });
    });
  }

  has(id) {
    return document.getElementById(`m-${id}`) !== null;
  }

  /** Put these messages where they stand, and keep what is being read where it is. */
  apply(messages) {
    const wasAtEnd = this.atEnd();
    const anchor = wasAtEnd ? null : this.firstInView();
    const stood = anchor?.getBoundingClientRect().top;
    let below = false;
    for (const message of messages) below = this.put(message) || below;
    if (anchor?.isConnected) this.box.scrollTop += anchor.getBoundingClientRect().top - stood;
    if (wasAtEnd) this.toEnd();
    else if (below) this.below.hidden = false;
  }

  /** Returns whether somebody else's words were added at the end. */
  put(message) {
    const item = this.build(message);
    const old = document.getElementById(item.id);
    if (old) {
      const inIt = old.contains(document.activeElement);
      old.replaceWith(item);
      if (inIt) this.box.focus({ preventScroll: true });
      return false;
    }
    let before = this.list.lastElementChild;
    while (before && Number(before.dataset.position) > message.position) before = before.previousElementSibling;
    if (before) before.after(item);
    else this.list.prepend(item);
    return item === this.list.lastElementChild && !message.mine;
  }

  build(message) {
    const item = this.part.content.firstElementChild.cloneNode(true);
    const kept = parts(message, this.isFacilitator);
    for (const part of item.querySelectorAll("[data-part]")) if (!kept.has(part.dataset.part)) part.remove();
    item.id = `m-${message.id}`;
    item.classList.toggle("message--mine", message.mine);
    Object.assign(item.dataset, {
      author: message.author,
      position: message.position,
      visibility: message.visibility,
    });
    item.querySelector(".message__name").textContent = this.nameOf(message.author);
    const time = item.querySelector("time");
    time.dateTime = message.at;
    time.textContent = clock(message.at, this.zone);
    this.fill(item, ".message__text", message.text);
    this.fill(item, '[data-part="reason"]', message.reason);
    for (const act of item.querySelectorAll(".message__act")) {
      const name = act.hasAttribute("href") ? "href" : "formaction";
      act.setAttribute(name, act.getAttribute(name).replace(NIL, message.id));
    }
    return item;
  }

  fill(item, selector, words) {
    const part = item.querySelector(selector);
    if (part) part.textContent = words;
  }

  /** Names stand in the roster: when it changes, so do they. */
  rename() {
    for (const item of this.list.children) {
      const name = item.querySelector(".message__name");
      const now = this.nameOf(item.dataset.author);
      if (name.textContent !== now) name.textContent = now;
    }
  }

  clear() {
    this.list.replaceChildren();
    this.below.hidden = true;
  }

  // The box is turned round (column-reverse): its end is scrollTop 0.
  atEnd() {
    return this.box.scrollTop > -AT_THE_END_PX;
  }

  toEnd() {
    this.box.scrollTop = 0;
    this.below.hidden = true;
  }

  firstInView() {
    const top = this.box.getBoundingClientRect().top;
    return [...this.list.children].find((item) => item.getBoundingClientRect().bottom > top) ?? null;
  }
}
