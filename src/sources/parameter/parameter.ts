/** `--parameter` and `--parameters-by-path`: variables from Parameter Store, fetched together. */
import type { Aws } from "../../aws/connection/clients.ts";
import { getParameters, type ParameterResult } from "../../aws/parameter-store.ts";
import { makeFinding } from "../../core/finding.ts";
import { type LayerEntry, makeLayer } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { leaveOut } from "../left-out.ts";
import type { AwsReading, SourceResult } from "../source.ts";
import { readFolder } from "./parameter-folder.ts";
import { type ParameterSpec, type ParameterSpecs, parseParameterPath, parseParameterSpec } from "./parameter-spec.ts";

type FailedParameter = Extract<ParameterResult, { readonly kind: "failed" }>;

/**
 * Returns a layer for each path and then for each parameter, in their order: a parameter that is named explicitly wins.
 *
 * Errors: USAGE for options that cannot be parsed, before any request. ACCESS_DENIED or AWS_ERROR if parameters cannot be read,
 * with a finding for each of them. Otherwise, an invalid name under a path is a finding.
 */
export async function readParameters(
  specs: ParameterSpecs,
  aws: Aws,
  { signal, wants }: Pick<AwsReading, "signal" | "wants">,
): Promise<readonly SourceResult[]> {
  const paths = specs["parameters-by-path"].map(parseParameterPath);
  const singles = specs.parameter.map(parseParameterSpec);
  const names = singles.filter(({ name }) => wants(name)).map(({ parameter }) => parameter);
  const [folders, found] = await Promise.all([
    Promise.all(paths.map((folder) => readFolder(folder, aws, { signal, wants, recursive: specs.recursive }))),
    getParameters(aws, names, { signal }),
  ]);
  const failed = [...found].flatMap(([parameter, result]) => explainFailure(shownParameter(parameter, singles), result));
  const results = [
    ...folders,
    ...singles.flatMap((spec) =>
      wants(spec.name) ? singleLayer(spec, found.get(spec.parameter)) : [leaveOut("parameter", spec.parameter, spec.name)],
    ),
  ];
  if (failed.length === 0) return results;
  const denied = failed.some(({ code }) => code === "PARAMETER_ACCESS_DENIED");
  const subject = failed.length === 1 ? `what ${failed[0]?.at?.source} names` : `${failed.length} of ${found.size} parameters`;
  const mistakes = folders.flatMap(({ findings }) => findings);
  throw new LambdaEnvError(denied ? "ACCESS_DENIED" : "AWS_ERROR", `cannot read ${subject}`, {
    findings: [...failed, ...mistakes],
  });
}

function singleLayer({ name, parameter }: ParameterSpec, result: ParameterResult | undefined): readonly SourceResult[] {
  if (result?.kind !== "found") return [];
  return [{ layer: makeLayer("parameter", parameter, [makeEntry(name, result.value, parameter)]), findings: [] }];
}

function makeEntry(name: string, value: string, source: string): LayerEntry {
  return { kind: "value", name, value, sensitive: true, origin: { layer: "parameter", source } };
}

/**
 * Returns the name of a parameter for messages: one that Parameter Store does not confirm may be a value, typed by mistake, and
 * is named by its variable.
 */
function shownParameter(parameter: string, specs: readonly ParameterSpec[]): string {
  return `--parameter ${specs.find((spec) => spec.parameter === parameter)?.name ?? "NAME"}=…`;
}

function explainFailure(parameter: string, result: ParameterResult): readonly Finding[] {
  const about = { at: { source: parameter } };
  if (result.kind === "found") return [];
  if (result.kind === "not-found") return [makeFinding("PARAMETER_NOT_FOUND", "error", {}, about)];
  if (result.code === "ACCESS_DENIED") {
    return [makeFinding("PARAMETER_ACCESS_DENIED", "error", { action: neededAction(result), said: result.message }, about)];
  }
  return [makeFinding("PARAMETER_UNUSABLE", "error", { said: result.message, errorCode: result.errorCode }, about)];
}

/** Returns the action that the caller lacks. A SecureString also needs the permission to use its key. */
function neededAction({ message }: FailedParameter): string {
  return /\bkms\b|ciphertext/i.test(message) ? "kms:Decrypt" : "ssm:GetParameters";
}
