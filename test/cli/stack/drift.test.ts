/** Why a function differs from its template: the template, someone, or a secret that was rotated. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { targetIn } from "../../support/cli.ts";
import { operations } from "../../support/endpoint.ts";
import { makeClock } from "../../support/local.ts";
import { SAMCONFIG, STACK, startProject, templateOf } from "../../support/project.ts";

const SECTIONS = "Parameters:\n  Stage: {Type: String, Default: dev}\n";
const FACTS = `parameters: {Stage: prod}
ssm: {/app/url: "https://example.org"}
secrets: {app/db: {password: example-password}}
`;
const VALUES = [
  "STAGE: !Ref Stage",
  "LEVEL: info",
  'URL: "{{resolve:ssm:/app/url}}"',
  'PASSWORD: !Sub "{{resolve:secretsmanager:app/db:SecretString:password}}"',
  'TOKEN: ""',
];

const TEMPLATE_CHANGED = "the template or a parameter changed since the last deploy";
const BY_HAND = "changed by hand since the last deploy";
const ROTATED = "rotated since the last deploy";

/** Returns the names whose rows have `words`, which are the words' own. */
function namesWith(words: string, stdout: string): readonly string[] {
  return stdout.split("\n").flatMap((line) => (line.includes(words) ? [/^[-~+=] (\w+)/.exec(line)?.[1] ?? line] : []));
}

async function start() {
  const clock = makeClock();
  const project = await startProject({
    template: templateOf({ Api: VALUES }, SECTIONS),
    facts: FACTS,
    endpoint: { now: clock.now },
  });
  clock.advance(60_000);
  const functionName = project.functions[0] ?? "";
  return {
    ...project,
    functionName,
    change: (variables: Record<string, string>) =>
      project.endpoint.setVariables(functionName, { ...project.endpoint.variables(functionName), ...variables }),
    edit: (lines: readonly string[]) => writeFileSync(join(project.cwd, "template.yaml"), templateOf({ Api: lines }, SECTIONS)),
    replaced: (from: string, to: string) => VALUES.map((line) => line.replace(from, to)),
  };
}

describe("diff", () => {
  it("has nothing to explain just after a deployment, and does not request the deployed template", async () => {
    const { endpoint, run } = await start();
    const result = await run(["diff"]);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("no changes, 5 unchanged\n") });
    expect(result.stdout).not.toContain("since the last deploy");
    expect(operations(endpoint)).not.toContain("GetTemplate");
  });

  it.each([
    ["the project states", "Parameters:\n  Cron: {Type: String}\n", '\nparameter_overrides = "Cron=\\"rate ? a\\""\n'],
    ["is the default", "Parameters:\n  Cron: {Type: String, Default: rate ? a}\n", ""],
  ])("explains a value with a ? that %s", async (_, sections, overrides) => {
    const { endpoint, functions, run } = await startProject({
      template: templateOf({ Api: ["CRON: !Ref Cron", "OTHER: x"] }, sections),
      facts: 'parameters: {Cron: "rate ? a"}',
      samconfig: `${SAMCONFIG}${overrides}`,
    });
    endpoint.setVariables(functions[0] ?? "", { CRON: "rate 1 a", OTHER: "x" });
    expect(namesWith(BY_HAND, (await run(["diff"])).stdout)).toEqual(["CRON"]);
  });

  it("does not take the question marks of CloudFormation for a change by hand", async () => {
    const { run, edit, replaced, endpoint } = await start();
    const facts = parseStackFacts(FACTS, { source: "facts.yaml" });
    const lines = [...replaced("LEVEL: info", "LEVEL: zürich"), "ENCODED: {Fn::Base64: zürich}"];
    endpoint.deploy({ template: templateOf({ Api: lines }, SECTIONS), stackName: STACK, facts });
    edit([...replaced("LEVEL: info", "LEVEL: bern"), "ENCODED: {Fn::Base64: bern}"]);
    const { stdout } = await run(["diff"]);
    expect(stdout).toContain("~ LEVEL");
    expect(stdout).toContain("~ ENCODED");
    expect(stdout).not.toContain(BY_HAND);
  });

  it("reads of the stack what policy allows, the deployed template included", async () => {
    const { endpoint, run, edit, replaced, functionName } = await start();
    edit(replaced("LEVEL: info", "LEVEL: debug"));
    await run(["diff"]);
    const read = operations(endpoint).filter((name) => /^(?:Describe|List|Get)(?:Stack|Template)/.test(name));
    expect(read).toContain("GetTemplate");
    const { stdout } = await run(["policy", "-q", "-f", functionName, "--stack", STACK, "-t", "template.yaml"]);
    for (const name of read) expect(stdout).toContain(`"cloudformation:${name}"`);
  });

  it("says that the template changed", async () => {
    const { run, edit, replaced } = await start();
    edit([...replaced("LEVEL: info", "LEVEL: debug"), "ADDED: new"]);
    const { stdout } = await run(["diff"]);
    expect(stdout).toContain('~ LEVEL  *** -> "debug"');
    expect(namesWith(TEMPLATE_CHANGED, stdout)).toEqual(["LEVEL", "ADDED"]);
    expect(stdout).not.toContain(BY_HAND);
  });

  it("says that a parameter of the next deployment changed", async () => {
    const { run, cwd } = await start();
    writeFileSync(join(cwd, "samconfig.toml"), `${SAMCONFIG}parameter_overrides = "Stage=next"\n`);
    expect(namesWith(TEMPLATE_CHANGED, (await run(["diff"])).stdout)).toEqual(["STAGE"]);
  });

  it("says that someone changed the function, and what the next deployment overwrites and drops", async () => {
    const { run, change } = await start();
    change({ STAGE: "by-hand", TOKEN: "a-secret", EXTRA: "1" });
    const { stdout } = await run(["diff"]);
    expect(namesWith(BY_HAND, stdout)).toEqual(["STAGE"]);
    expect(stdout).not.toContain(TEMPLATE_CHANGED);
    expect(namesWith("not in template.yaml: the next sam deploy drops it", stdout)).toEqual(["EXTRA"]);
    expect(namesWith("the next sam deploy empties it", stdout)).toEqual(["TOKEN"]);
    const kept = await run(["diff", "STAGE=by-hand"]);
    expect(namesWith("another value in template.yaml: the next sam deploy overwrites it", kept.stdout)).toEqual(["STAGE"]);
  });

  it("says that a secret and a parameter were rotated, and hides both", async () => {
    const { endpoint, run } = await start();
    endpoint.setSecret("app/db", { password: "rotated-password" });
    endpoint.setParameter("/app/url", "https://rotated.example.org");
    const { stdout, stderr } = await run(["diff"]);
    expect(stdout).toMatch(
      /~ PASSWORD +\*\*\* -> \*\*\* +template.yaml:\d+ \(secret app\/db#password\) +rotated since the last deploy\n/,
    );
    expect(stdout).toMatch(
      /~ URL +\*\*\* -> \*\*\* +template.yaml:\d+ \(Parameter Store \/app\/url\) +rotated since the last deploy\n/,
    );
    expect(namesWith(ROTATED, stdout)).toEqual(["PASSWORD", "URL"]);
    expect(stdout).not.toContain(BY_HAND);
    expect(stdout + stderr).not.toMatch(/rotated-password|rotated\.example/);
  });

  it("does not call it rotated where the secret is older than the deployment", async () => {
    const { run, change } = await start();
    change({ PASSWORD: "typed-password" });
    const { stdout } = await run(["diff"]);
    expect(namesWith(BY_HAND, stdout)).toEqual(["PASSWORD"]);
    expect(stdout).not.toContain(ROTATED);
  });

  it("distinguishes all three in one document", async () => {
    const { endpoint, run, change, edit, replaced } = await start();
    endpoint.setSecret("app/db", { password: "rotated-password" });
    change({ STAGE: "by-hand" });
    edit(replaced("LEVEL: info", "LEVEL: debug"));
    const result = await run(["diff", "--json", "-q"]);
    expect(targetIn(result.stdout)).toMatchObject({
      drift: [
        { name: "LEVEL", causes: ["template"] },
        { name: "PASSWORD", causes: ["rotated"] },
        { name: "STAGE", causes: ["by-hand"] },
      ],
      deploy: { drops: [], blanks: [], overwrites: [] },
    });
  });

  it("says nothing of causes where the deployed template may not be read, or no stack was named", async () => {
    const { endpoint, functionName, run, change } = await start();
    change({ LEVEL: "by-hand" });
    endpoint.deny("GetTemplate");
    const denied = await run(["diff", "--json"]);
    expect(denied.code).toBe(0);
    expect(targetIn(denied.stdout)).toMatchObject({ drift: null, changed: true });
    endpoint.allow("GetTemplate");
    const named = await run(["diff", "--json", "-f", functionName, "-e", "-"], { input: "LEVEL=info\n" });
    expect(targetIn(named.stdout)).toMatchObject({ drift: null });
  });
});

describe("set", () => {
  it("writes what a rotated secret holds now, and requests nothing that only explains", async () => {
    const { endpoint, functionName, run } = await start();
    endpoint.setSecret("app/db", { password: "rotated-password" });
    const { code, stdout } = await run(["set", "NEW_ONE=1"]);
    expect(code).toBe(0);
    expect(namesWith(ROTATED, stdout)).toEqual(["PASSWORD"]);
    expect(endpoint.variables(functionName)).toMatchObject({ PASSWORD: "rotated-password", NEW_ONE: "1" });
    expect(operations(endpoint)).not.toContain("GetTemplate");
  });
});
