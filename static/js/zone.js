// Presets the time zone from the browser, for the person to confirm. What somebody chose already stays.

const select = document.querySelector("select[data-zone]");
if (select && !select.value) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...select.options].some((option) => option.value === zone);
  if (known) select.value = zone;
}
