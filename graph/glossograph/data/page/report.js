"use strict";

// The report is whole without this; it adds a filter and a switch that folds all evidence.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const [filter, foldAll, status, summary, nothing] = ["filter", "fold", "status", "summary", "nothing"].map((id) => document.getElementById(id));
  const folds = all("details");
  const items = all("[data-item]");
  const parts = all("[data-group], main > section:not(#summary)");

  const entries = all("nav li");

  const number = (value) => value.toLocaleString("en");

  // Without case and, in scripts where they are ornaments, accents.
  const plain = (text) => text.normalize("NFKD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu, "$1").toLowerCase();

  // The group's heading (a language, a code) belongs to what each of its items is found by.
  const textOf = (item) => plain(`${item.closest("[data-group]")?.querySelector("h3").textContent ?? ""} ${item.textContent}`);
  let texts = null;

  function show() {
    const words = plain(filter.value).split(/\s+/u).filter(Boolean);
    texts ??= items.map(textOf);
    let shown = 0;
    items.forEach((item, index) => {
      item.hidden = !words.every((word) => texts[index].includes(word));
      shown += item.hidden ? 0 : 1;
    });
    for (const part of parts) part.hidden = words.length > 0 && !part.querySelector("[data-item]:not([hidden])");
    for (const entry of entries) entry.hidden = document.querySelector(entry.querySelector("a").hash).hidden;
    summary.hidden = words.length > 0;
    nothing.hidden = shown > 0;
    status.textContent = words.length ? `${number(shown)} of ${number(items.length)} on this page match` : "";
    scrollTo(0, 0);
  }

  const anyOpen = () => folds.some((fold) => fold.open);
  const name = () => { foldAll.textContent = anyOpen() ? "Collapse all" : "Expand all"; };
  function open(wanted) {
    for (const fold of folds) fold.open = wanted;
  }

  // Cases are laid out only when they come near, and those above the section may then move it.
  function lead(section, frames = 20) {
    section.scrollIntoView();
    if (frames) requestAnimationFrame(() => lead(section, frames - 1));
  }
  for (const link of all("nav a")) link.addEventListener("click", () => lead(document.querySelector(link.hash)));
  const start = parts.find((part) => `#${part.id}` === location.hash);
  if (start) lead(start);

  filter.closest("[hidden]").hidden = items.length === 0;
  foldAll.hidden = folds.length === 0;
  filter.addEventListener("input", show);
  foldAll.addEventListener("click", () => open(!anyOpen()));
  for (const fold of folds) fold.addEventListener("toggle", name);
  addEventListener("beforeprint", () => open(true));
  addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== filter && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
    } else if (event.key === "Escape" && event.target === filter) {
      filter.value = "";
      show();
    }
  });
})();
