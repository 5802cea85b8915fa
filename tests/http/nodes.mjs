// Helpers of the tests with several nodes: a PostgreSQL of their own that can be stopped and started again, nodes on
// it, and what stands before them.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT, run, Server, within } from './client.mjs';

const execute = promisify(execFile);
const SCRIPT = path.join(ROOT, 'script/postgres');

/** Undefined where there is a PostgreSQL to start, else the reason a test that needs it is skipped with. */
export const noPostgres = spawnSync(SCRIPT, ['have']).status === 0 ? undefined : 'PostgreSQL is not installed';

export const sleep = (ms) => new Promise((go) => { setTimeout(go, ms); });

/** Waits until what `look` gives is true; looks twenty times a second. */
export async function until(ms, what, look) {
  for (const end = performance.now() + ms; ;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await sleep(50);
  }
}

/** A PostgreSQL of the test's own. Nothing here blocks: clients and proxy go on meanwhile. */
export class Postgres {
  constructor() {
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'punchoutd-postgres-'));
  }

  /** Starts it, also after a stop: its URL stays. */
  async start() {
    const { stdout } = await within(90_000, 'PostgreSQL', execute(SCRIPT, ['start', this.directory]));
    this.url = stdout.trim();
    return this;
  }

  /** mode: fast, or immediate, which is a crash. */
  async stop(mode = 'fast') {
    await within(90_000, 'PostgreSQL', execute(SCRIPT, ['stop', this.directory, mode]));
  }

  async remove() {
    await this.stop('immediate').catch(() => {}); // it may have been stopped
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** The rows of one statement, values as text. */
  async sql(statement, url = this.url) {
    const { stdout } = await execute('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-c', statement, url]);
    return stdout.split('\n').filter(Boolean).map((line) => line.split('|'));
  }
}

/**
 * Nodes on one database with the demo. Further nodes have a copy of the first one's key and settings, and of nothing
 * else; `public_url` is where buyers reach them all.
 */
export function prepareNodes(database, publicUrl, count) {
  const nodes = [];
  for (let i = 0; i < count; i += 1) {
    const node = new Server(fs.mkdtempSync(path.join(os.tmpdir(), 'punchoutd-node-')), []);
    node.own = true;
    nodes.push(node);
    if (i === 0) {
      const { stdout } = run(['init', '--data', node.data, '--demo', '--json', '--database', database]);
      node.connections = JSON.parse(stdout.toString('utf8')).connections;
      fs.appendFileSync(path.join(node.data, 'punchoutd.conf'), `public_url = ${publicUrl}\n`);
    } else {
      node.connections = nodes[0].connections;
      for (const file of ['punchoutd.key', 'punchoutd.conf']) fs.copyFileSync(path.join(nodes[0].data, file), path.join(node.data, file));
    }
  }
  return nodes;
}

/**
 * Hands each connection to the next node that accepts it, and reports one that breaks as broken. It reads nothing and
 * repeats nothing, so what a client sees is what the nodes do. `trail` lists the nodes that took a connection.
 */
export class Front extends Server {
  constructor() {
    super(undefined, []);
    this.nodes = [];
    this.trail = [];
    this.turn = 0;
    this.open = new Set();
  }

  async listen() {
    this.server = net.createServer({ allowHalfOpen: true }, (client) => {
      this.open.add(client);
      client.on('close', () => this.open.delete(client));
      client.on('error', () => {});
      this.turn += 1;
      this.pass(client, this.turn, this.nodes.length);
    });
    await new Promise((listening) => { this.server.listen(0, '127.0.0.1', listening); });
    this.host = '127.0.0.1';
    this.port = this.server.address().port;
    this.base = `http://127.0.0.1:${this.port}`;
    return this;
  }

  pass(client, turn, tries) {
    const node = this.nodes[turn % this.nodes.length];
    if (tries === 0) return client.resetAndDestroy();
    const side = net.connect({ host: node.host, port: node.port, allowHalfOpen: true });
    let accepted = false;
    side.on('connect', () => {
      accepted = true;
      this.trail.push(node);
      client.pipe(side);
      side.pipe(client);
    });
    side.on('error', () => {
      if (accepted) client.resetAndDestroy();
      else this.pass(client, turn + 1, tries - 1);
    });
    client.on('close', () => side.destroy());
    side.on('close', () => { if (accepted) client.end(); });
    return undefined;
  }

  async close() {
    for (const client of this.open) client.destroy();
    await new Promise((closed) => { this.server.close(closed); });
  }
}

/** libpq itself says this of a PostgreSQL that ends while a connection to it is being made. */
const OF_LIBPQ = /^WARNING: {2}terminating connection /;

/** The lines a node has logged, each with `ms`, the time of it. What is no line of the log fails. */
export function logOf(node) {
  return node.stderr.split('\n').slice(0, -1).filter((line) => !OF_LIBPQ.test(line)).map((line) => {
    try {
      const entry = JSON.parse(line);
      return { ...entry, ms: Date.parse(entry.time) };
    } catch {
      return assert.fail(`not a line of the log: ${line}`);
    }
  });
}
