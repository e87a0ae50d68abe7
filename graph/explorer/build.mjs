// Bundles the scripts of the pages, each into one file with the licences of the packages that it contains.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(folder, "..", "glossograph", "data", "page");
const modules = join(folder, "node_modules");

/** Takes YASGUI from its TypeScript: its own bundle does not say which packages it contains. */
const yasguiSources = {
  name: "yasgui-sources",
  setup({ onResolve }) {
    onResolve({ filter: /^@triply\/[a-z-]+$/ }, ({ path }) => ({ path: join(modules, path, "src", "index.ts") }));
  },
};

function notice(name) {
  const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  const file = readdirSync(join(modules, name)).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  if (file === undefined) throw new Error(`${name} has no licence`);
  // "*/" would end the comment that holds the licences.
  const text = readFileSync(join(modules, name, file), "utf8")
    .replaceAll("\r\n", "\n")
    .replaceAll("*/", "* /")
    .trim();
  return `${name} ${version}${license ? ` (${license})` : ""}\n\n${text}`;
}

async function bundle(entry, name) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    charset: "ascii",
    format: "iife",
    target: ["chrome103", "firefox115", "safari16.4"],
    legalComments: "none",
    loader: { ".scss": "empty", ".css": "empty" },
    alias: {
      "column-resizer": "./src/query/fixed_columns.ts",
      sortablejs: "sortablejs/modular/sortable.esm.js", // YASGUI requires a module with a default export
    },
    define: { global: "window" },
    plugins: [yasguiSources],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const paths = Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  const notices = [...new Set(paths.filter((path) => path !== undefined))].sort().map(notice);
  const parts = notices.length ? ` It contains parts of:\n\n${notices.join("\n\n")}` : "";
  const legal = `/*! glossograph (MIT).${parts}\n*/\n`;
  const script = legal + outputFiles[0].text.replaceAll('"<!--', '"\\x3c!--');
  if (/<\/script|<!--/i.test(script))
    throw new Error(`${name} contains </script or <!-- and would end its own element`);
  writeFileSync(join(output, name), script);
}

await bundle("src/main.ts", "explorer.js");
await bundle("src/query/main.ts", "query.js");
await bundle("src/site/main.ts", "site.js");
const style = readFileSync(join(modules, "@triply", "yasgui", "build", "yasgui.min.css"), "utf8").trim();
writeFileSync(join(output, "query.css"), `/*! The style of YASGUI; its licence is in query.js. */\n${style}\n`);
