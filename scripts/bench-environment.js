/** The environment of what a benchmark runs: it holds nothing of the user's own. */

/** Returns it for a home folder and a region. */
export function bareEnvironment(home, region) {
  const { PATH, SystemRoot } = process.env;
  return {
    PATH,
    HOME: home,
    ...(SystemRoot ? { SystemRoot } : {}),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
