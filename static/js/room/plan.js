// The steps of the session with "we are here", and the way to its voice. Where we are is told by the room's own clock:
// each frame with a state says what time it is there (docs/protocol.md).

import { clock, put } from "./words.js";

const WIDTH = 320;
const GAP = 2;
const MINUTE_MS = 60000;
const LONGEST_MS = 2 ** 31 - 1; // no timer waits longer

/** Steps in their places in the picture; groups/schedule/planning.py lays them the same way. */
export function laid(plan) {
  const first = plan.length ? Date.parse(plan[0].starts_at) : 0;
  const steps = plan.map((step) => ({ ...step, from: Date.parse(step.starts_at), to: Date.parse(step.ends_at) }));
  const minutes = (instant) => (instant - first) / MINUTE_MS;
  const total = steps.length ? minutes(steps[steps.length - 1].to) : 0;
  return steps.map((step) => {
    const x = Math.floor((WIDTH * minutes(step.from)) / total);
    const width = Math.max(Math.floor((WIDTH * minutes(step.to)) / total) - x - GAP, 1);
    return { ...step, x, width, middle: x + Math.floor(width / 2) };
  });
}

export class Plan {
  /** @param {{page: Document, zone: string}} needs */
  constructor(needs) {
    Object.assign(this, needs);
    this.steps = [];
    this.ahead = 0;
    // A page that slept finds out where everybody else is by now.
    this.page.addEventListener("visibilitychange", () => this.move());
  }

  byId(id) {
    return this.page.getElementById(id);
  }

  /** @param {{plan: object[], link: string}} room @param {string} at what time it is in the room */
  apply({ plan, link }, at) {
    this.ahead = Date.parse(at) - Date.now();
    this.steps = laid(plan);
    this.byId("plan").hidden = this.steps.length === 0;
    this.draw();
    this.byId("voice").hidden = !link;
    this.byId("voice-link").href = link || "#voice";
  }

  draw() {
    this.here = this.stepNow();
    const plan = this.byId("plan");
    plan.querySelector(".timeline__pieces").replaceChildren(...this.steps.map((step) => this.piece(step)));
    plan.querySelector(".plan").replaceChildren(...this.steps.map((step) => this.stage(step)));
    put(this.byId("now-words"), this.here?.words ?? "");
    this.byId("now").hidden = !this.here;
    this.wait();
  }

  /** Draw anew only when another step has begun. */
  move() {
    if (this.stepNow() === this.here) this.wait();
    else this.draw();
  }

  wait() {
    clearTimeout(this.timer);
    const now = this.now();
    const next = this.steps.flatMap((step) => [step.from, step.to]).filter((instant) => instant > now);
    if (next.length) this.timer = setTimeout(() => this.move(), Math.min(Math.min(...next) - now + 1, LONGEST_MS));
  }

  now() {
    return Date.now() + this.ahead;
  }

  stepNow() {
    const now = this.now();
    return this.steps.find((step) => step.from <= now && now < step.to);
  }

  /** templates/schedule/_piece.html says the same. */
  piece(step) {
    const piece = this.byId("piece-part").content.querySelector("g").cloneNode(true);
    const classes = ["timeline__piece", `timeline__piece--${step.kind || "other"}`];
    if (step === this.here) classes.push("timeline__piece--here");
    piece.setAttribute("class", classes.join(" "));
    piece.querySelector("rect").setAttribute("x", step.x);
    piece.querySelector("rect").setAttribute("width", step.width);
    piece.querySelector("path").setAttribute("transform", `translate(${step.middle} 1)`);
    return piece;
  }

  /** templates/schedule/_stage.html says the same. */
  stage(step) {
    const item = this.byId("stage-part").content.firstElementChild.cloneNode(true);
    const mark = item.querySelector("use");
    mark.setAttribute("href", mark.getAttribute("href").replace(/#.*/, `#${step.kind || "other"}`));
    item.querySelector(".plan__time").textContent = clock(step.starts_at, this.zone);
    item.querySelector(".plan__what").textContent = step.words;
    if (step !== this.here) {
      item.classList.remove("plan__step--here");
      item.removeAttribute("aria-current");
      item.querySelector(".plan__here").remove();
    }
    return item;
  }

  clear() {
    clearTimeout(this.timer);
    this.steps = [];
    for (const id of ["plan", "voice", "now"]) this.byId(id).hidden = true;
    this.byId("voice-link").href = "#voice";
    this.byId("plan").querySelector(".plan").replaceChildren();
  }
}
