// Only comfort: every page and form works without this file.
(() => {
  "use strict";

  const errors = document.querySelector("[data-errors]");
  if (errors) errors.focus();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A second click sends nothing; coming back with the browser's button frees the form again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else {
      form.setAttribute("aria-busy", "true");
      // A download answers without leaving the page.
      setTimeout(() => form.removeAttribute("aria-busy"), 8000);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  });
})();
