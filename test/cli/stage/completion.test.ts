/** What completion offers of a project with stages. */
import { expect, it } from "vitest";
import { operations } from "../../support/endpoint.ts";
import { ACCOUNT, OTHER_ACCOUNT, STAGE, stageScene, WORKER } from "./stage-scene.ts";

const DEV = `[stages.dev]\nfunctions = "orders-api"\n`;

it.each<[readonly string[], readonly string[]]>([
  [
    ["diff", "--stage", ""],
    ["dev", "prod"],
  ],
  [["diff", "--stage=p"], ["--stage=prod"]],
  [
    ["set", "--stage", "prod", "-f", ""],
    ["Api", "Worker"],
  ],
  [["get", "--stage", "prod", "-f", "W"], ["Worker"]],
  [["get", "--stage", "prod", "-f", "Worker", ""], ["LEVEL"]],
  [["get", "--stage", "dev", ""], ["STAGE"]],
])("%j", async (line, offered) => {
  const { endpoint, run } = await stageScene(`${DEV}${STAGE}${WORKER}`);
  endpoint.createFunction({ functionName: "orders-api", variables: { STAGE: "dev" } });
  const { stdout, stderr, code } = await run(["__complete", "zsh", ...line]);
  expect({ stderr, code, offered: stdout.split("\n").slice(0, -2) }).toEqual({ stderr: "", code: 0, offered });
});

it("does not read a function of another account", async () => {
  const { endpoint, run } = await stageScene(STAGE.replace(ACCOUNT, OTHER_ACCOUNT));
  const { stdout } = await run(["__complete", "zsh", "get", "--stage", "prod", "-f", "Worker", ""]);
  expect(stdout).not.toContain("LEVEL");
  expect(operations(endpoint)).toEqual(["GetCallerIdentity"]);
});
