// Starts the page.
import type { About } from "./data/about.ts";
import { Blocks } from "./data/blocks.ts";
import { readGraph } from "./data/graph.ts";
import { Names } from "./data/names.ts";
import { initialLanguage, storedLanguage } from "./data/reader-language.ts";
import { countCovered, type Label } from "./map/labels.ts";
import { connectControls } from "./ui/controls.ts";
import { byId } from "./ui/dom.ts";
import { Explorer } from "./ui/explorer.ts";
import { translate } from "./ui/words.ts";

/** The state of the page for tests and benchmarks. They act like a reader: by keys and pointer. */
interface Snapshot {
  /** Whether the page shows the current state, and the map is at rest. */
  readonly settled: boolean;
  readonly term: string | null;
  readonly language: string;
  /** Zoom relative to the whole map: 1 shows all of it. */
  readonly zoom: number;
  /** Names of terms on the map: slug, text, and box on the canvas. */
  readonly labels: readonly (Omit<Label, "term"> & { slug: string })[];
  /** Names of communities and ribbons on the map. */
  readonly regions: readonly Omit<Label, "term">[];
  /** The terms of the map around a term, the focused one first; null for the map of all terms. */
  readonly focus: readonly string[] | null;
  /** Milliseconds that the last map around a term took to arrange. */
  readonly focusMs: number;
  readonly terms: number;
  readonly edges: number;
  /** Milliseconds that the last picture took. */
  readonly drawMs: number;
}

declare global {
  interface Window {
    glossograph: {
      /** Milliseconds from the start of loading to the first picture. */
      readonly ready: Promise<number>;
      snapshot(): Snapshot;
      /** The position of a term on the canvas. */
      positionOf(slug: string): readonly [number, number];
      /** How many of the dots on the map are under a name that is not theirs. */
      covered(): number;
      /** The picture as SVG, so that tests can read its texts. */
      svg(): string;
    };
  }
}

async function openPage(): Promise<Explorer> {
  const about = JSON.parse(byId("about").textContent ?? "") as About;
  const blocks = new Blocks(byId("blocks").textContent ?? "", about.blocks);
  const names = new Names(about, blocks);
  const requested = names.languageOf(new URLSearchParams(location.hash.slice(1)).get("lang") ?? "");
  const initial = initialLanguage(about, storedLanguage(), navigator.languages);
  const language = about.languages[requested]?.names ? requested : initial;
  const [graph] = await Promise.all([readGraph(blocks), names.open(language)]);
  const explorer = new Explorer(graph, names, blocks, initial);
  connectControls(explorer, explorer.menus);
  await explorer.start();
  byId("opening").hidden = true;
  prepareSearch(explorer);
  return explorer;
}

const PREPARE_DELAY_MS = 200;
const PAUSE_BETWEEN_LANGUAGES_MS = 30;

/** Prepares the search in the background, one language at a time. */
function prepareSearch(explorer: Explorer): void {
  const { languages } = explorer.about;
  const prepareFrom = async (language: number): Promise<void> => {
    if (language >= languages.length) return;
    await explorer.search.prepare(language);
    setTimeout(() => void prepareFrom(language + 1), PAUSE_BETWEEN_LANGUAGES_MS);
  };
  setTimeout(() => void prepareFrom(-1), PREPARE_DELAY_MS);
}

const opening = openPage();
window.glossograph = {
  ready: opening.then(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      }),
  ),
  snapshot: () => ({
    settled: false,
    term: null,
    language: "",
    zoom: 1,
    labels: [],
    regions: [],
    focus: null,
    focusMs: 0,
    terms: 0,
    edges: 0,
    drawMs: 0,
  }),
  positionOf: () => [0, 0],
  covered: () => 0,
  svg: () => "",
};
opening.then(
  (explorer) => {
    const { map, names } = explorer;
    Object.assign(window.glossograph, {
      snapshot: (): Snapshot => ({
        settled: explorer.isSettled,
        term: explorer.state.term >= 0 ? names.slugs[explorer.state.term] : null,
        language: explorer.about.languages[explorer.state.language]?.tag ?? "",
        zoom: map.camera.k / map.fit,
        labels: map.drawn.labels
          .filter(({ term }) => term >= 0)
          .map(({ term, ...label }) => ({ ...label, slug: names.slugs[term] })),
        regions: map.drawn.labels.filter(({ term }) => term < 0).map(({ term: _, ...label }) => label),
        focus: map.scene.focusMap?.terms.map((term) => names.slugs[term]) ?? null,
        focusMs: explorer.focusMs,
        terms: map.drawn.terms.length,
        edges: map.drawn.edges,
        drawMs: map.drawMs,
      }),
      positionOf: (slug: string): readonly [number, number] => {
        const term = names.termOf(slug);
        const { k, x, y } = map.camera;
        const { places } = map.scene;
        return [places.x[term] * k + x, places.y[term] * k + y];
      },
      covered: () => countCovered(map.drawn.labels, map.drawn.terms, map.scene, map.camera),
      svg: () => map.svg(),
    });
  },
  (error: unknown) => {
    byId("opening").textContent = translate("failed");
    throw error;
  },
);
