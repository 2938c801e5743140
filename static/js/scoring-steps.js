// One item a screen, or the whole table: the person chooses, the device remembers. Without this file the whole table
// stands there, and the server shows single items.
(() => {
  "use strict";

  const whole = document.querySelector("[data-whole]");
  if (whole) {
    window.location.replace(whole.dataset.whole);
    return;
  }
  const root = document.querySelector("[data-scoring][data-may-answer]");
  if (!root) return;
  const steps = [...root.querySelectorAll("[data-step]")];
  const nav = root.querySelector("[data-steps]");
  const views = root.querySelector("[data-views]");
  const remembered = window.scoringStore.view;
  let at = 0;

  const isOne = () => root.classList.contains("scoring--one");

  const draw = () => {
    const one = isOne();
    for (const step of steps) step.classList.toggle("is-here", one && step === steps[at]);
    for (const section of root.querySelectorAll(".section")) {
      const holds = section === steps[at] || section.contains(steps[at]) || steps[at].contains(section);
      section.classList.toggle("is-away", one && !holds);
    }
    nav.hidden = !one;
    nav.querySelector("[data-place]").textContent = `第 ${at + 1} 屏,共 ${steps.length} 屏`;
    nav.querySelector("[data-back]").disabled = at === 0;
    nav.querySelector("[data-next]").hidden = at === steps.length - 1;
    nav.querySelector("[data-next]").textContent = at === steps.length - 2 ? "看结果" : "下一项";
    for (const button of views.querySelectorAll("[data-view]"))
      button.setAttribute("aria-pressed", String((button.dataset.view === "one") === one));
  };

  // The address follows, so that a page loaded again opens where it was left.
  const go = (place, { focus = true } = {}) => {
    at = Math.max(0, Math.min(steps.length - 1, place));
    const named = steps[at].id || steps[at].querySelector("[id^='item-'], #result").id;
    history.replaceState(null, "", `#${named}`);
    draw();
    if (!focus) return;
    window.scrollTo(0, 0);
    steps[at].focus({ preventScroll: true });
  };

  const placeOf = (hash) => {
    const target = hash.length > 1 && document.getElementById(hash.slice(1));
    return target ? steps.findIndex((step) => step === target || step.contains(target)) : -1;
  };

  const show = (name) => {
    root.classList.toggle("scoring--one", name === "one");
    draw();
  };

  nav.querySelector("[data-back]").addEventListener("click", () => go(at - 1));
  nav.querySelector("[data-next]").addEventListener("click", () => go(at + 1));
  views.addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (!button) return;
    remembered.write(button.dataset.view);
    show(button.dataset.view);
  });
  // A link to an item of the register opens the whole table: it has no screen of its own.
  window.addEventListener("hashchange", () => {
    const place = placeOf(window.location.hash);
    if (place >= 0) go(place);
    else if (isOne()) show("all");
  });

  if (!steps.length) return;
  for (const plain of root.querySelectorAll("[data-plain]")) plain.hidden = true;
  views.hidden = false;
  const asked = placeOf(window.location.hash);
  const open = steps.findIndex((step) => step.matches("[data-open]") || step.querySelector("[data-open]"));
  at = asked >= 0 ? asked : open >= 0 ? open : steps.length - 1;
  const narrow = window.matchMedia("(max-width: 767px)").matches;
  show(remembered.read() ?? (narrow ? "one" : "all"));
})();
