/** The value of a NoEcho parameter that names something: in no text, document or report of a command. */
import { expect, it } from "vitest";
import { runCli } from "../../support/cli.ts";
import { startProject, templateOf } from "../../support/project.ts";

const CANARY = "canary5e1b";

const TEMPLATE = templateOf(
  {
    Api: [
      "SECRET: !Ref Pw",
      "STORED: !Ref Stored",
      'PATH_OF_STORE: !Sub "{{resolve:ssm:/app/${Pw}}}"',
      'ILL_NAMED: !Sub "{{resolve:ssm:${Pw} with spaces}}"',
      'PASSWORD: !Sub "{{resolve:secretsmanager:${Pw}:SecretString:password}}"',
      'MISSING_KEY: !Sub "{{resolve:secretsmanager:app/db:SecretString:${Pw}}}"',
      'NESTED: {"Fn::GetStackOutput": {StackName: !Ref Pw, OutputName: Host}}',
      "MAPPED: !FindInMap [!Ref Pw, a, b]",
      "ATTRIBUTE: {'Fn::GetAtt': [Table, !Ref Pw]}",
      "IMPORTED: !ImportValue {Ref: Pw}",
      "REFERRED: {Ref: {Ref: Pw}}",
      "PLAIN: text",
    ],
  },
  `Parameters:
  Pw: {Type: String, NoEcho: yes}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", NoEcho: True}
`,
).concat("  Table: {Type: AWS::DynamoDB::Table}\n");

it.each([
  ["diff"],
  ["diff", "--json"],
  ["diff", "--debug"],
  ["diff", "--report", "markdown"],
  ["diff", "--report", "junit"],
  ["set", "--dry-run"],
  ["set", "--yes", "--json"],
  ["list"],
  ["list", "--json"],
])("%s %s", async (...args) => {
  const samconfig = `version = 0.1
[default.deploy.parameters]
stack_name = "my-app"
region = "us-east-1"
parameter_overrides = "Pw=${CANARY} Stored=/app/${CANARY}"
`;
  const facts = `parameters: {Pw: ${CANARY}, Stored: /app/${CANARY}}\nsecrets: {app/db: {password: p}}\n`;
  const { endpoint, functions, cwd } = await startProject({ template: TEMPLATE, samconfig, facts });
  const [functionName = ""] = functions;
  const names = [...TEMPLATE.matchAll(/^ {10}([A-Z_]+):/gm)].map(([, name]) => name);
  endpoint.setVariables(functionName, Object.fromEntries(names.map((name) => [name, "live"])));
  const result = await runCli([...args, "-t", "template.yaml"], { endpoint, cwd });
  expect(result.code).toBe(0);
  expect(result.stdout + result.stderr).toContain("MISSING_KEY");
  expect(result.stdout + result.stderr).not.toContain(CANARY);
});
