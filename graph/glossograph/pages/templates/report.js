"use strict";

// The report works without this script. The script adds a filter, and a button that collapses or expands all evidence.
(() => {
  const FRAMES_TO_FOLLOW = 20;
  const select = (selector, root = document) => [...root.querySelectorAll(selector)];
  const [filter, foldButton, status, summary, noMatches] =
    ["filter", "fold", "status", "summary", "no-matches"].map((id) => document.getElementById(id));
  const folds = select("details");
  const items = select("[data-item]");
  const groups = select("[data-group], main > section:not(#summary)");
  const contents = select("nav li");

  const formatNumber = (value) => value.toLocaleString("en");

  // Ignores case, and accents in scripts where they do not make another letter.
  const fold = (text) => text.normalize("NFKD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu, "$1").toLowerCase();

  // An item also matches by the heading of its group: a language or a code.
  const searchText = (item) => fold(`${item.closest("[data-group]")?.querySelector("h3").textContent ?? ""} ${item.textContent}`);
  let searchTexts = null;

  function applyFilter() {
    const words = fold(filter.value).split(/\s+/u).filter(Boolean);
    searchTexts ??= items.map(searchText);
    let matches = 0;
    items.forEach((item, index) => {
      item.hidden = !words.every((word) => searchTexts[index].includes(word));
      matches += item.hidden ? 0 : 1;
    });
    for (const group of groups) group.hidden = words.length > 0 && !group.querySelector("[data-item]:not([hidden])");
    for (const entry of contents) entry.hidden = document.querySelector(entry.querySelector("a").hash).hidden;
    summary.hidden = words.length > 0;
    noMatches.hidden = matches > 0;
    status.textContent = words.length ? `${formatNumber(matches)} of ${formatNumber(items.length)} on this page match` : "";
    scrollTo(0, 0);
  }

  const anyOpen = () => folds.some((details) => details.open);
  const updateFoldButton = () => { foldButton.textContent = anyOpen() ? "Collapse all" : "Expand all"; };
  function setAllOpen(open) {
    for (const details of folds) details.open = open;
  }

  // Cards are laid out only when they come near. Those above the section may then move it, so follow it for some frames.
  function scrollToSection(section, frames = FRAMES_TO_FOLLOW) {
    section.scrollIntoView();
    if (frames) requestAnimationFrame(() => scrollToSection(section, frames - 1));
  }
  for (const link of select("nav a")) link.addEventListener("click", () => scrollToSection(document.querySelector(link.hash)));
  const linkedSection = groups.find((group) => `#${group.id}` === location.hash);
  if (linkedSection) scrollToSection(linkedSection);

  filter.closest("[hidden]").hidden = items.length === 0;
  foldButton.hidden = folds.length === 0;
  filter.addEventListener("input", applyFilter);
  foldButton.addEventListener("click", () => setAllOpen(!anyOpen()));
  for (const details of folds) details.addEventListener("toggle", updateFoldButton);
  addEventListener("beforeprint", () => setAllOpen(true));
  addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== filter && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
    } else if (event.key === "Escape" && event.target === filter) {
      filter.value = "";
      applyFilter();
    }
  });
})();
