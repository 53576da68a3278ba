// Who is here and how, what state the room is in, and what may be done about it.

import { clock, put } from "./words.js";

export class Roster {
  /** @param {{root: HTMLElement, part: HTMLTemplateElement, words: HTMLTemplateElement, me: string, zone: string}} needs */
  constructor(needs) {
    Object.assign(this, needs);
    const said = this.words.content;
    this.names = new Map([...said.querySelectorAll("[data-author]")].map((word) => [word.dataset.author, word.textContent]));
    this.boundaries = new Map([...said.querySelectorAll("[data-boundary]")].map((word) => [word.dataset.boundary, word.textContent]));
    this.states = new Map([...said.querySelectorAll("[data-state]")].map((word) => [word.dataset.state, word.textContent]));
  }

  byId(id) {
    return this.root.ownerDocument.getElementById(id);
  }

  nameOf(author) {
    return this.names.get(author) ?? this.words.dataset.somebody;
  }

  apply(room) {
    this.names = new Map(room.roster.map((seat) => [seat.author, seat.name]));
    const here = room.roster.filter((seat) => seat.here);
    const elsewhere = room.roster.filter((seat) => !seat.here);
    this.root.dataset.phase = room.phase;
    put(this.byId("say"), room.say);
    put(this.byId("leads"), room.leads);
    this.byId("leads").hidden = !room.leads;
    put(this.byId("here-count"), String(here.length));
    this.byId("people-here").replaceChildren(...here.map((seat) => this.person(seat, room.lead)));
    put(this.byId("people-elsewhere"), elsewhere.map((seat) => seat.name).join(", "));
    this.byId("people-elsewhere").parentElement.hidden = elsewhere.length === 0;
    this.circle(room.roster, here.length);
    this.times(room);
    this.press(room.roster.find((seat) => seat.author === this.me)?.state);
    this.facilitate(room);
    this.mayLead(room, here);
  }

  person(seat, lead) {
    const item = this.part.content.firstElementChild.cloneNode(true);
    const mine = seat.author === this.me;
    const kept = new Set([mine && "you", !mine && "report", ...this.parts(seat, lead)]);
    for (const part of item.querySelectorAll("[data-part]")) if (!kept.has(part.dataset.part)) part.remove();
    this.dress(item.querySelector(".seat"), seat);
    const report = item.querySelector(".person__report");
    report?.setAttribute("href", report.getAttribute("href").replace(/=.*/, `=${seat.author}`));
    item.querySelector(".person__name").textContent = seat.name;
    this.fill(item, ".person__pronouns", seat.pronouns);
    this.fill(item, ".person__boundary", this.boundaries.get(seat.boundary));
    item.querySelector(".person__state").textContent = this.states.get(seat.state) ?? this.states.get("");
    return item;
  }

  /** What somebody is to this session; templates/room/_person.html says the same. */
  parts({ author, role, guest }, lead) {
    const facilitates = role === "facilitator";
    const leads = facilitates && author === lead;
    if (!facilitates) return guest ? ["sits_in"] : [];
    return [guest ? "stands_in" : !leads && "facilitator", leads && "leads"];
  }

  /** What somebody has not said stands nowhere. */
  fill(item, where, words) {
    const place = item.querySelector(where);
    if (words) place.textContent = words;
    else place.remove();
  }

  /** templates/room/_seat.html says the same. */
  dress(drawing, seat) {
    const classes = ["seat", `seat--${seat.state || "unsaid"}`];
    if (seat.role === "facilitator") classes.push("seat--facilitator");
    if (!seat.here) classes.push("seat--open");
    if (seat.author === this.me) classes.push("seat--mine");
    drawing.setAttribute("class", classes.join(" "));
    drawing.querySelector(".seat__letter").textContent = seat.here ? [...seat.name][0].toUpperCase() : "";
    return drawing;
  }

  circle(roster, here) {
    const seats = roster.map((seat, index) => {
      const angle = Math.floor((360 * index) / roster.length);
      const place = document.createElementNS("http://www.w3.org/2000/svg", "g");
      place.setAttribute("transform", `rotate(${angle}) translate(0 -96) rotate(-${angle})`);
      place.append(this.dress(this.part.content.querySelector(".seat").cloneNode(true), seat));
      return place;
    });
    this.byId("seats-round").replaceChildren(...seats);
    const words = this.words.dataset.circle.replace("NOW", here).replace("ALL", roster.length);
    this.byId("seats").setAttribute("aria-label", words);
  }

  times(room) {
    const line = this.byId("times-of-room");
    line.hidden = !(room.starts_at && room.ends_at);
    const instants = [room.starts_at, room.ends_at];
    line.querySelectorAll("time").forEach((time, index) => {
      time.dateTime = instants[index] ?? "";
      put(time, instants[index] ? clock(instants[index], this.zone) : "");
    });
  }

  press(state) {
    for (const button of this.root.querySelectorAll('[data-do="state"]')) {
      button.setAttribute("aria-pressed", String(button.value === state));
    }
  }

  facilitate({ phase, paused }) {
    const open = phase === "open";
    const may = { open: !open, pause: open && !paused, resume: open && paused, close: open };
    for (const button of this.byId("facilitate")?.children ?? []) button.hidden = !may[button.dataset.do];
  }

  /** Who of those in the room could lead from here on; templates/room/_leads.html says the same. */
  mayLead({ phase, lead }, here) {
    const list = this.byId("leads-list");
    if (!list) return;
    const those = here.filter((seat) => phase === "open" && seat.role === "facilitator" && seat.author !== lead);
    const held = list.contains(this.root.ownerDocument.activeElement);
    list.replaceChildren(...those.map((seat) => this.wayToLead(seat)));
    this.byId("may-lead").hidden = those.length === 0;
    if (held) this.byId("people").focus({ preventScroll: true });
  }

  wayToLead({ author, name }) {
    const item = this.byId("lead-part").content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    button.value = author;
    button.textContent = author === this.me ? this.words.dataset.leadMe : this.words.dataset.lead.replace("NAME", name);
    return item;
  }

  clear() {
    for (const id of ["leads", "may-lead"]) this.byId(id)?.setAttribute("hidden", "");
    for (const id of ["people-here", "seats-round"]) this.byId(id).replaceChildren();
    put(this.byId("people-elsewhere"), "");
  }
}
