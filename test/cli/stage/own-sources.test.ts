/** Sources of one function of a stage. */
import { describe, expect, it } from "vitest";
import { makeCanary } from "../../support/canary/canary.ts";
import { operations } from "../../support/endpoint.ts";
import { ACCOUNT, STAGE, stageScene, WORKER } from "./stage-scene.ts";

const APP = { API_KEY: makeCanary("app"), SHARED: makeCanary("shared") };
const OWN = { SHARED: makeCanary("worker"), QUEUE_KEY: makeCanary("queue") };

/** How often each secret was read. */
function secretsRead(
  requests: readonly { readonly operation: string; readonly subject?: string | undefined }[],
): readonly string[] {
  return requests.flatMap(({ operation, subject }) => (/Secret/.test(operation) ? [subject ?? ""] : [])).sort();
}

describe("a source of one function", () => {
  it("is above those of the stage of its kind, below the next kind, and for that function alone", async () => {
    const { endpoint, run, api, worker } = await stageScene(
      `${STAGE}env-files = ["all.env"]\n${WORKER}env-files = ["worker.env"]\n`,
      {
        "all.env": "FILE=all\nSHARED=from-file\n",
        "worker.env": "FILE=worker\n",
      },
    );
    expect(await run(["set", "--stage", "prod", "--yes"])).toMatchObject({ code: 0 });
    expect(endpoint.variables(api)).toEqual({ LEVEL: "info", ...APP, SHARED: "from-file", FILE: "all" });
    expect(endpoint.variables(worker)).toEqual({ LEVEL: "warn", ...APP, ...OWN, SHARED: "from-file", FILE: "worker" });
    expect(secretsRead(endpoint.requests).filter((id) => id.includes("worker"))).toHaveLength(1);
  });

  it.each([["Worker"], ["the physical name"]])("is read for one function, however it is named: %s", async (name) => {
    const { endpoint, run, worker } = await stageScene(`${STAGE}${WORKER}`);
    const named = name === "Worker" ? name : worker;
    expect(await run(["set", "--stage", "prod", "-f", named])).toMatchObject({ code: 0 });
    expect(endpoint.variables(worker)).toEqual({ LEVEL: "warn", ...APP, ...OWN });
  });

  it("is not read for another function", async () => {
    const { endpoint, run, api } = await stageScene(`${STAGE}${WORKER}`);
    expect(await run(["set", "--stage", "prod", "-f", "Api"])).toMatchObject({ code: 0 });
    expect(endpoint.variables(api)).toEqual({ LEVEL: "info", ...APP });
    expect(secretsRead(endpoint.requests)).not.toContain("prod/worker");
  });

  it("selects its function where the stage names neither a stack nor functions", async () => {
    const { endpoint, run } = await stageScene(`[stages.dev.functions.orders-api]\nsecrets = "prod/worker"\n`);
    endpoint.createFunction({ functionName: "orders-api", variables: {} });
    expect(await run(["set", "--stage", "dev"])).toMatchObject({ code: 0 });
    expect(endpoint.variables("orders-api")).toEqual(OWN);
  });

  it("of a function that the stack does not have is an error with the near one", async () => {
    const { endpoint, run } = await stageScene(`${STAGE}${WORKER.replace("Worker", "Wroker")}`);
    for (const more of [[], ["-f", "Api"]]) {
      const { code, stderr } = await run(["set", "--stage", "prod", "--yes", ...more]);
      expect({ code, stderr }).toMatchObject({ code: 65, stderr: expect.stringContaining("stage prod has sources for Wroker") });
      expect(stderr).toContain("did you mean Worker?");
    }
    expect(operations(endpoint)).not.toContain("UpdateFunctionConfiguration");
  });

  it("that cannot be read names the function", async () => {
    const { endpoint, run } = await stageScene(`${STAGE}${WORKER.replace("prod/worker", "prod/gone")}`);
    for (const more of [[], ["-f", "Worker"]]) {
      const { code, stderr } = await run(["set", "--stage", "prod", "--yes", ...more]);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/Worker[\w-]*: .*prod\/gone/);
    }
    expect(operations(endpoint)).not.toContain("UpdateFunctionConfiguration");
  });

  it("that is a file which is not there costs no request, and names the function", async () => {
    const { endpoint, run } = await stageScene(`${STAGE}[stages.prod.functions.Worker]\nenv-files = "gone.env"\n`);
    const { code, stderr } = await run(["set", "--stage", "prod", "--yes"]);
    expect({ code, requests: endpoint.requests.length }).toEqual({ code: 66, requests: 0 });
    expect(stderr).toContain("Worker: ");
    expect(stderr).toContain("gone.env");
    // Nothing needs it here.
    expect(await run(["list", "--stage", "prod", "-f", "Api"])).toMatchObject({ code: 0 });
  });

  it("is replaced by the option of the command line, like that of the stage", async () => {
    const { endpoint, run, worker } = await stageScene(`${STAGE}${WORKER}`);
    endpoint.setSecret("dev/app", { SHARED: "x" });
    const { code, stderr } = await run(["set", "--stage", "prod", "-f", "Worker", "-s", "dev/app"]);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("--secret replaces secrets of stage prod"),
    });
    expect(endpoint.variables(worker)).toEqual({ LEVEL: "warn", SHARED: "x" });
  });

  it("is a source for set and run even if it is the only one", async () => {
    const { endpoint, run, worker } = await stageScene(`[stages.prod]\nstack = "my-app"\naccount = "${ACCOUNT}"\n${WORKER}`);
    expect(await run(["set", "--stage", "prod", "--yes"])).toMatchObject({ code: 0 });
    expect(endpoint.variables(worker)).toEqual({ LEVEL: "warn", ...OWN });
    expect(await run(["list", "--stage", "prod", "--json"])).toMatchObject({ stdout: expect.stringContaining("prod/worker") });
  });
});
