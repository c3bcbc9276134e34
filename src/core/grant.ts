/** What a role may do. */
export interface Grant {
  /** The name of the statement of a policy; grants of one name are one statement. */
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs; `*` for actions that know no resource. Without any there is nothing to grant. */
  readonly resources: readonly string[];
  /** The service in whose name the role decrypts the resources, where a key of the customer's may have encrypted them. */
  readonly decryptsThrough?: string;
  /** The region of that service, where it is not the role's own. */
  readonly decryptsIn?: string;
}
