// Hands a page's passkey to the browser, and says in words when nothing came of it.

const form = document.querySelector("form[data-passkey]");
const says = document.getElementById("passkey-says");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  says.textContent = says.dataset.silent;
});

if (form) {
  const how = form.dataset.passkey;
  const field = (name) => form.querySelector(`[name="${name}"]`)?.id;
  const ids = { [how]: form.dataset.button, credential: field("credential") };
  if (document.getElementById("js_data")) ids.data = "js_data";
  if (field("passwordless")) ids.passwordless = field("passwordless");
  window.allauth.webauthn.forms[`${how}Form`]({ ids });
}
