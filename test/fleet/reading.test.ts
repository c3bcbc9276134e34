/** How many functions are read: from lists to see which change, each by itself before it is written. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../support/endpoint.ts";
import { schemaProblems } from "../support/schema.ts";

const COUNT = 120;

async function startFleet(variables: Readonly<Record<string, string>> = { STAGE: "prod" }, count = COUNT) {
  const endpoint = await startEndpoint();
  const names = Array.from({ length: count }, (_, index) => `fleet-${String(index).padStart(3, "0")}`);
  for (const functionName of names) endpoint.createFunction({ functionName, variables });
  return { endpoint, names };
}

function count(endpoint: Awaited<ReturnType<typeof startEndpoint>>, operation: string): number {
  return operations(endpoint).filter((one) => one === operation).length;
}

describe("many functions", () => {
  it("diff requests only pages of 50, whether all changed or none", async () => {
    for (const value of ["prod", "dev"]) {
      const { endpoint } = await startFleet();
      const result = await runCli(["diff", "-f", "fleet-*", `STAGE=${value}`, "--json"], { endpoint });
      expect(JSON.parse(result.stdout).totals).toMatchObject({ targets: COUNT, changed: value === "prod" ? 0 : COUNT });
      expect(operations(endpoint)).toEqual(["ListFunctions", "ListFunctions", "ListFunctions"]);
    }
  });

  it("set that changes nothing writes nothing, and reads only lists", async () => {
    const { endpoint } = await startFleet();
    const result = await runCli(["set", "-f", "fleet-*", "STAGE=prod"], { endpoint });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining(`no changes in ${COUNT} functions`) });
    expect(new Set(operations(endpoint))).toEqual(new Set(["ListFunctions"]));
  });

  it.each([
    ["GetFunction", []],
    ["GetFunctionConfiguration", ["GetFunction"]],
  ])("set reads those that change once more, by %s", async (operation, denied) => {
    const { endpoint, names } = await startFleet({ STAGE: "dev" }, 55);
    for (const name of denied) endpoint.deny(name);
    const changing = names.slice(0, 12);
    for (const name of names.slice(12)) endpoint.setVariables(name, { STAGE: "prod" });
    const result = await runCli(["set", "-f", "fleet-*", "STAGE=prod"], { endpoint });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("55 functions: 12 verified, 43 unchanged\n") });
    const before = operations(endpoint).slice(0, operations(endpoint).indexOf("UpdateFunctionConfiguration"));
    expect(before.filter((name) => name === operation)).toHaveLength(12);
    expect(updateCount(endpoint)).toBe(12);
    for (const name of changing) expect(endpoint.variables(name)).toEqual({ STAGE: "prod" });
  });

  it("a write is planned from what the function has then, not from what a list showed", async () => {
    const { endpoint, names } = await startFleet({ STAGE: "dev", OTHER: "listed" }, 15);
    endpoint.before("GetFunction", () => {
      for (const name of names) endpoint.setVariables(name, { STAGE: "dev", OTHER: "newer", ADDED: "since" });
    });
    expect((await runCli(["set", "-f", "fleet-*", "STAGE=prod"], { endpoint })).code).toBe(0);
    for (const name of names) expect(endpoint.variables(name)).toEqual({ STAGE: "prod", OTHER: "newer", ADDED: "since" });
  });

  it("where lists are denied, names that are known are read one by one", async () => {
    const { endpoint, names } = await startFleet({ STAGE: "dev" }, 12);
    endpoint.deny("ListFunctions");
    const selected = names.flatMap((name) => ["-f", name]);
    const result = await runCli(["diff", ...selected, "STAGE=prod", "--json"], { endpoint });
    expect(JSON.parse(result.stdout).totals).toMatchObject({ targets: 12, changed: 12 });
    expect(count(endpoint, "GetFunctionConfiguration")).toBe(12);
  });

  it("lists of a large account are not read to the end if single reads are fewer", async () => {
    const { endpoint } = await startFleet({ STAGE: "dev" }, 700);
    const selected = Array.from({ length: 11 }, (_, index) => ["-f", `fleet-${689 + index}`]).flat();
    const result = await runCli(["diff", ...selected, "STAGE=prod", "--json"], { endpoint });
    expect(JSON.parse(result.stdout).totals).toMatchObject({ targets: 11, changed: 11 });
    expect(count(endpoint, "ListFunctions")).toBe(11);
    expect(count(endpoint, "GetFunctionConfiguration")).toBe(11);
  });

  it("a few are read each by itself, with what lists do not show, and once", async () => {
    const { endpoint, names } = await startFleet({ STAGE: "dev" }, 4);
    endpoint.failFunction(names[2] ?? "", { reasonCode: "InvalidRuntime" });
    const diff = await runCli(["diff", "-f", "fleet-*", "STAGE=prod"], { endpoint });
    expect(diff).toMatchObject({ code: 0, stderr: expect.stringContaining("fleet-002 is in state Failed") });
    endpoint.setVariables(names[2] ?? "", { STAGE: "prod" });
    const before = operations(endpoint).length;
    expect((await runCli(["set", "-f", "fleet-*", "STAGE=prod"], { endpoint })).code).toBe(0);
    const asked = operations(endpoint).slice(before);
    expect(asked.slice(0, asked.indexOf("UpdateFunctionConfiguration")).sort()).toEqual([
      ...Array.from({ length: 4 }, () => "GetFunctionConfiguration"),
      "ListFunctions",
    ]);
  });

  it("one function alone stays at three requests", async () => {
    const { endpoint } = await startFleet({ STAGE: "dev" }, 1);
    expect((await runCli(["set", "-f", "fleet-000", "STAGE=prod"], { endpoint })).code).toBe(0);
    expect(operations(endpoint)).toEqual(["GetFunctionConfiguration", "UpdateFunctionConfiguration", "GetFunctionConfiguration"]);
  });
});

describe("one function that cannot be planned stops every write, and is named", () => {
  it.each([
    ["unreadable, in a list", 30, 77],
    ["unreadable, read by itself", 3, 77],
  ])("%s", async (_, size, code) => {
    const { endpoint, names } = await startFleet({ STAGE: "dev" }, size);
    const [, second = ""] = names;
    endpoint.denyDecrypt(second);
    for (const command of [
      ["set", "STAGE=prod"],
      ["diff", "STAGE=prod"],
      ["list"],
      ["unset", "STAGE", "--yes", "--allow-empty"],
    ]) {
      const result = await runCli([...command, "-f", "fleet-*", "--json"], { endpoint });
      expect(result).toMatchObject({ code });
      expect(result.stderr).toContain(`the variables of ${second} cannot be read`);
      const { error, targets, failed } = JSON.parse(result.stdout);
      expect(error.findings).toMatchObject([{ functions: [second] }]);
      const isShown = ["diff", "list"].includes(command[0] ?? "");
      expect(targets?.map(({ function: name }: { function: string }) => name)).toEqual(
        isShown ? names.filter((name) => name !== second) : undefined,
      );
      expect(failed).toEqual(
        isShown ? [{ function: second, error: expect.objectContaining({ code: "UNREADABLE" }) }] : undefined,
      );
      expect(schemaProblems(result.stdout)).toEqual([]);
    }
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each([
    ["list", "first\nNAME ", "1 of 2 functions cannot be read"],
    ["diff", "first     +1\n1 of 1 function would change: ", "1 of 2 functions cannot be planned"],
  ])("%s shows the others by name, and ends with the error", async (command, shown, said) => {
    const endpoint = await startEndpoint();
    for (const functionName of ["first", "second"]) endpoint.createFunction({ functionName, variables: { STAGE: "canary" } });
    endpoint.denyDecrypt("second");
    const more = command === "diff" ? ["NEW=1"] : [];
    for (const [other, why, code] of [
      ["second", "the variables of second cannot be read", 77],
      ["third", "function third does not exist", 1],
    ] as const) {
      const result = await runCli([command, "-f", "first", "-f", other, ...more], { endpoint, cwd: tempFolder() });
      expect(result.code).toBe(code);
      expect(result.stdout).toContain(shown);
      expect(result.stderr).toContain(`lambda-env: error: ${why}`);
      expect(result.stderr).toMatch(new RegExp(`lambda-env: error: ${said}\n$`));
      expect(result.stdout + result.stderr).not.toContain("canary");
    }
  });

  it("diff writes no plan for a part of the functions, and its report shows the others and the failure", async () => {
    const { endpoint, names } = await startFleet({ STAGE: "dev" }, 3);
    const [first = "", second = ""] = names;
    endpoint.denyDecrypt(second);
    const cwd = tempFolder();
    const args = ["diff", "-f", "fleet-*", "STAGE=prod", "--exit-code", "--out", "plan.json", "--report", "markdown"];
    const { stdout, code } = await runCli(args, { endpoint, cwd });
    expect(code).toBe(77);
    expect(readdirSync(cwd)).toEqual([]);
    expect(stdout).toContain(`the variables of ${second} cannot be read`);
    expect(stdout).toContain(first);
  });

  it("too large for one of them, with that one named", async () => {
    const { endpoint, names } = await startFleet({ STAGE: "dev" }, 14);
    const [first = ""] = names;
    endpoint.setVariables(first, { BIG: "x".repeat(3500) });
    const cwd = tempFolder({ ".env": `MORE=${"y".repeat(800)}\n` });
    const result = await runCli(["set", "-f", "fleet-*", "-e", ".env"], { endpoint, cwd });
    expect(result).toMatchObject({ code: 65 });
    expect(result.stderr).toMatch(new RegExp(`error: ${first}: the variables would take \\d+ bytes`));
    expect(updateCount(endpoint)).toBe(0);
  });

  it("a mistake in a shared source is reported once", async () => {
    const { endpoint } = await startFleet({ STAGE: "dev" }, 14);
    const result = await runCli(["set", "-f", "fleet-*", "-s", "no/such"], { endpoint });
    expect(result.code).not.toBe(0);
    expect(result.stderr.match(/the secret does not exist/g)).toHaveLength(1);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("state Failed only shows in an individual read, and stops all too", async () => {
    const { endpoint, names } = await startFleet({ STAGE: "dev" }, 14);
    const [first = ""] = names;
    endpoint.failFunction(first, { reasonCode: "InvalidRuntime" });
    const result = await runCli(["set", "-f", "fleet-*", "STAGE=prod"], { endpoint });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`${first} is in state Failed`) });
    expect(updateCount(endpoint)).toBe(0);
  });
});
