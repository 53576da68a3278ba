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

  /**
   * Without a line words go as the form would send them, with the same id: it cannot become two messages. The page
   * stays, with everything else that waits on it. Resolves to whether they were taken, or why not.
   * @returns {Promise<{sent?: boolean, why?: string}>}
   */
  async post(id, text) {
    const body = new FormData(this.form);
    body.set("id", id);
    body.set("text", text);
    try {
      const answer = await fetch(this.form.getAttribute("action"), { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const unsent = page.querySelector("#unsent [data-why]");
      return unsent ? { why: unsent.textContent } : { sent: answer.ok && page.getElementById("room") !== null };
    } catch {
      return {};
    }
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
