import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CliResult, interrupt, runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";

const set = (...words: string[]): string[] => ["set", "-f", "my-fn", ...words];

describe("variables that the caller may not decrypt", () => {
  it("never count as none: set, unset, --prune and diff do not change the function", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { API_KEY: "live" } });
    endpoint.denyDecrypt("my-fn");
    for (const args of [
      set("STAGE=prod"),
      set("STAGE=prod", "--prune", "--yes"),
      ["unset", "-f", "my-fn", "API_KEY", "--yes"],
      ["diff", "-f", "my-fn", "STAGE=prod"],
      ["list", "-f", "my-fn"],
      ["pull", "-f", "my-fn", "-"],
    ]) {
      const result = await runCli(args, { endpoint });
      expect(result).toMatchObject({ code: 77, stdout: "", stderr: expect.stringContaining("kms:Decrypt") });
    }
    expect(updateCount(endpoint)).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "live" });
  });
});

describe("a writer between our read and our write", () => {
  it("that changes another name is merged", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", THEIRS: "1", GONE: "x" } });
    endpoint.before("UpdateFunctionConfiguration", () =>
      endpoint.setVariables("my-fn", { STAGE: "dev", THEIRS: "2", ADDED: "y" }),
    );
    const result = await runCli(set("STAGE=prod"), { endpoint });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("someone else changed ADDED, GONE, THEIRS meanwhile; that is kept");
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod", THEIRS: "2", ADDED: "y" });
  });

  it("that changes the same name stops with a conflict, and theirs is kept", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", OTHER: "x" } });
    endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("my-fn", { STAGE: "theirs", OTHER: "x" }));
    const result = await runCli(set("STAGE=prod"), { endpoint });
    expect(result).toMatchObject({ code: 75, stderr: expect.stringContaining("STAGE") });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "theirs", OTHER: "x" });
  });

  it("that changes our name right after our write is a conflict that says so, and theirs is kept", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", OTHER: "x" } });
    const theirs = { STAGE: "theirs", OTHER: "x" };
    endpoint.before("UpdateFunctionConfiguration", () =>
      endpoint.before("GetFunctionConfiguration", () => endpoint.setVariables("my-fn", theirs)),
    );
    const result = await runCli(set("STAGE=prod"), { endpoint });
    expect(result).toMatchObject({
      code: 75,
      stderr: expect.stringContaining("my-fn was updated, and someone else changed STAGE right after; what they wrote is live"),
    });
    expect(endpoint.variables("my-fn")).toEqual(theirs);
    expect(updateCount(endpoint)).toBe(1);
  });

  it("whose additions would make the variables too large for ours stops it before a second update is sent", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.before("UpdateFunctionConfiguration", () =>
      endpoint.setVariables("my-fn", { STAGE: "dev", BULK: "x".repeat(4000) }),
    );
    const result = await runCli(set(`OURS=${"y".repeat(200)}`), { endpoint });
    expect(result).toMatchObject({ code: 65, stderr: expect.stringContaining("Lambda's limit is 4096") });
    expect(updateCount(endpoint)).toBe(1);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev", BULK: "x".repeat(4000) });
  });
});

describe("a reply that never comes", () => {
  it("after the update was applied is recognised as success, without a second update", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when: "after" });
    const result = await runCli(set("STAGE=prod"), { endpoint });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("1 updated") });
    expect(updateCount(endpoint)).toBe(1);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod" });
  });

  it("before the update was applied is followed by a second one", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", OTHER: "x" } });
    endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when: "before" });
    const result = await runCli(set("STAGE=prod"), { endpoint });
    expect(result.code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod", OTHER: "x" });
  });
});

describe("an update that is in progress", () => {
  it("at the start is waited for, and what it wrote is merged", async () => {
    const endpoint = await startEndpoint({ updateMs: 250 });
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    const first = runCli(set("FIRST=1"), { endpoint });
    const second = runCli(set("SECOND=2"), { endpoint });
    expect([(await first).code, (await second).code]).toEqual([0, 0]);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev", FIRST: "1", SECOND: "2" });
  });

  it("that never ends makes the run give up, with nothing written", async () => {
    const endpoint = await startEndpoint({ createMs: 3_600_000, updateMs: 3_600_000 });
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    await runCli(set("FIRST=1", "--timeout", "0.2"), { endpoint });
    const result = await runCli(set("SECOND=2", "--timeout", "0.2"), { endpoint });
    expect(result).toMatchObject({ code: 75, stderr: expect.stringContaining("nothing was written") });
    expect(updateCount(endpoint)).toBe(1);
  });

  it("and fails is reported with its reason and with what is live", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.failUpdate("my-fn", { reasonCode: "KMSKeyNotFound", reason: "the key is gone" });
    const result = await runCli(set("STAGE=prod"), { endpoint });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("KMSKeyNotFound") });
  });
});

describe("other trouble", () => {
  it("throttling is waited out, up to a limit", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.fail("GetFunctionConfiguration", { kind: "throttle" });
    expect((await runCli(set("STAGE=prod"), { endpoint })).code).toBe(0);
    endpoint.fail("GetFunctionConfiguration", { kind: "throttle" }, 20);
    const result = await runCli(set("STAGE=test"), { endpoint, env: { AWS_MAX_ATTEMPTS: "1" } });
    expect(result).toMatchObject({ code: 69, stdout: "" });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod" });
  });

  it("an endpoint without revision ids is written to without the lock, and that is reported", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.omitRevisionIds();
    const result = await runCli(set("STAGE=prod"), { endpoint });
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("not protected against changes by others") });
    const update = endpoint.requests.find((request) => request.operation === "UpdateFunctionConfiguration");
    expect(update?.body).toEqual({ FunctionName: "my-fn", Environment: { Variables: { STAGE: "prod" } } });
  });

  it("a failure ends the run at once, whatever else was requested, and its error is the last line", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.deny("GetFunctionConfiguration");
    for (const fault of [{ kind: "hang" }, { kind: "error", status: 503, type: "ServiceException" }] as const) {
      endpoint.clearFaults();
      endpoint.fail("ListAliases", fault, 9);
      const result = await runCli(["list", "-f", "my-fn"], { endpoint });
      expect(result.code).toBe(77);
      expect(result.stderr.trimEnd().split("\n").slice(-2)).toEqual([
        expect.stringMatching(/^lambda-env: error: not allowed/),
        expect.stringMatching(/^lambda-env: hint: allow/),
      ]);
    }
  });

  it("a missing permission is named", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.deny("UpdateFunctionConfiguration");
    const write = await runCli(set("STAGE=prod"), { endpoint });
    expect(write).toMatchObject({ code: 77, stderr: expect.stringContaining("lambda:UpdateFunctionConfiguration") });
    endpoint.deny("GetFunctionConfiguration");
    const read = await runCli(set("STAGE=prod"), { endpoint });
    expect(read).toMatchObject({ code: 77, stderr: expect.stringContaining("lambda:GetFunctionConfiguration") });
  });

  it("an endpoint that refuses connections is 69, and names the host", async () => {
    const result = await runCli(set("STAGE=prod"), { endpoint: { url: "http://127.0.0.1:9" }, env: { AWS_MAX_ATTEMPTS: "1" } });
    expect(result).toMatchObject({ code: 69, stdout: "", stderr: expect.stringContaining("127.0.0.1:9") });
  });

  it("no region and no credentials are 78, with a hint", async () => {
    const region = await runCli(set("STAGE=prod"), { env: { AWS_REGION: "" } });
    expect(region).toMatchObject({ code: 78, stderr: expect.stringMatching(/region.*\n.*hint: .*--region/s) });
    const env = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
    const credentials = await runCli(set("STAGE=prod"), { endpoint: { url: "http://127.0.0.1:9" }, env });
    expect(credentials).toMatchObject({ code: 78, stderr: expect.stringContaining("credentials") });
  });

  it.each(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])(
    "half a key pair is 78 for every command, and nothing is sent: %s",
    async (missing) => {
      const endpoint = await startEndpoint();
      endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
      const cwd = tempFolder({ credentials: "[default]\naws_access_key_id = other\naws_secret_access_key = other\n" });
      const env = { [missing]: "", AWS_SHARED_CREDENTIALS_FILE: join(cwd, "credentials") };
      for (const words of [["set", "STAGE=prod"], ["unset", "STAGE", "-y"], ["diff", "STAGE=prod"], ["list"], ["pull", "-"]]) {
        const result = await runCli([...words, "-f", "my-fn"], { endpoint, env });
        expect(result, words[0] ?? "").toMatchObject({
          code: 78,
          stdout: "",
          stderr: expect.stringContaining(`but ${missing} is not`),
        });
      }
      expect(operations(endpoint)).toEqual([]);
      const withProfile = await runCli(["list", "-f", "my-fn", "--profile", "default"], { endpoint, env });
      expect(withProfile).toMatchObject({ code: 0 });
    },
  );

  it("a version, an alias and an edge replica are not writable, and none is written to", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    const replica = { MasterArn: "arn:aws:lambda:us-east-1:123456789012:function:main:1" };
    endpoint.createFunction({ functionName: "replica", variables: { STAGE: "dev" }, settings: replica });
    expect((await runCli(["set", "-f", "my-fn:live", "STAGE=prod"], { endpoint })).code).toBe(64);
    expect(operations(endpoint)).toEqual([]);
    expect((await runCli(["set", "-f", "replica", "STAGE=prod"], { endpoint })).code).toBe(64);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("an ARN of another account is not answered with names from this account", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const ofAccount = (account: string): Promise<CliResult> =>
      runCli(["list", "-f", `arn:aws:lambda:us-east-1:${account}:function:my-fm`], { endpoint });
    expect((await ofAccount("210987654321")).stderr).not.toContain("my-fn");
    expect((await ofAccount(endpoint.account)).stderr).toContain("did you mean my-fn?");
    expect((await runCli(["list", "-f", "210987654321:function:my-fm"], { endpoint })).stderr).not.toContain("my-fn");
  });

  it("a function that does not exist is never created, and similar names are suggested", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const result = await runCli(["set", "-f", "my-fm", "STAGE=prod"], { endpoint });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("did you mean my-fn?") });
    expect(operations(endpoint)).not.toContain("CreateFunction");
  });

  it("an interruption while it waits leaves the function alone and exits with 130", async () => {
    const endpoint = await startEndpoint({ updateMs: 3_600_000 });
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    await runCli(set("FIRST=1", "--timeout", "0.1"), { endpoint });
    const before = updateCount(endpoint);
    const result = await runCli(set("STAGE=prod"), {
      endpoint,
      onStart: (child) => endpoint.before("GetFunctionConfiguration", () => void child.kill("SIGINT")),
    });
    expect(result).toMatchObject({ code: 130, stderr: expect.stringContaining("nothing was written") });
    expect(updateCount(endpoint)).toBe(before);
  });

  it("an interruption while the update is in flight checks it, reports the outcome, and exits with 130", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    const result = await runCli(set("STAGE=prod"), {
      endpoint,
      onStart: (child) => endpoint.before("UpdateFunctionConfiguration", () => interrupt(child, "SIGINT")),
    });
    expect(result.code).toBe(130);
    expect(result.stderr).toMatch(/interrupted.*(written|verified)/);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod" });
  });

  it("a wrong value in a file is not a reason for a request", async () => {
    const endpoint = await startEndpoint();
    const cwd = tempFolder({ ".env": "GOOD=1\nthis line is not a variable\n" });
    const result = await runCli(set("-e", ".env"), { endpoint, cwd });
    expect(result).toMatchObject({ code: 65, stdout: "", stderr: expect.stringContaining(".env:2") });
    expect(operations(endpoint)).toEqual([]);
  });
});
