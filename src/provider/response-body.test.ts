/** Bodies of upstreams by what they are, whatever their label. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { UpstreamError } from './failure.ts';
import { createBodyReader, type BodyValue } from './response-body.ts';

const readAll = async (text: string, size = 7): Promise<{ values: BodyValue[]; marked: boolean }> => {
  const bytes = Buffer.from(text);
  const values: BodyValue[] = [];
  const reader = createBodyReader('p');
  for (let at = 0; at < bytes.length && !reader.over(); at += size) {
    values.push(...reader.read(bytes.subarray(at, at + size)));
    reader.check();
  }
  values.push(...reader.end());
  reader.check();
  return { values, marked: reader.over() };
};

test('streams, documents and lines of JSON are told apart by their beginning; noise is skipped', async () => {
  const a = '{"choices":[1]}';
  const b = '{"choices":["é"]}';
  const cases: [text: string, found: string[], form: 'chunk' | 'whole', marked: boolean][] = [
    [`data: ${a}\n\ndata: ${b}\n\ndata: [DONE]\n\n`, [a, b], 'chunk', true],
    [`data:${a}\r\n\r\ndata:${b}\r\n\r\ndata:[DONE]\r\n\r\n`, [a, b], 'chunk', true],
    [`\uFEFFdata: ${a}\n\n`, [a], 'chunk', false],
    [`\n\n: hello\n\nevent: x\nid: 1\ndata: ${a}\n\n`, [a], 'chunk', false],
    [`data: ${a}`, [a], 'chunk', false],
    [
      `data: null\n\ndata: \n\ndata: ping\n\ndata: [1]\n\ndata: 7\n\nevent: ping\ndata: {"x":1}\n\n`,
      ['{"x":1}'],
      'chunk',
      false,
    ],
    [`data: ${a}\n\ndata: [DONE]\n\ndata: ${b}\n\n`, [a], 'chunk', true],
    [a, [a], 'whole', false],
    [`\uFEFF  ${a}\n`, [a], 'whole', false],
    [`[${a}]`, [`[${a}]`], 'whole', false],
    [`${a}\n${b}\n`, [a, b], 'chunk', false],
    ['error: {"code":400,"message":"x"}\n\n', ['{"code":400,"message":"x"}'], 'chunk', false],
    ['event: error\ndata: {"error":{"message":"x"}}\n\n', ['{"error":{"message":"x"}}'], 'chunk', false],
    ['event: error\ndata: it broke\n\n', ['it broke'], 'chunk', false],
  ];
  for (const [text, found, form, marked] of cases)
    for (const size of [1, 7, 1000]) {
      const read = await readAll(text, size);
      assert.deepEqual(
        read.values.map((value) => [value.form, value.text]),
        found.map((text) => [form, text]),
        JSON.stringify({ text, size }),
      );
      assert.equal(read.marked, marked, text);
    }
  const errors = await readAll('event: error\ndata: it broke\n\n');
  assert.deepEqual(errors.values[0]!.value, { error: 'it broke' });
});

test('pages, nothing, broken JSON and other JSON are errors with a reason', async () => {
  const cases: [string, RegExp][] = [
    ['<html>x</html>', /a page of HTML/],
    ['', /an empty body/],
    [' \n', /an empty body/],
    ['hello there', /not JSON/],
    ['{"choices":', /not JSON/],
    ['data: {"choices":\n\n', /an event that is not JSON/],
    ['"text"', /not JSON|no chat completion/],
  ];
  for (const [text, says] of cases)
    await assert.rejects(
      readAll(text),
      (error) => error instanceof UpstreamError && says.test(error.message),
      JSON.stringify(text),
    );
});
