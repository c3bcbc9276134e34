/** What a plan of several functions looks like in every form, and that no value is in any. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CliResult, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint, updateCount } from "../support/endpoint.ts";

const CANARIES = Array.from({ length: 12 }, (_, index) => `canary-${index}-of-a-function`);

async function startShop() {
  const endpoint = await startEndpoint();
  for (const [index, canary] of CANARIES.entries()) {
    const own = index % 3 === 0 ? {} : { OLD: `old-${canary}` };
    endpoint.createFunction({ functionName: `shop-${String.fromCharCode(97 + index)}`, variables: { TOKEN: canary, ...own } });
  }
  const cwd = tempFolder({ ".env": "API_KEY=canary-of-the-file\n" });
  const run = (...args: readonly string[]): Promise<CliResult> => runCli(args, { endpoint, cwd });
  return { endpoint, cwd, run };
}

function expectNoCanary(...texts: readonly string[]): void {
  for (const text of texts) expect(text).not.toMatch(/canary/);
}

describe("text", () => {
  it("is a table of all, the counts, and the details of those that change, in the order of names", async () => {
    const { run } = await startShop();
    const { stdout } = await run("diff", "-f", "shop-b", "-f", "shop-a", "--unset", "OLD");
    expect(stdout).toBe(
      [
        "FUNCTION  CHANGES",
        "shop-a    none",
        "shop-b    -1       removes 1 (OLD)",
        "1 of 2 functions would change: 1 to remove, 2 unchanged",
        "set would ask about 1 function",
        "",
        "shop-b",
        "- OLD  ***  unset",
        "",
      ].join("\n"),
    );
    const details = await run("diff", "-f", "shop-b", "-f", "shop-a", "--unset", "OLD", "--all-variables");
    expect(details.stdout).toContain("\nshop-a\n= TOKEN  live\n\nshop-b\n- OLD    ***  unset\n= TOKEN       live\n");
  });

  it("is the same bytes whatever the order of the options", async () => {
    const { run } = await startShop();
    const [one, other] = [
      await run("diff", "-f", "shop-a", "-f", "shop-b", "-f", "shop-c", "AA=1"),
      await run("diff", "-f", "shop-c", "-f", "shop-a", "-f", "shop-b", "AA=1"),
    ];
    expect(one.stdout).toBe(other.stdout);
  });

  it("of a selection that comes to one function is that of one", async () => {
    const { run } = await startShop();
    const [pattern, name] = [await run("diff", "-f", "shop-b*", "AA=1"), await run("diff", "-f", "shop-b", "AA=1")];
    expect(pattern.stdout).toBe(name.stdout);
    expect(pattern.stderr).toContain("selected 1 function by shop-b*: shop-b");
  });
});

describe("questions", () => {
  it("are one, which names account, region, how many functions, and everything that would be lost", async () => {
    const { run, endpoint } = await startShop();
    const result = await run("unset", "-f", "shop-*", "OLD");
    expect(result).toMatchObject({ code: 64 });
    const lost = CANARIES.flatMap((_, index) => (index % 3 === 0 ? [] : [`shop-${String.fromCharCode(97 + index)}`]));
    expect(result.stderr).toContain(
      `this would remove 8 variables (OLD of ${lost.join(" and ")}) of 8 functions (account 123456789012, region us-east-1), and there is no terminal`,
    );
    expect(result.stderr).toMatch(/hint: add --yes to confirm it\n$/);
    expect(updateCount(endpoint)).toBe(0);
    expect((await run("unset", "-f", "shop-*", "OLD", "--yes")).code).toBe(0);
    expect(updateCount(endpoint)).toBe(8);
  });

  it("leaving functions without any variable is asked about by itself", async () => {
    const { run, endpoint } = await startShop();
    const result = await run("unset", "-f", "shop-a", "-f", "shop-d", "TOKEN", "--yes");
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining("leave shop-a, shop-d without any variable") });
    expect(updateCount(endpoint)).toBe(0);
    expect((await run("unset", "-f", "shop-a", "-f", "shop-d", "TOKEN", "--yes", "--allow-empty")).code).toBe(0);
  });
});

describe("a variable to remove", () => {
  it("that only some have causes no warning, and one that none has causes one", async () => {
    const { run } = await startShop();
    const some = await run("unset", "-f", "shop-*", "OLD", "--yes", "--dry-run");
    expect(some).toMatchObject({ code: 0, stderr: expect.not.stringContaining("OLD") });
    const none = await run("unset", "-f", "shop-*", "NO_SUCH", "--dry-run");
    expect(none.stderr.match(/NO_SUCH/g)).toHaveLength(1);
  });
});

describe("documents", () => {
  it("hold every function, and no value", async () => {
    const { run, cwd } = await startShop();
    const reports = ["markdown=r.md", "junit=r.xml", "gitlab=r.gl", "json=r.json"].flatMap((report) => ["--report", report]);
    const diff = await run(
      "diff",
      "-f",
      "shop-*",
      "-e",
      ".env",
      "--unset",
      "OLD",
      "--json",
      "--out",
      "plan.json",
      ...reports,
      "--debug",
    );
    expect(diff.code).toBe(0);
    const texts = ["r.md", "r.xml", "r.gl", "r.json", "plan.json"].map((name) => readFileSync(`${cwd}/${name}`, "utf8"));
    const [markdown = "", junit = "", gitlab = "", json = "", plan = ""] = texts;
    expectNoCanary(diff.stdout, diff.stderr, ...texts);
    expect(markdown.match(/^#### /gm)).toHaveLength(12);
    expect(markdown).toContain("| `shop-b` | 1 | 0 | 1 | 1 | `removes 1 (OLD)` |");
    expect(junit.match(/<testsuite /g)).toHaveLength(12);
    expect(JSON.parse(gitlab)).toMatchObject({ create: 12, update: 0, delete: 8 });
    expect(JSON.parse(json).totals).toMatchObject({ targets: 12, added: 12, removed: 8 });
    expect(JSON.parse(plan).targets).toHaveLength(12);
  });

  it("a plan of several is applied exactly, or not at all", async () => {
    const { run, endpoint } = await startShop();
    expect((await run("diff", "-f", "shop-*", "-e", ".env", "--out", "plan.json")).code).toBe(0);
    const fewer = await run("set", "-f", "shop-a", "-f", "shop-b", "-e", ".env", "--plan", "plan.json");
    expect(fewer).toMatchObject({ code: 64, stderr: expect.stringContaining("the plan is also for") });
    endpoint.setVariables("shop-c", { TOKEN: "moved" });
    const moved = await run("set", "-f", "shop-*", "-e", ".env", "--plan", "plan.json");
    expect(moved).toMatchObject({ code: 75, stderr: expect.stringContaining("nothing was written") });
    expect(updateCount(endpoint)).toBe(0);
    expect((await run("diff", "-f", "shop-*", "-e", ".env", "--out", "plan.json")).code).toBe(0);
    const applied = await run("set", "-f", "shop-*", "-e", ".env", "--plan", "plan.json");
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining("12 functions: 12 verified\n") });
    expectNoCanary(applied.stdout, applied.stderr);
  });

  it("of a run that fails name the selection, and every function that is the reason", async () => {
    const { run, endpoint } = await startShop();
    for (const name of ["shop-b", "shop-d"]) endpoint.denyDecrypt(name);
    const failed = await run("set", "-f", "shop-*", "AA=1", "--report", "markdown");
    expect(failed.code).toBe(77);
    expect(failed.stdout).toContain("### lambda-env set: `shop-*` in `us-east-1`");
    for (const name of ["shop-b", "shop-d"]) expect(failed.stdout).toContain(`the variables of ${name} cannot be read`);
    expect(failed.stderr).toContain("10 of 12 functions · 123456789012");
    const listed = await run("list", "-f", "shop-a", "-f", "shop-b");
    expect(listed.stderr).toContain("1 of 2 functions cannot be read");
    expect(listed.stderr).toContain("1 of 2 functions · 123456789012");
    expectNoCanary(failed.stdout, failed.stderr, listed.stderr);
  });

  it("the comment of one selection does not replace that of another", async () => {
    const { run } = await startShop();
    const firstLine = async (...args: readonly string[]): Promise<string> =>
      (await run("diff", ...args, "AA=1", "--report", "markdown")).stdout.split("\n")[0] ?? "";
    const lines = [
      await firstLine("-f", "shop-a", "-f", "shop-b"),
      await firstLine("-f", "shop-a"),
      await firstLine("-f", "shop-*"),
    ];
    expect(new Set(lines).size).toBe(3);
  });
});
