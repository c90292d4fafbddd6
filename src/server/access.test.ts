/** Preflights of pages elsewhere, and the headers that carry a key. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { preflightHeaders, tokenOf } from './access.ts';

test('a preflight allows what it asks for, and private networks only when asked', () => {
  const headers = preflightHeaders(
    new Headers({
      'access-control-request-headers': 'Content-Type, HTTP-Referer,x-title, x-stainless-new, bad header',
      'access-control-request-private-network': 'true',
    }),
  );
  const allowed = headers['access-control-allow-headers']!.split(', ');
  for (const name of ['content-type', 'http-referer', 'x-title', 'x-stainless-new', 'authorization', 'x-api-key'])
    assert.ok(allowed.includes(name), name);
  assert.ok(!allowed.includes('bad header'));
  assert.equal(headers['access-control-allow-private-network'], 'true');
  assert.equal(preflightHeaders(new Headers())['access-control-allow-private-network'], undefined);
});

test('a key is found in whichever header it comes', () => {
  const cases: [Record<string, string>, string | undefined][] = [
    [{}, undefined],
    [{ authorization: 'Bearer mz-1' }, 'mz-1'],
    [{ authorization: 'bearer  mz-1 ' }, 'mz-1'],
    [{ authorization: 'mz-1' }, 'mz-1'],
    [{ 'x-api-key': 'mz-1' }, 'mz-1'],
    [{ 'api-key': 'mz-1' }, 'mz-1'],
    [{ 'x-goog-api-key': 'mz-1' }, 'mz-1'],
    [{ authorization: 'Bearer placeholder', 'x-api-key': 'mz-1' }, 'mz-1'],
    [{ authorization: 'Bearer sk-other' }, 'sk-other'],
  ];
  for (const [headers, token] of cases) assert.equal(tokenOf(new Headers(headers)), token, JSON.stringify(headers));
});
