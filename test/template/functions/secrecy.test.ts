/** What is not shown, by its name or by its declaration. */
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { describe, expect, test } from "vitest";
import { isSecretName } from "../../../src/core/secrecy/secret-names.ts";
import { needKey } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { isSecretAttribute } from "../../../src/template/functions/secrecy.ts";
import { deployed, evaluateExpression, outcomeOf, stackFacts, templateOf } from "../support.ts";

const attributes = [
  ...new Set(
    loadAwsServiceSpecSync()
      .all("resource")
      .flatMap(({ cloudFormationType, attributes: own }) => Object.keys(own).map((name) => `${cloudFormationType}.${name}`)),
  ),
].sort();

const isSecret = (path: string): boolean => {
  const dot = path.indexOf(".");
  return isSecretAttribute(path.slice(0, dot), path.slice(dot + 1));
};

describe("every attribute of every resource type", () => {
  test("that is a secret is one of these", () => {
    expect(attributes.filter(isSecret)).toEqual([
      "AWS::AppSync::ApiKey.ApiKey",
      "AWS::AppSync::ApiKey.ApiKeyId",
      "AWS::AppSync::ApiKey.Arn",
      "AWS::Cognito::UserPoolClient.ClientSecret",
      "AWS::DataSync::LocationAzureBlob.ManagedSecretConfig",
      "AWS::DataSync::LocationFSxONTAP.Protocol.SMB.ManagedSecretConfig",
      "AWS::DataSync::LocationFSxWindows.ManagedSecretConfig",
      "AWS::DataSync::LocationHDFS.ManagedSecretConfig",
      "AWS::DataSync::LocationObjectStorage.ManagedSecretConfig",
      "AWS::DataSync::LocationSMB.ManagedSecretConfig",
      "AWS::EC2::IpamExternalResourceVerificationToken.TokenValue",
      "AWS::EVS::Environment.Credentials",
      "AWS::IAM::AccessKey.SecretAccessKey",
      "AWS::IVS::IngestConfiguration.StreamKey",
      "AWS::IVS::StreamKey.Value",
      "AWS::ManagedBlockchain::Accessor.BillingToken",
      "AWS::Route53GlobalResolver::AccessToken.Value",
      "AWS::SSM::Parameter.Value",
      "AWS::WorkSpacesThinClient::Environment.ActivationCode",
    ]);
  });

  // A new version of the specification brings new ones: each is looked at before it is public.
  test("that only looks like a secret is one of these, and public", () => {
    const looksSecret =
      /\.(?:[^.]*(?:secret|passw|token|credential|passphrase|keys?$|private[^.]*key|auth[^.]*data|pin$)[^.]*|value)$/i;
    expect(attributes.filter((path) => looksSecret.test(path) && !isSecret(path))).toEqual(PUBLIC);
  });
});

const PUBLIC: readonly string[] = [
  "AWS::AppConfig::ExperimentDefinition.Control.Key",
  "AWS::AppFlow::ConnectorProfile.CredentialsArn",
  "AWS::BedrockAgentCore::ApiKeyCredentialProvider.ApiKeySecretArn",
  "AWS::BedrockAgentCore::ApiKeyCredentialProvider.ApiKeySecretJsonKey",
  "AWS::BedrockAgentCore::ApiKeyCredentialProvider.CredentialProviderArn",
  "AWS::BedrockAgentCore::GatewayTarget.AuthorizationData",
  "AWS::BedrockAgentCore::OAuth2CredentialProvider.ClientSecretArn",
  "AWS::BedrockAgentCore::OAuth2CredentialProvider.ClientSecretJsonKey",
  "AWS::BedrockAgentCore::OAuth2CredentialProvider.ClientSecretSource",
  "AWS::BedrockAgentCore::OAuth2CredentialProvider.CredentialProviderArn",
  "AWS::BedrockAgentCore::PaymentCredentialProvider.CredentialProviderArn",
  "AWS::CodeArtifact::Domain.EncryptionKey",
  "AWS::DataSync::LocationAzureBlob.CmkSecretConfig.SecretArn",
  "AWS::DataSync::LocationFSxONTAP.Protocol.SMB.CmkSecretConfig.SecretArn",
  "AWS::DataSync::LocationFSxWindows.CmkSecretConfig.SecretArn",
  "AWS::DataSync::LocationHDFS.CmkSecretConfig.SecretArn",
  "AWS::DataSync::LocationObjectStorage.CmkSecretConfig.SecretArn",
  "AWS::DataSync::LocationSMB.CmkSecretConfig.SecretArn",
  "AWS::EC2::EnclaveCertificateIamRoleAssociation.CertificateS3ObjectKey",
  "AWS::EC2::IpamExternalResourceVerificationToken.IpamExternalResourceVerificationTokenArn",
  "AWS::EC2::IpamExternalResourceVerificationToken.IpamExternalResourceVerificationTokenId",
  "AWS::EC2::IpamExternalResourceVerificationToken.TokenName",
  "AWS::EC2::VPCEndpointService.PrivateDnsNameConfiguration.Value",
  "AWS::EKS::Cluster.CertificateAuthorityData",
  "AWS::Events::Connection.SecretArn",
  "AWS::RDS::DBCluster.MasterUserSecret.SecretArn",
  "AWS::RDS::DBInstance.MasterUserSecret.SecretArn",
  "AWS::Redshift::Cluster.MasterPasswordSecretArn",
  "AWS::Route53GlobalResolver::AccessToken.AccessTokenId",
  "AWS::Route53Profiles::Profile.ClientToken",
  "AWS::S3ObjectLambda::AccessPoint.Alias.Value",
  "AWS::S3Tables::Table.VersionToken",
  "AWS::SES::EmailIdentity.DkimDNSTokenName1",
  "AWS::SES::EmailIdentity.DkimDNSTokenName2",
  "AWS::SES::EmailIdentity.DkimDNSTokenName3",
  "AWS::SES::EmailIdentity.DkimDNSTokenValue1",
  "AWS::SES::EmailIdentity.DkimDNSTokenValue2",
  "AWS::SES::EmailIdentity.DkimDNSTokenValue3",
  "AWS::ServiceCatalogAppRegistry::Application.ApplicationTagKey",
  "AWS::Timestream::InfluxDBCluster.InfluxAuthParametersSecretArn",
  "AWS::Timestream::InfluxDBInstance.InfluxAuthParametersSecretArn",
];

test.each([
  ["shared-db-password", true],
  ["ApiKey", true],
  ["stripe-api-key", true],
  ["prod:GITHUB_TOKEN", true],
  ["SigningKey", true],
  ["DbCredentials", true],
  ["db/secret", true],
  ["DbSecretArn", false],
  ["secret-name", false],
  ["ApiKeyId", false],
  ["KmsKey", false],
  ["network-KmsKeyArn", false],
  ["PublicKey", false],
  ["VpcId", false],
  ["QueueUrl", false],
  ["monkey-bars", false],
])("the name %s stands for a secret: %s", (name, isSecretOne) => {
  expect(isSecretName(name)).toBe(isSecretOne);
});

describe("a value is sensitive", () => {
  const stack = stackFacts({
    resources: new Map([
      ["Stream", deployed("AWS::IVS::StreamKey", "arn:aws:ivs:eu-west-1:111122223333:stream-key/a")],
      ["Stored", deployed("AWS::SSM::Parameter", "/app/stored")],
      ["Graph", deployed("AWS::AppSync::ApiKey", "arn:aws:appsync:eu-west-1:111122223333:apis/api1/apikey/da2-canary")],
      ["Other", deployed("AWS::AppSync::ApiKey", "arn:aws:appsync:eu-west-1:111122223333:apis/api1/apikey/odd")],
    ]),
  });
  const sections = {
    Resources: `{Stream: {Type: AWS::IVS::StreamKey}, Stored: {Type: AWS::SSM::Parameter}, Graph: {Type: AWS::AppSync::ApiKey},
      Other: {Type: AWS::AppSync::ApiKey}}`,
  };
  const outputs = new Map([["common", { value: new Map([["DbPassword", "canary"]]) }]]);
  const resources = new Map([
    [
      needKey({ kind: "resource", type: "AWS::IVS::StreamKey", identifier: "arn:aws:ivs:eu-west-1:111122223333:stream-key/a" }),
      {
        value: { Value: "canary" },
      },
    ],
  ]);
  const facts = {
    stack,
    outputs,
    resources,
    ssm: new Map([["/app/stored", { value: "canary" }]]),
    exports: {
      value: new Map([
        ["shared-db-password", "canary"],
        ["shared-vpc", "vpc-1"],
      ]),
    },
  };

  test.each([
    ["!ImportValue shared-db-password", "canary", true],
    ["!ImportValue shared-vpc", "vpc-1", false],
    ["'Fn::GetStackOutput': {StackName: common, OutputName: DbPassword}", "canary", true],
    ["!GetAtt Stored.Value", "canary", true],
    ["!GetAtt Stream.Value", "canary", true],
    ["!GetAtt Graph.ApiKey", "da2-canary", true],
    ["!GetAtt Graph.ApiKeyId", "da2-canary", true],
    ["!Ref Graph", "arn:aws:appsync:eu-west-1:111122223333:apis/api1/apikey/da2-canary", true],
    ["!GetAtt Graph.Arn", "arn:aws:appsync:eu-west-1:111122223333:apis/api1/apikey/da2-canary", true],
  ])("%s", (expression, value, sensitive) => {
    const text = expression.startsWith("!") ? expression : `{${expression}}`;
    expect(evaluateExpression(text, sections, facts)).toEqual({ value, sensitive });
  });

  test("the key of an AppSync API is not made of a Ref of another form", () => {
    expect(evaluateExpression("!GetAtt Other.ApiKey", sections, facts)).toHaveProperty("reason");
  });
});

describe("NoEcho", () => {
  test.each(["true", "True", "TRUE", '"true"', "yes", "on", "y", "1", "null", "[]", "!Ref Hidden", '""', "enabled"])(
    "spelled %s hides the value",
    (spelling) => {
      const Parameters = `{Pw: {Type: String, Default: canary-default, NoEcho: ${spelling}}, Hidden: {Type: String}}`;
      const facts = { stack: stackFacts(), overrides: new Map([["Pw", "canary"]]) };
      expect(evaluateExpression("!Ref Pw", { Parameters }, facts)).toEqual({ value: "canary", sensitive: true });
      const fresh = outcomeOf(templateLayer(templateOf('!Sub "x-${Pw}"', { Parameters }), "Fn", { stack: stackFacts() }));
      expect(fresh).toEqual({ value: "x-canary-default", sensitive: true });
    },
  );

  test.each(["false", "False", "FALSE", '"false"'])("spelled %s shows it", (spelling) => {
    const Parameters = `{Pw: {Type: String, NoEcho: ${spelling}}}`;
    const facts = { stack: stackFacts(), overrides: new Map([["Pw", "shown"]]) };
    expect(evaluateExpression("!Ref Pw", { Parameters }, facts)).toEqual({ value: "shown", sensitive: false });
  });
});
