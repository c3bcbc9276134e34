/** A file that `pull` writes: checked before any request, and confirmed before anything in it is overwritten. */

import type { PullExtent } from "../core/pulled.ts";
import type { Target } from "../core/target.ts";
import { LambdaEnvError } from "../errors.ts";
import { readTextIfExists } from "../files/existing.ts";
import { assertWritable, type WrittenFile, writeFileSafely } from "../files/file-write.ts";
import { gitStatus } from "../files/git.ts";
import type { OwnershipOptions } from "../files/ownership.ts";
import { removeLeftovers } from "../files/temporary.ts";
import { type FormatName, holdsNamesOnly } from "../formats/format-names.ts";
import type { FormatOptions } from "../formats/formatted.ts";
import { sayChangedMeanwhile, sayTightened, sayUnignored, sayWithoutPermissions } from "../output/messages/files.ts";
import { describeAdditions, describePulledLosses } from "../output/results/pull.ts";
import type { PulledText } from "../workflow/pull-text.ts";
import { assertSound } from "../workflow/sources.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";
import { askWhether, canAsk, confirmationRequired, declined } from "./prompts/confirm.ts";
import { reportLeftovers } from "./reports/written-files.ts";

/** How often a file may change during the question before the command gives up. */
const MAX_ROUNDS = 5;

/** The text of a file, and the outcome for each function's variables in it. */
export interface PulledFileText extends Pick<PulledText, "text" | "findings"> {
  readonly losses: readonly NonNullable<PulledText["losses"]>[];
  /** Names that the file does not have. */
  readonly added: readonly string[];
}

export interface Pull<Pulled extends PulledFileText> {
  readonly file: string;
  readonly format: FormatName;
  /** The owner of the values. */
  readonly targets: readonly Target[];
  readonly makeText: (existing: string | undefined, extent: PullExtent) => Pulled;
  /** Shows what would be done, before a question. */
  readonly show: (pulled: Pulled) => void;
  /** The file's text for which everything has been reported and confirmed already. */
  readonly confirmed?: { readonly existing: string | undefined; readonly extent: PullExtent };
}

/**
 * Writes the text that `makeText` makes from the file's own, asking before it overwrites. What was changed in the file during the
 * question is never replaced: then there is another text, and another question.
 */
export async function writePulled<Pulled extends PulledFileText>(
  { file, format, targets, makeText, show, confirmed }: Pull<Pulled>,
  options: Options,
  context: Context,
): Promise<Pulled> {
  const { cwd, signal, reporter } = context;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const existing = await readTextIfExists(file, context);
    const confirm = async (): Promise<PullExtent> => {
      const all = makeText(existing, "all");
      reporter.findings(all.findings);
      assertSound(all.findings, "nothing was written");
      return confirmOverwriting([{ ...all, file, show: () => show(all) }], targets, options, context);
    };
    const isConfirmed = confirmed !== undefined && confirmed.existing === existing;
    const pulled = makeText(existing, isConfirmed ? confirmed.extent : await confirm());
    const { text } = pulled;
    const mayReplace = (now: string | undefined): boolean => now === existing;
    const isPublic = holdsNamesOnly(format);
    const result = await writeFileSafely(file, text, {
      cwd,
      signal,
      sharedFolder: sharedFolderFor(format),
      mayReplace,
      isPublic,
    });
    if (result.kind === "written") {
      reportPermissions(file, result, context);
      return pulled;
    }
    reporter.note(sayChangedMeanwhile(file));
  }
  throw new LambdaEnvError("CONFLICT", `${file} keeps changing; nothing was written`, {
    hint: "stop what writes to it, and run the same command again",
  });
}

interface LossyFile extends Pick<PulledFileText, "losses" | "added"> {
  readonly file: string;
  readonly show: () => void;
}

/**
 * Returns how much may be written: all, once overwriting what the files have is confirmed, by one question; or what the files do not
 * have, where that is declined and only the additions are wanted.
 *
 * Errors: as `confirmChanges`.
 */
export async function confirmOverwriting(
  files: readonly LossyFile[],
  targets: readonly Target[],
  options: Options,
  context: Context,
): Promise<PullExtent> {
  const losses = files.flatMap((file) => file.losses);
  if (losses.length === 0 || options.yes) return "all";
  for (const { show } of files) show();
  const change = describePulledLosses(files, targets);
  if (!canAsk(options, context)) throw confirmationRequired(change[0], ["--yes"]);
  if (await askWhether(change, options, context)) return "all";
  // A file that is written anew cannot keep its own values.
  const isInPlace = losses.every(({ kind }) => kind === "overwrite");
  if (!isInPlace || files.every(({ added }) => added.length === 0)) throw declined();
  if (await askWhether(describeAdditions(files), options, context)) return "additions";
  throw declined();
}

function reportPermissions(file: string, { widerMode, isOpen }: WrittenFile, { reporter }: Context): void {
  if (isOpen) reporter.warn(sayWithoutPermissions(file));
  else if (widerMode !== undefined) reporter.note(sayTightened(file));
}

/** A file without values may be where others can write. */
function sharedFolderFor(format: FormatName): OwnershipOptions["sharedFolder"] {
  return holdsNamesOnly(format) ? "allowed" : "refused";
}

/** Refuses a file that must not contain values. Errors: CANNOT_WRITE. */
export async function prepareFile({ file, format }: PullTo, context: Context): Promise<void> {
  const { cwd } = context;
  reportLeftovers(file, await removeLeftovers(file, cwd), context);
  await assertWritable(file, { cwd, sharedFolder: sharedFolderFor(format) });
  if (!holdsNamesOnly(format)) await assertNotTracked(file, context);
}

/** Checks how git treats the file: a tracked one would be committed with its values, and one that is not ignored soon would be. */
async function assertNotTracked(file: string, context: Context): Promise<void> {
  const status = await gitStatus(file, context);
  if (status === "tracked") {
    throw new LambdaEnvError("CANNOT_WRITE", `${file} is tracked by git, so the values would be committed`, {
      hint: `git rm --cached ${file}, and add it to .gitignore`,
    });
  }
  if (status === "unignored") context.reporter.warn(...sayUnignored(file));
}

/** The destination of several functions. */
export interface PullTo {
  readonly format: FormatName;
  /** A folder; for `sam-local` a file, or `-`. */
  readonly file: string;
}

/** Returns the outcome for one function's variables as the text of a file. */
export function toPulledFile(made: PulledText): PulledFileText & Pick<PulledText, "names"> {
  const { text, names, findings, losses } = made;
  return { text, names, findings, losses: losses === undefined ? [] : [losses], added: names.added };
}

/** Returns the options of a format; `logicalId` is for `sam-local`. */
export function formatOptions(options: Options, logicalId: string): FormatOptions {
  return {
    portable: options.portable,
    skipUnrepresentable: options["skip-unrepresentable"],
    logicalId,
    named: options.only,
  };
}
