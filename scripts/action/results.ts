/** The documents of the tool → the outputs of the step. Empty means unknown, and nothing else. */

/** The parts that the outputs need, of a report and of what `--json` prints. */
interface RunDocument {
  readonly changed?: boolean | null;
  readonly written?: boolean | null;
  readonly totals?: { readonly [Count in "added" | "updated" | "removed" | "changed" | "written"]?: number } | null;
  readonly targets?: readonly TargetPart[];
  readonly error?: { readonly code?: string } | null;
}

interface TargetPart {
  readonly function?: string;
  readonly revision_id?: string | null;
  readonly published?: { readonly version?: string } | null;
  readonly written?: boolean | null;
}

export type Outputs = Readonly<Record<string, string>>;

/** What an output is where there is nothing to name. */
export const NONE = "none";

const UNKNOWN = { changed: "", added: "", updated: "", removed: "", written: "", "revision-id": "", "published-version": "" };
/** What is true of a command that only reads, and of a run that ended before it sent anything. */
const UNTOUCHED = { written: "false", "published-version": NONE };

export interface EndedRun {
  /** The text of the document; undefined where the tool left none. */
  readonly document: string | undefined;
  readonly exitCode: number;
  /** Whether the command can change a function. */
  readonly writes: boolean;
  readonly wasCancelled: boolean;
}

/** Returns the outputs that follow from how the tool ended. */
export function outputsOf({ document, exitCode, writes, wasCancelled }: EndedRun): Outputs {
  const parsed = document === undefined ? undefined : parseDocument(document);
  const code = parsed?.error?.code;
  const reason =
    exitCode === 0 || exitCode === 2 ? NONE : (code ?? (exitCode === 64 ? "USAGE" : wasCancelled ? "INTERRUPTED" : ""));
  const common = { ...UNKNOWN, "failure-reason": reason, "exit-code": String(exitCode) };
  // What is wrong with the command line is found before anything is sent.
  if (parsed === undefined) return exitCode === 64 || !writes ? { ...common, ...UNTOUCHED } : common;
  const { changed, totals, written, targets = [] } = parsed;
  const revisions = perFunction(targets, ({ revision_id }) => revision_id ?? "");
  if (!writes && totals?.added === undefined) {
    const nothing = { changed: "false", added: "0", updated: "0", removed: "0" };
    return { ...common, ...(code === undefined ? nothing : {}), ...UNTOUCHED, "revision-id": revisions };
  }
  // The document of a command without a report counts what it changed and wrote.
  const isChanged = changed ?? (totals?.changed === undefined ? undefined : totals.changed > 0);
  const isWritten = written ?? (totals?.written === undefined ? undefined : totals.written > 0);
  return {
    ...common,
    changed: text(isChanged),
    added: text(totals?.added),
    updated: text(totals?.updated),
    removed: text(totals?.removed),
    written: text(isWritten),
    "revision-id": revisions,
    "published-version": perFunction(targets, ({ published }) => {
      if (published?.version !== undefined) return published.version;
      // A failure may have come after a version was published.
      return code === undefined || isWritten !== true ? NONE : "";
    }),
  };
}

/** Returns the outputs of a step that ended before the tool ran. */
export function outputsOfRefusal(exitCode: number, reason: string): Outputs {
  return {
    ...UNKNOWN,
    ...UNTOUCHED,
    "failure-reason": reason,
    "exit-code": String(exitCode),
    plan: NONE,
    json: NONE,
    "comment-body": NONE,
  };
}

/** Returns what is known of the one function; of several, a line for each: its name, and the same. */
function perFunction(targets: readonly TargetPart[], read: (target: TargetPart) => string): string {
  const [only, ...others] = targets;
  if (only === undefined) return "";
  if (others.length === 0) return read(only);
  return targets.map((target) => `${target.function ?? ""} ${read(target)}`).join("\n");
}

function parseDocument(document: string): RunDocument | undefined {
  try {
    return JSON.parse(document) as RunDocument;
  } catch {
    return undefined;
  }
}

function text(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
