/** For tests: the embedded model as a scripted one, where what it answers does not matter or is given. */
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
