/** The stages of the project's own file, and the functions of one. */
import { readProjectFile } from "../../sources/project/project-file.ts";
import { functionsOf } from "../../sources/stack/stack.ts";
import type { Session } from "../session.ts";
import type { NamesRequest } from "./names-request.ts";

/** Returns the names of the stages; none without a file. Errors: those of `readProjectFile`. */
export async function readStageNames({ surroundings }: NamesRequest): Promise<readonly string[]> {
  return [...((await readProjectFile(surroundings))?.stages.keys() ?? [])];
}

/** Returns the functions of the stage's stack by their logical ids, and those that the stage has sources for. Errors: those of reading the stack. */
export async function readFunctionsOfStage({ surroundings, stack, template }: Session): Promise<readonly string[]> {
  const own = [...(surroundings.stage?.functions.keys() ?? [])];
  const known = await template.get().catch(() => undefined);
  if (known !== undefined) return [...own, ...known.functions.keys()];
  const deployed = await stack.get();
  return "value" in deployed ? [...own, ...functionsOf(deployed.value).keys()] : own;
}
