/** The environment of a program that runs with a function's variables. */
import type { Finding } from "../../errors.ts";
import { isDangerousName } from "../checks/dangerous-names.ts";
import { makeFinding } from "../finding.ts";
import type { Values } from "../variables.ts";
import { decidesAccess } from "./access-names.ts";

export interface EnvironmentInput {
  /** The environment of the caller. */
  readonly caller: Readonly<Record<string, string | undefined>>;
  /** The function's variables. */
  readonly values: Values;
  /** Names that are passed although they determine how programs are found and loaded, or how AWS is reached. */
  readonly allow: readonly string[];
  /** Pass only what the system needs from the caller's environment. */
  readonly pristine: boolean;
  /** Windows treats names that differ only in case as the same. */
  readonly isWindows: boolean;
}

export interface ProgramEnvironment {
  /** What the program gets. */
  readonly variables: Readonly<Record<string, string>>;
  /** Includes the function's variables. */
  readonly given: Values;
  /** Names that the program gets from the caller or not at all, since they determine the credentials and the region for AWS. */
  readonly withheld: readonly string[];
  /** Names that nobody has allowed: the program must not run with them. */
  readonly dangerous: readonly string[];
  /** Variables that no environment can hold. */
  readonly findings: readonly Finding[];
}

/** What programs need to be found, to know their user, and to show text. */
const MINIMUM: ReadonlySet<string> = new Set(["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TERM", "LANG", "LC_ALL", "LC_CTYPE"]);

/** Without these, programs on Windows do not start, or do not find the user's folders. In upper case. */
const WINDOWS_MINIMUM: ReadonlySet<string> = new Set(
  `
  PATH PATHEXT COMSPEC SYSTEMROOT SYSTEMDRIVE WINDIR TEMP TMP USERNAME USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA PROGRAMDATA
  PROGRAMFILES PROGRAMFILES(X86) COMMONPROGRAMFILES COMMONPROGRAMFILES(X86) OS NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE
  `
    .trim()
    .split(/\s+/),
);

/** Returns the environment of a program: that of the caller, overridden by the function's variables. */
export function makeProgramEnvironment({ caller, values, allow, pristine, isWindows }: EnvironmentInput): ProgramEnvironment {
  const keyOf = (name: string): string => (isWindows ? name.toUpperCase() : name);
  const allowed = new Set(allow.map(keyOf));
  const unallowed = [...values.keys()].filter((name) => !allowed.has(keyOf(name)));
  const withheld = unallowed.filter((name) => decidesAccess(keyOf(name)));
  const dangerous = unallowed.filter(
    (name) => !withheld.includes(name) && (isDangerousName(name) || isDangerousName(keyOf(name))),
  );
  const given = new Map([...values].filter(([name]) => !withheld.includes(name)));
  const replaced = new Set([...given.keys()].map(keyOf));
  const minimum = isWindows ? WINDOWS_MINIMUM : MINIMUM;
  const kept = Object.entries(caller).flatMap(([name, value]): readonly (readonly [string, string])[] =>
    value === undefined || replaced.has(keyOf(name)) || (pristine && !minimum.has(keyOf(name))) ? [] : [[name, value]],
  );
  return {
    variables: Object.fromEntries([...kept, ...given]),
    given,
    withheld,
    dangerous,
    findings: [...given].flatMap(([name, value]) => checkVariable(name, value, [...given.keys()], keyOf)),
  };
}

/** Returns what is wrong with a variable. AWS allows none of it in names; emulators may. */
function checkVariable(
  name: string,
  value: string,
  names: readonly string[],
  keyOf: (name: string) => string,
): readonly Finding[] {
  const other = names.find((one) => one !== name && keyOf(one) === keyOf(name));
  return [
    ...(/^[^=\0]+$/.test(name) ? [] : [makeFinding("NAME_INVALID", "error", {}, { name })]),
    ...(value.includes("\0") ? [makeFinding("VALUE_HAS_NUL", "error", {}, { name })] : []),
    ...(value.isWellFormed() ? [] : [makeFinding("VALUE_NOT_UNICODE", "error", {}, { name })]),
    ...(other !== undefined && name < other ? [makeFinding("NAMES_DIFFER_IN_CASE", "error", { other }, { name })] : []),
  ];
}
