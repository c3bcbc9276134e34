import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readStdinValue } from "../../../src/sources/typed/stdin.ts";
import { CALM } from "../temp-folder.ts";

const options = { signal: CALM };
const stdin = (...chunks: readonly (string | Uint8Array)[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<{ value: string | undefined; codes: string[] }> {
  const { layer, findings } = await readStdinValue(["KEY"], stdin(...chunks), options);
  const entry = layer.entries.get("KEY");
  return { value: entry?.kind === "value" ? entry.value : undefined, codes: findings.map((finding) => finding.code) };
}

describe("readStdinValue", () => {
  it("keeps a text without a newline at its end", async () => {
    expect(await read("  spaced = 'x' ")).toEqual({ value: "  spaced = 'x' ", codes: [] });
  });

  it("drops the newline that ends a single line, and says so", async () => {
    expect(await read("line\n")).toEqual({ value: "line", codes: ["NEWLINE_DROPPED"] });
    expect(await read("line\r\n")).toEqual({ value: "line", codes: ["NEWLINE_DROPPED"] });
    const { layer, findings } = await readStdinValue(["KEY"], stdin("line\n"), options);
    const origin = { layer: "argument", source: "stdin" };
    expect(layer.entries.get("KEY")).toMatchObject({ sensitive: true, origin });
    expect(findings).toEqual([{ code: "NEWLINE_DROPPED", severity: "notice", args: {}, name: "KEY", at: origin }]);
  });

  it("keeps a text of several lines byte for byte", async () => {
    for (const text of ["a\nb\n", "a\r\nb\r\n", "line\n\n", "\nline\n", "a\rb\n", "line\r"]) {
      expect(await read(text)).toEqual({ value: text, codes: [] });
    }
  });

  it("reads a character that is split between two chunks, and drops a byte order mark, and says so", async () => {
    const bytes = Buffer.from("\uFEFFüñ€");
    expect(await read(bytes.subarray(0, 4), bytes.subarray(4))).toEqual({ value: "üñ€", codes: ["BOM_DROPPED"] });
    expect(await read("\uFEFFline\n")).toEqual({ value: "line", codes: ["BOM_DROPPED", "NEWLINE_DROPPED"] });
    expect(await read("a\uFEFFb\uFEFF")).toEqual({ value: "a\uFEFFb\uFEFF", codes: [] });
  });

  it("refuses an empty value, a lone newline too", async () => {
    for (const text of ["", "\n", "\r\n", "\uFEFF", "\uFEFF\n"]) {
      await expect(read(text)).rejects.toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("KEY") });
    }
  });

  it("refuses bytes that are not UTF-8, and a NUL, without a word of the value", async () => {
    for (const bytes of [Buffer.from([0x6b, 0x65, 0x79, 0xff]), Buffer.from("key\0")]) {
      const error = await read(bytes).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("the value of KEY") });
      expect(String(error)).not.toMatch(/key/);
    }
  });

  it("takes 64 KiB and refuses one byte more, without waiting for the end", async () => {
    expect((await read("x".repeat(65536))).value).toHaveLength(65536);
    async function* forever(): AsyncGenerator<Uint8Array> {
      while (true) yield Buffer.alloc(1000, "x");
    }
    const endless = Readable.from(forever());
    await expect(readStdinValue(["KEY"], endless, options)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(endless.destroyed).toBe(true);
  });

  it("refuses a terminal with the command to type", async () => {
    const terminal = Object.assign(new Readable({ read: () => undefined }), { isTTY: true });
    await expect(readStdinValue(["KEY"], terminal, options)).rejects.toMatchObject({
      code: "USAGE",
      hint: "lambda-env set KEY --stdin < FILE",
    });
  });

  it("wants exactly one name, and repeats none of what may be values", async () => {
    for (const positionals of [[], ["KEY", "OTHER"], ["KEY=hunter2"], ["hunter-2"]]) {
      const error = await readStdinValue(positionals, stdin("x"), options).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "USAGE" });
      expect(String(error)).not.toMatch(/hunter/);
    }
  });

  it("stops waiting when it is interrupted", async () => {
    const controller = new AbortController();
    const silent = new Readable({ read: () => controller.abort() });
    await expect(readStdinValue(["KEY"], silent, { signal: controller.signal })).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  it("says that standard input cannot be read", async () => {
    const folder = new Readable({
      read() {
        this.destroy(Object.assign(new Error("EISDIR: /home/someone"), { code: "EISDIR" }));
      },
    });
    await expect(readStdinValue(["KEY"], folder, options)).rejects.toMatchObject({
      code: "NO_INPUT",
      message: "cannot read standard input: it is a folder",
    });
  });
});
