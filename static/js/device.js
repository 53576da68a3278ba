// Lets notes come to this device. The browser asks its person only after they pressed the button here.

const part = document.getElementById("notes-here");
const says = document.getElementById("notes-say");
const on = document.getElementById("notes-on");
const example = document.getElementById("notes-example");

const say = (words) => {
  says.textContent = words;
};

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const canShow = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const subscribe = async (bell, key) => {
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  const old = await bell.pushManager.getSubscription();
  try {
    return await bell.pushManager.subscribe(options);
  } catch (trouble) {
    if (!old) throw trouble;
    // It was given under another key, which is not used here any more.
    await old.unsubscribe();
    return bell.pushManager.subscribe(options);
  }
};

const give = async () => {
  const { key, token } = await (await fetch(part.dataset.address, { redirect: "error" })).json();
  await navigator.serviceWorker.register(part.dataset.worker, { scope: "/", updateViaCache: "none" });
  const bell = await navigator.serviceWorker.ready;
  const given = await subscribe(bell, key);
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(part.dataset.address, { method: "POST", headers, body: JSON.stringify(given), redirect: "error" });
};

const turnOn = async () => {
  if ((await Notification.requestPermission()) !== "granted") {
    say(Notification.permission === "denied" ? part.dataset.denied : part.dataset.declined);
    return;
  }
  on.disabled = true;
  say(part.dataset.asking);
  try {
    const answer = await give();
    if (answer.ok) {
      location.reload();
      return;
    }
    say((await answer.json()).say);
  } catch {
    say(part.dataset.trouble);
  }
  on.disabled = false;
};

const showOne = async () => {
  const bell = await navigator.serviceWorker.getRegistration("/");
  if (bell?.active && Notification.permission === "granted") bell.active.postMessage("show");
  else say(part.dataset.trouble);
};

if (part) {
  document.getElementById("notes-script").hidden = true;
  if (!canShow) {
    // Safari on a phone can, once the site stands on the home screen.
    say("standalone" in navigator && !navigator.standalone ? part.dataset.homeScreen : part.dataset.cannot);
  } else {
    if (on && Notification.permission === "denied") say(part.dataset.denied);
    if (on) on.hidden = false;
    if (example) example.hidden = false;
    on?.addEventListener("click", turnOn);
    example?.addEventListener("click", showOne);
  }
}
