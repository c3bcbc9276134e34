/** `--secret`: secrets from Secrets Manager, fetched together. */
import type { Aws } from "../../aws/connection/clients.ts";
import { getSecrets, getSecretVersion, type ListedSecrets, listSecrets, type SecretResult } from "../../aws/secrets.ts";
import { isArn, parseArn } from "../../core/arn/arn.ts";
import { makeFinding } from "../../core/finding.ts";
import { nearNames } from "../../core/near-names.ts";
import { makeLayer } from "../../core/variables.ts";
import { type Finding, LambdaEnvError, type Place } from "../../errors.ts";
import { leaveOut } from "../left-out.ts";
import type { AwsReading, SourceResult } from "../source.ts";
import { secretLayer } from "./secret-layer.ts";
import { parseSecretSpec, type SecretSpec, sourceOfSecret } from "./secret-spec.ts";

type FailedSecret = Extract<SecretResult, { readonly kind: "failed" }>;

/**
 * Returns a layer for each of `specs`, in their order; a secret that several of them name is fetched once.
 *
 * Errors: USAGE for a spec that cannot be parsed, before any request. ACCESS_DENIED or AWS_ERROR if secrets cannot be read, with
 * a finding for each of them and for all mistakes in the others. Otherwise, a mistake in the text of a secret is a finding.
 */
export async function readSecrets(
  specs: readonly string[],
  aws: Aws,
  { signal, wants }: Pick<AwsReading, "signal" | "wants">,
): Promise<readonly SourceResult[]> {
  const parsed = specs.map(parseSecretSpec);
  const wanted = parsed.filter((spec) => unwantedName(spec, wants) === undefined);
  const secrets = await fetchSecrets(wanted, aws, signal);
  const results = parsed.flatMap((spec) => {
    const source = sourceOfSecret(spec);
    const unwanted = unwantedName(spec, wants);
    if (unwanted !== undefined) return [leaveOut("secret", source, unwanted)];
    return readResult(spec, secrets.get(source), keysTaken(source, parsed));
  });
  const failed = [...secrets].flatMap(([source, secret]) => (secret.kind === "failed" ? [{ source, secret }] : []));
  if (failed.length === 0) return results;
  const denied = failed.some(({ secret }) => neededAction(secret) !== undefined);
  const shown = (source: string): string => shownSource(source, specs, parsed);
  const first = shown(failed[0]?.source ?? "");
  const single = first.startsWith("--") ? `what ${first} names` : `secret ${first}`;
  const subject = failed.length === 1 ? single : `${failed.length} of ${secrets.size} secrets`;
  const mistakes = results.flatMap((result) => result.findings).filter((finding) => finding.severity === "error");
  const isMissing = failed.some(({ secret: { code }, source }) => code === "NOT_FOUND" && !isArn(source));
  const listed = isMissing ? await listSecrets(aws, { signal }) : NOT_LISTED;
  throw new LambdaEnvError(denied ? "ACCESS_DENIED" : "AWS_ERROR", `cannot read ${subject}`, {
    findings: [
      ...failed.map(({ source, secret }) => explainFailure({ spec: specOf(source, wanted), secret, listed }, shown(source))),
      ...mistakes,
    ],
  });
}

/** Returns the name of a secret's variable if it is not needed; undefined for every other secret, which is fetched. */
function unwantedName(spec: SecretSpec, wants: AwsReading["wants"]): string | undefined {
  return spec.kind === "object" || wants(spec.name) ? undefined : spec.name;
}

/** Returns each secret once, by its source: current versions are fetched together, others one by one. */
async function fetchSecrets(
  specs: readonly SecretSpec[],
  aws: Aws,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SecretResult>> {
  const bySource = new Map(specs.map((spec) => [sourceOfSecret(spec), spec]));
  const versions = [...bySource].filter(([source, { id }]) => source !== id);
  const ids = [...bySource.keys()].filter((source) => !versions.some(([other]) => other === source));
  const [current, others] = await Promise.all([
    getSecrets(aws, ids, { signal }),
    Promise.all(versions.map(async ([source, spec]) => [source, await getSecretVersion(aws, spec, { signal })] as const)),
  ]);
  const found = new Map([...current, ...others]);
  return new Map(
    [...bySource.keys()].flatMap((source) => {
      const secret = found.get(source);
      return secret === undefined ? [] : [[source, secret] as const];
    }),
  );
}

function specOf(source: string, specs: readonly SecretSpec[]): SecretSpec | undefined {
  return specs.find((spec) => sourceOfSecret(spec) === source);
}

function keysTaken(source: string, specs: readonly SecretSpec[]): ReadonlySet<string> {
  return new Set(specs.flatMap((spec) => (spec.kind === "key" && sourceOfSecret(spec) === source ? [spec.key] : [])));
}

function readResult(spec: SecretSpec, secret: SecretResult | undefined, taken: ReadonlySet<string>): readonly SourceResult[] {
  if (secret?.kind === "string") return [secretLayer(spec, secret.value, taken)];
  if (secret?.kind !== "binary") return [];
  const source = sourceOfSecret(spec);
  return [{ layer: makeLayer("secret", source, []), findings: [makeFinding("SECRET_BINARY", "error", {}, { at: { source } })] }];
}

/** Returns how to name a source that Secrets Manager does not confirm: after a `=` it may be a value, typed by mistake. */
function shownSource(source: string, specs: readonly string[], parsed: readonly SecretSpec[]): string {
  const named = parsed.flatMap((spec, index) => {
    if (sourceOfSecret(spec) !== source) return [];
    const isAssigned = spec.kind !== "object" && specs[index]?.startsWith(`${spec.name}=`) === true;
    return [isAssigned ? `--secret ${spec.name}=…` : source];
  });
  return named.find((name) => name === source) ?? named[0] ?? source;
}

const NOT_LISTED: ListedSecrets = { region: "", names: [] };

interface Failure {
  readonly spec: SecretSpec | undefined;
  readonly secret: FailedSecret;
  readonly listed: ListedSecrets;
}

function explainFailure({ spec, secret, listed }: Failure, shown: string): Finding {
  const about = { at: { source: shown } };
  const action = neededAction(secret);
  if (action !== undefined) return makeFinding("SECRET_ACCESS_DENIED", "error", { action, said: secret.message }, about);
  if (secret.code === "NOT_FOUND") return notFound(spec, listed, about);
  return makeFinding("SECRET_UNUSABLE", "error", { said: secret.message, errorCode: secret.errorCode }, about);
}

/**
 * Returns the action that the caller lacks. A key that may not be used has an error of its own, or is only mentioned in the
 * message.
 */
function neededAction({ code, message }: FailedSecret): string | undefined {
  if (code === "NOT_DECRYPTABLE" || message.startsWith("Access to KMS is not allowed")) return "kms:Decrypt";
  return code === "ACCESS_DENIED" ? "secretsmanager:GetSecretValue" : undefined;
}

function notFound(spec: SecretSpec | undefined, { region, names }: ListedSecrets, about: { readonly at: Place }): Finding {
  const { id = "", stage, version } = spec ?? {};
  const which = stage === undefined && version === undefined ? "current" : "other";
  const arn = parseArn(id);
  if (arn !== undefined) {
    return makeFinding("SECRET_NOT_FOUND", "error", { region: arn.region, by: "arn", near: "", version: which }, about);
  }
  const others = names.filter((name) => name !== id);
  const [near = ""] = nearNames(id, others);
  return makeFinding("SECRET_NOT_FOUND", "error", { region, by: "name", near, version: which }, about);
}
