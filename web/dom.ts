/** Makes and changes elements. Text is always text here: nothing in this file reads HTML. */

export type Child = Node | string | number | false | null | undefined | readonly Child[];

type Listeners = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

/**
 * Attributes by name; `true` gives an empty one, false and undefined none. `on` holds listeners, `class` may be a list.
 */
export type Props = {
  class?: string | readonly (string | false | undefined)[];
  on?: Listeners;
  [attribute: string]: unknown;
};

const SVG = 'http://www.w3.org/2000/svg';

const setAll = (element: Element, props: Props): void => {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false || value === null) continue;
    if (name === 'on') {
      for (const [type, listener] of Object.entries(value as Listeners))
        element.addEventListener(type, listener as EventListener);
    } else if (name === 'class') {
      const names = (Array.isArray(value) ? value : [value]).filter(Boolean).join(' ');
      if (names) element.setAttribute('class', names);
    } else if (name === 'value' && 'value' in element) {
      (element as HTMLInputElement).value = String(value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
};

const add = (parent: Node, children: readonly Child[]): void => {
  for (const child of children) {
    if (child === false || child === null || child === undefined) continue;
    if (Array.isArray(child)) add(parent, child as readonly Child[]);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
};

/** An HTML element. */
export const h = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  setAll(element, props);
  add(element, children);
  return element;
};

/** An SVG element. */
export const s = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): SVGElementTagNameMap[K] => {
  const element = document.createElementNS(SVG, tag);
  setAll(element, props);
  add(element, children);
  return element;
};

/** Replaces everything inside `parent`. */
export const fill = (parent: Element, ...children: Child[]): void => {
  parent.replaceChildren();
  add(parent, children);
};

/** Sets the text when it differs, so that a selection or a screen reader is left alone otherwise. */
export const say = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

/** Shows or hides without making the element again. */
export const show = (element: HTMLElement, visible: boolean): void => {
  if (element.hidden === visible) element.hidden = !visible;
};

/** A drawing that takes longer than this, in milliseconds, is made less often. */
const QUICK = 8;
/** Of the time, the share that a slow drawing may take: one in this many. */
const SHARE = 4;
const LONGEST_WAIT = 1000;

/**
 * Runs `draw` once before the next frame, however often it is asked; in a hidden tab, soon. After a drawing that was
 * slow, as that of a very long answer, the next one waits, so that the page answers its reader meanwhile.
 */
export const perFrame = (draw: () => void): (() => void) => {
  let waiting = false;
  let notBefore = 0;
  const run = () => {
    waiting = false;
    const began = performance.now();
    draw();
    const took = performance.now() - began;
    notBefore = took > QUICK ? began + Math.min(LONGEST_WAIT, took * SHARE) : 0;
  };
  return () => {
    if (waiting) return;
    waiting = true;
    const wait = notBefore - performance.now();
    if (document.hidden) setTimeout(run, Math.max(50, wait));
    else if (wait > 0) setTimeout(() => requestAnimationFrame(run), wait);
    else requestAnimationFrame(run);
  };
};

/** A sentence for screen readers. */
export const announce = (text: string): void => {
  const live = document.getElementById('live');
  if (live) live.textContent = text;
};
