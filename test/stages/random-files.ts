/** Random files of a project, each with the content that it has and the place of each of its keys. */
import * as fc from "fast-check";
import { FUNCTION_KEYS, STAGE_KEYS, type StageKeys, VARIABLE_KEYS } from "../../src/core/stage/stage-keys.ts";

/** Part of every value of a file, and of no name in it. */
export const CANARY = "c4nary";

type Value = string | boolean | readonly string[];

/** A table of a file: its path, and its keys with their values. */
export interface WrittenTable {
  readonly path: readonly string[];
  readonly values: ReadonlyMap<string, Value>;
}

export interface WrittenFile {
  readonly tables: readonly WrittenTable[];
  readonly text: string;
  /** The line and the column of each key, by its path. */
  readonly places: ReadonlyMap<string, string>;
}

/** Texts for the keys that have a form. */
const FORMED: Readonly<Record<string, readonly string[]>> = {
  stack: [`orders-${CANARY}`],
  functions: [`orders-${CANARY}`, `${CANARY}-*`],
  account: ["111122223333"],
  region: [`eu-${CANARY}-1`],
  "from-region": [`us-${CANARY}-1`],
  profile: [`my ${CANARY}`],
  "from-profile": [CANARY],
  "config-env": [`prod ${CANARY}`],
  from: [`orders-${CANARY}`, `${CANARY}:12`],
  only: [`DB_${CANARY}*`],
  except: [`${CANARY}?`],
  history: [`/lambda-env/${CANARY}`],
  "history-tier": ["standard", "advanced"],
  alias: [`live-${CANARY}`],
  pattern: [`^postgres://${CANARY}`],
};

const free = fc
  .tuple(fc.constant(CANARY), fc.string({ unit: "grapheme", maxLength: 12 }))
  .map(([canary, text]) => `${canary}${text.replace(/[\p{Cc}\p{Cs}]/gu, "")}`);

function textFor(key: string): fc.Arbitrary<string> {
  const formed = FORMED[key];
  return formed === undefined ? free : fc.constantFrom(...formed);
}

function valuesOf(keys: StageKeys, without: readonly string[] = []): fc.Arbitrary<ReadonlyMap<string, Value>> {
  const names = Object.keys(keys).filter((key) => !without.includes(key));
  return fc
    .subarray(names)
    .chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length }))
    .chain((chosen) => fc.tuple(...chosen.map((key) => fc.tuple(fc.constant(key), valueFor(key, keys)))))
    .map((entries) => new Map(entries));
}

function valueFor(key: string, keys: StageKeys): fc.Arbitrary<Value> {
  const kind = keys[key]?.kind;
  if (kind === "flag") return fc.boolean();
  return kind === "text" ? textFor(key) : fc.oneof(textFor(key), fc.array(textFor(key), { maxLength: 3 }));
}

const stageName = fc.constantFrom("dev", "prod", "eu.west", "1", "Pre-Prod_2", "constructor", "2026-01-01");
const functionName = fc.constantFrom("Worker", "orders-api", "toString", "__proto__");
const variableName = fc.constantFrom("DB_URL", "API_KEY", "toString", "A1", "constructor");

const tables: fc.Arbitrary<readonly WrittenTable[]> = fc
  .tuple(
    fc.uniqueArray(stageName, { maxLength: 4 }),
    fc.uniqueArray(functionName, { maxLength: 3 }),
    fc.uniqueArray(variableName, { maxLength: 4 }),
  )
  .chain(([stages, functions, variables]) =>
    fc.tuple(
      ...stages.map((name) => table(["stages", name], valuesOf(STAGE_KEYS, functions.length > 0 ? ["functions"] : []))),
      ...stages.flatMap((name) => functions.map((id) => table(["stages", name, "functions", id], valuesOf(FUNCTION_KEYS)))),
      ...variables.map((name) => table(["variables", name], valuesOf(VARIABLE_KEYS, ["one-of"]))),
    ),
  )
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));

function table(path: readonly string[], values: fc.Arbitrary<ReadonlyMap<string, Value>>): fc.Arbitrary<WrittenTable> {
  return values.map((entries) => ({ path, values: entries }));
}

/** Decisions of a writer, taken in turn; each is a number that is large enough for any choice. */
type Choose = (count: number) => number;

export const projectFiles: fc.Arbitrary<WrittenFile> = fc
  .tuple(tables, fc.array(fc.nat(1000), { minLength: 8, maxLength: 40 }))
  .map(([all, decisions]) => {
    let turn = 0;
    const choose: Choose = (count) => (decisions[turn++ % decisions.length] ?? 0) % count;
    return { tables: all, ...write(all, choose) };
  });

function write(all: readonly WrittenTable[], choose: Choose): Omit<WrittenFile, "tables"> {
  const end = choose(2) === 0 ? "\n" : "\r\n";
  const places = new Map<string, string>();
  let text = choose(5) === 0 ? "\uFEFF" : "";
  const put = (part: string): void => {
    text += part;
  };
  const putKey = (path: readonly string[]): void => {
    const lines = text.replace(/^\uFEFF/, "").split("\n");
    places.set(path.join(" "), `${lines.length}:${(lines.at(-1) ?? "").length + 1}`);
    put(writeKey(path.at(-1) ?? "", choose));
  };
  const putPath = (path: readonly string[]): void => {
    for (const key of path.slice(0, -1)) put(`${writeKey(key, choose)}${["", " "][choose(2)]}.`);
    putKey(path);
  };
  for (const { path, values } of all) {
    if (choose(3) === 0) put(`# ${CANARY} 😀${end}${end}`);
    put(`${["", "  "][choose(2)]}[`);
    putPath(path);
    put(`]${[" # x", ""][choose(2)]}${end}`);
    for (const [key, value] of values) {
      put(["", "\t", " "][choose(3)] ?? "");
      putKey([...path, key]);
      put(`${["=", " = "][choose(2)]}${writeValue(value, choose, end)}${end}`);
    }
  }
  return { text, places };
}

function writeKey(key: string, choose: Choose): string {
  const isBare = /^[A-Za-z0-9_-]+$/.test(key);
  return isBare && choose(3) > 0 ? key : ([`"${key}"`, `'${key}'`][choose(2)] ?? key);
}

function writeValue(value: Value, choose: Choose, end: string): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeText(value, choose);
  const items = value.map((item) => writeText(item, choose));
  if (choose(2) === 0) return `[${items.join(", ")}${items.length > 0 && choose(2) === 0 ? "," : ""}]`;
  return `[${end}${items.map((item) => `  ${item}, # 😀${end}`).join("")}]`;
}

function writeText(text: string, choose: Choose): string {
  const basic = text.replace(/["\\]/g, "\\$&");
  if (text.includes("'")) return `"${basic}"`;
  return [`"${basic}"`, `'${text}'`, `"""${basic}"""`, `'''${text}'''`][choose(4)] ?? "";
}

const PIECES = [
  "[",
  "]",
  "[[",
  "]]",
  "{",
  "}",
  '"',
  "'",
  '"""',
  "'''",
  "=",
  ".",
  ",",
  "#",
  "\\",
  "\\u",
  "\n",
  "\r",
  "\0",
  "\uFEFF",
  "\u2028",
];
const WORDS = [
  "true",
  "1e9",
  "nan",
  "2026-01-01",
  "-",
  "stages",
  "__proto__",
  "[stages.prod]\n",
  "[[stages]]\n",
  "a.b.c = 1\n",
  "é",
  "😀",
  "\uD83D",
];

/** A change of a text that a person, an editor or a merge could make. */
export type Mutation = (text: string) => string;

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.tuple(fc.nat(7), fc.nat(), fc.nat(), fc.constantFrom(...PIECES, ...WORDS)).map(([kind, a, b, piece]): Mutation => {
    return (text) => {
      const from = text.length === 0 ? 0 : a % text.length;
      const to = Math.min(text.length, from + (b % 30));
      const lines = text.split("\n");
      const line = a % lines.length;
      switch (kind) {
        case 0:
          return text.slice(0, from) + text.slice(to);
        case 1:
          return text.slice(0, from) + piece + text.slice(from);
        case 2:
          return text.slice(0, from) + piece + text.slice(to);
        case 3:
          return text.slice(0, to) + text.slice(from);
        case 4:
          return text.slice(0, from);
        case 5:
          return [...lines.slice(0, line), ...lines.slice(line + 1), lines[line]].join("\n");
        case 6:
          return [...lines.slice(0, line), swapped(lines[line] ?? ""), ...lines.slice(line + 1)].join("\n");
        default:
          return [...lines.slice(0, line), lines[b % lines.length], ...lines.slice(line)].join("\n");
      }
    };
  }),
  { minLength: 1, maxLength: 4 },
);

/** Returns a line with its value before the `=`, and its key as text behind it. */
function swapped(line: string): string {
  const [, key, value] = /^\s*(\S+?)\s*=\s*\[?(.+?)\]?\r?$/.exec(line) ?? [];
  return key === undefined || value === undefined ? line : `${value} = "${key.replace(/\W/g, "")}"`;
}
