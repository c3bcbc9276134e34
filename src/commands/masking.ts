/** In a GitHub Actions job that asks for it, every sensitive value is masked in the log before anything else is printed. */
import { fstatSync, type Stats, statSync } from "node:fs";
import type { Context } from "../context.ts";
import { renderMask } from "../output/mask.ts";
import type { Reporter } from "../reporter.ts";

/** As GitLab has it: what is shorter would blot out words and protect nothing. */
const MIN_LENGTH = 8;

/** What the descriptors of this process are; undefined where that cannot be told. */
interface Descriptors {
  readonly stdout: Stats | undefined;
  readonly stderr: Stats | undefined;
  /** The standard error of the process that started us. */
  readonly parentStderr: Stats | undefined;
}

/**
 * Returns `reporter`, which from now on masks what it is told to guard; where no masks are asked for, as it is.
 *
 * A mask names the value, so that it goes nowhere but to the runner: where standard error leads elsewhere there is none.
 */
export function withMasks(reporter: Reporter, env: Context["env"]): Reporter {
  if (env["GITHUB_ACTIONS"] !== "true" || env["LAMBDA_ENV_GITHUB_MASK"] !== "true") return reporter;
  if (leadsToRunner(readDescriptors())) return maskGuarded(reporter);
  reporter.note("values are not masked in the log of the job: standard error does not lead there");
  return reporter;
}

/** Tells whether standard error is the pipe that the runner reads, as far as can be told. */
function leadsToRunner({ stdout, stderr, parentStderr }: Descriptors): boolean {
  if (stderr === undefined || !(stderr.isFIFO() || stderr.isSocket())) return false;
  // The runner reads the two through pipes of their own: one for both is `2>&1`, which mostly goes on into a file.
  if (stdout !== undefined && isSame(stdout, stderr)) return false;
  return parentStderr === undefined || isSame(parentStderr, stderr);
}

/** Returns the texts that a log must not show of a value: itself, or the longer lines of several, and their JSON spelling. */
export function maskedTexts(value: string): readonly string[] {
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  const parts = lines.length === 1 ? [value.trim()] : [...lines, JSON.stringify(value).slice(1, -1)];
  return parts.filter(isWorthMasking);
}

/** Holds back what would be printed until the first result, or the end: by then every value is known, and masked first. */
function maskGuarded(reporter: Reporter): Reporter {
  const allowed: string[] = [];
  const masked = new Set<string>();
  let masks: string[] = [];
  let held: (() => void)[] | undefined = [];

  const release = (): void => {
    for (const text of masks) reporter.command(text);
    masks = [];
    const waiting = held ?? [];
    held = undefined;
    for (const say of waiting) say();
  };
  const hold = (say: () => void): void => {
    if (held === undefined) say();
    else held.push(say);
  };
  return {
    ...reporter,
    allow: (texts) => {
      const known = [...texts];
      allowed.push(...known);
      reporter.allow(known);
    },
    guard: (values) => {
      const known = [...values];
      for (const text of known.flatMap(maskedTexts)) {
        if (masked.has(text) || allowed.some((open) => open.includes(text))) continue;
        masked.add(text);
        masks.push(renderMask(text));
      }
      if (held === undefined) release();
      reporter.guard(known);
    },
    result: (text) => {
      release();
      reporter.result(text);
    },
    note: (text) => hold(() => reporter.note(text)),
    warn: (text, hint) => hold(() => reporter.warn(text, hint)),
    findings: (findings) => hold(() => reporter.findings(findings)),
    debug: (text) => hold(() => reporter.debug(text)),
    command: (line) => {
      release();
      reporter.command(line);
    },
    failure: (error) => {
      release();
      reporter.failure(error);
    },
    bug: (error, versions) => {
      release();
      reporter.bug(error, versions);
    },
  };
}

function isWorthMasking(text: string): boolean {
  if (text.length < MIN_LENGTH || /^(.)\1*$/u.test(text)) return false;
  return !Number.isFinite(Number(text));
}

function readDescriptors(): Descriptors {
  return {
    stdout: attempt(() => fstatSync(1)),
    stderr: attempt(() => fstatSync(2)),
    parentStderr: attempt(() => statSync(`/proc/${process.ppid}/fd/2`)),
  };
}

function attempt<Result>(task: () => Result): Result | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}

function isSame(a: Stats, b: Stats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}
