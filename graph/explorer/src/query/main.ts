// The page for queries at /sparql: YASGUI with the queries of the cookbook. It asks this server and nobody else.
import Yasgui from "@triply/yasgui";

interface Example {
  name: string;
  summary: string;
  text: string;
}
interface Settings {
  prefixes: Record<string, string>;
  examples: Example[];
}

const settings: Settings = JSON.parse(document.getElementById("settings")!.textContent!);
const endpoint = new URL("sparql", location.href).href;
const { Yasqe, Yasr } = Yasgui;

// The completers of YASGUI ask prefix.cc and other sites; this one knows the prefixes of the graph.
Yasqe.defaults.autocompleters = ["variables"];
Yasqe.forkAutocompleter("prefixes", {
  name: "graph-prefixes",
  get: () => Object.entries(settings.prefixes).map(([name, iri]) => `${name}: <${iri}>`),
});
delete Yasqe.Autocompleters["graph-prefixes"]!.persistenceId; // they may change with the build
Yasqe.defaults.value = settings.examples[0]!.text;
Yasr.defaults.prefixes = settings.prefixes;

const requestConfig = { ...Yasqe.defaults.requestConfig, endpoint };
const endpoints = { ...Yasgui.defaults.endpointCatalogueOptions, getData: () => [{ endpoint }] };
const yasgui = new Yasgui(document.getElementById("yasgui")!, {
  requestConfig,
  endpointCatalogueOptions: endpoints,
  copyEndpointOnNewTab: false,
  autofocus: false,
});

const chooser = document.getElementById("example") as HTMLSelectElement;
settings.examples.forEach(({ summary }, index) => {
  chooser.add(new Option(summary, String(index)));
});
chooser.addEventListener("change", () => {
  const example = settings.examples[Number(chooser.value)];
  if (!chooser.value || !example) return;
  const defaults = Yasgui.Tab.getDefaults(yasgui);
  yasgui.addTab(true, { ...defaults, name: example.name, yasqe: { ...defaults.yasqe, value: example.text } });
  chooser.value = "";
});
