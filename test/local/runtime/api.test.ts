/** The Runtime API answers the runtime on this machine, and keeps no more of a body than an answer may have. */
import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { type RuntimeApi, startRuntimeApi } from "../../../src/local/runtime/api.ts";

async function start(): Promise<RuntimeApi> {
  const api = await startRuntimeApi();
  onTestFinished(api.close);
  return api;
}

function send(api: RuntimeApi, method: string, path: string, headers: Record<string, string> = {}, body = ""): Promise<number> {
  const [host = "", port = ""] = api.address.split(":");
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: `/2018-06-01/runtime/${path}`, headers, agent: false }, (message) => {
      message.resume();
      resolve(message.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const EVENT = { requestId: "1", functionArn: "arn", traceId: "trace", deadlineMs: 0, payload: Buffer.from("{}") };

test.each([{ host: "evil.example" }, { host: "127.0.0.1.evil.example:80" }, { origin: "http://evil.example" }])(
  "a page of the web gets no event and gives no answer: %j",
  async (headers) => {
    const api = await start();
    const answer = api.deliver(EVENT);
    expect(await send(api, "GET", "invocation/next", headers as Record<string, string>)).toBe(403);
    expect(await send(api, "POST", "invocation/1/response", headers as Record<string, string>, '"theirs"')).toBe(403);
    expect(await send(api, "POST", "init/error", headers as Record<string, string>, "{}")).toBe(403);
    expect(await send(api, "GET", "invocation/next")).toBe(200);
    expect(await send(api, "POST", "invocation/1/response", {}, '"ours"')).toBe(202);
    expect(await answer).toMatchObject({ kind: "response", payload: Buffer.from('"ours"') });
  },
);

test("an answer that is too large is refused, and the next one is taken", async () => {
  const api = await start();
  const large = api.deliver(EVENT);
  expect(await send(api, "POST", "invocation/1/response", {}, "x".repeat(7_000_000))).toBe(413);
  expect((await large).kind).toBe("error");
  const small = api.deliver({ ...EVENT, requestId: "2" });
  expect(await send(api, "POST", "invocation/2/response", {}, "{}")).toBe(202);
  expect((await small).kind).toBe("response");
});
