// Only comfort: every page and form works without this file.
(() => {
  "use strict";

  const errors = document.querySelector("[data-errors]");
  if (errors) errors.focus();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // The clipboard is there over HTTPS alone; elsewhere the text is selected by hand.
  for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    const lines = [...document.getElementById(button.dataset.copy).children].map((each) => each.textContent);
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(lines.join("\n"));
      button.textContent = button.dataset.copied;
    });
  }

  // Typed and not saved: leaving asks first. The form that is being sent is not asked about; neither are searches.
  let sending = null;
  const isChanged = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return field.value !== "";
    if (field.options) return [...field.options].some((each) => each.selected !== each.defaultSelected);
    return "defaultValue" in field && field.value !== field.defaultValue;
  };
  // A select without a chosen option shows its first one, which nobody chose.
  const isUntouched = (field) =>
    field.type === "select-one" &&
    field.selectedIndex <= 0 &&
    ![...field.options].some((each) => each.defaultSelected);
  const isUnsaved = (form) =>
    form !== sending &&
    form.method === "post" &&
    !("loose" in form.dataset) &&
    ("unsaved" in form.dataset ||
      [...form.elements].some((field) => isChanged(field) && !isUntouched(field)));
  window.addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("main form")].some(isUnsaved)) event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    sending = null;
    // Changed after a download: it is another form now, and may be sent at once.
    event.target.form?.removeAttribute("aria-busy");
  });

  // A second click sends nothing; coming back with the browser's button frees the form again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else {
      sending = form;
      form.setAttribute("aria-busy", "true");
      // A download answers without leaving the page.
      setTimeout(() => form.removeAttribute("aria-busy"), 8000);
    }
  });
  window.addEventListener("pageshow", () => {
    sending = null;
    for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  });

  // Nearest first: the position is asked for by this button alone and sent to about a hundred metres.
  const nearest = document.querySelector("[data-nearest]");
  if (nearest && navigator.geolocation && window.isSecureContext) {
    const says = document.querySelector("[data-nearest-says]");
    const say = (words) => {
      says.textContent = words;
      says.hidden = false;
    };
    nearest.hidden = false;
    nearest.addEventListener("click", () => {
      say(says.dataset.waiting);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const address = new URL(window.location.href);
          address.searchParams.set("lat", coords.latitude.toFixed(3));
          address.searchParams.set("lng", coords.longitude.toFixed(3));
          for (const name of ["datum", "page"]) address.searchParams.delete(name);
          window.location.assign(address);
        },
        (error) => say(error.code === error.PERMISSION_DENIED ? says.dataset.denied : says.dataset.failed),
        { maximumAge: 60000, timeout: 15000 },
      );
    });
  }
})();
