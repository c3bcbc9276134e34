/** A protected stage: its name has to be typed before anything of it is written. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { operations, updateCount } from "../../support/endpoint.ts";
import { publish, startClient } from "../../support/local.ts";
import { STAGE, stageScene } from "./stage-scene.ts";

const PROTECTED = `${STAGE}protected = true\n`;
const TWIN = { env: { LAMBDA_ENV_STAGE: "prod" } };

describe("without a terminal, a protected stage", () => {
  it.each<[string, readonly string[], { readonly env?: Record<string, string> }, number]>([
    ["set with --yes and a typed stage", ["set", "--stage", "prod", "--yes"], {}, 0],
    ["set with --allow-remove, as the action passes it", ["set", "--stage", "prod", "-f", "Api", "--allow-remove"], {}, 0],
    ["set with a typed stage alone", ["set", "--stage", "prod", "-f", "Api"], {}, 64],
    ["set with --yes and the stage of the environment", ["set", "--yes"], TWIN, 64],
    ["set with --yes of the environment, and a typed stage", ["set", "--stage", "prod"], { env: { LAMBDA_ENV_YES: "1" } }, 64],
    ["unset with --yes and the stage of the environment", ["unset", "-f", "Api", "LEVEL", "--yes", "--allow-empty"], TWIN, 64],
    ["unset with --yes and a typed stage", ["unset", "--stage", "prod", "-f", "Api", "LEVEL", "--yes", "--allow-empty"], {}, 0],
  ])("%s", async (_, args, options, code) => {
    const { endpoint, run } = await stageScene(PROTECTED);
    const result = await run(args, options);
    expect(result).toMatchObject({ code });
    expect(updateCount(endpoint) > 0).toBe(code === 0);
    if (code !== 64) return;
    expect(result.stderr).toContain("stage prod is protected");
    expect(result.stderr).toContain("add --yes --stage prod to the command line itself");
  });

  it("does not stop what writes nothing", async () => {
    const { endpoint, run } = await stageScene(PROTECTED);
    expect(await run(["set", "--dry-run"], TWIN)).toMatchObject({ code: 0 });
    expect(await run(["diff"], TWIN)).toMatchObject({ code: 0 });
    expect(await run(["set", "-f", "Api", "--only", "LEVEL", "LEVEL=info"], TWIN)).toMatchObject({ code: 0 });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("stops undo and edit too", async () => {
    const { endpoint, run, cwd, api } = await stageScene(`${PROTECTED}history = "/history"\n`);
    await run(["set", "--stage", "prod", "--yes", "-f", "Api"]);
    const written = updateCount(endpoint);
    expect(await run(["undo", "-f", "Api", "--yes"], TWIN)).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("protected"),
    });
    const editor = join(cwd, "editor.sh");
    writeFileSync(editor, '#!/bin/sh\necho "ADDED=x" >> "$1"\n', { mode: 0o700 });
    const edit = await run(["edit", "-f", "Api", "LEVEL", "--yes"], { env: { ...TWIN.env, EDITOR: editor } });
    expect(edit).toMatchObject({ code: 64, stderr: expect.stringContaining("protected") });
    expect(updateCount(endpoint)).toBe(written);
    expect(await run(["undo", "--stage", "prod", "-f", "Api", "--yes"])).toMatchObject({ code: 0 });
    expect(endpoint.variables(api)).toEqual({ LEVEL: "info" });
  });

  it("stops an alias from being moved, even if no variable changes", async () => {
    const { endpoint, run, api } = await stageScene(PROTECTED);
    const lambda = startClient(LambdaClient, endpoint);
    await publish(lambda, api, "live");
    await run(["set", "--stage", "prod", "-f", "Api", "--yes"]);
    const move = ["set", "-f", "Api", "--publish", "--alias", "live", "--yes"];
    expect(await run(move, TWIN)).toMatchObject({ code: 64, stderr: expect.stringContaining("stage prod is protected") });
    expect(operations(endpoint)).not.toContain("UpdateAlias");
    expect(await run([...move, "--stage", "prod"])).toMatchObject({ code: 0 });
    expect(operations(endpoint)).toContain("UpdateAlias");
    expect(await run(move, TWIN)).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing is published") });
  });

  it("stops the aliases of several functions as well", async () => {
    const { endpoint, run, api, worker } = await stageScene(PROTECTED);
    const lambda = startClient(LambdaClient, endpoint);
    for (const name of [api, worker]) await publish(lambda, name, "live");
    await run(["set", "--stage", "prod", "--yes"]);
    const move = ["set", "--publish", "--alias", "live", "--yes"];
    expect(await run(move, TWIN)).toMatchObject({ code: 64, stderr: expect.stringContaining("stage prod is protected") });
    expect(operations(endpoint)).not.toContain("UpdateAlias");
    expect(await run([...move, "--stage", "prod"])).toMatchObject({ code: 0 });
    expect(await run(move, TWIN)).toMatchObject({ code: 0 });
  });
});

describe("a plan of a stage", () => {
  const plan = ["--out", "plan.json"];

  it("names the stage, and is applied to no other", async () => {
    const { endpoint, run, cwd } = await stageScene(`${PROTECTED}${STAGE.replace("stages.prod", "stages.copy")}`);
    expect(await run(["diff", "--stage", "prod", ...plan])).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(cwd, "plan.json"), "utf8"))).toMatchObject({
      stage: { name: "prod", source: "lambda-env.toml", protected: true },
    });
    const apply = (...args: readonly string[]) => run(["set", "--plan", "plan.json", ...args]);
    expect(await apply("--stage", "copy", "--yes")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("plan.json was made for stage prod, and this run is for stage copy"),
    });
    expect(await apply("--stack", "my-app", "--all", "-s", "prod/app", "--yes")).toMatchObject({ code: 64 });
    expect(await apply("--stage", "prod")).toMatchObject({ code: 64, stderr: expect.stringContaining("protected") });
    expect(updateCount(endpoint)).toBe(0);
    expect(await apply("--stage", "prod", "--yes")).toMatchObject({ code: 0 });
  });

  it("made without one is not applied with one", async () => {
    const { run } = await stageScene();
    await run(["diff", "--stack", "my-app", "-s", "prod/app", ...plan]);
    expect(await run(["set", "--plan", "plan.json", "--stage", "prod", "--yes"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("was made without a stage"),
    });
  });
});
