/** Properties of the reader of the project's own file, over random files. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FUNCTION_KEYS, STAGE_KEYS, type StageKeys } from "../../src/core/stage/stage-keys.ts";
import { type Finding, LambdaEnvError } from "../../src/errors.ts";
import { renderFinding } from "../../src/output/findings/findings.ts";
import { type ReadProject, readProjectTables } from "../../src/stages/project.ts";
import { readTomlTree } from "../../src/stages/toml-tree.ts";
import { runs } from "../support/depth.ts";
import { CANARY, mutations, projectFiles, type WrittenFile, type WrittenTable } from "./random-files.ts";

const SOURCE = "lambda-env.toml";

async function read(text: string): Promise<ReadProject & { readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  return { ...(await readProjectTables(readTomlTree(text, SOURCE), { toCwdPath: (path) => path, report })), findings };
}

test("a valid file is read as what was written, with the place of each key", async () => {
  await fc.assert(
    fc.asyncProperty(projectFiles, async (file) => {
      const { stages, variables, findings } = await read(file.text);
      expect(findings).toEqual([]);
      expect(new Map(stages.map((stage) => [stage.name, stage.options]))).toEqual(optionsIn(file, 2));
      for (const { name, at, places, functions, account, isProtected } of stages) {
        const written = tableAt(file, ["stages", name]);
        expect(`${at.line}:${at.column}`).toBe(file.places.get(["stages", name].join(" ")));
        expect(account).toBe(written?.values.get("account"));
        expect(isProtected).toBe(written?.values.get("protected") ?? false);
        const ofFunctions = file.tables.filter(({ path }) => path.length === 4 && path[1] === name);
        expect(functions).toEqual(new Map(ofFunctions.map(({ path, values }) => [path[3], optionsOf(values, FUNCTION_KEYS)])));
        for (const [key, { option }] of Object.entries<StageKeys[string]>(STAGE_KEYS)) {
          if (option === undefined || written?.values.has(key) !== true) continue;
          const place = places.get(option);
          expect(`${place?.line}:${place?.column}`).toBe(file.places.get(["stages", name, key].join(" ")));
        }
      }
      expect(variables.map(({ name }) => name)).toEqual(
        file.tables.flatMap(({ path }) => (path[0] === "variables" ? [path[1]] : [])),
      );
      for (const { name, at, required, isSecret, isShared, pattern, functions, description } of variables) {
        const values = tableAt(file, ["variables", name])?.values;
        expect(`${at.line}:${at.column}`).toBe(file.places.get(["variables", name].join(" ")));
        expect({ required, secret: isSecret, shared: isShared }).toEqual({
          required: values?.get("required") ?? false,
          secret: values?.get("secret") ?? false,
          shared: values?.get("shared") ?? false,
        });
        expect({ pattern, description }).toEqual({ pattern: values?.get("pattern"), description: values?.get("description") });
        expect(functions).toEqual([values?.get("functions") ?? []].flat());
      }
    }),
    { numRuns: runs(2000) },
  );
});

test("a file that was changed anywhere is read, or refused with places and without its values", async () => {
  const seen = { read: 0, refused: 0, notToml: 0 };
  await fc.assert(
    fc.asyncProperty(projectFiles, fc.array(mutations, { minLength: 10, maxLength: 10 }), async ({ text }, ways) => {
      for (const changes of ways) await tryOne(changes.reduce((changed, change) => change(changed), text));
    }),
    { numRuns: runs(1000) },
  );
  // Each outcome is there often enough to mean something.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs(10_000) / 50);

  async function tryOne(cut: string): Promise<void> {
    // A file is UTF-8, which cannot hold the half of a pair that a cut leaves.
    const mutated = Buffer.from(cut).toString();
    const { findings, message } = await outcomeOf(mutated);
    if (message !== "") seen.notToml += 1;
    else seen[findings.length === 0 ? "read" : "refused"] += 1;
    const lines = mutated.split("\n");
    for (const { at } of findings) {
      expect(at?.source).toBe(SOURCE);
      const width = lines[(at?.line ?? 0) - 1]?.length ?? -1;
      const isInside = (at?.column ?? 0) >= 1 && (at?.column ?? 0) <= width + 1;
      expect(isInside, `${at?.line}:${at?.column}`).toBe(true);
    }
    const said = [message, ...findings.map((finding) => JSON.stringify([finding, renderFinding(finding)]))].join("\n");
    expect(said.toLowerCase()).not.toContain(CANARY);
  }
});

async function outcomeOf(text: string): Promise<{ readonly findings: readonly Finding[]; readonly message: string }> {
  try {
    return { findings: (await read(text)).findings, message: "" };
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    expect(error.code).toBe("INVALID_INPUT");
    expect(error.findings).toHaveLength(1);
    return { findings: error.findings, message: `${error.message} ${error.hint ?? ""}` };
  }
}

function tableAt({ tables }: WrittenFile, path: readonly string[]): WrittenTable | undefined {
  return tables.find((table) => table.path.join(" ") === path.join(" "));
}

/** Returns the options of the stages: one without a table of its own is there for its functions. */
function optionsIn(file: WrittenFile, depth: number): ReadonlyMap<string, unknown> {
  const stages = file.tables.filter(({ path }) => path[0] === "stages");
  const names = new Set(stages.map(({ path }) => path[depth - 1] ?? ""));
  return new Map([...names].map((name) => [name, optionsOf(tableAt(file, ["stages", name])?.values ?? new Map(), STAGE_KEYS)]));
}

function optionsOf(values: WrittenTable["values"], keys: StageKeys): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...values].flatMap(([key, value]) => {
      const { option, kind } = keys[key] ?? {};
      if (option === undefined || (typeof value === "object" && value.length === 0)) return [];
      return [[option, kind === "texts" && typeof value === "string" ? [value] : value]];
    }),
  );
}
