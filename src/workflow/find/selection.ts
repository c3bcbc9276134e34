/** The functions of a run as the options name them; `choose.ts` resolves the selection. */
import type { TagFilter } from "../../aws/tagging.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { TargetRequest } from "../request.ts";

/** CloudFormation allows nothing else in a logical id. */
export const LOGICAL_ID = /^[A-Za-z0-9]+$/;

/** A selection of several functions, or of as many as match. */
export interface FunctionSelection {
  /** Names, ARNs, or logical ids of the stack. */
  readonly names: readonly string[];
  /** Patterns of names, or of logical ids of the stack. */
  readonly patterns: readonly string[];
  readonly logicalIds: readonly string[];
  /** Every function of the stack or the template. */
  readonly all: boolean;
  /** Each must match. */
  readonly tags: readonly TagFilter[];
}

/** Every function of the stack or the template, as `--all` selects them. */
export const EVERY_FUNCTION: FunctionSelection = { names: [], patterns: [], logicalIds: [], all: true, tags: [] };

/** What the options name: a selection of several functions, or at most one function, and which function of the template it is. */
export interface NamedFunctions {
  readonly selection: FunctionSelection | undefined;
  readonly functionName: string | undefined;
  readonly logicalId: string | undefined;
}

type Naming = Pick<TargetRequest, "function" | "logical-id" | "all" | "tag">;

/** Returns what the options name. Errors: USAGE if they contradict each other. */
export function readNaming(request: Naming): NamedFunctions {
  const { all } = request;
  const typed = [...new Set(request.function)];
  const logicalIds = [...new Set(request["logical-id"])];
  if (all && typed.length + logicalIds.length > 0) {
    const other = typed.length > 0 ? "--function" : "--logical-id";
    throw new LambdaEnvError("USAGE", `--all selects every function, and ${other} selects some`, {
      hint: `leave out one of them`,
    });
  }
  if (typed.length > 0 && logicalIds.length > 1) {
    throw new LambdaEnvError("USAGE", "several --logical-id cannot be combined with --function", {
      hint: "leave out --function to select functions of the stack by their logical ids",
    });
  }
  const patterns = typed.filter(isPattern);
  const names = typed.filter((name) => !isPattern(name));
  const tags = readTags(request.tag);
  const isMany = all || tags.length > 0 || patterns.length > 0 || names.length > 1 || logicalIds.length > 1;
  // Beside names, a logical id says which function of the template they are.
  const selecting = typed.length === 0 ? logicalIds : [];
  return {
    selection: isMany ? { names, patterns, logicalIds: selecting, all, tags } : undefined,
    functionName: isMany ? undefined : names[0],
    logicalId: isMany && selecting.length > 0 ? undefined : logicalIds[0],
  };
}

/** Returns whether a text is a pattern, which stands for all names that match. */
function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Returns whether a pattern contains any literal part. */
export function hasLiteralPart(pattern: string): boolean {
  return /[A-Za-z0-9]/.test(pattern);
}

function readTags(texts: readonly string[]): readonly TagFilter[] {
  const byKey = new Map<string, string[]>();
  for (const text of texts) {
    const [key = "", ...rest] = text.split("=");
    byKey.set(key, [...(byKey.get(key) ?? []), rest.join("=")]);
  }
  return [...byKey].map(([key, values]) => ({ key, values }));
}
