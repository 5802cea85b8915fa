// API-2: an organization's own systems are told of what happens, by signed JSON.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { agreementsOf, assertStatus, cli, orderRequest, ordersOf, postOrder, shop, unique, withServer } from './client.mjs';
import { Person, admin, said } from './console.mjs';
import { receive } from './receiver.mjs';

/** As Standard Webhooks says a receiver checks it; returns what was told. */
function open({ body, headers, type }, secret) {
  assert.equal(type, 'application/json');
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  assert.ok(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300, `a fresh time: ${timestamp}`);
  const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64');
  assert.equal(signature, `v1,${expected}`);
  return { id, sent: Number(timestamp), ...JSON.parse(body) };
}

async function buy(server, connection) {
  const { lines } = await shop(server, connection);
  const orderID = unique('PO');
  assertStatus(await postOrder(server, connection, orderRequest(connection, { orderID, lines })), 200);
  return orderID;
}

describe('webhooks', () => {
  test('tell of a request from its approval to its invoice, in order and signed', () => withServer(async (server) => {
    const { coupa, ariba } = server;
    await server.halt();
    fs.appendFileSync(path.join(server.data, 'punchoutd.conf'), '\ndeliver_to_private_addresses = yes\n');
    const account = admin(server.data, 'connection', 'list').connections.find((c) => c.id === coupa.id).account_id;
    const { sign_up_link: link } = admin(server.data, 'account', 'invite', account);
    await server.serve();
    const root = await new Person(server).signUp(link);
    for (const url of ['', 'ftp://hooks.example/', 'https://user:pass@hooks.example/', 'https://intern', 'http://hooks.example/']) {
      const refused = await root.post('/webhooks', { url });
      assert.equal(refused.status, 422, url);
      assert.match(said(refused.text), /address|https/, url);
    }
    // The first answer fails, so that it is tried again.
    await receive((number) => [number === 1 ? 503 : 200, ''], async (hook) => {
      const added = await root.post('/webhooks', { url: hook.url });
      assert.equal(added.status, 200);
      const [secret] = /whsec_[\w+/]{43}=/.exec(added.text);
      assert.ok(!(await root.send('/webhooks')).text.includes(secret), 'shown once');
      const [failed, again] = (await hook.until(2)).map((m) => open(m, secret));
      assert.equal(failed.type, 'webhook.test');
      assert.equal(again.id, failed.id, 'the same message');
      assert.ok(again.sent >= failed.sent);

      const orderID = await buy(server, coupa);
      const [order] = ordersOf(server.data, orderID);
      const [agreement] = agreementsOf(server.data, orderID);
      const told = (await hook.until(5)).slice(2).map((m) => open(m, secret));
      const one = (type) => told.find((t) => t.type === type) ?? assert.fail(`${type} among ${told.map((t) => t.type)}`);
      const requested = one('request.in_procurement');
      assert.equal(requested.data.request.requester_email, 'ada.byron@buyer.example.com');
      assert.equal(requested.data.request.lines[0].currency, 'USD');
      const fulfilled = one('order.fulfilled');
      assert.deepEqual([fulfilled.data.order.id, fulfilled.data.order.purchase_order, fulfilled.data.order.state, fulfilled.data.order.test], [order.id, orderID, 'fulfilled', false]);
      assert.deepEqual(fulfilled.data.agreements.map((a) => a.id), [agreement]);
      assert.match(fulfilled.data.agreements[0].value, /^\d+\.\d\d$/);
      const invoiced = one('invoice.issued');
      assert.equal(invoiced.data.invoice.total, fulfilled.data.agreements[0].value);
      assert.equal(new Set(told.map((t) => t.id)).size, 3);
      for (const t of told) assert.equal(t.data.organization_id, coupa.organization_id ?? t.data.organization_id);

      // ORD-1: a blanket order has bought nothing
      const frame = { orderID: unique('BO'), total: '10.00', orderType: 'blanket', attributes: { releaseRequired: 'yes' }, lines: [{ quantity: '1', partId: 'SOFTWARE', currency: 'USD', limit: '10.00' }] };
      assertStatus(await postOrder(server, coupa, orderRequest(coupa, frame)), 200);
      const opened = open((await hook.until(6))[5], secret);
      assert.deepEqual([opened.type, opened.data.order.state, opened.data.agreements], ['order.opened', 'open', undefined]);

      const page = (await root.send(`/purchase-orders/${order.id}`)).text;
      assert.match(page, /Webhook: Delivered/);
      assert.ok(!page.includes(hook.url), 'who sees orders does not see where webhooks go');
      assert.match((await root.send(`/invoices/${invoiced.data.invoice.id}`)).text, /Not sent as a document/, 'a webhook is no e-invoice');

      // What is another organization's is told to nobody here; nor is anything told after it was deleted.
      await buy(server, ariba);
      const deliveries = () => cli(server.data, 'delivery', 'list').deliveries.filter((d) => d.kind === 'webhook');
      assert.equal(deliveries().length, 5);
      assert.match((await root.send('/webhooks')).text, /Delivered[^]*Taken/);
      const [, id] = /webhooks\/([0-9a-f-]+)\/delete/.exec((await root.send('/webhooks')).text);
      assert.equal((await root.post(`/webhooks/${id}/delete`)).status, 303);
      assert.equal((await root.post(`/webhooks/${id}/delete`)).status, 404);
      await buy(server, coupa);
      assert.equal(deliveries().length, 5);
      assert.equal(hook.got.length, 6);
    });
    // 410: it is gone, and not tried again.
    await receive(() => [410, ''], async (hook) => {
      await root.post('/webhooks', { url: hook.url });
      await hook.until(1);
      for (const end = Date.now() + 20_000; !/Failed[^]*HTTP 410/.test((await root.send('/webhooks')).text);) {
        assert.ok(Date.now() < end, 'it failed for good');
        await new Promise((resolve) => { setTimeout(resolve, 200); });
      }
    });
    for (let i = 2; i <= 5; i++) assert.equal((await root.post('/webhooks', { url: 'https://hooks.example/' })).status, 200);
    const sixth = await root.post('/webhooks', { url: 'https://hooks.example/' });
    assert.equal(sixth.status, 422);
    assert.match(said(sixth.text), /There are 5 already/);
  }));
});
