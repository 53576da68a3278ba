// One's own words. Enter makes a new line; Ctrl or Cmd with Enter sends.

import { put } from "./words.js";

export class Composer {
  /** @param {{form: HTMLFormElement, why: HTMLElement, send: (text: string) => void}} needs */
  constructor(needs) {
    Object.assign(this, needs);
    this.words = this.form.elements.text;
    this.button = this.form.querySelector("button");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.words.value;
      if (!text.trim() || this.button.disabled) return;
      this.words.value = "";
      this.send(text);
      this.words.focus();
    });
    this.words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
  }

  /** Words that could not be sent come back, before whatever is being written now. */
  edit(text) {
    this.words.value = this.words.value ? `${text}\n${this.words.value}` : text;
    this.words.focus();
  }

  /** Without a line the same form posts, with the same id: it cannot become two messages. */
  post(id, text) {
    this.form.elements.id.value = id;
    this.words.value = text;
    this.form.submit();
  }

  apply(you) {
    put(this.why, you.why_not);
    this.why.hidden = you.can_speak;
    this.button.disabled = !you.can_speak;
    // Words that wait for the room to go on stay where they are.
    this.form.hidden = !you.can_speak && !this.words.value;
  }

  clear() {
    this.words.value = "";
    this.form.hidden = true;
    this.why.hidden = true;
  }
}
