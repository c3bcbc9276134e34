/** What completion looks names up with. */
import type { TargetRequest } from "../request.ts";
import type { Surroundings } from "../surroundings.ts";

export interface NamesRequest {
  readonly request: TargetRequest;
  readonly surroundings: Surroundings;
  /** Where names are kept between two runs; nowhere if undefined. */
  readonly cacheFolder: string | undefined;
}
