/** AWS Systems Manager Parameter Store. */
import { createHash } from "node:crypto";
import { makeGlobalArn } from "../../core/arn/arn.ts";
import { assertAllowed } from "../protocol/access.ts";
import { flagOf, listOf, numberOf, refuseMissing, requiredText, stringOf, stringsOf } from "../protocol/input.ts";
import { DENIED, makeJsonService } from "../protocol/json-service.ts";
import { makePage } from "../protocol/paging.ts";
import { type Input, type Operation, type Output, refuse, refuseInvalid } from "../protocol/service.ts";
import { PARAMETER_TYPES, type Parameter, type ParameterTier, type ParameterType, type World } from "../state/state.ts";
import {
  addParameterVersion,
  type FoundParameter,
  findByName,
  findParameter,
  latestVersion,
  parameterArn,
  requireNewName,
  requireParameter,
} from "./records.ts";

/** Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_VALUE_BYTES = { Standard: 4096, Advanced: 8192 } as const;
const MAX_NAMES = 10;
const MAX_PAGE = 10;
const MAX_HISTORY_PAGE = 50;

const nameSubject: NonNullable<Operation["subject"]> = (input) => {
  const name = input["Name"] ?? input["Path"];
  return typeof name === "string" ? name : undefined;
};

/** Source: the service model of Systems Manager, 2014-11-06. */
export const parameterStore = makeJsonService({
  name: "ssm",
  targetPrefix: "AmazonSSM",
  version: "1.1",
  operations: {
    PutParameter: { subject: nameSubject, handle: putParameter },
    DeleteParameter: {
      subject: nameSubject,
      handle: (input, world) => {
        world.state.parameters.delete(requireParameter(world, requiredText(input, "Name")).parameter.name);
        return {};
      },
    },
    LabelParameterVersion: { subject: nameSubject, handle: labelVersion },
    GetParameter: {
      subject: nameSubject,
      handle: (input, world) => {
        const found = requireParameter(world, requiredText(input, "Name"));
        return { members: { Parameter: renderParameter(found, input, world) } };
      },
    },
    GetParameters: { handle: getParameters },
    GetParametersByPath: { subject: nameSubject, handle: getByPath },
    GetParameterHistory: { subject: nameSubject, handle: getHistory },
  },
});

function putParameter(input: Input, world: World): Output {
  const given = requireNewName(requiredText(input, "Name"));
  const existing = findByName(world, given);
  const name = existing?.name ?? given;
  if (existing !== undefined && !flagOf(input, "Overwrite")) {
    refuse({
      status: 400,
      type: "ParameterAlreadyExists",
      message: "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    });
  }
  const type = readType(input) ?? (existing && latestVersion(existing)?.type) ?? refuseWithoutType();
  const tier = readTier(input, existing);
  const description = stringOf(input, "Description");
  // Without a key, a SecureString gets the account's own one, whichever encrypted the version before.
  const keyId = type === "SecureString" ? (stringOf(input, "KeyId") ?? "alias/aws/ssm") : undefined;
  const parameter = addParameterVersion(
    name,
    existing,
    { type, value: readValue(input, tier), description, keyId, tier },
    world.now(),
  );
  world.state.parameters.set(name, parameter);
  return { members: { Version: latestVersion(parameter)?.version, Tier: tier } };
}

/** An advanced parameter stays one: the way back is refused. */
function readTier(input: Input, existing: Parameter | undefined): ParameterTier {
  const given = stringOf(input, "Tier");
  const before = existing && latestVersion(existing)?.tier;
  if (before !== "Advanced") return given === "Advanced" ? "Advanced" : "Standard";
  if (given !== "Standard") return "Advanced";
  return refuse({
    status: 400,
    type: "ValidationException",
    message:
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
  });
}

function readType(input: Input): ParameterType | undefined {
  const given = stringOf(input, "Type");
  const type = PARAMETER_TYPES.find((known) => known === given);
  if (given === undefined || type !== undefined) return type;
  return refuseInvalid(
    `Value at 'type' failed to satisfy constraint: Member must satisfy enum value set: [${PARAMETER_TYPES.join(", ")}]`,
  );
}

function refuseWithoutType(): never {
  refuse({ status: 400, type: "ValidationException", message: "A parameter type is required when you create a parameter." });
}

function readValue(input: Input, tier: keyof typeof MAX_VALUE_BYTES): string {
  const value = requiredText(input, "Value");
  if (value === "") {
    refuseInvalid("Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1");
  }
  if (/\{\{[\s\S]*\}\}/.test(value)) {
    refuse({
      status: 400,
      type: "ValidationException",
      message: 'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
    });
  }
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES[tier]) {
    refuse({
      status: 400,
      type: "ValidationException",
      message: `${tier} tier parameters support a maximum parameter value of ${MAX_VALUE_BYTES[tier]} characters.`,
    });
  }
  return value;
}

/** Moves labels to a version: a label is on one version at a time. */
function labelVersion(input: Input, world: World): Output {
  const name = requiredText(input, "Name");
  const labels = stringsOf(input, "Labels") ?? refuseMissing("Labels");
  const number = numberOf(input, "ParameterVersion", 1, Number.MAX_SAFE_INTEGER);
  const { parameter, version } = requireParameter(world, number === undefined ? name : `${name}:${number}`);
  const versions = parameter.versions.map((each) => {
    const others = each.labels.filter((label) => !labels.includes(label));
    return { ...each, labels: each === version ? [...others, ...labels] : others };
  });
  world.state.parameters.set(parameter.name, { ...parameter, versions });
  return { members: { InvalidLabels: [], ParameterVersion: version.version } };
}

/** Returns the parameters by name: AWS returns them in an undefined order. */
function getParameters(input: Input, world: World): Output {
  const names = stringsOf(input, "Names") ?? refuseMissing("Names");
  if (names.length === 0 || names.length > MAX_NAMES) {
    const bound = names.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MAX_NAMES}`;
    refuseInvalid(`Value at 'names' failed to satisfy constraint: Member must have length ${bound}`);
  }
  for (const name of names) assertAllowed(world, "ssm:GetParameters", name, DENIED);
  const found = names.map((name) => ({ name, result: findParameter(world, name) }));
  return {
    members: {
      Parameters: found
        .flatMap(({ result }) => ("parameter" in result ? [renderParameter(result, input, world)] : []))
        .sort((a, b) => (a.Name < b.Name ? -1 : 1)),
      InvalidParameters: found.flatMap(({ name, result }) => ("parameter" in result ? [] : [name])),
    },
  };
}

/** Pages are cut before parameters of deeper levels are removed, so a page may be empty without being the last, as on AWS. */
function getByPath(input: Input, world: World): Output {
  const path = requiredText(input, "Path");
  if (!path.startsWith("/")) {
    refuse({
      status: 400,
      type: "ValidationException",
      message:
        'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
    });
  }
  if (listOf(input, "ParameterFilters") !== undefined) {
    refuse({ status: 400, type: "InvalidFilterKey", message: "The local endpoint does not support parameter filters" });
  }
  const prefix = path.endsWith("/") ? path : `${path}/`;
  const recursive = flagOf(input, "Recursive");
  const below = [...world.state.parameters.values()]
    // A name without slashes is at the root, as the same name with one in front of it.
    .filter(({ name }) => (name.startsWith("/") ? name : `/${name}`).startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = makePage(below, stringOf(input, "NextToken"), numberOf(input, "MaxResults", 1, MAX_PAGE) ?? MAX_PAGE);
  const parameters = page.items.flatMap((parameter) => {
    const version = latestVersion(parameter);
    const isAsked =
      recursive ||
      !parameter.name
        .replace(/^\//, "")
        .slice(prefix.length - 1)
        .includes("/");
    return isAsked && version !== undefined ? [renderParameter({ parameter, version }, input, world)] : [];
  });
  return { members: { Parameters: parameters, NextToken: page.next } };
}

/** Returns the versions, oldest first as on AWS. */
function getHistory(input: Input, world: World): Output {
  const name = requiredText(input, "Name");
  const { parameter } = requireParameter(world, name);
  const limit = numberOf(input, "MaxResults", 1, MAX_HISTORY_PAGE) ?? MAX_HISTORY_PAGE;
  const page = makePage(parameter.versions, stringOf(input, "NextToken"), limit);
  const parameters = page.items.map((version) => ({
    ...renderParameter({ parameter, version }, input, world),
    Description: version.description,
    Labels: version.labels,
    LastModifiedUser: makeGlobalArn(world, "iam", "user/local"),
    Tier: version.tier ?? "Standard",
    KeyId: version.keyId,
  }));
  return { members: { Parameters: parameters, NextToken: page.next } };
}

type RenderedParameter = { readonly Name: string } & Readonly<Record<string, unknown>>;

/** Units: dates are seconds since 1970, as JSON 1.1 has them. */
function renderParameter({ parameter, version, selector }: FoundParameter, input: Input, world: World): RenderedParameter {
  const { name } = parameter;
  const isSecure = version.type === "SecureString";
  const decrypts = flagOf(input, "WithDecryption");
  if (isSecure && decrypts) assertAllowed(world, "kms:Decrypt", name, DENIED);
  return {
    Name: name,
    Type: version.type,
    Value: isSecure && !decrypts ? ciphertextOf(name, version.version) : version.value,
    Version: version.version,
    Selector: selector,
    LastModifiedDate: version.modifiedAt / 1000,
    ARN: parameterArn(world, name),
    DataType: "text",
  };
}

/** Looks like KMS ciphertext, and contains nothing of the value. */
function ciphertextOf(name: string, version: number): string {
  const digest = createHash("sha512").update(`${name}:${version}`).digest();
  return Buffer.concat([Buffer.from("AQICAHh", "base64"), digest]).toString("base64");
}
