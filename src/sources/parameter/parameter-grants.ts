/** The permissions to read parameters of Parameter Store. */
import { formatArn, type Home, makeArn, parseArn } from "../../core/arn/arn.ts";
import { type Grant, grantsByRegion } from "../../core/grant.ts";
import type { SourceGrants } from "../source.ts";
import { type ParameterSpecs, parseParameterPath, parseParameterSpec } from "./parameter-spec.ts";

/** Returns what the options need. Errors: those of `parseParameterSpec` and `parseParameterPath`. */
export function namedParameterGrants(specs: ParameterSpecs, home: Home): SourceGrants {
  const parameters = specs.parameter.map((spec) => parseParameterSpec(spec).parameter);
  const paths = specs["parameters-by-path"].map((text) => parseParameterPath(text).path);
  return { grants: parameterGrants({ parameters, paths }, home) };
}

/**
 * Returns what reading the parameters, which are names or ARNs, and the paths needs. Source: the Service Authorization Reference.
 */
export function parameterGrants(
  { parameters, paths = [] }: { readonly parameters: readonly string[]; readonly paths?: readonly string[] },
  home: Home,
): readonly Grant[] {
  const arns = (names: readonly string[]): readonly string[] => names.map((name) => parameterArn(name, home));
  return [
    ...grantsByRegion(arns(parameters), home).map((place) => ({
      sid: "ReadParameters",
      actions: ["ssm:GetParameters"],
      decryptsThrough: "ssm",
      ...place,
    })),
    { sid: "ReadParameterFolders", actions: ["ssm:GetParametersByPath"], resources: arns(paths), decryptsThrough: "ssm" },
  ];
}

/** Returns the ARN of a parameter, which always has a slash before the name; a version or a label is not part of it. */
function parameterArn(name: string, home: Home): string {
  const arn = parseArn(name);
  if (arn !== undefined) return formatArn({ ...arn, resource: arn.resource.replace(/:.*/s, "") });
  const [bare = ""] = name.replace(/^\//, "").replace(/\/$/, "").split(":");
  return makeArn(home, "ssm", `parameter/${bare}`);
}
