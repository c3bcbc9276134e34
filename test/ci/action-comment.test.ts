/** The comment that `action.yml` writes on a pull request. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/action.ts";
import { SOURCES, setScene } from "./action-scene.ts";
import { type GitHubDouble, startGitHub } from "./github-api.ts";

describe("the comment", () => {
  const event = { pull_request: { number: 7 } };
  const MARKER = "<!-- lambda-env region us-east-1 function my-fn folder app -->";
  const bot = { type: "Bot" };
  const others = Array.from({ length: 150 }, (_, id) => ({ id, body: `comment ${id}`, user: { type: "User" } }));

  it("is created once, and then updated, on whatever page it is", async () => {
    const { run } = await setScene();
    const first = await startGitHub({ comments: others });
    await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: first.url } });
    expect(first.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /repos/someone/something/issues/7/comments?per_page=100&page=1",
      "GET /repos/someone/something/issues/7/comments?per_page=100&page=2",
      "POST /repos/someone/something/issues/7/comments",
      // Another job may have created one at the same time.
      "GET /repos/someone/something/issues/7/comments?per_page=100&page=1",
      "GET /repos/someone/something/issues/7/comments?per_page=100&page=2",
    ]);
    expect(first.requests[0]?.token).toBe("Bearer token-of-the-job");
    const body = first.comments().at(-1)?.body ?? "";
    expect(body.startsWith(`${MARKER}\n`)).toBe(true);
    expect(body).not.toContain("canary");
    const second = await startGitHub({ comments: [...others, { id: 4711, body: `${body}\nold`, user: bot }] });
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
      const { url, comments } = await startGitHub();
      await run({ ...SOURCES, comment: "true", ...inputs }, { event, env: { GITHUB_API_URL: url, ...env } });
      const [marker = "", heading = ""] = comments().at(-1)?.body.split("\n") ?? [];
      expect(heading).toMatch(/^### lambda-env diff: /);
      markers.push(marker);
    }
    expect(new Set(markers).size).toBe(markers.length);
    expect(markers.slice(-2)).toEqual(["<!-- lambda-env id blue -->", "<!-- lambda-env id green -->"]);
  });

  it("of a run that fails is that of the previous run, and names the account and the region", async () => {
    const { cwd, run } = await setScene();
    const env = { AWS_ACCOUNT_ID: "123456789012" };
    const first = await startGitHub();
    await run({ ...SOURCES, comment: "true" }, { event, env: { ...env, GITHUB_API_URL: first.url } });
    const body = first.comments().at(-1)?.body ?? "";
    expect(body).toContain("### lambda-env diff: `my-fn` in account `123456789012`, `us-east-1`\n");
    writeFileSync(join(cwd, "app/.env"), "not a variable\n");
    const second = await startGitHub({ comments: [{ id: 1, body, user: bot }] });
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
    const { url, requests, comments } = await startGitHub({ comments: [forged] });
    await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: url } });
    expect(requests.filter(({ method }) => method !== "GET")).toMatchObject([{ method: "POST" }]);
    expect(comments()).toMatchObject([forged, { user: bot }]);
  });

  it("is not created without changes if it is for changes only, but updated", async () => {
    const { run } = await setScene();
    const inputs = { variables: "STAGE", comment: "changes-only" };
    const none = await startGitHub();
    await run(inputs, { event, env: { GITHUB_API_URL: none.url, STAGE: "dev" } });
    expect(none.requests.map(({ method }) => method)).toEqual(["GET"]);
    const old = await startGitHub({
      comments: [{ id: 1, body: `${MARKER.replace(" folder app", "")}\nold`, user: bot }],
    });
    await run(inputs, { event, env: { GITHUB_API_URL: old.url, STAGE: "dev" } });
    expect(old.requests.at(-1)).toMatchObject({ method: "PATCH", body: expect.stringContaining("no changes") });
    const changed = await startGitHub();
    await run(inputs, { event, env: { GITHUB_API_URL: changed.url, STAGE: "prod" } });
    expect(changed.comments()).toHaveLength(1);
  });

  it("that cannot be written, or has no pull request, does not fail the step", async () => {
    const { run } = await setScene();
    const { url } = await startGitHub({ before: () => ({ status: 403 }) });
    const denied = await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: url } });
    expect(denied).toMatchObject({ code: 0, stderr: expect.stringContaining("GitHub answers 403") });
    const unknown = await run({ ...SOURCES, comment: "true" }, { env: { GITHUB_EVENT_PATH: ROOT } });
    expect(unknown).toMatchObject({ code: 0, outputs: { "exit-code": "0" } });
    const pushed = await run({ ...SOURCES, comment: "true" });
    expect(pushed).toMatchObject({ code: 0, stderr: expect.stringContaining("no pull request") });
  });

  it("is one, although two jobs at once found none", async () => {
    const { run } = await setScene();
    let arrived = 0;
    let bothAsked = (): void => {};
    const both = new Promise<void>((done) => {
      bothAsked = done;
    });
    const github = await startGitHub({
      before: async ({ method }) => {
        if (method !== "GET") return undefined;
        if (++arrived === 2) bothAsked();
        await both;
        return undefined;
      },
    });
    const start = () => run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: github.url } });
    await Promise.all([start(), start()]);
    expect(github.requests.filter(({ method }) => method === "POST")).toHaveLength(2);
    expect(github.comments()).toHaveLength(1);
    expect(github.comments()[0]?.body).toContain(MARKER);
  });

  const PULLS = [{ number: 8, head: { sha: "abc" } }];
  const FORK = { head_branch: "topic", head_sha: "abc", head_repository: { owner: { login: "forker" } } };
  it.each([
    ["pull_request", event, 7],
    ["pull_request_target", event, 7],
    ["issue_comment", { issue: { number: 9, pull_request: {} } }, 9],
    ["issue_comment", { issue: { number: 9 } }, undefined],
    ["workflow_run", { workflow_run: { pull_requests: [{ number: 6 }] } }, 6],
    ["workflow_run", { workflow_run: { pull_requests: [], ...FORK } }, 8],
    ["workflow_run", { workflow_run: { pull_requests: [], ...FORK, head_sha: "another" } }, undefined],
    ["workflow_dispatch", { inputs: {} }, 8],
    ["push", {}, undefined],
  ])("is on the pull request of the event %s %j: %s", async (name, payload, number) => {
    const { run } = await setScene();
    const { url, requests } = await startGitHub({ pulls: PULLS });
    const env = { GITHUB_API_URL: url, GITHUB_EVENT_NAME: name, GITHUB_REF_NAME: "topic", STAGE: "prod" };
    const { stderr } = await run({ variables: "STAGE", comment: "true" }, { event: payload, env });
    const posted = requests.filter(({ method }) => method === "POST").map((request) => request.url);
    expect(posted).toEqual(number === undefined ? [] : [`/repos/someone/something/issues/${number}/comments`]);
    if (number === undefined) expect(stderr).toContain("there is no pull request to comment on");
    for (const { url: asked } of requests.filter((request) => request.url.includes("/pulls?"))) {
      expect(asked).toContain(name === "workflow_run" ? "head=forker%3Atopic" : "head=someone%3Atopic");
    }
  });

  it("is on the pull request that pr-number names, whatever the event is", async () => {
    const { run } = await setScene();
    const { url, requests } = await startGitHub();
    await run({ ...SOURCES, comment: "true", "pr-number": "12" }, { event, env: { GITHUB_API_URL: url } });
    expect(requests[0]?.url).toContain("/issues/12/");
    expect(await run({ ...SOURCES, "pr-number": "7/../8" })).toMatchObject({ code: 64 });
  });

  it("is written in the end if GitHub fails for a moment, and then once", async () => {
    const { run } = await setScene();
    const failing = [502, 503, 429];
    const flaky = (github: () => GitHubDouble | undefined) =>
      startGitHub({
        before: ({ method }) => {
          const status = method === "POST" && (github()?.requests.length ?? 0) > 1 ? failing.shift() : undefined;
          return status === undefined ? undefined : { status, headers: { "retry-after": "0" } };
        },
      });
    let github: GitHubDouble | undefined;
    github = await flaky(() => github);
    const result = await run({ ...SOURCES, comment: "true" }, { event, env: { GITHUB_API_URL: github.url } });
    expect(result.stderr).not.toContain("::warning title=lambda-env::the comment");
    expect(failing).toEqual([]);
    expect(github.comments()).toHaveLength(1);
  });

  it.each([
    [
      "a fork",
      { pull_request: { number: 7, head: { repo: { full_name: "forker/something" } } } },
      "the token for a pull request of a fork is read-only",
    ],
    ["a fork that is gone", { pull_request: { number: 7, head: { repo: null } } }, "of a fork is read-only"],
    [
      "this repository",
      { pull_request: { number: 7, head: { repo: { full_name: "someone/something" } } } },
      "the job needs permissions: pull-requests: write",
    ],
  ])("that may not be written for a pull request of %s says why", async (_, payload, why) => {
    const { run } = await setScene();
    const { url } = await startGitHub({ before: ({ method }) => (method === "GET" ? undefined : { status: 403 }) });
    const { code, stderr } = await run({ ...SOURCES, comment: "true" }, { event: payload, env: { GITHUB_API_URL: url } });
    expect(code).toBe(0);
    expect(stderr).toContain(`the comment cannot be written: GitHub answers 403`);
    expect(stderr).toContain(why);
  });
});
