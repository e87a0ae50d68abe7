"use strict";

// All text in `data` comes from articles: show it with textContent and on the canvas only, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const { terms, links, languages, language, middle } = JSON.parse(byId("data").textContent);
  const state = { language, selected: null };
  const MAX_LABEL_LETTERS = 34;

  // Removes characters that reorder or break the text around them. Joiners and marks stay: scripts need them.
  const clean = (text) => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, "").replace(/[\p{Cc}\s]+/gu, " ").trim();
  const shorten = (text, length) => {
    const letters = Array.from(clean(text.slice(0, 8 * length)));
    return letters.length > length ? `${letters.slice(0, length - 1).join("").trimEnd()}…` : letters.join("");
  };
  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

  const byTag = new Map(languages.map((entry) => [entry.tag, entry]));
  const directionOf = (tag) => (byTag.get(tag)?.direction === "rtl" ? "rtl" : "ltr");
  function pickText(texts) {
    const tag = [state.language, language, "en", ...Object.keys(texts)].find((candidate) => Object.hasOwn(texts, candidate));
    return tag === undefined ? null : { text: texts[tag], tag };
  }
  const labelOf = (index) => pickText(terms[index].labels) ?? { text: terms[index].slug, tag: null };

  function element(name, properties = {}, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children.filter(Boolean));
    return node;
  }
  const inLanguage = (name, { text, tag }, properties = {}) =>
    element(name, { textContent: clean(text), lang: tag ?? "", dir: tag === null ? "auto" : directionOf(tag), ...properties });

  // ---- Drawing
  const style = getComputedStyle(document.documentElement); // live: follows the colour scheme
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const network = new vis.Network(byId("network"), { nodes, edges }, {
    interaction: { hover: true, multiselect: false, keyboard: false },
    layout: { improvedLayout: false },
    physics: { enabled: false },
    nodes: {
      shape: "dot",
      chosen: false,
      font: { face: getComputedStyle(document.body).fontFamily },
      scaling: { label: { drawThreshold: 6, maxVisible: 17 } },
    },
    edges: {
      chosen: false,
      arrows: { to: { enabled: true, scaleFactor: 0.4 } },
      smooth: { enabled: true, type: "curvedCW", roundness: 0.12 },
    },
  });

  function nodeOptions(index, highlighted) {
    const { placeholder, size, x, y } = terms[index];
    const label = labelOf(index);
    const kind = placeholder ? "placeholder" : "article";
    const focus = index === (state.selected ?? middle);
    const ink = !highlighted ? "name-dim" : label.tag === state.language ? "name" : "name-fallback";
    return {
      id: index, x, y, size, label: shorten(label.text, MAX_LABEL_LETTERS), borderWidth: focus ? 4 : 1.5,
      color: { background: colour(highlighted || placeholder ? kind : "article-dim"), border: colour(focus ? "ink" : highlighted ? `${kind}-edge` : `${kind}-dim`) },
      font: { color: colour(ink), size: 13 + size * 0.3, strokeColor: colour("ground"), strokeWidth: highlighted ? 4 : 0 },
    };
  }

  function edgeOptions([from, to, count], id) {
    const { selected } = state;
    const name = selected === null ? "edge" : from === selected ? "out" : to === selected ? "in" : "edge-dim";
    return { id, from, to, width: Math.min(4, 1 + Math.log2(count) / 2), color: { color: colour(name), inherit: false } };
  }

  function draw() {
    const neighbours = links.filter(([from, to]) => from === state.selected || to === state.selected).flat();
    const highlighted = new Set([state.selected, ...neighbours]);
    nodes.update(terms.map((_, index) => nodeOptions(index, state.selected === null || highlighted.has(index))));
    edges.update(links.map(edgeOptions));
  }

  // ---- Panel: all terms, or the selected term
  const termButton = (index) => inLanguage("button", labelOf(index), { type: "button", onclick: () => select(index) });
  const termList = (indices) => element("ul", {}, ...indices.map((index) => element("li", {}, termButton(index))));

  function linkSection(title, className, indices) {
    if (!indices.length) return [];
    return [element("h3", {}, element("i", { className: `stroke ${className}` }), `${title} ${indices.length}`), termList(indices)];
  }

  function allTermsPanel() {
    const order = new Intl.Collator(state.language || "en");
    const indices = terms.map((_, index) => index).sort((first, second) => order.compare(labelOf(first).text, labelOf(second).text));
    return [element("h2", { textContent: "Terms", tabIndex: -1 }), termList(indices)];
  }

  function termPanel(index) {
    const { labels, definitions, placeholder } = terms[index];
    const definition = pickText(definitions);
    const labelRows = Object.keys(labels).flatMap((tag) => [
      element("dt", {}, element("bdi", { textContent: clean(byTag.get(tag)?.name ?? tag) })),
      inLanguage("dd", { text: labels[tag], tag }),
    ]);
    return [
      element("button", { type: "button", className: "back", textContent: "All terms", onclick: () => select(null) }),
      inLanguage("h2", labelOf(index), { tabIndex: -1 }),
      placeholder && element("p", { className: "quiet", textContent: "No article yet, only links to this term" }),
      definition && inLanguage("p", definition),
      element("dl", {}, ...labelRows),
      ...linkSection("Links to", "out", links.filter(([from]) => from === index).map(([, to]) => to)),
      ...linkSection("Linked from", "in", links.filter(([, to]) => to === index).map(([from]) => from)),
    ].filter(Boolean);
  }

  function select(index) {
    const hadFocus = byId("panel").contains(document.activeElement);
    state.selected = index;
    draw();
    byId("panel").replaceChildren(...(index === null ? allTermsPanel() : termPanel(index)));
    byId("panel").scrollTop = 0;
    if (hadFocus) byId("panel").querySelector("h2").focus({ preventScroll: true });
  }

  function setLanguage(tag) {
    state.language = tag;
    document.documentElement.dir = directionOf(tag);
    byId("network").lang = tag;
    select(state.selected);
  }

  // ---- Start
  byId("counts").textContent = `${plural(terms.length, "term")} · ${plural(links.length, "edge")}`;
  byId("network").ariaLabel = `Drawing of ${plural(terms.length, "term")}. The list next to it opens each term.`;
  byId("language").append(...languages.map(({ tag, name }) => element("option", { value: tag, textContent: clean(name) })));
  byId("language").hidden = languages.length < 2;
  byId("language").value = language;
  byId("language").addEventListener("change", ({ target }) => setLanguage(target.value));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && select(null));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  network.on("click", ({ pointer }) => select(network.getNodeAt(pointer.DOM) ?? null));
  setLanguage(language);
  network.fit({ maxZoomLevel: 1.2, animation: false });

  // Read-only state for tests and power users.
  window.glossograph = Object.freeze({
    labels: () => Object.fromEntries(terms.map(({ slug }, index) => [slug, nodes.get(index).label])),
    selected: () => (state.selected === null ? null : terms[state.selected].slug),
    positionOf: (slug) => network.canvasToDOM(network.getPosition(terms.findIndex((term) => term.slug === slug))),
  });
})();
