/** Completion in real shells: Tab is pressed, and the command says what it got. Nothing that is completed is run. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { COMPLETION_SCRIPTS } from "../../../src/output/completion/scripts.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { HAS_TERMINAL } from "../../support/terminal.ts";
import { hasTools, skipNote } from "../../support/tools.ts";
import { typeLines } from "./shell-terminal.ts";

interface Shell {
  readonly name: string;
  readonly start: string;
  readonly setup: string;
}

const SHELLS: readonly Shell[] = [
  { name: "bash", start: "bash --noprofile --norc -i", setup: "source <(lambda-env completion bash)" },
  {
    name: "zsh",
    start: "zsh -f -i",
    setup: "PS1='> '; autoload -U compinit; compinit -u -D; source <(lambda-env completion zsh)",
  },
  { name: "fish", start: "fish --no-config --private -i", setup: "lambda-env completion fish | source" },
];

const NASTY_FILE = "a b$(touch ran).env";

async function start(): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "orders-api", variables: { STAGE: "dev", API_KEY: "secret" } });
  return endpoint;
}

describe.each(SHELLS)("completion in $name", ({ name, start: command, setup }) => {
  const isUsed = HAS_TERMINAL && hasTools(name);
  const note = HAS_TERMINAL ? skipNote(name) : " (skipped: no script that opens a terminal)";
  const type = (lines: readonly string[], endpoint: LocalEndpoint, cwd = tempFolder()): Promise<readonly string[]> =>
    typeLines(lines, { endpoint, cwd, start: command, setup });

  it.skipIf(!isUsed)(`commands, options, functions and variables${note}`, async () => {
    const lines = [
      "lambda-env uns\t-f ord\tSTA\t",
      "lambda-env set --functi\torders-api STA\tprod",
      "lambda-env pull --format=sam\t",
      "lambda-env diff --on-fail\t",
      "lambda-env set --region=eu-central-1 --dry\t",
      "lambda-env run -f orders-api --unset=ST\tSTAGE=x",
      "lambda-env help po\t",
      "true && EXTRA='a b' lambda-env uns\t-f 'orders-api' STA\t",
      // The shell closes the quote.
      'lambda-env unset -f "ord\tSTA\t',
      "lambda-env unset -qford\tSTA\t",
    ];
    expect(await type(lines, await start())).toEqual([
      "<unset><-f><orders-api><STAGE>",
      "<set><--function><orders-api><STAGE=prod>",
      "<pull><--format=sam-local>",
      "<diff><--on-fail>",
      "<set><--region=eu-central-1><--dry-run>",
      "<run><-f><orders-api><--unset=STAGE><STAGE=x>",
      "<help><policy>",
      "<unset><-f><orders-api><STAGE>",
      "<unset><-f><orders-api><STAGE>",
      "<unset><-qforders-api><STAGE>",
    ]);
  });

  it.skipIf(!isUsed)(`files where files are expected, whatever they are called${note}`, async () => {
    const cwd = tempFolder({ [NASTY_FILE]: "", "template.yaml": "" });
    const lines = ["lambda-env set -e a\t-t temp\t", "lambda-env set --template=temp\t", "lambda-env pull a\t"];
    expect(await type(lines, await start(), cwd)).toEqual([
      `<set><-e><${NASTY_FILE}><-t><template.yaml>`,
      "<set><--template=template.yaml>",
      `<pull><${NASTY_FILE}>`,
    ]);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  it.skipIf(!isUsed)(`nothing is run of what an endpoint says, nor of what is typed${note}`, async () => {
    const endpoint = await start();
    const cwd = tempFolder();
    const names = ["a-$(touch ran)", "b-`touch ran`", "c-;touch ran", "d-|touch ran", "e-\ntouch ran", "f-&&touch${IFS}ran"];
    const body = JSON.stringify({ Functions: names.map((FunctionName) => ({ FunctionName })) });
    endpoint.fail("ListFunctions", { kind: "body", status: 200, contentType: "application/json", body }, 9);
    const prefixes = names.map((one) => one.slice(0, 2));
    const typed = "lambda-env set -e '$(touch ran)' -f \"a-\t\"";
    const got = await type([...prefixes.map((prefix) => `lambda-env set -f ${prefix}\t`), typed], endpoint, cwd);
    expect(got.slice(0, -1)).toEqual(prefixes.map((prefix) => `<set><-f><${prefix}>`));
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe("the script", () => {
  for (const { name } of SHELLS) {
    it.skipIf(!hasTools(name))(`for ${name} is one that it can parse${skipNote(name)}`, async () => {
      const file = join(tempFolder(), "script");
      writeFileSync(file, COMPLETION_SCRIPTS.get(name) ?? "");
      expect(await promisify(execFile)(name, ["-n", file])).toEqual({ stdout: "", stderr: "" });
    });
  }

  it.skipIf(!hasTools("pwsh"))(`for PowerShell completes there${skipNote("pwsh")}`, async () => {
    const file = join(tempFolder(), "script.ps1");
    writeFileSync(file, COMPLETION_SCRIPTS.get("powershell") ?? "");
    const ask = `. '${file}'; (TabExpansion2 'lambda-env uns' 14).CompletionMatches.CompletionText`;
    const { stdout } = await promisify(execFile)("pwsh", ["-NoProfile", "-Command", ask]);
    expect(stdout.trim()).toBe("unset");
  });
});
