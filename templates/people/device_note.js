{% load i18n static %}// What this browser shows when it is rung. The ring itself holds nothing, so there is nothing else to show.
{% translate "There is something for you to read." as says %}
const TITLE = "{{ neutral_name|escapejs }}";
const LINE = "{{ says|escapejs }}";
const ICON = "{% static 'icons/mark-192.png' %}";
const HERE = "{% url 'people:this_device' %}";

// One tag: whatever number of rings came, one note stands there, and a repetition makes no second sound.
const show = () => self.registration.showNotification(TITLE, { body: LINE, tag: "note", icon: ICON });

const open = async () => {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const home = windows.find((one) => new URL(one.url).pathname === "/");
  return home ? home.focus() : self.clients.openWindow("/");
};

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

// The browser gave up its address: it gets a new one, and tells it, if somebody is still signed in.
const renew = async () => {
  const asked = await fetch(HERE, { redirect: "error" });
  const { key, token } = await asked.json();
  const given = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(key),
  });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  await fetch(HERE, { method: "POST", headers, body: JSON.stringify(given), redirect: "error" });
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(show()));
self.addEventListener("message", (event) => event.waitUntil(show()));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew().catch(() => {})));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});
