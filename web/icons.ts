/** The icons, as strokes on a grid of 20. They are decoration: the button around them has the label. */
import { h, s, type Props } from './dom.ts';

const PATHS = {
  plus: ['M10 4v12M4 10h12'],
  search: ['M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM17 17l-3.7-3.7'],
  thumbUp: [
    'M6.5 9 10 3a1.800 1.800 0 0 1 1.700 2.300L11 8h4.200a1.500 1.500 0 0 1 1.500 1.800l-1 5A1.500 1.500 0 0 1 14.200 16H6.500zM3.5 9h3v7h-3z',
  ],
  thumbDown: [
    'M6.5 11l3.500 6a1.800 1.800 0 0 0 1.700-2.300L11 12h4.200a1.500 1.500 0 0 0 1.500-1.800l-1-5A1.500 1.500 0 0 0 14.200 4H6.500zM3.5 4h3v7h-3z',
  ],
  play: ['M6.5 4.500v11l9-5.500z'],
  clip: ['M14.5 9.500l-5 5a3 3 0 0 1-4.300-4.300l6-6a2 2 0 0 1 2.900 2.900l-5.700 5.700a1 1 0 0 1-1.400-1.400l5-5'],
  file: ['M5 3h6.500L15 6.500V17H5z', 'M11.5 3v3.500H15'],
  more: ['M5 10h.01M10 10h.01M15 10h.01'],
  pin: ['M8 3h4l-.5 5 2.500 2.500H6L8.500 8zM10 10.500V17'],
  folder: ['M3 5h5l1.500 2H17v9H3z'],
  sliders: ['M5 3v5M5 12v5M10 3v9M10 16v1M15 3v2M15 9v8M3.500 10h3M8.500 14h3M13.500 7h3'],
  keys: ['M2.500 5.500h15v9h-15zM5.500 8.500h.01M8.500 8.500h.01M11.500 8.500h.01M14.500 8.500h.01M6.500 11.500h7'],
  swap: ['M4 7h11l-3-3M16 13H5l3 3'],
  send: ['M10 16V4M4.5 9.5 10 4l5.5 5.5'],
  stop: ['M6 6h8v8H6z'],
  copy: ['M7 7h9v9H7z', 'M13 7V4H4v9h3'],
  check: ['M4 10.5 8 14.5 16 5.5'],
  cross: ['M5 5l10 10M15 5 5 15'],
  dash: ['M5 10h10'],
  again: ['M16 10a6 6 0 1 1-1.8-4.3L16 7.4M16 3.4v4h-4'],
  edit: ['M4 16l.8-3.4L13.4 4 16 6.6 7.4 15.2 4 16z'],
  trash: ['M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4M11.5 9v4'],
  down: ['M5 8l5 5 5-5'],
  right: ['M8 5l5 5-5 5'],
  left: ['M12 5l-5 5 5 5'],
  menu: ['M3 6h14M3 10h14M3 14h14'],
  chat: ['M3.5 5h13v9h-7l-3.5 3v-3h-2.5z'],
  tree: ['M5 3.5v13M5 7h6M5 13h6', 'M11 5h5v4h-5zM11 11h5v4h-5z'],
  chart: ['M3.5 16.5h13', 'M5.5 14V9M10 14V4M14.5 14v-7'],
  gear: ['M3 6h8M15 6h2M3 14h2M9 14h8', 'M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z'],
  sun: [
    'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
    'M10 2v1.5M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1.1 1.100M14.6 14.600l1.1 1.100M15.7 4.300l-1.1 1.100M5.4 14.600l-1.1 1.1',
  ],
  moon: ['M16 11.800A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.800z'],
  system: ['M3 4h14v9H3zM7.5 16.500h5M10 13v3.5'],
  save: ['M10 3v9M6 8.500l4 4 4-4M4 16.500h12'],
  open: ['M10 12.500v-9M6 7l4-4 4 4M4 16.500h12'],
  columns: ['M3 4h14v12H3zM10 4v12'],
  scale: [
    'M10 3.500v13M7 16.500h6M4 6.500l12-1.5',
    'M1.8 11.5 4 6.500l2.2 5a2.3 2.3 0 0 1-4.4 0zM13.8 10 16 5l2.2 5a2.3 2.3 0 0 1-4.4 0z',
  ],
} as const;

export type IconName = keyof typeof PATHS;

export const icon = (name: IconName): SVGSVGElement =>
  s(
    'svg',
    { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    PATHS[name].map((d) => s('path', { d })),
  );

/** A button that is an icon; `label` is what it does, for the tooltip and for screen readers. */
export const iconButton = (
  name: IconName,
  label: string,
  click: (event: MouseEvent) => void,
  props: Props = {},
): HTMLButtonElement =>
  h(
    'button',
    { type: 'button', class: 'icon-button', title: label, 'aria-label': label, ...props, on: { click, ...props.on } },
    icon(name),
  );
