// Small things that the page and its server say alike.

/** Hours and minutes of an instant, in the reader's zone. */
export function clock(moment, zone) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(
    new Date(moment),
  );
}

/** Set text only where it differs: a live region speaks when it is touched. */
export function put(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}
