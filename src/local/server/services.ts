/** The services of the endpoint. A new one is one file and one line here. */
import { cloudControl } from "../cloud-control/cloud-control.ts";
import { cloudFormation } from "../cloudformation/cloudformation.ts";
import { iam } from "../iam/iam.ts";
import { lambda } from "../lambda/lambda.ts";
import { parameterStore } from "../parameters/parameter-store.ts";
import type { LocalService } from "../protocol/service.ts";
import { secretsManager } from "../secrets/secrets-manager.ts";
import { sso } from "../sso/sso.ts";
import { ssoOidc } from "../sso/sso-oidc.ts";
import { sts } from "../sts/sts.ts";
import { tagging } from "../tagging/tagging.ts";

export const SERVICES: readonly LocalService[] = [
  lambda,
  secretsManager,
  sts,
  iam,
  sso,
  ssoOidc,
  cloudFormation,
  parameterStore,
  cloudControl,
  tagging,
];
