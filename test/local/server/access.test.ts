/** Who may call the local endpoint, and what it keeps of what others send. */
import { CloudControlClient, GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeBodyBudget } from "../../../src/local/protocol/http.ts";
import { renderExports } from "../../../src/output/results/local.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { sendRaw } from "../../support/local.ts";

const OURS = "key-of-this-start";
const FUNCTIONS = "/2015-03-31/functions";

interface Configuration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

interface Call {
  readonly service: string;
  readonly send: (configuration: Configuration) => Promise<unknown>;
  /** How AWS names its refusals there. */
  readonly wrongKey: string;
  readonly wrongRegion: string;
}

const JSON_REFUSALS = { wrongKey: "UnrecognizedClientException", wrongRegion: "InvalidSignatureException" };
const CALLS: readonly Call[] = [
  { service: "lambda", send: (c) => new LambdaClient(c).send(new ListFunctionsCommand({})), ...JSON_REFUSALS },
  { service: "secrets manager", send: (c) => new SecretsManagerClient(c).send(new ListSecretsCommand({})), ...JSON_REFUSALS },
  { service: "parameter store", send: (c) => new SSMClient(c).send(new GetParameterCommand({ Name: "a" })), ...JSON_REFUSALS },
  {
    service: "cloud control",
    send: (c) => new CloudControlClient(c).send(new GetResourceCommand({ TypeName: "AWS::S3::Bucket", Identifier: "a" })),
    ...JSON_REFUSALS,
  },
  {
    service: "cloudformation",
    send: (c) => new CloudFormationClient(c).send(new DescribeStacksCommand({})),
    wrongKey: "InvalidClientTokenId",
    wrongRegion: "SignatureDoesNotMatch",
  },
];
const REFUSALS = CALLS.flatMap(({ wrongKey, wrongRegion }) => [wrongKey, wrongRegion]);

it.each(CALLS)("$service answers the access key of this start for its own region, and nobody else", async (call) => {
  const endpoint = await startEndpoint({ accessKeyId: OURS, region: "eu-west-1" });
  const outcome = async (accessKeyId: string, region = "eu-west-1"): Promise<string> => {
    const credentials = { accessKeyId, secretAccessKey: "any" };
    const configuration = { endpoint: endpoint.url, region, credentials, maxAttempts: 1 };
    return call.send(configuration).then(
      () => "answered",
      (error: Error) => error.name,
    );
  };
  expect(REFUSALS).not.toContain(await outcome(OURS));
  for (const key of ["local", "test", OURS.slice(0, -1), `${OURS}x`, OURS.toUpperCase()]) {
    expect(await outcome(key)).toBe(call.wrongKey);
  }
  expect(await outcome(OURS, "us-east-1")).toBe(call.wrongRegion);
  expect(await outcome("test", "us-east-1")).toBe(call.wrongKey);
});

it.each([{ origin: "http://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }])(
  "a request of a page of the web is refused, whatever it is signed with: %j",
  async (headers) => {
    const endpoint = await startEndpoint();
    expect(await sendRaw(endpoint, "GET", FUNCTIONS, { headers: headers as Record<string, string> })).toMatchObject({
      status: 403,
    });
    expect(endpoint.requests).toEqual([]);
  },
);

describe("the body", () => {
  it("of a request with another key gets no memory where it is large, and one with ours does", async () => {
    const endpoint = await startEndpoint({ accessKeyId: "test" });
    const body = JSON.stringify({ FunctionName: "api", Role: "role", Code: { ZipFile: "A".repeat(200_000) } });
    const authorization = "AWS4-HMAC-SHA256 Credential=other/20260101/us-east-1/lambda/aws4_request";
    expect(await sendRaw(endpoint, "POST", FUNCTIONS, { body, headers: { authorization } })).toMatchObject({ status: 413 });
    expect(endpoint.requests).toEqual([]);
    expect(await sendRaw(endpoint, "POST", FUNCTIONS, { body })).toMatchObject({ status: 201 });
  });

  it("has its part of a bound for all requests together, and gives it back", () => {
    const budget = makeBodyBudget(10);
    expect([budget.take(6), budget.take(6), budget.take(4), budget.take(1)]).toEqual([true, false, true, false]);
    budget.give(6);
    expect(budget.take(6)).toBe(true);
  });

  it("is refused beyond that bound, and read again when there is room", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "api" });
    let release: () => void = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    onTestFinished(release);
    endpoint.fail("UpdateFunctionCode", { kind: "delay", until }, 5);
    const body = JSON.stringify({ ZipFile: "A".repeat(40 * 1024 * 1024) });
    const send = async (): Promise<number> => (await sendRaw(endpoint, "PUT", `${FUNCTIONS}/api/code`, { body })).status;
    const sending = Array.from({ length: 5 }, send);
    expect(await Promise.race(sending)).toBe(503);
    release();
    expect((await Promise.all(sending)).some((status) => status !== 503)).toBe(true);
    expect(await send()).not.toBe(503);
  });
});

it("exports are quoted where a shell would read something else", () => {
  const plain = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
  expect(renderExports(plain)).toBe("export AWS_REGION=eu-west-1\nexport AWS_ENDPOINT_URL=http://127.0.0.1:1\n");
  expect(renderExports({ AWS_REGION: "x;it's", EMPTY: "" })).toBe("export AWS_REGION='x;it'\\''s'\nexport EMPTY=''\n");
});
