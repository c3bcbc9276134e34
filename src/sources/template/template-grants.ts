/** The permissions that the expressions of a template need. */
import type { Grant } from "../../core/grant.ts";
import { type Facts, type Need, needKey, needsOf } from "../../template/evaluate/facts.ts";
import { templateLayer } from "../../template/evaluate/layer.ts";
import type { Template } from "../../template/template.ts";
import { parameterGrants } from "../parameter/parameter-grants.ts";
import { secretGrants } from "../secret/secret-grants.ts";
import type { GrantsContext, SourceGrants } from "../source.ts";
import { outputsGrant } from "../stack/stack-grants.ts";
import { readTemplateFile } from "./template-file.ts";

const NOT_ASKED = { unavailable: "nothing is requested" };
const NOT_DEPLOYED = { unavailable: "it depends on what is deployed" };

/** Returns what the template in the file at `path` needs, and the variables that may need more, depending on what is deployed. */
export async function templateGrants(
  path: string | undefined,
  { home, logicalIds, ...reading }: GrantsContext,
): Promise<SourceGrants> {
  if (path === undefined) return { grants: [] };
  const { needs, undetermined } = findNeeds(await readTemplateFile(path, reading), logicalIds);
  const secrets = needsOf(needs, "secret").map(({ id }) => id);
  const parameters = needsOf(needs, "ssm").map(({ name }) => name);
  const stacks = needsOf(needs, "outputs").map(({ stack }) => stack);
  const exports: Grant = {
    sid: "ReadExports",
    actions: ["cloudformation:ListExports"],
    resources: needsOf(needs, "exports").length > 0 ? ["*"] : [],
  };
  return {
    grants: [...secretGrants(secrets, home), ...parameterGrants({ parameters }, home), outputsGrant(stacks, home), exports],
    undetermined,
  };
}

/** What the expressions of a template request, and the names of the variables that may request more, depending on the answers. */
interface TemplateNeeds {
  readonly needs: readonly Need[];
  readonly undetermined: readonly string[];
}

/** Evaluates until nothing more is requested, and answers nothing. */
function findNeeds(template: Template, logicalIds: readonly string[]): TemplateNeeds {
  const ids = logicalIds.length === 0 ? [undefined] : logicalIds;
  const found = new Map<string, Need>();
  for (;;) {
    const needs = [...found.values()];
    const evaluated = ids.map((logicalId) => templateLayer(template, logicalId, withoutAnswers(needs)));
    const fresh = evaluated.flatMap((one) => one.needs).filter((need) => !found.has(needKey(need)));
    if (fresh.length === 0) {
      const undetermined = evaluated
        .flatMap(({ layer }) => [...layer.entries.values()])
        .filter((entry) => entry.kind === "unresolved" && entry.reason === NOT_DEPLOYED.unavailable);
      return { needs, undetermined: [...new Set(undetermined.map(({ name }) => name))] };
    }
    for (const need of fresh) found.set(needKey(need), need);
  }
}

function withoutAnswers(needs: readonly Need[]): Facts {
  const asks = (kind: Need["kind"]): boolean => needsOf(needs, kind).length > 0;
  return {
    ...(asks("stack") ? { stack: NOT_DEPLOYED } : {}),
    ...(asks("processed") ? { processed: NOT_DEPLOYED } : {}),
    ...(asks("original") ? { original: NOT_DEPLOYED } : {}),
    ...(asks("exports") ? { exports: NOT_ASKED } : {}),
    outputs: new Map(needsOf(needs, "outputs").map(({ stack }) => [stack, NOT_ASKED])),
    ssm: new Map(needsOf(needs, "ssm").map(({ name }) => [name, NOT_ASKED])),
    secrets: new Map(needsOf(needs, "secret").map((need) => [needKey(need), NOT_ASKED])),
    resources: new Map(needsOf(needs, "resource").map((need) => [needKey(need), NOT_ASKED])),
  };
}
