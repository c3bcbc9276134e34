import { describe, expect, it } from "vitest";
import { LambdaEnvError } from "../../../src/errors.ts";
import { NO_FACTS, parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { renderFinding } from "../../../src/output/findings/findings.ts";

const parse = (text: string) => parseStackFacts(text, { source: "facts.yaml" });

function mistakesIn(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    expect(error.code).toBe("INVALID_INPUT");
    return error.findings.map((finding) => renderFinding(finding).text.replace(/^facts.yaml:(\d+):\d+/, "$1"));
  }
  return [];
}

describe("a facts file", () => {
  it("describes what is around a template", () => {
    const facts = parse(`
stack: orders
parameters: {Stage: prod, Workers: 4, Traced: true}
resources:
  Orders: orders-Orders-1ABC
  Jobs: {physicalId: "https://example/jobs", status: UPDATE_COMPLETE}
  MadeBySam: {type: AWS::Lambda::Alias}
attributes: {Orders: {Endpoint: {Port: 5432}}}
outputs: {Url: "https://example.com"}
nested: {Network: {parameters: {Cidr: 10.0.0.0/16}, outputs: {Vpc: vpc-1}}}
exports: {network-VpcId: vpc-1}
ssm:
  /app/url: https://example.com
  /app/key: {type: SecureString, value: example-key}
secrets:
  prod/db: {user: admin, port: 5432, on: true}
  prod/list: [a]
  prod/text: example
`);

    expect(facts).toEqual({
      stack: "orders",
      parameters: new Map([
        ["Stage", "prod"],
        ["Workers", "4"],
        ["Traced", "true"],
      ]),
      resources: new Map([
        ["Orders", { physicalId: "orders-Orders-1ABC" }],
        ["Jobs", { physicalId: "https://example/jobs", status: "UPDATE_COMPLETE" }],
        ["MadeBySam", { type: "AWS::Lambda::Alias" }],
      ]),
      attributes: new Map([["Orders", { Endpoint: { Port: 5432 } }]]),
      outputs: new Map([["Url", "https://example.com"]]),
      nested: new Map([["Network", { parameters: new Map([["Cidr", "10.0.0.0/16"]]), outputs: new Map([["Vpc", "vpc-1"]]) }]]),
      exports: new Map([["network-VpcId", "vpc-1"]]),
      ssm: new Map([
        ["/app/url", { type: "String", value: "https://example.com" }],
        ["/app/key", { type: "SecureString", value: "example-key" }],
      ]),
      secrets: new Map([
        ["prod/db", '{"user":"admin","port":5432,"on":true}'],
        ["prod/list", '["a"]'],
        ["prod/text", "example"],
      ]),
    });
  });

  it("may be JSON, and may hold little", () => {
    expect(parse('{"exports": {"a": "1"}}')).toEqual({ ...NO_FACTS, exports: new Map([["a", "1"]]) });
    expect(parse("{}")).toEqual(NO_FACTS);
  });

  it("is refused with each of its mistakes, at its line, without a value", () => {
    const mistakes = mistakesIn(`
stack: [orders]
paramters: {Stage: prod}
exports:
  a: {hidden: x}
  b: 0123
resources:
  Orders: {id: hidden}
  Jobs: [hidden]
ssm:
  /app/a: {type: Number, value: hidden}
  /app/b: {type: String}
  /app/c: null
secrets:
  prod/db: {password: 017}
nested: {Network: hidden}
attributes: {Orders: hidden}
`);

    expect(mistakes).toEqual([
      "2: stack is not a string",
      '3: "paramters" is not one of stack, parameters, resources, attributes, outputs, nested, exports, ssm, secrets',
      "5: a is not a string",
      "6: some programs read the value of b as a number, others as text",
      '8: "id" is not one of physicalId, type, status',
      "9: Jobs is not a string",
      "11: type is not one of String, StringList, SecureString",
      "12: /app/b is not a string, or a mapping with a value",
      "13: some programs read the value of /app/c as null, others as text",
      "15: some programs read the value of password as a number, others as text",
      "16: Network is not a mapping",
      "17: Orders is not a mapping",
    ]);
  });

  it("is refused if it is not a mapping, or not YAML", () => {
    expect(mistakesIn("- orders\n")).toEqual(["1: facts.yaml is not a mapping"]);
    expect(() => parse("a: [1\n")).toThrow("facts.yaml cannot be read as YAML or JSON");
  });
});
