/** The positionals of `set` as a layer: `NAME=VALUE`, or `NAME` alone with its value from the caller's environment. */
import { isValidName } from "../../core/checks/checks.ts";
import { makeFinding } from "../../core/finding.ts";
import { type LayerEntry, makeLayer, type Origin } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import type { CallerEnvironment, SourceResult } from "../source.ts";

const GIVEN: Origin = { layer: "argument", source: "argument" };
const FROM_ENVIRONMENT: Origin = { layer: "argument", source: "environment" };

/** Node replaces bytes that are not UTF-8 by this, in arguments and in the environment alike. */
const REPLACEMENT = "\uFFFD";

/**
 * Returns the layer of the positionals of `set`.
 *
 * Errors: all of them are findings. A positional whose first part is not a valid name, and a name that is not in the environment,
 * are only shown by their position: a bare word is often a value that the shell split off.
 */
export function readArguments(positionals: readonly string[], env: CallerEnvironment): SourceResult {
  const entries = new Map<string, LayerEntry>();
  const findings: Finding[] = [];
  for (const [index, positional] of positionals.entries()) {
    const at = { source: `argument ${index + 1}` };
    const equals = positional.indexOf("=");
    const name = equals === -1 ? positional : positional.slice(0, equals);
    if (!isValidName(name)) {
      findings.push(makeFinding("ARGUMENT_INVALID", "error", {}, { at }));
    } else if (entries.has(name)) {
      findings.push(makeFinding("ARGUMENT_REPEATED", "error", {}, { name, at }));
    } else {
      const value = equals === -1 ? valueFromEnvironment(env, name) : positional.slice(equals + 1);
      if (value === undefined) {
        findings.push(makeFinding("NOT_IN_ENVIRONMENT", "error", {}, { at }));
      } else if (value.includes(REPLACEMENT)) {
        findings.push(makeFinding("ARGUMENT_NOT_UTF8", "error", {}, { name, at }));
      } else {
        const origin = equals === -1 ? FROM_ENVIRONMENT : GIVEN;
        if (equals !== -1 && /^(['"]).*\1$/s.test(value) && value.length > 1) {
          findings.push(makeFinding("ARGUMENT_QUOTED", "warning", {}, { name, at }));
        }
        entries.set(name, { kind: "value", name, value, sensitive: true, origin });
      }
    }
  }
  return { layer: makeLayer("argument", "arguments", entries.values()), findings };
}

/**
 * Returns a variable of the environment, but not what `process.env` inherits, such as `constructor`, which is a legal name of a
 * variable.
 */
function valueFromEnvironment(env: CallerEnvironment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}
