/** The profiles of the AWS configuration files, by name. */
import { join } from "node:path";
import { readTextIfExists } from "../../files/existing.ts";
import type { Surroundings } from "../surroundings.ts";

/** Returns the names of the profiles in both files. Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export async function readProfiles({ env, cwd, signal }: Surroundings): Promise<readonly string[]> {
  const home = env["HOME"] ?? env["USERPROFILE"] ?? "";
  const [config, credentials] = await Promise.all(
    [
      env["AWS_CONFIG_FILE"] ?? join(home, ".aws", "config"),
      env["AWS_SHARED_CREDENTIALS_FILE"] ?? join(home, ".aws", "credentials"),
    ].map((path) => readTextIfExists(path, { cwd, signal }).catch(() => undefined)),
  );
  const ofConfig = sectionsOf(config).flatMap((section) =>
    section === "default" ? [section] : (/^profile\s+(.+)$/.exec(section)?.slice(1) ?? []),
  );
  return [...ofConfig, ...sectionsOf(credentials)].map((name) => name.replace(/^(["'])(.*)\1$/, "$2"));
}

function sectionsOf(text = ""): readonly string[] {
  return [...text.matchAll(/^[ \t]*\[[ \t]*([^\]\r\n]+?)[ \t]*\]/gm)].map(([, name = ""]) => name);
}
