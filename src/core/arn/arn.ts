/** The names that AWS gives to everything: `arn:partition:service:region:account:resource`. */
import { partitionOf } from "./partitions.ts";

/** The place of a resource. Some services leave the region or the account empty. */
export interface Home {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export interface Arn extends Home {
  readonly service: string;
  /** Everything after the account, with the colons or slashes that the service uses. */
  readonly resource: string;
}

const ARN = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s;

/** Returns the parts of an ARN, or undefined for any other text. */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region = "", account = "", resource] = ARN.exec(text) ?? [];
  if (partition === undefined || service === undefined || resource === undefined) return undefined;
  return { partition, service, region, account, resource };
}

/** Returns whether `text` is an ARN of any service. */
export function isArn(text: string): boolean {
  return parseArn(text) !== undefined;
}

/** Returns the text of an ARN. The inverse of `parseArn`. */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** A home whose partition follows from its region unless it is given. */
type Somewhere = Pick<Home, "region" | "account"> & Partial<Home>;

/** Returns the ARN of a resource of `service` at `home`. */
export function makeArn(home: Somewhere, service: string, resource: string): string {
  const { region, account, partition = partitionOf(region) } = home;
  return formatArn({ partition, service, region, account, resource });
}

/** Returns the ARN of a resource of a service without regions, such as IAM. */
export function makeGlobalArn(home: Somewhere, service: string, resource: string): string {
  const { region, account, partition = partitionOf(region) } = home;
  return formatArn({ partition, service, region: "", account, resource });
}
