/**
 * A menu: a button that opens a list of actions. Arrows move, Enter chooses, Esc closes and goes back to the button.
 */
import { fill, h, type Child } from './dom.ts';
import { icon, type IconName } from './icons.ts';

export type MenuItem = {
  label: string;
  icon?: IconName;
  /** Chosen now, for menus of alternatives. */
  on?: boolean;
  danger?: boolean;
  /** Done when it is chosen; gives more items for a menu below this one. */
  choose(): void | readonly MenuItem[];
};

/** Opens a menu beside `anchor`. It goes when something is chosen, Esc is pressed, or the reader clicks elsewhere. */
const openMenu = (anchor: HTMLElement, label: string, items: readonly MenuItem[]): void => {
  const card = h('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
  const close = (): void => {
    card.hidePopover();
    anchor.focus();
  };
  const draw = (entries: readonly MenuItem[]): void => {
    fill(
      card,
      entries.map((item): Child => {
        const alternative = item.on !== undefined;
        return h(
          'button',
          {
            type: 'button',
            role: alternative ? 'menuitemradio' : 'menuitem',
            'aria-checked': alternative && String(item.on),
            class: [item.danger && 'danger', item.on && 'on'],
            tabindex: '-1',
            dir: 'auto',
            on: {
              click: () => {
                const more = item.choose();
                if (more) draw(more);
                else close();
              },
            },
          },
          item.icon && icon(item.icon),
          h('span', {}, item.label),
        );
      }),
    );
    card.querySelector('button')?.focus();
  };
  card.addEventListener('keydown', (event) => {
    const buttons = [...card.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (to !== undefined) {
      event.preventDefault();
      buttons[(to + buttons.length) % buttons.length]?.focus();
    }
  });
  card.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState === 'closed') card.remove();
  });
  (anchor.closest('dialog') ?? document.body).append(card);
  draw(items);
  card.showPopover();
  const place = anchor.getBoundingClientRect();
  card.style.left = `${Math.max(8, Math.min(place.left, innerWidth - card.offsetWidth - 8))}px`;
  const below = place.bottom + 4 + card.offsetHeight < innerHeight;
  card.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - 4 - card.offsetHeight)}px`;
  card.querySelector('button')?.focus();
};

/** A button with an icon that opens a menu of what `items` gives. */
export const menuButton = (
  name: IconName,
  label: string,
  items: () => readonly MenuItem[],
  className = 'icon-button small',
): HTMLButtonElement => {
  const button: HTMLButtonElement = h(
    'button',
    {
      type: 'button',
      class: className,
      title: label,
      'aria-label': label,
      'aria-haspopup': 'menu',
      on: { click: () => openMenu(button, label, items()) },
    },
    icon(name),
  );
  return button;
};
