/** The documents that `--json` prints: exactly one per run, stable key order, a line feed at the end. */
import { defined } from "../../core/defined.ts";
import type { Json } from "../../core/json.ts";
import type { Losses } from "../../core/plan/losses.ts";
import { HIDDEN, type RedactedChange, type RedactedKeep, type RedactedPlan, type Shown } from "../../core/secrecy/redact.ts";
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import type { Target } from "../../core/target.ts";
import type { Origin } from "../../core/variables.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { EXIT_CODES } from "../../errors.ts";
import { countChanges } from "../counts.ts";
import { escapeJson } from "../escape.ts";
import { renderFinding } from "../findings/findings.ts";
import type { ShownPublication } from "../outcome.ts";

/** The minor number grows when something is added, the major number when something breaks. */
const FORMAT_VERSION = "2.0";

/** Returns `document` as one JSON text with `format_version` first. */
export function renderJson(document: { readonly [key: string]: Json | undefined }): string {
  return renderJsonText({ format_version: FORMAT_VERSION, ...document });
}

/** Returns `json` as text that can be printed anywhere. */
export function renderJsonText(json: Json): string {
  return `${escapeJson(JSON.stringify(json, null, 2))}\n`;
}

/** Returns the document part of a plan; a hidden value is `null`. */
export function planDocument(plan: RedactedPlan): { readonly [key: string]: Json } {
  const { added, updated, removed, kept } = countChanges(plan);
  return {
    changed: plan.changes.length > 0,
    summary: { added, updated, removed, kept },
    asks: lossesDocument(plan.losses),
    changes: plan.changes.map(changeDocument),
    kept: plan.kept.map(keepDocument),
    deploy:
      plan.deploy === undefined
        ? null
        : { drops: plan.deploy.drops, blanks: plan.deploy.blanks, overwrites: plan.deploy.overwrites },
  };
}

/** Returns the members of a document that name a function, and the revision that was read. */
export function targetDocument(target: Target): { readonly [key: string]: Json } {
  const { functionName, functionArn, account, region, revisionId } = target;
  return { function: functionName, arn: functionArn, account, region, revision_id: revisionId ?? null };
}

/** Returns what `set` would ask about, by name. */
export function lossesDocument({ removes, blanks, placeholders, empties, copies }: Losses): { readonly [key: string]: Json } {
  return { removes, blanks, placeholders, empties, ...(copies && { copies: copies.map(({ name }) => name) }) };
}

export function publicationDocument({ version, alias }: ShownPublication): { readonly [key: string]: Json } {
  return { version, alias: alias === undefined ? null : { name: alias.name, from: alias.from } };
}

/** Returns the document of a failure. */
export function errorDocument(error: LambdaEnvError): { readonly [key: string]: Json } {
  return {
    error: {
      code: error.code,
      message: error.message,
      hint: error.hint ?? null,
      exit_code: EXIT_CODES[error.code],
      findings: error.findings.map(findingDocument),
    },
  };
}

/** Returns the document with the stage of the run at its top. */
export function addStage(document: string, stage: Pick<ActiveStage, "name" | "source" | "isProtected">): string {
  const { format_version: _, stage: __, ...members } = JSON.parse(document) as { readonly [key: string]: Json };
  return renderJson({ stage: stageDocument(stage), ...members });
}

/** Returns what a document says of a stage. */
export function stageDocument({ name, source, isProtected }: Pick<ActiveStage, "name" | "source" | "isProtected">): Json {
  return { name, source, protected: isProtected };
}

/** A function of several that a command cannot show. */
export interface FailedFunction {
  readonly functionName: string;
  readonly error: LambdaEnvError;
}

/** Returns the member of a document that names what it cannot show; nothing if it shows all. */
export function failedDocument(failed: readonly FailedFunction[]): { readonly failed?: Json } {
  if (failed.length === 0) return {};
  return { failed: failed.map(({ functionName, error }) => ({ function: functionName, ...errorDocument(error) })) };
}

/** Returns the document of a failure; if there was a document before it, that one with the failure added. */
export function addFailure(document: string | undefined, error: LambdaEnvError): string {
  const before = document === undefined ? {} : (JSON.parse(document) as { readonly [key: string]: Json });
  return renderJson({ ...before, ...errorDocument(error) });
}

export function findingDocument(finding: Finding): { readonly [key: string]: Json } {
  const { text, hint } = renderFinding(finding);
  return {
    code: finding.code,
    severity: finding.severity,
    name: finding.name ?? null,
    ...defined({ functions: finding.functions }),
    source: finding.at?.source ?? null,
    line: finding.at?.line ?? null,
    column: finding.at?.column ?? null,
    message: text,
    hint: hint ?? null,
  };
}

export function originDocument(origin: Origin): { readonly [key: string]: Json } {
  return {
    layer: origin.layer,
    source: origin.source,
    key: origin.key ?? null,
    line: origin.line ?? null,
    column: origin.column ?? null,
  };
}

function changeDocument(change: RedactedChange): { readonly [key: string]: Json } {
  const { kind, name } = change;
  if (change.kind === "remove") return { kind, name, before: valueDocument(change.before), cause: change.cause };
  return {
    kind,
    name,
    before: change.kind === "update" ? valueDocument(change.before) : null,
    after: valueDocument(change.after),
    blanks: change.kind === "update" && change.loss === "blanks",
    placeholder: change.kind === "update" && change.loss === "placeholder",
    origin: originDocument(change.origin),
    overrode: change.overrode.map(originDocument),
    provenance: provenanceOf(change) ?? null,
  };
}

function provenanceOf({ provenance, rotated }: Exclude<RedactedChange, { kind: "remove" }>): string | undefined {
  return rotated === true ? `${provenance ?? ""}, changed since the last deploy` : provenance;
}

function keepDocument(keep: RedactedKeep): { readonly [key: string]: Json } {
  const { kind, name, why } = keep;
  return { kind, name, value: valueDocument(keep.value), why, origin: originDocument(keep.origin), reason: keep.reason ?? null };
}

function valueDocument(value: Shown): Json {
  return value === HIDDEN ? null : value;
}
