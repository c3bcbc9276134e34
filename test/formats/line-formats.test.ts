import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse as parseYaml } from "yaml";
import { formatDocker } from "../../src/formats/docker.ts";
import { FORMAT_NAMES } from "../../src/formats/format-names.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { formatShell } from "../../src/formats/shell.ts";
import { formatYaml } from "../../src/formats/yaml.ts";
import { runs } from "../support/depth.ts";
import { removeFolderSync } from "../support/folder.ts";
import { optionsOf, textOf } from "./formatted.ts";
import { biasedValue, variables } from "./values.ts";

const SHELLS = ["bash", "dash", "zsh"].filter((shell) => spawnSync(shell, ["-c", "exit 0"]).status === 0);
const wellFormed = fc
  .array(biasedValue, { minLength: 100, maxLength: 100 })
  .map((values) => new Map(values.map((value, index) => [`LE_${index}`, value])));

/** Returns the variables that a child of a clean shell has after it evaluated `commands`, and whatever they printed. */
function evaluate(
  shell: string,
  commands: string,
): { readonly variables: ReadonlyMap<string, string>; readonly printed: string } {
  const child = spawnSync(shell, ["-c", 'eval "$COMMANDS"; exec /usr/bin/env -0'], {
    env: { COMMANDS: commands, LC_ALL: "C.UTF-8" },
    encoding: "utf8",
    // bash reads its user's start-up file when its input is a socket.
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = child.stdout.split("\0").filter((line) => line.startsWith("LE_"));
  return {
    variables: new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])),
    printed: child.stderr,
  };
}

describe("formatShell", () => {
  it.runIf(SHELLS.length > 0).each(SHELLS)("is evaluated by %s to the same values, and to nothing else", (shell) => {
    fc.assert(
      fc.property(wellFormed, (values) => {
        expect(evaluate(shell, textOf(formatShell(values, optionsOf())))).toEqual({ variables: values, printed: "" });
      }),
      { numRuns: 10 },
    );
  });

  it("quotes once, and sorts", () => {
    const values = new Map([
      ["B1", "it's $(id)"],
      ["A1", ""],
    ]);
    expect(textOf(formatShell(values, optionsOf()))).toBe("export A1=''\nexport B1='it'\\''s $(id)'\n");
  });

  it("refuses names that a shell does not take or has a meaning for, and values that no environment holds", () => {
    const values = new Map([
      ["A-B", "x"],
      ["RANDOM", "x[$(id)]"],
      ["path", "x"],
      ["N1", "\0"],
      ["S1", "\udc00"],
      ["OK", "x"],
    ]);
    const refused = formatShell(values, optionsOf());
    expect(refused.kind).toBe("refused");
    expect(refused.findings.map(({ name }) => name)).toEqual(["A-B", "N1", "RANDOM", "S1", "path"]);
    const skipped = textOf(formatShell(values, optionsOf({ skipUnrepresentable: true })));
    expect(skipped).toContain(": 'lambda-env: RANDOM not representable in shell'\n");
    expect(skipped).toContain("export OK='x'\n");
  });
});

describe("formatShell at the prompt of a developer's shell", () => {
  const DANGEROUS =
    "BASH_ENV ENV IFS LD_PRELOAD MAILPATH NODE_OPTIONS PATH PROMPT PROMPT_COMMAND PS0 PS1 PS2 PS3 PS4 RPS1 TMOUT ZDOTDIR";
  const shells = ["bash", "zsh"].filter((shell) => SHELLS.includes(shell));

  it.runIf(shells.length > 0).each(shells)("leaves %s as it is: nothing runs, and programs are found", (shell) => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-env-shell-"));
    onTestFinished(() => removeFolderSync(folder));
    const value = `$(: > ${folder}/ran)`;
    const names = DANGEROUS.split(" ");
    const values = new Map([...names, "RANDOM", "LE_FINE"].map((name) => [name, value]));
    const formatted = formatShell(values, optionsOf({ skipUnrepresentable: true }));
    const input = `${textOf(formatted)}\nprintf '%s\\n' "$LE_FINE" > out\nls > listed\nexit\n`;
    const flags = shell === "bash" ? ["--norc", "--noprofile", "-i"] : ["-f", "-i", "-o", "promptsubst"];
    const env = { PATH: process.env["PATH"], HOME: folder, TERM: "dumb", HISTFILE: "/dev/null" };
    const { stderr } = spawnSync(shell, flags, { cwd: folder, env, encoding: "utf8", input });
    expect(readdirSync(folder).sort()).toEqual(["listed", "out"]);
    expect(readFileSync(join(folder, "out"), "utf8")).toBe(`${value}\n`);
    expect(stderr).not.toMatch(/not found|error/);
    expect(formatted.findings.filter(({ code }) => code === "DANGEROUS_NAME").map(({ name }) => name)).toEqual(names);
  });

  it("writes those that were requested by name, no other", () => {
    const values = new Map([
      ["NODE_OPTIONS", "--enable-source-maps"],
      ["PATH", "/opt/bin"],
    ]);
    const formatted = formatShell(values, optionsOf({ named: ["NODE_OPTIONS", "PAT?", "*"] }));
    expect(textOf(formatted)).toBe("export NODE_OPTIONS='--enable-source-maps'\n");
    expect(formatted).toMatchObject({ omitted: ["PATH"] });
  });
});

/** docker's rules: https://github.com/docker/cli/blob/master/pkg/kvfile/kvfile.go */
function readAsDocker(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, "").replace(/^\s+/, ""));
  const assignments = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(assignments.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

describe("formatDocker", () => {
  it("is read by docker's rules as the same values, or refused by name", () => {
    fc.assert(
      fc.property(variables, (values) => {
        const formatted = formatDocker(values, optionsOf({ skipUnrepresentable: true }));
        if (formatted.kind === "refused") throw new Error("refused");
        const held = new Map([...values].filter(([name]) => !formatted.omitted.includes(name)));
        expect(readAsDocker(formatted.text)).toEqual(held);
        for (const [name, value] of values) expect(held.has(name)).toBe(!value.includes("\n") && !value.endsWith("\r"));
      }),
      { numRuns: runs(3_000) },
    );
  });

  it("refuses a line feed, a carriage return at the end, NUL and a line of more than 64 KiB", () => {
    const values = new Map([
      ["A1", "a\nb"],
      ["B1", "a\r"],
      ["C1", "\0"],
      ["D1", "é".repeat(33_000)],
      ["E1", " 'x'\r# "],
    ]);
    expect(formatDocker(values, optionsOf()).findings.map(({ name }) => name)).toEqual(["A1", "B1", "C1", "D1"]);
    expect(textOf(formatDocker(new Map([["E1", " 'x'\r# "]]), optionsOf()))).toBe("E1= 'x'\r# \n");
  });
});

describe("formatYaml", () => {
  it.each(["1.1", "1.2"] as const)("is read as the same texts by YAML %s", (version) => {
    fc.assert(
      fc.property(variables, (values) => {
        const read = parseYaml(textOf(formatYaml(values, optionsOf())), {
          version,
          mapAsMap: true,
          schema: version === "1.1" ? "yaml-1.1" : "core",
        });
        expect(read).toEqual(values);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it("leaves no name or value for anything but text", () => {
    const values = new Map([
      ["NO", "off"],
      ["N1", "1_000"],
      ["T1", "2001-01-01"],
      ["Z1", "~"],
      ["U1", "\u0085\u2028\u007f\ufeff\0"],
    ]);
    const text = textOf(formatYaml(values, optionsOf()));
    expect(text).toBe('"N1": "1_000"\n"NO": "off"\n"T1": "2001-01-01"\n"U1": "\\u0085\\u2028\\u007f\\ufeff\\u0000"\n"Z1": "~"\n');
    expect(parseYaml(text, { version: "1.1", mapAsMap: true })).toEqual(values);
  });

  it("refuses a name too long for a key, and half of a surrogate pair", () => {
    const values = new Map([
      ["A".repeat(1_100), "x"],
      ["S1", "\ud800"],
    ]);
    expect(formatYaml(values, optionsOf()).findings).toHaveLength(2);
    expect(parseYaml(textOf(formatYaml(values, optionsOf({ skipUnrepresentable: true }))))).toEqual({});
  });
});

describe("FORMATS", () => {
  it.each(FORMAT_NAMES)("%s writes an ordinary set, and no set at all", (name) => {
    expect(textOf(FORMATS[name](new Map([["A1", "x"]]), optionsOf()))).toContain(name === "d.ts" ? "A1" : "x");
    expect(FORMATS[name](new Map(), optionsOf()).kind).toBe("formatted");
  });

  it.each(FORMAT_NAMES)("%s reveals no value in what it refuses", (name) => {
    const values = new Map(
      ["\r\\n", "\n", "\r", "\0", "\ud800", "$(", "a".repeat(2_000_000)].map((value, index) => [`A${index}`, `Zq9${value}`]),
    );
    expect(JSON.stringify(FORMATS[name](values, optionsOf()).findings)).not.toContain("Zq9");
  });
});
