/** The options `--parameter` and `--parameters-by-path`, parsed. */
import { isValidName } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";
import { splitPrefix } from "../prefix.ts";

export interface ParameterSpecs {
  /** Each `NAME=parameter`. */
  readonly parameter: readonly string[];
  /** Paths whose parameters become variables, named by the last part of their names. */
  readonly "parameters-by-path": readonly string[];
  /** Whether the folders below them are read too. */
  readonly recursive: boolean;
}

export interface ParameterSpec {
  readonly name: string;
  /** A name or an ARN, as typed, optionally with `:version` or `:label`. */
  readonly parameter: string;
}

/** Source: Systems Manager, GetParameters and GetParametersByPath; names, ARNs and selectors. */
const PARAMETER_PATTERN = /^[A-Za-z0-9_.\-/:]+$/;

/**
 * Returns the parts of `NAME=parameter`.
 *
 * Errors: USAGE. The message does not repeat the text, since it may be a value, typed by mistake.
 */
export function parseParameterSpec(spec: string): ParameterSpec {
  const equals = spec.indexOf("=");
  const name = spec.slice(0, Math.max(0, equals));
  const parameter = spec.slice(equals + 1);
  if (isValidName(name) && PARAMETER_PATTERN.test(parameter)) return { name, parameter };
  throw new LambdaEnvError("USAGE", "--parameter needs a variable's name and the name of a parameter", {
    hint: "write --parameter NAME=/path/name, or --parameters-by-path /path/ for all of a folder",
  });
}

/** A folder of Parameter Store, and how its parameters are named. */
export interface ParameterFolder {
  readonly path: string;
  /** Absent if names are used as they are. */
  readonly prefix?: string;
}

/** Returns the parts of `PATH` or `PREFIX*=PATH`. Errors: USAGE. */
export function parseParameterPath(text: string): ParameterFolder {
  const { prefix, rest: path } = splitPrefix(text);
  if (!path.startsWith("/") || !PARAMETER_PATTERN.test(path)) {
    throw new LambdaEnvError("USAGE", "--parameters-by-path needs a path that starts with /", {
      hint: "write --parameters-by-path /app/prod/, or '*=/app/prod/' to make valid names of all",
    });
  }
  return { path, ...defined({ prefix }) };
}
