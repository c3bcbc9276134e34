/** Values of another function are seen as little as any others. */
import { expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { makeCanary, makePlainCanary } from "../../support/canary/canary.ts";
import { LIVE, LOUD, type Scene, set, setScene } from "../../support/canary/canary-scene.ts";

const OTHER = { API_KEY: makeCanary("other"), STAGE: makePlainCanary("other"), NEW: makeCanary("new") };
const FROM = ["--from", "other-fn"];

async function start(): Promise<Scene> {
  const scene = await setScene({ allowed: ["plan.json"] });
  scene.endpoint.createFunction({ functionName: "other-fn", variables: OTHER });
  return scene;
}

it("no value is seen when commands take another function as their source", async () => {
  for (const output of [["--debug"], LOUD]) {
    const { endpoint, run } = await start();
    const diff = ["diff", "-f", "my-fn", ...FROM];
    for (const more of [[], ["--prune"], ["--all-variables"], ["STAGE=argument"]]) {
      expect((await run([...diff, ...more, ...output])).code).toBe(0);
    }
    if (output !== LOUD) expect((await run([...diff, "--report", "markdown", "--out", "plan.json", ...output])).code).toBe(0);
    expect((await run(["list", "-f", "my-fn", ...FROM, ...output])).code).toBe(0);
    expect((await run(set(...FROM, "--prune", "--dry-run", ...output))).code).toBe(0);
    expect((await run(set(...FROM, "--prune", ...output))).code).toBe(64);
    expect((await run(set(...FROM, "--prune", "--yes", ...output))).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual(OTHER);
  }
});

it.each<[string, number, (endpoint: LocalEndpoint) => void]>([
  ["the source may not be decrypted", 77, (endpoint) => endpoint.denyDecrypt("other-fn")],
  ["the source may not be read", 77, (endpoint) => endpoint.deny("GetFunctionConfiguration", "other-fn")],
  ["the update fails", 1, (endpoint) => endpoint.failUpdate("my-fn", { reasonCode: "InvalidImage", reason: OTHER.API_KEY })],
  [
    "someone else changes the same variable",
    75,
    (endpoint) =>
      endpoint.before("UpdateFunctionConfiguration", () =>
        endpoint.setVariables("my-fn", { ...LIVE, API_KEY: makeCanary("foreign") }),
      ),
  ],
  [
    "AWS repeats what was sent",
    1,
    (endpoint) =>
      endpoint.fail("UpdateFunctionConfiguration", {
        kind: "error",
        status: 400,
        type: "InvalidParameterValueException",
        message: `unexpected: ${OTHER.API_KEY} ${JSON.stringify(OTHER)}`,
      }),
  ],
])("nor when %s", async (_, code, arrange) => {
  const { endpoint, run } = await start();
  arrange(endpoint);
  expect(await run(set(...FROM, ...LOUD))).toMatchObject({ code });
});
