/** Patterns of names and texts that permissions and tools share. Pure. */
import { matchesGlob } from 'node:path';

/** A text that stands for itself in a regular expression. */
export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * Whether a text fits a pattern in which `*` stands for anything. A pattern that ends in ` *` also fits without what
 * follows. In time linear in both, since texts come from models.
 */
export const fitsText = (text: string, pattern: string): boolean => {
  if (pattern.endsWith(' *') && fitsText(text, pattern.slice(0, -2))) return true;
  const [first, ...parts] = pattern.split('*');
  if (parts.length === 0) return text === pattern;
  const last = parts.pop()!;
  if (!text.startsWith(first!) || !text.endsWith(last)) return false;
  let at = first!.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= text.length;
};

/**
 * Whether a relative path fits a glob pattern. Without a slash the pattern is of the last name, in any folder; `./name`
 * is of the working folder alone, and `=name` is that path itself, whatever characters it holds.
 */
export const fitsPattern = (path: string, pattern: string): boolean => {
  if (pattern.startsWith('=')) return path === pattern.slice(1);
  const anchored = pattern.includes('/');
  return matchesGlob(anchored ? path : path.slice(path.lastIndexOf('/') + 1), pattern.replace(/^\.?\//, ''));
};

/** Names of files that usually hold keys. */
export const SECRET_NAMES: readonly string[] = [
  '.env*',
  '*.pem',
  '*.key',
  'id_rsa*',
  'id_ed25519*',
  '.npmrc',
  '.netrc',
  '.git-credentials',
  'credentials*',
];

/** Whether a file's name says that it holds secrets. */
export const namesSecret = (path: string): boolean => SECRET_NAMES.some((pattern) => fitsPattern(path, pattern));
