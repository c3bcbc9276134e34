/** The licences of the packages that the bundle holds. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns one text for all packages that `moduleIds` belong to, each licence once. Throws for a package without one. */
export function thirdPartyLicenses(moduleIds) {
  const folders = new Set(moduleIds.flatMap((id) => /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? []));
  const packages = [...folders].sort().map(readPackage);
  const byText = new Map();
  for (const one of packages) {
    const text = one.text ?? siblingOf(one, packages).text;
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const sections = [...byText].map(([text, members]) => `${members.map(({ title }) => title).join("\n")}\n\n${text}\n`);
  return `lambda-env holds code of these packages.\n\n${sections.join(`\n${"-".repeat(80)}\n\n`)}`;
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const text = file === undefined ? undefined : readFileSync(join(folder, file), "utf8").trim();
  return { name, license, title: `${name} ${version} (${license})`, text };
}

/** Some packages of a repository leave the text out that the others have. */
function siblingOf({ name, license }, packages) {
  const [scope] = name.split("/");
  const sibling = packages.find((one) => one.text !== undefined && one.license === license && one.name.startsWith(`${scope}/`));
  if (sibling === undefined) throw new Error(`${name} has no licence text`);
  return sibling;
}
