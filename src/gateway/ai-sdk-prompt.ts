/**
 * Converts between the AI SDK and Mizan: call options become a `ChatRequest`; a finished reply becomes content, usage
 * and finish reason. ai-sdk-model.ts makes the calls.
 */
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { AnswerFormat, ChatRequest, Finish, Message, Reply, Tool, ToolChoice, Usage, Wire } from '../types.ts';

type Part = Extract<LanguageModelV4Message, { role: 'user' }>['content'][number];

/** A file of a user's turn in the OpenAI form; undefined when that form has no place for it. */
const filePart = (part: Extract<Part, { type: 'file' }>): Wire | undefined => {
  const { data, mediaType } = part;
  if (data.type === 'text') return { type: 'text', text: data.text };
  if (data.type === 'reference') return undefined;
  const base64 =
    data.type === 'data' && (typeof data.data === 'string' ? data.data : Buffer.from(data.data).toString('base64'));
  const image = mediaType.startsWith('image')
    ? mediaType.includes('/') && !mediaType.endsWith('*')
      ? mediaType
      : 'image/png'
    : undefined;
  if (image)
    return {
      type: 'image_url',
      image_url: { url: data.type === 'url' ? data.url.toString() : `data:${image};base64,${base64}` },
    };
  if (data.type === 'url') return undefined;
  if (mediaType.startsWith('audio'))
    return { type: 'input_audio', input_audio: { data: base64, format: mediaType.includes('wav') ? 'wav' : 'mp3' } };
  return { type: 'file', file: { filename: part.filename ?? 'file', file_data: `data:${mediaType};base64,${base64}` } };
};

const userTurn = (parts: readonly Part[], warn: (feature: string) => void): Message => {
  const content = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  if (parts.every((part) => part.type === 'text')) return { role: 'user', content };
  const wire = parts.flatMap((part): Wire[] => {
    const made = part.type === 'text' ? { type: 'text', text: part.text } : filePart(part);
    if (!made) warn(`a file of type ${part.type === 'file' ? part.mediaType : part.type}`);
    return made ? [made] : [];
  });
  return { role: 'user', content, wire: { role: 'user', content: wire } };
};

const outputText = (output: LanguageModelV4ToolResultOutput): string => {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value;
    case 'json':
    case 'error-json':
      return JSON.stringify(output.value);
    case 'execution-denied':
      return `The call was denied${output.reason === undefined ? '' : `: ${output.reason}`}.`;
    case 'content':
      return output.value.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
    default:
      return output satisfies never;
  }
};

const assistantTurn = (content: Extract<LanguageModelV4Message, { role: 'assistant' }>['content']): Message => {
  const joined = (type: 'text' | 'reasoning') =>
    content.flatMap((part) => (part.type === type ? [part.text] : [])).join('');
  const toolCalls = content.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            id: part.toolCallId,
            name: part.toolName,
            arguments: typeof part.input === 'string' ? part.input : JSON.stringify(part.input ?? {}),
          },
        ]
      : [],
  );
  const reasoning = joined('reasoning');
  return {
    role: 'assistant',
    content: joined('text'),
    ...(reasoning !== '' && { reasoning }),
    ...(toolCalls.length > 0 && { toolCalls }),
  };
};

const messagesOf = (prompt: LanguageModelV4Prompt, warn: (feature: string) => void): Message[] =>
  prompt.flatMap((turn): Message[] => {
    switch (turn.role) {
      case 'system':
        return [{ role: 'system', content: turn.content }];
      case 'user':
        return [userTurn(turn.content, warn)];
      case 'assistant':
        return [assistantTurn(turn.content)];
      case 'tool':
        return turn.content.flatMap((part): Message[] =>
          part.type === 'tool-result'
            ? [{ role: 'tool', content: outputText(part.output), toolCallId: part.toolCallId }]
            : [],
        );
      default:
        return turn satisfies never;
    }
  });

const choiceOf = (choice: NonNullable<LanguageModelV4CallOptions['toolChoice']>): ToolChoice =>
  choice.type === 'tool' ? { name: choice.toolName } : choice.type;

const formatOf = (format: LanguageModelV4CallOptions['responseFormat']): AnswerFormat | undefined => {
  if (format?.type !== 'json') return undefined;
  return format.schema === undefined
    ? { type: 'json' }
    : { type: 'schema', name: format.name ?? 'answer', schema: { ...format.schema }, strict: true };
};

/**
 * What the AI SDK asks, as a request, and what of it can't be done. Settings that only an upstream knows go into
 * `wire`.
 */
export const readCall = (
  options: LanguageModelV4CallOptions,
): { request: ChatRequest; warnings: SharedV4Warning[] } => {
  const warnings: SharedV4Warning[] = [];
  const warn = (feature: string): void => {
    warnings.push({ type: 'unsupported', feature });
  };
  const tools = (options.tools ?? []).flatMap((tool): Tool[] => {
    if (tool.type !== 'function') {
      warn(`the tool ${tool.id} of another provider`);
      return [];
    }
    const { name, description, inputSchema, strict } = tool;
    return [
      {
        name,
        parameters: { ...(inputSchema as Wire) },
        ...(description !== undefined && { description }),
        ...(strict !== undefined && { strict }),
      },
    ];
  });
  const {
    topK,
    presencePenalty,
    frequencyPenalty,
    maxOutputTokens,
    temperature,
    topP,
    seed,
    stopSequences,
    toolChoice,
    abortSignal,
  } = options;
  const wire: Wire = {
    ...(topK !== undefined && { top_k: topK }),
    ...(presencePenalty !== undefined && { presence_penalty: presencePenalty }),
    ...(frequencyPenalty !== undefined && { frequency_penalty: frequencyPenalty }),
  };
  const format = formatOf(options.responseFormat);
  return {
    request: {
      messages: messagesOf(options.prompt, warn),
      ...(maxOutputTokens !== undefined && { maxTokens: maxOutputTokens }),
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
      ...(seed !== undefined && { seed }),
      ...(stopSequences && { stop: stopSequences }),
      ...(tools.length > 0 && { tools }),
      ...(tools.length > 0 && toolChoice && { toolChoice: choiceOf(toolChoice) }),
      ...(format && { format }),
      ...(Object.keys(wire).length > 0 && { wire }),
      ...(abortSignal && { signal: abortSignal }),
    },
    warnings,
  };
};

const UNIFIED: Readonly<Record<Finish, LanguageModelV4FinishReason['unified']>> = {
  stop: 'stop',
  tools: 'tool-calls',
  length: 'length',
  filtered: 'content-filter',
  cancelled: 'interrupted',
  error: 'error',
};

export const finishOf = (finish: Finish): LanguageModelV4FinishReason => ({ unified: UNIFIED[finish], raw: finish });

/** Usage of everything that was paid for; `raw` carries the cost in US dollars when it is known. */
export const usageOf = ({
  promptTokens,
  completionTokens,
  cachedTokens,
  reasoningTokens,
  cost,
}: Usage): LanguageModelV4Usage => ({
  inputTokens: {
    total: promptTokens,
    noCache: cachedTokens === undefined ? undefined : promptTokens - cachedTokens,
    cacheRead: cachedTokens,
    cacheWrite: undefined,
  },
  outputTokens: {
    total: completionTokens,
    text: reasoningTokens === undefined ? undefined : completionTokens - reasoningTokens,
    reasoning: reasoningTokens,
  },
  ...(cost !== undefined && { raw: { cost } }),
});

/** The parts of a finished reply: thoughts, text, calls. */
export const contentOf = ({ reasoning, content, toolCalls = [] }: Reply): LanguageModelV4Content[] => [
  ...(reasoning === '' ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
  ...(content === '' ? [] : [{ type: 'text' as const, text: content }]),
  ...toolCalls.map(({ id, name, arguments: input }) => ({
    type: 'tool-call' as const,
    toolCallId: id,
    toolName: name,
    input: input === '' ? '{}' : input,
  })),
];
