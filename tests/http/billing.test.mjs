// Invoices: from an order on the wire to what the command line shows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  agreement, agreementsOf, assertStatus, cli, decimal, fakeClock, noFaketime, orderRequest, page, plain, postOrder, product, punchout, run, shop, unique, withServer,
} from './client.mjs';
import { Person, admin, said } from './console.mjs';

const PURCHASE_ORDERS = 'purchase-orders.marketplace.amazonaws.com';

/** Orders the product on the connection; the order's number, and the lines. */
async function buy(server, connection, title) {
  const { lines } = await shop(server, connection, title);
  const orderID = unique('PO');
  assertStatus(await postOrder(server, connection, orderRequest(connection, { orderID, lines })), 200);
  return { orderID, lines };
}

/** Invoices with charges of that order's agreement. */
const invoicesOf = (server, { orderID }) => new Set(
  agreement(server.data, agreementsOf(server.data, orderID)[0]).charges.map((c) => c.invoice_id).filter(Boolean));

describe('invoices', () => {
  // BIL-1, BIL-3, BIL-6
  test('what is due is invoiced once, under the purchase order where the buyer allows it', () => withServer(async (server) => {
    const { coupa, test: practice } = server;
    const upfront = await buy(server, coupa);
    const instalments = await buy(server, coupa, 'Keystone ERP');
    const trial = await buy(server, practice);
    await server.halt();
    const account = admin(server.data, 'connection', 'list').connections.find((c) => c.id === coupa.id).account_id;
    admin(server.data, 'role', 'create', PURCHASE_ORDERS, '--account', account);

    admin(server.data, 'billing', 'run');
    assert.equal(agreementsOf(server.data, trial.orderID).length, 0, 'a test order buys nothing');
    const { invoices } = admin(server.data, 'invoice', 'list');
    assert.equal(invoices.length, 2, JSON.stringify(invoices));
    assert.equal(new Set(invoices.map((i) => i.id)).size, 2);

    const [id, ...more] = invoicesOf(server, upfront);
    assert.ok(id && !more.length, 'one invoice for an order that is paid at once');
    const invoice = invoices.find((i) => i.id === id);
    assert.equal(invoice.purchase_order, upfront.orderID);
    assert.equal(decimal(invoice.amount), product(upfront.lines[0].quantity, upfront.lines[0].price));
    const { lines } = admin(server.data, 'invoice', 'show', id);
    assert.equal(plain(lines.reduce((all, l) => all + decimal(l.amount), 0n)), plain(decimal(invoice.amount)));
    assert.equal(lines[0].purchase_order_line, '1');
    assert.match(lines[0].description, /Lighthouse Observability/);

    assert.equal(invoicesOf(server, instalments).size, 1, 'the first instalment and no other');
    assert.equal(admin(server.data, 'billing', 'run').issued, '0');
    assert.deepEqual(admin(server.data, 'billing', 'verify').drifts, []);
    await server.serve();
  }));

  // ORD-5: a year later, by the command line: what is renewed is billed again, what is not ends
  test('agreements end and are renewed', { skip: noFaketime }, () => withServer(async (server) => {
    const renewed = await buy(server, server.coupa);
    const ending = await buy(server, server.coupa, 'Keystone ERP');
    const [id] = agreementsOf(server.data, renewed.orderID);
    await server.halt();
    const account = agreement(server.data, id).account_id;
    const { sign_up_link: link } = admin(server.data, 'account', 'invite', account);
    await server.serve();
    const root = await new Person(server).signUp(link);
    assert.equal((await root.post(`/subscriptions/${id}/renewal`, { renews: 'yes' })).status, 303);
    assert.equal((await root.post('/subscriptions/agmt-none/renewal', { renews: 'yes' })).status, 404);
    await server.halt();
    admin(server.data, 'billing', 'run');
    const at = (offset, ...args) => JSON.parse(run([...args, '--data', server.data, '--json'], { env: fakeClock(offset) }).stdout);
    assert.equal(at('+367d', 'billing', 'run').issued, '2', 'the renewal, and the last instalments');
    assert.deepEqual(at('+367d', 'billing', 'verify').drifts, []);
    const all = cli(server.data, 'agreement', 'list').agreements;
    const [renewal] = all.filter((a) => a.renews_id === id);
    const before = agreement(server.data, id);
    assert.deepEqual([before.state, renewal.state, renewal.start, renewal.order_id], ['RENEWED', 'ACTIVE', before.end, renewed.orderID]);
    assert.equal(agreement(server.data, agreementsOf(server.data, ending.orderID)[0]).state, 'EXPIRED');
    await server.serve();
  }));

  // ORD-5: the buyer calls off what has no contract, the operator ends what has one, and says why
  test('subscriptions end before their day', () => withServer(async (server) => {
    const usage = agreementsOf(server.data, (await buy(server, server.coupa, 'Streamline Log Search')).orderID)[0];
    const contract = agreementsOf(server.data, (await buy(server, server.coupa, 'Keystone ERP')).orderID)[0];
    await server.halt();
    const { sign_up_link: link } = admin(server.data, 'account', 'invite', agreement(server.data, usage).account_id);
    await server.serve();
    const root = await new Person(server).signUp(link);
    assert.match((await root.send(`/subscriptions/${usage}`)).text, /Cancel subscription/);
    assert.doesNotMatch((await root.send(`/subscriptions/${contract}`)).text, /Cancel subscription/);
    assert.match((await root.send(`/subscriptions/${usage}/cancel`)).text, /Cancel Streamline Log Search\?[^]*It ends at once/);
    assert.equal((await root.post(`/subscriptions/${contract}/cancel`)).status, 409);
    assert.equal((await root.post(`/subscriptions/${usage}/cancel`)).status, 303);
    assert.match((await root.send(`/subscriptions/${usage}`)).text, /Cancelled by/);
    assert.equal((await root.post(`/subscriptions/${usage}/cancel`)).status, 409, 'it is over');
    assert.equal(agreement(server.data, usage).state, 'CANCELLED');
    const { home } = await punchout(server, server.coupa);
    const earlier = /<article(?:(?!<article)[^])*Streamline[^]*?<\/article>/.exec((await page(server, `${home}requests`)).html)[0];
    assert.match(earlier, /, ended \d{4}-/);
    assert.doesNotMatch(earlier, /gets an invitation/, 'how to start with it is not said any more');

    const operator = await new Person(server, 'operator').signUp(await server.firstOperator, { email: 'ada@market.example' });
    const wrong = await operator.post(`/subscriptions/${contract}/terminate`, { reason: ' ' });
    assert.equal(wrong.status, 422);
    assert.match(said(wrong.text), /Say why/);
    assert.equal((await operator.post(`/subscriptions/${contract}/terminate`, { reason: 'Sold in error' })).status, 303);
    assert.match((await root.send(`/subscriptions/${contract}`)).text, /Ended by the marketplace: Sold in error/);
    await server.halt();
    admin(server.data, 'billing', 'run');
    const { state, charges } = agreement(server.data, contract);
    assert.equal(state, 'TERMINATED');
    assert.deepEqual(charges.map((c) => Boolean(c.invoice_id)), [true, false, false], 'what was due is paid');
    assert.deepEqual(charges.slice(1).map((c) => c.amount), ['0.00', '0.00']);
    assert.deepEqual(admin(server.data, 'billing', 'verify').drifts, []);
    run(['agreement', 'terminate', contract, '--description', 'again', '--data', server.data], { code: 1 });
    await server.serve();
  }));

  // BIL-3: what machines meter, from a file, each record once
  test('usage is recorded', () => withServer(async (server) => {
    const bought = await buy(server, server.coupa, 'Streamline Log Search');
    const [id] = agreementsOf(server.data, bought.orderID);
    await server.halt();
    const file = path.join(server.data, 'usage.json');
    // In whole seconds, and not before the agreement, which has just begun.
    const at = new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z/, '+00:00');
    const record = (records) => {
      fs.writeFileSync(file, JSON.stringify(records));
      return admin(server.data, 'meter', 'record', id, '--file', file).recorded;
    };
    const records = [{ id: '1', dimension: 'gbin', quantity: '10.5', at }, { id: '2', dimension: 'gbscan', quantity: '3', at }];
    assert.equal(record(records), '2');
    assert.equal(record([...records, { id: '3', dimension: 'gbin', quantity: '1', at }]), '1');
    const { months } = admin(server.data, 'meter', 'list', id);
    assert.deepEqual(months.map((m) => [m.dimension, m.quantity, m.amount, m.charge]), [['gbin', '11.5', '5.175', null], ['gbscan', '3', '0.015', null]]);
    for (const [wrong, words] of [
      [[{ id: '4', dimension: 'seats', quantity: '1', at }], /has no usage dimension 'seats'; it has: gbin, gbscan/],
      [[{ id: '4', dimension: 'gbin', quantity: 'many', at }], /quantity 'many' can't be read/],
      [[{ id: '4', dimension: 'gbin', quantity: '1', at: 'soon' }], /time 'soon' can't be read/],
      [{}, /an array of records/],
    ]) {
      fs.writeFileSync(file, JSON.stringify(wrong));
      assert.match(String(run(['meter', 'record', id, '--file', file, '--data', server.data], { code: 2 }).stderr), words);
    }
    assert.deepEqual(admin(server.data, 'billing', 'verify').drifts, []);
    await server.serve();
  }));
});
