/** A thin bar that shows a share. */
import { s } from './dom.ts';

export type MeterView = { element: SVGSVGElement; update(share: number): void };

/** A bar of `share` 0..1. With a label it is an image with that name; without one it is decoration. */
export const createMeter = (share = 0, label?: string): MeterView => {
  const fill = s('rect', { class: 'fill', height: 10, width: 0 });
  const element = s(
    'svg',
    {
      class: 'meter',
      viewBox: '0 0 100 10',
      preserveAspectRatio: 'none',
      ...(label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label }),
    },
    s('rect', { class: 'track', width: 100, height: 10 }),
    fill,
  );
  const update = (next: number): void => fill.setAttribute('width', String(Math.max(0, Math.min(1, next)) * 100));
  update(share);
  return { element, update };
};
