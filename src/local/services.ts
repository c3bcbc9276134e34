/** The services of the endpoint. One more is one file and one line. */
import { cloudControl } from "./cloud-control.ts";
import { cloudFormation } from "./cloudformation.ts";
import { lambda } from "./lambda.ts";
import { parameterStore } from "./parameter-store.ts";
import { secretsManager } from "./secrets-manager.ts";
import type { Service } from "./service.ts";
import { sts } from "./sts.ts";

export const SERVICES: readonly Service[] = [lambda, secretsManager, sts, cloudFormation, parameterStore, cloudControl];
