/** Parameters as a source, read by the real SDK from the local endpoint. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Aws, connect } from "../../../src/aws/connection/clients.ts";
import { LambdaEnvError } from "../../../src/errors.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../../src/local/server/server.ts";
import { readParameters } from "../../../src/sources/parameter/parameter.ts";
import type { ParameterSpecs } from "../../../src/sources/parameter/parameter-spec.ts";

let endpoint: LocalEndpoint;
let aws: Aws;

beforeAll(async () => {
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  endpoint = await startLocalEndpoint();
  aws = connect({
    region: "us-east-1",
    endpointUrl: endpoint.url,
    env: { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
    onEndpoint: () => {},
  });
  endpoint.setParameter("/app/DB_HOST", "db.example.org");
  endpoint.setParameter("/app/API_KEY", "kept", "SecureString");
  endpoint.setParameter("/bad/db-host", "db.example.org");
});

afterAll(async () => {
  await endpoint.close();
  vi.unstubAllEnvs();
});

const read = (specs: Partial<ParameterSpecs>) =>
  readParameters({ parameter: [], "parameters-by-path": [], recursive: false, ...specs }, aws, {
    signal: new AbortController().signal,
    wants: () => true,
  });

async function failureOf(specs: Partial<ParameterSpecs>): Promise<LambdaEnvError> {
  const error = await read(specs).catch((cause: unknown) => cause);
  if (error instanceof LambdaEnvError) return error;
  throw new Error("expected a failure");
}

test("a parameter is one variable, named by the user, and sensitive", async () => {
  const [result, ...more] = await read({ parameter: ["HOST=/app/DB_HOST"] });
  expect(more).toEqual([]);
  expect(result).toEqual({
    layer: {
      kind: "parameter",
      source: "/app/DB_HOST",
      entries: new Map([
        [
          "HOST",
          {
            kind: "value",
            name: "HOST",
            value: "db.example.org",
            sensitive: true,
            origin: { layer: "parameter", source: "/app/DB_HOST" },
          },
        ],
      ]),
    },
    findings: [],
  });
});

test("a folder is a variable for each parameter in it; what is named by itself comes later, and so wins", async () => {
  const results = await read({ parameter: ["DB_HOST=/app/API_KEY"], "parameters-by-path": ["/app/"] });
  expect(results.map(({ layer }) => [layer.source, [...layer.entries.keys()]])).toEqual([
    ["/app/", ["API_KEY", "DB_HOST"]],
    ["/app/API_KEY", ["DB_HOST"]],
  ]);
});

test("an invalid variable name under a path, and an empty path, are mistakes", async () => {
  const results = await read({ "parameters-by-path": ["/bad", "/none/"] });
  expect(results.flatMap(({ findings }) => findings)).toEqual([
    {
      code: "PARAMETER_NOT_A_NAME",
      name: "db-host",
      severity: "error",
      args: { segment: "db-host", parameter: "/bad/db-host" },
      at: { source: "/bad/db-host" },
    },
    { code: "PARAMETER_PATH_EMPTY", severity: "error", args: { recursive: "no" }, at: { source: "/none/" } },
  ]);
});

test("parameters that cannot be read are reported together", async () => {
  const missing = await failureOf({ parameter: ["AA=/none/1", "BB=/none/2", "CC=/app/DB_HOST"] });
  expect(missing).toMatchObject({ code: "AWS_ERROR", message: "cannot read 2 of 3 parameters" });
  expect(missing.findings.map(({ code, at }) => [code, at?.source])).toEqual([
    ["PARAMETER_NOT_FOUND", "--parameter AA=…"],
    ["PARAMETER_NOT_FOUND", "--parameter BB=…"],
  ]);
  endpoint.deny("GetParameters");
  const denied = await failureOf({ parameter: ["AA=/app/DB_HOST"] });
  endpoint.allow("GetParameters");
  expect(denied).toMatchObject({ code: "ACCESS_DENIED", message: "cannot read what --parameter AA=… names" });
  expect(denied.findings[0]?.args).toMatchObject({ action: "ssm:GetParameters" });
});

test("a SecureString whose key may not be used names the permission that is missing", async () => {
  const message = "The ciphertext refers to a customer master key that does not exist, or you are not authorized";
  endpoint.fail("GetParameters", { kind: "error", status: 400, type: "AccessDeniedException", message });
  const denied = await failureOf({ parameter: ["AA=/app/API_KEY"] });
  expect(denied.findings[0]?.args).toMatchObject({ action: "kms:Decrypt" });
});

test.each([
  [{ parameter: ["/app/DB_HOST"] }],
  [{ parameter: ["DB-HOST=/app/DB_HOST"] }],
  [{ parameter: ["DB_HOST=a value"] }],
  [{ "parameters-by-path": ["app/"] }],
])("%o is refused before any request, and not repeated", async (specs) => {
  const before = endpoint.requests.length;
  const failure = await failureOf(specs);
  expect(failure.code).toBe("USAGE");
  expect(failure.message).not.toContain("a value");
  expect(endpoint.requests.length).toBe(before);
});
