// "Leave this site": the page is hidden first, then replaced; the server forgets the sign-in meanwhile.
// Without this script the link goes to the server, which sends the browser away. Pattern: GOV.UK, Exit this page.

const PRESSES = 3;
const WITHIN_MS = 5000;

const way = document.getElementById("leave");
if (way) {
  const says = document.getElementById("leave-says");
  let presses = 0;
  let timer = 0;
  let alone = false; // Shift went down and nothing else with it

  const say = (words) => {
    says.textContent = words;
  };

  const forget = (words) => {
    clearTimeout(timer);
    presses = 0;
    say(words);
  };

  const leave = () => {
    document.title = "";
    document.documentElement.hidden = true;
    say(way.dataset.leaving);
    try {
      fetch(way.href, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
    } finally {
      location.replace(way.dataset.to);
    }
  };

  way.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift" && presses) forget("");
  });

  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    presses += 1;
    if (presses >= PRESSES) {
      leave();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => forget(way.dataset.over), WITHIN_MS);
    say(presses === 1 ? way.dataset.once : way.dataset.twice);
  });

  // Somebody may come back with the browser's "back": what they left stays hidden until it was asked for anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.hidden) location.reload();
  });
}
