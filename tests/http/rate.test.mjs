// OPS-6: limits on how often a buyer may send, as the buyer's system sees them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  assertStart, assertStatus, exchange, inboundOf, orderRequest, pathOf, postOrder, postSetup, prepare, profileRequest, readAnswer, setupRequest, shop, unique,
} from './client.mjs';

const LIMIT = 5;

async function withLimit(setting, work) {
  const server = prepare();
  try {
    fs.appendFileSync(path.join(server.data, 'punchoutd.conf'), `\n${setting}\n`);
    await server.serve();
    await work(server);
    server.check();
  } finally {
    await server.stop();
  }
}

const send = (server, connection, body) => exchange(server, pathOf(server, connection.profile_path), {
  method: 'POST', body, headers: { 'Content-Type': 'text/xml; charset=UTF-8' },
});

test('one document too many is to be sent again later', async () => {
  await withLimit(`rate_per_buyer = ${LIMIT}`, async (server) => {
    const refused = [];
    // Even where a new minute begins among them, some are too many.
    for (let i = 0; i < 3 * LIMIT; i += 1) {
      const payloadID = `${unique('rate')}@buyer.example`;
      const got = await send(server, server.coupa, profileRequest(server.coupa, { payloadID }));
      const answer = readAnswer(got, { http: [200, 503] });
      if (got.http === 503) refused.push({ answer, payloadID });
      else assertStatus(answer, 200);
    }
    assert.ok(refused.length >= LIMIT && refused.length <= 2 * LIMIT, `${refused.length} were too many`);
    for (const { answer, payloadID } of refused) {
      assertStatus(answer, 560);
      const seconds = Number(answer.headers['retry-after']);
      assert.ok(seconds >= 1 && seconds <= 60, `Retry-After: ${answer.headers['retry-after']}`);
      assert.match(answer.status.message, new RegExp(`More than ${LIMIT} requests in a minute .* in ${seconds} seconds`));
      assert.equal(inboundOf(server.data, payloadID).length, 0, 'it is not kept');
    }
    assertStatus(readAnswer(await send(server, server.ariba, profileRequest(server.ariba))), 200);
    await server.halt();
    for (const { payloadID } of refused) assert.ok(server.stderr.includes(payloadID), 'it is told in the log');
    assert.doesNotMatch(server.stderr, /"level":"error"/);
  });
});

// ORD-2: what was refused for the rate is taken when it comes again
test('an order that came too soon is booked when it is sent again', async () => {
  await withLimit('rate_per_buyer = 2', async (server) => {
    const { lines } = await shop(server, server.coupa); // its setup is one of the two
    const orders = [];
    for (let i = 0; i < 4; i += 1) orders.push(orderRequest(server.coupa, { orderID: unique('PO'), lines }));
    const codes = [];
    for (const body of orders) codes.push((await postOrder(server, server.coupa, body, { http: [200, 503] })).http);
    assert.ok(codes.includes(503), codes.join());
    const late = orders[codes.indexOf(503)];
    await server.halt();
    await server.serve(); // in memory nothing is left of the minute
    assertStatus(await postOrder(server, server.coupa, late), 200);
  });
});

// PUN-9: the page that says so has no password in its address either
test('an OCI call too many leaves its address', async () => {
  await withLimit('rate_per_address = 2\ntrusted_proxies = 127.0.0.1', async (server) => {
    const from = { 'X-Forwarded-For': '203.0.113.7' };
    const seen = [];
    for (let i = 0; i < 6; i += 1) seen.push(await exchange(server, '/oci?USERNAME=globex&PASSWORD=guess', { headers: from }));
    assert.deepEqual([...new Set(seen.map((got) => got.http))], [303]);
    const [last] = seen.slice(-1);
    assert.equal(last.headers.location, '/oci/refused/too-many');
    assert.equal((await exchange(server, last.headers.location, { headers: from })).http, 429);
    assert.equal((await exchange(server, '/oci', { method: 'POST', headers: { ...from, 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'USERNAME=x' })).http, 429);
  });
});

// PUN-8: a repeat is looked up on another thread than it was read on, and counts once all the same
test('a repeated setup counts once', async () => {
  await withLimit(`rate_per_buyer = ${LIMIT}`, async (server) => {
    const body = setupRequest(server.coupa);
    for (let i = 0; i < LIMIT; i += 1) assertStart(await postSetup(server, server.coupa, body));
  });
});
