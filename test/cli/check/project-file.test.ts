/** The project's own file through the program: every mistake in one report, and no value of the file in it. */
import { expect, test } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";

const CANARY = "c4nary-value";

const BROKEN = `[stages.prod]
stak = "${CANARY}"
account = "${CANARY}"
secrets = [["${CANARY}"]]
"${CANARY}" = 1
[variables.AWS_REGION]
[variables.DB_URL]
pattern = "${CANARY}("
one-of = 2026-11-26
`;

const TEMPLATE = "Resources: {Api: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {STAGE: prod}}}}}\n";

async function check(file: string, ...args: readonly string[]): Promise<CliResult> {
  const cwd = tempFolder({ "lambda-env.toml": file, "template.yaml": TEMPLATE });
  return await runCli(["check", "--offline", "-t", "template.yaml", ...args], { cwd });
}

const PLACES = ["2:1", "3:11", "4:12", "5:1", "6:12", "8:11", "9:10"];

test("all mistakes are reported, each with its line and column", async () => {
  const { code, stderr } = await check(BROKEN);
  expect(code).toBe(65);
  expect([...stderr.matchAll(/lambda-env\.toml:(\d+:\d+): /g)].map(([, place]) => place)).toEqual(PLACES);
  expect(stderr).not.toContain(CANARY);
});

test("the document has them as findings", async () => {
  const { code, stdout, stderr } = await check(BROKEN, "--json");
  expect(code).toBe(65);
  const { error } = JSON.parse(stdout);
  const lines = error.findings.map(({ source, line }: { source: string; line: number }) => `${source}:${line}`);
  expect(lines).toEqual(PLACES.map((place) => `lambda-env.toml:${place.split(":")[0]}`));
  expect(stdout + stderr).not.toContain(CANARY);
});

test.each([
  ["text that is not TOML", `[stages.prod]\nstack = "${CANARY}\n`, "2:22"],
  ["a key that is there twice", `[stages.prod]\nstack = "a"\nstack = "${CANARY}"\n`, "3:1"],
])("%s is reported with its place", async (_, file, place) => {
  const { code, stderr } = await check(file);
  expect(code).toBe(65);
  expect(stderr).toContain(`lambda-env.toml:${place}: this cannot be read as TOML: `);
  expect(stderr).not.toContain(CANARY);
});

test.each([
  [
    "UTF-16",
    "\uFEFF["
      .split("")
      .map((character) => `${character}\0`)
      .join(""),
  ],
  ["a NUL", "[stages.prod]\n# \0\n"],
])("%s is refused", async (_, file) => {
  expect(await check(file)).toMatchObject({ code: 65 });
});
