/** Attributes that follow with certainty from a resource's `Ref`, so that they need not be read. */
import { isArn, makeArn, makeGlobalArn, parseArn } from "../../core/arn/arn.ts";
import type { StackWorld } from "../evaluate/facts.ts";
import table from "./getatt-table.json" with { type: "json" };

const ARNS: ReadonlyMap<string, string> = new Map(Object.entries(table.arns));

/** The form of a queue's `Ref`. */
const QUEUE_URL = /^https?:\/\/[^/]+\/(\d{12})\/([\w-]+(?:\.fifo)?)$/;

type Derive = (ref: string, world: StackWorld) => string | undefined;

/** Sources: the "Return values" of each type's page in the CloudFormation user guide. */
const ATTRIBUTES: ReadonlyMap<string, Derive> = new Map<string, Derive>([
  ["AWS::SQS::Queue.QueueUrl", (ref) => (QUEUE_URL.test(ref) ? ref : undefined)],
  ["AWS::SQS::Queue.QueueName", (ref) => QUEUE_URL.exec(ref)?.[2]],
  ["AWS::SQS::Queue.Arn", queueArn],
  ["AWS::SNS::Topic.TopicName", (ref) => lastOf(ref, ":")],
  ["AWS::StepFunctions::StateMachine.Name", (ref) => lastOf(ref, ":")],
  ["AWS::StepFunctions::Activity.Name", (ref) => lastOf(ref, ":")],
  ["AWS::Lambda::Version.Version", (ref) => lastOf(ref, ":")],
  ["AWS::Lambda::Version.FunctionArn", (ref) => (isOneArn(ref) ? ref : undefined)],
  ["AWS::SecretsManager::Secret.Id", (ref) => ref],
  ["AWS::KMS::Key.KeyId", (ref) => ref],
  ["AWS::Events::EventBus.Name", (ref) => ref],
  ["AWS::AppSync::ApiKey.ApiKey", appSyncKey],
  ["AWS::AppSync::ApiKey.ApiKeyId", appSyncKey],
  ["AWS::Cognito::UserPool.UserPoolId", (ref) => ref],
  ["AWS::Cognito::UserPool.ProviderName", providerName],
  ["AWS::Cognito::UserPool.ProviderURL", (ref, world) => prefixed("https://", providerName(ref, world))],
  ["AWS::Cognito::UserPoolClient.ClientId", (ref) => ref],
  ["AWS::ApiGateway::RestApi.RestApiId", (ref) => ref],
  ["AWS::ApiGatewayV2::Api.ApiId", (ref) => ref],
  ["AWS::CloudFront::Distribution.Id", (ref) => ref],
  ["AWS::Kendra::Index.Id", (ref) => ref],
  ["AWS::Logs::LogGroup.Arn", (ref, world) => makeArn(world, "logs", `log-group:${ref}:*`)],
  ["AWS::S3::Bucket.DomainName", (ref, world) => suffixed(`${ref}.s3`, world)],
  ["AWS::S3::Bucket.RegionalDomainName", (ref, world) => suffixed(`${ref}.s3.${world.region}`, world)],
]);

/** Returns the attribute of a resource whose `Ref` is `ref`, or undefined if it does not follow from that. */
export function deriveAttribute(type: string, attribute: string, ref: string, world: StackWorld): string | undefined {
  const derive = ATTRIBUTES.get(`${type}.${attribute}`);
  if (derive !== undefined) return derive(ref, world);
  const name = type.slice(type.lastIndexOf(":") + 1);
  if (attribute !== "Arn" && attribute !== `${name}Arn`) return undefined;
  if (isOneArn(ref)) return ref;
  return ARNS.get(type)
    ?.replace("<Partition>", world.partition)
    .replace("<Region>", world.region)
    .replace("<Account>", world.account)
    .replace("<Ref>", () => ref);
}

/** Returns the ARN of a role, user or group that has no path. */
export function arnWithoutPath(kind: string, name: string, world: StackWorld): string {
  return makeGlobalArn(world, "iam", `${kind}/${name}`);
}

function queueArn(ref: string, world: StackWorld): string | undefined {
  const [, account, name] = QUEUE_URL.exec(ref) ?? [];
  return account === undefined ? undefined : makeArn({ ...world, account }, "sqs", `${name}`);
}

/** Returns the key that clients send: the id of an AppSync key, the last part of its ARN. */
function appSyncKey(ref: string): string | undefined {
  const arn = isOneArn(ref) ? parseArn(ref) : undefined;
  return arn?.service === "appsync" ? /\/apikeys?\/(da\d-[\w-]+)$/.exec(arn.resource)?.[1] : undefined;
}

function providerName(ref: string, world: StackWorld): string | undefined {
  const host = suffixed(`cognito-idp.${world.region}`, world);
  return host === undefined ? undefined : `${host}/${ref}`;
}

/** Returns whether `ref` is a single ARN: compound ids join several with `|`. */
function isOneArn(ref: string): boolean {
  return isArn(ref) && !/[|\s]/.test(ref);
}

function lastOf(arn: string, separator: string): string | undefined {
  return isOneArn(arn) ? arn.slice(arn.lastIndexOf(separator) + 1) : undefined;
}

function suffixed(host: string, { urlSuffix }: StackWorld): string | undefined {
  return urlSuffix === undefined ? undefined : `${host}.${urlSuffix}`;
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${prefix}${text}`;
}
