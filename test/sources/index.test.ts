/** The registry of sources: what follows from it, for each source that there is. */
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/catalog.ts";
import type { OptionSpec } from "../../src/core/option.ts";
import { type GivenSources, LAYER_KINDS, namesSource, optionsOf, SOURCE_SPECS, SOURCES } from "../../src/sources/index.ts";
import { runCli, tempFolder } from "../support/cli.ts";

const KINDS = Object.keys(SOURCES) as (keyof typeof SOURCES)[];

const NOTHING = {
  ...(Object.fromEntries(
    Object.entries<OptionSpec>(SOURCE_SPECS).map(([name, { kind }]) => [
      name,
      kind === "list" ? [] : kind === "flag" ? false : undefined,
    ]),
  ) as unknown as GivenSources),
  words: [],
};

/** Each way in which the options of a source, and nothing else, can be given. */
function waysToName(kind: keyof typeof SOURCES): readonly GivenSources[] {
  return Object.entries<OptionSpec>(SOURCES[kind].options).map(([name, spec]) => ({
    ...NOTHING,
    [name]: spec.kind === "list" ? ["x"] : spec.kind === "flag" ? true : "x",
  }));
}

describe("the sources", () => {
  it("are layers above what is live, in the order that is promised", () => {
    const promised = ["live", "function", "template", "secret", "parameter", "env-file", "argument"];
    expect(LAYER_KINDS.filter((kind) => promised.includes(kind))).toEqual(promised);
    expect(LAYER_KINDS).toEqual(["live", ...KINDS]);
  });

  it("have each option once", () => {
    const names = KINDS.flatMap((kind) => optionsOf(SOURCES[kind]));
    expect(names.toSorted()).toEqual(Object.keys(SOURCE_SPECS).toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it("are named by their own options alone", () => {
    expect(namesSource(NOTHING)).toBe(false);
    expect(namesSource({ ...NOTHING, words: ["NAME=x"] })).toBe(true);
    for (const kind of KINDS) {
      const named = waysToName(kind).filter(namesSource);
      expect(named, kind).not.toEqual([]);
      for (const given of named) expect(KINDS.filter((other) => SOURCES[other].isNamed(given))).toEqual([kind]);
    }
  });

  it.each(KINDS)("%s is an option of the commands that take sources", (kind) => {
    const taking = ["set", "diff", ...(kind === "argument" ? [] : ["list"])];
    for (const name of taking) {
      expect(COMMANDS.find((command) => command.name === name)?.options).toEqual(
        expect.arrayContaining([...optionsOf(SOURCES[kind])]),
      );
    }
  });

  it("share one standard input", async () => {
    const { stderr, code } = await runCli(["set", "NAME", "-f", "my-fn", "--stdin", "-e", "-"], { cwd: tempFolder({}) });
    expect({ stderr, code }).toEqual({
      stderr: "lambda-env: error: standard input cannot be both a file (--env -) and a value (--stdin); nothing was written\n",
      code: 64,
    });
  });
});
