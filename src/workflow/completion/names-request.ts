/** The input of completion for looking up names. */
import type { TargetRequest } from "../request.ts";
import type { Surroundings } from "../surroundings.ts";

export interface NamesRequest {
  readonly request: TargetRequest;
  readonly surroundings: Surroundings;
  /** Where names are stored between two runs; nowhere if undefined. */
  readonly cacheFolder: string | undefined;
}
