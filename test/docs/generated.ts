/** Parts of the documents that follow from the catalog and other tables. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { TWIN_ROWS } from "../../src/cli/help-topics.ts";
import { COMMAND_GROUPS } from "../../src/commands/catalog.ts";
import { HELP_PAGES } from "../../src/help-pages.ts";
import { environmentRows } from "../../src/output/help/environment.ts";
import { EXIT_CODE_ROWS } from "../../src/output/help/exit-codes.ts";
import { layoutHelp } from "../../src/output/help/layout.ts";

type Row = readonly string[];

interface ProjectKey {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly { readonly type: string }[];
  readonly description: string;
}

type ActionPart = Readonly<Record<string, { readonly description: string; readonly default?: string }>>;

/** What there is, by name, with the rest after the name: where links go, or a command. */
const PARTS: Readonly<Record<string, (page: string) => string>> = {
  commands: (page) =>
    table(
      ["command", "does"],
      Object.values(COMMAND_GROUPS)
        .flat()
        .map(({ name, summary }) => [`[\`${usageOf(name)}\`](${page}#${name})`, summary]),
    ),
  "exit-codes": () => table(["code", "meaning"], EXIT_CODE_ROWS),
  "action-inputs": () => table(["input", "means"], actionRows("inputs")),
  "action-outputs": () => table(["output", "means"], actionRows("outputs")),
  options: (name) => `<details><summary>Options and examples</summary>\n\n\`\`\`text\n${helpOf(name)}\`\`\`\n\n</details>\n`,
  "project-keys": (of) => table(["key", "takes", "means"], projectKeyRows(of)),
  environment: () =>
    table(
      ["variable", "means"],
      environmentRows(TWIN_ROWS).map(([name, text]) => [`\`${name}\``, text]),
    ),
};

/** Returns the Markdown of a part; `spec` is its name, and where links go. */
export function generate(spec: string): string {
  const [name = "", page = ""] = spec.split(" ");
  const part = PARTS[name];
  if (part === undefined) throw new Error(`there is no generated part ${name}: ${Object.keys(PARTS).join(", ")}`);
  return part(page);
}

/** Returns what the action takes or returns, with a default that says something. */
function actionRows(part: "inputs" | "outputs"): readonly Row[] {
  const action = parse(readFileSync(resolve(import.meta.dirname, "../../action.yml"), "utf8")) as Record<typeof part, ActionPart>;
  return Object.entries(action[part]).map(([name, { description, default: given = "" }]) => {
    const isPlain = given !== "" && given !== "false" && !given.includes("$");
    return [`\`${name}\``, `${description}${isPlain ? ` (default: \`${given}\`)` : ""}`];
  });
}

/** Returns the keys of a table of `lambda-env.toml`, as its schema describes them. */
function projectKeyRows(of: string): readonly Row[] {
  const { definitions } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, "../../src/output/lambda-env-project.schema.json"), "utf8"),
  );
  return Object.entries<ProjectKey>(definitions[of].properties).map(([key, { type, enum: texts, oneOf, description }]) => {
    const isTable = oneOf?.some((one) => one.type === "object") === true;
    const takes = texts?.map((text) => `\`"${text}"\``).join(", ") ?? { boolean: "`true`, `false`", string: "text" }[type ?? ""];
    return [`\`${key}\``, takes ?? (isTable ? "list or tables" : "list"), description];
  });
}

function helpOf(name: string): string {
  const page = HELP_PAGES[name];
  if (page === undefined) throw new Error(`there is no command ${name}`);
  return layoutHelp(page, 100);
}

function usageOf(name: string): string {
  const [line = ""] = HELP_PAGES[name]?.usage ?? [];
  return line.replace(/^lambda-env /, "").replace(" [options]", "");
}

function table(titles: Row, rows: readonly Row[]): string {
  const format = (cells: Row): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("*", "\\*")).join(" | ")} |\n`;
  return `${format(titles)}|${titles.map(() => "---|").join("")}\n${rows.map(format).join("")}`;
}
