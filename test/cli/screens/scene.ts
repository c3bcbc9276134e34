/** Functions with few and many variables, and sources that change them in every way, for screens. */
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { runOnScreen, type ScreenOptions, type SeenScreen } from "../../support/screen.ts";

export const WIDTHS = [40, 60, 80, 120] as const;

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: my-fn
      Environment:
        Variables:
          STAGE: prod
          LOG_LEVEL: info
          SIGNING_KEY: ""
          REGION_NAME: eu-central-1
`;

const UNRESOLVED = "          TABLE_NAME: !GetAtt Table.Arn\n";

const ENV_FILE = "PAYMENT_API_KEY=\nDATABASE_URL=postgres://db.example/orders\nNEW_FLAG=on\n";

export interface ScreenScene {
  readonly endpoint: LocalEndpoint;
  readonly run: (
    args: readonly string[],
    options: ScreenOptions & { env?: Readonly<Record<string, string>> },
  ) => Promise<SeenScreen>;
}

/** Returns a function with `count` variables, with a template and a .env file that change some of them. */
export async function startScreenScene(
  count: number,
  files: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = liveVariables(count),
): Promise<ScreenScene> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  endpoint.createFunction({ functionName: "my-fn", variables: { ...variables } });
  const cwd = tempFolder({ "template.yaml": count > 2 ? `${TEMPLATE}${UNRESOLVED}` : TEMPLATE, ".env": ENV_FILE, ...files });
  const run: ScreenScene["run"] = (args, options) => runOnScreen(args, { endpoint, cwd, ...options });
  return { endpoint, run };
}

/** Of two, both change. */
function liveVariables(count: number): Readonly<Record<string, string>> {
  const first = [
    ["LOG_LEVEL", "debug"],
    ["OLD_FEATURE_FLAG", "1"],
    ["PAYMENT_API_KEY", "live-key"],
    ["SIGNING_KEY", "live-signing-key"],
    ["STAGE", "prod"],
    ["TABLE_NAME", "orders"],
  ] as const;
  const others = Array.from({ length: Math.max(0, count - first.length) }, (_, index) => [`SETTING_${index + 100}`, `${index}`]);
  return Object.fromEntries([...first, ...others].slice(0, count));
}
