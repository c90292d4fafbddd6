/**
 * For tests: the embedded model as a scripted one, where what it answers does not matter or is given; and folders of
 * tiny models with random weights.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAdapter } from '../model/adapter.ts';
import { trainBpe } from '../model/bpe.ts';
import { parameterShapes, parseConfig } from '../model/config.ts';
import { encodeSafetensors } from '../model/safetensors.ts';
import { createRandom } from '../random.ts';
import { scriptedChat } from '../testing/scripted-chat.ts';
import type { Chat } from '../types.ts';
import type { LoadedModel } from './load-model.ts';

/** A loaded model without weights, under the embedded model's name. */
export const demoModel = (chat: Chat = scriptedChat({ replies: () => 'a demo answer' })): LoadedModel => ({
  name: 'mizan-1m',
  chat,
  folder: '/nowhere',
  sections: false,
  contextLength: 256,
  close: async () => {},
});

const json = {
  architectures: ['Qwen2ForCausalLM'],
  model_type: 'qwen2',
  hidden_size: 32,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 1024,
  vocab_size: 288,
  tie_word_embeddings: true,
  eos_token_id: 2,
};
const chatTemplate =
  "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

export type Tensors = Map<string, { shape: number[]; data: Float32Array }>;

/** Large enough weights that the likeliest token leads clearly. */
const tensorsOf = (seed: string): Tensors => {
  const random = createRandom(seed);
  return new Map(
    Object.entries(parameterShapes(parseConfig(json))).map(([name, shape]) => [
      name,
      {
        shape: [...shape],
        data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
          name.endsWith('norm.weight') ? 1 : random.normal() * 0.5,
        ),
      },
    ]),
  );
};

/** Model folders below `root` that differ in their weights alone: `start`, and others made of a seed. */
export const tinyFolders = (root: string) => {
  const start = join(root, 'start');
  mkdirSync(start);
  const tokenizer = trainBpe(['one two three '.repeat(3)], {
    vocabSize: 280,
    specials: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
  });
  const write = (folder: string, name: string, value: object): void =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  write(start, 'config.json', json);
  write(start, 'tokenizer.json', tokenizer);
  write(start, 'tokenizer_config.json', { eos_token: '<|im_end|>', bos_token: null, chat_template: chatTemplate });
  /** Puts other weights into a folder, with `change` made to them. */
  const putWeights = (folder: string, seed: string, change: (tensors: Tensors) => unknown = () => {}): void => {
    const tensors = tensorsOf(seed);
    change(tensors);
    writeFileSync(join(folder, 'model.safetensors'), encodeSafetensors(tensors, { dtype: 'F32' }));
  };
  putWeights(start, 'start');
  return {
    start,
    tensorsOf,
    putWeights,
    /** The folder of an adapter of one matrix, strong enough to change what is drawn. */
    adapterOf: (name: string): string => {
      const folder = join(root, name);
      const numbers = (shape: number[], seed: number) => ({
        shape,
        data: Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => Math.sin(i * seed + seed)),
      });
      const pair = { a: numbers([2, 32], 3), b: numbers([24, 2], 5) };
      const about = { rank: 2, alpha: 8, targets: ['up_proj'], base: start };
      writeAdapter(folder, new Map([['model.layers.1.mlp.up_proj', pair]]), about);
      return folder;
    },
    /** A folder called `name`; `config`: further fields of its config.json. */
    folderOf: (name: string, seed: string, change?: (tensors: Tensors) => unknown, config: object = {}): string => {
      const folder = join(root, name);
      cpSync(start, folder, { recursive: true });
      write(folder, 'config.json', { ...json, ...config });
      putWeights(folder, seed, change);
      return folder;
    },
  };
};
