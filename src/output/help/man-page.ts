/** The manual page, from the same pages as help. */
import { environmentRows } from "./environment.ts";
import { EXIT_CODE_ROWS } from "./exit-codes.ts";
import type { HelpPage, HelpRow, HelpSection } from "./layout.ts";

interface Manual {
  readonly version: string;
  /** The help of the program. */
  readonly program: HelpPage;
  /** The help of each command, with its name. */
  readonly commands: readonly (readonly [name: string, page: HelpPage])[];
  /** The variables of the options. */
  readonly twins: readonly HelpRow[];
}

/** Returns the manual page `lambda-env.1`. Source: man-pages(7), groff_man(7). */
export function renderManPage({ version, program, commands, twins }: Manual): string {
  const typical = program.sections.filter(({ examples }) => examples !== undefined);
  const sources = program.sections.filter(({ text }) => text !== undefined);
  return [
    `.TH LAMBDA\\-ENV 1 "" "lambda\\-env ${escapeRoff(version)}" "User Commands"`,
    ...section("NAME", [
      `lambda\\-env \\- ${escapeRoff(program.about.replace(/^lambda-env changes/, "change").replace(/loses/, "lose"))}`,
    ]),
    ...section(
      "SYNOPSIS",
      program.usage.map((line) => `.B ${escapeRoff(line)}`),
    ),
    ...section("DESCRIPTION", [
      ...sources.flatMap(({ text = "" }) => [".PP", paragraph(text)]),
      ...typical.flatMap(({ examples = [] }) => examples.flatMap(renderExample)),
    ]),
    ...section("COMMANDS", commands.flatMap(renderCommand)),
    ...section("EXIT STATUS", EXIT_CODE_ROWS.flatMap(renderRow)),
    ...section("ENVIRONMENT", environmentRows(twins).flatMap(renderRow)),
    ...section("SEE ALSO", [".BR aws (1),", ".BR sam (1)"]),
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${title}`, ...lines];
}

function renderCommand([name, { usage, about, sections }]: readonly [string, HelpPage]): readonly string[] {
  return [
    `.SS ${escapeRoff(name)}`,
    ...usage.map((line) => `.B ${escapeRoff(line)}`),
    ".PP",
    paragraph(about),
    ...sections.filter(({ text }) => text === undefined).flatMap(renderSection),
  ];
}

function renderSection({ title, rows = [], examples = [] }: HelpSection): readonly string[] {
  return [".PP", `.I ${escapeRoff(title)}:`, ...rows.flatMap(renderRow), ...examples.flatMap(renderExample)];
}

function renderRow([term, text]: HelpRow): readonly string[] {
  return [".TP", `.B ${escapeRoff(term.trim())}`, paragraph(text)];
}

function renderExample([line, comment]: HelpRow): readonly string[] {
  return [".PP", `.EX`, `    # ${escapeRoff(comment)}`, `    ${escapeRoff(line)}`, ".EE"];
}

/** Escapes a line that starts with a dot or an apostrophe, which would be a request. */
function paragraph(text: string): string {
  return escapeRoff(text).replace(/^(?=[.'])/, "\\&");
}

/** Escapes a hyphen so that it can be copied as it is typed, and the quotes that roff would change. */
function escapeRoff(text: string): string {
  const characters: Readonly<Record<string, string>> = {
    "\\": "\\e",
    "-": "\\-",
    "'": "\\(aq",
    "`": "\\(ga",
    "^": "\\(ha",
    "~": "\\(ti",
  };
  return text.replace(/[\\\-'`^~]/g, (character) => characters[character] ?? character);
}
