/** The secrets example, both of its functions, through the local endpoint with the SDK. */
import { createHash, createHmac } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hasTools, skipNote } from "../support/tools.ts";
import { AWKWARD_VALUES, makeFolder, type Served, serve } from "./support.ts";

const SECRET_ID = "lambda-env-example";
const REVEAL = '{"reveal":true}';

interface Pair extends Served {
  readonly runTime: string;
  readonly deployTime: string;
}

/** Serves both functions; the one that reads at run time finds Secrets Manager in the same endpoint. */
async function servePair(secret?: string | Readonly<Record<string, unknown>>): Promise<Pair> {
  const served = await serve("secrets/template.yaml");
  const { endpoint, names, set } = served;
  if (secret !== undefined) endpoint.setSecret(SECRET_ID, secret);
  const runTime = names.get("RunTimeFunction") ?? "";
  await set(runTime, { AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint.url });
  return { ...served, runTime, deployTime: names.get("DeployTimeFunction") ?? "" };
}

function countReads({ endpoint }: Served): number {
  return endpoint.requests.filter(({ operation }) => operation === "GetSecretValue").length;
}

describe.skipIf(!hasTools("curl", "jq"))(`the function that reads the secret at run time${skipNote("curl", "jq")}`, () => {
  test.each(AWKWARD_VALUES)("gives back %s byte for byte", async (_what, value) => {
    const { invoke, runTime } = await servePair({ API_KEY: value, OTHER: "unused" });
    expect(JSON.parse((await invoke(runTime, REVEAL)).text)).toEqual({ readAt: "run time", API_KEY: value });
  });

  test("says that the value is set, and shows it only on request", async () => {
    const { invoke, runTime } = await servePair({ API_KEY: "not-a-real-key" });
    const answer = await invoke(runTime);
    expect(JSON.parse(answer.text)).toEqual({ readAt: "run time", API_KEY: "(set)" });
    expect(answer.log).not.toContain("not-a-real-key");
  });

  test("reads the secret once, and keeps the value while it is young", async () => {
    const pair = await servePair({ API_KEY: "first" });
    for (const event of [REVEAL, "{}", REVEAL]) await pair.invoke(pair.runTime, event);
    expect(countReads(pair)).toBe(1);
  });

  test("reads a value again that has grown older than SECRET_TTL, and so sees a new one", async () => {
    const pair = await servePair({ API_KEY: "first" });
    const { endpoint, invoke, runTime, set } = pair;
    await set(runTime, { SECRET_TTL: "0" });
    expect((await invoke(runTime, REVEAL)).text).toContain('"first"');
    endpoint.setSecret(SECRET_ID, { API_KEY: "second" });
    expect((await invoke(runTime, REVEAL)).text).toContain('"second"');
  });

  test("keeps the old value when it cannot be read again, and says so in the log", async () => {
    const { endpoint, invoke, runTime, set } = await servePair({ API_KEY: "first" });
    await set(runTime, { SECRET_TTL: "0" });
    await invoke(runTime);
    endpoint.fail("GetSecretValue", { kind: "error", status: 400, type: "AccessDeniedException" });
    const answer = await invoke(runTime, REVEAL);
    expect(answer.text).toContain('"first"');
    expect(answer.log).toContain("the secret could not be read again");
  });

  test.each([
    ["does not exist", undefined],
    ["is not JSON", "plain-not-a-key"],
    ["is JSON, but no object", '"plain-not-a-key"'],
    ["has no API_KEY", { OTHER: "plain-not-a-key" }],
    ["has an API_KEY that is not a string", { API_KEY: { nested: "plain-not-a-key" } }],
  ])("fails to start when the secret %s, without showing what it holds", async (_what, secret) => {
    const { invoke, runTime, set } = await servePair(secret);
    const TMPDIR = await makeFolder();
    await set(runTime, { TMPDIR });
    const answer = await invoke(runTime, REVEAL);
    expect(answer.functionError).toBe("Unhandled");
    expect(JSON.parse(answer.text)).toMatchObject({ errorType: "Secret.NotRead" });
    expect(`${answer.text}${answer.log}`).not.toContain("plain-not-a-key");
    expect(await readdir(TMPDIR)).toEqual([]);
  });

  test("signs its request as Secrets Manager wants it, and hands no credentials over as arguments", async () => {
    const { invoke, runTime, set } = await servePair();
    const folder = await makeFolder();
    const seen = join(folder, "arguments");
    await writeFile(join(folder, "curl"), `#!/bin/sh\nprintf '%s\\n' "$@" >>${seen}\nexec /usr/bin/curl "$@"\n`, { mode: 0o755 });
    const request = await captureRequest();
    await set(runTime, { AWS_ENDPOINT_URL_SECRETS_MANAGER: request.url, PATH: `${folder}:/usr/bin:/bin` });
    expect((await invoke(runTime, REVEAL)).text).toContain('"captured"');
    const { headers, body } = request.last();
    expect(JSON.parse(body)).toEqual({ SecretId: SECRET_ID });
    expect(headers).toMatchObject({ "x-amz-target": "secretsmanager.GetSecretValue", "x-amz-security-token": "local" });
    expect(headers["authorization"]).toContain("Credential=local/");
    expect(signatureIn(headers)).toBe(makeSignature(headers, body, "local"));
    const handedOver = await readFile(seen, "utf8");
    expect(handedOver).toContain("--aws-sigv4");
    expect(handedOver).not.toContain("local\n");
    expect(handedOver).not.toContain("Security-Token");
  });
});

describe.skipIf(!hasTools("curl", "jq"))(`the function whose variable was set at deploy time${skipNote("curl", "jq")}`, () => {
  test.each(AWKWARD_VALUES)("gives back %s byte for byte", async (_what, value) => {
    const { deployTime, invoke, set } = await servePair();
    expect(JSON.parse((await invoke(deployTime)).text)).toEqual({ readAt: "deploy time", API_KEY: "(empty)" });
    await set(deployTime, { API_KEY: value });
    expect(JSON.parse((await invoke(deployTime, REVEAL)).text)).toEqual({ readAt: "deploy time", API_KEY: value });
  });

  test("never sends a request to Secrets Manager", async () => {
    const pair = await servePair({ API_KEY: "unused" });
    await pair.set(pair.deployTime, { API_KEY: "set" });
    await pair.invoke(pair.deployTime, REVEAL);
    expect(countReads(pair)).toBe(0);
  });
});

describe.skipIf(!hasTools("curl", "jq"))(`both functions${skipNote("curl", "jq")}`, () => {
  test("take an event of 1 MB, and report an event that makes the handler fail", async () => {
    const { deployTime, invoke, runTime } = await servePair({ API_KEY: "unused" });
    for (const name of [deployTime, runTime]) {
      expect((await invoke(name, JSON.stringify("x".repeat(1024 * 1024)))).functionError).toBeUndefined();
      expect(await invoke(name, '{"fail":true}')).toMatchObject({ functionError: "Unhandled" });
    }
  });
});

interface Captured {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A stand-in for Secrets Manager that keeps the last request as it came. */
async function captureRequest(): Promise<{ readonly url: string; readonly last: () => Captured }> {
  let last: Captured = { headers: {}, body: "" };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    last = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
    response.end(JSON.stringify({ SecretString: JSON.stringify({ API_KEY: "captured" }) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, last: () => last };
}

function signatureIn(headers: IncomingHttpHeaders): string | undefined {
  return /Signature=([0-9a-f]{64})/.exec(headers["authorization"] ?? "")?.[1];
}

/**
 * Returns the Signature Version 4 of a POST to `/`, over the headers that the request says it signed.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function makeSignature(headers: IncomingHttpHeaders, body: string, secretKey: string): string {
  const [, scope = "", signed = ""] =
    /Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+)/.exec(headers["authorization"] ?? "") ?? [];
  const lines = signed.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = ["POST", "/", "", lines.join(""), signed, sha256(body)].join("\n");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<Buffer>((inner, part) => hmac(inner, part), Buffer.from(`AWS4${secretKey}`));
  return hmac(key, text).toString("hex");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
