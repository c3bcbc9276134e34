/** Templates of plain lines as people write them, and the same with a few characters and lines that may turn them into something else. */
import fc from "fast-check";

type Render = (indent: number) => string;

const pad = (indent: number): string => " ".repeat(indent);

const keys = fc.constantFrom(
  "Key",
  "Other",
  "Properties",
  "Fn::Sub",
  "AWS::Region",
  '"q k"',
  "'s'",
  "yes",
  "012",
  "a.b/c-d",
  "$x",
);
const values = fc.constantFrom(
  ...["text", "two words", "https://example.com/?a=b#c", "-1", "true", "yes", "017", "0.5", "2020-01-01", "rate(5 minutes)"],
  ...[
    "cron(0 8 * * ? *)",
    "a&b",
    "s3:*",
    "x!y",
    "x !y",
    "it's",
    '"a: b # c"',
    "'it is {not} [read]'",
    '""',
    "''",
    "a|b",
    "${Name}",
  ],
  ...[
    "!Ref Stage",
    "!Sub arn:aws:s3:::${Name}/*",
    '!GetAtt "A.Arn"',
    "![x]",
    "{}",
    "[]",
    "[a, b]",
    "[ 'a', !Ref b, \"c\" ]",
    "é",
    "5%",
  ],
  ...[
    "!Ref [a, b]",
    "[s3:*, sqs:Send*]",
    "<b>",
    "= 1",
    "~",
    "null",
    "a # b",
    "a  # it's: [",
    "[a] # b",
    "*",
    "a: b",
    "{a: b}",
    "|",
    "&a x",
  ],
);
const filler = fc.constantFrom("", "", "", "", "", "\n", "# a comment: [x\n", "          # it's\n", "  \n");

const tied = fc.letrec<{ node: Render; list: Render; map: Render }>((tie) => {
  const inline = values.map(
    (value): Render =>
      () =>
        ` ${value}`,
  );
  const empty = fc.constant<Render>(() => "");
  const lines = fc.constantFrom("text", "text", "more: text", "  further in", "# no comment", "- a", "", "é", "'", "x ");
  const text = fc
    .tuple(
      fc.constantFrom("|", ">-", "|-", ">", "!Sub |", "|+", "|2", "| # note", "|  "),
      fc.array(lines, { maxLength: 4 }),
      fc.constantFrom(1, 2, 2, 4),
    )
    .map(
      ([header, content, deeper]): Render =>
        (indent) =>
          ` ${header}${content.map((line) => `\n${line === "" ? "" : pad(indent + deeper)}${line}`).join("")}`,
    );
  const nested = fc
    .tuple(
      fc.constantFrom("", "", "", "", " !If", " !Join", " # note"),
      fc.oneof(tie("map"), tie("list")),
      fc.constantFrom(1, 2, 2, 2, 4),
    )
    .map(
      ([before, value, deeper]): Render =>
        (indent) =>
          `${before}\n${value(indent + deeper)}`,
    );
  const aligned = tie("list").map(
    (value): Render =>
      (indent) =>
        `\n${value(indent)}`,
  );
  const node = fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    { weight: 12, arbitrary: inline },
    { weight: 1, arbitrary: empty },
    { weight: 3, arbitrary: text },
    { weight: 8, arbitrary: nested },
    { weight: 2, arbitrary: aligned },
  );
  const map = fc.array(fc.tuple(filler, keys, node), { minLength: 1, maxLength: 4 }).map(
    (items): Render =>
      (indent) =>
        items.map(([space, key, value]) => `${space}${pad(indent)}${key}:${value(indent)}`).join("\n"),
  );
  const compact = fc.tuple(fc.constantFrom(" ", " ", "   "), map).map(
    ([space, value]): Render =>
      (indent) =>
        `${space}${value(indent + 1 + space.length).trimStart()}`,
  );
  const item = fc.oneof(inline, empty, text, compact, nested);
  const list = fc.array(fc.tuple(filler, item), { minLength: 1, maxLength: 3 }).map(
    (items): Render =>
      (indent) =>
        items.map(([space, value]) => `${space}${pad(indent)}-${value(indent)}`).join("\n"),
  );
  return { node, list, map };
});

const resource = fc
  .tuple(fc.constantFrom("Type: A", "DependsOn: [x]", "Metadata:\n      a: b", ""), tied.map, filler)
  .map(([before, properties, after]) => `    ${before}\n    Properties:\n${properties(6)}\n${after}`);

/** Templates whose every line is plain, or nearly. */
export const plainTemplates: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "---\n", "\uFEFF", "# é\n"),
    fc.array(resource, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "Outputs:\n  A: !Ref x\n", "...\n", "---\n", "  Z: &a b\n  Y: *a\n"),
    fc.constantFrom("\n", "\n", "\n", "\r\n"),
  )
  .map(([before, resources, after, lineBreak]) => {
    const body = resources.map((text, index) => `  R${index}:\n${text}`).join("");
    return `${before}Resources:\n${body}${after}`.replaceAll("\n", lineBreak);
  });

const SPECIALS = [..."&*!|>'\"{}[]:#-?%@`\t,\r\u2028\u0085\x07😀\\<=\n ", ": ", "- ", "<<: ", "? ", "--- ", "\n\n", "&a ", "*a"];
const LINES = [
  "- a",
  "a",
  "a:",
  "a: b",
  "? a",
  ": b",
  "<<: {x: 1}",
  "b: |",
  "b: >-",
  'b: "',
  "b: '",
  "b: [",
  "]",
  "}",
  "b: {",
  "---",
  "Properties:",
];

/** The same with some changes. */
export const changedTemplates: fc.Arbitrary<string> = fc
  .tuple(
    plainTemplates,
    fc.array(fc.tuple(fc.constantFrom("insert", "remove", "indent", "line"), fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) => changes.reduce((made, [kind, where, what]) => changed(made, kind, where, what), text));

function changed(text: string, kind: string, where: number, what: number): string {
  const at = where % (text.length + 1);
  if (kind === "insert") return `${text.slice(0, at)}${SPECIALS[what % SPECIALS.length]}${text.slice(at)}`;
  if (kind === "remove") return `${text.slice(0, at)}${text.slice(at + 1)}`;
  const lines = text.split("\n");
  const index = where % lines.length;
  if (kind === "indent") lines[index] = `${pad(what % 14)}${(lines[index] ?? "").trimStart()}`;
  else lines.splice(index, 0, `${pad(what % 12)}${LINES[what % LINES.length]}`);
  return lines.join("\n");
}
