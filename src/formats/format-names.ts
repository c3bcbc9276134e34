/** The formats that variables can be written in, by the name that the user gives. */
export const FORMAT_NAMES = [
  "dotenv",
  "json",
  "shell",
  "sam-local",
  "docker",
  "yaml",
  "github-env",
  "tfvars",
  "aws",
  "d.ts",
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** Returns whether a format has names only, so that its file may be committed and read by everyone. */
export function holdsNamesOnly(format: FormatName): boolean {
  return format === "d.ts";
}
