/** Where the connection goes that is opened before the program is loaded. */
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/catalog.ts";
import { EARLY_COMMANDS, findPlace } from "../../src/network/early.ts";

const REGION = { AWS_REGION: "eu-west-1" };

/** Returns host and port, or `nowhere`. */
function placeOf(command: string, env: Readonly<Record<string, string>>): string {
  const place = findPlace({ argv: command.split(" "), env });
  return place === undefined ? "nowhere" : `${place.host}:${place.port}`;
}

const IRELAND = "lambda.eu-west-1.amazonaws.com:443";
const OHIO = "lambda.us-east-2.amazonaws.com:443";

test.each([
  ["set -f my-fn A=b", REGION, IRELAND],
  ["diff", REGION, IRELAND],
  ["set -f my-fn A=b", { AWS_DEFAULT_REGION: "eu-west-1" }, IRELAND],
  ["set -f my-fn A=b", { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-west-1" }, IRELAND],
  ["set -f my-fn A=b --region us-east-2", REGION, OHIO],
  ["set -f my-fn A=b --region=us-east-2", REGION, OHIO],
  ["set --region us-east-1 -f my-fn --region us-east-2 A=b", REGION, OHIO],
  ["set -f my-fn A=b", { ...REGION, LAMBDA_ENV_REGION: "us-east-2" }, OHIO],
  ["set -f arn:aws:lambda:us-east-2:123456789012:function:my-fn A=b", REGION, OHIO],
  ["set --function=arn:aws:lambda:us-east-2:123456789012:function:my-fn A=b", REGION, OHIO],
  ["list -f my-fn", { AWS_REGION: "us-gov-west-1" }, "lambda.us-gov-west-1.amazonaws.com:443"],
  ["run -f my-fn -- aws --region us-east-2", REGION, IRELAND],
  ["set -f my-fn A=b --endpoint-url https://127.0.0.1:8443", REGION, "127.0.0.1:8443"],
  ["set -f my-fn A=b", { ...REGION, AWS_ENDPOINT_URL: "https://gateway.example/path" }, "gateway.example:443"],
  ["set -f my-fn A=b", { AWS_ENDPOINT_URL: "http://a.example", AWS_ENDPOINT_URL_LAMBDA: "https://[::1]:8443" }, "::1:8443"],
  [
    "set -f my-fn A=b",
    { ...REGION, AWS_ENDPOINT_URL: "https://a.example", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
    IRELAND,
  ],
] as const)("%s with %j: %s", (command, env, place) => {
  expect(placeOf(command, env)).toBe(place);
});

test.each([
  ["set -f my-fn A=b", {}],
  ["policy -f my-fn", REGION],
  ["local", REGION],
  ["--region eu-west-1", {}],
  ["", REGION],
  ["set -f my-fn A=b", { ...REGION, AWS_USE_FIPS_ENDPOINT: "true" }],
  ["set -f my-fn A=b", { ...REGION, AWS_USE_DUALSTACK_ENDPOINT: "true" }],
  ["set -f my-fn A=b", { ...REGION, AWS_ENDPOINT_URL: "http://127.0.0.1:4566" }],
  ["set -f my-fn A=b", { ...REGION, AWS_ENDPOINT_URL: "nonsense" }],
  ["set -f my-fn A=b", { AWS_REGION: "cn-north-1" }],
  ["set -f my-fn A=b", { AWS_REGION: "us-iso-east-1" }],
  ["set -f my-fn A=b", { AWS_REGION: "evil.example/us-east-1" }],
  ["set -f my-fn A=b", { ...REGION, LAMBDA_ENV_EARLY_CONNECTION: "0" }],
] as const)("%s with %j: nowhere", (command, env) => {
  expect(placeOf(command, env)).toBe("nowhere");
});

test("it is for commands that ask for functions, and for no other", () => {
  const asking = COMMANDS.filter(({ options }) => options.includes("endpoint-url")).map(({ name }) => name);
  expect(asking).toEqual(expect.arrayContaining([...EARLY_COMMANDS]));
});
