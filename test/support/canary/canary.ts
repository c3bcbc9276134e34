/** Values that must not be seen, and a search for them in everything that a run leaves behind. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Repeated in every canary, so that a piece of one is found too. Its letters stay themselves in JSON, URLs and shells. */
const MARK = "zqxjwv";

/** Returns a value that names its source, with everything in it that escapes, quotes and cuts depend on. */
export function makeCanary(source: string): string {
  const lines = [
    `${source} "${MARK}" '${MARK}\\n \\${MARK}\\`,
    `second of ${source} ${MARK}\rthird of ${source} `,
    `\t${MARK}\u001b[1m é${MARK}😀 {${MARK}} &${MARK}#`,
  ];
  return lines.join(`${MARK}\n${MARK}`);
}

/** Returns a canary that fits on one line of a file or a URL, without characters that quote. */
export function makePlainCanary(source: string): string {
  return `${MARK}-${source}-${MARK}`;
}

/** The spellings that hide the mark: base64 at each of its three phases, without the characters that depend on what is around, and hex. */
const SPELLINGS: readonly string[] = [
  MARK,
  Buffer.from(MARK).toString("hex"),
  ...[0, 1, 2].map((phase) => {
    const text = Buffer.from("?".repeat(phase) + MARK).toString("base64");
    return text.slice(phase === 0 ? 0 : phase + 1, Math.floor(((phase + MARK.length) * 4) / 3));
  }),
];

/** Returns the text around each mark in `text`; empty if there is none. */
export function findCanaries(text: string): readonly string[] {
  const lower = text.toLowerCase();
  return SPELLINGS.flatMap((spelling) => {
    const found = spelling === MARK ? lower.indexOf(spelling) : text.indexOf(spelling);
    return found === -1 ? [] : [text.slice(Math.max(0, found - 60), found + 60)];
  });
}

/** Returns the files below `folder` that hold a canary, in their text or their name. */
export function findCanaryFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({ path: join(entry.parentPath, entry.name), isFile: entry.isFile() }))
    .filter(
      ({ path, isFile }) => findCanaries(path).length > 0 || (isFile && findCanaries(readFileSync(path, "latin1")).length > 0),
    )
    .map(({ path }) => relative(folder, path));
}
