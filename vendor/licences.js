/** Writes the file of its argument: the licence of every package that is inside the committed bundles. */
import { readFileSync, readdirSync, writeFileSync, existsSync } from "node:fs";

const roots = ["@codemirror", "@lezer", "@marijn", "@lit"].flatMap((scope) =>
  readdirSync(`node_modules/${scope}`).map((name) => `${scope}/${name}`),
);
const packages = [...roots, "crelt", "style-mod", "w3c-keyname", "lit", "lit-html", "lit-element"].sort();

const sections = packages.map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = ["LICENSE", "LICENSE.md"].map((each) => `${folder}/${each}`).find(existsSync);
  const text = file ? readFileSync(file, "utf8").trim() : `Licence: ${license}`;
  return `${name} ${version} (${license})\n${"-".repeat(72)}\n${text}\n`;
});
writeFileSync(process.argv[2], `Third-party code in this folder, with its licences.\n\n${sections.join("\n\n")}`);
