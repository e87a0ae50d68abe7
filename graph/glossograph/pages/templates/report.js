"use strict";

// The report works without this script. The script adds a filter, and a button that collapses or expands all evidence.
(() => {
  const FRAMES_TO_FOLLOW = 20;
  const select = (selector, root = document) => [...root.querySelectorAll(selector)];
  const [filter, foldButton, status, summary, noMatches] =
    ["filter", "fold", "status", "summary", "no-matches"].map((id) => document.getElementById(id));
  const folds = select("details");
  const groups = select("[data-group], main > section:not(#summary)");
  const contents = select("nav li");

  const formatNumber = (value) => value.toLocaleString("en");

  // Ignores case, and accents in scripts where they do not make another letter.
  const fold = (text) => text.normalize("NFKD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu, "$1").toLowerCase();

  // Ten items of each kind are in view. The others are in templates, which the browser does not lay out.
  const rests = select("template[data-rest]").map((template) => {
    const { rest } = template.dataset;
    const button = document.querySelector(`[data-more="${rest}"]`);
    document.querySelector(`[data-note="${rest}"]`).remove();
    button.hidden = false;
    return { template, button, items: select("[data-item]", template.content), open: false };
  });
  const restOf = new Map(rests.flatMap((rest) => rest.items.map((item) => [item, rest])));
  const items = [...select("[data-item]"), ...restOf.keys()];
  const isFolded = (item) => restOf.has(item) && !restOf.get(item).open;

  function insert(rest) {
    if (!rest.template.isConnected) return;
    const { parentNode } = rest.template;
    rest.template.replaceWith(rest.template.content);
    parentNode.querySelectorAll("details").forEach((details) => { if (!folds.includes(details)) followFold(details); });
    const table = parentNode.closest("table");
    if (table) table.hidden = false;
  }
  function showRest(rest) {
    insert(rest);
    rest.open = true;
    rest.button.parentElement.hidden = true;
    for (const item of rest.items) item.hidden = false;
    rest.items[0].querySelector("input, summary, .location")?.focus();
  }
  for (const rest of rests) rest.button.addEventListener("click", () => showRest(rest));

  // An item also matches by the heading of its group: a language or a code.
  const searchText = (item) => fold(`${item.closest("[data-group]")?.querySelector("h3").textContent ?? ""} ${item.textContent}`);
  let searchTexts = null;

  function applyFilter() {
    const words = fold(filter.value).split(/\s+/u).filter(Boolean);
    if (words.length) rests.forEach(insert);
    searchTexts ??= words.length ? items.map(searchText) : null;
    let matches = 0;
    items.forEach((item, index) => {
      item.hidden = words.length ? !words.every((word) => searchTexts[index].includes(word)) : isFolded(item);
      matches += item.hidden ? 0 : 1;
    });
    for (const rest of rests) rest.button.parentElement.hidden = rest.open || words.length > 0;
    for (const table of select("table")) table.hidden = !table.querySelector("[data-item]:not([hidden])");
    for (const group of groups) group.hidden = words.length > 0 && !group.querySelector("[data-item]:not([hidden])");
    for (const entry of contents) entry.hidden = document.querySelector(entry.querySelector("a").hash).hidden;
    summary.hidden = words.length > 0;
    noMatches.hidden = words.length === 0 || matches > 0;
    status.textContent = words.length ? `${formatNumber(matches)} of ${formatNumber(items.length)} match` : "";
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
  function followFold(details) {
    if (!folds.includes(details)) folds.push(details);
    details.addEventListener("toggle", updateFoldButton);
  }
  folds.forEach(followFold);
  addEventListener("beforeprint", () => setAllOpen(true));

  // Decisions: what is chosen on the cards, as text for decisions.toml. Nothing leaves the page.
  const [panel, decided, decisionText, copyButton, downloadButton] =
    ["decisions", "decided", "decision-text", "copy", "download"].map((id) => document.getElementById(id));
  const chosen = new Map();
  // The escapes of JSON are escapes of TOML too. TOML also wants one for U+007F; the others would reorder the text.
  const quote = (text) => JSON.stringify(text).replace(/[\u007f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const entry = (card, decision) => [
    `[[${card.dataset.kind}]]`,
    ...Object.entries(JSON.parse(card.dataset.entry)).map(([name, value]) => `${name} = ${quote(value)}`),
    `decision = ${quote(decision)}`,
    "",
  ].join("\n");

  function showDecisions() {
    const entries = items.filter((item) => chosen.has(item)).map((item) => entry(item, chosen.get(item)));
    panel.hidden = entries.length === 0;
    decided.textContent = entries.length === 1 ? "1 decision." : `${formatNumber(entries.length)} decisions.`;
    decisionText.value = entries.join("\n");
    copyButton.textContent = "Copy";
  }
  function decide(card, choices) {
    const radio = choices.querySelector("input[type=radio]:checked");
    const other = choices.querySelector(".other");
    if (other) other.disabled = radio?.value !== "other";
    const decision = radio?.value === "other" ? other.value.trim() : radio?.value ?? "";
    const isDestination = radio?.value !== "other" || decision.includes("/");
    other?.setAttribute("aria-invalid", String(!isDestination));
    if (decision && isDestination) chosen.set(card, decision);
    else chosen.delete(card);
    choices.querySelector(".undo").hidden = !radio;
    showDecisions();
  }
  items.filter((item) => item.dataset.kind).forEach((card, index) => {
    const choices = card.querySelector("[data-choices]");
    choices.hidden = false;
    for (const radio of choices.querySelectorAll("input[type=radio]")) radio.name = `decision-${index}`;
    choices.addEventListener("input", () => {
      decide(card, choices);
      if (choices.querySelector("input[type=radio]:checked")?.value === "other") choices.querySelector(".other").focus();
    });
    choices.querySelector(".undo").addEventListener("click", () => {
      for (const radio of choices.querySelectorAll("input[type=radio]")) radio.checked = false;
      decide(card, choices);
      choices.querySelector("input").focus();
    });
  });
  copyButton.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(decisionText.value);
    } catch {
      decisionText.select();
      document.execCommand("copy");
    }
    copyButton.textContent = "Copied";
  });
  downloadButton.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([decisionText.value], { type: "application/toml" }));
    link.download = "decisions.toml";
    link.click();
    URL.revokeObjectURL(link.href);
  });
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
