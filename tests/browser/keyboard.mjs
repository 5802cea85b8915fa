// A user without a mouse: Tab, Enter, and a look at where the focus is.
import assert from 'node:assert/strict';

/** The accessible name, as far as our pages need one. Runs in the page. */
const describeFocus = () => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  if (at.tagName === 'IFRAME') return { frame: true };
  const text = (e) => (e?.innerText ?? '').replace(/\s+/g, ' ').trim();
  const label = at.labels?.length ? text(at.labels[0]) : '';
  const rect = at.getBoundingClientRect();
  return {
    name: at.getAttribute('aria-label') ?? (label || text(at)), tag: at.outerHTML.slice(0, 140),
    visible: rect.width > 0 && rect.height > 0 && rect.bottom > 0 && rect.top < window.innerHeight && rect.right > 0 && rect.left < window.innerWidth,
  };
};

/** What shows the focus: outline and shadow, as far as they are there. Runs in the page. */
const ring = (e) => {
  const at = e ?? document.activeElement;
  const s = getComputedStyle(at);
  return `${s.outlineStyle === 'none' ? '' : [s.outlineStyle, s.outlineWidth, s.outlineColor]} ${s.boxShadow}`;
};

export class Keyboard {
  constructor(page) {
    this.page = page;
    this.stops = 0;
    this.unseen = [];
  }

  /** What has the focus, in whichever frame: {in, name, tag, visible}; null where nothing has. */
  async focused() {
    let frame = this.page.mainFrame();
    for (;;) {
      const seen = await frame.evaluate(describeFocus);
      if (!seen) return null;
      if (!seen.frame) return { ...seen, in: frame };
      const element = await frame.evaluateHandle(() => document.activeElement);
      frame = await element.asElement().contentFrame();
    }
  }

  async name() {
    return (await this.focused())?.name;
  }

  /** One step; what is left must look different from what it was while it had the focus. */
  async step() {
    const last = this.last ?? await this.focused();
    const handle = last && await last.in.evaluateHandle(() => document.activeElement);
    const style = handle && await handle.evaluate(ring);
    await this.page.keyboard.press('Tab');
    if (handle && !await handle.evaluate((e) => document.activeElement === e)) {
      this.stops += 1;
      if (!last.visible) this.unseen.push(`out of sight: ${last.tag}`);
      else if (await handle.evaluate(ring) === style) this.unseen.push(`looks the same with the focus: ${last.tag}`);
    }
    this.last = await this.focused();
    return this.last;
  }

  /** Tab until what has that name (a text or a pattern) has the focus. */
  async to(name, limit = 150) {
    this.last = await this.focused();
    const fits = (seen) => seen && (typeof name === 'string' ? seen.name === name : name.test(seen.name));
    const passed = [];
    for (let i = 0; i < limit; i += 1) {
      const seen = await this.step();
      if (fits(seen)) return seen;
      passed.push(seen?.name);
    }
    return assert.fail(`Tab never came to ${name}, only to: ${passed.join(' | ')}`);
  }

  /** Tab to it and press Enter. One step further and back shows whether it looks as if it had the focus. */
  async press(name) {
    const seen = await this.to(name);
    await this.step();
    await this.page.keyboard.press('Shift+Tab');
    assert.equal((await this.focused())?.tag, seen.tag, 'one step further and back');
    this.last = undefined;
    await this.page.keyboard.press('Enter');
  }
}
