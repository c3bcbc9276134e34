import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** Functions of text and data alone: they leave nothing behind, so that one process runs them all. */
const PURE = ["core", "formats", "template", "output"].map((room) => `test/${room}/**/*.test.ts`);

/** What a run in this process cannot show: streams, terminals, signals, arguments that Node itself reads, and what is left behind. */
const PROCESS = [
  "test/cli/{streams,terminal,local}.test.ts",
  "test/cli/{canary/*,run/*,protocol/protocol,sources/env-file-option}.test.ts",
  "test/{main,entry}.test.ts",
  "test/package/**/*.test.ts",
];

/** Only for a test that hangs: how long one takes depends on the machine, and on what else it does. */
const COMMON = { testTimeout: 300_000, hookTimeout: 300_000 };
/** The SDK's advice to leave Node 20 is for us, not for each of its clients in a test. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

const SEEDED = resolve(import.meta.dirname, "test/support/seeded/fast-check.ts");
/** Has every test import `fast-check` with a seed; a test without it does not load it. */
const plugins = [
  {
    name: "seed-random-cases",
    enforce: "pre" as const,
    resolveId: (source: string, importer: string | undefined): string | undefined =>
      source === "fast-check" && importer !== SEEDED ? SEEDED : undefined,
  },
];

export default defineConfig({
  test: {
    globalSetup: ["test/support/fresh-build.ts"],
    maxWorkers: 2,
    projects: [
      { plugins, test: { ...COMMON, name: "pure", include: PURE, env: QUIET, isolate: false } },
      { plugins, test: { ...COMMON, name: "process", include: PROCESS, env: { ...QUIET, LAMBDA_ENV_TEST_SPAWN: "1" } } },
      { plugins, test: { ...COMMON, name: "rooms", include: ["test/**/*.test.ts"], exclude: [...PURE, ...PROCESS], env: QUIET } },
    ],
  },
});
