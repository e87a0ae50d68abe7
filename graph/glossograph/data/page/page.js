"use strict";

// Every text in `data` comes from articles: it is shown with textContent and on the canvas, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const { languages, fallback } = data;
  // vis draws in the order of ids: the most linked terms, which come first in `data`, come last here, so as to lie on top.
  const last = data.terms.length - 1;
  const terms = [...data.terms].reverse();
  const links = data.links.map(([from, to, count, tags]) => [last - from, last - to, count, tags]);
  const state = { language: fallback, selected: null, results: [], marked: -1 };
  const NEIGHBOURS_ADDED = 60;
  const RESULTS_SHOWN = 50;
  const LINKS_SHOWN = 100;
  const LABEL_LENGTH = 34;
  const LEGIBLE = 0.6; // from this scale on, most names are drawn
  const HUBS = 12; // so many of the most linked terms have names that are read from afar
  const ROOM = 150; // the side of the square that a drawn term has to itself

  // ---- Small words
  const number = (value) => value.toLocaleString("en");
  const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

  // Without the characters that reorder or break what stands around a text; scripts need joiners and marks, these stay.
  const plain = (text) => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, "").replace(/[\p{Cc}\s]+/gu, " ").trim();

  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  function short(text, length) {
    const parts = Array.from(graphemes.segment(plain(text).slice(0, 8 * length)), (part) => part.segment);
    return parts.length > length ? `${parts.slice(0, length - 1).join("").trimEnd()}…` : parts.join("");
  }

  function element(name, { role, ...properties } = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    if (role) made.setAttribute("role", role);
    made.append(...children.filter(Boolean));
    return made;
  }

  // ---- Languages
  const languageByTag = new Map(languages.map((language) => [language.tag, language]));
  const languageName = (tag) => plain(languageByTag.get(tag)?.name ?? tag);
  const directionOf = (tag) => (languageByTag.get(tag)?.direction === "rtl" ? "rtl" : "ltr");
  const home = languageByTag.has(fallback) || !languages.length ? fallback : languages[0].tag;

  const tagsOf = (map) => [
    ...[...languageByTag.keys()].filter((tag) => Object.hasOwn(map, tag)),
    ...Object.keys(map).filter((tag) => !languageByTag.has(tag)),
  ];

  // The text of a map from tag to text: in the chosen language, else in the fallback, else in any; with its tag.
  function pick(map) {
    const tag = [state.language, fallback, ...tagsOf(map)].find((each) => Object.hasOwn(map, each) && map[each]);
    return tag === undefined ? null : { text: map[tag], tag };
  }
  const labelOf = (index) => pick(terms[index].labels) ?? { text: terms[index].slug, tag: null };

  const inLanguage = (name, { text, tag }, className = "") =>
    element(name, { textContent: plain(text), lang: tag ?? "", dir: tag === null ? "auto" : directionOf(tag), className });
  const badge = (tag) => element("span", { className: "badge", textContent: plain(tag), title: languageName(tag) });
  const badgeUnlessChosen = (tag) => (tag === state.language || tag === null ? null : badge(tag));

  // ---- Links
  const edgeId = (from, to) => `${from}-${to}`;
  const countOf = new Map(links.map(([from, to, count]) => [edgeId(from, to), count]));
  const outgoing = terms.map(() => []);
  const incoming = terms.map(() => []);
  for (const [from, to, count, tags] of links) {
    outgoing[from].push({ term: to, count, tags });
    incoming[to].push({ term: from, count, tags });
  }
  const byCount = (one, other) => other.count - one.count || other.term - one.term;
  for (const list of [...outgoing, ...incoming]) list.sort(byCount);

  const neighboursOf = (index) =>
    new Set([...outgoing[index], ...incoming[index]].sort(byCount).map((link) => link.term));
  const indexBySlug = new Map(terms.map((term, index) => [term.slug, index]));

  // ---- Search
  const UNDECOMPOSED = { ø: "o", đ: "d", ł: "l", æ: "ae", œ: "oe", ς: "σ" };

  // Without case and accents: NFKD, then no marks after Latin, Greek and Cyrillic letters. A Devanagari vowel sign is a
  // mark too, and stays.
  const fold = (text) => text.normalize("NFKD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu, "$1")
    .toUpperCase().toLowerCase()
    .replace(/[øđłæœς]/g, (letter) => UNDECOMPOSED[letter])
    .replace(/\p{Cf}+/gu, "").replace(/[\s\p{Cc}\p{Pd}_/]+/gu, " ").trim();

  // What a term is found by; its folded lines stand in the same order, and the slug without its hyphens after them.
  const namesOf = (term) => [
    ...tagsOf(term.labels).map((tag) => ({ text: term.labels[tag], tag })),
    ...tagsOf(term.aliases).flatMap((tag) => term.aliases[tag].map((text) => ({ text, tag }))),
    { text: term.slug, tag: null },
  ];
  function foldedLines(term) {
    const lines = namesOf(term).map((name) => fold(name.text));
    return `\n${lines.join("\n")}\n${lines.at(-1).replaceAll(" ", "")}\n`;
  }
  const foldedTerms = [];
  function foldAll(until = Infinity) {
    while (foldedTerms.length < terms.length && performance.now() < until) {
      foldedTerms.push(foldedLines(terms[foldedTerms.length]));
    }
    return foldedTerms;
  }
  // Prepares the search between keystrokes, 10 ms at a time.
  function foldSoon() {
    if (foldAll(performance.now() + 10).length < terms.length) setTimeout(foldSoon);
  }

  // Ranks lines: 0 the query is a whole line, 1 its beginning, 2 a word's beginning, 3 anywhere, 4 nowhere.
  function ranking(query) {
    const literal = query.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    const wordStart = new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])${literal}`, "u");
    return (lines) => {
      if (!lines.includes(query)) return 4;
      if (lines.includes(`\n${query}\n`)) return 0;
      if (lines.includes(`\n${query}`)) return 1;
      return wordStart.test(lines) ? 2 : 3;
    };
  }

  // The terms found, best first; `name()` tells by which name, the chosen language first among equals.
  function search(text) {
    const query = fold(text);
    if (!query) return [];
    const rank = ranking(query);
    const buckets = [[], [], [], [], []];
    foldAll().forEach((lines, term) => buckets[rank(lines)].push(term));
    return buckets.slice(0, 4).flatMap((bucket) => bucket.reverse()).map((term) => ({ term, name: () => nameFound(term, rank) }));
  }
  function nameFound(term, rank) {
    const names = namesOf(terms[term]);
    const distance = (tag) => [state.language, fallback, tag, null].indexOf(tag) / 4;
    const scored = foldedTerms[term].slice(1, -1).split("\n").map((line, i) => {
      const name = names[Math.min(i, names.length - 1)];
      return { ...name, score: rank(`\n${line}\n`) + distance(name.tag) };
    });
    return scored.reduce((best, name) => (name.score < best.score ? name : best));
  }

  // ---- Drawing
  const canvas = byId("network");
  const style = getComputedStyle(document.documentElement); // live: it follows the colour scheme
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const isNarrow = innerWidth <= 700;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

  const startNodes = new Map(data.nodes.map((node) => [last - node.id, node]));
  const startEdges = data.edges.map(({ from, to }) => [last - from, last - to]);
  const startIsMostLinked = [...startNodes.keys()].every((index) => index > last - startNodes.size);

  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const network = new vis.Network(canvas, { nodes, edges }, {
    interaction: { ...data.options.interaction, hover: true, multiselect: false, keyboard: false, navigationButtons: false },
    layout: { ...data.options.layout, improvedLayout: false },
    physics: { enabled: false },
    nodes: {
      shape: "dot",
      chosen: false,
      font: { face: getComputedStyle(document.body).fontFamily },
      scaling: { label: { drawThreshold: 7, maxVisible: 15 } },
    },
    edges: {
      chosen: false,
      arrows: { to: { enabled: true, scaleFactor: 0.4 } },
      smooth: { enabled: true, type: "curvedCW", roundness: 0.12 },
    },
  });
  const overview = Math.min(canvas.clientWidth, canvas.clientHeight) / (ROOM * Math.sqrt(startNodes.size || 1));
  const hubFont = 12 / Math.max(isNarrow ? LEGIBLE : 0.2, overview);
  const isDrawn = (index) => nodes.get(index) !== null;

  function nodeStyle(index, bright) {
    const label = labelOf(index);
    const kind = terms[index].stub ? "stub" : "article";
    const chosen = index === state.selected;
    const size = startNodes.get(index)?.size ?? 9;
    const name = !bright ? "name-dim" : label.tag === state.language ? "name" : "name-borrowed";
    const fontSize = Math.max(index > last - HUBS ? hubFont : 0, 13 + size * 0.3);
    const border = chosen ? "ink" : bright ? `${kind}-edge` : `${kind}-dim`;
    return {
      id: index,
      size,
      label: short(label.text, LABEL_LENGTH),
      borderWidth: chosen ? 4 : 1.5,
      color: { background: colour(bright || terms[index].stub ? kind : "article-dim"), border: colour(border) },
      font: { color: colour(name), size: fontSize, strokeColor: colour("ground"), strokeWidth: bright ? 4 : 0 },
    };
  }

  function edgeStyle(from, to) {
    const selected = state.selected;
    const name = selected === null ? "edge" : from === selected ? "out" : to === selected ? "in" : "edge-dim";
    const width = Math.min(4, 1 + Math.log2(countOf.get(edgeId(from, to)) ?? 1) / 2);
    return { id: edgeId(from, to), from, to, width, color: { color: colour(name), inherit: false } };
  }

  function restyle() {
    const lit = state.selected === null ? null : neighboursOf(state.selected).add(state.selected);
    nodes.update(nodes.getIds().map((index) => nodeStyle(index, lit === null || lit.has(index))));
    edges.update(edges.map(({ from, to }) => edgeStyle(from, to)));
    byId("borrowed").hidden = nodes.getIds().every((index) => labelOf(index).tag === state.language);
  }

  function tellDrawn() {
    const most = startIsMostLinked && nodes.length === startNodes.size;
    const drawn = `${most ? "The " : ""}${number(nodes.length)} ${most ? "most linked " : ""}of `
      + `${plural(terms.length, "term")} are drawn; search finds all.`;
    const bare = `${plural(data.without_definition, "term")} shown without definition, to keep the page small.`;
    byId("drawn").textContent = [nodes.length < terms.length ? drawn : "", data.without_definition ? bare : ""].join(" ").trim();
    byId("drawn").hidden = !byId("drawn").textContent;
    canvas.ariaLabel = `Drawing of ${plural(nodes.length, "term")}. Search and the panel lead to each.`;
  }

  // Scales the places that are given until names have room, and turns a drawing that is wide where the screen is tall.
  function placing(given) {
    const span = (axis) => given.reduce((most, node) => Math.max(most, node[axis]), -Infinity)
      - given.reduce((least, node) => Math.min(least, node[axis]), Infinity);
    const [width, height] = given.length > 1 ? [span("x"), span("y")] : [0, 0];
    const area = Math.max(width * height, Math.max(width, height) ** 2 / 4);
    const scale = area ? ROOM * Math.sqrt(given.length / area) : 1;
    const turned = (innerHeight > innerWidth) === (width > height);
    return ({ x, y }) => ({ x: scale * (turned ? y : x), y: scale * (turned ? x : y) });
  }

  // The first place on a spiral around a point that no drawn term stands near to.
  function freePlace(centre, taken) {
    for (let step = 0; ; step += 1) {
      const [angle, radius] = [step * 2.4, 22 * Math.sqrt(step)];
      const place = { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
      if (taken.every((other) => Math.hypot(other.x - place.x, other.y - place.y) > 80)) return place;
    }
  }

  // Draws a term that is not drawn yet, in the middle of its drawn neighbours, and around it those that are missing.
  function draw(index) {
    if (isDrawn(index)) return;
    const neighbours = [...neighboursOf(index)].filter((term) => term !== index);
    const taken = Object.values(network.getPositions());
    const around = Object.values(network.getPositions(neighbours.filter(isDrawn)));
    const middle = (axis) => around.reduce((sum, place) => sum + place[axis], 0) / (around.length || 1);
    const fresh = [index, ...neighbours.filter((term) => !isDrawn(term)).slice(0, NEIGHBOURS_ADDED)];
    for (const term of fresh) {
      const place = freePlace(term === index ? { x: middle("x"), y: middle("y") } : network.getPosition(index), taken);
      taken.push(place);
      nodes.add({ ...nodeStyle(term, true), ...place });
    }
    const ends = fresh.flatMap((term) => [
      ...outgoing[term].map((link) => [term, link.term]),
      ...incoming[term].map((link) => [link.term, term]),
    ]);
    edges.update(ends.filter((pair) => pair.every(isDrawn)).map(([from, to]) => edgeStyle(from, to)));
    tellDrawn();
  }

  // Moves to where all these terms are in sight or, if that is too far for names to be read, nearer to the one in `middle`.
  // The canvas has its new size only after a redraw, when the panel has just opened or closed.
  function show(ids, middle = null, animation = motion()) {
    network.redraw();
    const view = () => ({ position: network.getViewPosition(), scale: network.getScale() });
    const before = view();
    network.fit({ nodes: ids, maxZoomLevel: 1.1, animation: false });
    const near = middle !== null && network.getScale() < LEGIBLE;
    const goal = near ? { position: network.getPosition(middle), scale: LEGIBLE } : view();
    if (animation) network.moveTo(before);
    network.moveTo({ ...goal, animation });
  }

  function isInSight(index) {
    network.redraw();
    const { x, y } = network.canvasToDOM(network.getPosition(index));
    return x > 20 && y > 20 && x < canvas.clientWidth - 20 && y < canvas.clientHeight - 20;
  }

  // ---- Panel
  const section = (title, content, wanted = 1, sign = null) => (wanted ? [element("h3", {}, sign, title), content] : []);

  function namesList(term) {
    const tags = tagsOf({ ...term.aliases, ...term.labels });
    const texts = (tag) => namesOf(term).filter((name) => name.tag === tag).map((name) => inLanguage("span", name));
    return element("dl", { className: "names" }, ...tags.flatMap((tag) => [
      element("dt", {}, element("bdi", { textContent: languageName(tag) })),
      element("dd", {}, ...texts(tag)),
    ]));
  }

  function linkButton({ term, count, tags }) {
    const how = [count > 1 ? `${number(count)}×` : "", plain(tags.join(" "))].filter(Boolean).join(" · ");
    return element("li", {}, element("button", { type: "button", onclick: () => select(term, "panel") },
      inLanguage("span", labelOf(term), terms[term].stub ? "what stub" : "what"),
      element("span", { className: "how", textContent: how, title: tags.map(languageName).join(", ") })));
  }

  function linkList(found) {
    const list = element("ul", { className: "links" }, ...found.slice(0, LINKS_SHOWN).map(linkButton));
    const onclick = () => list.replaceChildren(...found.map(linkButton));
    const button = element("button", { type: "button", textContent: `Show all ${number(found.length)}`, onclick });
    if (found.length > LINKS_SHOWN) list.append(element("li", {}, button));
    return list;
  }

  function panelParts(index) {
    const term = terms[index];
    const label = labelOf(index);
    const definition = pick(term.definitions);
    const stroke = (name) => element("i", { className: `stroke ${name}` });
    const linked = (title, found, name) =>
      section(`${title} ${number(found.length)}`, linkList(found), found.length, stroke(name));
    const words = term.keywords.map((word) => element("li", { dir: "auto", textContent: plain(word) }));
    const paths = tagsOf(term.articles).map((tag) =>
      element("li", {}, badge(tag), element("bdi", { dir: "ltr", textContent: plain(term.articles[tag]) })));
    const kind = term.stub ? "No article yet; known from the links to it" : `Article in ${plural(paths.length, "language")}`;
    const title = inLanguage("span", { ...label, text: short(label.text, 160) });
    const onclick = () => select(null, "panel");
    return [
      element("button", { type: "button", className: "close", textContent: "✕", ariaLabel: "Close", onclick }),
      element("h2", { tabIndex: -1 }, title, badgeUnlessChosen(label.tag)),
      element("p", { className: "kind", textContent: kind }),
      definition && element("p", { className: "definition", dir: directionOf(definition.tag) },
        inLanguage("bdi", definition), badgeUnlessChosen(definition.tag)),
      ...section("Names", namesList(term)),
      ...linked("Links to", outgoing[index], "out"),
      ...linked("Linked from", incoming[index], "in"),
      ...section("Keywords", element("ul", { className: "chips" }, ...words), words.length),
      ...section("Articles", element("ul", { className: "paths" }, ...paths), paths.length),
    ].filter(Boolean);
  }

  function showPanel() {
    const panel = byId("panel");
    panel.hidden = state.selected === null;
    panel.replaceChildren(...(panel.hidden ? [] : panelParts(state.selected)));
    panel.scrollTop = 0;
    byId("view").classList.toggle("open", !panel.hidden);
  }

  // ---- Selecting, language, address
  // `index` is null for none; `by` says where the choice was made: "canvas", "search", "panel", "key" or "address".
  function select(index, by) {
    if (index === state.selected && index === null) return;
    const focusWasInPanel = byId("panel").contains(document.activeElement);
    state.selected = index;
    if (index !== null) draw(index);
    restyle();
    showPanel();
    if (index !== null && (by !== "canvas" || !isInSight(index))) show([...neighboursOf(index), index].filter(isDrawn), index);
    if (by !== "address") writeAddress("pushState");
    if (focusWasInPanel) (byId("panel").querySelector("h2") ?? box).focus({ preventScroll: true });
    byId("status").textContent = index === null ? "Nothing selected" : `Selected: ${short(labelOf(index).text, 160)}`;
  }

  function setLanguage(tag) {
    state.language = tag;
    document.documentElement.dir = directionOf(tag);
    canvas.lang = tag;
    byId("language").value = tag;
    restyle();
    showPanel();
  }

  function writeAddress(how) {
    const address = new URLSearchParams();
    if (state.selected !== null) address.set("term", terms[state.selected].slug);
    if (state.language !== home) address.set("lang", state.language);
    const there = location.href.split("#")[0] + (address.size ? `#${address}` : "");
    if (there !== location.href) history[how](null, "", there);
  }

  function readAddress() {
    const address = new URLSearchParams(location.hash.slice(1));
    const tag = languageByTag.has(address.get("lang")) ? address.get("lang") : home;
    if (tag !== state.language) setLanguage(tag);
    const index = indexBySlug.get(address.get("term")) ?? null;
    if (index !== state.selected) select(index, "address");
  }

  // ---- Search box: a combobox with a listbox (WAI-ARIA 1.2)
  const box = byId("search");
  const popup = byId("popup");

  function resultOption({ term, name }, position) {
    const found = name();
    const label = labelOf(term);
    const why = element("span", { className: "why" });
    if (found.text !== label.text) why.append(inLanguage("bdi", { ...found, text: short(found.text, 60) }), " · ");
    why.append(element("bdi", { textContent: found.tag === null ? "slug" : languageName(found.tag) }));
    return element("li", { id: `result-${position}`, role: "option", ariaSelected: "false", onclick: () => choose(position) },
      inLanguage("span", { ...label, text: short(label.text, 80) }, "what"), why);
  }

  function openResults() {
    state.results = search(box.value);
    const all = state.results.length;
    byId("results").replaceChildren(...state.results.slice(0, RESULTS_SHOWN).map(resultOption));
    byId("found").textContent = !all ? "No term has this name in any language."
      : `${all > RESULTS_SHOWN ? `The best ${RESULTS_SHOWN} of ` : ""}${plural(all, "term")} found`;
    setOpen(fold(box.value) !== "");
    mark(all ? 0 : -1);
    if (!popup.hidden) byId("status").textContent = byId("found").textContent;
  }

  function setOpen(open) {
    popup.hidden = !open;
    box.ariaExpanded = String(open && state.results.length > 0);
    if (!open) mark(-1);
  }

  function mark(position) {
    const [before, now] = [byId(`result-${state.marked}`), byId(`result-${position}`)];
    if (before) before.ariaSelected = "false";
    if (now) now.ariaSelected = "true";
    now?.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", now?.id ?? "");
    state.marked = position;
  }

  function choose(position) {
    const result = state.results[position];
    if (!result) return;
    setOpen(false);
    if (isNarrow) box.blur(); // the keyboard on the screen makes room for the panel
    else box.select();
    select(result.term, "search");
  }

  function onSearchKey(event) {
    const open = !popup.hidden;
    const count = byId("results").children.length;
    const move = (step) => (open && count ? mark((state.marked + step + count) % count) : openResults());
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => choose(open ? state.marked : -1),
      Escape: () => (open ? setOpen(false) : select(null, "key")),
    };
    if (event.isComposing || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  function onPageKey(event) {
    const typing = event.target.closest?.("input, select");
    if (event.key === "Escape" && !typing) select(null, "key");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.select();
  }

  // ---- Start
  function listen() {
    box.addEventListener("input", openResults);
    box.addEventListener("focus", foldSoon);
    box.addEventListener("blur", () => setOpen(false));
    box.addEventListener("keydown", onSearchKey);
    popup.addEventListener("mousedown", (event) => event.preventDefault()); // so that the box keeps the focus
    document.addEventListener("keydown", onPageKey);
    byId("language").addEventListener("change", ({ target }) => { setLanguage(target.value); writeAddress("replaceState"); });
    window.addEventListener("hashchange", readAddress);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    network.on("click", ({ pointer }) => select(network.getNodeAt(pointer.DOM) ?? null, "canvas"));
    network.on("hoverNode", () => canvas.classList.add("over"));
    network.on("blurNode", () => canvas.classList.remove("over"));
    const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: motion() });
    byId("closer").addEventListener("click", () => zoom(1.4));
    byId("farther").addEventListener("click", () => zoom(1 / 1.4));
    byId("whole").addEventListener("click", () => show(nodes.getIds()));
  }

  function start() {
    const counts = [plural(terms.length, "term"), plural(links.length, "link"), plural(languages.length, "language")];
    byId("counts").textContent = counts.join(" · ");
    byId("language").append(...languages.map(({ tag }) => element("option", { value: tag, textContent: languageName(tag) })));
    byId("language").hidden = languages.length < 2;
    const place = placing([...startNodes.values()]);
    nodes.add([...startNodes].map(([index, node]) => ({ ...nodeStyle(index, true), ...place(node) })));
    edges.update(startEdges.map(([from, to]) => edgeStyle(from, to)));
    tellDrawn();
    setLanguage(home);
    show(nodes.getIds(), isNarrow && nodes.length ? Math.max(...nodes.getIds()) : null, false);
    listen();
    readAddress();
  }

  // For tests and power users: what is drawn and chosen. Nothing is changed from here.
  window.glossograph = Object.freeze({
    drawnLabels: () => Object.fromEntries(nodes.map(({ id }) => [terms[id].slug, network.body.nodes[id].options.label])),
    drawnEdges: () => edges.map(({ from, to }) => [terms[from].slug, terms[to].slug]),
    language: () => state.language,
    selected: () => (state.selected === null ? null : terms[state.selected].slug),
    pointOf: (slug) => network.canvasToDOM(network.getPosition(indexBySlug.get(slug))),
  });

  start();
})();
