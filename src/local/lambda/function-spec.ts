/** The definition of a function that is created without a request: by a test, or by the deployment of a template. */
import type { Variables } from "../state/state.ts";

export interface FunctionSpec {
  readonly functionName: string;
  /** Absent: the function never had variables, and its replies have no `Environment`. */
  readonly variables?: Variables;
  readonly kmsKeyArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Further members of the AWS shape, by their AWS names: `Runtime`, `MasterArn`, `CapacityProviderConfig`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The folder of its bootstrap, absolute: Invoke runs it. */
  readonly codeFolder?: string;
}
