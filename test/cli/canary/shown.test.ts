/** The commands that show values on purpose: only where they were requested, and nowhere else. */
import { describe, expect, it } from "vitest";
import { findCanaries, findCanaryFiles, makePlainCanary } from "../../support/canary/canary.ts";
import { LIVE, LOUD, setScene } from "../../support/canary/canary-scene.ts";
import { runCli, tempFolder } from "../../support/cli.ts";

describe("get shows values on standard output alone", () => {
  it.each([[["API_KEY", "--debug"]], [["API_KEY", "STAGE", ...LOUD]]])("when it succeeds: %j", async (words) => {
    const { endpoint } = await setScene();
    const HOME = tempFolder();
    const { stdout, stderr } = await runCli(["get", "-f", "my-fn", ...words], { endpoint, env: { HOME, TMPDIR: HOME } });
    expect(stdout).toContain(words.includes("--json") ? JSON.stringify(LIVE.STAGE) : LIVE.API_KEY);
    expect({ stderr: findCanaries(stderr), files: findCanaryFiles(HOME) }).toEqual({ stderr: [], files: [] });
  });

  it("and none of them when it fails", async () => {
    const { endpoint, run } = await setScene();
    const get = (...words: string[]): string[] => ["get", "-f", "my-fn", ...words, ...LOUD];
    expect((await run(get("API_KEY", "NO_SUCH"))).code).toBe(1);
    expect((await run(get("API_KEY", `STAGE=${LIVE.STAGE}`))).code).toBe(64);
    endpoint.fail("GetFunctionConfiguration", { kind: "error", status: 500, type: "ServiceException", message: LIVE.API_KEY });
    expect((await run(get("API_KEY"), { env: { AWS_MAX_ATTEMPTS: "1" } })).code).not.toBe(0);
    endpoint.denyDecrypt("my-fn");
    expect((await run(get("API_KEY"))).code).toBe(77);
  });
});

describe("run gives values to the command alone", () => {
  const command = (...words: string[]): string[] => ["run", "-f", "my-fn", ...words];

  it("when it succeeds, with sources and without", async () => {
    const { run } = await setScene();
    const sources = ["-e", "values.json", "-s", "prod/api", "-s", "PEM=prod/pem", "STAGE=argument"];
    for (const words of [[], sources, ["--pristine", ...sources]])
      expect((await run(command(...words, "--debug", "--", process.execPath, "-e", "process.exitCode = 5"))).code).toBe(5);
  });

  it("and to nobody when it fails", async () => {
    const { endpoint, run } = await setScene();
    expect((await run(command("--debug", "--", LIVE.STAGE))).code).toBe(127);
    expect((await run(command("--debug", "--", LIVE.API_KEY))).code).toBe(127);
    expect((await run(command("--debug", "--", `STAGE=${LIVE.STAGE}`, "env"))).code).toBe(64);
    expect((await run(command("--debug", "--", "/", LIVE.API_KEY))).code).toBe(126);
    endpoint.setVariables("my-fn", { ...LIVE, PATH: LIVE.STAGE, LD_PRELOAD: LIVE.OLD });
    expect((await run(command("--debug", "--", "env"))).code).toBe(64);
    endpoint.denyDecrypt("my-fn");
    expect((await run(command("--debug", "--", "env"))).code).toBe(77);
  });
});

describe("check shows no value of any variable", () => {
  const VALUE = makePlainCanary("template");
  const FILES = {
    "lambda-env.toml": [
      '[variables.STAGE]\npattern = "^never$"\nshared = true',
      `[variables.OLD]\none-of = ["never", "${VALUE}"]`,
      "[variables.API_KEY]\nsecret = true\nrequired = true",
      "[variables.NONE]\nrequired = true",
    ].join("\n"),
    "template.yaml": JSON.stringify({
      Resources: {
        Fn: {
          Type: "AWS::Lambda::Function",
          Properties: { Environment: { Variables: { API_KEY: VALUE, OLD: LIVE.OLD } } },
        },
      },
    }),
    "values.json": JSON.stringify({ STAGE: makePlainCanary("file"), OLD: makePlainCanary("file") }),
  };
  const REPORTS = ["github", "markdown=report.md", "junit=report.xml", "gitlab=quality.json", "json=report.json"];
  const SOURCES = ["-f", "my-fn", "-t", "template.yaml", "-e", "values.json", "-s", "prod/api"];

  it.each([[["--debug"]], [["--json"]], [REPORTS.flatMap((report) => ["--report", report])]])("with %j", async (output) => {
    const { endpoint, run } = await setScene({ files: FILES });
    endpoint.setVariables("my-fn", { ...LIVE, API_KEY: VALUE });
    endpoint.createFunction({ functionName: "my-fn-2", variables: { STAGE: makePlainCanary("other") } });
    expect((await run(["check", ...SOURCES, ...output])).code).toBe(2);
    expect((await run(["check", ...SOURCES, "-f", "my-fn-2", "--logical-id", "Fn", ...output])).code).toBe(2);
    expect((await run(["check", "--offline", ...SOURCES, ...output])).code).toBe(2);
    endpoint.denyDecrypt("my-fn");
    expect((await run(["check", ...SOURCES, ...output])).code).toBe(77);
  });
});
