/** `--parameters-by-path`: the variables under a path of Parameter Store, including deeper levels. */
import type { Aws } from "../../aws/connection/clients.ts";
import { getParameters, getParametersByPath, type StoredParameter } from "../../aws/parameter-store.ts";
import { isValidName } from "../../core/checks/checks.ts";
import { makeFinding } from "../../core/finding.ts";
import { type LayerEntry, makeLayer } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { checkCollisions, nameOfKey } from "../prefix.ts";
import type { AwsReading, SourceResult } from "../source.ts";
import type { ParameterFolder } from "./parameter-spec.ts";

interface FolderReading extends Pick<AwsReading, "signal" | "wants"> {
  readonly recursive: boolean;
}

/** A parameter with the name of its variable; without a value if it is not needed and may not be decrypted. */
interface NamedParameter {
  readonly name: string;
  readonly parameter: string;
  readonly value?: string;
}

/**
 * Returns the layer of a path. Errors: those of `getParametersByPath`; invalid names, and names that several parameters get, are
 * findings.
 */
export async function readFolder(folder: ParameterFolder, aws: Aws, reading: FolderReading): Promise<SourceResult> {
  const { path } = folder;
  const named = await fetchFolder(folder, aws, reading);
  const invalid = named.filter(({ name }) => !isValidName(name));
  const usable = named.filter(({ name }) => isValidName(name));
  const collisions = checkCollisions(usable.map(({ name, parameter }) => ({ name, source: parameter })));
  const collided = new Set(collisions.map(({ name }) => name));
  const recursive = reading.recursive ? "yes" : "no";
  return {
    layer: makeLayer("parameter", path, usable.filter(({ name }) => !collided.has(name)).map(toEntry)),
    findings: [
      ...invalid.map(({ name, parameter }) =>
        makeFinding("PARAMETER_NOT_A_NAME", "error", { segment: name, parameter }, { name, at: { source: parameter } }),
      ),
      ...collisions,
      ...(named.length > 0 ? [] : [makeFinding("PARAMETER_PATH_EMPTY", "error", { recursive }, { at: { source: path } })]),
    ],
  };
}

function toEntry({ name, parameter, value }: NamedParameter): LayerEntry {
  const origin = { layer: "parameter", source: parameter } as const;
  if (value === undefined) return { kind: "unresolved", name, origin, reason: "it is left out" };
  return { kind: "value", name, value, sensitive: true, origin };
}

/**
 * Fetches the parameters under a path. A key that may not be used makes the whole request fail; if it only concerns names that
 * are not needed, the others are fetched by name.
 */
async function fetchFolder(folder: ParameterFolder, aws: Aws, reading: FolderReading): Promise<readonly NamedParameter[]> {
  const { signal, wants, recursive } = reading;
  const toNamed = ({ name, value }: StoredParameter): NamedParameter => ({ name: nameIn(folder, name), parameter: name, value });
  try {
    return (await getParametersByPath(aws, folder.path, { signal, recursive })).map(toNamed);
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || error.code !== "ACCESS_DENIED") throw error;
    const listed = await getParametersByPath(aws, folder.path, { signal, recursive, decrypts: false });
    const encrypted = listed.filter(({ isEncrypted }) => isEncrypted);
    const needed = encrypted.filter(({ name }) => wants(nameIn(folder, name)));
    if (needed.length === encrypted.length) throw error;
    const found = await getParameters(
      aws,
      needed.map(({ name }) => name),
      { signal },
    );
    return listed.map((parameter) => {
      if (!parameter.isEncrypted) return toNamed(parameter);
      const { name } = parameter;
      if (!needed.includes(parameter)) return { name: nameIn(folder, name), parameter: name };
      const result = found.get(name);
      if (result?.kind !== "found") throw error;
      return { ...toNamed(result), parameter: name };
    });
  }
}

/** Returns the name of a parameter's variable: its path below the folder, with `/` as `_`. */
function nameIn({ path, prefix }: ParameterFolder, parameter: string): string {
  const folder = path.endsWith("/") ? path : `${path}/`;
  const below = parameter.startsWith(folder) ? parameter.slice(folder.length) : parameter.replace(/^\//, "");
  return nameOfKey(prefix, below.replaceAll("/", "_"));
}
