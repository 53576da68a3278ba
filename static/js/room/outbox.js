// What was sent and not yet answered. It lives in memory only: a shared device keeps no words.
// Every command keeps its id, so that sending it again never makes two.

const PATIENCE_MS = 10000;
const MOST_BYTES = 16000; // the server closes at 16,384 (docs/protocol.md)

export class Outbox {
  /** @param {{line: import("./socket.js").Line, list: Element, part: Element, words: DOMStringMap,
   *           say: (words: string) => void, edit: (text: string) => void, post: (id: string, text: string) => Promise<{sent?: boolean, why?: string}>,
   *           shown: (messageId: string) => boolean}} needs */
  constructor(needs) {
    Object.assign(this, needs);
    this.waiting = new Map();
  }

  /** Send a command that changes something; words are shown until they stand in the room. */
  send(frame) {
    const id = frame.id ?? crypto.randomUUID();
    const one = { frame: { ...frame, id }, item: null, timer: 0, message: null };
    this.waiting.set(id, one);
    if (frame.do === "say") this.show(one);
    if (new TextEncoder().encode(JSON.stringify(one.frame)).length > MOST_BYTES) {
      this.refuse(one, this.words.big, { again: false });
      return;
    }
    this.go(one);
  }

  go(one) {
    clearTimeout(one.timer);
    one.stopped = false;
    if (this.line.send(one.frame)) {
      this.how(one, this.words.sending);
      one.timer = setTimeout(() => this.line.again(), PATIENCE_MS);
    } else {
      this.how(one, this.words.waiting, { again: true, edit: true });
    }
  }

  /** The line is back: whatever has no answer goes again, in the order in which it was said. */
  resend() {
    for (const one of this.waiting.values()) if (!one.stopped && !one.message) this.go(one);
  }

  pauseAll() {
    for (const one of this.waiting.values()) {
      clearTimeout(one.timer);
      if (!one.stopped && !one.message) this.how(one, this.words.waiting, { again: true, edit: true });
    }
  }

  /** True when the frame was an answer to something sent from here. */
  answer(frame) {
    const one = this.waiting.get(frame.ok ?? frame.retry ?? frame.rejected);
    if (!one) {
      if (frame.rejected === null) this.say(frame.say);
      return "ok" in frame || "retry" in frame || "rejected" in frame;
    }
    clearTimeout(one.timer);
    if ("retry" in frame) one.timer = setTimeout(() => this.go(one), frame.after_ms);
    else if ("rejected" in frame) this.refuse(one, frame.say);
    else this.done(one, frame.message ?? null);
    return true;
  }

  done(one, messageId) {
    if (one.item && messageId && !this.shown(messageId)) one.message = messageId;
    else this.drop(one);
  }

  /** The room has shown these messages: what was waiting for them is over. */
  arrived(ids) {
    for (const one of this.waiting.values()) if (one.message && ids.has(one.message)) this.drop(one);
  }

  refuse(one, why, { again = true } = {}) {
    one.stopped = true;
    if (!one.item) {
      this.waiting.delete(one.frame.id);
      this.say(why);
      return;
    }
    const words = `${this.words.unsent} ${why}`;
    this.how(one, words, { again, edit: true });
    this.say(words);
  }

  /** The server closed on a frame that was too big: only the longest words can have been it. */
  tooBig() {
    const says = [...this.waiting.values()].filter((one) => one.item && !one.stopped);
    says.sort((a, b) => b.frame.text.length - a.frame.text.length);
    if (says[0]) this.refuse(says[0], this.words.big, { again: false });
  }

  drop(one) {
    clearTimeout(one.timer);
    one.item?.remove();
    this.waiting.delete(one.frame.id);
  }

  show(one) {
    one.item = this.part.content.firstElementChild.cloneNode(true);
    one.item.querySelector(".message__text").textContent = one.frame.text;
    one.item.querySelector("[data-again]").addEventListener("click", () => this.tryAgain(one));
    one.item.querySelector("[data-edit]").addEventListener("click", () => {
      this.drop(one);
      this.edit(one.frame.text);
    });
    this.list.append(one.item);
  }

  async tryAgain(one) {
    if (this.line.isOpen) {
      this.go(one);
      return;
    }
    one.stopped = false;
    this.how(one, this.words.sending);
    const { sent, why } = await this.post(one.frame.id, one.frame.text);
    if (!this.waiting.has(one.frame.id)) return; // the line came back meanwhile, and answered
    if (sent) this.drop(one);
    else if (why) this.refuse(one, why);
    else this.how(one, this.words.waiting, { again: true, edit: true });
  }

  how(one, words, { again = false, edit = false } = {}) {
    if (!one.item) return;
    one.item.querySelector("[data-how]").textContent = words;
    one.item.querySelector("[data-again]").hidden = !again;
    one.item.querySelector("[data-edit]").hidden = !edit;
  }

  /** Nothing that was written stays on a page that is no longer open to its reader. */
  clear() {
    for (const one of this.waiting.values()) this.drop(one);
  }
}
