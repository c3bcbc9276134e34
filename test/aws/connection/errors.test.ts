/** Each way in which AWS, or the connection to it, fails, and the resulting message. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { translateError } from "../../../src/aws/connection/errors.ts";
import { getFunctionConfiguration } from "../../../src/aws/function.ts";
import { LambdaEnvError } from "../../../src/errors.ts";
import type { Fault } from "../../../src/local/server/faults.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection.ts";

let endpoint: LocalEndpoint;

beforeAll(async () => {
  // What the SDK tries again is not the question here, and its pauses are long.
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  endpoint = await startLocalEndpoint();
  endpoint.createFunction({ functionName: "my-fn" });
});

afterAll(async () => {
  await endpoint.close();
  vi.unstubAllEnvs();
});

function readWith(fault: Fault) {
  endpoint.fail("GetFunctionConfiguration", fault);
  return failureOf(getFunctionConfiguration(connectTo(endpoint.url).aws, "my-fn"));
}

test("a function that does not exist is reported with its region and account", async () => {
  const failure = await failureOf(getFunctionConfiguration(connectTo(endpoint.url).aws, "no-such-fn"));
  expect(failure).toEqual({
    code: "FUNCTION_NOT_FOUND",
    message: expect.stringMatching(
      /^function no-such-fn does not exist: .*arn:aws:lambda:us-east-1:123456789012:function:no-such-fn/,
    ),
    hint: "check the name, --region and --profile",
  });
});

test("a denied call names the IAM action", async () => {
  endpoint.deny("GetFunctionConfiguration");
  const failure = await failureOf(getFunctionConfiguration(connectTo(endpoint.url).aws, "my-fn"));
  endpoint.allow("GetFunctionConfiguration");
  expect(failure).toMatchObject({
    code: "ACCESS_DENIED",
    message: expect.stringMatching(/^not allowed to call lambda:GetFunctionConfiguration for function my-fn: User: arn:/),
    hint: "allow lambda:GetFunctionConfiguration in the caller's policy",
  });
});

const CALLER =
  "User: arn:aws:sts::111122223333:assumed-role/deploy/ci is not authorized to perform: lambda:GetFunctionConfiguration";
const OTHERS = "arn:aws:lambda:us-east-1:444455556666:function:my-fn";

test.each([
  `${CALLER} on resource: ${OTHERS} because no resource-based policy allows the lambda:GetFunctionConfiguration action`,
  `${CALLER} on resource: ${OTHERS} because no identity-based policy allows the lambda:GetFunctionConfiguration action`,
  `${CALLER} on resource: ${OTHERS} because no permissions boundary allows the lambda:GetFunctionConfiguration action`,
  `${CALLER} on resource: ${OTHERS} because no session policy allows the lambda:GetFunctionConfiguration action`,
  `${CALLER} on resource: ${OTHERS} because no VPC endpoint policy allows the lambda:GetFunctionConfiguration action`,
  `${CALLER} on resource: ${OTHERS} with an explicit deny in a service control policy`,
  `${CALLER} on resource: ${OTHERS} with an explicit deny in a resource control policy`,
  `${CALLER} with an explicit deny in a service control policy: arn:aws:organizations::777788889999:policy/o-example/service_control_policy/p-example`,
])("a denial keeps the accounts and the kind of policy that AWS names: %s", async (message) => {
  const failure = await readWith({ kind: "error", status: 403, type: "AccessDeniedException", message });
  expect(failure.message).toBe(`not allowed to call lambda:GetFunctionConfiguration for function my-fn: ${message}`);
});

test("where AWS names another action, that one is reported", async () => {
  const message = "User: arn:aws:iam::123456789012:user/me is not authorized to perform: kms:Decrypt on resource: key";
  const failure = await readWith({ kind: "error", status: 403, type: "AccessDeniedException", message });
  expect(failure.hint).toBe("allow kms:Decrypt in the caller's policy");
});

test.each([
  ["ExpiredTokenException", 403, "NO_CREDENTIALS", "the AWS credentials have expired"],
  [
    "UnrecognizedClientException",
    403,
    "NO_CREDENTIALS",
    "AWS does not accept the credentials (UnrecognizedClientException): the request is not valid",
  ],
  [
    "InvalidSignatureException",
    403,
    "NO_CREDENTIALS",
    "AWS does not accept the credentials (InvalidSignatureException): the request is not valid",
  ],
  [
    "TooManyRequestsException",
    429,
    "UNAVAILABLE",
    "HOST keeps throttling lambda:GetFunctionConfiguration (TooManyRequestsException)",
  ],
  ["ServiceException", 500, "UNAVAILABLE", "HOST answered lambda:GetFunctionConfiguration with 500 (ServiceException)"],
  ["ValidationException", 400, "INVALID_INPUT", "AWS refuses function my-fn: the request is not valid"],
  ["RequestEntityTooLargeException", 413, "INVALID_INPUT", "AWS refuses function my-fn: the request is not valid"],
  [
    "InvalidParameterValueException",
    400,
    "AWS_ERROR",
    "lambda:GetFunctionConfiguration for function my-fn failed (InvalidParameterValueException): the request is not valid",
  ],
  [
    "SomethingNewException",
    400,
    "AWS_ERROR",
    "lambda:GetFunctionConfiguration for function my-fn failed (SomethingNewException): the request is not valid",
  ],
  ["PreconditionFailedException", 412, "CONFLICT", "function my-fn is being changed by someone else: the request is not valid"],
  ["ServiceException", 501, "UNAVAILABLE", "HOST does not implement lambda:GetFunctionConfiguration: 501 (ServiceException)"],
  [
    "KMSDisabledException",
    502,
    "AWS_ERROR",
    "Lambda cannot use the KMS key of function my-fn (KMSDisabledException): the request is not valid",
  ],
  ["RequestTimeTooSkewed", 403, "NO_CREDENTIALS", "AWS rejects the time of the request (RequestTimeTooSkewed)"],
])("%s (%i) is reported as %s", async (type, status, code, message) => {
  const failure = await readWith({ kind: "error", status, type, message: "the request is not valid." });
  expect(failure).toMatchObject({ code, message: message.replace("HOST", `127.0.0.1:${endpoint.port}`) });
});

test("a validation error that quotes a value is reported without it", async () => {
  const message = "1 validation error detected: Value 'hidden'text' at 'environment' failed to satisfy constraint";
  const failure = await readWith({ kind: "error", status: 400, type: "ValidationException", message });
  expect(failure.message).toBe(
    "AWS refuses function my-fn: … validation error detected: value … at 'environment' failed to satisfy constraint",
  );
});

test("a refusal that repeats what was sent is reported without it", async () => {
  const message = 'Could not parse {"Environment":{"Variables":{"AA":"CP"}}}';
  const failure = await readWith({ kind: "error", status: 400, type: "InvalidRequestContentException", message });
  expect(failure.message).not.toContain("CP");
  expect(failure.message).toContain("Could not parse …");
});

test("a reply that does not come from AWS is reported without its text", async () => {
  const failure = await readWith({ kind: "body", status: 200, contentType: "text/html", body: "<p>hidden" });
  expect(failure.code).toBe("UNAVAILABLE");
  expect(failure.message).toBe(
    `the reply of 127.0.0.1:${endpoint.port} to lambda:GetFunctionConfiguration did not come from AWS: an HTML or XML page (status 200)`,
  );
});

test("a connection that is reset is reported with the host and the reason", async () => {
  const failure = await readWith({ kind: "reset" });
  expect(failure).toMatchObject({
    code: "UNAVAILABLE",
    message: `127.0.0.1:${endpoint.port} cannot be used for lambda:GetFunctionConfiguration: ECONNRESET`,
    hint: "check the network, --region and --endpoint-url",
  });
});

test("a host that refuses the connection, and one whose name cannot be resolved, are reported", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const refused = connectTo(`http://127.0.0.1:${port}`).aws;
  expect((await failureOf(getFunctionConfiguration(refused, "my-fn"))).message).toContain(`127.0.0.1:${port} cannot be used`);
  // As Node reports it; a real lookup would leave this machine.
  const notFound = Object.assign(new Error("getaddrinfo ENOTFOUND no-such-host.invalid"), { code: "ENOTFOUND" });
  const asked = {
    action: "lambda:GetFunctionConfiguration",
    subject: "function x",
    host: "no-such-host.invalid",
    profile: undefined,
  };
  expect(translateError(notFound, asked)).toMatchObject({
    code: "UNAVAILABLE",
    message: "no-such-host.invalid cannot be used for lambda:GetFunctionConfiguration: ENOTFOUND",
  });
});

test("an https endpoint that does not speak TLS is reported", async () => {
  const { aws } = connectTo(endpoint.url.replace("http:", "https:"));
  expect(await failureOf(getFunctionConfiguration(aws, "my-fn"))).toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/: (?:ERR_SSL|EPROTO|ECONNRESET)/),
  });
});

test("an error of neither AWS nor the network stays a bug", () => {
  const bug = new TypeError("x is not a function");
  const asked = { action: "lambda:GetFunctionConfiguration", subject: "function my-fn", host: "AWS", profile: undefined };
  expect(translateError(bug, asked)).toBe(bug);
  const ours = new LambdaEnvError("USAGE", "wrong");
  expect(translateError(ours, asked)).toBe(ours);
});

test("the cause is kept", async () => {
  const { aws } = connectTo(endpoint.url);
  await expect(getFunctionConfiguration(aws, "no-such-fn")).rejects.toMatchObject({
    cause: { name: "ResourceNotFoundException" },
  });
});
