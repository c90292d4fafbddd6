/**
 * A run of an agent in the trace tree of its request: each call of a tool is a span, and what a sub-agent does lies
 * below its call.
 */
import type { AgentEvent, CallRecord } from '../agent/types.ts';
import type { Span } from '../server/ledger/span.ts';
import type { Finish, Wire } from '../types.ts';
import { NO_USAGE } from '../usage.ts';

/** `event` takes every event of the run; `spanOf` is the span of a call, by its id within the run. */
export const traceRun = (root: Span): { event: (event: AgentEvent) => void; spanOf: (callId: string) => Span } => {
  const spans = new Map<string, Span>();
  const records = new Map<string, CallRecord>();
  const note = (parent: Span, name: string, input: Wire, output: Wire): void =>
    parent.child('agent', name, input).end({ finish: 'stop', usage: NO_USAGE, output });
  const take = (event: AgentEvent, within: string, parent: Span): void => {
    const begin = (id: string, name: string): Span => {
      const record = records.get(within + id);
      const span = parent.child('tool', name, {
        arguments: record?.arguments,
        raw: record?.raw,
        repairs: record?.repairs,
      });
      spans.set(within + id, span);
      return span;
    };
    switch (event.type) {
      case 'reply':
        for (const call of event.calls) records.set(within + call.id, call);
        return;
      case 'call':
        begin(event.id, event.name);
        return;
      case 'result': {
        const { content, error } = event.result;
        const span = spans.get(within + event.id) ?? begin(event.id, event.name);
        const finish: Finish = error === undefined ? 'stop' : error === 'cancelled' ? 'cancelled' : 'error';
        span.end({ finish, usage: NO_USAGE, output: { content, ...(error !== undefined && { error }) } });
        spans.delete(within + event.id);
        records.delete(within + event.id);
        return;
      }
      case 'answer':
        return note(parent, 'person', { id: event.id }, event.answer);
      case 'checked':
        return note(parent, 'check', {}, { pass: event.pass, reason: event.reason });
      case 'compacted':
        return note(parent, 'compacted', { by: event.by, before: event.before }, { after: event.after });
      case 'stopped':
        return note(parent, 'stopped', {}, { reason: event.reason, text: event.text });
      case 'child':
        return take(event.event, `${within}${event.id}/`, spans.get(within + event.id) ?? parent);
      default:
        return;
    }
  };
  return { event: (event) => take(event, '', root), spanOf: (callId) => spans.get(callId) ?? root };
};
