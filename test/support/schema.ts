/** The schema that is shipped with the program, and what is wrong with a document by it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ROOT } from "./action.ts";

export const schema = JSON.parse(readFileSync(join(ROOT, "dist/lambda-env.schema.json"), "utf8"));
const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

/** Returns what is wrong with the document in `text`, in words. */
export function schemaProblems(text: string): readonly string[] {
  return validate(JSON.parse(text))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
