/** The formats that variables can be written in, by the name that the user gives. */
import type { Values } from "../core/variables.ts";
import { formatDocker } from "./docker.ts";
import { formatDotenv } from "./dotenv/format.ts";
import type { FormatOptions, Formatted } from "./formatted.ts";
import { formatJson, formatSamLocal } from "./json/json.ts";
import { formatShell } from "./shell.ts";
import { formatYaml } from "./yaml.ts";

export const FORMAT_NAMES = ["dotenv", "json", "shell", "sam-local", "docker", "yaml"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

type Format = (values: Values, options: FormatOptions) => Formatted;

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  dotenv: formatDotenv,
  json: formatJson,
  shell: formatShell,
  "sam-local": formatSamLocal,
  docker: formatDocker,
  yaml: formatYaml,
};
