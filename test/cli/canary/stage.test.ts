/** No value of a stage's sources is seen, in success and failure, and none that is typed in place of a name. */
import { describe, expect, it } from "vitest";
import { makePlainCanary } from "../../support/canary/canary.ts";
import { LOUD, setScene } from "../../support/canary/canary-scene.ts";

const STAGE = `[stages.prod]
functions = "my-fn"
secrets = "prod/api"
env-files = "stage.env"
protected = true
[stages.own.functions.my-fn]
secrets = ["PEM=prod/pem"]
env-files = "stage.env"
`;
const FILES = { "lambda-env.toml": STAGE, "stage.env": `DB_URL=${makePlainCanary("stage-file")}\n` };
const allowed = ["plan.json", "report.md"];

describe("with a stage, no value is seen", () => {
  it.each([["prod"], ["own"]])("when commands succeed: %s", async (stage) => {
    for (const output of [["--debug"], LOUD]) {
      const { run } = await setScene({ files: FILES, allowed: [] });
      const diff = ["diff", "--stage", stage, "--out", "plan.json", "--report", "markdown=report.md", "--all-variables"];
      expect((await run([...diff, ...output])).code).toBe(0);
      expect((await run(["list", "--stage", stage, ...output])).code).toBe(0);
      expect((await run(["doctor", "--stage", stage, ...output])).code).toBe(0);
      expect((await run(["policy", "--stage", stage, ...output])).code).toBe(0);
      expect((await run(["set", "--stage", stage, "--plan", "plan.json", "--yes", ...output])).code).toBe(0);
    }
  });

  it.each([["prod"], ["own"]])("when a source fails: %s", async (stage) => {
    const { endpoint, run } = await setScene({ files: FILES, allowed });
    endpoint.deny("GetSecretValue");
    endpoint.deny("BatchGetSecretValue");
    expect((await run(["set", "--stage", stage, "--yes", ...LOUD])).code).toBe(77);
  });

  it("when a value is typed in place of a name", async () => {
    const { run } = await setScene({ files: FILES });
    const value = makePlainCanary("typed");
    for (const option of ["--secret", "--parameter", "-e", "-t"]) {
      const { stderr } = await run(["diff", "--stage", "prod", "-f", "my-fn", option, "x=/y", ...LOUD]);
      expect(stderr).toContain("stage prod");
    }
    expect((await run(["diff", "--stage", `${value}=x`, ...LOUD])).code).toBe(64);
    expect((await run(["set", "--stage", "prod", `ADDED=${value}`, "--yes", ...LOUD])).code).toBe(0);
  });
});
