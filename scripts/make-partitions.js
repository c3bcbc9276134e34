/**
 * Writes src/core/arn/partitions.json from the endpoint rules of the SDK that is installed: `node scripts/make-partitions.js`, or with
 * `--print` to standard output.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The SDK publishes the table for itself alone, as a file of a package that each of its clients depends on. */
const core = createRequire(createRequire(import.meta.url).resolve("@aws-sdk/client-lambda")).resolve(
  "@aws-sdk/core/package.json",
);
const { partitionsInfo } = await import(join(core, "../dist-es/submodules/client/util-endpoints/lib/aws/partitions.js"));

const partitions = partitionsInfo.partitions.map(({ id, regionRegex, regions, outputs }) => ({
  id,
  regions: regionRegex,
  domain: outputs.dnsSuffix,
  dualStackDomain: outputs.dualStackDnsSuffix,
  names: Object.keys(regions)
    .filter((name) => new RegExp(regionRegex).test(name))
    .join(" "),
}));
const text = `${JSON.stringify(partitions, null, 2)}\n`;
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(new URL("../src/core/arn/partitions.json", import.meta.url), text);
