import { describe, expect, it } from "vitest";
import type { Fault } from "../../../src/local/server/faults.ts";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { findCanaries, makeCanary, makePlainCanary } from "../../support/canary/canary.ts";
import { LIVE, LOUD, set, setScene } from "../../support/canary/canary-scene.ts";
import { runCli } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";

/** What is left of Lambda's limit. */
const FREE = 4096 - Buffer.byteLength(JSON.stringify(LIVE));

/** A value that someone else wrote, which the tool may never have read. */
const FOREIGN = JSON.stringify({ THEIRS: makeCanary("foreign") });

const SOURCES = ["-e", "values.json", "-s", "prod/api", "-s", "PEM=prod/pem", "STAGE=argument"];
const GIVE_UP = ["--timeout", "0.3"];

describe("the search for canaries", () => {
  it("finds them where they are shown, in any spelling", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
    const shown = await runCli(["list", "-f", "my-fn", "--show-values=always"], { endpoint });
    expect(findCanaries(shown.stdout)).not.toEqual([]);
    for (const padding of ["", "a", "ab"]) {
      const bytes = Buffer.from(padding + makeCanary("x"));
      for (const encoding of ["base64", "base64url", "hex"] as const)
        expect(findCanaries(bytes.toString(encoding))).not.toEqual([]);
    }
    expect(findCanaries(encodeURIComponent(JSON.stringify(JSON.stringify(makeCanary("x")))))).not.toEqual([]);
    expect(findCanaries(Buffer.from("sphinx of black quartz, judge my vow").toString("base64"))).toEqual([]);
  });
});

describe("no value is seen", () => {
  it("when commands succeed", async () => {
    for (const output of [["--debug"], LOUD]) {
      const { endpoint, run } = await setScene({ allowed: [".env", "vars.json"] });
      const env = { FROM_SHELL: makeCanary("environment") };
      expect((await run(["diff", "-f", "my-fn", ...SOURCES, "FROM_SHELL", "--all-variables", ...output], { env })).code).toBe(0);
      expect(
        (await run(set(...SOURCES, "FROM_SHELL", "--unset", "GONE", "--dry-run", "--all-variables", ...output), { env })).code,
      ).toBe(0);
      expect((await run(set(...SOURCES, `ARG=${makeCanary("argument")}`, "FROM_SHELL", ...output), { env })).code).toBe(0);
      expect((await run(set("TYPED", "--stdin", ...output), { input: makeCanary("stdin") })).code).toBe(0);
      expect((await run(set("-e", "-", ...output), { input: `PIPED="${makePlainCanary("piped")}"\n` })).code).toBe(0);
      expect((await run(["list", "-f", "my-fn", ...SOURCES.slice(0, -1), "--sort", "size", ...output])).code).toBe(0);
      expect((await run(["doctor", "-f", "my-fn", ...output])).code).toBe(0);
      expect((await run(["unset", "-f", "my-fn", "GONE", "--yes", ...output])).code).toBe(0);
      expect((await run(["pull", "-f", "my-fn", "vars.json", "--format", "json", ...output])).code).toBe(0);
      expect((await run(["pull", "-f", "my-fn", "--skip-unrepresentable", ...output])).code).toBe(0);
      expect((await run(["pull", "-f", "my-fn", "env.d.ts", "--format", "d.ts", ...output])).code).toBe(0);
      for (const format of ["github-env", "aws", "tfvars"]) {
        expect((await run(["pull", "-f", "my-fn", "vars.json", "--format", format, "--yes", ...output])).code).toBe(
          format === "github-env" ? 65 : 0,
        );
      }
      const { GONE: _, ...kept } = LIVE;
      expect(endpoint.variables("my-fn")).toMatchObject({
        ...kept,
        STAGE: "argument",
        DB_URL: makeCanary("file"),
        LATER: makeCanary("file"),
        SECRET: makeCanary("secret"),
        PEM: makeCanary("pem"),
        ARG: makeCanary("argument"),
        FROM_SHELL: makeCanary("environment"),
        TYPED: makeCanary("stdin"),
        PIPED: makePlainCanary("piped"),
      });
    }
  });

  it.each<[string, number, (endpoint: LocalEndpoint) => void]>([
    [
      "someone else changes the same variable",
      75,
      (endpoint) =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("my-fn", { ...LIVE, STAGE: makeCanary("foreign") }),
        ),
    ],
    [
      "someone else changes other variables",
      0,
      (endpoint) =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("my-fn", { ...LIVE, OLD: makeCanary("foreign"), NEW: makeCanary("foreign") }),
        ),
    ],
    [
      "someone else fills the function up",
      65,
      (endpoint) =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("my-fn", { ...LIVE, BULK: makePlainCanary("foreign").padEnd(FREE - 100, "x") }),
        ),
    ],
    ["the update fails", 1, (endpoint) => endpoint.failUpdate("my-fn", { reasonCode: "InvalidImage", reason: LIVE.API_KEY })],
    ["the caller may not decrypt", 77, (endpoint) => endpoint.denyDecrypt("my-fn")],
    ["the caller may not write", 77, (endpoint) => endpoint.deny("UpdateFunctionConfiguration")],
    ["a secret may not be read", 77, (endpoint) => endpoint.deny("GetSecretValue", "prod/pem")],
    ["a reply is lost", 0, (endpoint) => endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when: "after" })],
  ])("when %s", async (_, code, arrange) => {
    const { endpoint, run } = await setScene();
    arrange(endpoint);
    expect(await run(set(...SOURCES, ...LOUD))).toMatchObject({ code });
  });

  const TOO_LARGE = `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${FOREIGN}`;
  const error = (status: number, type: string, message: string): Fault => ({ kind: "error", status, type, message });
  const body = (status: number, text: string): Fault => ({ kind: "body", status, contentType: "application/json", body: text });
  const configuration = (environment: unknown): string => JSON.stringify({ FunctionName: "my-fn", Environment: environment });

  it.each<[string, Fault, boolean?]>([
    ["its 4 KB error", error(400, "InvalidParameterValueException", TOO_LARGE)],
    ["its 4 KB error under another name", error(400, "ValidationException", TOO_LARGE)],
    [
      "a value that fails a constraint",
      error(
        400,
        "ValidationException",
        `1 validation error detected: Value '${FOREIGN}' at 'environment' failed to satisfy constraint: Map value must satisfy constraint`,
      ),
    ],
    ["what we sent", error(400, "InvalidParameterValueException", `unexpected: ${LIVE.API_KEY} ${JSON.stringify(LIVE)}`), true],
    [
      "what we sent, in an error that nobody knows",
      error(418, "NewException", `${encodeURIComponent(LIVE.OLD)} ${Buffer.from(LIVE.API_KEY).toString("base64")}`),
      true,
    ],
    ["a failure of its own", error(500, "ServiceException", JSON.stringify(LIVE))],
    ["half a document", body(200, configuration({ Variables: { THEIRS: makeCanary("foreign") } }).slice(0, -20))],
    ["no document", body(200, `${makePlainCanary("foreign")} is not JSON`)],
    [
      "a proxy's page",
      { kind: "body", status: 502, contentType: "text/html", body: `<html>${makePlainCanary("foreign")}</html>` },
    ],
    [
      "a proxy's page as success",
      { kind: "body", status: 200, contentType: "text/html", body: `<html>${makePlainCanary("foreign")}</html>` },
    ],
    ["an error that is not a document", body(400, `{"message": "${makePlainCanary("foreign")}`)],
    [
      "variables that are not strings",
      body(200, configuration({ Variables: { THEIRS: { [makePlainCanary("x")]: makeCanary("foreign") } } })),
    ],
    ["a text for variables", body(200, configuration({ Variables: makeCanary("foreign") }))],
    ["a text for the environment", body(200, configuration(makeCanary("foreign")))],
    ["a list", body(200, JSON.stringify([makeCanary("foreign")]))],
    ["a text", body(200, JSON.stringify(makeCanary("foreign")))],
  ])("when AWS answers with %s", async (_, fault, isEcho = false) => {
    const { endpoint, run } = await setScene({ allowed: [".env"] });
    const meet = async (operation: string, args: readonly string[]): Promise<void> => {
      endpoint.fail(operation, fault);
      const { stderr } = await run([...args, "--debug"], { env: { AWS_MAX_ATTEMPTS: "1" } });
      expect(stderr).not.toBe("");
      expect(endpoint.requests.map((request) => request.operation)).toContain(operation);
    };
    await meet("UpdateFunctionConfiguration", set(...SOURCES, ...GIVE_UP, "--json"));
    if (isEcho) {
      // The read that verifies an update: by then every value is known, to AWS as well.
      endpoint.before("UpdateFunctionConfiguration", () => endpoint.fail("GetFunctionConfiguration", fault, 5));
      const { stdout } = await run(set("STAGE=x", ...GIVE_UP, ...LOUD), { env: { AWS_MAX_ATTEMPTS: "1" } });
      expect(JSON.parse(stdout).error.code).toBe("NOT_VERIFIED");
      return;
    }
    await meet("GetFunctionConfiguration", ["pull", "-f", "my-fn", ...GIVE_UP, "--json"]);
    await meet("BatchGetSecretValue", set("-s", "prod/api", "-s", "PEM=prod/pem", "--dry-run"));
  });
});
