/** Addresses of scripts that run beside the page. The page's policy lets nothing else make one from a string. */

type Policy = { createScriptURL(url: string): string };
type Factory = { createPolicy(name: string, rules: Policy): Policy };

/** The scripts that the page starts: the service worker and the worker in which Mizan thinks. */
const KNOWN = /^\.\/(?:sw\.(?:ts|js)|engine\/engine\.js\?v=[\w-]+)$/;

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy('mizan-worker', {
  createScriptURL(url) {
    if (KNOWN.test(url)) return url;
    throw new TypeError(`${url} is no script of this page`);
  },
});

/** The address, as the policy wants it. Throws for any other script. */
export const workerAddress = (url: string): string => policy?.createScriptURL(url) ?? url;
