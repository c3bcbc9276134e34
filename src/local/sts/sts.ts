/** AWS Security Token Service: who is calling. */
import { makeGlobalArn } from "../../core/arn/arn.ts";
import { makeQueryService } from "../protocol/query-service.ts";

/** Source: the service model of STS, 2011-06-15. */
export const sts = makeQueryService({
  name: "sts",
  version: "2011-06-15",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: {
    GetCallerIdentity: {
      handle: (_input, world) => ({
        members: { Arn: makeGlobalArn(world, "iam", "user/local"), UserId: "AIDALOCALLOCALLOCALXX", Account: world.account },
      }),
    },
  },
});
