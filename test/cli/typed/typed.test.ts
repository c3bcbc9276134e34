/** What is typed in a wrong place may be a value: it is not repeated unless it has the form of what belongs there, and never behind a `=`. */
import { describe, expect, it } from "vitest";
import { OPTIONS, type OptionName, twinOf } from "../../../src/cli/options.ts";
import { COMMANDS } from "../../../src/commands/catalog.ts";
import { isBase64Line } from "../../../src/formats/dotenv/base64-line.ts";
import { makePlainCanary } from "../../support/canary/canary.ts";
import { LOUD, setScene } from "../../support/canary/canary-scene.ts";
import { runCli } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";

/** Has the form of a name of nearly anything. */
const VALUE = makePlainCanary("typed");
/** Has the form of nothing. */
const TEXT = `postgres://user:${VALUE}@host/a b!`;

/** Options whose text is printed on purpose, behind a `=` too: a policy names the secrets that it allows. */
const isShownOnPurpose = (command: string, name: OptionName): boolean =>
  command === "policy" && ["secret", "parameter"].includes(name);

describe("a value in the place of something else is not repeated", () => {
  const cases = COMMANDS.flatMap(({ name: command, options }) =>
    options
      .filter((name) => "argument" in OPTIONS[name] && command !== "local" && !isShownOnPurpose(command, name))
      .map((name) => [command, name] as const),
  );

  it.each(cases)("%s --%s", async (command, name) => {
    const { run } = await setScene();
    const rest = [
      ...(command === "set" || command === "diff" ? ["STAGE=x"] : command === "unset" ? ["OLD"] : []),
      ...(name === "function" ? [] : ["-f", "my-fn"]),
      ...(command === "set" || command === "unset" ? ["--dry-run"] : []),
    ];
    for (const text of [`DB=${VALUE}`, `DB=${VALUE}:${VALUE}`, `DB=${TEXT}`, TEXT]) {
      await run([command, ...rest, `--${name}`, text, "--debug"]);
      await run([command, ...rest, "--json"], { env: { [twinOf(name)]: text } });
    }
  });

  it.each([
    ["template", []],
    ["facts", ["-t", "values.json"]],
    ["data", []],
    ["port", []],
    ["update-time", []],
    ["stack", []],
    ["region", []],
  ])("local --%s", async (name, rest) => {
    const { run } = await setScene();
    expect((await run(["local", ...rest, `--${name}`, `DB=${VALUE}`, "--debug"])).code).not.toBe(0);
  });

  it("words", async () => {
    const { endpoint, run } = await setScene();
    const word = VALUE.replaceAll("-", "");
    for (const args of [
      ["set", "DB_PASSWORD=correct", word],
      ["set", "DB_PASSWORD=correct", word, `X=${VALUE}`],
      ["set", word],
      ["diff", word],
      ["set", TEXT],
      ["set", TEXT, "--stdin"],
      ["set", `DB=${VALUE}`, "--stdin"],
      ["unset", VALUE],
      ["unset", TEXT],
      ["unset", `DB=${VALUE}`],
      ["pull", `DB=${VALUE}`],
      ["pull", `DB=${VALUE}`, "--yes", "--format", "json"],
      ["pull", TEXT],
      ["list", word],
      [word],
      [`DB=${VALUE}`],
    ]) {
      expect((await run([...args, "-f", "my-fn", ...LOUD])).code, args.join(" ")).not.toBe(0);
    }
    expect(endpoint.requests.filter(({ operation }) => operation.startsWith("Update"))).toEqual([]);
  });

  it("but a name is where one belongs, and so is what AWS confirms", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn" });
    endpoint.setSecret("prod/api", { KEY: "x" });
    const run = async (...args: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await runCli([...args, "-f", "my-fn"], { endpoint });
      return stdout + stderr;
    };
    expect(await run("unset", "GONE")).toContain("no variable GONE");
    expect(await run("diff", "-s", "TOKEN=prod/api:KEY")).toContain("prod/api#KEY");
    expect(await run("diff", "-s", "no/such")).toContain("no/such: the secret does not exist");
    expect(await run("diff", "-s", "TOKEN=no/such")).toContain("--secret TOKEN=…: the secret does not exist");
    expect(await run("diff", "--parameter", "TOKEN=/no/such")).toContain("--parameter TOKEN=…: the parameter does not exist");
    expect(await run("diff", "-e", "no-such.env")).toContain("cannot read no-such.env");
    expect(await run("set", "AA=x", "MISSING")).toContain("argument 2: there is no such variable in your environment");
  });
});

describe("a line of base64 in a .env file", () => {
  const PEM = ["KEY=-----BEGIN KEY-----", "MIIEvQIBADANBgkq", "zqxjwvAbC1zqxjwvAbC12==", "zqxjwvAbC1zqxjwvAbC1234="];

  it("is distinguished from a name without a value", () => {
    for (const line of ["zqxjwvAbC1zqxjwvAbC12A==", "zqxjwvAbC1zqxjwvAbC1234=", "QUJD/0+=", "AAAAAAAAAAAAAA=="]) {
      expect(isBase64Line(line), line).toBe(!line.startsWith("QUJD"));
    }
    for (const line of [
      "SECRET=",
      "DATABASE_URL=",
      "DATABASEURL=",
      "Name1=",
      "A=b=",
      "dbPassword1234=x",
      "API_KEY_2=",
      "SOMELONGNAMEINCAPS1=",
    ]) {
      expect(isBase64Line(line), line).toBe(false);
    }
  });

  it("stops the command, and is not named", async () => {
    const { run } = await setScene({ files: { ".env": `${PEM.join("\n")}\n` } });
    const { stderr, code } = await run(["set", "-f", "my-fn", "-e", ".env", "--debug"]);
    expect(code).toBe(65);
    expect(stderr).toContain(".env:4:1: this looks like the end of a base64 text");
    await run(["pull", "-f", "my-fn", "--yes", ...LOUD]);
  });
});
