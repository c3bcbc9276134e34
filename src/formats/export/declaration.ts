/** Names of variables → a TypeScript declaration that gives `process.env` these names. It holds no value, so it can be committed. */
import { compareNames, type Values } from "../../core/variables.ts";
import type { Formatted } from "../formatted.ts";
import type { ReadNames } from "../parsed.ts";

const HEADER = "// The variables of a Lambda function, by name. Written by lambda-env pull --format d.ts.";

/** Declarations of Node itself, in some of its versions with another type, which TypeScript would refuse. */
const DECLARED_BY_NODE: ReadonlySet<string> = new Set(["TZ"]);

/** Returns a declaration with one member per name, sorted; a script, so that a project needs to include it only. */
export function formatDeclaration(values: Values): Formatted {
  const names = [...values.keys()].sort(compareNames);
  const omitted = names.filter((name) => DECLARED_BY_NODE.has(name));
  const members = names.filter((name) => !omitted.includes(name)).map((name) => `    readonly ${keyOf(name)}: string;\n`);
  const body = `declare namespace NodeJS {\n  interface ProcessEnv {\n${members.join("")}  }\n}\n`;
  return { kind: "formatted", text: `${HEADER}\n${body}`, omitted, findings: [] };
}

function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

const FRAME = /^\s*(?:declare namespace NodeJS \{|interface ProcessEnv \{|\})\s*$/;

/** Returns the names that a declaration has; none of them has a value. */
export function readDeclaration(text: string): ReadNames {
  const variables = new Map<string, string | undefined>();
  let otherLines = 0;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || line === HEADER || FRAME.test(line)) continue;
    const [, name, quoted] = /^\s*readonly (?:(\w+)|("(?:[^"\\]|\\.)*")): string;\s*$/.exec(line) ?? [];
    if (name !== undefined) variables.set(name, undefined);
    else if (quoted !== undefined) variables.set(String(JSON.parse(quoted)), undefined);
    else otherLines += 1;
  }
  return { variables, otherLines };
}
