// A PostgreSQL with a standby, both in the setting `database`: when the first dies and the standby is promoted, the
// server goes on there by itself, and no acknowledged order is lost (OPS-1, ORD-2).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { exchange, orderRequest, pathOf, readAnswer, ROOT, shop, unique, within } from './client.mjs';
import { noPostgres, Postgres, prepareNodes, sleep } from './nodes.mjs';

const ORDERS = 24;
const CLIENTS = 4;
const PATIENCE_MS = 60_000;
const script = (...args) => within(90_000, 'script/postgres', promisify(execFile)(path.join(ROOT, 'script/postgres'), args));

let first;
let second;
let server;

before(async () => {
  if (noPostgres) return;
  first = await new Postgres().start();
  second = new Postgres();
  second.url = (await script('standby', second.directory, first.url)).stdout.trim();
  // What is acknowledged is on both.
  await first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await first.sql('SELECT pg_reload_conf()');
  const both = new URL(first.url);
  [server] = prepareNodes(first.url, 'http://127.0.0.1', 1);
  const conf = path.join(server.data, 'punchoutd.conf');
  const hosts = `${both.username}:${both.password}@127.0.0.1:${both.port},127.0.0.1:${new URL(second.url).port}${both.pathname}`;
  const text = fs.readFileSync(conf, 'utf8').replace(/^(public_url|database) = .*$/gm, '');
  fs.writeFileSync(conf, `${text}\ndatabase = postgresql://${hosts}\n`);
  await server.serve();
});
after(async () => {
  await server?.stop();
  await second?.remove();
  await first?.remove();
});

/** Sends the order as a buyer's system does: until it is answered with 200. */
async function sendUntilTaken(one) {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(200)) {
    const got = await exchange(server, pathOf(server, server.coupa.order_path), {
      method: 'POST', body: one.body, headers: { 'Content-Type': 'text/xml; charset=UTF-8' }, timeout: PATIENCE_MS,
    });
    const { status } = readAnswer(got, { http: [200, 503] });
    if (status.code === 200) return;
  }
  assert.fail(`order ${one.orderID} was not taken in time`);
}

test('a promoted standby is found, with every order that was acknowledged', { skip: noPostgres }, async () => {
  const all = [];
  for (let i = 0; i < ORDERS; i += 1) {
    const orderID = unique('PO');
    all.push({ orderID, body: orderRequest(server.coupa, { orderID, lines: (await shop(server, server.coupa)).lines }) });
  }
  const waiting = [...all];
  let taken = 0;
  let change;
  const failOver = async () => {
    await first.stop('immediate');
    await script('promote', second.directory);
  };
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      await sendUntilTaken(one);
      taken += 1;
      if (taken === ORDERS / 3) change = failOver();
    }
  }));
  await change;
  server.check();
  const stored = await second.sql('SELECT o.order_id, o.state, count(a.id) FROM purchase_order o LEFT JOIN agreement a '
    + 'ON a.organization_id = o.organization_id AND a.purchase_order_id = o.id GROUP BY o.id, o.order_id, o.state ORDER BY 1');
  assert.deepEqual(stored, all.map(({ orderID }) => [orderID, 'fulfilled', '1']).sort());
});
