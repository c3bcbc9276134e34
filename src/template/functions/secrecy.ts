/**
 * Decides what must not be shown of the things a template refers to: by the names of attributes, outputs and exports, and by
 * declarations.
 */
import { child, type Node } from "../read/tree.ts";

/** Words for secrets, in names without separators: `db-password`, `ApiKey`, `GITHUB_TOKEN`. */
const SECRET_WORD = /secret|passw(?:or)?d|passphrase|pwd|token|credential|apikey|activationcode/i;
/** A key is a secret unless its name says that it only locates, encrypts or verifies something. */
const KEY = /keys?$/i;
const PUBLIC_KEY = /(?:kms|public|object|encryption|partition|sort|hash|range|primary|tag)keys?$/i;
/** These only identify a secret: `MasterUserSecret.SecretArn`, `TokenName`. */
const IDENTIFIER = /(?:arn|id|identifier|name)s?$/i;

/** Returns whether a name says that it stands for a secret. */
export function isSecretName(name: string): boolean {
  const joined = name.replace(/[^A-Za-z0-9.]/g, "");
  if (IDENTIFIER.test(joined)) return false;
  return SECRET_WORD.test(joined) || (KEY.test(joined) && !PUBLIC_KEY.test(joined));
}

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
