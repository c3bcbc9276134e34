/** What is known of a stream, and what that does to sizes and counts. */
import { describe, expect, test } from "vitest";
import { sayCounts } from "../../src/output/counts.ts";
import { makeLook } from "../../src/output/look.ts";
import { sayHeading } from "../../src/output/results/header.ts";
import { saySize } from "../../src/output/size.ts";

const screen = (env: Readonly<Record<string, string>>, columns = 80) => makeLook({ isTTY: true, columns, env, noColor: true });
const UTF8 = screen({ LANG: "de_DE.UTF-8" });
const PIPE = makeLook({ isTTY: false, columns: 80, env: { LANG: "de_DE.UTF-8" }, noColor: true });

describe("a stream", () => {
  test.each([
    [{}, false],
    [{ LANG: "C" }, false],
    [{ LANG: "en_US.UTF-8" }, true],
    [{ LANG: "en_US.utf8" }, true],
    [{ LANG: "en_US.UTF-8", LC_ALL: "C" }, false],
    [{ LANG: "C", LC_CTYPE: "C.UTF-8" }, true],
    [{ LANG: "C.UTF-8", LC_ALL: "" }, true],
    [{ LANG: "ja_JP.eucJP" }, false],
    [{ WT_SESSION: "1" }, true],
    [{ TERM_PROGRAM: "vscode" }, true],
    [{ TERM_PROGRAM: "vscode", LANG: "C" }, false],
  ])("of the locale %j has more than ASCII: %s", (env, isUnicode) => {
    expect(screen(env).isUnicode).toBe(isUnicode);
  });

  test("has a width where it is a terminal, a usual one where that does not say", () => {
    expect(screen({}, 120).columns).toBe(120);
    expect(screen({}, 0).columns).toBe(80);
    expect(makeLook({ isTTY: true, env: {}, noColor: true }).columns).toBe(80);
    expect(PIPE.columns).toBeUndefined();
  });
});

describe("the size", () => {
  test.each([
    [2310, UTF8, "2310 of 4096 bytes ▇▇▇▇▇▇▁▁▁▁ 56 %"],
    [2310, screen({}), "2310 of 4096 bytes ######---- 56 %"],
    [2310, PIPE, "2310 of 4096 bytes, 56 %"],
    [2, UTF8, "2 of 4096 bytes ▁▁▁▁▁▁▁▁▁▁ 0 %"],
    [4096, UTF8, "4096 of 4096 bytes ▇▇▇▇▇▇▇▇▇▇ 100 %"],
    [9000, UTF8, "9000 of 4096 bytes ▇▇▇▇▇▇▇▇▇▇ 220 %"],
  ])("of %i bytes", (bytes, look, text) => {
    expect(saySize({ bytes, limit: 4096 }, look)).toBe(text);
  });

  test("is coloured where there is little room left", () => {
    const coloured = makeLook({ isTTY: true, columns: 80, env: {}, noColor: false });
    expect(saySize({ bytes: 3900, limit: 4096 }, coloured)).toContain("\u001b[33m##########\u001b[39m");
    expect(saySize({ bytes: 2310, limit: 4096 }, coloured)).not.toContain("\u001b");
  });
});

describe("counts", () => {
  test.each([
    [[1, 2, 3, 4], "1 to add, 2 to update, 3 to remove, 4 unchanged", "1 added, 2 updated, 3 removed, 4 unchanged"],
    [[0, 2, 0, 0], "2 to update", "2 updated"],
    [[0, 0, 0, 5], "no changes, 5 unchanged", "no changes, 5 unchanged"],
    [[0, 0, 0, 0], "no changes", "no changes"],
  ])("%j have no zeros", ([added = 0, updated = 0, removed = 0, kept = 0], would, did) => {
    const counts = { added, updated, removed, kept };
    expect(sayCounts(counts, "would")).toBe(would);
    expect(sayCounts(counts, "did")).toBe(did);
  });
});

describe("the heading", () => {
  const target = { functionName: "my-fn", functionArn: "arn", account: "123456789012", region: "us-east-1" };
  const sources = ["template.yaml", "prod/api", ".env"];

  test("names function, account, region and sources, once and on one line where it fits", () => {
    const one = { kind: "target", target, sources } as const;
    expect(sayHeading(one, PIPE)).toEqual(["my-fn · 123456789012 · us-east-1 · from template.yaml, prod/api, .env"]);
    expect(sayHeading(one, screen({ LANG: "C" }, 120))).toEqual([
      "my-fn | 123456789012 | us-east-1 | from template.yaml, prod/api, .env",
    ]);
    expect(sayHeading(one, screen({ LANG: "C.UTF-8" }, 60))).toEqual([
      "my-fn · 123456789012 · us-east-1",
      "from template.yaml, prod/api, .env",
    ]);
    expect(sayHeading({ kind: "target", target }, PIPE)).toEqual(["my-fn · 123456789012 · us-east-1"]);
  });

  test("of several functions counts them, and those that could be read", () => {
    const many = { kind: "targets", count: 12, accounts: ["1", "2"], regions: ["us-east-1"], sources: [] } as const;
    expect(sayHeading({ ...many, read: 12 }, PIPE)).toEqual(["12 functions · 1, 2 · us-east-1"]);
    expect(sayHeading({ ...many, read: 10 }, PIPE)).toEqual(["10 of 12 functions · 1, 2 · us-east-1"]);
  });
});
