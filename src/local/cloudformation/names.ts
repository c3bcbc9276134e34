/** Physical ids in the forms that CloudFormation generates for each type; they are the same at each start. */
import { createHash } from "node:crypto";
import { makeArn } from "../../core/arn/arn.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { StackWorld } from "../../template/evaluate/facts.ts";

const MAX_NAME_LENGTH = 64;
const SUFFIX_LENGTH = 12;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** The parts of a physical id. */
export interface Named {
  readonly type: string;
  readonly logicalId: string;
  /** The name that the template sets, if it does. */
  readonly name?: string;
  /** The physical id of the resource that it belongs to: the function of an alias. */
  readonly owner?: string;
}

/** The property that names a resource. Without it, CloudFormation generates the name. */
export const NAME_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ["AWS::DynamoDB::Table", "TableName"],
  ["AWS::Events::EventBus", "Name"],
  ["AWS::IAM::Role", "RoleName"],
  ["AWS::Lambda::Function", "FunctionName"],
  ["AWS::Logs::LogGroup", "LogGroupName"],
  ["AWS::S3::Bucket", "BucketName"],
  ["AWS::SNS::Topic", "TopicName"],
  ["AWS::SQS::Queue", "QueueName"],
  ["AWS::SSM::Parameter", "Name"],
  ["AWS::SecretsManager::Secret", "Name"],
  ["AWS::StepFunctions::StateMachine", "StateMachineName"],
]);

type Form = (name: string, world: StackWorld, owner: string) => string;

const arnForm =
  (service: string, prefix: string): Form =>
  (name, world) =>
    makeArn(world, service, `${prefix}${name}`);
const functionForm =
  (suffix: (name: string) => string): Form =>
  (name, world, owner) =>
    `${arnForm("lambda", "function:")(owner, world, owner)}${suffix(name)}`;

/** Types whose `Ref` is not their name. Sources: the "Return values" of each type's page in the CloudFormation user guide. */
const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["AWS::ApiGateway::RestApi", (name) => shortId(name)],
  ["AWS::ApiGatewayV2::Api", (name) => shortId(name)],
  ["AWS::KMS::Key", (name) => uuid(name)],
  ["AWS::Lambda::Alias", functionForm((name) => `:${name}`)],
  ["AWS::Lambda::EventSourceMapping", (name) => uuid(name)],
  ["AWS::Lambda::LayerVersion", (name, world, owner) => `${arnForm("lambda", "layer:")(name, world, owner)}:1`],
  ["AWS::Lambda::Url", functionForm(() => "")],
  ["AWS::Lambda::Version", functionForm(() => ":1")],
  ["AWS::S3::Bucket", (name) => name.toLowerCase()],
  ["AWS::SNS::Topic", arnForm("sns", "")],
  ["AWS::SQS::Queue", (name, { region, account, urlSuffix }) => `https://sqs.${region}.${urlSuffix}/${account}/${name}`],
  ["AWS::SecretsManager::Secret", (name, world, owner) => arnForm("secretsmanager", "secret:")(secretName(name), world, owner)],
  ["AWS::StepFunctions::StateMachine", arnForm("states", "stateMachine:")],
]);

/** Returns the physical id of a resource, which is what `Ref` gives. */
export function makePhysicalId({ type, logicalId, name, owner = "" }: Named, world: StackWorld): string {
  const own = name ?? makePhysicalName(world.stackName, logicalId);
  return FORMS.get(type)?.(own, world, owner) ?? own;
}

const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** Returns the ARN of a stack. Errors: `INVALID_INPUT` for a name that CloudFormation does not accept. */
export function makeStackArn(name: string, world: Pick<StackWorld, "region" | "account">): string {
  if (!STACK_NAME.test(name)) {
    throw new LambdaEnvError("INVALID_INPUT", `"${name}" is not a valid stack name`, {
      hint: "start with a letter; use letters, digits and hyphens",
    });
  }
  return makeArn(world, "cloudformation", `stack/${name}/${uuid(name)}`);
}

function secretName(name: string): string {
  return `${name}-${digestOf(name).slice(0, 6)}`;
}

function shortId(text: string): string {
  return digestOf(text).slice(0, 10);
}

function uuid(text: string): string {
  return digestOf(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Returns a name in CloudFormation's form: `<stack>-<LogicalId>-<suffix>`.
 *
 * The suffix is derived from the other two parts, so that it is the same at each start; CloudFormation's is random.
 */
export function makePhysicalName(stackName: string, logicalId: string): string {
  const digest = createHash("sha256").update(`${stackName}/${logicalId}`).digest();
  const suffix = [...digest.subarray(0, SUFFIX_LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
  return `${`${stackName}-${logicalId}`.slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH - 1)}-${suffix}`;
}
