// ORD-1: blanket orders, and what is released from them.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  agreement, agreementsOf, assertStatus, assertValidCxml, cli, decimal, order, orderRequest, ordersOf, postOrder, shop, startServer, unique, withServer,
} from './client.mjs';
import { admin } from './console.mjs';

let server;
before(async () => { server = await startServer(); });
afterEach(() => server.check());
after(async () => { await server?.stop(); });

const FRAME = { orderType: 'blanket', attributes: { releaseRequired: 'yes', effectiveDate: '2026-01-01T00:00:00+00:00' } };
const part = { quantity: '1', partId: 'SOFTWARE', currency: 'USD', limit: '1000.00' };
/** Usage, of which any amount can be requested and ordered. */
const usage = async (on, connection, budget) => (await shop(on, connection, 'Streamline Log Search', { changes: { budget } })).lines;
const newest = (on, orderID) => order(on.data, ordersOf(on.data, orderID)[0].id);
const shown = (on, orderID) => cli(on.data, 'order', 'show', ordersOf(on.data, orderID)[0].id);

/** A blanket order that is open for releases up to `total`. */
async function open(on, connection, total, { attributes, ...options } = {}) {
  const orderID = unique('BO');
  const body = orderRequest(connection, { orderID, total, lines: [part], ...FRAME, ...options, attributes: { ...FRAME.attributes, ...attributes } });
  assertValidCxml(body, 'the blanket order');
  const answer = await postOrder(on, connection, body);
  assertStatus(answer, 200);
  return orderID;
}

const change = (on, connection, orderID, options) => postOrder(on, connection, orderRequest(connection, { orderID, lines: [part], ...FRAME, ...options }));

async function release(on, connection, blanket, lines, options = {}) {
  const orderID = options.orderID ?? unique('RO');
  const body = orderRequest(connection, { orderID, lines, orderType: 'release', attributes: { agreementID: blanket }, ...options });
  assertValidCxml(body, 'the release');
  return { orderID, answer: await postOrder(on, connection, body) };
}

/** Releases usage of `budget`, and what became of it. */
async function take(on, connection, blanket, budget, options) {
  const { orderID, answer } = await release(on, connection, blanket, await usage(on, connection, budget), options);
  assertStatus(answer, 200);
  return newest(on, orderID);
}

describe('a blanket order that asks for releases', () => {
  test('buys nothing itself, and its releases buy until it is used up', async () => {
    const { coupa } = server;
    const blanket = await open(server, coupa, '1000.00');
    assert.equal(shown(server, blanket).state, 'open');
    assert.equal(agreementsOf(server.data, blanket).length, 0);
    const first = await take(server, coupa, blanket, '600');
    assert.equal(first.state, 'fulfilled');
    assert.equal(first.released_from, blanket);
    assert.equal(decimal(agreement(server.data, agreementsOf(server.data, first.order_id)[0]).value), decimal('600'));
    assert.equal(decimal(shown(server, blanket).released), decimal('600'));

    const more = await take(server, coupa, blanket, '400.01');
    assert.equal(more.state, 'needs_attention');
    assert.match(more.reason, new RegExp(`it takes 400.01 USD of blanket order ${blanket}, of which 400.00 USD are left`));
    assert.equal(agreementsOf(server.data, more.order_id).length, 0);
    assert.equal(decimal(shown(server, blanket).released), decimal('600'), 'what waits takes nothing');

    assert.equal((await take(server, coupa, blanket, '400')).state, 'fulfilled', 'to the last cent');
    assert.equal(decimal(shown(server, blanket).released), decimal('1000'));
  });

  test('is raised and lowered by updates, not below what is released', async () => {
    const { coupa } = server;
    const blanket = await open(server, coupa, '500.00');
    await take(server, coupa, blanket, '300');
    const lower = await change(server, coupa, blanket, { type: 'update', total: '299.99' });
    assertStatus(lower, 409);
    assert.match(lower.shown, /300.00 USD of it are released: it can.{1,6}t be lowered to 299.99 USD/);
    const euros = await change(server, coupa, blanket, { type: 'update', total: '900.00', currency: 'EUR', lines: [{ ...part, currency: 'EUR' }] });
    assertStatus(euros, 409);
    assert.match(euros.shown, /its currency is USD/);
    const regular = await postOrder(server, coupa, orderRequest(coupa, { orderID: blanket, type: 'update', lines: await usage(server, coupa, '10') }));
    assertStatus(regular, 409);
    assert.match(regular.shown, /it is a blanket order, and this is not/);
    assert.equal((await take(server, coupa, blanket, '201')).state, 'needs_attention', 'it is as it was');
    assertStatus(await change(server, coupa, blanket, { type: 'update', total: '501.00' }), 200);
    assert.equal((await take(server, coupa, blanket, '201')).state, 'fulfilled');
    assert.equal(decimal(shown(server, blanket).released), decimal('501'));
  });

  test('takes back what a release gives back, and is left alone by what it was released for once it is called off', async () => {
    const { coupa } = server;
    const blanket = await open(server, coupa, '100.00');
    const lines = await usage(server, coupa, '80');
    const { orderID } = await release(server, coupa, blanket, lines, { attributes: { agreementID: blanket, effectiveDate: '2099-01-01T00:00:00+00:00' } });
    assert.equal(newest(server, orderID).state, 'fulfilled');
    assert.equal((await take(server, coupa, blanket, '21')).state, 'needs_attention');
    assertStatus((await release(server, coupa, blanket, lines, { orderID, type: 'delete' })).answer, 200);
    const kept = await take(server, coupa, blanket, '90');
    assert.equal(kept.state, 'fulfilled');
    assertStatus(await change(server, coupa, blanket, { type: 'delete' }), 200);
    const late = await take(server, coupa, blanket, '1');
    assert.equal(late.state, 'needs_attention');
    assert.match(late.reason, /is cancelled/);
    assert.equal(agreement(server.data, agreementsOf(server.data, kept.order_id)[0]).state, 'ACTIVE');
  });

  test('covers the updates of a release, as a whole', async () => {
    const { coupa } = server;
    const blanket = await open(server, coupa, '100.00');
    const lines = await usage(server, coupa, '40');
    const { orderID } = await release(server, coupa, blanket, lines);
    const priced = (amount) => lines.map((l) => ({ ...l, quantity: `${amount}00`, price: '0.01' }));
    const over = await release(server, coupa, blanket, priced(101), { orderID, type: 'update' });
    assertStatus(over.answer, 409);
    assert.match(over.answer.shown, /it takes 101.00 USD of blanket order .*, of which 100.00 USD are left/);
    assertStatus((await release(server, coupa, blanket, priced(70), { orderID, type: 'update' })).answer, 200);
    assert.equal(decimal(shown(server, blanket).released), decimal('70'));
    const swapped = [...priced(50), ...(await usage(server, coupa, '50'))];
    assertStatus((await release(server, coupa, blanket, swapped, { orderID, type: 'update' })).answer, 200);
    assert.equal(decimal(shown(server, blanket).released), decimal('100'), 'one line lowered, one more');
  });

  test('is open between its dates only', async () => {
    const { coupa } = server;
    const over = await open(server, coupa, '100.00', { attributes: { expirationDate: '2026-02-01T00:00:00+00:00' } });
    assert.match((await take(server, coupa, over, '1')).reason, /was open until 2026-02-01/);
    const later = await open(server, coupa, '100.00', { attributes: { effectiveDate: '2099-02-01T00:00:00+00:00' } });
    assert.match((await take(server, coupa, later, '1')).reason, /is not open before 2099-02-01/);
    const renewed = await change(server, coupa, over, { type: 'update', total: '100.00', attributes: { ...FRAME.attributes, expirationDate: '2099-02-01T00:00:00+00:00' } });
    assertStatus(renewed, 200);
    assert.equal((await take(server, coupa, over, '1')).state, 'fulfilled', 'another end alone is a change');
  });

  test('has the total of its lines where it says none, and no end of it where they say none either', async () => {
    const { coupa } = server;
    const by_lines = await open(server, coupa, '0.00', { lines: [part, { ...part, limit: '0.50' }] });
    assert.match((await take(server, coupa, by_lines, '1001')).reason, /of which 1,000.50 USD are left/);
    const endless = await open(server, coupa, '0.00', { lines: [{ ...part, limit: undefined, price: '0.00' }] });
    assert.equal((await take(server, coupa, endless, '5000')).state, 'fulfilled');
  });

  // Bad input: what nobody could release from, or for ever, is told at once
  test('is refused where it makes no sense', async () => {
    const { coupa } = server;
    const [january, december] = ['2026-01-01T00:00:00+00:00', '2026-12-01T00:00:00+00:00'];
    for (const [options, words] of [
      [{ attributes: { expirationDate: 'next year' } }, /The expirationDate 'next year' can't be read/],
      [{ attributes: { effectiveDate: 'now' } }, /The effectiveDate 'now' can't be read/],
      [{ attributes: { effectiveDate: december, expirationDate: january } }, /The expirationDate, 2026-01-01, is not after the effectiveDate, 2026-12-01/],
      [{ total: '-5.00' }, /The Total of a blanket order is negative/],
      [{ lines: [{ ...part, limit: '-5.00' }] }, /Line 1: the limit is negative/],
    ]) {
      const orderID = unique('BO');
      const answer = await postOrder(server, coupa, orderRequest(coupa, { orderID, total: '10.00', lines: [part], ...FRAME, ...options, attributes: { ...FRAME.attributes, ...options.attributes } }));
      assertStatus(answer, 400);
      assert.match(answer.shown.replaceAll('&#39;', "'"), words);
      assert.equal(shown(server, orderID).state, 'refused', 'and kept');
    }
  });

  test('is not made larger by a release of less than nothing', async () => {
    const { coupa } = server;
    const blanket = await open(server, coupa, '100.00');
    const unpriced = (await usage(server, coupa, '50')).map((l) => ({ ...l, limit: '50.00' }));
    const taken = await release(server, coupa, blanket, unpriced, { total: '-900.00' });
    assert.match(newest(server, taken.orderID).reason, /does not say what it takes/);
    assert.equal((await take(server, coupa, blanket, '101')).state, 'needs_attention');
  });

  test('says how much it is open for, and how long', async () => {
    const { coupa } = server;
    const orderID = unique('BO');
    const attributes = { releaseRequired: 'yes', effectiveDate: '2099-01-01T00:00:00+00:00', expirationDate: '2099-03-01T00:00:00+00:00' };
    const answer = await postOrder(server, coupa, orderRequest(coupa, { orderID, total: '10.00', lines: [part], orderType: 'blanket', attributes }));
    assert.match(answer.shown, /is open for releases of up to 10\.00 USD, from 2099-01-01, until 2099-03-01\./);
  });

  test('is found by its payload id too, and only by its own connection and in its own mode', async () => {
    const { coupa, ariba } = server;
    const payloadID = `${unique('bo')}@buyer.example.com`;
    const blanket = await open(server, coupa, '10.00', { payloadID });
    const named = await take(server, coupa, '', '11', { attributes: { agreementID: '', agreementPayloadID: payloadID } });
    assert.match(named.reason, new RegExp(`of blanket order ${blanket}`));
    assert.equal((await take(server, ariba, blanket, '11')).state, ariba.mode === 'test' ? 'test' : 'fulfilled', 'another buyer has a number of its own');
    assert.equal((await take(server, coupa, blanket, '11', { deploymentMode: 'test' })).state, 'test', 'there is no such test order');
    const trial = await open(server, coupa, '10.00', { deploymentMode: 'test' });
    assert.equal(shown(server, trial).state, 'test');
    assert.equal((await take(server, coupa, trial, '11', { deploymentMode: 'test' })).state, 'needs_attention');
    assert.equal((await take(server, coupa, trial, '9', { deploymentMode: 'test' })).state, 'test');
    assert.equal((await take(server, coupa, trial, '11')).state, 'fulfilled', 'a test order keeps nobody from buying');
  });

  test('gives what is left to one of two that come at once', async () => {
    const { coupa } = server;
    const blanket = await open(server, coupa, '100.00');
    const carts = [await usage(server, coupa, '60'), await usage(server, coupa, '60'), await usage(server, coupa, '60')];
    const sent = await Promise.all(carts.map((lines) => release(server, coupa, blanket, lines)));
    const states = sent.map(({ orderID }) => newest(server, orderID).state).sort();
    assert.deepEqual(states, ['fulfilled', 'needs_attention', 'needs_attention']);
  });

  test('one that waits is accepted over the total, by a person', () => withServer(async (one) => {
    const blanket = await open(one, one.coupa, '100.00');
    const waits = await take(one, one.coupa, blanket, '130');
    await one.halt();
    admin(one.data, 'order', 'accept', waits.id);
    assert.equal(decimal(shown(one, blanket).released), decimal('130'));
    assert.equal(decimal(agreement(one.data, agreementsOf(one.data, waits.order_id)[0]).value), decimal('130'));
  }));
});

test('a release from a contract that never came here is an order like others, and keeps its number', async () => {
  const { coupa } = server;
  const released = await take(server, coupa, 'MA-1234', '20');
  assert.equal(released.state, 'fulfilled');
  assert.equal(released.released_from, 'MA-1234');
});

describe('a blanket order that needs no releases', () => {
  const FREE = { orderType: 'blanket', attributes: { effectiveDate: '2026-01-01T00:00:00+00:00' } };
  const limited = (lines, limit) => lines.map((l) => ({ ...l, limit }));

  test('buys what was requested, up to its limit', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const total = lines.reduce((sum, l) => sum + Number(l.quantity) * Number(l.price), 0);
    const low = unique('BO');
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID: low, ...FREE, lines: limited(lines, (total - 0.01).toFixed(2)) })), 200);
    assert.equal(newest(server, low).state, 'needs_attention');
    assert.match(newest(server, low).reason, /its limit is .* USD, requested were/);
    const orderID = unique('BO');
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID, ...FREE, lines: limited(lines, (total + 500).toFixed(2)) })), 200);
    assert.equal(newest(server, orderID).state, 'fulfilled');
    const [made] = agreementsOf(server.data, orderID);
    const { value } = agreement(server.data, made);
    assert.equal(Number(value), total, 'a limit is no price');
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID, type: 'update', ...FREE, lines: limited(lines, total.toFixed(2)) })), 200);
    assert.equal(agreement(server.data, made).value, value);
    const below = await postOrder(server, coupa, orderRequest(coupa, { orderID, type: 'update', ...FREE, lines: limited(lines, (total - 1).toFixed(2)) }));
    assertStatus(below, 409);
    assert.match(below.shown, /its limit can.{1,6}t be lowered to/);
  });

  // ORD-3, ORD-4: what somebody has accepted in another currency stays as it is
  test('is not changed in a currency that its agreement is not in', () => withServer(async (one) => {
    for (const lines of [(await shop(one, one.coupa)).lines, await usage(one, one.coupa, '50')]) {
      const orderID = unique('BO');
      const euros = (limit) => lines.map((l) => ({ ...l, currency: 'EUR', limit }));
      const send = (limit, options) => postOrder(one, one.coupa, orderRequest(one.coupa, { orderID, ...FREE, lines: euros(limit), ...options }));
      assertStatus(await send('9000.00'), 200);
      const waits = newest(one, orderID);
      assert.match(waits.reason, /the currency is EUR, requested was USD/);
      await one.halt();
      admin(one.data, 'order', 'accept', waits.id);
      await one.serve();
      const changed = await send('9500.00', { type: 'update' });
      assertStatus(changed, 409);
      assert.match(changed.shown, /USD/);
    }
  }));

  test('raises the estimate of usage with its limit', async () => {
    const { coupa } = server;
    const lines = await usage(server, coupa, '50');
    const orderID = unique('BO');
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID, ...FREE, lines: limited(lines, '50.00') })), 200);
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID, type: 'update', ...FREE, lines: limited(lines, '75.00') })), 200);
    assert.equal(decimal(agreement(server.data, agreementsOf(server.data, orderID)[0]).value), decimal('75'));
  });
});
