/** Region, credentials and endpoint, as the SDK really uses them. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/aws/connection/clients.ts";
import { isAws } from "../../../src/aws/connection/endpoint.ts";
import { getFunctionConfiguration } from "../../../src/aws/function.ts";
import { getSecrets } from "../../../src/aws/secrets.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../../src/local/server/server.ts";
import { removeFolderSync } from "../../support/folder.ts";
import { connectTo, failureOf, KEYS } from "./connection.ts";

let endpoint: LocalEndpoint;
let folder: string;

beforeAll(async () => {
  endpoint = await startLocalEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "test" } });
  endpoint.setSecret("my-secret", "hidden-text");
  folder = mkdtempSync(join(tmpdir(), "lambda-env-aws-"));
  writeFileSync(
    join(folder, "config"),
    `[profile with-region]\nregion = eu-west-1\n[profile local]\nregion = us-east-1\nendpoint_url = ${endpoint.url}\n`,
  );
  writeFileSync(
    join(folder, "credentials"),
    "[local]\naws_access_key_id = profile-key-id\naws_secret_access_key = profile-key\n",
  );
});

afterAll(async () => {
  await endpoint.close();
  removeFolderSync(folder);
});

/** The SDK reads its files and variables from the process: leave it only ours. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_PROFILE", undefined);
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function regionOf(options: {
  readonly region?: string;
  readonly profile?: string;
  readonly env?: object;
}): Promise<string> {
  const { client } = await connect({ onEndpoint: () => {}, ...options, env: { ...KEYS, ...options.env } }).lambda();
  return client.config.region();
}

test("the region is the option's, then AWS_REGION's, then AWS_DEFAULT_REGION's, then the profile's", async () => {
  const env = { AWS_REGION: "eu-north-1", AWS_DEFAULT_REGION: "eu-south-1" };
  expect(await regionOf({ region: "eu-central-1", env, profile: "with-region" })).toBe("eu-central-1");
  expect(await regionOf({ env, profile: "with-region" })).toBe("eu-north-1");
  expect(await regionOf({ env: { ...env, AWS_REGION: "" }, profile: "with-region" })).toBe("eu-south-1");
  expect(await regionOf({ profile: "with-region" })).toBe("eu-west-1");
});

test("without a region it says what to give", async () => {
  const { aws } = connectTo(endpoint.url, { region: undefined });
  expect(await failureOf(getFunctionConfiguration(aws, "my-fn"))).toEqual({
    code: "NO_REGION",
    message: "no AWS region is known",
    hint: "give --region, or set AWS_REGION",
  });
});

test("without credentials it says how to log in", async () => {
  const { aws } = connectTo(endpoint.url, { env: {} });
  const failure = await failureOf(getFunctionConfiguration(aws, "my-fn"));
  expect(failure).toMatchObject({ code: "NO_CREDENTIALS", hint: expect.stringContaining("aws sso login") });
  expect(failure.message).toMatch(/^no usable AWS credentials: /);
});

test("a profile that does not exist is reported by its name", async () => {
  const { aws } = connectTo(endpoint.url, { profile: "no-such-profile" });
  const failure = await failureOf(getFunctionConfiguration(aws, "my-fn"));
  expect(failure).toMatchObject({
    code: "NO_CREDENTIALS",
    message: "there is no profile no-such-profile, which --profile names",
    hint: "aws configure list-profiles shows the profiles that exist",
  });
});

async function keyIdOf(options: { readonly profile?: string; readonly env: Readonly<Record<string, string>> }): Promise<string> {
  for (const [name, value] of Object.entries(options.env)) vi.stubEnv(name, value);
  const { client } = await connectTo(endpoint.url, options).aws.lambda();
  return (await client.config.credentials()).accessKeyId;
}

test("access keys of the environment win over AWS_PROFILE, and --profile wins over both, without a message", async () => {
  const spoken = vi.spyOn(console, "warn");
  expect(await keyIdOf({ env: { ...KEYS, AWS_PROFILE: "local" } })).toBe("test-key-id");
  expect(await keyIdOf({ env: { ...KEYS, AWS_PROFILE: "with-region" }, profile: "local" })).toBe("profile-key-id");
  expect(await keyIdOf({ env: { AWS_PROFILE: "local", AWS_ACCESS_KEY_ID: "" } })).toBe("profile-key-id");
  expect(spoken).not.toHaveBeenCalled();
  spoken.mockRestore();
});

test("without AWS_PROFILE, the profile is that of AWS_DEFAULT_PROFILE, for keys, region and endpoint", async () => {
  expect(await keyIdOf({ env: { AWS_DEFAULT_PROFILE: "local", AWS_PROFILE: "" } })).toBe("profile-key-id");
  expect(await keyIdOf({ env: { AWS_DEFAULT_PROFILE: "with-region", AWS_PROFILE: "local" } })).toBe("profile-key-id");
  expect(await keyIdOf({ env: { ...KEYS, AWS_DEFAULT_PROFILE: "local", AWS_PROFILE: "" } })).toBe("test-key-id");
  vi.stubEnv("AWS_PROFILE", undefined);
  expect(await regionOf({ env: { AWS_DEFAULT_PROFILE: "with-region" } })).toBe("eu-west-1");
  vi.stubEnv("AWS_PROFILE", undefined);
  const { aws, endpoints } = connectTo(undefined, { env: { AWS_DEFAULT_PROFILE: "local" } });
  await getFunctionConfiguration(aws, "my-fn");
  expect(endpoints).toEqual([endpoint.url]);
});

const HALVES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].flatMap((missing) =>
  [undefined, ""].map((value) => ({ missing, env: { ...KEYS, [missing]: value } })),
);

test.each(HALVES)("half a key pair is refused, whatever other credentials there are: $missing is $env", ({ missing, env }) => {
  const connectWith = (more: object): unknown => connectTo(endpoint.url, { env: { ...env, ...more } });
  for (const more of [{}, { AWS_PROFILE: "local" }, { AWS_DEFAULT_PROFILE: "local" }, { AWS_SESSION_TOKEN: "token" }]) {
    expect(() => connectWith(more)).toThrow(
      expect.objectContaining({
        code: "NO_CREDENTIALS",
        message: expect.stringMatching(new RegExp(`^incomplete AWS credentials: .* is set, but ${missing} is not$`)),
        hint: expect.stringContaining(`set ${missing}`),
      }),
    );
  }
  // The option says which credentials to use, so that those of the environment do not matter.
  expect(() => connectTo(endpoint.url, { profile: "local", env })).not.toThrow();
});

test("an endpoint that is not AWS's is named once, before anything goes there", async () => {
  const { aws, endpoints } = connectTo(endpoint.url);
  const seen: string[][] = [];
  endpoint.before("GetFunctionConfiguration", () => void seen.push([...endpoints]));
  await getFunctionConfiguration(aws, "my-fn");
  await getFunctionConfiguration(aws, "my-fn");
  await getSecrets(aws, ["my-secret"]);
  expect(seen).toEqual([[endpoint.url]]);
  expect(endpoints).toEqual([endpoint.url]);
});

test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA"])("an endpoint of %s is named too", async (variable) => {
  vi.stubEnv(variable, endpoint.url);
  const { aws, endpoints } = connectTo(undefined);
  await getFunctionConfiguration(aws, "my-fn");
  expect(endpoints).toEqual([endpoint.url]);
});

test("an endpoint of the profile is named too", async () => {
  const { aws, endpoints } = connectTo(undefined, { profile: "local", env: {} });
  await getFunctionConfiguration(aws, "my-fn");
  expect(endpoints).toEqual([endpoint.url]);
});

test.each(["ftp://127.0.0.1", "localhost:4566", "nonsense"])("%s is refused as an endpoint", (endpointUrl) => {
  expect(() => connectTo(endpointUrl)).toThrow(expect.objectContaining({ code: "USAGE" }));
});

test.each([
  "https://lambda.eu-west-1.amazonaws.com",
  "https://lambda.eu-west-1.amazonaws.com:443",
  "https://Secretsmanager.eu-west-1.amazonaws.com",
  "https://lambda.cn-north-1.amazonaws.com.cn",
  "https://lambda.eu-west-1.api.aws",
  "https://lambda-fips.us-gov-west-1.amazonaws.com",
  "https://ssm.us-iso-east-1.c2s.ic.gov",
  "https://cloudformation.eusc-de-east-1.amazonaws.eu",
  "https://cloudcontrolapi.us-isob-east-1.sc2s.sgov.gov",
  "https://tagging.ap-south-2.amazonaws.com",
  "https://vpce-0a1-b2c.lambda.us-east-1.vpce.amazonaws.com",
])("%s is AWS itself", (url) => {
  expect(isAws(outgoing(url))).toBe(true);
});

test.each([
  "http://lambda.eu-west-1.amazonaws.com",
  "https://lambda.eu-west-1.amazonaws.com:8443",
  "https://127.0.0.1",
  "https://amazonaws.com.example.org",
  "https://lambda.eu-west-1.my-amazonaws.com",
  "https://ec2-203-0-113-7.eu-west-1.compute.amazonaws.com",
  "https://abc123.execute-api.eu-west-1.amazonaws.com",
  "https://my-bucket.s3.eu-west-1.amazonaws.com",
  "https://abc.lambda-url.eu-west-1.on.aws",
  "https://lambda.eu-west-1.elb.amazonaws.com",
  "https://vpce-0a1.vpce-svc-0b2.us-east-1.vpce.amazonaws.com",
  "https://lambda.vpce-svc-0b2.us-east-1.vpce.amazonaws.com",
  "https://evil.lambda.eu-west-1.amazonaws.com",
  "https://lambda.amazonaws.com.eu-west-1.example.org",
  "https://lambdaxeu-west-1.amazonaws.com",
  "https://lambda.eu-west-1.amazonawsxcom",
  "https://iam.example.amazonaws.com",
  "https://lambda.amazonaws.com",
])("%s belongs to somebody else, and is named", (url) => {
  expect(isAws(outgoing(url))).toBe(false);
});

function outgoing(url: string): Parameters<typeof isAws>[0] {
  const { protocol, hostname } = new URL(url);
  const port = /:(\d+)$/.exec(url)?.[1];
  return { protocol, hostname, ...(port === undefined ? {} : { port: Number(port) }) };
}

test("the hosts that the clients choose by themselves are AWS itself, in every partition", async () => {
  for (const region of [
    "us-east-1",
    "eu-west-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eusc-de-east-1",
  ]) {
    const aws = connect({ region, env: KEYS, onEndpoint: () => {} });
    const { lambda, secrets, cloudFormation, parameterStore, cloudControl, tagging, sts, iam } = aws;
    const services = [lambda(), secrets(), cloudFormation(), parameterStore(), cloudControl(), tagging(), sts(), iam()];
    for (const { client } of await Promise.all(services)) {
      for (const [UseFIPS, UseDualStack] of [
        [false, false],
        [true, false],
        [false, true],
      ] as const) {
        const { endpointProvider } = client.config as unknown as EndpointConfig;
        const { url } = endpointProvider({ Region: region, UseFIPS, UseDualStack });
        expect(isAws(outgoing(url.href.replace(/\/$/, ""))), url.href).toBe(true);
      }
    }
  }
});

interface EndpointConfig {
  readonly endpointProvider: (parameters: object) => { readonly url: URL };
}

test("the SDK's advice about Node's version is suppressed, unless the user configured it", async () => {
  const advice = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";
  await connectTo(endpoint.url).aws.lambda();
  expect(process.env[advice]).toBe("true");
  vi.stubEnv(advice, "false");
  await connectTo(endpoint.url).aws.lambda();
  expect(process.env[advice]).toBe("false");
});

test("nothing is sent and no client is made before the first call", () => {
  const before = endpoint.requests.length;
  connectTo(endpoint.url);
  expect(endpoint.requests).toHaveLength(before);
});

test("beside one connection, another has the region, the keys and the endpoint of another profile, and reports its requests", async () => {
  const { aws, endpoints } = connectTo("http://127.0.0.1:9", { env: KEYS });
  const there = aws.elsewhere({ profile: "local" });
  expect((await (await there.lambda()).client.config.credentials()).accessKeyId).toBe("profile-key-id");
  const { aws: plain, endpoints: named } = connectTo(undefined, { env: KEYS, region: "us-east-1" });
  await getFunctionConfiguration(plain.elsewhere({ profile: "local" }), "my-fn");
  expect(named).toEqual([endpoint.url]);
  expect(process.env["AWS_PROFILE"]).toBeUndefined();
  expect(endpoints).toEqual([]);
  const ofProfile = connectTo(undefined, { env: KEYS, region: undefined }).aws.elsewhere({ profile: "with-region" });
  expect(await (await ofProfile.lambda()).client.config.region()).toBe("eu-west-1");
  expect(await (await aws.elsewhere({ region: "eu-north-1" }).lambda()).client.config.region()).toBe("eu-north-1");
});
