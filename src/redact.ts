/**
 * Removes secrets from text before it is logged, stored or shown: those that are configured, and strings that look
 * like keys. It works on strings: a password within a sentence is not recognised.
 */

/** The text that replaces a secret. */
const REDACTED = '[redacted]';

/** Shorter ones ('none', 'ollama') are placeholders, and removing them would damage ordinary words. */
const SHORTEST = 8;

/** Keys as providers issue them, and whatever follows `Bearer`. */
const SHAPES = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])(?:sk|pk|rk|gsk|csk|xai|hf|r8|fw|ghp|gho|ghs|github_pat|glpat|npm|nvapi|tgp|mz)[-_][A-Za-z0-9_-]{16,}`,
    String.raw`(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{30,}`,
    String.raw`(?<![A-Za-z0-9])AKIA[A-Z0-9]{16}(?![A-Z0-9])`,
    String.raw`(?<=\bBearer\s{1,4})[A-Za-z0-9._~+/-]{16,}=*`,
  ].join('|'),
  'g',
);

/** Fast pre-test for the patterns above, so that ordinary text costs little. */
const HINT = /[a-z0-9t][-_][A-Za-z0-9_-]{16}|AIza|AKIA|Bearer/;

/** How a secret may be spelled in a URL or in JSON. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];

export type Redact = (text: string) => string;

/**
 * A function that replaces every configured secret and everything that looks like a key by `[redacted]`. `secrets` of
 * fewer than 8 characters are ignored.
 */
export const createRedact = (secrets: Iterable<string> = []): Redact => {
  const known = [...new Set([...secrets].filter((item) => item.length >= SHORTEST).flatMap(spellings))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => {
    let out = text;
    for (const secret of known) if (out.includes(secret)) out = out.replaceAll(secret, REDACTED);
    return HINT.test(out) ? out.replace(SHAPES, REDACTED) : out;
  };
};

/** Knows the shapes of keys only. */
export const redact: Redact = createRedact();
