// Comfort only: every page works without this file. "/" opens the search box; "j" and "k" step through the statements;
// a card and its place in the text light up together.
"use strict";

const steps = () => [...document.querySelectorAll("[data-step]")];

function step(by) {
  const all = steps();
  if (!all.length) return;
  const at = all.findIndex((element) => element.classList.contains("here"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  all.forEach((element) => element.classList.toggle("here", element === next));
  const link = next.matches("a") ? next : next.querySelector("a");
  (link ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const box = document.querySelector("input[type=search]");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  } else if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  }
});

document.querySelector(".site-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const card of document.querySelectorAll("[data-statement]")) {
  const places = document.querySelectorAll(`[data-of~="${CSS.escape(card.dataset.statement)}"]`);
  const light = (on) => places.forEach((place) => place.classList.toggle("here", on));
  card.addEventListener("pointerenter", () => light(true));
  card.addEventListener("pointerleave", () => light(false));
}
