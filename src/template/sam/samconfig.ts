/** samconfig files: what SAM would use for a command, so that nobody has to repeat it. */
import { nearNames } from "../../core/near-names.ts";
import { compareNames } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { readSettings, type Setting, type SettingsFormat } from "./settings.ts";

export interface Samconfig {
  /** The name of the file for users. */
  readonly source: string;
  readonly settings: ReadonlyMap<string, Setting>;
}

/** The settings that a command uses; all others concern only SAM. */
export interface SamconfigParameters {
  readonly stackName?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly templateFile?: string;
  /** As written; null if it is not set. */
  readonly parameterOverrides: Setting;
}

/** Returns the settings of a samconfig file. Errors: `INVALID_INPUT` for text that does not parse. */
export function parseSamconfig(text: string, options: { readonly source: string; readonly format: SettingsFormat }): Samconfig {
  const { source } = options;
  const settings = readSettings(text, options);
  if (settings instanceof Map) return { source, settings };
  throw new LambdaEnvError("INVALID_INPUT", `${source} is not a samconfig file`, {
    hint: "it needs tables such as [default.deploy.parameters]",
  });
}

/**
 * Returns what `sam <command>` uses in one environment: the settings of the command, and below them those of `global`.
 *
 * Environments do not inherit from each other, not even from `default`.
 * Errors: `USAGE` for an environment that does not exist, `INVALID_INPUT` for an ambiguous setting.
 */
export function samconfigParameters(
  config: Samconfig,
  { environment = "default", command = "deploy" }: { readonly environment?: string; readonly command?: string } = {},
): SamconfigParameters {
  const { source, settings } = config;
  const tables = settings.get(environment);
  if (tables === undefined && environment !== "default") throw unknownEnvironment(config, environment);
  const merged = new Map([...parametersOf(tables, "global"), ...parametersOf(tables, commandKey(command))]);
  const text = (key: string): string | undefined => {
    const value = merged.get(key);
    if (value === undefined || typeof value === "string") return value;
    throw new LambdaEnvError("INVALID_INPUT", `${source}: ${key} of ${environment} is not a string`, { hint: "quote it" });
  };
  return {
    ...present("stackName", text("stack_name")),
    ...present("region", text("region")),
    ...present("profile", text("profile")),
    ...present("templateFile", text("template_file") ?? text("template")),
    parameterOverrides: merged.get("parameter_overrides") ?? null,
  };
}

/** Returns the key of a command: `local start-api` is written `local_start_api`. */
function commandKey(command: string): string {
  return command.replaceAll(/[- ]/g, "_");
}

function parametersOf(tables: Setting | undefined, command: string): ReadonlyMap<string, Setting> {
  const parameters = member(member(tables, command), "parameters");
  return parameters instanceof Map ? parameters : new Map();
}

function member(setting: Setting | undefined, key: string): Setting | undefined {
  return setting instanceof Map ? setting.get(key) : undefined;
}

function present<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}

function unknownEnvironment({ source, settings }: Samconfig, environment: string): LambdaEnvError {
  const names = [...settings].flatMap(([name, value]) => (value instanceof Map ? [name] : [])).sort(compareNames);
  const near = nearNames(environment, names);
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `its environments: ${names.join(", ")}`;
  return new LambdaEnvError("USAGE", `${source} does not have an environment "${environment}"`, { hint });
}
