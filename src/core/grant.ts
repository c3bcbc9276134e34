/** A permission of a role. */
export interface Grant {
  /** The name of the policy statement; grants with the same name become one statement. */
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs; `*` for actions without resources. An empty list grants nothing. */
  readonly resources: readonly string[];
  /** The service on whose behalf the role decrypts the resources, if a customer managed key may have encrypted them. */
  readonly decryptsThrough?: string;
  /** The region of that service, where it is not the role's own. */
  readonly decryptsIn?: string;
}
