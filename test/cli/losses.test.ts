/** Nothing is emptied by accident: empty sources, values that are not the real ones, and the questions before a value is lost. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { CLI_COMMAND, cliEnvironment, targetIn } from "../support/cli.ts";
import { updateCount } from "../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../support/terminal.ts";
import { LIVE, type Scene, startScene } from "./loss-scene.ts";

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Handler: x
`;
const templateWith = (value: string): string =>
  `${TEMPLATE}      Environment:\n        Variables:\n          API_KEY: ${JSON.stringify(value)}\n`;

const EMPTY_FILES = { "empty.env": "", "comments.env": "# nothing\n\n", "empty.json": "{}", "template.yaml": TEMPLATE };

/** Each way to name a source that defines nothing, and how the message names it. */
const EMPTY_SOURCES = [
  { name: "an empty pipe", args: ["-e", "-"], subject: "stdin" },
  { name: "a 0-byte file", args: ["-e", "empty.env"], subject: "empty.env" },
  { name: "a file of comments", args: ["-e", "comments.env"], subject: "comments.env" },
  { name: "an empty JSON object", args: ["-e", "empty.json"], subject: "empty.json" },
  { name: "an empty secret", args: ["-s", "prod/empty"], subject: "prod/empty" },
  { name: "a template without variables", args: ["-t", "template.yaml"], subject: "template.yaml" },
  { name: "an empty folder of parameters", args: ["--parameters-by-path", "/none/"], subject: "/none/" },
] as const;

describe("with --prune, a source that defines nothing", () => {
  it.each(EMPTY_SOURCES)("stops set, diff and a dry run: $name", async ({ args, subject }) => {
    const { endpoint, run } = await startScene(EMPTY_FILES);
    endpoint.setSecret("prod/empty", "{}");
    for (const command of [["set", "--yes", "--allow-empty"], ["set", "--dry-run"], ["diff"]]) {
      // Another source that defines something changes nothing about it.
      const { code, stderr } = await run([...command, "--prune", ...args, "STAGE=prod"]);
      expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringContaining(`error: ${subject}: `) });
    }
    expect(updateCount(endpoint)).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("stops it too where a source is missing altogether", async () => {
    const { endpoint, run } = await startScene();
    const result = await run(["set", "--prune", "--unset", "API_KEY", "--yes", "--allow-empty"]);
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining("no source is named") });
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it.skipIf(spawnSync("bash", ["-c", ":"]).status !== 0)(
    "stops it where a failed command is a <(…) (skipped without bash)",
    async () => {
      const { endpoint, cwd } = await startScene();
      const words = CLI_COMMAND.map((word) => `'${word}'`).join(" ");
      const script = `${words} set -f my-fn -e <(false) --prune --yes --allow-empty`;
      const child = await runShell(script, cwd, endpoint);
      expect(child).toMatchObject({ code: 65, stderr: expect.stringContaining("the command that writes to it may have failed") });
      expect(endpoint.variables("my-fn")).toEqual(LIVE);
    },
  );
});

describe("without --prune, a source that defines nothing", () => {
  it.each(EMPTY_SOURCES)("is an error for a pipe, and a message for the others: $name", async ({ args, subject }) => {
    const { endpoint, run } = await startScene(EMPTY_FILES);
    endpoint.setSecret("prod/empty", "{}");
    const isError = ["stdin", "/none/"].includes(subject);
    const { code, stderr } = await run(["set", ...args, "STAGE=prod"]);
    expect({ code, stderr }).toEqual({ code: isError ? 65 : 0, stderr: expect.stringContaining(`${subject}: `) });
    expect(endpoint.variables("my-fn")).toEqual(isError ? LIVE : { ...LIVE, STAGE: "prod" });
  });

  it("is an error for a pipe that holds only comments", async () => {
    const { run } = await startScene();
    expect(await run(["set", "-e", "-"], "# a banner\n")).toMatchObject({ code: 65, stderr: expect.stringContaining("stdin: ") });
  });
});

describe("a change that leaves no variable", () => {
  it("needs --allow-empty beside --yes", async () => {
    const { endpoint, run } = await startScene();
    const names = ["API_KEY", "OTHER"];
    const bare = await run(["unset", ...names]);
    expect(bare).toMatchObject({ code: 64, stderr: expect.stringContaining("hint: add --yes --allow-empty to confirm it") });
    const yes = await run(["unset", ...names, "--yes"]);
    expect(yes).toMatchObject({ code: 64, stderr: expect.stringContaining("hint: add --allow-empty to confirm it") });
    const dry = await run(["unset", ...names, "--dry-run"]);
    expect(dry.stdout).toContain("unset would ask: removes 2 (API_KEY, OTHER), leaves the function without variables\n");
    expect(updateCount(endpoint)).toBe(0);
    expect(await run(["unset", ...names, "--yes", "--allow-empty"])).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toEqual({});
  });

  it("stops if none is left only because others removed the rest in the meantime", async () => {
    const { endpoint, run } = await startScene();
    endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("my-fn", { API_KEY: LIVE.API_KEY }));
    const result = await run(["unset", "API_KEY", "--yes"]);
    expect(result).toMatchObject({ code: 75, stderr: expect.stringContaining("none would be left") });
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: LIVE.API_KEY });
  });

  it.skipIf(!HAS_TERMINAL)("is a question of its own on a terminal (skipped without script of util-linux)", async () => {
    const { endpoint } = await startScene();
    const args = ["unset", "-f", "my-fn", "API_KEY", "OTHER"];
    const first = ["remove 2 variables", "y\r"] as const;
    const no = await runOnTerminal(args, { endpoint, dialogue: [first, ["leave my-fn without any variable?", "\r"]] });
    expect(no).toMatchObject({ code: 1, screen: expect.stringContaining("declined; nothing was written") });
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
    const yes = await runOnTerminal(args, { endpoint, dialogue: [first, ["leave my-fn without any variable?", "y\r"]] });
    expect(yes.code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({});
  });
});

interface Way {
  readonly name: string;
  /** A value that is not the real one; `test/core` tries all of them, here each source tries one. */
  readonly unreal: string;
  readonly set: (scene: Scene, value: string) => readonly string[];
}

/** Each way but the template to give API_KEY a value. */
const WAYS: readonly Way[] = [
  { name: "an argument", unreal: "{{resolve:ssm:/x}}", set: (_, value) => [`API_KEY=${value}`] },
  {
    name: "a file",
    unreal: "${{ secrets.API_KEY }}",
    set: ({ cwd }, value) => {
      writeFileSync(join(cwd, "one.env"), `API_KEY='${value}'\n`);
      return ["-e", "one.env"];
    },
  },
  {
    name: "JSON",
    unreal: "ENC[PKCS7,abc]",
    set: ({ cwd }, value) => {
      writeFileSync(join(cwd, "one.json"), JSON.stringify({ API_KEY: value }));
      return ["-e", "one.json"];
    },
  },
  {
    name: "a secret",
    unreal: "op://vault/item/field",
    set: ({ endpoint }, value) => {
      endpoint.setSecret("prod/api", JSON.stringify({ API_KEY: value }));
      return ["-s", "prod/api"];
    },
  },
  {
    name: "a parameter",
    unreal: "***",
    set: ({ endpoint }, value) => {
      endpoint.setParameter("/app/API_KEY", value);
      return ["--parameters-by-path", "/app/"];
    },
  },
];

describe("a template's value that stands for the real one", () => {
  it.each(["CHANGE_ME", "***", "op://vault/item/field", "  "])("keeps the live one, --yes or not: %j", async (value) => {
    const { endpoint, run } = await startScene({ "template.yaml": templateWith(value) });
    const result = await run(["set", "-t", "template.yaml", "--yes"]);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/= API_KEY +live value kept: template.yaml:8 is /) });
    expect(updateCount(endpoint)).toBe(0);
    expect((await run(["set", "-t", "template.yaml", "--literal", "API_KEY", "--yes"])).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, API_KEY: value });
  });

  it("is set where nothing is live if it is a word, with a warning, and stops the command if another tool must resolve it", async () => {
    const { endpoint, run } = await startScene(
      { "word.yaml": templateWith("CHANGE_ME"), "op.yaml": templateWith("op://a/b") },
      {},
    );
    expect(await run(["set", "-t", "op.yaml"])).toMatchObject({ code: 65, stderr: expect.stringContaining("op read") });
    const word = await run(["set", "-t", "word.yaml"]);
    expect(word).toMatchObject({ code: 0, stderr: expect.stringContaining("the value of API_KEY is a placeholder word") });
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "CHANGE_ME" });
  });
});

describe.each(WAYS)("from $name", ({ set, unreal }) => {
  it("a placeholder word over a live value needs a confirmation of its own", async () => {
    const value = "<your-key>";
    const scene = await startScene();
    const { endpoint, run } = scene;
    const args = set(scene, value);
    const refused = await run(["set", ...args, "--yes"]);
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining("hint: add --literal API_KEY to confirm it") });
    expect((await run(["diff", ...args])).stdout).toContain("set would ask: replaces with a placeholder word 1 (API_KEY)\n");
    expect(updateCount(endpoint)).toBe(0);
    expect((await run(["set", ...args, "--literal", "API_KEY"])).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, API_KEY: value });
  });

  it("a value that another tool must resolve is refused with a hint, and used as it is with --literal", async () => {
    const value = unreal;
    const scene = await startScene();
    const { endpoint, run } = scene;
    const args = set(scene, value);
    for (const command of [["set", "--yes"], ["diff"]]) {
      const refused = await run([...command, ...args]);
      expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining("add --literal API_KEY") });
    }
    expect(updateCount(endpoint)).toBe(0);
    expect((await run(["set", ...args, "--literal", "API_KEY"])).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, API_KEY: value });
  });

  it("white space only over a live value is asked about as a blanking", async () => {
    const value = " \t";
    const scene = await startScene();
    const { endpoint, run } = scene;
    const args = set(scene, value);
    expect(await run(["set", ...args])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("empty 1 variable (API_KEY)"),
    });
    expect((await run(["diff", ...args])).stdout).toMatch(
      /~ API_KEY {2}\*\*\* -> \(white space\) [\s\S]*\nset would ask: blanks 1 \(API_KEY\)\n$/,
    );
    expect(updateCount(endpoint)).toBe(0);
  });

  it("an empty value over a live one is shown as empty before the question", async () => {
    const scene = await startScene();
    const { run } = scene;
    // Parameter Store holds no empty value.
    const args = set(scene, "x")[0] === "--parameters-by-path" ? ["API_KEY="] : set(scene, "");
    const { code, stdout } = await run(["diff", ...args]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/~ API_KEY {2}\*\*\* -> "" [\s\S]*\nset would ask: blanks 1 \(API_KEY\)\n$/);
    const { changes, asks } = targetIn((await run(["set", "--dry-run", ...args, "--json"])).stdout);
    expect(changes).toMatchObject([{ name: "API_KEY", before: null, after: "", blanks: true }]);
    expect(asks).toEqual({ removes: [], blanks: ["API_KEY"], placeholders: [], empties: false });
  });

  it("a value that ends in a line end is reported", async () => {
    const scene = await startScene();
    const { code, stderr } = await scene.run(["set", ...set(scene, "one\n")]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("the value of API_KEY ends in a line feed") });
  });
});

describe("--stdin", () => {
  it("drops a byte order mark and says so, as it does with a newline", async () => {
    const { endpoint, run } = await startScene();
    const { code, stderr } = await run(["set", "API_KEY", "--stdin"], "\uFEFFnew\r\n");
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("the byte order mark at the start") });
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, API_KEY: "new" });
    expect(await run(["set", "API_KEY", "--stdin"], "\uFEFF\n")).toMatchObject({ code: 65 });
    expect(await run(["set", "API_KEY", "--stdin"], " \n")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("empty 1 variable"),
    });
    expect(await run(["set", "API_KEY", "--stdin"], "x\r")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("a carriage return"),
    });
  });
});

describe("what set would ask about", () => {
  it("is in the plan file, in Markdown, JUnit and the annotations, and a value that became empty since the plan is refused", async () => {
    const { cwd, run } = await startScene({ ".env": "API_KEY=\n" });
    mkdirSync(join(cwd, "out"));
    const reports = ["--report", "markdown=out/r.md", "--report", "junit=out/r.xml", "--report", "github"];
    const args = ["-e", ".env", "--unset", "OTHER"];
    const { code, stderr } = await run(["diff", ...args, "--out", "out/plan.json", ...reports, "--exit-code"]);
    expect(code).toBe(2);
    const asks = "set would ask: removes 1 (OTHER), blanks 1 (API_KEY)";
    const read = (name: string): string => readFileSync(join(cwd, "out", name), "utf8");
    expect(stderr).toContain(`::warning title=lambda-env::${asks}\n`);
    expect(stderr).toContain("API_KEY would be emptied");
    expect(read("r.md")).toContain(asks);
    expect(read("r.md")).toContain("would be emptied");
    expect(read("r.xml")).toContain(`<system-out>${asks}</system-out>`);
    expect(read("r.xml")).toContain("API_KEY would be emptied");
    const plan = targetIn(read("plan.json"));
    expect(plan.asks).toEqual({ removes: ["OTHER"], blanks: ["API_KEY"], placeholders: [], empties: false });
    expect(plan.variables).toMatchObject([
      { name: "API_KEY", blanks: true },
      { name: "OTHER", kind: "remove" },
    ]);

    writeFileSync(join(cwd, ".env"), "API_KEY=approved\n");
    expect((await run(["diff", "-e", ".env", "--out", "out/plan.json"])).code).toBe(0);
    writeFileSync(join(cwd, ".env"), "API_KEY=\n");
    const moved = await run(["set", "-e", ".env", "--plan", "out/plan.json", "--yes"]);
    expect(moved).toMatchObject({ code: 75, stderr: expect.stringContaining("now be replaced by an empty one") });
  });

  it("is confirmed by --yes for removals and blanking, by --allow-remove for removals alone", async () => {
    const { endpoint, run } = await startScene();
    const args = ["set", "API_KEY=", "--unset", "OTHER"];
    const removals = await run([...args, "--allow-remove"]);
    expect(removals).toMatchObject({ code: 64, stderr: expect.stringContaining("this would empty 1 variable (API_KEY) of") });
    expect(updateCount(endpoint)).toBe(0);
    expect((await run([...args, "--allow-remove", "--literal", "API_KEY"])).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "" });
  });

  it("--literal takes names, and never repeats what is none", async () => {
    const { run } = await startScene();
    const result = await run(["set", "API_KEY=x", "--literal", "API_KEY=hidden-canary"]);
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining("--literal takes only the name of a variable") });
  });
});

async function runShell(script: string, cwd: string, endpoint: LocalEndpoint): Promise<{ code: number | null; stderr: string }> {
  const { spawn } = await import("node:child_process");
  const child = spawn("bash", ["-c", script], { cwd, env: cliEnvironment({ endpoint }), stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((done) => child.on("close", (code) => done({ code, stderr })));
}
