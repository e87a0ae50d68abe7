// Bundles each script of the pages into one file, with the licences of the packages that it contains.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));
const outputFolder = process.argv[2] ?? join(folder, "..", "glossograph", "data", "page");
const scripts = { "explorer.js": "src/main.ts", "site.js": "src/site/main.ts" };

for (const [name, entryPoint] of Object.entries(scripts)) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    charset: "ascii",
    format: "iife",
    target: ["chrome103", "firefox115", "safari16.4"],
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });

  const packages = Object.keys(metafile.inputs)
    .map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  const notices = [...new Set(packages)].sort().map((name) => {
    const { version, license } = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
    const text = readFileSync(join(folder, "node_modules", name, "LICENSE"), "utf8").trim();
    return `${name} ${version} (${license})\n\n${text}`;
  });
  const parts = notices.length ? ` It contains parts of:\n\n${notices.join("\n\n")}` : "";
  const legal = `/*! glossograph (MIT).${parts}\n*/\n`;
  const script = legal + outputFiles[0].text;
  if (/<\/script|<!--/i.test(script))
    throw new Error("The script contains </script or <!-- and would end its own element");
  writeFileSync(join(outputFolder, name), script);
}
