/** The sources that a stage names for single functions, as requests. */
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import type { SourceRequest } from "../request.ts";

/** A function of the stage, and a request that names only its own sources. */
export interface OwnRequest<Request> {
  /** Its logical id or its name. */
  readonly key: string;
  readonly given: Request;
}

/** The sources that no function has of its own: whatever else names them is for all. */
const NONE = {
  template: undefined,
  secret: [],
  parameter: [],
  "parameters-by-path": [],
  env: [],
  from: [],
  words: [],
  stdin: false,
} as const satisfies Partial<SourceRequest>;

/** Returns a request for each function that has sources of its own, in the order of the file. */
export function ownRequests<Request extends SourceRequest>(
  stage: Pick<ActiveStage, "functions"> | undefined,
  request: Request,
): readonly OwnRequest<Request>[] {
  return [...(stage?.functions ?? [])].flatMap(([key, own]) =>
    Object.keys(own).length === 0 ? [] : [{ key, given: { ...request, ...NONE, ...own } }],
  );
}
