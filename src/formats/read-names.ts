/** Reads the variables of a text in a format that is always rewritten completely: what replacing it would lose. */
import { readDeclaration } from "./export/declaration.ts";
import { readGithubEnv } from "./export/github-env.ts";
import { readTfvars } from "./export/tfvars.ts";
import { unquoteJson } from "./json/json-tree.ts";
import type { ReadNames } from "./parsed.ts";

export type ReplacedFormat = "shell" | "docker" | "yaml" | "github-env" | "tfvars" | "d.ts";

export function readNames(format: ReplacedFormat, text: string): ReadNames {
  return READ[format](text.replace(/^\uFEFF/, ""));
}

const READ: Readonly<Record<ReplacedFormat, (text: string) => ReadNames>> = {
  shell: readShell,
  docker: readDocker,
  yaml: readYaml,
  "github-env": readGithubEnv,
  tfvars: readTfvars,
  "d.ts": readDeclaration,
};

/** An assignment in single quotes as `formatShell` writes it, possibly over several lines, or any other one on its line. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(?:((?:'[^']*'|\\')*)$|.*$)/gm;

function readShell(text: string): ReadNames {
  const variables = new Map<string, string | undefined>();
  const rest = text.replace(ASSIGNMENT, (_, name: string, quoted: string | undefined) => {
    variables.set(name, quoted === undefined || quoted === "" ? quoted : unquote(quoted));
    return "";
  });
  return { variables, otherLines: countLines(rest) };
}

function unquote(quoted: string): string {
  return quoted.replace(/'([^']*)'|\\'/g, (_, inner: string | undefined) => inner ?? "'");
}

/** Reads lines as docker does: https://github.com/docker/cli/blob/master/pkg/kvfile/kvfile.go */
function readDocker(text: string): ReadNames {
  const variables = new Map<string, string | undefined>();
  let otherLines = 0;
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*([^\s#=][^\s=]*)(?:=(.*))?$/s.exec(line) ?? [];
    if (name !== undefined) variables.set(name, value);
    else otherLines += countLines(line);
  }
  return { variables, otherLines };
}

/** Reads the keys of the top-level mapping, and values in double quotes, as `formatYaml` writes them. */
function readYaml(text: string): ReadNames {
  const variables = new Map<string, string | undefined>();
  let otherLines = 0;
  let isInValue = false;
  for (const line of text.split(/\r?\n/)) {
    const [, key, value = ""] =
      /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"{}[\],&*!|>%@`-][^#]*?)\s*:(?:\s+(.*))?$/.exec(line) ?? [];
    if (key !== undefined) variables.set(unquoteJson(key) ?? key.replace(/^'|'$/g, ""), unquoteJson(value));
    else if (!(isInValue && /^\s/.test(line)) && line !== "{}") otherLines += countLines(line);
    isInValue = key !== undefined || (isInValue && /^(?:\s|$)/.test(line));
  }
  return { variables, otherLines };
}

function countLines(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "").length;
}
