/** What `push` is asked to do, under the names of the options, and what it writes to. */
import { isArn } from "../../core/arn/arn.ts";
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import { LambdaEnvError } from "../../errors.ts";
import { parseSecretSpec } from "../../sources/secret/secret-spec.ts";
import type { ChangeRequest } from "../request.ts";

export interface PushRequest extends ChangeRequest {
  readonly "parameter-path": string | undefined;
  readonly create: boolean;
  readonly yes: boolean;
  readonly "kms-key": readonly string[];
}

/** A secret, by its name or its ARN, or a path of Parameter Store. */
export interface PushDestination {
  readonly kind: "secret" | "parameters";
  readonly id: string;
  /** Whether it may be created. */
  readonly creates: boolean;
  /** The key that encrypts what is created. */
  readonly kmsKey: string | undefined;
}

/** The stage of a run, and which options it gives. */
type GivenStage = Pick<ActiveStage, "name" | "applied"> | undefined;

/** Returns the one place that the request names; without one, the only secret of the stage. Errors: USAGE. */
export function destinationOf(request: PushRequest, stage?: GivenStage): PushDestination {
  const { "parameter-path": path, create, "kms-key": keys } = request;
  const isOfStage = stage?.applied.has("secret") === true;
  const secret = isOfStage && path !== undefined ? [] : request.secret;
  const [id, another] = secret;
  const [kmsKey, anotherKey] = keys;
  if ((id === undefined) === (path === undefined)) {
    throw new LambdaEnvError("USAGE", id === undefined ? "push needs a place to write to" : "push writes to one place", {
      hint: "name a secret, --secret ID, or a path of Parameter Store, --parameter-path PATH; for a function: lambda-env set",
    });
  }
  if (another !== undefined && isOfStage) {
    throw new LambdaEnvError("USAGE", `stage ${stage.name} names ${secret.length} secrets, and push writes to one`, {
      hint: "name it: --secret ID",
    });
  }
  if (another !== undefined) {
    throw new LambdaEnvError("USAGE", "push writes to one secret", { hint: "run it once per secret" });
  }
  if (anotherKey !== undefined) throw new LambdaEnvError("USAGE", "push takes one --kms-key", { hint: "--kms-key ARN" });
  if (path !== undefined) {
    return { kind: "parameters", id: path.replace(/\/$/, ""), creates: true, kmsKey };
  }
  const creates = { creates: create, kmsKey };
  if (kmsKey !== undefined && !create) {
    throw new LambdaEnvError("USAGE", "--kms-key is for a secret that is created: an existing one keeps its key", {
      hint: "add --create, or leave out --kms-key",
    });
  }
  const name = secretIdOf(id ?? "");
  if (create && isArn(name)) {
    throw new LambdaEnvError("USAGE", "--create takes the name of a secret: AWS makes the ARN", {
      hint: "--secret NAME --create",
    });
  }
  return { kind: "secret", id: name, ...creates };
}

/** Errors: USAGE for a key, a version or a name of a variable: a secret is written as a whole. */
function secretIdOf(text: string): string {
  const spec = parseSecretSpec(text);
  const isWhole = spec.kind === "object" && spec.prefix === undefined && spec.stage === undefined && spec.version === undefined;
  if (isWhole) return spec.id;
  throw new LambdaEnvError("USAGE", "push takes a whole secret, without a key, a version or the name of a variable", {
    hint: `name what to write as an argument: lambda-env push --secret ${spec.id} NAME`,
  });
}

/**
 * Returns the request with what the sources of `push` are: not the secret that it writes to, no template, and of a stage none, so that nothing
 * is stored that the command line does not name.
 */
export function sourceRequest(request: PushRequest, stage?: GivenStage): PushRequest {
  return {
    ...request,
    ...(stage?.applied.has("env") && { env: [] }),
    ...(stage?.applied.has("from") && { from: [] }),
    secret: [],
    parameter: [],
    "parameters-by-path": [],
    recursive: false,
    template: undefined,
    function: [],
    "logical-id": [],
    all: false,
    tag: [],
    stack: undefined,
    prune: false,
  };
}
