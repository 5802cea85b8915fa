// Operating trouble: what is wrong is told with what to do about it, a buyer who waits gets a cXML answer, nothing is
// left half done, and the server goes on once the trouble is over, or does not start (OPS-1, ORD-2).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  addItem, agreements, assertNoFault, assertPage, assertStart, assertStatus, binary, cli, enter, fakeClock, noFaketime, orderRequest, orders, page, post, postOrder, postSetup,
  punchout, requestApproval, run, Server, setupRequest, shop, unique, within,
} from './client.mjs';
import { logOf, noPostgres, Postgres, until } from './nodes.mjs';

const have = (program, ...args) => spawnSync(program, args).status === 0;
const root = process.getuid() === 0;

let folder;
let servers = [];
before(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'punchoutd-trouble-')); });
afterEach(async () => {
  const all = servers;
  servers = [];
  for (const server of all) {
    try {
      server.check();
    } finally {
      await server.stop();
    }
  }
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A marketplace on SQLite with the demo, not yet served; stopped after the test. */
function make(data = path.join(folder, unique('data'))) {
  const server = new Server(data, JSON.parse(run(['init', '--data', data, '--demo', '--json']).stdout.toString('utf8')).connections);
  servers.push(server);
  return server;
}
const file = (server, name) => path.join(server.data, name);

/** Ends by itself, soon, not well, and says so in one line that fits. */
function assertRefuses(args, words) {
  const done = run(args, { code: null, timeout: 30_000 });
  assert.notEqual(done.code, 0, `${args.join(' ')}: ${done.stdout}`);
  assert.equal(String(done.stdout), '', args.join(' '));
  assert.match(done.stderr, /^punchoutd: [^\n]+\n$/, args.join(' '));
  assert.match(done.stderr, words, args.join(' '));
}
const serving = (server) => ['serve', '--data', server.data, '--listen', '127.0.0.1:0'];

/** The orders are stored once, fulfilled, each with one agreement. */
function assertOnce(server, numbers) {
  const stored = orders(server.data).filter((order) => numbers.includes(order.order_id));
  assert.deepEqual(stored.map((order) => order.order_id).sort(), [...numbers].sort());
  for (const order of stored) assert.equal(order.state, 'fulfilled', JSON.stringify(order));
  assert.deepEqual(agreements(server.data).map((one) => one.order_id).filter((id) => numbers.includes(id)).sort(), [...numbers].sort());
}

/** An order for a cart of its own: {orderID, body}. */
async function prepareOrder(server) {
  const orderID = unique('PO');
  return { orderID, body: orderRequest(server.coupa, { orderID, lines: (await shop(server, server.coupa)).lines }) };
}

/** The buyer is told to send it again: HTTP 503 with Status 560. */
function assertLater(answer) {
  assertStatus(answer, 560);
  assert.equal(answer.http, 503);
  assert.match(answer.status.message, /again/);
}

/** And so is who looks at a page. */
function assertPageLater(got) {
  assert.equal(got.http, 503);
  assert.match(got.html, /can't be done right now|can&#39;t be done right now/);
  assert.match(got.html, /again in a minute/);
}

describe('the key', () => {
  test('it is missing, cut or of another marketplace', async () => {
    const [server, other] = [make(), make()];
    const key = fs.readFileSync(file(server, 'punchoutd.key'));
    const put = (bytes) => fs.writeFileSync(file(server, 'punchoutd.key'), bytes, { mode: 0o600 });
    fs.rmSync(file(server, 'punchoutd.key'));
    assertRefuses(serving(server), /no key file .*punchoutd\.key: put the copy back/);
    for (const bytes of ['', key.subarray(0, 30), Buffer.concat([key, key])]) {
      put(bytes);
      assertRefuses(serving(server), /key file .*punchoutd\.key is damaged: one line of 44 base64 characters/);
    }
    put(fs.readFileSync(file(other, 'punchoutd.key')));
    assertRefuses(serving(server), /punchoutd\.key' does not belong to this database.*Put the key back/);
    put(key);
    await server.serve();
    await punchout(server, server.coupa);
  });
});

describe('the database', () => {
  const text = (server) => fs.readFileSync(file(server, 'punchoutd.db'));

  test('its file is empty, cut or something else', () => {
    const server = make();
    const good = text(server);
    for (const [bytes, words] of [
      ['', /punchoutd\.db' is empty\. Restore a backup/],
      [good.subarray(0, 300_000), /punchoutd\.db is damaged .*restore a backup/],
      [Buffer.concat([Buffer.alloc(100, 'x'), good.subarray(100)]), /punchoutd\.db is not a database \(or it is damaged\)/],
    ]) {
      fs.writeFileSync(file(server, 'punchoutd.db'), bytes);
      assertRefuses(serving(server), words);
      assertRefuses(['order', 'list', '--data', server.data], words);
    }
    fs.writeFileSync(file(server, 'punchoutd.db'), good);
    assert.deepEqual(orders(server.data), []);
  });

  // PUN-1: what needs the damaged part fails, to be sent again, and the operator is told; the rest goes on
  test('a part of it is damaged', async () => {
    const server = make();
    await server.serve();
    const one = await prepareOrder(server);
    await server.halt();
    const pages = spawnSync('sqlite3', [file(server, 'punchoutd.db'), "SELECT pageno, pgsize FROM dbstat WHERE name LIKE 'purchase_order_number'"]);
    const [number, size] = String(pages.stdout).split('\n')[0].split('|').map(Number);
    assert.ok(number > 1 && size >= 512, String(pages.stderr));
    const fd = fs.openSync(file(server, 'punchoutd.db'), 'r+');
    fs.writeSync(fd, Buffer.alloc(size, 0xff), 0, size, (number - 1) * size);
    fs.closeSync(fd);
    await server.serve();
    const answer = await postOrder(server, server.coupa, one.body, { http: [500] });
    assertStatus(answer, 500);
    const line = logOf(server).find((entry) => entry.level === 'error');
    assert.match(line.fault, /punchoutd\.db is damaged .*: restore a backup/);
    await punchout(server, server.coupa);
    assert.deepEqual(orders(server.data), []);
  });

  test('another server runs on it', async () => {
    const first = await make().serve();
    assertRefuses(serving(first), new RegExp(`is in use by punchoutd \\(process ${first.child.pid}\\): stop it first`));
    assertRefuses(['connection', 'disable', first.coupa.name, '--data', first.data], /in use by punchoutd/);
    const one = await prepareOrder(first);
    assertStatus(await postOrder(first, first.coupa, one.body), 200);
    await first.crash();
    await first.serve();
    assertOnce(first, [one.orderID]);
  });

  /** Another process takes its lock and keeps it until `release`. */
  async function lock(server, kind) {
    const child = spawn('sqlite3', ['-bail', file(server, 'punchoutd.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const taken = new Promise((resolve) => { child.stdout.once('data', resolve); });
    child.stdin.write(`PRAGMA busy_timeout = 5000;\n`);
    await within(10_000, 'sqlite3', taken);
    const held = new Promise((resolve) => { child.stdout.once('data', resolve); });
    child.stdin.write(`BEGIN ${kind};\nSELECT 'held';\n`);
    await within(10_000, 'the lock', held);
    return async () => {
      const ended = new Promise((resolve) => { child.once('close', resolve); });
      child.stdin.end('ROLLBACK;\n');
      await within(10_000, 'sqlite3', ended);
    };
  }

  // ORD-2, PUN-1: orders are put off for as long as it lasts; pages that only read are there
  test('another process has locked it', async () => {
    const server = await make().serve();
    const [one, session] = [await prepareOrder(server), await punchout(server, server.coupa)];
    const startPage = assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa)));
    const release = await lock(server, 'IMMEDIATE');
    const began = performance.now();
    const sent = Promise.all([postOrder(server, server.coupa, one.body, { http: [503] }), page(server, startPage)]);
    assertPage(await page(server, session.home));
    assert.ok(performance.now() - began < 3000, 'a page does not wait for it');
    const [answer, start] = await sent;
    assertLater(answer);
    assertPageLater(start);
    assert.ok(performance.now() - began < 20_000, `${performance.now() - began} ms`);
    assert.match(logOf(server).find((entry) => entry.level === 'error').fault, /punchoutd\.db is locked by another process/);
    await release();
    assertStatus(await postOrder(server, server.coupa, one.body), 200);
    await enter(server, startPage);
    assertOnce(server, [one.orderID]);
  });

  test('another process has locked it before the start', async () => {
    const server = make();
    const release = await lock(server, 'EXCLUSIVE');
    assertRefuses(serving(server), /punchoutd\.db is locked by another process/);
    await release();
    await server.serve();
  });
});

describe('the disk', () => {
  const noMount = root && have('mount', '--version') ? undefined : 'only root can mount a small disk';
  let disk;
  before(() => {
    if (noMount) return;
    disk = path.join(folder, 'disk');
    fs.mkdirSync(disk);
    const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    assert.equal(done.status, 0, String(done.stderr));
  });
  after(() => { if (disk) spawnSync('umount', ['-l', disk]); });

  const filler = () => path.join(disk, 'filler');
  function fill() {
    const fd = fs.openSync(filler(), 'a');
    try {
      for (;;) fs.writeSync(fd, Buffer.alloc(4096));
    } catch (error) {
      assert.equal(error.code, 'ENOSPC');
    } finally {
      fs.closeSync(fd);
    }
  }
  const makeRoom = () => fs.rmSync(filler());

  // ORD-2, PUN-4, PUN-1: orders and links are put off while it is full; with room again they are taken, without a restart
  test('it is full, then has room again', { skip: noMount }, async () => {
    const server = await make(path.join(disk, 'full')).serve();
    const all = [];
    for (let i = 0; i < 6; i += 1) all.push(await prepareOrder(server));
    const session = await punchout(server, server.coupa);
    const startPage = assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa)));
    const send = async (one) => {
      const answer = await postOrder(server, server.coupa, one.body, { http: [200, 503] });
      if (answer.http === 503) assertLater(answer);
      else assertStatus(answer, 200);
      return answer.http;
    };
    assert.equal(await send(all[0]), 200);
    for (let round = 0; round < 3; round += 1) {
      fill();
      const codes = await Promise.all(all.map(send));
      assert.ok(codes.includes(503), codes.join(' '));
      assertPageLater(await page(server, startPage));
      assertPage(await page(server, session.home));
      assertStatus(await post(server, '/cxml', undefined, { method: 'GET', contentType: null }), 200);
      makeRoom();
      assert.equal(await send(all[round + 1]), 200);
    }
    for (const line of logOf(server).filter((entry) => entry.level === 'error')) {
      assert.match(line.fault, /the disk that holds the database .*punchoutd\.db is full: make room on it/);
    }
    for (const one of all) assert.equal(await send(one), 200);
    await enter(server, startPage);
    assertOnce(server, all.map((one) => one.orderID));
  });

  test('it is full at the start', { skip: noMount }, async () => {
    const server = make(path.join(disk, 'start'));
    fill();
    assertRefuses(serving(server), /is full|No space left on device/);
    assertRefuses(['init', '--data', path.join(disk, 'new')], /No space left on device/);
    makeRoom();
    await server.serve();
    make(path.join(disk, 'new')); // nothing is in its way
  });

  test('it is mounted for reading only', { skip: noMount }, async () => {
    const server = make(path.join(disk, 'read'));
    const remount = (how) => assert.equal(spawnSync('mount', ['-o', `remount,${how}`, disk]).status, 0);
    remount('ro');
    try {
      assertRefuses(serving(server), /punchoutd\.db.* Read-only file system/);
      assertRefuses(['order', 'list', '--data', server.data], /punchoutd\.db cannot be written: .*the disk/);
      assertRefuses(['init', '--data', path.join(disk, 'other')], /Read-only file system/);
    } finally {
      remount('rw');
    }
    await server.serve();
  });

  // Who is root may all but without this right.
  const limits = root ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];
  const noLimits = !root || have('setpriv', '--bounding-set', '-dac_override', 'true') ? undefined : 'no setpriv';

  test('we may not write or read there', { skip: noLimits }, () => {
    const server = make();
    const refuses = (mode, name, words) => {
      const before = fs.statSync(file(server, name)).mode & 0o777;
      fs.chmodSync(file(server, name), mode);
      const [program, ...args] = [...limits, binary(), ...serving(server)];
      const done = spawnSync(program, args, { timeout: 30_000 });
      fs.chmodSync(file(server, name), before);
      assertNoFault(String(done.stderr), name);
      assert.equal(done.status, 1, `${name}: ${done.stderr}`);
      assert.match(String(done.stderr), words);
    };
    refuses(0o400, 'punchoutd.db', /punchoutd\.db cannot be written: the user that this program runs as/);
    refuses(0o000, 'punchoutd.key', /punchoutd\.key cannot be read: Permission denied/);
    refuses(0o000, 'punchoutd.conf', /punchoutd\.conf cannot be read: Permission denied/);
    refuses(0o500, '.', /cannot be written: the user .* and its directory/);
    refuses(0o000, '.', /Permission denied/);
  });
});

// OPS-1: what keeps PostgreSQL from us is told without its password
describe('PostgreSQL', { skip: noPostgres }, () => {
  let database;
  let server; // its settings name the database
  before(async () => {
    database = await new Postgres().start();
    const data = path.join(folder, 'postgres');
    run(['init', '--data', data, '--database', database.url]);
    server = new Server(data, []);
  });
  after(() => database?.remove());

  const name = (change) => {
    const url = new URL(database.url);
    change(url);
    fs.writeFileSync(file(server, 'punchoutd.conf'), `database = ${url.href}\n`, { mode: 0o600 });
    return url;
  };
  const refuses = (change, words) => {
    const { password } = name(change);
    const done = run(serving(server), { code: 1, timeout: 30_000 });
    assert.match(done.stderr, /^punchoutd: [^\n]+\n$/);
    assert.match(done.stderr, words);
    if (password) assert.ok(!done.stderr.includes(password), done.stderr);
  };

  test('it refuses us, or there is no marketplace in it', async () => {
    refuses((url) => { url.password = 'Geheim-7-Zeichen'; }, /wrong user or password for PostgreSQL at 127\.0\.0\.1:\d+\/postgres/);
    refuses((url) => { url.username = 'nobody'; }, /wrong user or password/);
    refuses((url) => { url.password = ''; }, /wants a password: put it into the setting `database`/);
    refuses((url) => { url.pathname = '/nowhere'; }, /PostgreSQL at .* refuses us: .*database "nowhere" does not exist/);
    await database.sql('CREATE DATABASE empty');
    refuses((url) => { url.pathname = '/empty'; }, /holds no marketplace\. Make one: punchoutd init/);
    await database.sql("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    refuses((url) => { url.pathname = '/latin'; }, /is not in UTF-8: make one with CREATE DATABASE/);
    refuses((url) => { url.port = '1'; }, /PostgreSQL at 127\.0\.0\.1:1\/postgres cannot be reached: see whether it runs/);
  });

  test('it is not there at the start, and then it is', async () => {
    await database.stop();
    refuses(() => {}, /cannot be reached: see whether it runs/);
    await database.start();
    const again = new Server(server.data, []);
    servers.push(again);
    await again.serve();
  });
});

describe('the clock', () => {
  // PUN-4, PUN-8, ORD-2: an hour that comes again takes nothing from what was begun and stored in it
  test('it jumps back by an hour', { skip: noFaketime }, async () => {
    const server = make();
    const clock = path.join(folder, 'clock');
    const jump = (offset) => fs.writeFileSync(clock, `${offset}\n`);
    jump('+0');
    server.env = { ...fakeClock(), FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    await server.serve();
    const before = await prepareOrder(server);
    const first = await postOrder(server, server.coupa, before.body);
    assertStatus(first, 200);
    const session = await punchout(server, server.coupa);
    const setup = setupRequest(server.coupa);
    const startPage = assertStart(await postSetup(server, server.coupa, setup));
    const late = await prepareOrder(server);

    jump('-1h');
    const now = await post(server, '/cxml', undefined, { method: 'GET', contentType: null });
    assert.ok(Date.parse(now.doc.attributes.timestamp) < Date.now() - 3_000_000, 'the jump has come');
    assert.ok((await postOrder(server, server.coupa, before.body)).body.equals(first.body), 'a repeat is a repeat');
    assertStatus(await postOrder(server, server.coupa, late.body), 200);
    assert.equal(assertStart(await postSetup(server, server.coupa, setup)), startPage, 'the same StartPage');
    await enter(server, startPage);
    assert.equal((await page(server, startPage)).http, 409, 'once');
    await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
    const { lines } = await requestApproval(server, session);
    const after = { orderID: unique('PO') };
    assertStatus(await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID: after.orderID, lines })), 200);

    jump('+0');
    await until(10_000, 'the time of now', async () => {
      const got = await post(server, '/cxml', undefined, { method: 'GET', contentType: null });
      return Date.parse(got.doc.attributes.timestamp) > Date.now() - 60_000;
    });
    await punchout(server, server.coupa);
    assertOnce(server, [before.orderID, late.orderID, after.orderID]);
    assert.deepEqual(logOf(server).filter((entry) => entry.level !== 'info'), []);
  });
});
