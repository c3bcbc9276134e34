/** The writers of the formats. */
import type { Values } from "../core/variables.ts";
import { formatDocker } from "./docker.ts";
import { formatDotenv } from "./dotenv/format.ts";
import { formatDeclaration } from "./export/declaration.ts";
import { formatGithubEnv } from "./export/github-env.ts";
import { formatTfvars } from "./export/tfvars.ts";
import type { FormatName } from "./format-names.ts";
import type { FormatOptions, Formatted } from "./formatted.ts";
import { formatAws, formatJson, formatSamLocal } from "./json/json.ts";
import { formatShell } from "./shell.ts";
import { formatYaml } from "./yaml.ts";

type Format = (values: Values, options: FormatOptions) => Formatted;

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  dotenv: formatDotenv,
  json: formatJson,
  shell: formatShell,
  "sam-local": formatSamLocal,
  docker: formatDocker,
  yaml: formatYaml,
  "github-env": formatGithubEnv,
  tfvars: formatTfvars,
  aws: formatAws,
  "d.ts": formatDeclaration,
};
