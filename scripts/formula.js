/**
 * Prints the Homebrew formula of this version.
 *
 * Usage: node scripts/formula.js SHA256SUMS, the file of checksums of the release.
 */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { version, description, homepage, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const repository = homepage.replace(/#.*$/, "");
const lines = readFileSync(process.argv[2], "utf8").trim().split("\n");
const sums = new Map(lines.map((line) => line.split(/ [ *]/).toReversed()));

process.stdout.write(`class LambdaEnv < Formula
  desc "${description}"
  homepage "${repository}"
  version "${version}"
  license "${license}"

  on_macos do
${source("arm", "darwin-arm64")}
${source("intel", "darwin-x64")}
  end

  on_linux do
${source("arm", "linux-arm64")}
${source("intel", "linux-x64")}
  end

  def install
    bin.install "lambda-env"
    man1.install "lambda-env.1"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/lambda-env --version")
  end
end
`);

/** Returns the lines for one kind of processor. */
function source(processor, system) {
  const name = `lambda-env-${system}.tar.gz`;
  const sum = sums.get(name);
  if (!/^[0-9a-f]{64}$/.test(sum)) throw new Error(`no checksum of ${name}`);
  return `    on_${processor} do
      url "${repository}/releases/download/v${version}/${name}"
      sha256 "${sum}"
    end`;
}
