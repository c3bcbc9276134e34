import { describe, expect, it } from "vitest";
import { makeCanary, makePlainCanary } from "../../support/canary/canary.ts";
import { LIVE, LOUD, set, setScene } from "../../support/canary/canary-scene.ts";

describe("no value is seen", () => {
  it.each<[string, string]>([
    ["a line that is not a variable", `${makePlainCanary("file")} just words\n`],
    ["a name that is a value", `${makePlainCanary("file").replaceAll("-", " ")}=1\n`],
    ["a value that a # cuts", `API_KEY=${makePlainCanary("file")}#${makePlainCanary("file")}\n`],
    ["a quote that does not end", `API_KEY="${makeCanary("file")}\n`],
    ["text behind a quote", `API_KEY="${makePlainCanary("file")}" ${makePlainCanary("file")}\n`],
    ["a value on the next line", `API_KEY=\n"${makePlainCanary("file")}"\n`],
    ["a name that is set twice", `API_KEY=${makePlainCanary("first")}\nAPI_KEY=${makePlainCanary("second")}\n`],
    ["an encrypted value", `API_KEY="encrypted:${makePlainCanary("file")}"\nDOTENV_PUBLIC_KEY="${makePlainCanary("key")}"\n`],
    ["JSON that ends early", `{"API_KEY": ${JSON.stringify(makeCanary("file"))}`],
    ["JSON that is none", `{"API_KEY": ${makePlainCanary("file")}}`],
    ["JSON with a nested value", `{"API_KEY": {"x": "${makePlainCanary("file")}"}}`],
    ["JSON with a list", `{"API_KEY": ["${makePlainCanary("file")}"], "OTHER": null}`],
    ["a NUL", `{"API_KEY": "${makePlainCanary("file")}\\u0000", "OTHER": "${makePlainCanary("file")}\\ud800"}`],
    ["too much", JSON.stringify({ API_KEY: makePlainCanary("file").repeat(300) })],
  ])("when an env file has %s", async (_, text) => {
    const { endpoint, run } = await setScene({ files: { ".env": text } });
    expect((await run(set("-e", ".env", ...LOUD))).code).toBe(65);
    await run(["pull", "-f", "my-fn", "--skip-unrepresentable", ...LOUD]);
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("when the command line is wrong", async () => {
    const { endpoint, run } = await setScene();
    const value = makePlainCanary("typed");
    const url = `http://user:${value}@127.0.0.1:${endpoint.port}`;
    for (const args of [
      [value],
      set(`1A=${value}`),
      set("API_KEY=x", `${value} more`),
      set(`API_KEY=${value}`, `API_KEY=${value}2`),
      set(`API_KEY=${value}`, "--unset", "API_KEY"),
      set(`AWS_REGION=${value}`),
      set(`API_KEY=${makeCanary("typed")}`, "NOT_IN_MY_ENVIRONMENT"),
      set("API_KEY", "--stdin", `OTHER=${value}`),
      set(`--api-key=${value}`),
      set("-e", `API_KEY=${value}`),
      set("-t", `API_KEY=${value}`),
      set("-s", `API_KEY=${value} more`),
      set("-s", `API_KEY=prod/${"x"}:`, `B=${value}`),
      set(`API_KEY=${value}`, "--timeout", value),
      set(`API_KEY=${value}`, `--show-values=${value}`),
      ["unset", "-f", "my-fn", `API_KEY=${value}`],
      ["list", "-f", "my-fn", `API_KEY=${value}`],
      ["pull", "-f", "my-fn", `API_KEY=${value}`, "--format", value],
      ["pull", "-f", "my-fn", "a", `API_KEY=${value}`],
    ]) {
      expect((await run([...args, ...LOUD])).code, args[0]).not.toBe(0);
    }
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
    expect((await run(set("STAGE=x", "--endpoint-url", url, ...LOUD))).code).toBe(0);
  });

  it("when standard input or a variable of the environment cannot be a value", async () => {
    const { endpoint, run } = await setScene();
    const value = makePlainCanary("stdin");
    for (const input of [`${value}\0`, Buffer.concat([Buffer.from(value), Buffer.from([0xff])]), value.repeat(300)]) {
      expect((await run(set("API_KEY", "--stdin", ...LOUD), { input })).code).toBe(65);
    }
    expect((await run(set("-e", "-", ...LOUD), { input: `API_KEY='${value}\n${value} words\n` })).code).toBe(65);
    const env = { LAMBDA_ENV_YES: value, BIG: value.repeat(300) };
    expect((await run(set("BIG", ...LOUD), { env: { BIG: env.BIG } })).code).toBe(65);
    expect((await run(set("STAGE=x", ...LOUD), { env })).code).toBe(64);
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("when a secret is not what it should be", async () => {
    const { endpoint, run } = await setScene();
    const value = makeCanary("secret");
    for (const content of [
      value,
      `{"API_KEY": ${JSON.stringify(value)}`,
      { API_KEY: { nested: value } },
      { API_KEY: [value] },
      `{"API_KEY": ${JSON.stringify(value)}, "API_KEY": "${makePlainCanary("twice")}"}`,
      Buffer.from(value),
    ]) {
      endpoint.setSecret("prod/odd", content);
      expect((await run(set("-s", "prod/odd", "-s", "prod/api", ...LOUD))).code).toBe(65);
      expect((await run(["diff", "-f", "my-fn", "-s", "prod/odd:API_KEY", ...LOUD])).code).toBe(65);
    }
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("when pull cannot write, may not overwrite, or is stopped", async () => {
    const { endpoint, run } = await setScene({ files: { "old.env": `API_KEY='${makePlainCanary("old")}'\n`, file: "" } });
    endpoint.setVariables("my-fn", { ...LIVE, BAD: `${makePlainCanary("bad")}'"\`#` });
    const pull = (...words: string[]) => run(["pull", "-f", "my-fn", ...words, ...LOUD]);
    expect((await pull()).code).toBe(65);
    expect((await pull("--portable")).code).toBe(65);
    expect((await pull("file/.env", "--skip-unrepresentable")).code).toBe(73);
    expect((await pull("/dev/full", "--skip-unrepresentable")).code).toBe(73);
    expect((await pull("old.env", "--skip-unrepresentable")).code).toBe(64);
    expect((await pull("vars", "--format", "docker")).code).toBe(65);
  });

  it("when the local endpoint serves, seeds, or cannot read its data", async () => {
    const value = makeCanary("data");
    const template = (variables: Readonly<Record<string, string>>): string =>
      JSON.stringify({
        Resources: { Fn: { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables: variables } } } },
      });
    const { run } = await setScene({
      files: {
        "data.json": `{"formatVersion": 1, "functions": ${JSON.stringify(value)}`,
        "odd.json": JSON.stringify({ formatVersion: 1, functions: value, secrets: [value] }),
        "full.json": template({ API_KEY: makePlainCanary("template").repeat(300) }),
        "reserved.json": template({ AWS_REGION: makePlainCanary("template") }),
      },
    });
    for (const words of [
      ["--data", "data.json"],
      ["--data", "odd.json"],
      ["--template", "full.json"],
      ["--template", "reserved.json"],
    ]) {
      expect((await run(["local", ...words, ...LOUD])).code, words[1]).toBe(65);
    }
  });
});
