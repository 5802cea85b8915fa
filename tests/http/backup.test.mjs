// OPS-2, OPS-5: backup, restore, migrate and copy, as an operator uses them.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import {
  Server, agreement, assertStart, assertStatus, binary, cli, createDatabase, dropDatabase, enter, exchange, order, orderRequest,
  pathOf, postOrder, postSetup, postgres, prepare, run, setupRequest, shop, unique,
} from './client.mjs';

let server;
let folder; // of all that these tests make
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'punchoutd-backup-'));
  server = await prepare().serve();
});
afterEach(() => server.check());
after(async () => {
  await server?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const made = (name) => path.join(folder, unique(name));
const orderNumbers = (data) => cli(data, 'order', 'list', '--limit', '100000').orders.map((o) => o.order_id);

/** A data directory with the key of another and nothing else. */
function withKey(of = server.data) {
  const data = made('data');
  fs.mkdirSync(data);
  fs.copyFileSync(path.join(of, 'punchoutd.key'), path.join(data, 'punchoutd.key'));
  return data;
}

/** A backup of the server as it is; its answer is in `told`. */
function backup(data = server.data) {
  const file = made('backup.db');
  return { file, told: cli(data, 'backup', '--to', file) };
}

function sqlite(file, sql) {
  const done = spawnSync('sqlite3', ['-bail', file, sql], { timeout: 60_000 });
  assert.equal(done.status, 0, `sqlite3 ${file}: ${done.stderr}`);
  return done.stdout.toString('utf8').trim();
}

/** Fails unless the command is refused with these words, on one line and without a password. */
function refused(args, words, code = 1) {
  const { stderr } = run(args, { code });
  assert.match(stderr, words);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.ok(!postgres || !stderr.includes(new URL(postgres).password), 'no password is shown');
}

/** Buys something; the order's number. */
async function buy(on) {
  const { coupa } = on;
  const { lines } = await shop(on, coupa);
  const orderID = unique('PO');
  assertStatus(await postOrder(on, coupa, orderRequest(coupa, { orderID, lines })), 200);
  return orderID;
}

/** Sends orders until told to stop; `acknowledged` grows with every answer. */
function load(on, connections) {
  const acknowledged = [];
  let over = false;
  const send = async () => {
    while (!over) {
      const orderID = unique('PO');
      const body = orderRequest(on.coupa, { orderID, lines: [{ quantity: '1', partId: 'NONE-1', price: '10.00', currency: 'USD' }] });
      const { body: answer } = await exchange(on, pathOf(on, on.coupa.order_path), { method: 'POST', body, headers: { 'Content-Type': 'text/xml' } });
      assert.match(answer.toString('utf8'), /<Status code="200"/);
      acknowledged.push(orderID);
    }
  };
  const sending = Promise.all(Array.from({ length: connections }, send));
  return { acknowledged, stop: async () => { over = true; await sending; } };
}

/** Resolves once `condition` holds. */
async function until(condition) {
  for (let waited = 0; !condition(); waited += 10) {
    assert.ok(waited < 60_000, 'nothing happens');
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

/** The restored marketplace, served. */
async function serveRestored(file, data = withKey()) {
  run(['restore', file, '--data', data]);
  const restored = new Server(data, server.connections);
  return restored.serve();
}

/** The last migration, and how to make a database one that has not seen it. */
const NEWER = {
  names: ['0005-access.sql', '0006-service-role.sql', '0007-connections.sql', '0008-invoices.sql', '0009-deliveries.sql', '0010-order-changes.sql', '0011-usage.sql', '0012-einvoicing.sql', '0013-renewals.sql', '0014-credits.sql', '0015-charge-orders.sql', '0016-taxes.sql', '0017-owned.sql', '0018-webhooks.sql', '0019-due-charges.sql', '0020-blanket-orders.sql', '0021-two-approvals.sql', '0022-member-accounts.sql', '0023-requester-sign-in.sql', '0024-openid.sql', '0025-lists.sql', '0026-document-order.sql'],
  undo: `ALTER TABLE organization DROP COLUMN standalone; DELETE FROM schema_migration WHERE number >= 5; ${[
    'membership', 'principal', 'recovery_code', 'console_session', 'sign_in_failure', 'policy', 'policy_version', 'policy_attachment',
    'access_key', 'service_role', 'audit_event', 'audit_head', 'connection_traffic', 'supplier_identity', 'support_case', 'support_message',
    'invoice', 'invoice_line', 'delivery', 'delivery_attempt', 'agreement_event', 'usage_record', 'usage_month', 'einvoicing', 'seller_tax', 'webhook',
  ].map((table) => `DROP TABLE ${table};`).join(' ')} ALTER TABLE organization DROP COLUMN self_service; ALTER TABLE organization DROP COLUMN last_invoice; DROP INDEX agreement_charge_open; DROP INDEX agreement_end; DROP INDEX agreement_charge_credits; ALTER TABLE agreement_charge DROP COLUMN credits_id;
    ALTER TABLE agreement DROP COLUMN anchor_us; ALTER TABLE agreement DROP COLUMN renews_id; ALTER TABLE agreement DROP COLUMN end_told_us; DROP INDEX agreement_charge_due; DROP INDEX document_order; DROP INDEX agreement_product; DROP INDEX approval_request_requester; ALTER TABLE agreement DROP COLUMN usage_order_id; ALTER TABLE agreement DROP COLUMN usage_order_line; ALTER TABLE agreement_charge DROP COLUMN order_id; ALTER TABLE agreement_charge DROP COLUMN order_line;
    ALTER TABLE agreement_charge DROP COLUMN invoice_id; ALTER TABLE purchase_order DROP COLUMN replaces_id; DROP INDEX purchase_order_released; DROP INDEX approval_request_item_agreement; ALTER TABLE purchase_order_line DROP COLUMN limit_micros; ${['release_required', 'effective_us', 'expires_us', 'released_from', 'drawn_micros'].map((column) => `ALTER TABLE purchase_order DROP COLUMN ${column};`).join(' ')} DROP INDEX punchout_session_browse; ${[
    'description', 'instance_host', 'sellers', 'redirect', 'redirect_url', 'address_ranges', 'client_certificate',
    'old_secret_hash', 'old_secret_sealed', 'old_secret_until_us', 'secret_since_us', 'confirmation_url', 'confirms', 'status_updates', 'test_told_us', 'single_line',
    'account_extrinsic', 'account_table', 'account_fallback', 'requester',
    'openid_issuer', 'openid_client_id', 'openid_secret_sealed',
  ].map((column) => `ALTER TABLE connection DROP COLUMN ${column};`).join(' ')} ${['account_id', 'requester_account', 'requester_id', 'console_hash'].map((column) => `ALTER TABLE punchout_session DROP COLUMN ${column};`).join(' ')} ALTER TABLE approval_request DROP COLUMN account_id;`,
};

describe('backup', () => {
  // OPS-5: beside a running server under load, and all that was acknowledged before is in it
  test('a backup is restored elsewhere and served', async () => {
    const orderID = await buy(server);
    const startPage = assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa)));
    const { acknowledged, stop } = load(server, 4);
    let before;
    let told;
    const file = made('backup.db');
    try {
      await until(() => acknowledged.length >= 50);
      before = [...acknowledged, orderID];
      const { stdout } = await promisify(execFile)(binary(), ['backup', '--data', server.data, '--to', file, '--json']);
      told = JSON.parse(stdout);
      const seen = acknowledged.length;
      await until(() => acknowledged.length >= seen + 20);
    } finally {
      await stop();
    }
    assert.equal(told.file, file);
    assert.equal(told.bytes, fs.statSync(file).size);
    assert.ok(told.orders >= before.length && told.orders <= acknowledged.length + 1, JSON.stringify(told));
    assert.ok(told.agreements >= 1 && told.documents > told.orders, JSON.stringify(told));
    assert.deepEqual(told.keep, ['punchoutd.key', 'punchoutd.conf'].map((name) => path.join(server.data, name)));
    const restored = await serveRestored(file);
    try {
      const there = orderNumbers(restored.data);
      assert.equal(there.length, told.orders);
      assert.equal(new Set(there).size, there.length, 'no order twice');
      assert.deepEqual(before.filter((number) => !there.includes(number)), [], 'acknowledged before the backup began');
      const bought = order(server.data, orderID);
      assert.deepEqual(order(restored.data, orderID), bought);
      assert.equal(bought.agreements.length, 1);
      const [id] = bought.agreements;
      // Each server bills by itself, when it comes to it.
      const agreed = (data) => ({ ...agreement(data, id), charges: agreement(data, id).charges.map(({ invoice_id, ...charge }) => charge) });
      assert.deepEqual(agreed(restored.data), agreed(server.data));
      // What the key seals: an address that was given out before, and a connection's secret.
      await enter(restored, startPage);
      await buy(restored);
      restored.check();
    } finally {
      await restored.halt();
    }
  });

  // OPS-5: FILE is whole or absent, and its owner's alone
  test('what is there is not overwritten, and nothing is left of a backup that fails', () => {
    const { file } = backup();
    const size = fs.statSync(file);
    assert.equal(size.mode & 0o777, 0o600);
    refused(['backup', '--data', server.data, '--to', file], /backup\.db-\w+ exists already/);
    assert.equal(fs.statSync(file).mtimeMs, size.mtimeMs);
    refused(['backup', '--data', server.data, '--to', path.join(folder, 'none', 'x.db')], /cannot be written: No such file or directory/);
    refused(['backup', '--data', made('none'), '--to', made('x.db')], /There is no marketplace in/);
    refused(['backup', '--data', server.data], /usage: punchoutd backup --data DIR --to FILE/, 2);
  });

  // OPS-5: the operator is told what else to keep
  test('what else must be kept is said', () => {
    const file = made('backup.db');
    const said = run(['backup', '--data', server.data, '--to', file]).stdout.toString('utf8');
    assert.match(said, /holds \d+ orders, \d+ agreements and \d+ documents \(\d+ bytes\)/);
    assert.ok(said.includes(path.join(server.data, 'punchoutd.key')) && said.includes(path.join(server.data, 'punchoutd.conf')), said);
  });

  // OPS-5: on a disk of its own, of half a megabyte
  test('a full disk is told, and nothing is left on it', (t) => {
    const mounted = 'mount -t tmpfs -o size=512k none "$1" || exit 77; "$2" backup --data "$3" --to "$1/b.db"; code=$?; ls -A "$1"; exit $code';
    const args = ['-rm', 'sh', '-c', mounted, 'sh', folder, binary(), server.data];
    const done = spawnSync('unshare', args, { timeout: 120_000 });
    if (done.error || done.status === 77 || /^unshare:/m.test(done.stderr)) return t.skip('no disk can be mounted here');
    assert.equal(done.status, 1, String(done.stderr));
    assert.match(String(done.stderr), /b\.db.*full: make room on it/);
    assert.equal(String(done.stdout), '');
    return undefined;
  });
});

describe('restore', () => {
  // OPS-2: each reason in words, and the directory as it was
  test('what cannot be restored is refused', async () => {
    const { file } = backup();
    const data = withKey();
    const bad = (words, change, name = made('bad.db')) => {
      fs.copyFileSync(file, name);
      change(name);
      refused(['restore', name, '--data', data], words);
      assert.deepEqual(fs.readdirSync(data), ['punchoutd.key'], String(words));
    };
    refused(['restore', made('none.db'), '--data', data], /none\.db-\w+ cannot be opened: No such file/);
    bad(/is not a database/, (name) => fs.writeFileSync(name, 'Dear diary, '.repeat(1000)));
    bad(/is damaged/, (name) => fs.truncateSync(name, 20_000));
    bad(/is damaged: .*Take the last backup that is whole/, (name) => {
      const bytes = fs.readFileSync(name);
      for (let at = 40 * 4096; at + 4096 < bytes.length; at += 40 * 4096) bytes.fill(0x5a, at, at + 4096);
      fs.writeFileSync(name, bytes);
    });
    bad(/holds no marketplace of punchoutd/, (name) => { fs.rmSync(name); sqlite(name, 'CREATE TABLE other (id INTEGER)'); });
    bad(/newer than this program.*Run the newer program/, (name) => sqlite(name, "INSERT INTO schema_migration VALUES (9000, '9000-later', 'x', 1)"));
    refused(['restore', '--data', data], /usage: punchoutd restore FILE/, 2);
    refused(['restore', file, '--data', data, '--database', 'mysql://x'], /--database takes postgresql:/, 2);
  });

  // OPS-2: the key is looked at before anything is written
  test('a missing or another key is refused', () => {
    const { file } = backup();
    const data = made('data');
    fs.mkdirSync(data);
    refused(['restore', file, '--data', data], /There is no '.*punchoutd\.key'.*Put the key that belongs to the backup there first/);
    assert.deepEqual(fs.readdirSync(data), []);
    const other = made('other');
    run(['init', '--data', other]);
    const wrong = withKey(other);
    refused(['restore', file, '--data', wrong], /punchoutd\.key' does not belong to .*opens none of the secrets/);
    assert.deepEqual(fs.readdirSync(wrong), ['punchoutd.key']);
    refused(['restore', file, '--data', other], /There is a marketplace in/);
  });

  // OPS-5: a backup from before an upgrade is brought up
  test('newer migrations are applied to an older backup', async () => {
    const { file } = backup();
    sqlite(file, NEWER.undo);
    const data = withKey();
    assert.deepEqual(cli(data, 'restore', file).applied, NEWER.names);
    // ACC-3: who was there before has a root user that can be invited.
    const { accounts } = cli(data, 'account', 'list');
    assert.ok(accounts.length >= 3);
    for (const { id } of accounts) assert.match(cli(data, 'account', 'invite', id).sign_up_link, /\/console\/sign-up\//);
    const restored = new Server(data, server.connections);
    await restored.serve();
    await restored.halt();
  });
});

describe('migrate', () => {
  // OPS-2, OPS-5: what it did, or that there was nothing to do
  test('says what it did', () => {
    const { file } = backup();
    const data = withKey();
    cli(data, 'restore', file);
    assert.deepEqual(cli(data, 'migrate').applied, []);
    assert.match(run(['migrate', '--data', data]).stdout.toString('utf8'), /^Nothing to do: the database has all \d+ migrations\.\n$/);
    sqlite(path.join(data, 'punchoutd.db'), NEWER.undo);
    assert.match(run(['migrate', '--data', data]).stdout.toString('utf8'), new RegExp(`^Applied: ${NEWER.names.join(', ')}\\.\n$`));
    assert.deepEqual(cli(data, 'migrate').applied, []);
  });

  // OPS-2: a program that is too old touches nothing
  test('a database newer than the program is refused by all', () => {
    const { file } = backup();
    const data = withKey();
    cli(data, 'restore', file);
    sqlite(path.join(data, 'punchoutd.db'), "INSERT INTO schema_migration VALUES (9000, '9000-later', 'x', 1)");
    const newer = /newer than this program: it has migration 9000 \(9000-later\).*Run the newer program/;
    refused(['migrate', '--data', data], newer);
    refused(['serve', '--data', data, '--listen', '127.0.0.1:0'], newer);
    refused(['backup', '--data', data, '--to', made('x.db')], newer);
    refused(['copy', '--from', data, '--to', made('x.db')], newer);
  });

  // OPS-5: SQLite has one writer
  test('beside a running server it says to stop it', { skip: postgres && 'nodes may migrate beside each other' }, () => {
    refused(['migrate', '--data', server.data], /in use by .*: stop it first/);
  });
});

describe('copy', () => {
  const equal = (told) => {
    assert.equal(told.equal, true);
    assert.ok(told.tables.find((t) => t.name === 'purchase_order').rows_to > 0);
    for (const t of told.tables) assert.deepEqual([t.rows_from, t.checksum_from], [t.rows_to, t.checksum_to], t.name);
    return told;
  };
  const copy = (from, to) => JSON.parse(run(['copy', '--from', from, '--to', to, '--json']).stdout.toString('utf8'));
  const sums = (told) => told.tables.map((t) => [t.name, t.rows_to, t.checksum_to]);

  // OPS-1, OPS-2: counts and checksums are compared
  test('a SQLite becomes another SQLite', () => {
    const { file } = backup();
    const to = made('copy.db');
    const told = equal(copy(file, to));
    assert.equal(told.setting, null);
    assert.deepEqual(sums(equal(copy(to, made('copy.db')))), sums(told));
    refused(['copy', '--from', file, '--to', to], /exists already/);
    const said = run(['copy', '--from', file, '--to', made('copy.db')]).stdout.toString('utf8');
    assert.match(said, /^purchase_order +\d+ +\d+ +[0-9a-f]{16} +[0-9a-f]{16} +yes$/m);
    assert.match(said, /DIR\/punchoutd\.db and take the line `database` out/);
  });

  // OPS-2: what nobody may write to meanwhile
  test('a marketplace that is served is not copied', () => {
    const to = made('copy.db');
    refused(['copy', '--from', server.data, '--to', to], /in use by/);
    assert.ok(!fs.existsSync(to) && !fs.existsSync(`${to}.part`));
  });

  // OPS-1: SQLite to PostgreSQL and back, and served from there
  test('a SQLite becomes a PostgreSQL, and a SQLite again', { skip: !postgres && 'no PostgreSQL' }, async () => {
    const { file } = backup();
    const url = createDatabase();
    const other = createDatabase();
    try {
      const wrong = new URL(url);
      wrong.password = 'wrong';
      refused(['copy', '--from', file, '--to', wrong.href], /wrong user or password for PostgreSQL at/);
      const there = equal(copy(file, url));
      const { host, pathname } = new URL(url);
      assert.equal(there.setting, `database = postgresql://USER:PASSWORD@${host}${pathname}`);
      refused(['copy', '--from', file, '--to', url], /is not empty, it has a table \w+: make a new one/);
      const back = made('copy.db');
      assert.deepEqual(sums(equal(copy(url, back))), sums(there));
      assert.deepEqual(sums(equal(copy(back, made('copy.db')))), sums(there));
      assert.deepEqual(sums(equal(copy(url, other))), sums(there));
      const data = withKey();
      fs.writeFileSync(path.join(data, 'punchoutd.conf'), `database = ${url}\n`, { mode: 0o600 });
      const node = await new Server(data, server.connections).serve();
      try {
        assert.equal(orderNumbers(data).length, there.tables.find((t) => t.name === 'purchase_order').rows_to);
        await buy(node);
        node.check();
      } finally {
        await node.halt();
      }
    } finally {
      dropDatabase(url);
      dropDatabase(other);
    }
  });

  // OPS-2: --database, as of init
  test('a backup is restored into a PostgreSQL', { skip: !postgres && 'no PostgreSQL' }, async () => {
    const { file, told } = backup();
    const url = createDatabase();
    const data = withKey();
    const wrong = new URL(url);
    wrong.password = 'wrong';
    try {
      refused(['restore', file, '--data', data, '--database', wrong.href], /wrong user or password for PostgreSQL at/);
      assert.deepEqual(fs.readdirSync(data), ['punchoutd.key']);
      assert.equal(cli(data, 'restore', file, '--database', url).orders, told.orders);
      assert.match(fs.readFileSync(path.join(data, 'punchoutd.conf'), 'utf8'), /^database = postgresql:/m);
      refused(['restore', file, '--data', data], /is not empty/);
      const node = await new Server(data, server.connections).serve();
      await node.halt();
    } finally {
      dropDatabase(url);
    }
  });
});
