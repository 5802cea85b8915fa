// Helpers of the black-box tests: they start the program, speak HTTP and cXML with it as a procurement system
// and its browser would, and check every answer. Nothing here knows the program's source.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
// Of the programs that tests start, where they are built with the sanitizer.
process.env.LSAN_OPTIONS ??= `suppressions=${path.join(ROOT, 'tests/lsan.supp')}:print_suppressions=0`;
export const SHARED = process.env.PUNCHOUTD_SHARED ?? path.resolve(ROOT, '../shared');
export const DTD = path.join(SHARED, 'dtd/1.2.071/cXML.dtd');
export const CORPUS = path.join(SHARED, 'corpus');

const haveXmllint = spawnSync('xmllint', ['--version']).status === 0;
export const haveDtd = haveXmllint && fs.existsSync(DTD);
/** Undefined when the shared material is there, else the reason a test that needs it is skipped with. */
export const noCorpus = fs.existsSync(path.join(CORPUS, 'INDEX.tsv')) ? undefined : `no corpus at ${CORPUS}`;
if (!haveDtd) console.error(`# answers are not validated: ${haveXmllint ? `no DTD at ${DTD}` : 'no xmllint'}`);

/* ---------------------------------------------------------------- waiting */

/** Rejects when the promise has not settled in ms. */
export function within(ms, what, promise) {
  let timer;
  const bound = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${ms} ms`)), ms);
  });
  return Promise.race([promise, bound]).finally(() => clearTimeout(timer));
}

export const unique = (prefix = 't') => `${prefix}-${randomBytes(6).toString('hex')}`;

/* ------------------------------------------------------------ the program */

export function binary() {
  if (process.env.PUNCHOUTD) return path.resolve(process.env.PUNCHOUTD);
  const places = ['build/asan/src/main/punchoutd', 'build/asan/punchoutd', 'build/punchoutd'];
  const found = places.map((p) => path.join(ROOT, p)).find((p) => fs.existsSync(p));
  if (!found) throw new Error(`no punchoutd: set PUNCHOUTD or build one of ${places.join(', ')}`);
  return found;
}

/* The library that fakes the clock, in front of the sanitizer's where the program has one. */
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
export const noFaketime = fs.existsSync(FAKETIME) ? undefined : 'no faketime';

/** The environment of a program whose clock is off by so much ("+367d"). */
export function fakeClock(offset) {
  const sanitizer = /libasan\S* => (\S+)/.exec(String(spawnSync('ldd', [binary()]).stdout))?.[1];
  return {
    LD_PRELOAD: [sanitizer, FAKETIME].filter(Boolean).join(' '),
    ...(offset ? { FAKETIME: offset } : {}),
    // Else the allocator asks for the time while it holds its lock, and the clock's library allocates to answer.
    ASAN_OPTIONS: [process.env.ASAN_OPTIONS, 'allocator_release_to_os_interval_ms=-1'].filter(Boolean).join(':'),
  };
}

const FAULTS = ['ERROR: AddressSanitizer', 'ERROR: LeakSanitizer', 'WARNING: ThreadSanitizer', 'runtime error:', 'panic',
  'Assertion `', 'stack smashing detected'];

/** Throws when the text of a standard error shows a fault of the program. */
export function assertNoFault(stderr, where) {
  const fault = FAULTS.find((f) => stderr.includes(f));
  if (fault) {
    const at = Math.max(0, stderr.indexOf(fault) - 500);
    assert.fail(`${where}: standard error holds "${fault}":\n${stderr.slice(at, at + 6000)}`);
  }
}

const leakChecked = new Set();

/** The search for leaks takes half the time of a short command: of those that tests repeat, the first is searched. */
function environmentOf(args) {
  const command = args.slice(0, 2).join(' ');
  if (!leakChecked.has(command)) {
    leakChecked.add(command);
    return process.env;
  }
  return { ...process.env, ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0` };
}

/** Runs a command line; returns {code, stdout, stderr}; fails on a fault, and on a non-zero code unless `code` says so. */
export function run(args, { code = 0, timeout = 120_000, input, env = {} } = {}) {
  const done = spawnSync(binary(), args, { timeout, input, maxBuffer: 256 << 20, env: { ...environmentOf(args), ...env } });
  if (done.error) throw new Error(`punchoutd ${args.join(' ')}: ${done.error.message}`);
  const stderr = done.stderr.toString('utf8');
  assertNoFault(stderr, `punchoutd ${args.join(' ')}`);
  if (code !== null) {
    assert.equal(done.status, code, `punchoutd ${args.join(' ')} ended with ${done.status ?? done.signal}\n${stderr}`);
  }
  return { code: done.status, stdout: done.stdout, stderr };
}

/** A command with --data and --json on a data directory; its answer parsed. */
export function cli(data, ...args) {
  const { stdout } = run([...args, '--data', data, '--json']);
  try {
    return JSON.parse(stdout.toString('utf8'));
  } catch (error) {
    throw new Error(`punchoutd ${args.join(' ')}: not JSON (${error.message}): ${stdout.toString('utf8').slice(0, 400)}`);
  }
}

export const orders = (data) => cli(data, 'order', 'list').orders;
export const agreements = (data) => cli(data, 'agreement', 'list').agreements;
export const documents = (data) => cli(data, 'document', 'list').documents;

/** One order in full by its own id. */
export function order(data, id) {
  const json = cli(data, 'order', 'show', id);
  return Array.isArray(json.orders) ? json.orders[0] : (json.order ?? json);
}

/** One agreement in full. */
export function agreement(data, id) {
  const json = cli(data, 'agreement', 'show', id);
  return Array.isArray(json.agreements) ? json.agreements[0] : (json.agreement ?? json);
}

/** The bytes a document is stored as. */
export const rawDocument = (data, id) => run(['document', 'show', String(id), '--raw', '--data', data]).stdout;

/** Every stored order with the buyer's order number. */
export const ordersOf = (data, orderId) => orders(data).filter((o) => o.order_id === orderId);
/** Every stored inbound document with the payloadID. */
export const inboundOf = (data, payloadId) => documents(data).filter((d) => d.direction === 'in' && d.payload_id === payloadId);

/**
 * The agreements that came from a buyer's order number: what the order names, and whatever else the list ties to it,
 * so that a second agreement does not hide behind the first.
 */
export function agreementsOf(data, orderId) {
  const own = ordersOf(data, orderId);
  const named = own.flatMap((o) => order(data, o.id).agreements ?? []);
  const keys = new Set([orderId, ...own.map((o) => String(o.id))]);
  const listed = agreements(data).filter((a) => keys.has(String(a.order_id))).map((a) => a.id);
  return [...new Set([...named, ...listed])];
}

/** The URL of a PostgreSQL to test on (script/postgres); undefined: SQLite. */
export const postgres = process.env.PUNCHOUTD_TEST_POSTGRES || undefined;

function psql(sql) {
  const done = spawnSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, postgres], { timeout: 60_000 });
  if (done.error || done.status !== 0) throw new Error(`psql ${sql}: ${done.error?.message ?? done.stderr}`);
}

/** A database of its own on the PostgreSQL to test on: its URL. */
export function createDatabase() {
  const url = new URL(postgres);
  url.pathname = `/http_${randomBytes(8).toString('hex')}`;
  psql(`CREATE DATABASE ${url.pathname.slice(1)}`);
  return url.href;
}

export const dropDatabase = (url) => psql(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);

export class Server {
  constructor(data, connections) {
    this.data = data;
    this.connections = connections;
    this.stderr = '';
    this.own = false;
    this.env = {}; // beside what this process has
    this.tls = undefined; // what node:https needs, where the server speaks TLS
  }

  async serve() {
    assert.ok(!this.child, 'already running');
    const child = spawn(binary(), ['serve', '--data', this.data, '--listen', '127.0.0.1:0'], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.env },
    });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.ended.then((end) => { this.end = end; });
    let out = '';
    let toldFirst;
    /** The sign-up link of the first operator, where there is none yet. */
    this.firstOperator = new Promise((resolve) => { toldFirst = resolve; });
    const line = new Promise((resolve, reject) => {
      const look = (chunk) => {
        out += chunk;
        const found = /listening on (https?:\/\/[^\s]+)/.exec(out);
        if (found) resolve(found[1]);
        const first = /first operator: (\S+)\n/.exec(out);
        if (first) toldFirst(first[1]);
      };
      child.stdout.setEncoding('utf8').on('data', look);
      child.stderr.setEncoding('utf8').on('data', (chunk) => {
        this.stderr += chunk;
      });
      this.ended.then((end) => reject(new Error(`serve ended at once: ${JSON.stringify(end)}\n${this.stderr}`)));
    });
    try {
      this.base = (await within(60_000, 'serve', line)).replace(/\/+$/, '');
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    const url = new URL(this.base);
    this.host = url.hostname;
    this.port = Number(url.port);
    return this;
  }

  /** Fails when the program has ended by itself or has reported a fault. To be called after every test. */
  check() {
    assertNoFault(this.stderr, 'serve');
    if (this.child) assert.equal(this.end, undefined, `the server ended by itself: ${JSON.stringify(this.end)}\n${this.stderr.slice(-4000)}`);
  }

  /** SIGTERM; it must end by itself, with code 0 and without a word from a sanitizer. */
  async halt() {
    if (!this.child) return;
    this.child.kill('SIGTERM');
    let end;
    try {
      end = await within(30_000, 'the server after SIGTERM', this.ended);
    } catch (error) {
      this.child.kill('SIGKILL');
      await this.ended;
      throw error;
    } finally {
      this.child = undefined;
    }
    this.end = undefined;
    assertNoFault(this.stderr, 'serve');
    assert.equal(end.code, 0, `after SIGTERM the server ended with ${JSON.stringify(end)}\n${this.stderr.slice(-4000)}`);
  }

  /** kill -9: no chance to write anything. */
  async crash() {
    this.child.kill('SIGKILL');
    await within(30_000, 'the server after SIGKILL', this.ended);
    this.child = undefined;
    this.end = undefined;
  }

  /** Stops and removes everything. */
  async stop() {
    try {
      await this.halt();
    } finally {
      if (this.own) fs.rmSync(this.data, { recursive: true, force: true });
      if (this.database) dropDatabase(this.database);
      this.database = undefined;
    }
  }

  /** The first demo connection that fits {system, mode}. */
  connection({ system, mode } = {}) {
    const found = this.connections.find((c) => (!system || c.system === system) && (!mode || c.mode === mode));
    assert.ok(found, `no demo connection with system ${system ?? 'any'} and mode ${mode ?? 'any'}`);
    return found;
  }

  get coupa() { return this.connection({ system: 'coupa', mode: 'production' }); }
  get test() { return this.connection({ system: 'coupa', mode: 'test' }); }
  get ariba() { return this.connection({ system: 'ariba' }); }
}

/** A new data directory with the demo; not yet served. */
export function prepare() {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'punchoutd-http-'));
  const server = new Server(data, []);
  server.own = true;
  try {
    if (postgres) server.database = createDatabase();
    const { stdout } = run(['init', '--data', data, '--demo', '--json', ...(postgres ? ['--database', server.database] : [])]);
    server.connections = JSON.parse(stdout.toString('utf8')).connections;
  } catch (error) {
    fs.rmSync(data, { recursive: true, force: true });
    throw error;
  }
  assert.equal(server.connections.length, 3, 'the demo has three connections');
  return server;
}

export const startServer = () => prepare().serve();

/** A server of its own for one test: `await withServer(async (server) => …)`. */
export async function withServer(work) {
  const server = prepare();
  let failure;
  try {
    await server.serve();
    await work(server);
    server.check();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await server.stop().catch((error) => { if (!failure) throw error; });
  }
}

/** The path a connection's address has on this server, whatever host stands in it. */
export function pathOf(server, address) {
  const url = new URL(address, server.base);
  return url.pathname + url.search;
}

/** An address the connection accepts carts at. A connection may say so itself (return_url, return_hosts). */
export function returnUrl(connection, rest = '/punchout/checkout?id=7') {
  if (connection.return_url) return connection.return_url;
  const host = process.env.PUNCHOUTD_RETURN_HOST ?? connection.return_hosts?.[0] ?? connection.return_host
    ?? connection.allowed_return_hosts?.[0] ?? 'buyer.example.com';
  return `https://${host.replace(/^\*?\./, 'buyer.')}${rest}`;
}

/* -------------------------------------------------------------- a tiny XML */

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Entities of HTML and XML text, numeric ones included; unknown ones stay as they are. */
export function decodeEntities(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z][a-z0-9]*));/gi, (all, hex, dec, name) => {
    if (hex || dec) return String.fromCodePoint(parseInt(hex ?? dec, hex ? 16 : 10));
    return NAMED[name] ?? NAMED[name.toLowerCase()] ?? all;
  });
}

export const escapeXml = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])
  .replace(/\r/g, '&#13;');

/** An element: name, attributes, children (elements), text (all text below it). */
class Node {
  constructor(name) {
    this.name = name;
    this.attributes = {};
    this.children = [];
    this.own = '';
    this.text = '';
  }

  /** First element reached by the names, one step each. */
  at(...names) {
    return names.reduce((node, name) => node?.children.find((c) => c.name === name), this);
  }

  /** Every descendant of that name in document order. */
  all(name) {
    return this.children.flatMap((c) => [...(c.name === name ? [c] : []), ...c.all(name)]);
  }

  /** First descendant of that name. */
  first(name) {
    return this.all(name)[0];
  }
}

/** Parses a well-formed document without entity declarations; throws on what it cannot read. */
export function parseXml(source) {
  const text = source.replace(/^\uFEFF/, '');
  const root = new Node('#document');
  const open = [root];
  let i = 0;
  const fail = (why) => { throw new Error(`XML at ${i}: ${why}: ${text.slice(i, i + 80)}`); };
  const skipTo = (end) => {
    const at = text.indexOf(end, i);
    if (at < 0) fail(`no ${end}`);
    i = at + end.length;
  };
  const add = (piece) => {
    open.at(-1).own += piece;
    for (const node of open) node.text += piece;
  };
  while (i < text.length) {
    if (text[i] !== '<') {
      const next = text.indexOf('<', i);
      const end = next < 0 ? text.length : next;
      const piece = text.slice(i, end);
      if (open.length === 1 && piece.trim()) fail('text outside the root');
      if (open.length > 1) add(decodeEntities(piece.replace(/\r\n?/g, '\n')));
      i = end;
    } else if (text.startsWith('<!--', i)) skipTo('-->');
    else if (text.startsWith('<![CDATA[', i)) {
      const start = i + 9;
      skipTo(']]>');
      add(text.slice(start, i - 3));
    } else if (text.startsWith('<?', i)) skipTo('?>');
    else if (text.startsWith('<!', i)) {
      if (/^<!DOCTYPE[^>]*\[/.test(text.slice(i))) fail('internal subset');
      skipTo('>');
    } else if (text.startsWith('</', i)) {
      const start = i + 2;
      skipTo('>');
      const name = text.slice(start, i - 1).trim();
      if (open.length === 1 || open.at(-1).name !== name) fail(`</${name}> does not match`);
      open.pop();
    } else {
      const tag = /^<([A-Za-z_:][^\s/>]*)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/.exec(text.slice(i));
      if (!tag) fail('bad tag');
      const node = new Node(tag[1]);
      for (const [, name, , double, single] of tag[2].matchAll(/([^\s=]+)\s*=\s*("([^"]*)"|'([^']*)')/g)) {
        node.attributes[name] = decodeEntities(double ?? single);
      }
      if (open.length === 1 && root.children.length) fail('second root');
      open.at(-1).children.push(node);
      if (!tag[3]) open.push(node);
      i += tag[0].length;
    }
  }
  if (open.length !== 1) fail(`<${open.at(-1).name}> not closed`);
  if (!root.children.length) fail('no root');
  return root.children[0];
}

const valid = new Set();

/** What decides whether an answer is valid: all but a plain payloadID and timestamp, which the DTD takes any of. */
const validKey = (text, dtd) => `${dtd} ${text.replace(/ (payloadID|timestamp)="[\w.:@+-]*"/g, ' $1=""')}`;

/** Checks a cXML document against the newest DTD, where it is at hand (`dtd`: Fulfill for confirmations, InvoiceDetail); what it says becomes the failure. */
export function assertValidCxml(xml, what = 'document', { dtd = 'cXML' } = {}) {
  const text = Buffer.isBuffer(xml) ? xml.toString('utf8') : xml;
  parseXml(text);
  if (!haveDtd) return;
  const key = validKey(text, dtd);
  if (valid.has(key)) return;
  const done = spawnSync('xmllint', ['--noout', '--nonet', '--dropdtd', '--dtdvalid', DTD.replace(/cXML\.dtd$/, `${dtd}.dtd`), '-'], {
    input: xml, timeout: 60_000, maxBuffer: 64 << 20,
  });
  assert.equal(done.status, 0, `${what} is not valid: ${String(done.stderr).slice(0, 2000)}\n${text.slice(0, 3000)}`);
  valid.add(key);
}

/* -------------------------------------------------------------------- HTTP */

/**
 * One HTTP exchange on a connection of its own. `chunked` sends the body without a length; `expect` sends
 * Expect: 100-continue. Returns {http, headers, body}.
 */
export function exchange(server, target, { method = 'GET', body, headers = {}, chunked = false, expect = false, timeout = 90_000 } = {}) {
  const done = new Promise((resolve, reject) => {
    const all = { ...headers };
    if (body !== undefined && !chunked) all['Content-Length'] = Buffer.byteLength(body);
    if (chunked) all['Transfer-Encoding'] = 'chunked';
    if (expect) all.Expect = '100-continue';
    const request = (server.tls ? https : http).request({ host: server.host, port: server.port, path: target, method, headers: all, agent: false, ...server.tls });
    request.on('response', (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({ http: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on('error', reject);
    if (expect) {
      request.on('continue', () => request.end(body));
      request.flushHeaders();
    } else if (chunked) {
      const bytes = Buffer.from(body);
      for (let at = 0; at < bytes.length; at += 777) request.write(bytes.subarray(at, at + 777));
      request.end();
    } else request.end(body);
  });
  return within(timeout, `${method} ${target}`, done);
}

/** Reads an HTTP exchange as a cXML answer and checks everything that holds for all of them. */
export function readAnswer({ http: code, headers, body }, { http: allowed = [200] } = {}) {
  const contentType = headers['content-type'] ?? '';
  const xml = body.toString('utf8');
  const shown = `HTTP ${code} ${contentType}\n${xml.slice(0, 1500)}`;
  assert.ok(allowed.includes(code), `HTTP status not among ${allowed.join(', ')}: ${shown}`);
  assert.match(contentType, /^(text|application)\/xml\s*;\s*charset="?utf-8"?\s*$/i, shown);
  assert.match(xml, /^<\?xml|^<!DOCTYPE|^<cXML/, `first characters: ${shown}`);
  assertValidCxml(body, 'answer');
  const doc = parseXml(xml);
  assert.equal(doc.name, 'cXML', shown);
  assert.deepEqual(doc.children.map((c) => c.name), ['Response'], `a Response and nothing else: ${shown}`);
  assert.match(doc.attributes.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/, shown);
  assert.match(doc.attributes.payloadID, /^[^\s@]+@[^\s@]+$/, shown);
  const response = doc.at('Response');
  const node = response.at('Status');
  const status = { code: Number(node.attributes.code), text: node.attributes.text, message: node.text };
  assert.ok(status.code >= 200 && status.code <= 599, shown);
  assert.ok(status.text, `Status has a text: ${shown}`);
  if (status.code === 200) assert.equal(status.text, 'OK', shown);
  if (status.code >= 300) {
    assert.equal(response.children.length, 1, `nothing beside a Status that is no success: ${shown}`);
    assert.ok(status.message.trim(), `a refusal says why: ${shown}`);
  }
  const startPage = response.at('PunchOutSetupResponse', 'StartPage', 'URL');
  return { http: code, headers, contentType, body, xml, doc, response, status, startPage: startPage?.text, shown };
}

/** Posts a document and checks the answer. `contentType: null` sends none. */
export async function post(server, target, body, { contentType = 'text/xml; charset=UTF-8', headers = {}, ...rest } = {}) {
  const all = { ...(contentType === null ? {} : { 'Content-Type': contentType }), ...headers };
  const { http: allowed, method = 'POST', ...wire } = rest;
  return readAnswer(await exchange(server, target, { method, body, headers: all, ...wire }), { http: allowed });
}

export const postSetup = (server, connection, body, options) => post(server, pathOf(server, connection.setup_path), body, options);
export const postOrder = (server, connection, body, options) => post(server, pathOf(server, connection.order_path), body, options);

/** Fails unless the answer has that Status code (or one of them). */
export function assertStatus(answer, ...codes) {
  assert.ok(codes.includes(answer.status.code), `Status ${answer.status.code}, expected ${codes.join(' or ')}: ${answer.shown}`);
}

/** Fails unless the answer refuses for good: Status 4xx, no StartPage. */
export function assertRefused(answer) {
  assert.ok(answer.status.code >= 400 && answer.status.code <= 499, `Status ${answer.status.code}, expected 4xx: ${answer.shown}`);
  assert.equal(answer.startPage, undefined, answer.shown);
}

/** Fails unless the answer opens a session; returns its StartPage. */
export function assertStart(answer) {
  assertStatus(answer, 200);
  assert.ok(answer.startPage, `no StartPage: ${answer.shown}`);
  assert.equal(answer.startPage, answer.startPage.trim(), 'no white space around the StartPage');
  assert.match(answer.startPage, /^https?:\/\/[^\s]+$/, answer.shown);
  return answer.startPage;
}

/**
 * Writes bytes to a socket and collects what comes back until the other side closes, `until(bytes)` is true or the
 * time is over. `source` is a Buffer, or an (async) iterator of them, each written with back pressure and given up
 * at the first byte of an answer. Returns {bytes, ended: 'closed' | 'until' | 'timeout', ms}.
 */
export function raw(server, source, { timeout = 30_000, until = () => false } = {}) {
  return new Promise((resolve) => {
    const began = Date.now();
    const parts = [];
    let settled = false;
    const socket = net.connect({ host: server.host, port: server.port, allowHalfOpen: true });
    const finish = (ended) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.destroy();
      resolve({ bytes: Buffer.concat(parts), ended, ms: Date.now() - began });
    };
    const timer = setTimeout(() => finish('timeout'), timeout);
    socket.on('data', (part) => {
      parts.push(part);
      if (until(Buffer.concat(parts))) finish('until');
    });
    socket.on('end', () => finish('closed'));
    socket.on('close', () => finish('closed'));
    socket.on('error', () => {}); // 'close' follows; what came before it counts
    socket.on('connect', async () => {
      const pieces = Buffer.isBuffer(source) || typeof source === 'string' ? [Buffer.from(source)] : source;
      for await (const piece of pieces) {
        if (settled || parts.length || socket.destroyed) return;
        if (!socket.write(piece)) {
          await new Promise((go) => {
            const next = () => {
              for (const name of ['drain', 'close', 'data', 'end']) socket.off(name, next);
              go();
            };
            for (const name of ['drain', 'close', 'data', 'end']) socket.on(name, next);
          });
        }
      }
    });
  });
}

/** Reads one HTTP/1.1 response out of raw bytes; null while it is incomplete and the connection may go on. */
export function parseHttp(bytes, closed = false) {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return null;
  const [first, ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const code = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]);
  if (code === 100) return parseHttp(bytes.subarray(split + 4), closed);
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const rest = bytes.subarray(split + 4);
  if (/chunked/i.test(headers['transfer-encoding'] ?? '')) {
    const parts = [];
    let at = 0;
    for (;;) {
      const end = rest.indexOf('\r\n', at);
      if (end < 0) return null;
      const size = parseInt(rest.subarray(at, end).toString('latin1'), 16);
      if (size === 0) return { http: code, headers, body: Buffer.concat(parts) };
      if (rest.length < end + 2 + size + 2) return null;
      parts.push(rest.subarray(end + 2, end + 2 + size));
      at = end + 2 + size + 2;
    }
  }
  const length = headers['content-length'];
  if (length !== undefined) return rest.length < Number(length) ? null : { http: code, headers, body: rest.subarray(0, Number(length)) };
  return closed ? { http: code, headers, body: rest } : null;
}

/* -------------------------------------------------------------- documents */

const credentialXml = (c) => `<Credential domain="${escapeXml(c.domain)}"><Identity>${escapeXml(c.identity)}</Identity>`
  + `${c.secret === undefined || c.secret === null ? '' : `<SharedSecret>${escapeXml(c.secret)}</SharedSecret>`}</Credential>`;

const list = (value) => (Array.isArray(value) ? value : [value]);

/**
 * A request document. Everything has a default from the connection; null leaves a thing out.
 * from, to, sender: {domain, identity[, secret]} or a list of them.
 */
export function envelope(connection, request, options = {}) {
  const {
    payloadID = `${unique('p')}@buyer.example.com`, timestamp = new Date().toISOString().replace(/\.\d+Z$/, '+00:00'), lang = 'en-US',
    from = connection.from, to = connection.to, sender = connection.sender, secret = connection.shared_secret,
    userAgent = 'Test Procurement 1.0', deploymentMode, doctype = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd">',
    declaration = '<?xml version="1.0" encoding="UTF-8"?>', header,
  } = options;
  const attribute = (name, value) => (value === null || value === undefined ? '' : ` ${name}="${escapeXml(value)}"`);
  const senders = list(sender).map((c, i) => ({ ...c, secret: c.secret !== undefined ? c.secret : (i === 0 ? secret : null) }));
  const head = header ?? `<Header><From>${list(from).map(credentialXml).join('')}</From><To>${list(to).map(credentialXml).join('')}</To>`
    + `<Sender>${senders.map(credentialXml).join('')}${userAgent === null ? '' : `<UserAgent>${escapeXml(userAgent)}</UserAgent>`}</Sender></Header>`;
  return [
    declaration, doctype,
    `<cXML${attribute('xml:lang', lang)}${attribute('payloadID', payloadID)}${attribute('timestamp', timestamp)}>`,
    head,
    `<Request${attribute('deploymentMode', deploymentMode)}>${request}</Request>`,
    '</cXML>',
  ].filter((part) => part !== null && part !== undefined).join('\n');
}

export const profileRequest = (connection, options) => envelope(connection, '<ProfileRequest/>', options);

const extrinsicsXml = (extrinsics) => Object.entries(extrinsics)
  .map(([name, value]) => `<Extrinsic name="${escapeXml(name)}">${escapeXml(value)}</Extrinsic>`).join('');

/**
 * A PunchOutSetupRequest. `order` gives the sequence of the children; `parts` replaces or adds children as XML text;
 * `cookieXml` puts the BuyerCookie's content in as it stands.
 */
export function setupRequest(connection, options = {}) {
  const {
    operation = 'create', cookie = unique('cookie'), cookieXml, url = returnUrl(connection),
    extrinsics = { FirstName: 'Ada', LastName: 'Byron', UniqueName: 'ada.byron', UserEmail: 'ada.byron@buyer.example.com', BusinessUnit: 'ENGINE' },
    email = 'ada.byron@buyer.example.com', name = 'Ada Byron', shipTo = null, selectedItems = [], items = [],
    order: sequence = ['BuyerCookie', 'Extrinsic', 'BrowserFormPost', 'Contact', 'SupplierSetup', 'ShipTo', 'SelectedItem', 'ItemOut'],
    parts = {},
  } = options;
  const itemId = (i) => `<ItemID><SupplierPartID>${escapeXml(i.partId)}</SupplierPartID>${i.auxiliaryId ? `<SupplierPartAuxiliaryID>${escapeXml(i.auxiliaryId)}</SupplierPartAuxiliaryID>` : ''}</ItemID>`;
  const all = {
    BuyerCookie: cookie === null ? '' : `<BuyerCookie>${cookieXml ?? escapeXml(cookie)}</BuyerCookie>`,
    Extrinsic: extrinsicsXml(extrinsics ?? {}),
    BrowserFormPost: url === null ? '' : `<BrowserFormPost><URL>${escapeXml(url)}</URL></BrowserFormPost>`,
    Contact: email === null ? '' : `<Contact role="endUser"><Name xml:lang="en-US">${escapeXml(name)}</Name><Email>${escapeXml(email)}</Email></Contact>`,
    SupplierSetup: '<SupplierSetup><URL>https://market.example.com/v1/punchout/setup</URL></SupplierSetup>',
    ShipTo: shipTo === null ? '' : shipTo,
    SelectedItem: selectedItems.map((i) => `<SelectedItem>${itemId(i)}</SelectedItem>`).join(''),
    ItemOut: items.map((i) => `<ItemOut quantity="${escapeXml(i.quantity ?? 1)}">${itemId(i)}</ItemOut>`).join(''),
    ...parts,
  };
  const content = sequence.map((part) => all[part] ?? '').join('\n');
  const attribute = operation === null ? '' : ` operation="${escapeXml(operation)}"`;
  return envelope(connection, `<PunchOutSetupRequest${attribute}>${content}</PunchOutSetupRequest>`, options);
}

const ADDRESS = '<Address isoCountryCode="GB" addressID="77"><Name xml:lang="en">Analytical Engines</Name><PostalAddress><Street>12 St James\'s Square</Street>'
  + '<City>London</City><PostalCode>SW1Y 4JH</PostalCode><Country isoCountryCode="GB">United Kingdom</Country></PostalAddress></Address>';

/** One ItemOut from {quantity, partId, auxiliaryId, price, currency, description, uom, unspsc, lineNumber, tail}; with `limit` one of a blanket order. */
export function itemOut(line, index) {
  const number = line.lineNumber === undefined ? index + 1 : line.lineNumber;
  const auxiliary = line.auxiliaryId ? `<SupplierPartAuxiliaryID>${escapeXml(line.auxiliaryId)}</SupplierPartAuxiliaryID>` : '';
  const money = (amount) => `<Money currency="${escapeXml(line.currency)}">${escapeXml(amount)}</Money>`;
  const detail = line.limit
    ? `<BlanketItemDetail><Description xml:lang="en">Software</Description><MaxAmount>${money(line.limit)}</MaxAmount></BlanketItemDetail>`
    : `<ItemDetail><UnitPrice>${money(line.price)}</UnitPrice>`
      + `<Description xml:lang="en">${escapeXml(line.description ?? 'Software')}</Description><UnitOfMeasure>${escapeXml(line.uom ?? 'EA')}</UnitOfMeasure>`
      + `<Classification domain="UNSPSC">${escapeXml(line.unspsc ?? '43232701')}</Classification>${extrinsicsXml(line.extrinsics ?? {})}</ItemDetail>`;
  return `<ItemOut quantity="${escapeXml(line.quantity)}"${number === null ? '' : ` lineNumber="${number}"`}>`
    + `<ItemID><SupplierPartID>${escapeXml(line.partId)}</SupplierPartID>${auxiliary}</ItemID>${detail}${line.tail ?? ''}</ItemOut>`;
}

/** An OrderRequest for lines as a cart has them. */
export function orderRequest(connection, options = {}) {
  const {
    orderID = unique('PO'), orderDate = '2026-03-04T05:06:07+00:00', type = 'new', orderVersion, orderType,
    lines = [], currency = lines[0]?.currency ?? 'USD', total = lines.length ? sum(lines) : '0.00',
    tax = '', shipping = '', comments = '', extrinsics = {}, reference = '', tail = '', attributes = {},
  } = options;
  const attribute = (name, value) => (value === null || value === undefined ? '' : ` ${name}="${escapeXml(value)}"`);
  const head = `<OrderRequestHeader${attribute('orderID', orderID)}${attribute('orderDate', orderDate)}${attribute('orderType', orderType)}${attribute('type', type)}${attribute('orderVersion', orderVersion)}${Object.entries(attributes).map(([name, v]) => attribute(name, v)).join('')}>`
    + `<Total><Money currency="${escapeXml(currency)}">${escapeXml(total)}</Money></Total><ShipTo>${ADDRESS}</ShipTo><BillTo>${ADDRESS}</BillTo>`
    + `${shipping}${tax}${comments}${reference}${extrinsicsXml(extrinsics)}${tail}</OrderRequestHeader>`;
  return envelope(connection, `<OrderRequest>${head}${lines.map(itemOut).join('')}</OrderRequest>`, options);
}

/* ------------------------------------------------------------------ money */

/** A decimal number as a whole number of millionths. */
export function decimal(text) {
  const found = /^\s*(-?)(\d+)(?:\.(\d{1,6}))?\s*$/.exec(String(text));
  assert.ok(found, `not a plain decimal number: ${text}`);
  const value = BigInt(found[2] + (found[3] ?? '').padEnd(6, '0'));
  return found[1] ? -value : value;
}

/** quantity times price, in millionths; must come out without a rest. */
export function product(quantity, price) {
  const value = decimal(quantity) * decimal(price);
  assert.equal(value % 1_000_000n, 0n, `${quantity} x ${price} is not exact`);
  return value / 1_000_000n;
}

/** Millionths as a number with two digits after the point. */
export function plain(value) {
  assert.equal(value % 10_000n, 0n, `${value} millionths is no whole number of hundredths`);
  const hundredths = value / 10_000n;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

const tolerant = (text) => String(text).replace(/,/g, '');
/** The sum of quantity times price, or 0.00 where a line is deliberately no number. */
function sum(lines) {
  try {
    return plain(lines.reduce((all, line) => all + product(tolerant(line.quantity), tolerant(line.price)), 0n));
  } catch {
    return '0.00';
  }
}

/* ---------------------------------------------------------------- browser */

const VOID = new Set(['input', 'br', 'img', 'meta', 'link', 'hr']);

/** Tags of a page in order: {name, close, attributes, before: text since the last tag}. Comments and scripts are left out. */
export function* tags(html) {
  const pattern = /<!--[\s\S]*?-->|<(script|style)\b(?:"[^"]*"|'[^']*'|[^'">])*>[\s\S]*?<\/\1\s*>|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
  let from = 0;
  for (const found of html.matchAll(pattern)) {
    const before = html.slice(from, found.index);
    from = found.index + found[0].length;
    if (!found[3]) continue;
    const attributes = {};
    for (const [, name, , double, single, bare] of found[4].matchAll(/([^\s"'>/=]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
      attributes[name.toLowerCase()] = decodeEntities(double ?? single ?? bare ?? '');
    }
    yield { name: found[3].toLowerCase(), close: found[2] === '/', attributes, before };
  }
}

/** The forms of a page: {method, action, fields: [{name, type, value, checked, options, label}], text}. */
export function parseForms(html) {
  const forms = [];
  let form = null;
  let select = null;
  let option = null;
  let area = null;
  let button = null;
  const endOption = () => {
    if (option && option.value === undefined) option.value = option.label.trim();
    option = null;
  };
  for (const tag of tags(html)) {
    const { name, close, attributes: a, before } = tag;
    if (form) form.text += ` ${decodeEntities(before)}`;
    if (option) option.label += decodeEntities(before);
    if (area) area.value += decodeEntities(before);
    if (button) button.label += decodeEntities(before);
    if (name === 'form') {
      form = close ? null : { method: (a.method ?? 'get').toLowerCase(), action: a.action ?? '', id: a.id, fields: [], text: '' };
      if (form) forms.push(form);
      continue;
    }
    const owner = a.form !== undefined ? forms.find((f) => f.id === a.form) : form;
    if (close) {
      if (name === 'select') { endOption(); select = null; }
      if (name === 'option') endOption();
      if (name === 'textarea' && area) { area.value = area.value.replace(/^\r?\n/, ''); area = null; }
      if (name === 'button') button = null;
      continue;
    }
    if (name === 'option' && select) {
      endOption();
      option = { value: a.value, label: '', selected: 'selected' in a, disabled: 'disabled' in a };
      select.options.push(option);
    }
    if (!owner) continue;
    const field = { name: a.name, disabled: 'disabled' in a, attributes: a };
    if (name === 'input') {
      owner.fields.push({ ...field, type: (a.type ?? 'text').toLowerCase(), value: a.value ?? (/^(checkbox|radio)$/i.test(a.type ?? '') ? 'on' : ''), checked: 'checked' in a, label: a.value ?? '' });
    } else if (name === 'button') {
      button = { ...field, type: (a.type ?? 'submit').toLowerCase(), value: a.value ?? '', label: '' };
      owner.fields.push(button);
    } else if (name === 'select') {
      select = { ...field, type: 'select', options: [] };
      owner.fields.push(select);
    } else if (name === 'textarea') {
      area = { ...field, type: 'textarea', value: '' };
      owner.fields.push(area);
    }
    if (VOID.has(name)) continue;
  }
  return forms;
}

/**
 * What a browser would send for the form as it stands, as [name, value] pairs; `changes` sets fields by name.
 * An empty required number gets its minimum, or 1.
 */
export function formData(form, changes = {}) {
  const pairs = [];
  const used = new Set();
  let submitted = false;
  for (const field of form.fields) {
    if (!field.name || field.disabled || field.type === 'reset' || field.type === 'button' || field.type === 'file') continue;
    if (/^(submit|image)$/.test(field.type)) {
      if (!submitted) pairs.push([field.name, field.value]);
      submitted = true;
      continue;
    }
    const changed = Object.hasOwn(changes, field.name);
    if (field.type === 'radio' || field.type === 'checkbox') {
      const checked = changed ? list(changes[field.name]).includes(field.value) : field.checked;
      if (checked) pairs.push([field.name, field.value]);
      used.add(field.name);
      continue;
    }
    let { value } = field;
    if (field.type === 'select') value = (field.options.find((o) => o.selected) ?? field.options.find((o) => !o.disabled))?.value ?? '';
    if (field.type === 'number' && value === '' && 'required' in field.attributes) value = field.attributes.min ?? '1';
    if (changed) value = changes[field.name];
    pairs.push([field.name, String(value)]);
    used.add(field.name);
  }
  for (const [name, value] of Object.entries(changes)) if (!used.has(name)) pairs.push([name, String(value)]);
  return pairs;
}

/** The changes that pick an option named by the pattern (a radio, a select or a check box), or null where there is none. */
export function choose(form, pattern) {
  for (const field of form.fields) {
    if (!field.name) continue;
    if (field.type === 'radio' && pattern.test(field.value)) return { [field.name]: field.value };
    if (field.type === 'select') {
      const option = field.options.find((o) => pattern.test(o.value)) ?? field.options.find((o) => pattern.test(o.label));
      if (option) return { [field.name]: option.value };
    }
    if (field.type === 'checkbox' && pattern.test(`${field.name} ${field.value}`)) return { [field.name]: field.value };
  }
  return null;
}

/** One page without following anything: {http, headers, html, path}. No cookies, no Referer, as in a frame that stores nothing. */
export async function page(server, target, { form, method } = {}) {
  const body = form ? new URLSearchParams(form).toString() : undefined;
  const at = pathOf(server, target);
  const got = await exchange(server, at, {
    method: method ?? (form ? 'POST' : 'GET'),
    body,
    headers: { Accept: 'text/html', ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}) },
  });
  return { http: got.http, headers: got.headers, html: got.body.toString('utf8'), path: at };
}

/** One page, redirects within the server followed. */
export async function visit(server, target, options) {
  let got = await page(server, target, options);
  for (let hops = 0; got.http >= 300 && got.http < 400; hops += 1) {
    assert.ok(hops < 5, `redirects without an end at ${got.path}`);
    assert.ok(got.headers.location, `HTTP ${got.http} without Location at ${got.path}`);
    const next = new URL(got.headers.location, server.base + got.path);
    got = await page(server, next.pathname + next.search);
  }
  return got;
}

/** Fails unless the page came with HTTP 200 as HTML. */
export function assertPage(got) {
  assert.equal(got.http, 200, `${got.path}: HTTP ${got.http}\n${got.html.slice(0, 800)}`);
  assert.match(got.headers['content-type'] ?? '', /^text\/html\b/i, got.path);
  return got;
}

/** The form of a page that posts to this path. */
export function formTo(server, got, target) {
  return parseForms(got.html).find((f) => f.method === 'post' && pathOf(server, new URL(f.action, server.base + got.path).href) === target);
}

/** Goes through the StartPage as a browser does; returns {home: '/p/TOKEN/', token, page}. */
export async function enter(server, startPage) {
  const start = await page(server, startPage);
  assert.equal(start.http, 303, `the StartPage leads on by 303, got HTTP ${start.http}\n${start.html.slice(0, 500)}`);
  const to = new URL(start.headers.location, server.base);
  const found = /^\/p\/([^/]+)\/$/.exec(to.pathname);
  assert.ok(found, `Location is a session's home: ${start.headers.location}`);
  const home = assertPage(await page(server, to.pathname));
  return { home: to.pathname, token: found[1], page: home, start };
}

/** Sets up a session and enters it. */
export async function punchout(server, connection, options = {}) {
  const cookie = options.cookie ?? unique('cookie');
  const url = options.url ?? returnUrl(connection);
  const answer = await postSetup(server, connection, setupRequest(connection, { ...options, cookie, url }));
  const startPage = assertStart(answer);
  return { connection, cookie, url, startPage, ...(await enter(server, startPage)) };
}

/** The page of the product with that title inside a session. */
export async function findProduct(server, session, title, query = title) {
  const results = assertPage(await page(server, `${session.home}?q=${encodeURIComponent(query)}`));
  const links = [...new Set([...results.html.matchAll(/\/p\/[^/"]+\/products\/[^"?#]+/g)].map((m) => decodeEntities(m[0])))];
  assert.ok(links.length, `no product found for ${query}`);
  for (const link of links.slice(0, 12)) {
    const got = assertPage(await page(server, link));
    const heading = /<h1\b[^>]*>([\s\S]*?)<\/h1>/i.exec(got.html)?.[1] ?? got.html;
    if (decodeEntities(heading.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').includes(title)) return got;
  }
  return assert.fail(`none of the products found for ${query} is ${title}`);
}

/** Adds a product as its page presets it; `pick` (a pattern) also chooses one of the offered ways. Returns the page of the request. */
export async function addItem(server, session, title, { query, pick, changes = {} } = {}) {
  const got = await findProduct(server, session, title, query);
  const form = formTo(server, got, `${session.home}items`);
  assert.ok(form, `${title}: no form that posts to ${session.home}items`);
  let chosen = pick ? choose(form, pick) : {};
  const later = chosen === null;
  chosen ??= {};
  const added = await page(server, `${session.home}items`, { form: formData(form, { ...chosen, ...changes }) });
  assert.equal(added.http, 303, `${title}: adding gives HTTP ${added.http}\n${added.html.slice(0, 800)}`);
  assert.equal(new URL(added.headers.location, server.base + added.path).pathname, `${session.home}request`);
  const request = assertPage(await page(server, `${session.home}request`));
  if (!later) return request;
  for (const other of parseForms(request.html)) {
    const change = choose(other, pick);
    if (other.method === 'post' && change) {
      assertPage(await visit(server, new URL(other.action, server.base + request.path).href, { form: formData(other, change) }));
      return assertPage(await page(server, `${session.home}request`));
    }
  }
  return assert.fail(`${title}: neither its page nor the request offers ${pick}`);
}

/** The document in a page that returns to the procurement system: {action, field, xml, doc, lines, …}. */
export function readCart(html) {
  const forms = parseForms(html).filter((f) => f.fields.some((x) => /^cxml-(base64|urlencoded)$/i.test(x.name ?? '')));
  if (!forms.length) return null;
  assert.equal(forms.length, 1, 'one form that returns');
  const [form] = forms;
  const fields = form.fields.filter((x) => /^cxml-(base64|urlencoded)$/i.test(x.name ?? ''));
  assert.equal(fields.length, 1, 'never both cart fields');
  const [field] = fields;
  assert.equal(field.type, 'hidden');
  assert.equal(form.method, 'post');
  let xml = field.value;
  if (/base64/i.test(field.name)) {
    assert.match(field.value, /^[A-Za-z0-9+/\s]+={0,2}\s*$/, 'base64');
    xml = Buffer.from(field.value, 'base64').toString('utf8');
  } else assert.match(xml, /^[\x09\x0a\x0d\x20-\x7e]*$/, 'cXML-urlencoded is us-ascii');
  return { action: form.action, form, field: field.name, xml, ...readMessage(xml) };
}

/** Parses and checks a PunchOutOrderMessage. */
export function readMessage(xml) {
  assertValidCxml(xml, 'PunchOutOrderMessage');
  const doc = parseXml(xml);
  const message = doc.at('Message');
  assert.ok(message, `a Message: ${xml.slice(0, 500)}`);
  const poom = message.at('PunchOutOrderMessage');
  assert.ok(poom, `a PunchOutOrderMessage: ${xml.slice(0, 500)}`);
  assert.equal(doc.all('SharedSecret').length, 0, 'no secret in a Message');
  assert.match(doc.attributes.timestamp, /[+-]\d\d:\d\d$/);
  const head = poom.at('PunchOutOrderMessageHeader');
  const total = head.at('Total', 'Money');
  const status = message.at('Status');
  const lines = poom.children.filter((c) => c.name === 'ItemIn').map((item) => {
    const detail = item.at('ItemDetail');
    const money = detail.at('UnitPrice', 'Money');
    const lineType = [...detail.children, ...item.children].find((c) => c.name === 'Extrinsic' && c.attributes.name === 'LineType');
    return {
      quantity: item.attributes.quantity,
      partId: item.at('ItemID', 'SupplierPartID').text,
      auxiliaryId: item.at('ItemID', 'SupplierPartAuxiliaryID')?.text,
      price: money.text,
      currency: money.attributes.currency,
      description: detail.at('Description').text.trim(),
      uom: detail.at('UnitOfMeasure').text,
      unspsc: detail.children.find((c) => c.name === 'Classification' && /unspsc/i.test(c.attributes.domain))?.text,
      lineType: lineType?.text.trim().toLowerCase(),
    };
  });
  return {
    doc, message, lines,
    cookie: poom.at('BuyerCookie').text,
    operationAllowed: head.attributes.operationAllowed,
    total: total.text,
    currency: total.attributes.currency,
    deploymentMode: message.attributes.deploymentMode,
    inReplyTo: message.attributes.inReplyTo,
    status: status ? Number(status.attributes.code) : undefined,
  };
}

/** Sends the request off; returns the cart. */
export async function requestApproval(server, session) {
  const target = `${session.home}request/approval`;
  const request = assertPage(await page(server, `${session.home}request`));
  const form = formTo(server, request, target);
  assert.ok(form, `the request has a form that posts to ${target}`);
  const got = assertPage(await visit(server, target, { form: formData(form) }));
  const cart = readCart(got.html);
  assert.ok(cart, `no cart in the page that returns\n${got.html.slice(0, 1000)}`);
  return { ...cart, page: got };
}

/** Leaves without a request; returns the message. */
export async function cancel(server, session) {
  const target = `${session.home}cancel`;
  const home = assertPage(await page(server, session.home));
  const form = formTo(server, home, target);
  assert.ok(form, `the session's home has a form that posts to ${target}`);
  const got = assertPage(await visit(server, target, { form: formData(form) }));
  const cart = readCart(got.html);
  assert.ok(cart, `no message in the page that returns\n${got.html.slice(0, 1000)}`);
  return { ...cart, page: got };
}

/** From the setup to the cart for one product. */
export async function shop(server, connection, title = 'Lighthouse Observability', options = {}) {
  const { query = title === 'Lighthouse Observability' ? 'Lighthouse' : title, pick, changes, ...setup } = options;
  const session = await punchout(server, connection, setup);
  await addItem(server, session, title, { query, pick, changes });
  return { session, ...(await requestApproval(server, session)) };
}
