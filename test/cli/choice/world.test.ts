/** Choosing and then reading is reading a world without the rest: for files with names that Lambda takes, and with those that it does not. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { nameChooser } from "../../../src/core/select.ts";
import { formatDotenv } from "../../../src/formats/dotenv/format.ts";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { startEndpoint } from "../../support/endpoint.ts";

const name = fc.constantFrom("API_KEY", "API_URL", "DB_URL", "LEVEL", "AWS_REGION", "_HANDLER", "1-odd.name", "db-url", "x");
const value = fc.constantFrom("", "one", "two", "CHANGE_ME", "***", "op://vault/item", "ends with \n", " padded ");
const texts = fc.array(fc.tuple(name, value), { maxLength: 6 }).map((pairs) => new Map(pairs));
const pattern = fc.constantFrom("API_*", "*_URL", "AWS_*", "_*", "1*", "db-url", "*-*", "LEVEL", "?", "*");
const choices = fc.record({ only: fc.uniqueArray(pattern, { maxLength: 2 }), except: fc.uniqueArray(pattern, { maxLength: 3 }) });
const live = { API_KEY: "one", DB_URL: "live", OTHER: "live" };

/** What a run says, without the places in the file, which has other lines. */
function factsOf({ code, stdout }: CliResult): unknown {
  const document = JSON.parse(stdout);
  const { changes = [], asks, deploy } = document.targets?.[0] ?? {};
  const mistakes = (document.error?.findings ?? []) as readonly { code: string; name: string }[];
  return {
    code,
    changes: changes.map(({ kind, name, after, cause }: Record<string, unknown>) => ({ kind, name, after, cause })),
    asks,
    deploy,
    mistakes: mistakes.map(({ code, name }) => [code, name]),
  };
}

it("a file that is chosen from is a file with the chosen names alone", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: live });
  const cwd = tempFolder();
  const diff = (file: string, more: readonly string[]): Promise<CliResult> =>
    runCli(["diff", "-f", "my-fn", "-e", file, "--json", ...more], { endpoint, cwd });
  const write = (file: string, values: ReadonlyMap<string, string>): boolean => {
    const formatted = formatDotenv(values, { portable: false, skipUnrepresentable: false, logicalId: "" });
    if (formatted.kind === "formatted") writeFileSync(join(cwd, file), formatted.text);
    return formatted.kind === "formatted";
  };
  await fc.assert(
    fc.asyncProperty(texts, choices, async (all, choice) => {
      const chooses = nameChooser(choice);
      const chosen = new Map([...all].filter(([name]) => chooses(name)));
      fc.pre(write("all.env", all) && write("chosen.env", chosen));
      const options = [
        ...choice.only.flatMap((text) => ["--only", text]),
        ...choice.except.flatMap((text) => ["--except", text]),
      ];
      expect(factsOf(await diff("all.env", options))).toEqual(factsOf(await diff("chosen.env", [])));
    }),
    { numRuns: runs(100) },
  );
});
