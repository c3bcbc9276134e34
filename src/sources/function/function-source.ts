/** `--from`: the variables of another function, or of a version or an alias, as a source. */
import type { Aws } from "../../aws/connection/clients.ts";
import { getFunctionConfiguration } from "../../aws/function.ts";
import { toTarget } from "../../core/target.ts";
import { type LayerEntry, makeLayer } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { AwsReading, SourceResult } from "../source.ts";
import { type FromOptions, type FromSpec, parseFromSpecs } from "./from-spec.ts";
import { explainMissing } from "./missing-function.ts";

/**
 * Returns a layer for each function, in their order, each read once it has settled.
 *
 * Errors: USAGE for text that does not name a function, before any request. FUNCTION_NOT_FOUND with similar names; UNREADABLE if
 * the variables are withheld; those of `getFunctionConfiguration`.
 */
export async function readFunctionSources(given: FromOptions, aws: Aws, reading: AwsReading): Promise<readonly SourceResult[]> {
  const specs = parseFromSpecs(given);
  return Promise.all(specs.map((spec) => readFunctionSource(spec, aws, reading)));
}

async function readFunctionSource(spec: FromSpec, aws: Aws, { signal, readSettled }: AwsReading): Promise<SourceResult> {
  const { id, qualifier, region, profile, source } = spec;
  const there = region === undefined && profile === undefined ? aws : aws.elsewhere({ region, profile });
  const read = readSettled((until) => getFunctionConfiguration(there, id, { qualifier, signal: until }));
  const snapshot = await read.catch(async (error: unknown) => {
    if (!(error instanceof LambdaEnvError) || error.code !== "FUNCTION_NOT_FOUND") throw error;
    throw await explainMissing(there, spec, { error, signal });
  });
  const target = toTarget(snapshot);
  const origin = { layer: "function", source, home: { account: target.account, region: target.region } };
  const entries = [...snapshot.environment.variables].map(
    ([name, value]): LayerEntry => ({ kind: "value", name, value, sensitive: true, origin }),
  );
  return { layer: makeLayer("function", source, entries), findings: [], copiedFrom: target };
}
