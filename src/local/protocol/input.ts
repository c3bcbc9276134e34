/** Typed reading of a request's members. */
import { isObject } from "../../core/json.ts";
import { type Input, refuse, refuseInvalid } from "./service.ts";

/** Returns the text of a member; null counts as absent, as for AWS. */
export function stringOf(input: Input, member: string): string | undefined {
  const value = memberOf(input, member);
  return value === undefined || typeof value === "string" ? value : refuseType(value, "String");
}

export function requiredText(input: Input, member: string): string {
  return stringOf(input, member) ?? refuseMissing(member);
}

/** Returns a whole number between `min` and `max`; a query carries it as text. */
export function numberOf(input: Input, member: string, min: number, max: number): number | undefined {
  const value = memberOf(input, member);
  if (value === undefined) return undefined;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return refuseType(value, "Integer");
  const bound = number < min ? `greater than or equal to ${min}` : number > max ? `less than or equal to ${max}` : undefined;
  if (bound === undefined) return number;
  return refuseInvalid(`Value '${number}' at '${camel(member)}' failed to satisfy constraint: Member must have value ${bound}`);
}

export function flagOf(input: Input, member: string): boolean {
  return memberOf(input, member) === true;
}

export function objectOf(input: Input, member: string): Input | undefined {
  const value = memberOf(input, member);
  return value === undefined || isObject(value) ? value : refuseType(value, "Map");
}

export function listOf(input: Input, member: string): readonly unknown[] | undefined {
  const value = memberOf(input, member);
  return value === undefined || Array.isArray(value) ? value : refuseType(value, "List");
}

/** Returns a list of strings; anything else in it is refused. */
export function stringsOf(input: Input, member: string): readonly string[] | undefined {
  return listOf(input, member)?.map((item) => (typeof item === "string" ? item : refuseType(item, "String")));
}

export function refuseMissing(member: string): never {
  refuseInvalid(`Value null at '${camel(member)}' failed to satisfy constraint: Member must not be null`);
}

/** Refuses a value of a wrong JSON type, in the words of AWS's parsers, without the value itself. */
export function refuseType(value: unknown, expected: string): never {
  refuse({
    status: 400,
    type: "SerializationException",
    message: `${jsonToken(value)} can not be converted to a ${expected}`,
  });
}

function jsonToken(value: unknown): string {
  if (Array.isArray(value)) return "START_ARRAY";
  if (isObject(value)) return "START_OBJECT";
  const token = typeof value === "boolean" || value === null ? String(value) : typeof value;
  return `${token}_VALUE`.toUpperCase();
}

function memberOf(input: Input, member: string): unknown {
  return Object.hasOwn(input, member) ? (input[member] ?? undefined) : undefined;
}

/** Returns the name of a member as AWS writes it in messages: with its first letter in lower case. */
function camel(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}
