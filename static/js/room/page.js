// The page of a room works as it stands, by forms. This makes it live (docs/protocol.md).

import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { Plan } from "./plan.js";
import { Roster } from "./roster.js";
import { put } from "./words.js";

const LOOK_EVERY_MS = 5000;

const byId = (id) => document.getElementById(id);

/** @param {(root: HTMLElement, ears: object) => import("./socket.js").Line} lineOf makes the line to the room */
export function start(lineOf) {
  const root = byId("room");
  const { me, zone, changes } = root.dataset;
  const wordsPart = byId("words-part");
  const words = wordsPart.dataset;
  const isFacilitator = "facilitator" in root.dataset;
  let tick = Number(root.dataset.tick);
  let looking = 0;

  const say = (sentence) => put(byId("link-says"), sentence);

  const roster = new Roster({ root, part: byId("person-part"), words: wordsPart, me, zone });
  const plan = new Plan({ page: document, zone });
  const log = new Log({
    box: byId("log"),
    list: byId("messages"),
    below: byId("new-below"),
    part: byId("message-part"),
    zone,
    isFacilitator,
    nameOf: (author) => roster.nameOf(author),
  });
  const line = lineOf(root, { tick: () => tick, frame: hear, open: opened, state: changed });
  const composer = new Composer({
    form: byId("composer"),
    why: byId("why-not"),
    send: (text) => {
      say("");
      outbox.send({ do: "say", text });
      log.toEnd();
    },
  });
  const outbox = new Outbox({
    line,
    list: byId("outbox"),
    part: byId("pending-part"),
    words,
    say,
    edit: (text) => composer.edit(text),
    post: async (id, text) => {
      const answer = await composer.post(id, text);
      if (answer.sent) await look();
      return answer;
    },
    shown: (id) => log.has(id),
  });

  function hear(frame) {
    if (outbox.answer(frame) || !("messages" in frame)) return;
    if (frame.room) {
      roster.apply(frame.room);
      plan.apply(frame.room, frame.at);
      log.rename();
    }
    if (frame.you) composer.apply(frame.you);
    if (frame.messages.length) {
      log.apply(frame.messages);
      outbox.arrived(new Set(frame.messages.map((message) => message.id)));
    }
    tick = frame.tick;
  }

  function opened() {
    clearInterval(looking);
    looking = 0;
    if (byId("link-says").textContent === words.away) say(words.back);
    outbox.resend();
  }

  function changed(state) {
    if (state === "signed-out" || state === "ended") end(state);
    else if (state === "big") outbox.tooBig();
    else away(state);
  }

  function away(state) {
    say(state === "busy" ? words.busy : words.away);
    outbox.pauseAll();
    if (!looking) looking = setInterval(look, LOOK_EVERY_MS);
  }

  /** While the line is away the same changes come by plain requests. */
  async function look() {
    if (!changes || line.isOpen) return;
    try {
      const answer = await fetch(`${changes}?after=${tick}`, { headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.ok && !line.isOpen) hear(await answer.json());
    } catch {
      // The next look, or the line, will tell.
    }
  }

  /** Access has ended: the words of others leave this page too. */
  function end(state) {
    clearInterval(looking);
    for (const part of [outbox, log, roster, plan, composer]) part.clear();
    const sentence = state === "ended" ? words.ended : words.signedOut;
    put(byId("say"), sentence);
    say(sentence);
  }

  root.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.do) return;
    event.preventDefault();
    const message = button.closest(".message")?.id.slice(2);
    const frame = { do: button.dataset.do };
    if (message) frame.message = message;
    if (frame.do === "state") frame.state = button.value;
    if (frame.do === "lead") frame.to = button.value;
    say("");
    outbox.send(frame);
  });

  line.connect();
}
