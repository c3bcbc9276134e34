/** The variables that a run reads from its own environment: for help, the manual page and the documents. */
import type { HelpPage, HelpRow } from "./layout.ts";

const OTHERS: readonly HelpRow[] = [
  ["AWS_REGION, AWS_DEFAULT_REGION", "the region, where neither --region nor samconfig.toml names one"],
  ["AWS_PROFILE", "the profile, where --profile is not given"],
  [
    "AWS_ACCESS_KEY_ID",
    "credentials, with AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; all others that the AWS CLI finds are found too",
  ],
  ["AWS_ENDPOINT_URL", "the endpoint, where --endpoint-url is not given; AWS_ENDPOINT_URL_LAMBDA and its like for one service"],
  ["HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "the proxy, and the hosts that are reached without one"],
  ["AWS_CA_BUNDLE", "a PEM file with the only certificates to trust; NODE_EXTRA_CA_CERTS trusts more of them"],
  ["VISUAL, EDITOR", "the editor of lambda-env edit"],
  ["LAMBDA_ENV_COMPLETION_TIMEOUT", "how many seconds completion waits for names from AWS; 1 by default"],
  ["LAMBDA_ENV_FINGERPRINT_KEY", "the key with which diff --out and set --plan recognize values, at least 32 characters"],
  ["LAMBDA_ENV_GITHUB_MASK", "in GitHub Actions, which values the log hides: secrets (the default), all or none"],
  ["CI", "where it is set, --show-values is refused unless written --show-values=always"],
  ["NO_COLOR, FORCE_COLOR", "no colours; colours even where the output is not a terminal"],
];

/** Returns the variables beside the options' own. */
export function environmentRows(twins: readonly HelpRow[]): readonly HelpRow[] {
  return [...twins, ...OTHERS];
}

/** Returns the page about the environment; `twins` are the options' own variables. */
export function environmentPage(twins: readonly HelpRow[]): HelpPage {
  return {
    usage: ["lambda-env help environment"],
    about:
      "Each option has an environment variable, which counts where the option is not given. A list has one entry per line. A flag is true, 1 or yes.",
    sections: [
      { title: "For options", rows: twins },
      { title: "Others", rows: OTHERS },
    ],
  };
}
