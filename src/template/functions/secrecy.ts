/**
 * Decides what must not be shown of the things a template refers to: by the names of attributes, outputs and exports, and by
 * declarations.
 */
import { isSecretName } from "../../core/secrecy/secret-names.ts";
import { child, type Node } from "../read/tree.ts";

/** Types whose `Value` is what they keep secret. */
const SECRET_TYPE = /(?:Key|Token|Secret|Password|Credentials?)$/;

/** Attributes with misleading names. Sources: the "Return values" of each type's page in the CloudFormation user guide. */
const ATTRIBUTES: ReadonlyMap<string, boolean> = new Map([
  // The id of an AppSync key is the key itself.
  ["AWS::AppSync::ApiKey.ApiKeyId", true],
  ["AWS::AppSync::ApiKey.Arn", true],
  ["AWS::SSM::Parameter.Value", true],
  // The name of a member of JSON that becomes a secret, and a name in an experiment.
  ["AWS::BedrockAgentCore::ApiKeyCredentialProvider.ApiKeySecretJsonKey", false],
  ["AWS::BedrockAgentCore::OAuth2CredentialProvider.ClientSecretJsonKey", false],
  ["AWS::BedrockAgentCore::OAuth2CredentialProvider.ClientSecretSource", false],
  ["AWS::AppConfig::ExperimentDefinition.Control.Key", false],
  // Counters and idempotency keys: they do not give access to anything.
  ["AWS::S3Tables::Table.VersionToken", false],
  ["AWS::Route53Profiles::Profile.ClientToken", false],
  // They are published in DNS.
  ["AWS::SES::EmailIdentity.DkimDNSTokenValue1", false],
  ["AWS::SES::EmailIdentity.DkimDNSTokenValue2", false],
  ["AWS::SES::EmailIdentity.DkimDNSTokenValue3", false],
  ["AWS::SES::EmailIdentity.DkimDNSTokenName1", false],
  ["AWS::SES::EmailIdentity.DkimDNSTokenName2", false],
  ["AWS::SES::EmailIdentity.DkimDNSTokenName3", false],
]);

/** Returns whether an attribute of a resource of `type` is a secret. */
export function isSecretAttribute(type: string, attribute: string): boolean {
  const known = ATTRIBUTES.get(`${type}.${attribute}`);
  if (known !== undefined) return known;
  return isSecretName(attribute) || (attribute === "Value" && SECRET_TYPE.test(type));
}

/** Returns whether the `Ref` of a resource of `type` is a secret, or contains one. */
export function isSecretReference(type: string): boolean {
  // The last part of its ARN is the key itself.
  return type === "AWS::AppSync::ApiKey";
}

/** Returns whether a parameter is declared `NoEcho`: anything but a clear `false` hides its value. */
export function isNoEcho(definition: Node | undefined): boolean {
  const node = child(definition, "NoEcho");
  if (node === undefined) return false;
  const written = node.kind === "text" ? node.text : node.kind === "unclear" ? node.source : "";
  return written.toLowerCase() !== "false";
}
