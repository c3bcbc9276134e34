/** In a GitHub Actions job that requests it, values are masked in the log before anything else is printed. */
import { fstatSync, type Stats, statSync } from "node:fs";
import { isKnownWord } from "../../core/secrecy/foreign.ts";
import { isOwnWord } from "../../core/secrecy/own-words.ts";
import { LambdaEnvError } from "../../errors.ts";
import { NO_MASKS, renderMask } from "../../output/messages/mask.ts";
import type { Context } from "../context.ts";
import type { GuardedKind, Reporter } from "./reporter.ts";

const MASK_VARIABLE = "LAMBDA_ENV_GITHUB_MASK";

/** What each word of `LAMBDA_ENV_GITHUB_MASK` masks; `true` and `false` are former words. */
const KINDS: ReadonlyMap<string, readonly GuardedKind[]> = new Map<string, readonly GuardedKind[]>([
  ["", []],
  ["none", []],
  ["false", []],
  ["secrets", ["source"]],
  ["true", ["source"]],
  ["all", ["source", "live"]],
]);

/** The same as in GitLab: masking shorter values would hide words and protect nothing. */
const MIN_LENGTH = 8;

/** The kinds of this process's descriptors; undefined if they cannot be determined. */
interface Descriptors {
  readonly stdout: Stats | undefined;
  readonly stderr: Stats | undefined;
  /** The standard error of the process that started us. */
  readonly parentStderr: Stats | undefined;
}

/**
 * Returns `reporter` with masking: it masks what it gets to guard; without masking, it is returned unchanged.
 *
 * A mask contains the value, so it only goes to the runner: if standard error goes elsewhere, there is none. Public texts (names,
 * regions, ARNs, what the user typed as an option) and ordinary words are never masked: a masked word reveals what a value is.
 * An export hands live values to later steps, which would print them: they are masked too, unless the word is `none`. Errors: USAGE for an unknown word.
 */
export function withMasks(reporter: Reporter, env: Context["env"], isExport = false): Reporter {
  const kinds = env["GITHUB_ACTIONS"] === "true" ? kindsFor(env[MASK_VARIABLE] ?? "", isExport) : [];
  if (kinds === undefined)
    throw new LambdaEnvError("USAGE", `${MASK_VARIABLE} does not have a valid value`, {
      hint: `${MASK_VARIABLE}=secrets, all or none`,
    });
  if (kinds.length === 0) return reporter;
  if (leadsToRunner(readDescriptors())) return maskGuarded(reporter, kinds);
  reporter.note(NO_MASKS);
  return reporter;
}

function kindsFor(word: string, isExport: boolean): readonly GuardedKind[] | undefined {
  return KINDS.get(isExport && word !== "none" && word !== "false" && KINDS.has(word) ? "all" : word);
}

/** Returns whether standard error is the pipe that the runner reads, if that can be determined. */
function leadsToRunner({ stdout, stderr, parentStderr }: Descriptors): boolean {
  if (stderr === undefined || !(stderr.isFIFO() || stderr.isSocket())) return false;
  // The runner reads the two streams through separate pipes: one pipe for both is `2>&1`, which usually goes on into a file.
  if (stdout !== undefined && isSame(stdout, stderr)) return false;
  return parentStderr === undefined || isSame(parentStderr, stderr);
}

/** Returns the texts of a value that a log must not show: the value itself, or the longer of its lines, and their JSON spelling. */
export function maskedTexts(value: string): readonly string[] {
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  const parts = lines.length === 1 ? [value.trim()] : [...lines, JSON.stringify(value).slice(1, -1)];
  return parts.filter(isWorthMasking);
}

/** Holds back output until the first result, or the end: by then every value is known, and masked first. */
function maskGuarded(reporter: Reporter, kinds: readonly GuardedKind[]): Reporter {
  const masks = makeMasks(reporter);
  const gate = makeGate();
  const afterMasks =
    <Arguments extends readonly unknown[]>(say: (...texts: Arguments) => void) =>
    (...texts: Arguments): void => {
      masks.print();
      gate.open();
      say(...texts);
    };
  return {
    ...reporter,
    allow: masks.allow,
    guard: (values, kind) => {
      if (kinds.includes(kind)) masks.add(values);
      if (gate.isOpen()) masks.print();
    },
    note: (text) => gate.pass(() => reporter.note(text)),
    step: (text) => gate.pass(() => reporter.step(text)),
    warn: (text, hint) => gate.pass(() => reporter.warn(text, hint)),
    findings: (findings) => gate.pass(() => reporter.findings(findings)),
    debug: (text) => gate.pass(() => reporter.debug(text)),
    result: afterMasks(reporter.result),
    deliver: afterMasks(reporter.deliver),
    deliverFailure: afterMasks(reporter.deliverFailure),
    command: afterMasks(reporter.command),
    failure: afterMasks(reporter.failure),
    bug: afterMasks(reporter.bug),
  };
}

interface Masks {
  readonly allow: Reporter["allow"];
  readonly add: (values: Iterable<string>) => void;
  /** Masks the added values. Public texts are known as late as the values are, so only now it is decided what is masked. */
  readonly print: () => void;
}

function makeMasks(reporter: Reporter): Masks {
  const names = new Set<string>();
  const texts: string[] = [];
  const masked = new Set<string>();
  let waiting: readonly string[] = [];
  return {
    allow: (known, extent) => {
      for (const name of known) {
        if (extent === "parts") texts.push(name);
        else names.add(name);
      }
    },
    add: (values) => {
      waiting = [...waiting, ...values];
    },
    print: () => {
      const open = texts.join("\n");
      for (const text of waiting.flatMap(maskedTexts)) {
        if (masked.has(text) || names.has(text) || open.includes(text) || isKnownWord(text) || isOwnWord(text)) continue;
        masked.add(text);
        reporter.command(renderMask(text));
      }
      waiting = [];
    },
  };
}

interface Gate {
  /** Prints it, or keeps it until the gate is opened. */
  readonly pass: (say: () => void) => void;
  readonly open: () => void;
  readonly isOpen: () => boolean;
}

function makeGate(): Gate {
  let held: (() => void)[] | undefined = [];
  return {
    pass: (say) => {
      if (held === undefined) say();
      else held.push(say);
    },
    open: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const say of waiting) say();
    },
    isOpen: () => held === undefined,
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
