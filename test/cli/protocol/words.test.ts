/** What the write protocol says when something went wrong: the right cause, at once, and nothing false. */
import { CreateAliasCommand, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { makeNotifier } from "../../../src/cli/reporter/notifier.ts";
import { makeReporter } from "../../../src/cli/reporter/reporter.ts";
import type { Fault } from "../../../src/local/server/faults.ts";
import { runCli, targetIn } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { startClients } from "../../support/local.ts";

const SILENT = {
  stdout: { write: () => {} },
  stderr: { write: () => {} },
  env: {},
  noColor: true,
  quiet: true,
  debug: false,
  json: false,
};
const SET = ["set", "-f", "my-fn", "STAGE=prod"];

async function start(variables: Readonly<Record<string, string>> = { STAGE: "dev" }) {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  const run = (args: readonly string[] = SET) => runCli(args, { endpoint });
  return { endpoint, run };
}

describe("a function that Lambda could not create", () => {
  it("is reported as such before any update, and by the commands that read as a warning", async () => {
    const { endpoint, run } = await start();
    endpoint.failFunction("my-fn", { reasonCode: "InvalidSubnet" });
    const result = await run();
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("my-fn is in state Failed (InvalidSubnet); nothing was written"),
    });
    expect(result.stderr).toContain("delete it and create it again");
    expect(updateCount(endpoint)).toBe(0);
    for (const args of [
      ["diff", "-f", "my-fn", "STAGE=prod"],
      ["list", "-f", "my-fn"],
      [...SET, "--dry-run"],
    ]) {
      expect(await run(args)).toMatchObject({ code: 0, stderr: expect.stringContaining("warning: my-fn is in state Failed") });
    }
  });
});

describe("a key that the caller may not use", () => {
  it("is reported at once where the reply to the update says so, with the action to allow", async () => {
    const { endpoint, run } = await start();
    endpoint.denyKey("my-fn", "kms:GenerateDataKey");
    const result = await run();
    expect(result).toMatchObject({
      code: 77,
      stderr: expect.stringContaining(
        "Lambda answered the update of my-fn with AccessDeniedException for its variables; the variables are as before",
      ),
    });
    expect(result.stderr).toContain("hint: allow the caller kms:GenerateDataKey on the key");
    expect(result.stderr).not.toMatch(/someone else|in progress/);
    expect(updateCount(endpoint)).toBe(1);
  });

  it("to read back what was written is reported with the action to allow", async () => {
    const { endpoint, run } = await start();
    endpoint.before("UpdateFunctionConfiguration", () =>
      endpoint.before("GetFunctionConfiguration", () => endpoint.denyDecrypt("my-fn")),
    );
    const result = await run();
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("my-fn was written but not verified: its variables cannot be read back"),
    });
    expect(result.stderr).toContain("hint: allow the caller kms:Decrypt on the key");
  });
});

describe("an update that failed", () => {
  it("is reported by every later command", async () => {
    const { endpoint, run } = await start();
    endpoint.failUpdate("my-fn", { reasonCode: "KMSKeyNotFound", live: "new" });
    expect((await run()).code).toBe(1);
    for (const args of [SET, ["diff", "-f", "my-fn", "STAGE=prod"], ["list", "-f", "my-fn"], ["pull", "-f", "my-fn", "-"]]) {
      const result = await run(args);
      expect(result).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("the last update of my-fn failed (KMSKeyNotFound)"),
      });
    }
    const { findings } = targetIn((await run([...SET, "--json"])).stdout);
    expect(findings).toEqual([expect.objectContaining({ code: "LAST_UPDATE_FAILED", severity: "warning" })]);
  });
});

describe("our name right after our write", () => {
  it.each([
    ["removed", { OTHER: "x" }, "someone else removed STAGE right after"],
    ["put back", { STAGE: "dev", OTHER: "x" }, "someone else changed STAGE right after"],
  ])("%s by someone else is a conflict that says so", async (_, theirs, words) => {
    const { endpoint, run } = await start({ STAGE: "dev", OTHER: "x" });
    endpoint.before("UpdateFunctionConfiguration", () =>
      endpoint.before("GetFunctionConfiguration", () => endpoint.setVariables("my-fn", theirs)),
    );
    expect(await run()).toMatchObject({ code: 75, stderr: expect.stringContaining(words) });
    expect(endpoint.variables("my-fn")).toEqual(theirs);
  });
});

describe("an update that was refused", () => {
  it.each<[string, Fault, number, string]>([
    ["by a missing right", { kind: "error", status: 403, type: "AccessDeniedException" }, 77, "not allowed to call"],
    ["by a proxy", { kind: "body", status: 403, contentType: "text/html", body: "<p>no" }, 69, "did not come from AWS"],
    ["by credentials that expired", { kind: "error", status: 403, type: "ExpiredTokenException" }, 78, "have expired"],
    ["by a clock that is wrong", { kind: "error", status: 403, type: "RequestExpired" }, 78, "hint: set this machine's clock"],
    ["by throttling", { kind: "throttle" }, 69, "keeps throttling"],
    ["by a key that is disabled", { kind: "error", status: 502, type: "KMSDisabledException" }, 1, "(KMSDisabledException)"],
    ["by an endpoint that cannot do it", { kind: "error", status: 501, type: "NotImplemented" }, 69, "does not implement"],
  ])("%s says that nothing was written, and is not sent again", async (_, fault, code, words) => {
    const { endpoint } = await start();
    endpoint.fail("UpdateFunctionConfiguration", fault, 9);
    const result = await runCli(SET, { endpoint, env: { AWS_MAX_ATTEMPTS: "1" } });
    expect(result).toMatchObject({ code, stderr: expect.stringContaining(words) });
    expect(result.stderr).toContain("; nothing was written\n");
    expect(result.stderr).not.toContain("no reply");
    expect(updateCount(endpoint)).toBe(1);
  });
});

describe("an error of the service in place of a reply", () => {
  it("is named, and the update is looked up and repeated", async () => {
    const { endpoint, run } = await start();
    endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 500, type: "ServiceException" });
    const result = await run();
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("answered with 500 (ServiceException)") });
    expect(result.stderr).not.toContain("no reply");
  });

  it("every time is named in the end", async () => {
    const { endpoint, run } = await start();
    endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 500, type: "ServiceException" }, 9);
    expect(await run()).toMatchObject({
      code: 69,
      stderr: expect.stringContaining("was sent 5 times and answered with 500 (ServiceException); it had not been applied"),
    });
  });
});

describe("a reply that stops in the middle", () => {
  it("of a read is unavailable, in bounded time", async () => {
    const { endpoint, run } = await start();
    endpoint.fail("GetFunctionConfiguration", { kind: "cut", by: "silence" }, 9);
    const result = await run(["list", "-f", "my-fn", "--timeout", "1"]);
    expect(result).toMatchObject({ code: 69, stdout: "", stderr: expect.stringContaining("the reply ended early") });
  });

  it("after the write is a write that is not verified", async () => {
    const { endpoint, run } = await start();
    endpoint.before("UpdateFunctionConfiguration", () =>
      endpoint.fail("GetFunctionConfiguration", { kind: "cut", by: "silence" }, 99),
    );
    const result = await run([...SET, "--timeout", "1"]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("my-fn was written but not verified: ") });
    expect(result.stderr).not.toContain("nothing was written");
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod" });
  });
});

describe("aliases", () => {
  it("that point at $LATEST cause no warning, others do", async () => {
    const { endpoint, lambda } = await startClients();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    const alias = (Name: string, FunctionVersion: string) =>
      lambda.send(new CreateAliasCommand({ FunctionName: "my-fn", Name, FunctionVersion }));
    await alias("newest", "$LATEST");
    const list = () => runCli(["list", "-f", "my-fn"], { endpoint });
    expect((await list()).stderr).not.toContain("alias");
    await lambda.send(new PublishVersionCommand({ FunctionName: "my-fn" }));
    await alias("live", "1");
    expect((await list()).stderr).toContain("my-fn has aliases (live)");
  });
});

describe("unset", () => {
  it("takes patterns, which stand for the live names", async () => {
    const { endpoint, run } = await start({ DB_HOST: "h", DB_PORT: "1", STAGE: "dev" });
    const result = await run(["unset", "-f", "my-fn", "DB_*", "--yes"]);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("2 removed") });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev" });
  });

  it("warns about a name and a pattern that it does not find, with similar ones", async () => {
    const { endpoint, run } = await start({ DB_HOST: "h", STAGE: "dev" });
    const result = await run(["unset", "-f", "my-fn", "DB_HOTS", "API_*", "--quiet"]);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("warning: the function has no variable DB_HOTS") });
    expect(result.stderr).toContain("hint: did you mean DB_HOST?");
    expect(result.stderr).toContain("warning: no variable of the function matches API_*");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("by a pattern whose names a source defines is a contradiction", async () => {
    const { run } = await start({ DB_HOST: "h" });
    expect(await run(["set", "-f", "my-fn", "DB_HOST=x", "--unset", "DB_*"])).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("DB_HOST is to be removed, but a source defines it"),
    });
  });
});

describe("commands that only read", () => {
  it.each([["list"], ["diff", "STAGE=prod"], ["pull", "-"]])(
    "%s does not say that nothing was written",
    async (command, ...words) => {
      const { endpoint, run } = await start();
      const args = [command, "-f", "my-fn", ...words];
      endpoint.denyDecrypt("my-fn");
      const unreadable = await run(args);
      expect(unreadable).toMatchObject({ code: 77, stderr: expect.stringContaining("cannot be read") });
      expect(unreadable.stderr).not.toContain("nothing was written");
      expect((await run(SET)).stderr).toContain("; nothing was written");
    },
  );

  it("diff counts the mistakes and says no more", async () => {
    const { run } = await start();
    const result = await run(["diff", "-f", "my-fn", "bad-name=x", "--json"]);
    expect(result.code).toBe(65);
    expect(result.stderr).not.toContain("nothing was written");
  });
});

describe("waiting", () => {
  it("for our own update or version is not called an update of someone else", () => {
    const notes: string[] = [];
    const { notify } = makeNotifier({
      ...makeReporter(SILENT),
      note: (text) => void notes.push(text),
      step: (text) => void notes.push(text),
      progress: (text = "") => void notes.push(text),
    });
    for (const doing of ["ours", "version"] as const) notify({ kind: "waiting", waitedMs: 9000, for: doing });
    expect(notes.join("\n")).toContain("update sent, waiting for Lambda");
    expect(notes.join("\n")).not.toContain("in progress");
    notify({ kind: "waiting", waitedMs: 9000, for: "others" });
    expect(notes.at(-2)).toContain("another update is in progress");
  });

  it("for one of several functions names it, once and only where it takes long", () => {
    const notes: string[] = [];
    const { notify } = makeNotifier({ ...makeReporter(SILENT), note: (text) => void notes.push(text) });
    const wait = (functionName: string, waitedMs: number, doing: "others" | "ours" = "others"): void =>
      notify({ kind: "fleet-member", functionName, event: { kind: "waiting", waitedMs, for: doing } });
    for (const waitedMs of [100, 1000, 2000, 9000]) for (const name of ["orders-a", "orders-b"]) wait(name, waitedMs);
    wait("orders-c", 9000, "ours");
    expect(notes).toEqual(["orders-a", "orders-b"].map((name) => `${name}: another update is in progress, waiting for it`));
  });
});
