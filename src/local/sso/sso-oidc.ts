/** IAM Identity Center's OIDC: a new token for one that has expired. */
import { requiredText, stringOf } from "../protocol/input.ts";
import { refuse } from "../protocol/service.ts";
import { makeRestService } from "./rest.ts";
import { EXPIRED_TOKEN } from "./sso.ts";

const HOUR_SECONDS = 60 * 60;

/** Source: the service model of SSO OIDC, 2019-06-10. */
export const ssoOidc = makeRestService({
  name: "sso-oidc",
  path: "/token",
  method: "POST",
  operation: "CreateToken",
  handle: (input) => {
    requiredText(input, "grantType");
    const refreshToken = stringOf(input, "refreshToken");
    if (refreshToken === undefined || refreshToken === EXPIRED_TOKEN) {
      refuse({ status: 400, type: "InvalidGrantException", message: "Invalid refresh token provided" });
    }
    return { members: { accessToken: "local-token", expiresIn: HOUR_SECONDS, refreshToken, tokenType: "Bearer" } };
  },
});
