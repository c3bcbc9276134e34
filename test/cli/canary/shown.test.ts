/** The commands that hand out values on purpose: they show them where they were asked for, and nowhere else. */
import { describe, expect, it } from "vitest";
import { findCanaries, findCanaryFiles } from "../../support/canary/canary.ts";
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
