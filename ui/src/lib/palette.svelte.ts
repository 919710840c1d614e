import { prefs } from './prefs.svelte';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colours of the theme for what is drawn by script. They are read once a theme: asking makes the browser lay out the page. */
class Palette {
  #system = $state(dark.matches);
  /** Paper in a light theme has the colours that stand there: nothing is drawn anew. */
  #dark = $derived(prefs.shown === 'dark' || (prefs.shown === 'auto' && this.#system));

  constructor() {
    dark.addEventListener('change', () => (this.#system = dark.matches));
  }

  /** A value of the theme by its name in `tokens.css`; another function for another theme. */
  of = $derived.by(() => {
    void this.#dark;
    const css = getComputedStyle(document.documentElement);
    const known = new Map<string, string>();
    return (name: string): string => {
      let value = known.get(name);
      if (value === undefined) known.set(name, (value = css.getPropertyValue(`--${name}`).trim()));
      return value;
    };
  });
}

export const palette = new Palette();
