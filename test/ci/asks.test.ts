/** What `set` would ask about is seen before it is run: in the text, in JSON, in the plan file and in every report. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

interface Loss {
  readonly name: string;
  readonly args: readonly string[];
  readonly words: string;
  readonly asks: { readonly [kind in "removes" | "blanks" | "placeholders"]: readonly string[] } & { readonly empties: boolean };
}

const NONE = { removes: [], blanks: [], placeholders: [], empties: false };

const LOSSES: readonly Loss[] = [
  { name: "a removal", args: ["NEW=1", "--unset", "OLD"], words: "removes 1 (OLD)", asks: { ...NONE, removes: ["OLD"] } },
  { name: "an emptied value", args: ["KEY="], words: "blanks 1 (KEY)", asks: { ...NONE, blanks: ["KEY"] } },
  {
    name: "a placeholder word",
    args: ["KEY=changeme"],
    words: "replaces with a placeholder word 1 (KEY)",
    asks: { ...NONE, placeholders: ["KEY"] },
  },
  {
    name: "a function without variables",
    args: ["--unset", "OLD", "--unset", "KEY"],
    words: "removes 2 (KEY, OLD), leaves the function without variables",
    asks: { ...NONE, removes: ["KEY", "OLD"], empties: true },
  },
];

const FILES = { out: "plan.json", markdown: "r.md", junit: "r.xml", gitlab: "r.gl", json: "r.json" } as const;

const CASES = LOSSES.flatMap((loss) => [
  { ...loss, functions: ["one-fn"] },
  { ...loss, functions: ["one-fn", "two-fn"] },
]);

test.each(CASES)("$name of $functions.length", async ({ args, words, asks, functions }) => {
  const endpoint = await startEndpoint();
  for (const functionName of functions) endpoint.createFunction({ functionName, variables: { KEY: "live-canary", OLD: "1" } });
  const cwd = tempFolder();
  const run = async (command: readonly string[]): Promise<{ stdout: string; stderr: string }> => {
    const named = functions.flatMap((name) => ["-f", name]);
    const { code, stdout, stderr } = await runCli([...command, ...named, ...args], { endpoint, cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("canary") });
    expect(stdout).not.toContain("canary");
    return { stdout, stderr };
  };
  const isMany = functions.length > 1;
  const inText = isMany ? words.replaceAll("), ", "); ") : `set would ask: ${words}\n`;

  const reports = Object.entries(FILES).flatMap(([kind, file]) =>
    kind === "out" ? ["--out", file] : ["--report", `${kind}=${file}`],
  );
  const diff = await run(["diff", ...reports, "--report", "github"]);
  expect(diff.stdout).toContain(inText);
  for (const { stdout } of [diff, await run(["set", "--dry-run"])]) {
    expect(stdout).toContain(inText);
    if (isMany) expect(stdout).toContain("set would ask about 2 functions\n");
  }
  for (const command of ["diff", "set"]) {
    const { targets } = JSON.parse((await run([command, "--json", ...(command === "set" ? ["--dry-run"] : [])])).stdout);
    for (const target of targets) expect(target.asks).toEqual(asks);
  }

  const read = (file: string): string => readFileSync(join(cwd, file), "utf8");
  for (const file of [FILES.out, FILES.json]) {
    const { targets } = JSON.parse(read(file));
    expect(targets).toHaveLength(functions.length);
    for (const target of targets) expect(target.asks).toEqual(asks);
  }
  const sentence = `set would ask: ${words}`;
  const named = functions.map((name) => (isMany ? `${name}: ${sentence}` : sentence));
  expect(JSON.parse(read(FILES.gitlab)).asks).toEqual(named);
  expect(read(FILES.markdown).split(`:warning: \`${sentence}\`\n`)).toHaveLength(functions.length + 1);
  expect(read(FILES.junit).split(`<system-out>${sentence}</system-out>`)).toHaveLength(functions.length + 1);
  for (const text of named) expect(diff.stderr).toContain(`::warning title=lambda-env::${text}\n`);
});

test("unset says what it would ask about under its own name", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { KEY: "1", OLD: "1" } });
  const { stdout } = await runCli(["unset", "-f", "my-fn", "OLD", "--dry-run"], { endpoint });
  expect(stdout).toContain("unset would ask: removes 1 (OLD)\n");
});
