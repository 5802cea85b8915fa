'use strict';
// Every page works without this file. It goes on by itself where a form only has to be passed on, and
// keeps results and prices in step with what is chosen, by asking the server for the same page.
(() => {
  const passing = document.querySelector('form[data-autosubmit]');
  if (passing) passing.submit();

  // Somebody signs in in another tab: the page that waits goes on when they come back to it.
  const goesOn = document.querySelector('a[data-goes-on]');
  if (goesOn) document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') goesOn.click();
  });

  const WAIT_MS = 250;

  // Takes over what follows from the form: the parts marked data-part, and what is said to be invalid.
  const adopt = (page, form) => {
    for (const part of document.querySelectorAll('[data-part]')) {
      const fresh = page.getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    }
    for (const control of form.querySelectorAll('input[id]')) {
      const fresh = page.getElementById(control.id);
      if (fresh) control.toggleAttribute('aria-invalid', fresh.hasAttribute('aria-invalid'));
      if (control.hasAttribute('aria-invalid')) control.setAttribute('aria-invalid', 'true');
    }
  };

  const follow = (form) => {
    let timer;
    let asked = new AbortController();

    const refresh = async () => {
      const fields = new URLSearchParams(new FormData(form));
      const address = `${form.dataset.live}?${fields}`;
      const focused = document.activeElement && document.activeElement.id;
      asked.abort();
      asked = new AbortController();
      form.setAttribute('aria-busy', 'true');
      try {
        const answer = await fetch(address, { signal: asked.signal });
        if (answer.status !== 200 && answer.status !== 422) throw new Error(answer.status);
        adopt(new DOMParser().parseFromString(await answer.text(), 'text/html'), form);
        if ('liveAddress' in form.dataset) history.replaceState(null, '', address);
        const again = focused && document.getElementById(focused);
        if (again && again !== document.activeElement) again.focus();
      } catch (error) {
        // The button does the same; a newer question has taken over where this one was given up.
        if (error.name !== 'AbortError' && 'liveAddress' in form.dataset) form.submit();
      }
      form.removeAttribute('aria-busy');
    };

    form.addEventListener(form.dataset.liveOn, (event) => {
      if (event.target.form !== form || event.target.type === 'search') return;
      clearTimeout(timer);
      timer = setTimeout(refresh, event.type === 'change' ? 0 : WAIT_MS);
    });
  };

  document.querySelectorAll('form[data-live]').forEach(follow);
  document.documentElement.classList.add('has-script');

  // Copies an id; what was done is said once, not again with every reload.
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
  }
  // Times in the reader's zone; the exact one stays in the title.
  const inZone = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  for (const time of document.querySelectorAll('.console time[datetime]')) time.textContent = inZone.format(new Date(time.dateTime));
  if (document.querySelector('.said')) {
    const address = new URL(location.href);
    address.searchParams.delete('said');
    history.replaceState(null, '', address);
  }
  const summary = document.querySelector('.error-summary');
  if (summary) summary.focus();

  // Browsers that can't show a closed <details> on wide screens by style sheet alone.
  const filters = document.querySelector('details.filters, details.side');
  if (filters && !CSS.supports('selector(::details-content)')) filters.open = matchMedia('(min-width: 62em)').matches;
})();
