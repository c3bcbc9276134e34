/** The permissions to read secrets. */
import { type Home, isArn, makeArn, parseArn } from "../../core/arn/arn.ts";
import { type Grant, grantsByRegion } from "../../core/grant.ts";
import type { SourceGrants } from "../source.ts";
import { parseSecretSpec } from "./secret-spec.ts";

/** Returns what the specs of `--secret` need. Errors: those of `parseSecretSpec`. */
export function namedSecretGrants(specs: readonly string[], home: Home): SourceGrants {
  const ids = specs.map((spec) => parseSecretSpec(spec).id);
  return { grants: secretGrants(ids, home) };
}

/** Returns what reading the secrets, which are names or ARNs, needs. Source: the Service Authorization Reference. */
export function secretGrants(ids: readonly string[], home: Home): readonly Grant[] {
  const regions = [...new Set(ids.map((id) => parseArn(id)?.region ?? home.region))];
  const isSeveral = regions.some(
    (region) => new Set(ids.filter((id) => (parseArn(id)?.region ?? home.region) === region)).size > 1,
  );
  return [
    ...grantsByRegion(
      ids.map((id) => secretArn(id, home)),
      home,
    ).map(({ resources, ...place }) => ({
      sid: "ReadSecrets",
      actions: ["secretsmanager:GetSecretValue"],
      resources,
      decryptsThrough: "secretsmanager",
      ...place,
    })),
    // It gives no access to a secret that GetSecretValue does not allow, and cannot be restricted to some.
    { sid: "ReadSecretsTogether", actions: ["secretsmanager:BatchGetSecretValue"], resources: isSeveral ? ["*"] : [] },
  ];
}

/** Returns the ARN of a secret. Secrets Manager appends a hyphen and six characters to its name, only there. */
export function secretArn(id: string, home: Home): string {
  if (isArn(id)) return /-[A-Za-z0-9]{6}$/.test(id) ? id : `${id}-??????`;
  return makeArn(home, "secretsmanager", `secret:${id}-??????`);
}
