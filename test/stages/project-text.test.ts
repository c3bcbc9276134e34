import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DraftStage, DraftVariable } from "../../src/core/stage/draft.ts";
import { isLikeProduction } from "../../src/core/stage/draft.ts";
import { parseProjectText } from "../../src/sources/project/project-file.ts";
import { formatProject, formatStages } from "../../src/stages/project-text.ts";
import { runs } from "../support/depth.ts";

const PLACE = { source: "lambda-env.toml", cwd: "/" };
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const path = fc.stringMatching(/^[A-Za-z0-9 _"'\\#\u007fé.]{1,12}$/).filter((text) => text !== "-" && !/\p{Cc}/u.test(text));

const stage: fc.Arbitrary<DraftStage> = fc
  .record({
    name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,9}$/),
    configEnv: optional(fc.stringMatching(/^[\w .@+-]{1,8}$/)),
    configFile: optional(path),
    stack: optional(fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/)),
    region: optional(fc.constantFrom("eu-west-1", "us-east-1")),
    profile: optional(fc.stringMatching(/^[\w .:@/+-]{1,8}$/)),
    template: optional(path),
    isProtected: fc.boolean(),
  })
  .map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as DraftStage);

const variable: fc.Arbitrary<DraftVariable> = fc.record({
  name: fc.stringMatching(/^[A-Z][A-Z0-9_]{1,8}$/).map((name) => `X${name}`),
  isRequired: fc.boolean(),
  isSecret: fc.boolean(),
  functions: fc.array(fc.stringMatching(/^[A-Za-z0-9]{1,8}$/), { maxLength: 3 }),
});

const stages = fc.uniqueArray(stage, { selector: ({ name }) => name, maxLength: 5 });
const variables = fc.uniqueArray(variable, { selector: ({ name }) => name, maxLength: 5 });

const OPTIONS = {
  configEnv: "config-env",
  configFile: "config-file",
  stack: "stack",
  region: "region",
  profile: "profile",
  template: "template",
};

function optionsOf(draft: DraftStage): unknown {
  const given = Object.entries(OPTIONS).map(([key, option]) => [option, draft[key as keyof typeof OPTIONS]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

describe("formatProject", () => {
  it("is read back by the parser, in one go and with stages put behind it later", async () => {
    await fc.assert(
      fc.asyncProperty(stages, stages, variables, async (first, others, declared) => {
        const later = others.filter(({ name }) => !first.some((one) => one.name === name));
        const read = await parseProjectText(`${formatProject(first, declared)}${formatStages(later)}`, PLACE);
        expect(read.stages.map(({ name, options, isProtected }) => ({ name, options, isProtected }))).toEqual(
          [...first, ...later].map((one) => ({ name: one.name, options: optionsOf(one), isProtected: one.isProtected })),
        );
        expect(
          read.variables.map(({ name, required, isSecret, functions }) => ({ name, required, isSecret, functions })),
        ).toEqual(
          declared
            .filter(({ isRequired }) => isRequired)
            .map(({ name, isSecret, functions }) => ({ name, required: true, isSecret, functions })),
        );
      }),
      { numRuns: runs(1_000) },
    );
  });

  it("shows what a stage looks like where none is known, as a comment", async () => {
    expect(formatProject([], [])).toContain("# [stages.prod]\n");
    expect(await parseProjectText(formatProject([], []), PLACE)).toEqual({ stages: [], variables: [] });
  });
});

describe("isLikeProduction", () => {
  it.each(["prod", "prd", "production", "live", "eu-prod", "prod2", "orders_prod_eu", "PROD"])("is true of %s", (name) => {
    expect(isLikeProduction(name)).toBe(true);
  });

  it.each(["dev", "product", "preprod", "reproduce", "alive", "staging"])("is false of %s", (name) => {
    expect(isLikeProduction(name)).toBe(false);
  });
});
