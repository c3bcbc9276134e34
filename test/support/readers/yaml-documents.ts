/** YAML documents as people write them, and worse: every style of scalar, collections in blocks and brackets, tags, anchors, merges, comments. */
import fc from "fast-check";

type Render = (indent: number) => string;

const pad = (indent: number): string => " ".repeat(indent);

const words = fc.constantFrom(
  "text",
  "two words",
  "a: b",
  "x#y",
  "x #y",
  "it's",
  'say "hi"',
  "https://example.com/?a=b&c=[d]",
  "${Name}",
  "{{resolve:ssm:/a}}",
  "[a, b]",
  "{a: b}",
  "- a",
  "true",
  "yes",
  "y",
  "null",
  "~",
  "017",
  "0789",
  "1.0",
  "12",
  "0.5",
  "2020-01-01",
  "12:30:45",
  "<<",
  "=",
  "é😀",
  "\u00a0",
  "a\tb",
  "",
);
/** Plain scalars that are safe in brackets too. */
const plainWords = fc.constantFrom(
  ...["text", "two words", "a:b", "x#y", "it's", "-1", "true", "yes", "n", "~", "null", "017", "0789", "1.0"],
  ...["12", "1_000", "0x1F", ".5", "2020-01-01", "12:30:45", "AWS::NoValue", "$Name", "a.b-c/d", "é😀", "<b>", "a|b", "5%", "="],
);
const lineBreaks = fc.constantFrom(1, 1, 1, 2, 3);
const comment = fc.constantFrom("", "", "", " # note", " # it's [not] {read} |");
const property = fc.constantFrom(
  "",
  "",
  "",
  "",
  "!Ref ",
  "!Sub ",
  "!GetAtt ",
  "!!str ",
  "! ",
  "&d ",
  "!Sub &d ",
  "&d !Ref ",
  "!If\n",
);

const plain: fc.Arbitrary<Render> = fc
  .tuple(plainWords, fc.array(fc.tuple(lineBreaks, plainWords), { maxLength: 2 }))
  .map(([first, more]) => (indent) => {
    const next = more.map(([breaks, word]) => `${"\n".repeat(breaks)}${pad(indent + 1)}${word.replace(/^-/, "")}`);
    return `${first}${next.join("")}`;
  });
const quoted: fc.Arbitrary<Render> = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(words, lineBreaks, fc.nat({ max: 3 })), { minLength: 1, maxLength: 3 }))
  .map(([isDouble, parts]) => (indent) => {
    const escaped = parts.map(([word]) => (isDouble ? JSON.stringify(word).slice(1, -1) : word.replaceAll("'", "''")));
    const joined = escaped.reduce((all, word, index) => {
      const [, breaks = 1, more = 0] = parts[index] ?? [];
      return `${all}${pad(more % 2)}${"\n".repeat(breaks)}${pad(indent + 1 + more)}${word}`;
    });
    return isDouble ? `"${joined}"` : `'${joined}'`;
  });
const block: fc.Arbitrary<Render> = fc
  .tuple(
    fc.constantFrom("|", ">", "|-", ">-", "|+", ">+", "|2", ">2-"),
    comment,
    fc.array(fc.tuple(words, fc.constantFrom(0, 0, 0, 1, 2)), { maxLength: 4 }),
  )
  .map(([header, note, lines]) => (indent) => {
    const [, width] = /(\d)/.exec(header) ?? [];
    const column = indent + Number(width ?? 2);
    // The first line of a text without a number says how far all are indented.
    const text = lines.map(([word, more], index) => {
      const extra = index === 0 && width === undefined ? 0 : more;
      return word === "" ? "" : `${pad(column + extra)}${word}`;
    });
    return `${header}${note}${text.map((line) => `\n${line}`).join("")}`;
  });
const alias: fc.Arbitrary<Render> = fc.constantFrom("*a", "*b", "*c").map((name) => () => name);
const empty: fc.Arbitrary<Render> = fc.constant(() => "");

const tied = fc.letrec<{ flow: Render; node: Render; list: Render; map: Render }>((tie) => {
  const gap = fc.tuple(fc.constantFrom("", " ", "  ", "\n", "\n", "\n\n", " # it's ]\n"), fc.nat({ max: 4 }));
  const between = ([space, more]: readonly [string, number], indent: number): string =>
    space.endsWith("\n") ? `${space}${pad(indent + 1 + more)}` : space;
  const item = fc.oneof(
    { depthSize: "xsmall", maxDepth: 3, withCrossShrink: true },
    plain,
    quoted,
    alias,
    fc.tuple(property, tie("flow")).map(
      ([before, value]): Render =>
        (indent) =>
          `${before.replace("\n", " ")}${value(indent)}`,
    ),
  );
  const pair = fc
    .tuple(fc.oneof(plainWords, fc.constant('"q k"'), fc.constant("'s'")), fc.constantFrom(": ", ": ", " : "), item)
    .map(
      ([key, colon, value]): Render =>
        (indent) =>
          `${key}${colon}${value(indent)}`,
    );
  const entries = (one: fc.Arbitrary<Render>, open: string, close: string): fc.Arbitrary<Render> =>
    fc
      .tuple(fc.array(fc.tuple(gap, one, gap), { maxLength: 3 }), gap, fc.boolean())
      .map(([parts, last, isTrailing]) => (indent) => {
        const inner = parts.map(
          ([before, value, after]) => `${between(before, indent)}${value(indent)}${between(after, indent)}`,
        );
        return `${open}${inner.join(",")}${isTrailing && inner.length > 0 ? "," : ""}${between(last, indent)}${close}`;
      });
  const flow = fc.oneof(entries(item, "[", "]"), entries(pair, "{", "}"), entries(fc.oneof(item, pair), "[", "]"));
  const scalar = fc.oneof(plain, quoted, block, alias, empty);
  const inline = fc.tuple(property, fc.oneof(scalar, flow), comment).map(
    ([before, value, note]): Render =>
      (indent) => {
        const text = value(indent);
        const head = before === "!If\n" ? `!If\n${pad(indent + 1)}` : before;
        if (text.startsWith("*")) return ` ${text}`;
        return ` ${head}${text}${/^[|>]/.test(text) ? "" : note}`;
      },
  );
  const nested = fc.tuple(property, comment, fc.oneof(tie("list"), tie("map")), fc.constantFrom(1, 2, 2, 4)).map(
    ([before, note, value, deeper]): Render =>
      (indent) =>
        ` ${before.trim()}${note}\n${value(indent + deeper)}`,
  );
  const node = fc.oneof({ depthSize: "xsmall", maxDepth: 3 }, inline, nested);
  const filler = fc.constantFrom("", "", "", "", "\n", "  # a comment: [x\n", "#\n");
  const list = fc.array(fc.tuple(filler, node), { minLength: 1, maxLength: 3 }).map(
    (items): Render =>
      (indent) =>
        items.map(([space, value]) => `${space}${pad(indent)}-${value(indent)}`).join("\n"),
  );
  const keys = fc.constantFrom("Key", "Other", "A B", '"q: k"', "'s # k'", "x", "ON", "12", "a|b", "it's");
  const merges = fc.constantFrom(" *b", " {Key: 1}", " [*b, {Q: 2}]", "").map(
    (text): Render =>
      (indent) =>
        text === "" ? `\n${pad(indent + 2)}Key: x` : text,
  );
  const entry = fc.oneof({ weight: 6, arbitrary: fc.tuple(filler, keys, node) }, fc.tuple(filler, fc.constant("<<"), merges));
  const map = fc.array(entry, { minLength: 1, maxLength: 3 }).map(
    (items): Render =>
      (indent) =>
        items.map(([space, key, value]) => `${space}${pad(indent)}${key}:${value(indent)}`).join("\n"),
  );
  return { flow, node, list, map };
});

const head = fc.constantFrom("", "", "", "---\n", "# head\n", "%YAML 1.1\n---\n", "\n\n");
const tail = fc.constantFrom("\n", "\n", "\n\n# end\n", "\n...\n");

/** What aliases stand for. */
const ANCHORS = [`&a text`, `&b {Merged: 1, Key: [x]}`, `&c [y, *a]`];
const PREAMBLE = { map: ANCHORS.map((value, index) => `x${index}: ${value}\n`), list: ANCHORS.map((value) => `- ${value}\n`) };

/** Whole documents; nearly all are valid. */
export const yamlDocuments: fc.Arbitrary<string> = fc
  .tuple(
    head,
    fc.oneof(
      tied.map.map((body) => `${PREAMBLE.map.join("")}${body(0)}`),
      tied.list.map((body) => `${PREAMBLE.list.join("")}${body(0)}`),
    ),
    tail,
    fc.constantFrom("\n", "\n", "\n", "\r\n"),
  )
  .map(([before, body, after, lineBreak]) => {
    let anchors = 0;
    return `${before}${body}${after}`.replaceAll("\n", lineBreak).replaceAll(/&d\b/g, () => `&d${anchors++}`);
  });

/** Documents of which a few lines are indented otherwise: some are still valid, and some only to SAM. */
export const reindentedDocuments: fc.Arbitrary<string> = fc
  .tuple(yamlDocuments, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 6 })), { minLength: 1, maxLength: 4 }))
  .map(([text, changes]) => {
    const lines = text.split("\n");
    for (const [where, indent] of changes) {
      const at = where % lines.length;
      const line = (lines[at] ?? "").trimStart();
      // Markers and directives belong to the first column, and nobody but PyYAML takes a `|` in the column of its key.
      if (line !== "" && !/^(?:---|\.\.\.|[%|>])/.test(line)) lines[at] = `${pad(indent)}${line}`;
    }
    return lines.join("\n");
  });
