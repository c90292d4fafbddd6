/**
 * A server over HTTP that wants to know who asks: what its refusal means and what to do about it, as one sentence.
 * Mizan signs in nowhere by itself (OAuth); a token in the entry or a program that signs in stands in for it.
 */
import { plainLine } from './plain-text.ts';

/** A refusal: its status, what the server says it wants, and whether the request held a token. */
export type Refusal = { status: number; challenge: string; token: boolean };

/** A parameter of the header `WWW-Authenticate`. */
const parameter = (challenge: string, name: string): string | undefined => {
  const [, quoted, bare] = new RegExp(`(?:^|[\\s,])${name}=(?:"([^"]*)"|([^\\s,"]+))`, 'i').exec(challenge) ?? [];
  const value = quoted ?? bare;
  return value ? plainLine(value, 160) : undefined;
};

const HEADERS = '"headers": { "Authorization": "Bearer ${NAME}" }';

/** The refusal of a response; undefined where it is none of this kind. */
export const refusalOf = ({ status, headers }: Response, token: boolean): Refusal | undefined =>
  status === 401 || status === 403 ? { status, challenge: headers.get('www-authenticate') ?? '', token } : undefined;

/** What it means and what to do. `url`: where the server is. */
export const refusalText = ({ status, challenge, token }: Refusal, url: string): string => {
  const scope = parameter(challenge, 'scope');
  const says = parameter(challenge, 'error_description') ?? parameter(challenge, 'error');
  const told = says === undefined ? '' : `, and says: ${says}`;
  if (status === 403)
    return token && scope !== undefined
      ? `its token may not do this (HTTP 403${told}): it needs one with the scope ${scope}`
      : `it forbids this (HTTP 403${told}): see what its account or token may do, and which addresses it takes requests from`;
  if (token)
    return `it does not take the token of its entry (HTTP 401${told}): the token may be wrong, too old or for another server; make a new one`;
  const wanted = scope === undefined ? '' : ` with the scope ${scope}`;
  return (
    `it wants a sign-in (HTTP 401${told}), and Mizan has no OAuth. Make an access token${wanted} where you have your account and give it in the entry: ${HEADERS}, with NAME a variable of the environment. ` +
    `Where the service makes no tokens, let a program sign in: "command": "npx", "args": ["-y", "mcp-remote", ${JSON.stringify(url)}] in place of the "url"`
  );
};
