/** `--secret`: secrets from Secrets Manager, fetched together. */
import type { Aws } from "../../aws/connection/clients.ts";
import { getSecrets, type SecretResult } from "../../aws/secrets.ts";
import { parseArn } from "../../core/arn/arn.ts";
import { makeFinding } from "../../core/finding.ts";
import { makeLayer } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { leaveOut } from "../left-out.ts";
import type { AwsReading, SourceResult } from "../source.ts";
import { secretLayer } from "./secret-layer.ts";
import { parseSecretSpec, type SecretSpec } from "./secret-spec.ts";

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
  const ids = [...new Set(parsed.filter((spec) => unwantedName(spec, wants) === undefined).map((spec) => spec.id))];
  const secrets = await getSecrets(aws, ids, { signal });
  const results = parsed.flatMap((spec) => {
    const unwanted = unwantedName(spec, wants);
    if (unwanted !== undefined) return [leaveOut("secret", spec.id, unwanted)];
    return readResult(spec, secrets.get(spec.id), keysTaken(spec.id, parsed));
  });
  const failed = ids.flatMap((id) => {
    const secret = secrets.get(id);
    return secret?.kind === "failed" ? [{ id, secret }] : [];
  });
  if (failed.length === 0) return results;
  const denied = failed.some(({ secret }) => neededAction(secret) !== undefined);
  const shown = (id: string): string => shownId(id, specs, parsed);
  const first = shown(failed[0]?.id ?? "");
  const single = first.startsWith("--") ? `what ${first} names` : `secret ${first}`;
  const subject = failed.length === 1 ? single : `${failed.length} of ${ids.length} secrets`;
  const mistakes = results.flatMap((result) => result.findings).filter((finding) => finding.severity === "error");
  throw new LambdaEnvError(denied ? "ACCESS_DENIED" : "AWS_ERROR", `cannot read ${subject}`, {
    findings: [...failed.map(({ id, secret }) => explainFailure(id, shown(id), secret)), ...mistakes],
  });
}

/** Where a secret is for one variable that is not needed, its name; every other secret is fetched. */
function unwantedName(spec: SecretSpec, wants: AwsReading["wants"]): string | undefined {
  return spec.kind === "object" || wants(spec.name) ? undefined : spec.name;
}

function keysTaken(id: string, specs: readonly SecretSpec[]): ReadonlySet<string> {
  return new Set(specs.flatMap((spec) => (spec.kind === "key" && spec.id === id ? [spec.key] : [])));
}

function readResult(spec: SecretSpec, secret: SecretResult | undefined, taken: ReadonlySet<string>): readonly SourceResult[] {
  if (secret?.kind === "string") return [secretLayer(spec, secret.value, taken)];
  if (secret?.kind !== "binary") return [];
  const { id } = spec;
  return [{ layer: makeLayer("secret", id, []), findings: [makeFinding("SECRET_BINARY", "error", {}, { at: { source: id } })] }];
}

/** Returns how to name an id that Secrets Manager does not confirm: after a `=` it may be a value, typed by mistake. */
function shownId(id: string, specs: readonly string[], parsed: readonly SecretSpec[]): string {
  const named = parsed.flatMap((spec, index) => {
    if (spec.id !== id) return [];
    const isAssigned = spec.kind !== "object" && specs[index]?.startsWith(`${spec.name}=`) === true;
    return [isAssigned ? `--secret ${spec.name}=…` : id];
  });
  return named.find((name) => name === id) ?? named[0] ?? id;
}

/** The region in an ARN, which the request ignored if the client has another; undefined for a name. */
function regionOf(id: string): string {
  return parseArn(id)?.region ?? "";
}

function explainFailure(id: string, shown: string, secret: FailedSecret): Finding {
  const about = { at: { source: shown } };
  const action = neededAction(secret);
  if (action !== undefined) return makeFinding("SECRET_ACCESS_DENIED", "error", { action }, about);
  if (secret.code === "NOT_FOUND") return makeFinding("SECRET_NOT_FOUND", "error", { region: regionOf(id) }, about);
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
