/**
 * The languages of the page: every message is there in every language with the same places for values, nothing is listed that
 * nobody says, and what is shown in a right-to-left language reads from right to left.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MESSAGES, PLURALS } from '../web/lang-en.ts';
import { filled, preferredLanguage, t, tn } from '../web/language.ts';
import { isPressed } from '../web/keys.ts';

const web = new URL('../web/', import.meta.url);
const sources = readdirSync(web)
  .filter((name) => name.endsWith('.ts') && !name.startsWith('lang-'))
  .map((name) => readFileSync(new URL(name, web), 'utf8'))
  .join('\n');

test('every listed message is said somewhere, and is listed once', () => {
  const server = readFileSync(new URL('../src/gateway/effort.ts', import.meta.url), 'utf8');
  for (const message of [...MESSAGES, ...Object.keys(PLURALS)])
    assert.ok(sources.includes(`'${message}'`) || server.includes(message), `nobody says "${message}"`);
  assert.equal(new Set(MESSAGES).size, MESSAGES.length);
});

test('the language is the chosen one, else the first of the browser that the page knows', () => {
  for (const [chosen, wanted, language] of [
    ['', [], 'en'],
    ['', ['de', 'en-GB'], 'en'],
    ['', ['de', 'nl'], 'en'],
    ['xx', ['EN-us'], 'en'],
  ] as const)
    assert.equal(preferredLanguage(chosen, wanted), language, `${chosen} ${wanted.join()}`);
});

test('values are put in by name; a number decides the form', () => {
  assert.equal(filled('{a} and {b} and {a}', { a: 1, b: '{a}' }), '1 and {a} and 1');
  assert.equal(filled('{missing}'), '{missing}');
  assert.equal(t('{n} of {all}', { n: 1, all: 2 }), '1 of 2');
  assert.deepEqual(
    [0, 1, 1200].map((n) => tn('{n} tokens', n)),
    ['0 tokens', '1 token', '1,200 tokens'],
  );
});

test('a key is known by its letter, by its place when the keyboard writes other letters, and with its modifiers only', () => {
  const press = (key: string, code: string, ...held: ('ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey')[]) => ({
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...Object.fromEntries(held.map((name) => [name, true])),
    key,
    code,
  });
  for (const [event, keys, pressed] of [
    [press('k', 'KeyK', 'ctrlKey'), ['Ctrl', 'K'], true],
    [press('k', 'KeyK', 'metaKey'), ['Ctrl', 'K'], true],
    [press('ن', 'KeyK', 'ctrlKey'), ['Ctrl', 'K'], true],
    [press('K', 'KeyK', 'ctrlKey', 'shiftKey'), ['Ctrl', 'K'], false],
    [press('k', 'KeyK'), ['Ctrl', 'K'], false],
    [press('?', 'Slash', 'shiftKey'), ['?'], true],
    [press('?', 'Slash', 'shiftKey', 'ctrlKey'), ['?'], false],
    [press('ArrowUp', 'ArrowUp', 'altKey'), ['Alt', 'ArrowUp'], true],
    [press('ArrowUp', 'ArrowUp'), ['Alt', 'ArrowUp'], false],
    [press('F2', 'F2'), ['F2'], true],
  ] as const)
    assert.equal(isPressed(event, keys), pressed, `${event.key} for ${keys.join('+')}`);
});
