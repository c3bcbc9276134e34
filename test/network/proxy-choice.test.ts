/** Which hosts are reached through a proxy. */
import { expect, test } from "vitest";
import { readProxies } from "../../src/network/proxies.ts";
import { chooseProxy } from "../../src/network/proxy-choice.ts";

const HTTPS = { HTTPS_PROXY: "http://https-proxy.test:3128" };
const HTTP = { HTTP_PROXY: "http://http-proxy.test:3128" };

/** Returns the host of the proxy for `url`, or `direct`. */
function wayTo(url: string, env: Readonly<Record<string, string>>): string {
  const proxies = readProxies(env);
  if (proxies === undefined) return "direct";
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === "https:";
  const host = hostname.replace(/^\[|\]$/g, "");
  return chooseProxy({ secure, host, port: Number(port || (secure ? 443 : 80)) }, proxies)?.url.hostname ?? "direct";
}

test.each([
  [{}, "direct", "direct"],
  [HTTPS, "https-proxy.test", "direct"],
  [HTTP, "direct", "http-proxy.test"],
  [{ ...HTTP, ...HTTPS }, "https-proxy.test", "http-proxy.test"],
  [{ ...HTTPS, https_proxy: "http://lower.test" }, "lower.test", "direct"],
  [{ ...HTTPS, https_proxy: "" }, "direct", "direct"],
  [{ HTTPS_PROXY: "" }, "direct", "direct"],
  [{ ALL_PROXY: "http://all.test" }, "direct", "direct"],
  [{ HTTPS_PROXY: " https-proxy.test:3128 " }, "https-proxy.test", "direct"],
  [{ HTTPS_PROXY: "//https-proxy.test:3128" }, "https-proxy.test", "direct"],
  [{ ...HTTPS, NO_PROXY: "*", no_proxy: "" }, "https-proxy.test", "direct"],
] as const)("%j: %s for https, %s for http", (env, https, http) => {
  expect(wayTo("https://lambda.us-east-1.amazonaws.com", env)).toBe(https);
  expect(wayTo("http://lambda.us-east-1.amazonaws.com", env)).toBe(http);
});

/** What `NO_PROXY` holds, and whether a URL is then reached directly. */
const CASES: readonly (readonly [except: string, url: string, isDirect: boolean])[] = [
  ["*", "https://lambda.us-east-1.amazonaws.com", true],
  ["", "https://lambda.us-east-1.amazonaws.com", false],
  [" , ,", "https://lambda.us-east-1.amazonaws.com", false],
  ["amazonaws.com", "https://lambda.us-east-1.amazonaws.com", true],
  [".amazonaws.com", "https://lambda.us-east-1.amazonaws.com", true],
  ["*.amazonaws.com", "https://lambda.us-east-1.amazonaws.com", true],
  [".AmazonAWS.com", "https://lambda.us-east-1.amazonaws.com", true],
  ["amazonaws.com.", "https://lambda.us-east-1.amazonaws.com", true],
  ["a.test, lambda.us-east-1.amazonaws.com", "https://lambda.us-east-1.amazonaws.com", true],
  ["a.test lambda.us-east-1.amazonaws.com", "https://lambda.us-east-1.amazonaws.com", true],
  ["aws.com", "https://lambda.us-east-1.amazonaws.com", false],
  ["us-east-1.amazonaws.com.cn", "https://lambda.us-east-1.amazonaws.com", false],
  ["lambda.us-east-1.amazonaws.com:443", "https://lambda.us-east-1.amazonaws.com", true],
  ["lambda.us-east-1.amazonaws.com:8443", "https://lambda.us-east-1.amazonaws.com", false],
  [".amazonaws.com:8443", "https://lambda.us-east-1.amazonaws.com:8443", true],
  ["10.0.0.0/8", "https://10.20.30.40", true],
  ["10.0.0.0/8", "https://11.20.30.40", false],
  ["10.20.30.40", "https://10.20.30.40", true],
  ["10.20.30.40:8443", "https://10.20.30.40:8443", true],
  ["10.20.30.40:443", "https://10.20.30.40:8443", false],
  ["10.0.0.0/99", "https://10.20.30.40", false],
  ["10.0.0.0/8/8", "https://10.20.30.40", false],
  ["0.0.0.0/0", "https://10.20.30.40", true],
  ["0.0.0.0/0", "https://lambda.us-east-1.amazonaws.com", false],
  ["2001:db8::/32", "https://[2001:db8::1]", true],
  ["2001:db8::/32", "https://[2001:db9::1]", false],
  ["2001:db8:0::1", "https://[2001:db8::1]", true],
  ["[2001:db8::1]", "https://[2001:db8::1]", true],
  ["[2001:db8::1]:8443", "https://[2001:db8::1]:8443", true],
  ["[2001:db8::1]:443", "https://[2001:db8::1]:8443", false],
  ["10.0.0.0/8", "https://[2001:db8::1]", false],
];

test.each(CASES)("NO_PROXY=%s, %s: direct is %s", (except, url, isDirect) => {
  const expected = isDirect ? "direct" : "https-proxy.test";
  expect(wayTo(url, { ...HTTPS, NO_PROXY: except })).toBe(expected);
  expect(wayTo(url, { ...HTTPS, NO_PROXY: "never.test", no_proxy: except })).toBe(expected);
});

test.each([
  "localhost",
  "LOCALHOST",
  "a.localhost",
  "localhost.",
  "127.0.0.1",
  "127.1.2.3",
  "[::1]",
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "[fd00:ec2::254]",
  "[fd00:ec2::23]",
  "[fe80::1]",
])("%s is never asked through a proxy", (host) => {
  for (const scheme of ["http", "https"]) expect(wayTo(`${scheme}://${host}:1234`, { ...HTTP, ...HTTPS })).toBe("direct");
});
