/** IAM Identity Center's portal: the credentials of a role, for a token. */
import { requiredText } from "../protocol/input.ts";
import { refuse } from "../protocol/service.ts";
import { makeSession } from "../sts/session.ts";
import { makeRestService } from "./rest.ts";

/** The token that the portal does not accept any more. */
export const EXPIRED_TOKEN = "expired";

/** Source: the service model of SSO, 2019-06-10. */
export const sso = makeRestService({
  name: "sso",
  path: "/federation/credentials",
  method: "GET",
  operation: "GetRoleCredentials",
  handle: (input, world, { headers }) => {
    requiredText(input, "role_name");
    requiredText(input, "account_id");
    const token = headers["x-amz-sso_bearer_token"];
    if (token === undefined || token === EXPIRED_TOKEN) {
      refuse({ status: 401, type: "UnauthorizedException", message: "Session token not found or invalid" });
    }
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = makeSession(world);
    return {
      members: { roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt.getTime() } },
    };
  },
});
