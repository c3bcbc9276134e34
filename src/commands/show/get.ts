/** `lambda-env get`: print the unchanged value of a variable. Besides `run`, the only command whose purpose is to show values. */
import type { Context } from "../../cli/context.ts";
import { assertExactNames, assertOneFunction } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import { assertNotObeyed } from "../../cli/reporter/runner-commands.ts";
import { makeFinding } from "../../core/finding.ts";
import { type Shown, showValue } from "../../core/secrecy/redact.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { renderPlainValue, sayEscaped, valuesDocument } from "../../output/results/get.ts";
import { findFunction } from "../../workflow/find/find.ts";
import { pickValues } from "../../workflow/picked-values.ts";
import { openSession } from "../../workflow/session.ts";
import { assertSound } from "../../workflow/sources.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const { reporter } = context;
  const names = namesOf(options);
  assertOneFunction(options, "get");
  const session = await openSession(options, context);
  const { target, snapshot } = await findFunction(session, { lookup: "ask-nothing-more", unnamed: "one-function" });
  context.notify({ kind: "target", target });
  const values = pickValues(snapshot, names);
  // A job that requests masks needs them for what is printed, not only for what comes from a source.
  context.guard(values.values(), "source");
  const shown = new Map([...values].map(([name, value]): [string, Shown] => [name, showValue(value, "reveal")]));
  if (options.json) {
    reporter.result(valuesDocument(target, shown));
    return 0;
  }
  for (const [name, value] of shown) printValue(name, value, context);
  return 0;
}

/**
 * Throws USAGE if no name is given, for anything that is not a name, and for several as text: nothing would separate their
 * values.
 */
function namesOf({ words, json }: Options): readonly string[] {
  const names = [...new Set(words)];
  if (names.length === 0) throw new LambdaEnvError("USAGE", "no variable is named", { hint: "lambda-env get -f my-fn NAME" });
  assertExactNames(names, "get takes names only, without * and ?: lambda-env get -f my-fn NAME");
  if (names.length === 1 || json) return names;
  const only = names.map((name) => `--only ${name}`).join(" ");
  throw new LambdaEnvError("USAGE", "several values would run together on standard output", {
    hint: `add --json; or for lines of NAME=VALUE: lambda-env pull - ${only}`,
  });
}

function printValue(name: string, value: Shown, context: Context): void {
  const { stdout, reporter } = context;
  if (!value.isWellFormed()) {
    assertSound([makeFinding("VALUE_NOT_UNICODE", "error", {}, { name })], "nothing was printed, but --json can hold it");
  }
  if (stdout.isTTY === true) {
    const { text, escaped } = renderPlainValue(value);
    reporter.result(text);
    if (escaped > 0) reporter.warn(sayEscaped(name, escaped));
    return;
  }
  assertNotObeyed(value, context, `write it to a file: lambda-env get ${name} > FILE; or add --json`);
  reporter.result(value);
}
