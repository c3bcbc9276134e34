/** The environment example, invoked through the local endpoint with the SDK. */
import { InvokeCommand, PublishVersionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasTools, skipNote } from "../support/tools.ts";
import { AWKWARD_VALUES, serveExample } from "./support.ts";

const REVEAL = '{"reveal":true}';

describe.skipIf(!hasTools("curl"))(`the environment example${skipNote("curl")}`, () => {
  test("answers with the template's public value, and that the secret one is still empty", async () => {
    const { invoke, name } = await serveExample("environment");
    const answer = await invoke(name);
    expect(answer.functionError).toBeUndefined();
    expect(JSON.parse(answer.text)).toEqual({ GREETING: "hello", API_KEY: "(empty)" });
  });

  test("says that a secret is set, and shows it only on request", async () => {
    const { invoke, name, set } = await serveExample("environment");
    await set(name, { API_KEY: "not-a-real-key" });
    const fromUrl = JSON.stringify({ version: "2.0", rawPath: "/", body: REVEAL, reveal: true });
    for (const event of ["{}", fromUrl]) {
      const answer = await invoke(name, event);
      expect(JSON.parse(answer.text)).toEqual({ GREETING: "hello", API_KEY: "(set)" });
      expect(answer.log).not.toContain("not-a-real-key");
    }
  });

  test.each(AWKWARD_VALUES)("gives back %s byte for byte", async (_what, value) => {
    const { invoke, name, set } = await serveExample("environment");
    expect((await invoke(name)).text).toContain("hello");
    await set(name, { GREETING: value, API_KEY: value });
    const answer = await invoke(name, REVEAL);
    expect(JSON.parse(answer.text)).toEqual({ GREETING: value, API_KEY: value });
  });

  test("gives back any value byte for byte", async () => {
    const { invoke, name, set } = await serveExample("environment");
    const anyValue = fc.string({ unit: "binary", maxLength: 40 }).filter((value) => !value.includes("\0"));
    await fc.assert(
      fc.asyncProperty(anyValue, anyValue, async (greeting, key) => {
        await set(name, { GREETING: greeting, API_KEY: key });
        expect(JSON.parse((await invoke(name, REVEAL)).text)).toEqual({ GREETING: greeting, API_KEY: key });
      }),
      { numRuns: 15 },
    );
  });

  test("sees a changed variable once the update has settled, and not before", async () => {
    let now = 1_000_000;
    const { invoke, lambda, name } = await serveExample("environment", { updateMs: 100, now: () => now });
    const Variables = { GREETING: "changed", API_KEY: "" };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables } }));
    expect((await invoke(name)).text).toContain('"hello"');
    now += 100;
    expect((await invoke(name)).text).toContain('"changed"');
  });

  test("keeps the variables of a published version", async () => {
    const { invoke, lambda, name, set } = await serveExample("environment");
    const { Version = "" } = await lambda.send(new PublishVersionCommand({ FunctionName: name }));
    await set(name, { GREETING: "changed" });
    const [published, latest] = [await invoke(name, "{}", Version), await invoke(name)];
    expect([published.version, JSON.parse(published.text).GREETING]).toEqual([Version, "hello"]);
    expect([latest.version, JSON.parse(latest.text).GREETING]).toEqual(["$LATEST", "changed"]);
  });

  test("reports a handler that fails, and goes on with the next event", async () => {
    const { invoke, name } = await serveExample("environment");
    const failed = await invoke(name, '{ "fail": true }');
    expect(failed.functionError).toBe("Unhandled");
    expect(JSON.parse(failed.text)).toEqual({
      errorType: "Handler.Failed",
      errorMessage: "the handler ended with exit status 1",
      stackTrace: [],
    });
    expect(failed.log).toContain("handler: asked to fail");
    expect((await invoke(name)).functionError).toBeUndefined();
  });

  test("takes an event of 1 MB", async () => {
    const { invoke, name } = await serveExample("environment");
    const answer = await invoke(name, JSON.stringify("x".repeat(1024 * 1024)));
    expect(JSON.parse(answer.text)).toEqual({ GREETING: "hello", API_KEY: "(empty)" });
  });

  test("does not get an event that is not JSON: Lambda refuses it, without quoting it here", async () => {
    const { lambda, name } = await serveExample("environment");
    const refused = lambda.send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from("{not-json") }));
    await expect(refused).rejects.toMatchObject({ name: "InvalidRequestContentException", $metadata: { httpStatusCode: 400 } });
    await expect(refused).rejects.not.toThrow("not-json");
  });

  test("is not disturbed by variables that shells and curl look at", async () => {
    const { invoke, name, set } = await serveExample("environment");
    const http_proxy = "http://127.0.0.1:9";
    await set(name, {
      http_proxy,
      ALL_PROXY: http_proxy,
      IFS: "e",
      ENV: "/nowhere",
      CDPATH: "/",
      LC_ALL: "C",
      POSIXLY_CORRECT: "1",
    });
    expect(JSON.parse((await invoke(name)).text)).toEqual({ GREETING: "hello", API_KEY: "(empty)" });
  });
});
