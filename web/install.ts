/**
 * Makes the page installable: registers the service worker that stores its files. Without one the page works as before.
 */
import { workerAddress } from './worker-address.ts';

/**
 * Registers once the page is idle. Browsers without service workers, and addresses that are not safe ones, have none.
 */
export const registerWorker = (): void => {
  if (!('serviceWorker' in navigator) || !isSecureContext) return;
  const address = workerAddress('./sw.ts');
  const register = (): void => {
    void navigator.serviceWorker.register(address, { scope: './', updateViaCache: 'none' }).catch(() => {});
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(register, { timeout: 3000 });
  else setTimeout(register, 1000);
};
