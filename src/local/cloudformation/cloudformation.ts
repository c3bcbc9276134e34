/** AWS CloudFormation: the read operations on stacks, which come from the control, or from a template and its facts. */
import { isArn, makeArn } from "../../core/arn/arn.ts";

import { requiredText, stringOf } from "../protocol/input.ts";
import { makePage, type Page } from "../protocol/paging.ts";
import { makeQueryService } from "../protocol/query-service.ts";
import { type Input, type Operation, refuse, refuseInvalid } from "../protocol/service.ts";
import type { Export, StackRecord, World } from "../state/state.ts";
import { renderDescribed, renderStack, renderSummary, toAscii } from "./shapes.ts";

const PAGE = 100;
const STACK_NAME = /^(?:[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*)$/;

const stackSubject: NonNullable<Operation["subject"]> = (input) => {
  const name = input["StackName"];
  return typeof name === "string" ? name : undefined;
};

/** Source: the service model of CloudFormation, 2010-05-15. */
export const cloudFormation = makeQueryService({
  name: "cloudformation",
  version: "2010-05-15",
  namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  operations: {
    DescribeStacks: {
      subject: stackSubject,
      handle: (input, world) => {
        const { stacks } = world.state;
        const named = stringOf(input, "StackName");
        const all = named === undefined ? [...stacks.values()].filter(isThere) : [requireStack(world, named)];
        const { items, next } = pageOf(all, input);
        return { members: { Stacks: items.map((stack) => renderStack(stack, stacks)), NextToken: next } };
      },
    },
    ListStackResources: {
      subject: stackSubject,
      handle: (input, world) => {
        const stack = requireStack(world, requiredText(input, "StackName"));
        const { items, next } = pageOf(stack.resources, input);
        return {
          members: { StackResourceSummaries: items.map((resource) => renderSummary(stack, resource)), NextToken: next },
        };
      },
    },
    DescribeStackResources: {
      subject: stackSubject,
      // There is no second page: everything beyond the first 100 is lost.
      handle: (input, world) => {
        const stack = requireStack(world, requiredText(input, "StackName"));
        const logicalId = stringOf(input, "LogicalResourceId");
        const asked = stack.resources.filter((resource) => logicalId === undefined || resource.logicalId === logicalId);
        return { members: { StackResources: asked.slice(0, PAGE).map((resource) => renderDescribed(stack, resource)) } };
      },
    },
    ListExports: {
      handle: (input, world) => {
        const { items, next } = pageOf(exportsOf(world), input);
        return {
          members: {
            Exports: items.map(({ name, value, stackArn }) => ({
              ExportingStackId: stackArn,
              Name: name,
              Value: toAscii(value),
            })),
            NextToken: next,
          },
        };
      },
    },
    GetTemplate: {
      subject: stackSubject,
      handle: (input, world) => {
        const stack = requireStack(world, requiredText(input, "StackName"));
        const isProcessed = (stringOf(input, "TemplateStage") ?? "Original") === "Processed";
        const body = isProcessed ? (stack.processedTemplate ?? stack.template) : stack.template;
        if (body === undefined) refuse({ status: 400, type: "ValidationError", message: "The stack has no template here" });
        return { members: { TemplateBody: toAscii(body), StagesAvailable: ["Original", "Processed"] } };
      },
    },
  },
});

/** Returns the stack that a name or an ARN names; a deleted one is only found by its ARN. */
export function findStack(world: World, nameOrArn: string): StackRecord | undefined {
  const { stacks } = world.state;
  if (isArn(nameOrArn)) return [...stacks.values()].find(({ arn }) => arn === nameOrArn);
  const stack = stacks.get(nameOrArn);
  return stack !== undefined && isThere(stack) ? stack : undefined;
}

/** An export with the stack that exports it. */
interface OwnedExport extends Export {
  readonly stackArn: string;
}

/** Returns all exports, by name: those of stacks, and those about which nothing else is known. */
export function exportsOf(world: World): readonly OwnedExport[] {
  const { stacks, exports } = world.state;
  const ofStacks = [...stacks.values()]
    .filter(isThere)
    .flatMap(({ arn, outputs }) =>
      outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [{ name: exportName, value, stackArn: arn }])),
    );
  const others = [...exports.values()].map((item) => ({ ...item, stackArn: foreignStackArn(world) }));
  return [...ofStacks, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function requireStack(world: World, nameOrArn: string): StackRecord {
  if (!STACK_NAME.test(nameOrArn)) {
    refuseInvalid(
      `Value '${nameOrArn}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*`,
    );
  }
  const stack = findStack(world, nameOrArn);
  return stack ?? refuse({ status: 400, type: "ValidationError", message: `Stack with id ${nameOrArn} does not exist` });
}

function isThere({ status }: StackRecord): boolean {
  return status !== "DELETE_COMPLETE";
}

function foreignStackArn(world: World): string {
  return makeArn(world, "cloudformation", "stack/exports/00000000-0000-0000-0000-000000000000");
}

function pageOf<Item>(items: readonly Item[], input: Input): Page<Item> {
  return makePage(items, stringOf(input, "NextToken"), PAGE);
}
