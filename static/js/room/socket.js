// The line to the room: follows its changes, comes back by itself, says how it is.

const SHORTEST_MS = 500;
const LONGEST_MS = 8000;
const SIGNED_OUT = 4401;
const NOT_A_MEMBER = 4403;
const TOO_SLOW = 4408;
const FLOOD = 4429;
const TOO_BIG = 1009;

export class Line {
  /**
   * @param {string} path of the socket
   * @param {{tick: () => number|null, frame: (frame: object) => void, open: () => void,
   *          state: (state: "open"|"away"|"busy"|"big"|"signed-out"|"ended") => void}} ears
   */
  constructor(path, ears) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.ears = ears;
    this.tries = 0;
    this.over = false;
    this.socket = null;
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    if (this.over || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    clearTimeout(this.timer);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.follow();
      this.ears.open();
    };
    socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.closed(event.code);
  }

  follow() {
    this.send({ do: "follow", after: this.ears.tick() });
  }

  hear(frame) {
    if (this.tries) this.tries = 0;
    this.ears.frame(frame);
    if (frame.more) this.follow();
  }

  /** True when the frame went out; whoever sends it keeps it until it is answered. */
  send(frame) {
    if (!this.isOpen) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** A line that answers nothing is not trusted: hang up and call again. */
  again() {
    this.socket?.close();
    this.closed(0);
  }

  hurry() {
    if (!this.over && !this.isOpen) this.connect();
  }

  closed(code) {
    this.socket = null;
    if (code === SIGNED_OUT || code === NOT_A_MEMBER) {
      this.over = true;
      this.ears.state(code === SIGNED_OUT ? "signed-out" : "ended");
      return;
    }
    if (code === TOO_BIG) this.ears.state("big");
    this.ears.state(code === FLOOD ? "busy" : "away");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), this.pause(code));
  }

  /** How long to wait, in ms: spread out, so that a room full of pages does not come back as one. */
  pause(code) {
    this.tries += 1;
    if (code === FLOOD) return LONGEST_MS + Math.random() * LONGEST_MS;
    const most = code === TOO_SLOW ? SHORTEST_MS * 2 : Math.min(LONGEST_MS, SHORTEST_MS * 2 ** this.tries);
    return SHORTEST_MS + Math.random() * (most - SHORTEST_MS);
  }
}
