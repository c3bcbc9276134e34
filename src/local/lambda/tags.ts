/** Lambda's operations on tags. */
import { objectOf, refuseMissing, requiredText, stringsOf } from "../protocol/input.ts";
import { type Input, type Operation, refuse } from "../protocol/service.ts";
import type { FunctionRecord, World } from "../state/state.ts";
import { requireFunction } from "./records.ts";

const subject: NonNullable<Operation["subject"]> = (input) => {
  const arn = input["Resource"];
  return typeof arn === "string" ? arn : undefined;
};

export const tagOperations: Readonly<Record<string, Operation>> = {
  ListTags: { subject, handle: (input, world) => ({ members: { Tags: findTagged(input, world).tags } }) },
  TagResource: {
    subject,
    handle: (input, world) => {
      const record = findTagged(input, world);
      const added = (objectOf(input, "Tags") ?? refuseMissing("Tags")) as Readonly<Record<string, string>>;
      world.state.functions.set(record.name, { ...record, tags: { ...record.tags, ...added } });
      return { status: 204, payload: new Uint8Array() };
    },
  },
  UntagResource: {
    subject,
    handle: (input, world) => {
      const record = findTagged(input, world);
      const keys = stringsOf({ keys: [input["tagKeys"] ?? []].flat() }, "keys") ?? [];
      const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !keys.includes(key)));
      world.state.functions.set(record.name, { ...record, tags });
      return { status: 204, payload: new Uint8Array() };
    },
  },
};

/** Tags belong to the function, not to a version of it. */
function findTagged(input: Input, world: World): FunctionRecord {
  const { record, qualifier } = requireFunction({ FunctionName: requiredText(input, "Resource") }, world);
  if (qualifier === undefined) return record;
  return refuse({
    status: 400,
    type: "InvalidParameterValueException",
    message: "Tags on function aliases and versions are not supported. Please specify a function ARN.",
  });
}
