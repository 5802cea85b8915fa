// Helpers of the browser tests: the two programs, one browser, and what is watched in every context.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import {
  ROOT, assertNoFault, assertStart, postSetup, setupRequest, startServer, unique, within,
} from '../http/client.mjs';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';
/** The reason every test is skipped with, or false. */
export const skip = fs.existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}`;

const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--hide-scrollbars',
  // No address outside this machine, whatever a page asks for.
  '--host-resolver-rules=MAP localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.*, EXCLUDE localhost',
];
/** How long a step may take: the programs may be built with sanitizers, the machine may be busy. */
const STEP_MS = 20_000;

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS, timeout: 60_000 });

/** Browsers keep no cookies for a frame of another site (PUN-5); the headless shell has no other switch for it. */
async function refuseForeignCookies(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCookieControls', {
    enableThirdPartyCookieRestriction: true, disableThirdPartyCookieMetadata: true, disableThirdPartyCookieHeuristics: true,
  });
  return page;
}

/* ----------------------------------------------------------------- servers */

function buyerBinary() {
  if (process.env.PUNCHOUT) return path.resolve(process.env.PUNCHOUT);
  const places = ['build/asan/src/buyer/punchout', 'build/asan/punchout', 'build/punchout'];
  const found = places.map((p) => path.join(ROOT, p)).find((p) => fs.existsSync(p));
  if (!found) throw new Error(`no punchout: set PUNCHOUT or build one of ${places.join(', ')}`);
  return found;
}

/** `punchout buyer`. */
export class Buyer {
  constructor() {
    this.stderr = '';
  }

  async serve(supplier, connectionsFile, ...more) {
    const child = spawn(buyerBinary(), ['buyer', '--supplier', supplier, '--connections', connectionsFile, '--listen', '127.0.0.1:0', ...more], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.ended.then((end) => { this.end = end; });
    let out = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => { this.stderr += chunk; });
    const line = new Promise((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (chunk) => {
        out += chunk;
        const found = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(out);
        if (found) resolve(found[1]);
      });
      this.ended.then((end) => reject(new Error(`punchout buyer ended at once: ${JSON.stringify(end)}\n${this.stderr}`)));
    });
    // The browser knows it by another name than the supplier: two sites, as in life.
    this.base = `http://localhost:${await within(60_000, 'punchout buyer', line)}`;
    return this;
  }

  check() {
    assertNoFault(this.stderr, 'punchout buyer');
    assert.equal(this.end, undefined, `punchout buyer ended by itself: ${JSON.stringify(this.end)}\n${this.stderr.slice(-4000)}`);
  }

  async stop() {
    if (!this.child) return;
    this.child.kill('SIGTERM');
    const end = await within(30_000, 'punchout buyer after SIGTERM', this.ended).catch((error) => {
      this.child.kill('SIGKILL');
      throw error;
    });
    this.child = undefined;
    assertNoFault(this.stderr, 'punchout buyer');
    assert.equal(end.code, 0, `after SIGTERM punchout buyer ended with ${JSON.stringify(end)}\n${this.stderr.slice(-4000)}`);
  }
}

/** Writes the connections of a demo for `punchout buyer`; `change` may alter the copies. */
export function writeConnections(server, name = 'connections.json', change = (c) => c) {
  const file = path.join(server.data, name);
  fs.writeFileSync(file, JSON.stringify({ connections: server.connections.map((c) => change({ ...c })) }));
  return file;
}

/** A small web server of the tests' own; `handle(request, body)` returns {status, headers, body}. Keeps what was asked. */
export async function startSite(handle, host = '127.0.0.1') {
  const requests = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => { body += chunk; }).on('end', () => {
      requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      const { status = 200, headers = {}, body: answer = '' } = handle(request, body) ?? {};
      response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(answer);
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  return {
    requests,
    base: `http://${host}:${server.address().port}`,
    stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/* ------------------------------------------------------- the whole of a file */

/**
 * What one test file works with: a browser, a supplier with the demo, and a buyer of it.
 * `context(options)` opens a watched context; `end()` must be called after every test, `stop()` at the end.
 */
export class Bench {
  async start() {
    try {
      [this.browser, this.server] = await Promise.all([launch(), startServer()]);
      this.buyer = await new Buyer().serve(this.server.base, writeConnections(this.server));
    } catch (error) {
      await this.stop().catch(() => {});
      throw error;
    }
    this.watches = [];
    return this;
  }

  /** A context nothing bad may happen in: its pages are watched until end(). With `cookies` it may keep those of a console. */
  async context({ allow = [], cookies = false, ...options } = {}) {
    const context = await this.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(STEP_MS);
    const newPage = context.newPage.bind(context);
    context.newPage = async () => refuseForeignCookies(await newPage());
    const watch = new Watch(context, [this.server.base, this.buyer.base, ...allow], cookies);
    this.watches.push(watch);
    await watch.start(options.javaScriptEnabled !== false);
    return context;
  }

  /** The watch of a context, for tests that expect what is a fault elsewhere. */
  watchOf(context) {
    return this.watches.find((w) => w.context === context);
  }

  /** Closes the contexts of a test and fails on what was seen in them. */
  async end() {
    const { watches = [] } = this;
    this.watches = [];
    const found = [];
    for (const watch of watches) {
      found.push(...await watch.finish());
      await watch.context.close();
    }
    this.server?.check();
    this.buyer?.check();
    assert.deepEqual(found, [], 'nothing but what belongs there happens in the browser');
  }

  async stop() {
    await this.browser?.close();
    try {
      await this.buyer?.stop();
    } finally {
      await this.server?.stop();
    }
  }

  /** Posts a PunchOutSetupRequest; returns the StartPage. */
  async startPage(connection, options = {}) {
    return assertStart(await postSetup(this.server, connection, setupRequest(connection, {
      cookie: unique('cookie'), url: `${this.buyer.base}/checkout?id=1`, ...options,
    })));
  }

  /** Punches out in this page without a frame; returns the session's address, ending in a slash. */
  async enter(page, connection, options) {
    await page.goto(await this.startPage(connection, options));
    const home = /^https?:\/\/[^/]+\/p\/[^/]+\//.exec(page.url());
    assert.ok(home, `a session: ${page.url()}`);
    return home[0];
  }
}

/** Collects from a context what must not happen in any page of ours. */
export class Watch {
  constructor(context, origins, cookies) {
    this.context = context;
    this.cookies = cookies;
    this.origins = new Set(origins.map((o) => new URL(o).origin));
    this.found = [];
    this.responses = [];
    this.pending = [];
  }

  async start(scripts) {
    const { context } = this;
    context.on('console', (message) => {
      // Said of each answer with an error status; those of whole pages are judged where they come in.
      if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())
        && this.responses.some((r) => r.url() === message.location().url)) return;
      if (['error', 'warning'].includes(message.type())) this.found.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.found.push(`script error: ${error.error().message}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && !this.origins.has(url.origin)) this.found.push(`request to ${request.url()}`);
      const { referer } = request.headers();
      if (/\/p\/|\/punchout\/start\//.test(referer)) this.found.push(`Referer ${referer} to ${request.url()}`);
    });
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      if (why !== 'net::ERR_ABORTED') this.found.push(`${request.url()}: ${why}`);
    });
    context.on('response', (response) => {
      const request = response.request();
      this.responses.push(response);
      if (response.status() >= 500 || (response.status() >= 400 && !request.isNavigationRequest() && response.status() !== 422)) {
        this.found.push(`HTTP ${response.status()} for ${request.url()}`);
      }
      if (response.headers()['set-cookie'] !== undefined && !this.cookies) this.found.push(`Set-Cookie from ${request.url()}`);
    });
    if (!scripts) return;
    await context.exposeBinding('reportViolation', (_source, text) => { this.found.push(text); });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        window.reportViolation(`policy: ${event.violatedDirective} blocks ${event.blockedURI} in ${event.documentURI}`);
      });
    });
  }

  /** Takes what is expected, by pattern; fails where it did not happen. */
  expect(pattern) {
    const kept = this.found.filter((f) => !pattern.test(f));
    assert.notEqual(kept.length, this.found.length, `nothing seen like ${pattern}: ${JSON.stringify(this.found)}`);
    this.found = kept;
  }

  async finish() {
    const { cookies, origins } = await this.context.storageState();
    const strange = this.cookies ? cookies.filter((c) => !c.name.startsWith('__Host-') || !c.secure || !c.httpOnly || c.sameSite !== 'Lax') : cookies;
    if (strange.length) this.found.push(`cookies: ${JSON.stringify(strange)}`);
    if (origins.length) this.found.push(`stored: ${JSON.stringify(origins)}`);
    return this.found;
  }
}

/* --------------------------------------------------------------------- axe */

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong in a page as it is shown now, one text each; `colours`: only by rules that colours matter to. */
async function axe(page, { colours = false } = {}) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource);
  const runOnly = colours ? { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
    : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
  const violations = await page.evaluate(async (rules) => {
    const done = await window.axe.run(document, {
      runOnly: rules,
      resultTypes: ['violations'],
      iframes: false,
    });
    return done.violations.map((v) => ({
      id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 5).map((n) => `${n.html.slice(0, 160)} | ${(n.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 240)}`),
    }));
  }, runOnly);
  return violations.map((v) => `axe ${v.id} (${v.impact}): ${v.help}: ${v.nodes.join(' ;; ')}`);
}

/** How far the document reaches over the right edge of the window, and what does. */
const overflow = (page) => page.evaluate(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return null;
  const edge = document.documentElement.clientWidth;
  const guilty = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > edge + 1).slice(0, 4);
  return `${wide} px too wide at ${window.innerWidth}: ${guilty.map((e) => e.outerHTML.slice(0, 120)).join(' ;; ')}`;
});

/** Fails on what is wrong in a page: on a desktop in light and dark, on the smallest telephone, on a wall screen; with `narrow` axe looks at the telephone too. */
export async function look(page, what, { narrow = false } = {}) {
  const found = [];
  if (!(await page.title()).trim()) found.push('no title');
  if (await page.getByRole('heading', { level: 1 }).count() !== 1) found.push('not one heading of level 1');
  if (!await page.locator('html[lang]').count()) found.push('no language');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axe(page, { colours: colorScheme === 'dark' })).map((f) => `${colorScheme}: ${f}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  for (const [width, height] of [[2560, 1440], [320, 640]]) {
    await page.setViewportSize({ width, height });
    const wide = await overflow(page);
    if (wide) found.push(wide);
  }
  if (narrow) found.push(...(await axe(page)).map((f) => `narrow: ${f}`));
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.deepEqual(found, [], what);
}
