/** The comment that `action.yml` writes on a pull request. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ROOT } from "../support/action.ts";
import { hasTools, skipNote } from "../support/tools.ts";
import { SOURCES, setScene } from "./action-scene.ts";

describe.skipIf(!hasTools("bash"))(`the comment${skipNote("bash")}`, () => {
  interface Request {
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly token: string | undefined;
    readonly body: string | undefined;
  }

  /** The part of GitHub's API that comments need, with `comments` on pull request 7. */
  async function startGitHub(
    comments: readonly object[],
    status = 200,
  ): Promise<{ readonly url: string; readonly requests: Request[] }> {
    const requests: Request[] = [];
    const server = createServer(async (message, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const { method, url, headers } = message;
      requests.push({ method, url, token: headers.authorization, body: text === "" ? undefined : JSON.parse(text).body });
      const page = Number(new URL(url ?? "", "http://x").searchParams.get("page"));
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(method === "GET" ? comments.slice((page - 1) * 100, page * 100) : {}));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
  }

  const event = { pull_request: { number: 7 } };
  const MARKER = "<!-- lambda-env region us-east-1 function my-fn folder app -->";
  const bot = { type: "Bot" };
  const others = Array.from({ length: 150 }, (_, id) => ({ id, body: `comment ${id}`, user: { type: "User" } }));

  it("is created once, and then updated, on whatever page it is", async () => {
    const { run } = await setScene();
    const first = await startGitHub(others);
    await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: first.url } });
    expect(first.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /repos/someone/something/issues/7/comments?per_page=100&page=1",
      "GET /repos/someone/something/issues/7/comments?per_page=100&page=2",
      "POST /repos/someone/something/issues/7/comments",
    ]);
    expect(first.requests[0]?.token).toBe("Bearer token-of-the-job");
    const body = first.requests.at(-1)?.body ?? "";
    expect(body.startsWith(`${MARKER}\n`)).toBe(true);
    expect(body).not.toContain("canary");
    const second = await startGitHub([...others, { id: 4711, body, user: bot }]);
    await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: second.url } });
    expect(second.requests.at(-1)).toMatchObject({ method: "PATCH", url: "/repos/someone/something/issues/comments/4711", body });
  });

  it("of one target is never that of another: account, region, stack, function, folder, or what the step says", async () => {
    const { cwd, run } = await setScene();
    mkdirSync(join(cwd, "other"));
    writeFileSync(join(cwd, "other/.env"), "DB_URL='file-canary'\n");
    const markers: string[] = [];
    for (const [inputs, env] of [
      [{}, {}],
      [{ "working-directory": "other" }, {}],
      [{ function: "my-other-fn" }, {}],
      [{ stack: "my-stack" }, {}],
      [{ stack: "my-stack", "logical-id": "Api" }, {}],
      [{ region: "eu-west-1" }, {}],
      [{}, { AWS_ACCOUNT_ID: "111122223333" }],
      [{ function: "arn:aws:lambda:us-east-1:210987654321:function:my-fn" }, {}],
      [{ "comment-id": "blue" }, {}],
      [{ "comment-id": "green", function: "my-other-fn" }, {}],
    ] as readonly (readonly [Record<string, string>, Record<string, string>])[]) {
      const { url, requests } = await startGitHub([]);
      await run({ ...SOURCES, comment: "true", ...inputs }, { event, env: { GITHUB_API_URL: url, ...env } });
      const [marker = "", heading = ""] = requests.at(-1)?.body?.split("\n") ?? [];
      expect(heading).toMatch(/^### lambda-env diff: /);
      markers.push(marker);
    }
    expect(new Set(markers).size).toBe(markers.length);
    expect(markers.slice(-2)).toEqual(["<!-- lambda-env id blue -->", "<!-- lambda-env id green -->"]);
  });

  it("of a run that fails is that of the previous run, and names the account and the region", async () => {
    const { cwd, run } = await setScene();
    const env = { AWS_ACCOUNT_ID: "123456789012" };
    const first = await startGitHub([]);
    await run({ ...SOURCES, comment: "true" }, { event, env: { ...env, GITHUB_API_URL: first.url } });
    const body = first.requests.at(-1)?.body ?? "";
    expect(body).toContain("### lambda-env diff: `my-fn` in account `123456789012`, `us-east-1`\n");
    writeFileSync(join(cwd, "app/.env"), "not a variable\n");
    const second = await startGitHub([{ id: 1, body, user: bot }]);
    const failed = await run({ ...SOURCES, comment: "true" }, { event, env: { ...env, GITHUB_API_URL: second.url } });
    expect(failed.code).toBe(65);
    expect(second.requests.at(-1)).toMatchObject({
      method: "PATCH",
      body: expect.stringContaining("account `123456789012`, `us-east-1`"),
    });
  });

  it("of somebody else is not changed, even if it starts with the hidden line", async () => {
    const { run } = await setScene();
    const forged = { id: 1, body: `${MARKER}\nforged`, user: { type: "User" }, author_association: "NONE" };
    const { url, requests } = await startGitHub([forged]);
    await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: url } });
    expect(requests.at(-1)).toMatchObject({ method: "POST" });
  });

  it("is not created without changes if it is for changes only, but updated", async () => {
    const { run } = await setScene();
    const inputs = { variables: "STAGE", comment: "changes-only" };
    const none = await startGitHub([]);
    await run(inputs, { event, env: { GITHUB_API_URL: none.url, STAGE: "dev" } });
    expect(none.requests.map(({ method }) => method)).toEqual(["GET"]);
    const old = await startGitHub([{ id: 1, body: `${MARKER.replace(" folder app", "")}\nold`, user: bot }]);
    await run(inputs, { event, env: { GITHUB_API_URL: old.url, STAGE: "dev" } });
    expect(old.requests.at(-1)).toMatchObject({ method: "PATCH", body: expect.stringContaining("no changes") });
    const changed = await startGitHub([]);
    await run(inputs, { event, env: { GITHUB_API_URL: changed.url, STAGE: "prod" } });
    expect(changed.requests.at(-1)).toMatchObject({ method: "POST" });
  });

  it("that cannot be written, or has no pull request, does not fail the step", async () => {
    const { run } = await setScene();
    const { url } = await startGitHub([], 403);
    const denied = await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: url } });
    expect(denied).toMatchObject({ code: 0, stderr: expect.stringContaining("GitHub answers 403") });
    const unknown = await run({ ...SOURCES, comment: "true" }, { env: { GITHUB_EVENT_PATH: ROOT } });
    expect(unknown).toMatchObject({ code: 0, outputs: { "exit-code": "0" } });
    const pushed = await run({ ...SOURCES, comment: "true" });
    expect(pushed).toMatchObject({ code: 0, stderr: expect.stringContaining("no pull request") });
  });
});
