"use strict";

// Every text in `data` comes from articles: it is shown with textContent and on the canvas, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const { terms, links, languages, language, middle } = JSON.parse(byId("data").textContent);
  const state = { language, selected: null };
  const LABEL_LENGTH = 34;

  // Without the characters that reorder or break what stands around a text; scripts need joiners and marks, these stay.
  const plain = (text) => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, "").replace(/[\p{Cc}\s]+/gu, " ").trim();
  const short = (text, length) => {
    const letters = Array.from(plain(text.slice(0, 8 * length)));
    return letters.length > length ? `${letters.slice(0, length - 1).join("").trimEnd()}…` : letters.join("");
  };
  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

  const byTag = new Map(languages.map((each) => [each.tag, each]));
  const directionOf = (tag) => (byTag.get(tag)?.direction === "rtl" ? "rtl" : "ltr");
  function pick(texts) {
    const tag = [state.language, language, "en", ...Object.keys(texts)].find((each) => Object.hasOwn(texts, each));
    return tag === undefined ? null : { text: texts[tag], tag };
  }
  const nameOf = (index) => pick(terms[index].labels) ?? { text: terms[index].slug, tag: null };

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter(Boolean));
    return made;
  }
  const inLanguage = (name, { text, tag }, properties = {}) =>
    element(name, { textContent: plain(text), lang: tag ?? "", dir: tag === null ? "auto" : directionOf(tag), ...properties });

  // ---- Drawing
  const style = getComputedStyle(document.documentElement); // live: it follows the colour scheme
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

  function node(index, lit) {
    const { placeholder, size, x, y } = terms[index];
    const name = nameOf(index);
    const kind = placeholder ? "placeholder" : "article";
    const focus = index === (state.selected ?? middle);
    const ink = !lit ? "name-dim" : name.tag === state.language ? "name" : "name-borrowed";
    return {
      id: index, x, y, size, label: short(name.text, LABEL_LENGTH), borderWidth: focus ? 4 : 1.5,
      color: { background: colour(lit || placeholder ? kind : "article-dim"), border: colour(focus ? "ink" : lit ? `${kind}-edge` : `${kind}-dim`) },
      font: { color: colour(ink), size: 13 + size * 0.3, strokeColor: colour("ground"), strokeWidth: lit ? 4 : 0 },
    };
  }

  function edge([from, to, count], id) {
    const { selected } = state;
    const name = selected === null ? "edge" : from === selected ? "out" : to === selected ? "in" : "edge-dim";
    return { id, from, to, width: Math.min(4, 1 + Math.log2(count) / 2), color: { color: colour(name), inherit: false } };
  }

  function draw() {
    const near = links.filter(([from, to]) => from === state.selected || to === state.selected).flat();
    const lit = new Set([state.selected, ...near]);
    nodes.update(terms.map((_, index) => node(index, state.selected === null || lit.has(index))));
    edges.update(links.map(edge));
  }

  // ---- Panel: all terms, or the one that is selected
  const button = (index) => inLanguage("button", nameOf(index), { type: "button", onclick: () => select(index) });
  const list = (indices) => element("ul", {}, ...indices.map((index) => element("li", {}, button(index))));

  function linked(title, name, indices) {
    if (!indices.length) return [];
    return [element("h3", {}, element("i", { className: `stroke ${name}` }), `${title} ${indices.length}`), list(indices)];
  }

  function allTerms() {
    const order = new Intl.Collator(state.language || "en");
    const indices = terms.map((_, index) => index).sort((one, other) => order.compare(nameOf(one).text, nameOf(other).text));
    return [element("h2", { textContent: "Terms", tabIndex: -1 }), list(indices)];
  }

  function oneTerm(index) {
    const { labels, definitions, placeholder } = terms[index];
    const definition = pick(definitions);
    const names = Object.keys(labels).flatMap((tag) => [
      element("dt", {}, element("bdi", { textContent: plain(byTag.get(tag)?.name ?? tag) })),
      inLanguage("dd", { text: labels[tag], tag }),
    ]);
    return [
      element("button", { type: "button", className: "back", textContent: "All terms", onclick: () => select(null) }),
      inLanguage("h2", nameOf(index), { tabIndex: -1 }),
      placeholder && element("p", { className: "quiet", textContent: "No article yet; known from the links to it" }),
      definition && inLanguage("p", definition),
      element("dl", {}, ...names),
      ...linked("Links to", "out", links.filter(([from]) => from === index).map(([, to]) => to)),
      ...linked("Linked from", "in", links.filter(([, to]) => to === index).map(([from]) => from)),
    ].filter(Boolean);
  }

  function select(index) {
    const hadFocus = byId("panel").contains(document.activeElement);
    state.selected = index;
    draw();
    byId("panel").replaceChildren(...(index === null ? allTerms() : oneTerm(index)));
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
  byId("network").ariaLabel = `Drawing of ${plural(terms.length, "term")}; the list beside it leads to each.`;
  byId("language").append(...languages.map(({ tag, name }) => element("option", { value: tag, textContent: plain(name) })));
  byId("language").hidden = languages.length < 2;
  byId("language").value = language;
  byId("language").addEventListener("change", ({ target }) => setLanguage(target.value));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && select(null));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  network.on("click", ({ pointer }) => select(network.getNodeAt(pointer.DOM) ?? null));
  setLanguage(language);
  network.fit({ maxZoomLevel: 1.2, animation: false });

  // For tests and power users: what is drawn and chosen. Nothing is changed from here.
  window.glossograph = Object.freeze({
    labels: () => Object.fromEntries(terms.map(({ slug }, index) => [slug, nodes.get(index).label])),
    selected: () => (state.selected === null ? null : terms[state.selected].slug),
    pointOf: (slug) => network.canvasToDOM(network.getPosition(terms.findIndex((term) => term.slug === slug))),
  });
})();
