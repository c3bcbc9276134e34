/** The services of the endpoint. One more is one file and one line. */
import { lambda } from "./lambda.ts";
import { secretsManager } from "./secrets-manager.ts";
import type { Service } from "./service.ts";
import { sts } from "./sts.ts";

export const SERVICES: readonly Service[] = [lambda, secretsManager, sts];
