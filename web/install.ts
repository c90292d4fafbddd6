/**
 * Makes the page installable: registers the service worker that stores its files. Without one the page works as before.
 */

/**
 * Registers once the page is idle. Browsers without service workers, and addresses that are not safe ones, have none.
 */
export const registerWorker = (): void => {
  if (!('serviceWorker' in navigator) || !isSecureContext) return;
  type Policy = { createScriptURL(url: string): string };
  type Factory = { createPolicy(name: string, rules: Policy): Policy };
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  const address = './sw.ts';
  // The policy makes this one address and no other.
  const safe = factory?.createPolicy('mizan-worker', { createScriptURL: () => address }).createScriptURL(address);
  const register = (): void => {
    void navigator.serviceWorker.register(safe ?? address, { scope: './', updateViaCache: 'none' }).catch(() => {});
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(register, { timeout: 3000 });
  else setTimeout(register, 1000);
};
