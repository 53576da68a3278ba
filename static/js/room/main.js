// A real room: its page, on a line to the server.

import { start } from "./page.js";
import { Line } from "./socket.js";

start((root, ears) => new Line(root.dataset.socket, ears));
