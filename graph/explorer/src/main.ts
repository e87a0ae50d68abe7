// Where the page begins.
import type { About } from "./data/about.ts";
import { Blocks } from "./data/blocks.ts";
import { readGraph } from "./data/graph.ts";
import { Names } from "./data/names.ts";
import type { Label } from "./map/labels.ts";
import { connectControls } from "./ui/controls.ts";
import { byId } from "./ui/dom.ts";
import { Explorer } from "./ui/explorer.ts";
import { say } from "./ui/words.ts";

/** What tests and benchmarks may ask; everything else they do as a reader does, by keys and pointers. */
interface Look {
  readonly term: string | null;
  readonly language: string;
  /** How many times closer than the whole. */
  readonly closer: number;
  /** Names on the map: their slugs, texts and boxes on the canvas. */
  readonly labels: readonly (Omit<Label, "term"> & { slug: string })[];
  readonly terms: number;
  readonly edges: number;
  /** Milliseconds that the last picture took. */
  readonly took: number;
}

declare global {
  interface Window {
    glossograph: {
      /** Milliseconds from the start of loading to the first picture. */
      readonly ready: Promise<number>;
      look(): Look;
      /** Where a term stands on the canvas. */
      place(slug: string): readonly [number, number];
      /** The picture as SVG, whose texts can be read. */
      svg(): string;
    };
  }
}

async function open(): Promise<Explorer> {
  const about = JSON.parse(byId("about").textContent ?? "") as About;
  const blocks = new Blocks(byId("blocks").textContent ?? "", about.blocks);
  const names = new Names(about, blocks);
  const asked = names.language(new URLSearchParams(location.hash.slice(1)).get("lang") ?? "");
  const language = about.languages[asked]?.names ? asked : names.fallback;
  const [graph] = await Promise.all([readGraph(blocks), names.open(language)]);
  const explorer = new Explorer(graph, names, blocks);
  connectControls(explorer, explorer.menus);
  await explorer.begin();
  byId("opening").hidden = true;
  prepareSearch(explorer);
  return explorer;
}

/** Makes the search ready while nobody waits for it, a language at a time. */
function prepareSearch(explorer: Explorer): void {
  const { languages } = explorer.about;
  const next = async (language: number): Promise<void> => {
    if (language >= languages.length) return;
    await explorer.search.prepare(language);
    setTimeout(() => void next(language + 1), 30);
  };
  setTimeout(() => void next(-1), 200);
}

const opened = open();
window.glossograph = {
  ready: opened.then(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      }),
  ),
  look: () => ({ term: null, language: "", closer: 1, labels: [], terms: 0, edges: 0, took: 0 }),
  place: () => [0, 0],
  svg: () => "",
};
opened.then(
  (explorer) => {
    const { map, names } = explorer;
    Object.assign(window.glossograph, {
      look: (): Look => ({
        term: explorer.state.term >= 0 ? names.slugs[explorer.state.term] : null,
        language: explorer.about.languages[explorer.state.language]?.tag ?? "",
        closer: map.camera.k / map.fit,
        labels: map.drawn.labels.map(({ term, ...label }) => ({ ...label, slug: names.slugs[term] })),
        terms: map.drawn.terms,
        edges: map.drawn.edges,
        took: map.took,
      }),
      place: (slug: string): readonly [number, number] => {
        const term = names.termOf(slug);
        const { k, x, y } = map.camera;
        return [explorer.graph.x[term] * k + x, explorer.graph.y[term] * k + y];
      },
      svg: () => map.svg(),
    });
  },
  (error: unknown) => {
    byId("opening").textContent = say("failed");
    throw error;
  },
);
