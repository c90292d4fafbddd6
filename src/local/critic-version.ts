/** The version of critic.json, the file beside a critic's weights with its accuracy, that is accepted. */
export const CRITIC_VERSION = 2;

/** Whether the content of a critic.json says that the model beside it may judge answers. */
export const isCritic = (critic: unknown): boolean =>
  (critic as { version?: unknown } | null | undefined)?.version === CRITIC_VERSION;
