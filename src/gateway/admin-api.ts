/** What the HTTP APIs for admins share: who may use them, reading a body through its schema, mistakes as status 400. */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { AppEnv } from '../server/app-env.ts';
import { badRequest, RequestError } from '../server/http.ts';
import { UsageError } from '../usage-error.ts';

type Request = Context<AppEnv>;

const LONGEST_BODY = 16 * 1024;

/** Throws a `RequestError` unless the caller is an admin. `what` is asked for, in the plural. */
export const requireAdmin = (c: Request, what: string): void => {
  if (c.get('caller').admin) return;
  throw new RequestError({
    status: 403,
    type: 'permission_error',
    code: 'admin_only',
    message: `${what} are for admins: use a key made with mizan keys create NAME --admin, or the command on the machine of the server`,
  });
};

/** The body of a request through its schema. Throws a `RequestError` that names the field at fault. */
export const readBody = async <T>(c: Request, schema: z.ZodType<T>): Promise<T> => {
  const text = await c.req.text();
  if (text.length > LONGEST_BODY) throw badRequest('the body is too long');
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    throw badRequest('the body is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue!.path.join('.') || (issue!.code === 'unrecognized_keys' ? issue!.keys.join(', ') : 'the body');
  throw badRequest(`${path}: ${issue!.message}`, path);
};

/** A mistake of the person becomes a 400 with its sentence. */
export const told = async <T>(action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    throw error instanceof UsageError ? badRequest(error.message) : error;
  }
};
