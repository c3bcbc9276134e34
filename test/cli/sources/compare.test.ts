/** `diff -f B --from A` and nothing else: two functions beside each other. */
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { schemaProblems } from "../../support/schema.ts";

async function start(): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "dev", variables: { API_KEY: "dev-key", FLAG: "on", SAME: "x", ALIKE: "y", GAP: "" } });
  endpoint.createFunction({
    functionName: "prod",
    variables: { API_KEY: "prod-key", OLD: "z", SAME: "x", ALIKE: "y", GAP: "full" },
  });
  return endpoint;
}

const COMPARE = ["diff", "-f", "prod", "--from", "dev"];

describe("two functions", () => {
  it("are grouped by which of them has what, masked, and what is the same is counted", async () => {
    const { stdout, code } = await runCli(COMPARE, { endpoint: await start() });
    expect({ code, lines: stdout.split("\n").slice(0, 8) }).toEqual({
      code: 0,
      lines: [
        "only in dev: 1",
        "+ FLAG  ***",
        "only in prod: 1",
        "= OLD",
        "differs: 2",
        "~ API_KEY  *** -> ***",
        '~ GAP      *** -> ""   blanks a live value',
        "same: 2",
      ],
    });
    expect(stdout).toContain("set would ask: blanks 1 (GAP)");
  });

  it("are shown with --prune as what makes the one equal to the other", async () => {
    const { stdout } = await runCli([...COMPARE, "--prune"], { endpoint: await start() });
    expect(stdout).toMatch(/^only in prod: 1\n- OLD {2}\*\*\* {2}pruned/m);
  });

  it("are listed with all names, and with values, only where these are requested", async () => {
    const endpoint = await start();
    const all = await runCli([...COMPARE, "--all-variables"], { endpoint });
    expect(all.stdout).toContain("same: 2\n= ALIKE\n= SAME\n");
    const shown = await runCli([...COMPARE, "--show-values=always"], { endpoint });
    expect(shown.stdout).toContain('~ API_KEY  "prod-key" -> "dev-key"');
    expect(shown.stdout).toContain('= OLD  "z"');
  });

  it("are compared only where --only and --except leave a name", async () => {
    const endpoint = await start();
    const some = [...COMPARE, "--only", "*A*", "--except", "API_*"];
    expect((await runCli(some, { endpoint })).stdout).toMatch(
      /^only in dev: 1\n\+ FLAG {2}\*\*\*\ndiffers: 1\n~ GAP .*\nsame: 2\n/,
    );
    const { stdout } = await runCli([...some, "--json"], { endpoint });
    expect(targetIn(stdout).comparison).toMatchObject({ only_in_source: ["FLAG"], only_in_target: [], same: ["ALIKE", "SAME"] });
  });

  it("are compared by a document, with --exit-code, and in reports", async () => {
    const endpoint = await start();
    const { stdout, code } = await runCli([...COMPARE, "--json", "--exit-code"], { endpoint });
    expect({ code, problems: schemaProblems(stdout) }).toEqual({ code: 2, problems: [] });
    expect(targetIn(stdout).comparison).toEqual({
      with: { ...targetOf("dev"), revision_id: endpoint.revisionId("dev") },
      only_in_source: ["FLAG"],
      only_in_target: ["OLD"],
      differs: ["API_KEY", "GAP"],
      same: ["ALIKE", "SAME"],
    });
    const report = await runCli([...COMPARE, "--report", "markdown"], { endpoint });
    expect(report.stdout).toContain("FLAG");
    expect(report.stdout).toContain("dev");
    expect(report.stdout).not.toContain("dev-key");
  });

  it("that are equal differ in nothing", async () => {
    const endpoint = await start();
    endpoint.setVariables("prod", endpoint.variables("dev"));
    const { stdout, code } = await runCli([...COMPARE, "--exit-code"], { endpoint });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^same: 5\nno changes, 5 unchanged\n/) });
  });

  it("are compared version by version too", async () => {
    const { stdout } = await runCli(["diff", "-f", "prod:$LATEST", "--from", "dev:$LATEST"], { endpoint: await start() });
    expect(stdout).toContain("only in dev: 1\n");
  });
});

it("with another source the plan is shown as ever, and the origin of each value", async () => {
  const endpoint = await start();
  const cwd = tempFolder({ ".env": "FLAG=file\n" });
  for (const more of [["-e", ".env"], ["FLAG=typed"], ["--from", "prod"], ["--unset", "OLD"]]) {
    const { stdout } = await runCli([...COMPARE, ...more], { endpoint, cwd });
    expect(stdout).not.toContain("only in");
    expect(stdout).toMatch(/^[+~] FLAG|^~ API_KEY .* dev/m);
    const json = await runCli([...COMPARE, ...more, "--json"], { endpoint, cwd });
    expect(targetIn(json.stdout).comparison).toBeUndefined();
  }
});

function targetOf(functionName: string): object {
  const [account, region] = ["123456789012", "us-east-1"];
  return { function: functionName, arn: `arn:aws:lambda:${region}:${account}:function:${functionName}`, account, region };
}
