/** The facts that the evaluation of a template requests, read from AWS: all of a round together. */

import { getResource } from "../../aws/cloud-control.ts";
import { describeStack, getTemplate, listExports } from "../../aws/cloudformation.ts";
import type { Aws } from "../../aws/connection/clients.ts";
import { getParameters, type ParameterResult } from "../../aws/parameter-store.ts";
import { getSecrets, getSecretVersion, type SecretResult } from "../../aws/secrets.ts";
import { defined } from "../../core/defined.ts";
import type { Json } from "../../core/json.ts";
import {
  type Facts,
  type Known,
  type Need,
  type NeedOf,
  needKey,
  needsOf,
  type StackFacts,
} from "../../template/evaluate/facts.ts";
import { parseTemplate, type Template } from "../../template/template.ts";
import { type Attempt, attempt } from "./known.ts";

/** Where facts come from. */
export interface FactSource {
  readonly aws: Aws;
  readonly stack: () => Promise<Known<StackFacts>>;
  readonly signal: AbortSignal;
}

/** Facts, and the times of change of those that are stored outside CloudFormation. */
export interface Gathered {
  readonly facts: Facts;
  readonly changes: readonly DatedNeed[];
}

/** A secret or a parameter that was read, with the time at which its content was stored. */
export interface DatedNeed {
  readonly need: Extract<Need, { kind: "secret" | "ssm" }>;
  readonly changedAt: Date;
}

/**
 * Returns `known` with the requested facts added: each is answered, by a value or by why there is none.
 *
 * Errors: UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function readNeeds(needs: readonly Need[], known: Gathered, source: FactSource): Promise<Gathered> {
  const { facts } = known;
  const only = <T>(kind: Need["kind"], read: () => Promise<T>): Promise<T | undefined> =>
    needsOf(needs, kind).length === 0 ? Promise.resolve(undefined) : read();
  const [stack, processed, original, exports, outputs, ssm, secrets, resources] = await Promise.all([
    only("stack", source.stack),
    only("processed", () => readProcessed(source)),
    only("original", () => readDeployed(source, "Original")),
    only("exports", () => attempt(() => listExports(source.aws, source))),
    readAll(needsOf(needs, "outputs"), async ({ stack }) =>
      attempt(async () => (await describeStack(source.aws, stack, source)).outputs),
    ),
    readSsm(needsOf(needs, "ssm"), source),
    readSecrets(needsOf(needs, "secret"), source),
    readAll(needsOf(needs, "resource"), (need) => readResource(need, source)),
  ]);
  return {
    facts: {
      ...facts,
      ...defined({ stack, processed, original, exports }),
      outputs: new Map([...(facts.outputs ?? []), ...outputs.map(([need, fact]) => [need.stack, fact] as const)]),
      ssm: new Map([...(facts.ssm ?? []), ...ssm.map(({ need, fact }) => [need.name, fact] as const)]),
      secrets: new Map([...(facts.secrets ?? []), ...secrets.map(({ need, fact }) => [needKey(need), fact] as const)]),
      resources: new Map([...(facts.resources ?? []), ...resources.map(([need, fact]) => [needKey(need), fact] as const)]),
    },
    changes: [
      ...known.changes,
      ...[...ssm, ...secrets].flatMap(({ need, changedAt }) => (changedAt === undefined ? [] : [{ need, changedAt }])),
    ],
  };
}

/** Returns the deployed template after CloudFormation's transforms. */
export async function readProcessed(source: FactSource): Promise<Known<Template>> {
  return readDeployed(source, "Processed");
}

async function readDeployed({ aws, stack, signal }: FactSource, stage: "Original" | "Processed"): Promise<Known<Template>> {
  const known = await stack();
  if ("unavailable" in known) return known;
  const { stackId } = known.value;
  return attempt(async () => {
    const text = await getTemplate(aws, { stack: stackId, stage }, { signal });
    return parseTemplate(text, { source: `the ${stage === "Processed" ? "processed" : "deployed"} template` });
  });
}

function readAll<OneNeed, Fact>(
  needs: readonly OneNeed[],
  read: (need: OneNeed) => Promise<Fact>,
): Promise<readonly (readonly [OneNeed, Fact])[]> {
  return Promise.all(needs.map(async (need) => [need, await read(need)] as const));
}

/** A fact with its time, if that is known. */
interface Dated<OneNeed> {
  readonly need: OneNeed;
  readonly fact: Known<string>;
  readonly changedAt?: Date | undefined;
}

async function readSsm(needs: readonly NeedOf<"ssm">[], { aws, signal }: FactSource): Promise<readonly Dated<NeedOf<"ssm">>[]> {
  const names = needs.map(({ name }) => name);
  const results = await attempt(() => getParameters(aws, names, { signal }));
  return needs.map((need) => {
    if ("value" in results) return { need, ...ssmFact(need.name, results.value.get(need.name)) };
    return { need, fact: { unavailable: `parameter ${need.name} of Parameter Store cannot be read (${codeOf(results)})` } };
  });
}

/**
 * Returns AWS's name of the error. Our own message names everything that was requested together, and a secret may be part of one
 * name.
 */
function codeOf({ error }: Extract<Attempt<unknown>, { readonly error: unknown }>): string {
  return error.cause instanceof Error ? error.cause.name : error.code;
}

function ssmFact(name: string, result: ParameterResult | undefined): Omit<Dated<unknown>, "need"> {
  switch (result?.kind) {
    case "found":
      return { fact: { value: result.value }, changedAt: result.changedAt };
    case "failed":
      return { fact: { unavailable: `parameter ${name} of Parameter Store cannot be read (${result.errorCode})` } };
    default:
      return { fact: { unavailable: `Parameter Store does not have parameter ${name}` } };
  }
}

/** Reads secrets: current versions together, others one by one. */
async function readSecrets(
  needs: readonly NeedOf<"secret">[],
  { aws, signal }: FactSource,
): Promise<readonly Dated<NeedOf<"secret">>[]> {
  const isCurrent = ({ stage, version }: NeedOf<"secret">): boolean => stage === undefined && version === undefined;
  const ids = needs.filter(isCurrent).map(({ id }) => id);
  const [current, versions] = await Promise.all([
    attempt(() => getSecrets(aws, ids, { signal })),
    readAll(
      needs.filter((need) => !isCurrent(need)),
      (need) => attempt(() => getSecretVersion(aws, need, { signal })),
    ),
  ]);
  const ofCurrent = (id: string): Attempt<SecretResult | undefined> =>
    "value" in current ? { value: current.value.get(id) } : current;
  const results = [...needs.filter(isCurrent).map((need) => [need, ofCurrent(need.id)] as const), ...versions];
  return results.map(([need, result]) => {
    if ("value" in result) return { need, ...secretFact(need.id, result.value) };
    return { need, fact: { unavailable: `secret ${need.id} cannot be read (${codeOf(result)})` } };
  });
}

function secretFact(id: string, result: SecretResult | undefined): Omit<Dated<unknown>, "need"> {
  switch (result?.kind) {
    case "string":
      return { fact: { value: result.value }, changedAt: result.createdAt };
    case "binary":
      return { fact: { unavailable: `secret ${id} is binary` } };
    default:
      return { fact: { unavailable: `secret ${id} cannot be read (${result?.errorCode ?? "no reply"})` } };
  }
}

async function readResource({ type, identifier }: NeedOf<"resource">, { aws, signal }: FactSource): Promise<Known<Json>> {
  const tried = await attempt(() => getResource(aws, { type, identifier }, { signal }));
  if (!("value" in tried)) return { unavailable: `${type} ${identifier} cannot be read by Cloud Control (${codeOf(tried)})` };
  const result = tried.value;
  if (result.kind === "found") return { value: result.properties };
  return { unavailable: `${type} ${identifier} cannot be read by Cloud Control (${result.errorCode})` };
}
