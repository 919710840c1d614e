/** What a user chooses for this browser. A closed store (private windows) is no fault. */
function read(key: string, otherwise: string): string {
  try {
    return localStorage.getItem(`servanda.${key}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key: string, value: string) {
  try {
    localStorage.setItem(`servanda.${key}`, value);
  } catch {
    // Kept for this page only.
  }
}

class Prefs {
  #user = $state(read('user', ''));
  #theme = $state(read('theme', 'auto'));
  #keys = $state(read('keys', 'on') === 'on');
  #paper = $state(false);

  /** Who signs operations. */
  get user() { return this.#user; }
  set user(name: string) { this.#user = name; write('user', name); }

  /** `auto`, `light` or `dark`. */
  get theme() { return this.#theme; }
  set theme(name: string) { this.#theme = name; write('theme', name); applyTheme(); }

  /** Paper is white, whatever the theme: what is drawn by script is drawn for it before one prints. */
  set paper(on: boolean) { this.#paper = on; applyTheme(); }

  /** The theme in view. */
  get shown() { return this.#paper ? 'light' : this.#theme; }

  /** Whether single letters act (WCAG 2.1.4 wants a way to turn that off). */
  get keys() { return this.#keys; }
  set keys(on: boolean) { this.#keys = on; write('keys', on ? 'on' : 'off'); }
}

export const prefs = new Prefs();

export function applyTheme() {
  const { shown } = prefs;
  if (shown === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = shown;
}
