// A form that came back has a summary of what to put right: it takes focus, once, as the page opens.
document.querySelector("[data-takes-focus]")?.focus();
