/**
 * Writes src/template/getatt-table.json from the specification of AWS resources that the CDK team publishes:
 * `node scripts/make-getatt-table.js`, or with `--print` to standard output.
 *
 * Only forms that are certain get in; every other attribute is read from AWS instead.
 */
import { writeFileSync } from "node:fs";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

/**
 * Types whose ARN is their `Ref` put into the form of the specification, by their pages in the CloudFormation user guide.
 * The specification alone does not prove it: ARNs of IAM roles need a path, those of log groups lack `:*`, those of EventBridge
 * connections and destinations lack an id, that of a CodeCommit repository needs its name, which is not its `Ref`, and that of a
 * DynamoDB global table is one of an older kind of resource.
 */
const CERTAIN = [
  "AWS::Backup::BackupVault",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::CompositeAlarm",
  "AWS::CodeBuild::Project",
  "AWS::Cognito::UserPool",
  "AWS::DynamoDB::Table",
  "AWS::ECR::Repository",
  "AWS::ECS::Cluster",
  "AWS::EFS::AccessPoint",
  "AWS::EFS::FileSystem",
  "AWS::EKS::Cluster",
  "AWS::Elasticsearch::Domain",
  "AWS::Events::EventBus",
  "AWS::IoT::Thing",
  "AWS::IoT::TopicRule",
  "AWS::KMS::Key",
  "AWS::Kendra::Index",
  "AWS::Kinesis::Stream",
  "AWS::KinesisFirehose::DeliveryStream",
  "AWS::Lambda::Function",
  "AWS::Location::Map",
  "AWS::Location::PlaceIndex",
  "AWS::Location::RouteCalculator",
  "AWS::Location::Tracker",
  "AWS::OpenSearchService::Domain",
  "AWS::S3::Bucket",
];

const WORLD = ["Partition", "Region", "Account"];

/** `<Ref>` stands for the resource, whatever the specification calls it. */
function arnForm(arnTemplate) {
  return arnTemplate.replace(/\$\{(\w+)\}/g, (_, name) => `<${WORLD.includes(name) ? name : "Ref"}>`);
}

function sorted(entries) {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const resources = loadAwsServiceSpecSync().all("resource");
const arns = resources
  .filter((resource) => CERTAIN.includes(resource.cloudFormationType))
  .map((resource) => [resource.cloudFormationType, arnForm(resource.arnTemplate)]);
if (arns.length !== CERTAIN.length) throw new Error(`the specification has ${arns.length} of ${CERTAIN.length} types`);

// If Cloud Control needs something other than `Ref`, the identifier is put together from properties.
const identifiers = resources
  .map(({ cloudFormationType: type, cfnRefIdentifier: ref = [], primaryIdentifier: parts = [] }) => ({
    type,
    ref: ref.join("|"),
    parts: parts.join("|"),
  }))
  .filter(({ ref, parts }) => ref !== "" && ref !== parts)
  .map(({ type, ref, parts }) => [type, { ref, parts }]);

const table = { arns: sorted(arns), identifiers: sorted(identifiers) };
const text = `${JSON.stringify(table, null, 2)}\n`;
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(new URL("../src/template/functions/getatt-table.json", import.meta.url), text);
