/** Help as data, and as text at the width of a terminal. Every run loads it: it imports nothing. */

export interface HelpPage {
  /** The lines to type, without `usage:`. They are never wrapped. */
  readonly usage: readonly string[];
  readonly about: string;
  readonly sections: readonly HelpSection[];
}

export interface HelpSection {
  readonly title: string;
  /** The explained terms and texts. */
  readonly rows?: readonly HelpRow[];
  /** Command lines to copy, each with its purpose. They are never wrapped. */
  readonly examples?: readonly HelpRow[];
  readonly text?: string;
}

export type HelpRow = readonly [term: string, text: string];

const NARROWEST = 60;
const WIDEST = 100;
/** The width if standard output is not a terminal, or a terminal that reports 0 columns. */
const DEFAULT = 80;
/** Below this width, texts are under their terms: beside them, there would be no space. */
const BESIDE = 72;
/** A longer term has its text on the next line. */
const LONGEST_TERM = 28;

/** Returns `page` for a terminal of `columns`, or for no terminal. */
export function layoutHelp({ usage, about, sections }: HelpPage, columns: number | undefined): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns || DEFAULT));
  const parts = [
    usage.map((line, index) => `${index === 0 ? "usage:" : "      "} ${line}`),
    wrap(about, width),
    ...sections.map(({ title, rows = [], examples = [], text }) => [
      `${title}:`,
      ...layoutRows(rows, width),
      ...examples.flatMap(([line, comment]) => [...wrap(comment, width - 4).map((part) => `  # ${part}`), `  ${line}`]),
      ...(text === undefined ? [] : wrap(text, width - 2).map((line) => `  ${line}`)),
    ]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function layoutRows(rows: readonly HelpRow[], width: number): readonly string[] {
  const isBeside = width >= BESIDE;
  const lengths = rows.map(([term]) => term.length).filter((length) => length <= LONGEST_TERM);
  const indent = isBeside ? Math.max(0, ...lengths) + 4 : 8;
  return rows.flatMap(([term, text]) => {
    const lines = wrap(text, width - indent);
    const margin = " ".repeat(indent);
    const below = lines.map((line) => `${margin}${line}`);
    if (!isBeside || term.length > LONGEST_TERM) return [`  ${term}`, ...below];
    const [first = "", ...rest] = lines;
    return [`  ${term.padEnd(indent - 2)}${first}`.trimEnd(), ...rest.map((line) => `${margin}${line}`)];
  });
}

/** Returns `text` in lines of at most `width`, unless a word is longer. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
