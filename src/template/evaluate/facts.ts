/** The facts about the world that an evaluation may need, as plain data, and how it requests missing ones. */
import { type Home, parseArn } from "../../core/arn/arn.ts";
import { domainOf } from "../../core/arn/partitions.ts";
import type { Json } from "../../core/json.ts";
import type { Template } from "../template.ts";

/** A fact that was requested: its value, or why it cannot be read. Neither is requested again. */
export type Known<T> = { readonly value: T } | { readonly unavailable: string };

/** A stack as DescribeStacks and ListStackResources return it. */
export interface StackFacts {
  /** The ARN: it contains the partition, the region, the account and the stack's name. */
  readonly stackId: string;
  readonly status: string;
  readonly parameters: ReadonlyMap<string, StackParameter>;
  readonly outputs: ReadonlyMap<string, string>;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly notificationArns?: readonly string[];
}

/** Returns whether a deployment is still running, which may yet change everything; one that only cleans up is done. */
export function isChanging({ status }: Pick<StackFacts, "status">): boolean {
  return status.endsWith("_IN_PROGRESS") && !status.endsWith("_CLEANUP_IN_PROGRESS");
}

interface StackParameter {
  readonly value?: string;
  /** The value of a parameter with an SSM type when the stack was last deployed. */
  readonly resolvedValue?: string;
}

export interface StackResource {
  readonly type: string;
  readonly physicalId: string;
  readonly status: string;
}

export interface Facts {
  /** Returns whether the value of a variable is needed: others are not evaluated. If absent, all are needed. */
  readonly wants?: (name: string) => boolean;
  readonly stack?: Known<StackFacts>;
  /** The deployed template after its transforms. */
  readonly processed?: Known<Template>;
  /** The deployed template before its transforms. */
  readonly original?: Known<Template>;
  /** All exports of the account and region, by name. */
  readonly exports?: Known<ReadonlyMap<string, string>>;
  /** Outputs of other stacks, by the ARN or name that was requested. */
  readonly outputs?: ReadonlyMap<string, Known<ReadonlyMap<string, string>>>;
  /** Values of Parameter Store, by the name that was requested, including `:version`. */
  readonly ssm?: ReadonlyMap<string, Known<string>>;
  /** Whole secret strings, by `needKey` of the need. */
  readonly secrets?: ReadonlyMap<string, Known<string>>;
  /** Properties of resources, as Cloud Control returns them, by `needKey` of the need. */
  readonly resources?: ReadonlyMap<string, Known<Json>>;
  /** Parameters for the next deployment, such as samconfig's `parameter_overrides`. */
  readonly overrides?: ReadonlyMap<string, string>;
  /** Parameters as the project defines them: a value that CloudFormation reports is certain if it equals its own. */
  readonly stated?: ReadonlyMap<string, string>;
}

/** One fact to read; the caller reads all facts of a round together, then evaluates again. */
export type Need =
  | { readonly kind: "stack" }
  | { readonly kind: "processed" }
  /** The deployed template as it was given to CloudFormation. */
  | { readonly kind: "original" }
  | { readonly kind: "exports" }
  | { readonly kind: "outputs"; readonly stack: string }
  | { readonly kind: "ssm"; readonly name: string }
  | { readonly kind: "secret"; readonly id: string; readonly stage?: string; readonly version?: string }
  /** Cloud Control's GetResource. */
  | { readonly kind: "resource"; readonly type: string; readonly identifier: string };

export type NeedOf<Kind extends Need["kind"]> = Extract<Need, { readonly kind: Kind }>;

/** Returns the needs of one kind. */
export function needsOf<Kind extends Need["kind"]>(needs: readonly Need[], kind: Kind): readonly NeedOf<Kind>[] {
  return needs.filter((need): need is NeedOf<Kind> => need.kind === kind);
}

/** Returns a text that is the same for equal needs: the key of a secret or a resource among the facts. */
export function needKey(need: Need): string {
  switch (need.kind) {
    case "stack":
    case "processed":
    case "original":
    case "exports":
      return need.kind;
    case "outputs":
      return `outputs ${need.stack}`;
    case "ssm":
      return `ssm ${need.name}`;
    case "secret":
      return JSON.stringify(["secret", need.id, need.stage ?? null, need.version ?? null]);
    case "resource":
      return `${need.type}|${need.identifier}`;
  }
}

/** The location of a stack, from its ARN. */
export interface StackWorld extends Home {
  readonly stackName: string;
  readonly stackId: string;
  /** The domain of the partition; undefined if it is unknown. */
  readonly urlSuffix: string | undefined;
}

/** Returns the location of the stack, or undefined if `stackId` is not the ARN of a stack. */
export function worldOf(stackId: string): StackWorld | undefined {
  const { partition = "", service, region = "", account = "", resource = "" } = parseArn(stackId) ?? {};
  const [kind, stackName, id] = resource.split("/");
  if (service !== "cloudformation" || kind !== "stack" || !stackName || id === undefined || !region || !account) return undefined;
  return { partition, region, account, stackName, stackId, urlSuffix: domainOf(partition) };
}
