/**
 * A response that another model gave than the one that was asked carries that model's name, for whoever reckons its price. Only
 * within this process: no header says it.
 */
const known = new WeakMap<Response, string>();

/** Says that `response` is of the model `name`, as it is called at the door. */
export const rememberAnswering = (response: Response, name: string): void => { known.set(response, name); };

/** The name of the model that gave `response`, when it is not the one that was asked. */
export const answeringOf = (response: Response): string | undefined => known.get(response);
