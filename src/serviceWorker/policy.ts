/**
 * How a policy reaches the browser. A `<meta>` tag binds the document only and may not name `frame-ancestors`;
 * a response header binds documents and the workers whose script it comes with.
 */
export type PolicyDelivery = 'meta' | 'header';

/**
 * The content security policy of the whole product: everything from our own origin, no inline code but the one script of
 * the page, no `eval` except the compilation of WebAssembly.
 *
 * @param delivery - see {@link PolicyDelivery}
 * @param connectSources - origins besides our own that may be fetched from, e.g. `https://example.org`
 * @param inlineScript - the one inline script that may run, as `sha256-…` of its text in base64
 * @returns the value of a `Content-Security-Policy` header or meta tag
 */
export function contentSecurityPolicy(
  delivery: PolicyDelivery,
  connectSources: readonly string[],
  inlineScript: string,
): string {
  const directives = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' '${inlineScript}'`,
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...connectSources].join(' '),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  if (delivery === 'header') {
    directives.push("frame-ancestors 'none'");
  }
  return directives.join('; ');
}

/** Where public data sets are fetched from: the hub, its viewer's API, and the stores that its files lie in. */
const HUB_SOURCES = ['https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];

/**
 * Reads the build setting `IB_CONNECT_SRC`.
 *
 * @param setting - origins separated by spaces, empty for none, or undefined for the hub's
 * @returns the origins, in order
 * @throws Error when an entry is not a plain https origin or localhost (it could otherwise end the directive)
 */
export function parseConnectSources(setting: string | undefined): string[] {
  const sources = (setting ?? HUB_SOURCES.join(' ')).split(/\s+/).filter((source) => source !== '');
  const bad = sources.find((source) => !/^(https:\/\/[\w.*-]+|http:\/\/(localhost|127\.0\.0\.1))(:\d+)?$/.test(source));
  if (bad !== undefined) {
    throw new Error(
      `IB_CONNECT_SRC names "${bad}", which is not an https origin; write origins like https://example.org.`,
    );
  }
  return sources;
}
