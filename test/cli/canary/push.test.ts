/** `push` shows no value, in success and in failure, and puts none where it does not belong. */
import { describe, expect, it } from "vitest";
import { makeCanary, makePlainCanary } from "../../support/canary/canary.ts";
import { LOUD, type Scene, setScene } from "../../support/canary/canary-scene.ts";

const ENV = `TOKEN=${makePlainCanary("file")}\nDB_URL=${makePlainCanary("url")}\n`;
const SECRET = ["-s", "prod/api"];
const PATH = ["--parameter-path", "/prod/api"];

interface Case {
  readonly args: readonly string[];
  readonly code: number;
  /** What others do first. */
  readonly before?: (endpoint: Scene["endpoint"]) => void;
}

const CASES: readonly Case[] = [
  { args: [...SECRET, `SECRET=${makePlainCanary("typed")}`, "--dry-run"], code: 0 },
  { args: [...SECRET, "-e", ".env"], code: 0 },
  { args: [...SECRET, "--from", "my-fn", "--only", "A*"], code: 0 },
  { args: [...SECRET, "SECRET="], code: 64 },
  { args: [...SECRET, "--unset", "LATER", "--yes"], code: 0 },
  { args: ["-s", "prod/new", "-e", ".env"], code: 64 },
  { args: ["-s", "prod/new", "-e", ".env", "--create"], code: 0 },
  { args: ["-s", "prod/pem", "-e", ".env"], code: 65 },
  { args: ["-s", `two words ${makePlainCanary("id")}`, "-e", ".env"], code: 64 },
  { args: [...SECRET, makePlainCanary("word")], code: 65 },
  {
    args: [...SECRET, `NESTED=${makePlainCanary("typed")}`],
    code: 65,
    before: (endpoint) => void endpoint.setSecret("prod/api", { NESTED: [makeCanary("nested")] }),
  },
  {
    args: [...SECRET, `SECRET=${makePlainCanary("ours")}`],
    code: 75,
    before: (endpoint) =>
      endpoint.before("UpdateSecretVersionStage", () => void endpoint.setSecret("prod/api", { SECRET: makeCanary("theirs") })),
  },
  {
    args: [...SECRET, `SECRET=${makePlainCanary("refused")}`],
    code: 1,
    before: (endpoint) => {
      const message = `no, ${makeCanary("message")}`;
      endpoint.fail("PutSecretValue", { kind: "error", status: 400, type: "InvalidParameterException", message });
    },
  },
  { args: [...PATH, "-e", ".env"], code: 0 },
  {
    args: [...PATH, `TOKEN=${makePlainCanary("next")}`, "--unset", "DB_URL", "--yes"],
    code: 0,
    before: (endpoint) => {
      for (const name of ["TOKEN", "DB_URL"]) endpoint.setParameter(`/prod/api/${name}`, makeCanary("parameter"), "SecureString");
    },
  },
  { args: [...PATH, `TOKEN={{${makePlainCanary("braces")}}}`], code: 65 },
  { args: [...PATH, `TOKEN=${makePlainCanary("large").padEnd(9000, "x")}`], code: 65 },
];

describe.each([["--debug"], LOUD])("no value is seen with %s", (...output) => {
  it.each(CASES.map((one) => [one.args.map((word) => word.slice(0, 16)).join(" "), one] as const))(
    "when push gets %s",
    async (_, { args, code, before }) => {
      const { endpoint, run } = await setScene({ files: { ".env": ENV } });
      before?.(endpoint);
      expect((await run(["push", ...args, ...output])).code).toBe(code);
    },
  );
});
