import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  agreement, agreements, agreementsOf, assertRefused, assertStatus, decimal, escapeXml, inboundOf, order, orderRequest, orders, ordersOf, plain, post, postOrder,
  postSetup, product, profileRequest, rawDocument, run, setupRequest, shop, startServer, unique, withServer,
} from './client.mjs';

let server;
before(async () => { server = await startServer(); });
afterEach(() => server.check());
after(async () => { await server?.stop(); });

const PAYLOAD = () => `${unique('order')}@buyer.example.com`;
/** What a good order becomes on a connection. */
const done = (connection) => (connection.mode === 'test' ? 'test' : 'fulfilled');
/** The sum of lines as text. */
const value = (lines) => plain(lines.reduce((all, l) => all + product(l.quantity, l.price), 0n));

/** Sends an order and demands Status 200, which the answer is bare of anything else. */
async function accepted(on, connection, body, options) {
  const answer = await postOrder(on, connection, body, options);
  assertStatus(answer, 200);
  assert.equal(answer.response.children.length, 1, 'a bare Status');
  return answer;
}

/** The one stored order with that number, in full, in that state. */
function only(on, orderID, state) {
  const found = ordersOf(on.data, orderID);
  assert.equal(found.length, 1, `one order ${orderID}, got ${JSON.stringify(found)}`);
  if (state) assert.equal(found[0].state, state, JSON.stringify(found[0]));
  return { ...found[0], ...order(on.data, found[0].id) };
}

describe('new', () => {
  // ORD-1, ORD-3, ORD-5: a cart, ordered as it was approved, is an agreement
  test('an order for a cart makes the agreement', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    const payloadID = PAYLOAD();
    await accepted(server, coupa, orderRequest(coupa, { orderID, payloadID, lines }));
    const stored = only(server, orderID, 'fulfilled');
    assert.equal(stored.payload_id, payloadID);
    assert.equal(stored.test, false);
    assert.equal(stored.lines.length, 1);
    assert.equal(stored.lines[0].part_id, lines[0].partId);
    assert.equal(stored.lines[0].auxiliary_id, lines[0].auxiliaryId);
    assert.ok(stored.lines[0].request_line_id, 'the line knows its approval request');
    const [id, ...more] = agreementsOf(server.data, orderID);
    assert.ok(id && !more.length, 'one agreement');
    const made = agreement(server.data, id);
    assert.equal(made.state, 'ACTIVE');
    assert.match(made.title, /Lighthouse Observability/);
    assert.equal(decimal(made.value), product(lines[0].quantity, lines[0].price));
    assert.equal(made.currency, lines[0].currency);
    assert.equal(String(made.order_line), '1', 'purchase order line');
    assert.ok(made.charges.length >= 1, 'charges');
    assert.ok(made.entitlements.length >= 1, 'entitlements');
    assert.ok(agreements(server.data).some((a) => a.id === id));
  });

  // ORD-1, ORD-3, ORD-5: each kind of offer
  for (const title of ['Streamline Log Search', 'Keystone ERP', 'Quarry Data Warehouse']) {
    // ORD-3, ORD-5: hundredths times 0.01 are matched to the amount
    test(`an order for ${title}`, async () => {
      const { coupa } = server;
      const { lines } = await shop(server, coupa, title);
      const orderID = unique('PO');
      await accepted(server, coupa, orderRequest(coupa, { orderID, lines }));
      only(server, orderID, 'fulfilled');
      const ids = agreementsOf(server.data, orderID);
      assert.ok(ids.length >= 1);
      const total = ids.map((id) => agreement(server.data, id)).reduce((all, a) => all + decimal(a.value), 0n);
      assert.equal(plain(total), value(lines), 'the agreements are worth what was ordered');
    });
  }

  // ORD-1, ORD-5: a payment schedule becomes charges that add up
  test('instalments become charges', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa, 'Keystone ERP');
    const orderID = unique('PO');
    await accepted(server, coupa, orderRequest(coupa, { orderID, lines }));
    only(server, orderID, 'fulfilled');
    const made = agreement(server.data, agreementsOf(server.data, orderID)[0]);
    assert.ok(made.charges.length > 1, `several charges, got ${JSON.stringify(made.charges)}`);
  });

  // ORD-1, CAT-5: split lines, ordered together
  test('an order with split lines', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa, 'Quarry Data Warehouse', { pick: /split/i });
    const orderID = unique('PO');
    await accepted(server, coupa, orderRequest(coupa, { orderID, lines }));
    const stored = only(server, orderID, 'fulfilled');
    assert.deepEqual(stored.lines.map((l) => l.auxiliary_id).sort(), lines.map((l) => l.auxiliaryId).sort());
    assert.ok(agreementsOf(server.data, orderID).length >= 1);
  });

  // ORD-3: without the auxiliary id the part id finds the request
  test('an order that names only the part', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa, 'Keystone CRM');
    const orderID = unique('PO');
    await accepted(server, coupa, orderRequest(coupa, { orderID, lines: lines.map((l) => ({ ...l, auxiliaryId: undefined })) }));
    only(server, orderID, 'fulfilled');
  });

  // ORD-3: the same numbers written in another way
  test('numbers as other systems write them', async () => {
    const { coupa } = server;
    const commas = (text) => text.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
    const written = {
      'quantity with decimals': (l) => ({ ...l, quantity: `${l.quantity.replace(/\.0+$/, '')}.0000` }),
      'price without decimals': (l) => ({ ...l, price: l.price.replace(/\.00$/, '') }),
      'price with four decimals': (l) => ({ ...l, price: `${l.price}00` }),
      'price with thousands separators': (l) => ({ ...l, price: `${commas(l.price.split('.')[0])}.${l.price.split('.')[1]}` }),
      'white space': (l) => ({ ...l, price: ` ${l.price}\n`, partId: `\n ${l.partId} `, auxiliaryId: ` ${l.auxiliaryId}\n` }),
      'no line number': (l) => ({ ...l, lineNumber: null }),
      'line number 10': (l) => ({ ...l, lineNumber: 10 }),
      'other description and unit': (l) => ({ ...l, description: 'Changed by the buyer', uom: 'C62', unspsc: '99999999' }),
    };
    for (const [what, write] of Object.entries(written)) {
      const { lines } = await shop(server, coupa);
      const orderID = unique('PO');
      await accepted(server, coupa, orderRequest(coupa, { orderID, lines: lines.map(write), total: value(lines) }));
      assert.equal(ordersOf(server.data, orderID)[0]?.state, 'fulfilled', `${what}: ${JSON.stringify(ordersOf(server.data, orderID))}`);
    }
  });

  // ORD-1, OPS-3: everything the buyer wrote is kept, but for the secret
  test('Extrinsics, Comments, Distribution, Tax and Shipping are kept', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    const payloadID = PAYLOAD();
    const money = '<Money currency="USD">0.34</Money>';
    const body = orderRequest(coupa, {
      orderID, payloadID,
      comments: '<Comments xml:lang="en">Für die Abteilung \u5c71 &amp; Co. &lt;urgent&gt;</Comments>',
      shipping: `<Shipping trackingDomain="x">${money}<Description xml:lang="en">by wire</Description></Shipping>`,
      tax: `<Tax>${money}<Description xml:lang="en">VAT of somewhere</Description></Tax>`,
      extrinsics: { 'order-source-type': 'header extrinsic', 'Kostenstelle \u00e9': '4711 "quoted"' },
      lines: lines.map((l) => ({
        ...l, extrinsics: { CommodityName: 'line extrinsic' },
        tail: '<Distribution><Accounting name="DistributionCharge"><Segment type="G/L Account" id="23456" description="Entertainment"/></Accounting>'
          + `<Charge>${money}</Charge></Distribution><Comments xml:lang="en">line comment</Comments>`,
      })),
    });
    await accepted(server, coupa, body);
    const stored = only(server, orderID, 'fulfilled');
    assert.ok(stored.document_id, 'the order knows its document');
    const kept = rawDocument(server.data, stored.document_id).toString('utf8');
    const hide = (text) => text.replace(/(<SharedSecret>)[^<]*(<\/SharedSecret>)/g, '$1$2');
    assert.match(kept, /<SharedSecret>\*+<\/SharedSecret>/);
    assert.ok(!kept.includes(coupa.shared_secret), 'without the secret');
    assert.equal(hide(kept), hide(body), 'byte for byte but for the secret');
    const [document] = inboundOf(server.data, payloadID);
    assert.equal(document.kind, 'OrderRequest');
    assert.equal(Number(document.status_code), 200);
    assert.ok([orderID, String(stored.id)].includes(String(document.order_id)));
  });

  // ORD-1: blanket and release orders, update and delete are answered and logged
  test('other types of order are no fault', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    for (const options of [
      { orderType: 'blanket', tail: '' }, { orderType: 'release' }, { orderType: 'regular', orderVersion: '1' }, { type: 'update', reference: '<DocumentReference payloadID="none@x.example"/>' },
      { type: 'update' }, { type: 'delete' }, { type: 'delete', reference: '<DocumentReference payloadID="none@x.example"/>' }, { type: 'nonsense' }, { orderType: 'nonsense' }, { orderDate: 'yesterday' },
    ]) {
      const payloadID = PAYLOAD();
      const answer = await postOrder(server, coupa, orderRequest(coupa, { payloadID, lines: lines.map((l) => ({ ...l, auxiliaryId: 'none/1' })), ...options }));
      assert.ok(answer.status.code < 500, answer.shown);
      assert.equal(inboundOf(server.data, payloadID).length, 1, 'it is in the log');
    }
  });

  // PUN-1: an order is taken on every address
  test('an order on another address', async () => {
    const { coupa } = server;
    for (const path of ['/cxml', '/v1/punchout/setup', '/v1/orders', '/v1/profile']) {
      const { lines } = await shop(server, coupa);
      const orderID = unique('PO');
      assertStatus(await post(server, path, orderRequest(coupa, { orderID, lines })), 200);
      only(server, orderID, 'fulfilled');
    }
  });

  // PUN-1: the encodings of an order
  test('an order in ISO-8859-1 and UTF-16, chunked', async () => {
    const { coupa } = server;
    const comments = '<Comments xml:lang="fr">d\u00e9p\u00eache</Comments>';
    const forms = [
      [{ declaration: '<?xml version="1.0" encoding="ISO-8859-1"?>' }, (text) => Buffer.from(text, 'latin1')],
      [{ declaration: '<?xml version="1.0" encoding="UTF-16"?>' }, (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ];
    for (const [options, make] of forms) {
      const { lines } = await shop(server, coupa);
      const orderID = `Bestellung-\u00e9-${unique()}`;
      await accepted(server, coupa, make(orderRequest(coupa, { orderID, lines, comments, ...options })), { contentType: 'application/xml', chunked: true });
      only(server, orderID, 'fulfilled');
    }
  });
});

describe('repeated', () => {
  // ORD-2: the same document again gets the same answer, byte for byte, and orders nothing
  test('the same payloadID', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    const body = orderRequest(coupa, { orderID, lines });
    const first = await accepted(server, coupa, body);
    for (let i = 0; i < 3; i += 1) {
      const again = await accepted(server, coupa, body);
      assert.ok(again.body.equals(first.body), `the first answer again:\n${first.xml}\n${again.xml}`);
    }
    only(server, orderID, 'fulfilled');
    assert.equal(agreementsOf(server.data, orderID).length, 1);
  });

  // ORD-2: a resend under a new payloadID, as after a timeout
  test('a new payloadID with the same content', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    for (let i = 0; i < 3; i += 1) {
      await accepted(server, coupa, orderRequest(coupa, { orderID, lines, timestamp: `2026-03-04T05:06:0${i}+00:00` }));
    }
    only(server, orderID, 'fulfilled');
    assert.equal(agreementsOf(server.data, orderID).length, 1);
  });

  // ORD-2, ORD-4: the same number with other content is a change, which is made as long as nothing is invoiced
  test('other content under the same order number', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    await accepted(server, coupa, orderRequest(coupa, { orderID, lines }));
    const [made] = agreementsOf(server.data, orderID);
    const changed = lines.map((l) => ({ ...l, quantity: plain(decimal(l.quantity) * 2n) }));
    const payloadID = PAYLOAD();
    await accepted(server, coupa, orderRequest(coupa, { orderID, payloadID, lines: changed }));
    const states = ordersOf(server.data, orderID).map((o) => o.state).sort();
    assert.deepEqual(agreementsOf(server.data, orderID), [made], 'no second agreement');
    const { value, charges } = agreement(server.data, made);
    if (states.includes('needs_attention')) { // the server bills every 20 seconds, which may have been just then
      assert.deepEqual(states, ['fulfilled', 'needs_attention']);
      assert.ok(charges[0].invoice_id);
      assert.equal(decimal(value), product(lines[0].quantity, lines[0].price), 'the agreement is what it was');
    } else {
      assert.deepEqual(states, ['fulfilled', 'replaced']);
      assert.equal(decimal(value), product(changed[0].quantity, changed[0].price));
    }
    assert.equal(inboundOf(server.data, payloadID).length, 1);
  });

  // ORD-4: usage is never invoiced by its estimate, so that goes up and down; a running agreement is not deleted
  test('update and delete', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa, 'Streamline Log Search', { changes: { budget: '100' } });
    const orderID = unique('PO');
    const first = PAYLOAD();
    await accepted(server, coupa, orderRequest(coupa, { orderID, payloadID: first, lines }));
    const [made] = agreementsOf(server.data, orderID);
    const twice = lines.map((l) => ({ ...l, quantity: plain(decimal(l.quantity) * 2n) }));
    const reference = `<DocumentReference payloadID="${first}"/>`;
    const answer = await accepted(server, coupa, orderRequest(coupa, { orderID, type: 'update', orderVersion: '2', reference, lines: twice }));
    assert.match(answer.shown, /is changed/);
    assert.equal(decimal(agreement(server.data, made).value), product(twice[0].quantity, twice[0].price));
    const payloadID = PAYLOAD();
    const refused = await postOrder(server, coupa, orderRequest(coupa, { orderID, type: 'delete', payloadID, reference, lines: twice }));
    assertStatus(refused, 409);
    assert.match(refused.shown, /is running since/);
    assert.equal(agreement(server.data, made).state, 'ACTIVE');
    const stored = ordersOf(server.data, orderID).find((o) => o.type === 'delete');
    assert.equal(stored.state, 'refused');
    assert.ok(rawDocument(server.data, stored.document_id).includes(payloadID), 'what was refused is kept');
    const euros = await postOrder(server, coupa, orderRequest(coupa, { orderID, type: 'update', reference, lines: twice.map((l) => ({ ...l, currency: 'EUR' })) }));
    assertStatus(euros, 409);
    assert.match(euros.shown, /the currency is EUR, it was USD/);
    await accepted(server, coupa, orderRequest(coupa, { orderID: unique('PO'), type: 'delete', lines: twice }));
  });

  // ORD-2: two orders for one approval request
  test('another order number for the same lines', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const [one, two] = [unique('PO'), unique('PO')];
    await accepted(server, coupa, orderRequest(coupa, { orderID: one, lines }));
    await accepted(server, coupa, orderRequest(coupa, { orderID: two, lines }));
    only(server, one, 'fulfilled');
    only(server, two, 'needs_attention');
    assert.equal(agreementsOf(server.data, two).length, 0);
  });

  // ORD-2: order numbers and payloadIDs are the buyer's own
  test('the same numbers from another buyer', async () => {
    const { coupa, ariba } = server;
    const orderID = unique('PO');
    const payloadID = PAYLOAD();
    for (const connection of [coupa, ariba]) {
      const { lines } = await shop(server, connection);
      await accepted(server, connection, orderRequest(connection, { orderID, payloadID, lines }));
    }
    assert.deepEqual(ordersOf(server.data, orderID).map((o) => o.state).sort(), [done(ariba), done(coupa)].sort());
  });

  // ORD-2: twenty copies at once
  test('many copies at once are one order', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    const body = orderRequest(coupa, { orderID, lines });
    const answers = await Promise.all(Array.from({ length: 20 }, () => accepted(server, coupa, body)));
    for (const answer of answers) assert.ok(answer.body.equals(answers[0].body), 'all get the same answer');
    only(server, orderID, 'fulfilled');
    assert.equal(agreementsOf(server.data, orderID).length, 1);
  });

  // ORD-2: twenty resends at once, each with a payloadID of its own
  test('many resends at once are one order', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    const bodies = Array.from({ length: 20 }, () => orderRequest(coupa, { orderID, lines, timestamp: '2026-03-04T05:06:07+00:00' }));
    await Promise.all(bodies.map((body) => accepted(server, coupa, body)));
    only(server, orderID, 'fulfilled');
    assert.equal(agreementsOf(server.data, orderID).length, 1);
  });

  // ORD-2: many different orders at once
  test('different orders at once', async () => {
    const { coupa } = server;
    const all = [];
    for (let i = 0; i < 8; i += 1) all.push({ orderID: unique('PO'), lines: (await shop(server, coupa)).lines });
    await Promise.all(all.map(({ orderID, lines }) => accepted(server, coupa, orderRequest(coupa, { orderID, lines }))));
    for (const { orderID } of all) only(server, orderID, 'fulfilled');
  });
});

describe('what does not fit', () => {
  /** Orders with changed lines: kept with Status 200 as needs_attention, no agreement. */
  async function keptForAttention(change, options = {}) {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    const answer = await accepted(server, coupa, orderRequest(coupa, { orderID, lines: lines.map(change), ...options }));
    assert.equal(answer.status.text, 'OK');
    const stored = only(server, orderID, 'needs_attention');
    assert.ok(stored.reason, 'with a reason');
    assert.deepEqual(stored.agreements ?? [], []);
    assert.equal(agreementsOf(server.data, orderID).length, 0);
    return stored;
  }

  // ORD-3: a part nobody knows
  test('an unknown part', async () => {
    await keptForAttention((l) => ({ ...l, partId: 'NO-SUCH-PART', auxiliaryId: undefined }));
    await keptForAttention((l) => ({ ...l, partId: 'NO-SUCH-PART', auxiliaryId: 'no-such-request/1' }));
  });

  // ORD-3: an auxiliary id of nobody with a part that exists
  test('an unknown approval request', async () => {
    await keptForAttention((l) => ({ ...l, auxiliaryId: 'no-such-request/1' }));
  });

  // ORD-3: the auxiliary id of one product with the part of another
  test('a part that is not that of the request', async () => {
    const other = (await shop(server, server.coupa, 'Keystone ERP')).lines[0];
    await keptForAttention((l) => ({ ...l, partId: other.partId }));
  });

  // ORD-3: lower or higher
  test('another price', async () => {
    await keptForAttention((l) => ({ ...l, price: '0.01' }));
    await keptForAttention((l) => ({ ...l, price: plain(decimal(l.price) * 2n) }));
  });

  // ORD-3: more of it
  test('another quantity', async () => {
    await keptForAttention((l) => ({ ...l, quantity: '2' }));
    await keptForAttention((l) => ({ ...l, quantity: '0.5' }));
  });

  // ORD-3: the same number in other money
  test('another currency', async () => {
    await keptForAttention((l) => ({ ...l, currency: 'JPY' }));
    await keptForAttention((l) => ({ ...l, currency: 'XXX' }));
  });

  // ORD-3: one good line beside a bad one buys nothing by halves without somebody's word
  test('a good line beside a bad one', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    await accepted(server, coupa, orderRequest(coupa, { orderID, lines: [...lines, { ...lines[0], partId: 'NO-SUCH-PART', auxiliaryId: 'none/2' }] }));
    const stored = only(server, orderID, 'needs_attention');
    assert.equal(stored.lines.length, 2);
    for (const line of stored.lines) assert.ok(line.outcome, 'each line has an outcome');
  });

  // ORD-2, ORD-3: one request line twice in one order
  test('the same line twice', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    await accepted(server, coupa, orderRequest(coupa, { orderID, lines: [...lines, ...lines] }));
    only(server, orderID, 'needs_attention');
    assert.ok(agreementsOf(server.data, orderID).length <= 1);
  });

  // ORD-3: an order nobody punched out for
  test('an order before any punchout', async () => {
    await withServer(async (fresh) => {
      const orderID = unique('PO');
      const lines = [{ quantity: '1', partId: 'LIGHTHOUSE', auxiliaryId: 'never/1', price: '10.00', currency: 'USD' }];
      await accepted(fresh, fresh.coupa, orderRequest(fresh.coupa, { orderID, lines }));
      only(fresh, orderID, 'needs_attention');
      assert.equal(orders(fresh.data)[0].order_id, orderID, 'newest first');
    });
  });

  // ORD-3: somebody else's approval request
  test('the request of another buyer', async () => {
    const { coupa, ariba } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    await accepted(server, ariba, orderRequest(ariba, { orderID, lines }));
    only(server, orderID, 'needs_attention');
    assert.equal(agreementsOf(server.data, orderID).length, 0);
    const own = unique('PO');
    await accepted(server, coupa, orderRequest(coupa, { orderID: own, lines }));
    only(server, own, 'fulfilled');
  });

  // ORD-3, OPS-3: what is no order at all is refused, and its bytes are kept
  test('impossible orders are refused with 400', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const cases = {
      'negative quantity': { lines: lines.map((l) => ({ ...l, quantity: '-1' })) },
      'no quantity': { lines: lines.map((l) => ({ ...l, quantity: '' })) },
      'a word for a quantity': { lines: lines.map((l) => ({ ...l, quantity: 'one' })) },
      'a word for a price': { lines: lines.map((l) => ({ ...l, price: 'cheap' })) },
      'no lines': { lines: [] },
      'no orderID': { lines, orderID: null },
      'empty orderID': { lines, orderID: '' },
    };
    const before_ = agreements(server.data).length;
    for (const [what, options] of Object.entries(cases)) {
      const payloadID = PAYLOAD();
      const answer = await postOrder(server, coupa, orderRequest(coupa, { payloadID, total: value(lines), currency: lines[0].currency, ...options }));
      assert.equal(answer.status.code, 400, `${what}: ${answer.shown}`);
      assertRefused(answer);
      const kept = inboundOf(server.data, payloadID);
      assert.equal(kept.length, 1, `${what} is in the log`);
      assert.equal(Number(kept[0].status_code), 400);
      assert.ok(rawDocument(server.data, kept[0].id).includes('<OrderRequestHeader'), `${what}: its bytes are kept`);
      for (const o of orders(server.data).filter((x) => x.payload_id === payloadID)) assert.equal(o.state, 'refused');
    }
    assert.equal(agreements(server.data).length, before_);
  });

  // ORD-2: a refused document gets the same answer again
  test('a refused order repeated', async () => {
    const body = orderRequest(server.coupa, { lines: [] });
    const first = await postOrder(server, server.coupa, body);
    assertStatus(first, 400);
    const again = await postOrder(server, server.coupa, body);
    assertStatus(again, 400);
    assert.equal(again.status.message, first.status.message);
  });

  // PUN-1, OPS-3: without the secret nothing is ordered
  test('a wrong secret orders nothing', async () => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO');
    const wrong = 'a-wrong-secret-to-be-hidden';
    const payloadID = PAYLOAD();
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID, payloadID, lines, secret: wrong })), 401);
    assert.equal(ordersOf(server.data, orderID).length, 0);
    for (const document of inboundOf(server.data, payloadID)) assert.ok(!rawDocument(server.data, document.id).includes(wrong), 'nor is the wrong secret stored');
    await accepted(server, coupa, orderRequest(coupa, { orderID, payloadID, lines }));
    only(server, orderID, 'fulfilled');
  });
});

describe('decided by a person', () => {
  // ORD-3: accepted as it is, or rejected, at the command line
  test('accept and reject', () => withServer(async (one) => {
    const { coupa } = one;
    const { lines } = await shop(one, coupa);
    const other = await shop(one, coupa);
    const cheaper = lines.map((l) => ({ ...l, price: '2000.00' }));
    const [good, bad] = [unique('PO'), unique('PO')];
    await accepted(one, coupa, orderRequest(coupa, { orderID: good, lines: cheaper }));
    await accepted(one, coupa, orderRequest(coupa, { orderID: bad, lines: other.lines.map((l) => ({ ...l, partId: 'NO-SUCH' })) }));
    await one.halt();
    run(['order', 'accept', good, '--data', one.data]);
    run(['order', 'reject', bad, '--data', one.data], { code: 2 });
    run(['order', 'reject', bad, '--description', 'We do not sell this any more.', '--data', one.data]);
    run(['order', 'accept', bad, '--data', one.data], { code: 1 });
    const stored = only(one, good, 'fulfilled');
    assert.match(stored.lines[0].outcome, /Agreement .* made/);
    const [made] = agreementsOf(one.data, good);
    assert.equal(plain(decimal(agreement(one.data, made).value)), '2000.00');
    assert.equal(only(one, bad, 'rejected').reason, 'We do not sell this any more.');
    await one.serve();
    await accepted(one, coupa, orderRequest(coupa, { orderID: bad, lines: other.lines }));
    assert.equal(agreementsOf(one.data, bad).length, 1, 'it is ordered again, rightly');
  }));
});

describe('test mode', () => {
  /** A test order: recorded, says what it would have made, makes nothing. */
  async function boughtNothing(connection, shopping, ordering) {
    const { lines } = await shop(server, connection, undefined, shopping);
    const orderID = unique('PO');
    const before_ = agreements(server.data).length;
    await accepted(server, connection, orderRequest(connection, { orderID, lines, ...ordering }));
    const stored = only(server, orderID, 'test');
    assert.equal(stored.test, true);
    assert.deepEqual(stored.agreements ?? [], []);
    assert.equal(agreements(server.data).length, before_, 'no agreement');
    const says = [stored.reason, ...stored.lines.map((l) => l.outcome)].filter(Boolean).join(' ');
    assert.match(says, /agreement|would/i, `it says what it would have made: ${says}`);
    return { orderID, lines };
  }

  // CON-6: a test connection
  test('an order on a test connection', async () => {
    await boughtNothing(server.test, {}, {});
    await boughtNothing(server.test, {}, { deploymentMode: 'production' });
  });

  // CON-6: a test document on a production connection
  test('a test order on a production connection', async () => {
    await boughtNothing(server.coupa, { deploymentMode: 'test' }, { deploymentMode: 'test' });
  });

  // CON-6: a test order for a request that was meant in earnest, and the real one after it
  test('a test order does not use up the request', async () => {
    const { lines } = await boughtNothing(server.coupa, {}, { deploymentMode: 'test' });
    const orderID = unique('PO');
    await accepted(server, server.coupa, orderRequest(server.coupa, { orderID, lines }));
    only(server, orderID, 'fulfilled');
  });

  // CON-6: a buyer id with the network's test suffix
  test('an order from an id that ends in -T', async () => {
    const { ariba } = server;
    const from = { ...ariba.from, identity: `${ariba.from.identity.replace(/-T$/i, '')}-T` };
    await boughtNothing(ariba, { from }, { from });
  });

  // CON-6, ORD-2: a repetition in test mode
  test('a test order repeated', async () => {
    const connection = server.test;
    const { lines } = await shop(server, connection);
    const orderID = unique('PO');
    const body = orderRequest(connection, { orderID, lines });
    const first = await accepted(server, connection, body);
    assert.ok((await accepted(server, connection, body)).body.equals(first.body));
    only(server, orderID, 'test');
  });
});

describe('SAP Ariba', () => {
  // ORD-1, ORD-3, PUN-1: through the network: Sender is the network, From the buyer
  test('an order through the network', async () => {
    const { ariba } = server;
    const { lines } = await shop(server, ariba);
    const orderID = unique('PO');
    await accepted(server, ariba, orderRequest(ariba, { orderID, lines, userAgent: 'Ariba SN Supplier Network' }));
    only(server, orderID, done(ariba));
    const further = await shop(server, ariba);
    const second = unique('PO');
    const from = [{ domain: 'AribaNetworkUserId', identity: 'admin@buyer.example.com' }, ariba.from];
    await accepted(server, ariba, orderRequest(ariba, { orderID: second, lines: further.lines, from: ariba.from.domain === 'AribaNetworkUserId' ? ariba.from : from }));
    only(server, second, done(ariba));
  });
});

describe('attachments', () => {
  const ENDINGS = '\r\n';
  const part = (headers, body) => [...headers, '', body].join(ENDINGS);
  const join = (boundary, parts) => parts.map((p) => `--${boundary}${ENDINGS}${p}${ENDINGS}`).join('') + `--${boundary}--${ENDINGS}`;
  const attachment = (id) => part(['Content-Type: application/pdf; name="quote.pdf"', 'Content-Transfer-Encoding: base64', `Content-ID: <${id}>`,
    'Content-Disposition: attachment; filename="quote.pdf"'], Buffer.from('%PDF-1.4 not really').toString('base64'));

  // ORD-1: multipart/related as the guide has it, and what senders make of it
  test('an order with an attachment', async () => {
    const { coupa } = server;
    const quoted = (text) => Buffer.from(text).reduce((all, byte) => all + (byte === 61 || byte > 126 || (byte < 32 && byte !== 10) ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte)), '')
      .replace(/\n/g, ENDINGS).replace(/[^\r\n]{70}(?=[^\r\n])/g, (line) => (/=.?$/.test(line) ? line : `${line}=${ENDINGS}`));
    const forms = {
      'type and start': { type: (b) => `multipart/related; boundary=${b}; type="text/xml"; start="<main@buyer.example.com>"`, headers: ['Content-Type: text/xml; charset=UTF-8', 'Content-ID: <main@buyer.example.com>'] },
      'quoted boundary, upper case': { type: (b) => `Multipart/Related; BOUNDARY="${b}"`, headers: ['content-type: text/xml'] },
      'bare multipart/mixed': { type: (b) => `multipart/mixed; boundary=${b}`, headers: ['Content-Type: application/xml'] },
      'the order as base64': { type: (b) => `multipart/related; boundary=${b}`, headers: ['Content-Type: text/xml', 'Content-Transfer-Encoding: base64'], encode: (text) => Buffer.from(text).toString('base64').replace(/.{76}/g, `$&${ENDINGS}`) },
      'the order quoted-printable': { type: (b) => `multipart/related; boundary=${b}`, headers: ['Content-Type: text/xml; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable'], encode: quoted },
      'start names the second part': { type: (b) => `multipart/related; boundary=${b}; start="<main@x>"`, headers: ['Content-Type: text/xml', 'Content-ID: <main@x>'], last: true },
      'no headers in the first part': { type: (b) => `multipart/related; boundary=${b}`, headers: [] },
      'a preamble and an epilogue': { type: (b) => `multipart/related; boundary=${b}`, headers: ['Content-Type: text/xml'], wrap: (text) => `This is MIME.${ENDINGS}${text}the end` },
    };
    for (const [what, form] of Object.entries(forms)) {
      const { lines } = await shop(server, coupa);
      const orderID = unique('PO');
      const payloadID = PAYLOAD();
      const boundary = `----Part_${unique()}`;
      const comments = '<Comments xml:lang="en">See the quote: \u00e9<Attachment><URL>cid:quote%2Epdf@buyer.example.com</URL></Attachment></Comments>';
      const xml = orderRequest(coupa, { orderID, payloadID, lines, comments });
      const main = part(form.headers, (form.encode ?? ((text) => text))(xml));
      const parts = form.last ? [attachment('quote.pdf@buyer.example.com'), main] : [main, attachment('quote.pdf@buyer.example.com')];
      const body = (form.wrap ?? ((text) => text))(join(boundary, parts));
      const answer = await postOrder(server, coupa, body, { contentType: form.type(boundary) });
      assert.equal(answer.status.code, 200, `${what}: ${answer.shown}`);
      assert.equal(ordersOf(server.data, orderID)[0]?.state, 'fulfilled', what);
      const [document] = inboundOf(server.data, payloadID);
      assert.ok(document, `${what}: it is in the log`);
      assert.ok(!rawDocument(server.data, document.id).includes(coupa.shared_secret), `${what}: without the secret`);
    }
  });

  // ORD-1: broken mail formats are refused, not a fault
  test('broken multipart bodies', async () => {
    const { coupa } = server;
    const xml = orderRequest(coupa, { lines: [{ quantity: '1', partId: 'x', price: '1.00', currency: 'USD' }] });
    for (const [contentType, body] of [
      ['multipart/related', xml], ['multipart/related; boundary=', xml], ['multipart/related; boundary=x', ''], ['multipart/related; boundary=x', '--x--\r\n'],
      ['multipart/related; boundary=x', '--x\r\n\r\n\r\n--x--'], ['multipart/related; boundary=x', '--x\r\nContent-Type: text/xml\r\n\r\n<cXML'],
      ['multipart/related; boundary=x', `--x\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--`], ['multipart/related; boundary=x', '--x\r\n'.repeat(20_000)],
      ['multipart/related; boundary=x', join('x', [attachment('a@b')])], [`multipart/related; boundary=${'x'.repeat(5000)}`, xml],
    ]) {
      const answer = await postOrder(server, coupa, body, { contentType });
      assert.ok(answer.status.code < 500, `${contentType}: ${answer.shown}`);
    }
  });
});

// ORD-2: the answer leaves only after the order is on stable storage
test('an answered order survives kill -9', async () => {
  await withServer(async (own) => {
    for (let round = 0; round < 4; round += 1) {
      const { lines } = await shop(own, own.coupa);
      const orderID = unique('PO');
      const body = orderRequest(own.coupa, { orderID, lines });
      const first = await accepted(own, own.coupa, body);
      await own.crash();
      await own.serve();
      only(own, orderID, 'fulfilled');
      const again = await accepted(own, own.coupa, body);
      assert.ok(again.body.equals(first.body), 'the first answer again');
      only(own, orderID, 'fulfilled');
      assert.equal(agreementsOf(own.data, orderID).length, 1);
    }
  });
});

// ORD-2: killed among many orders: what was answered is there, what was not can be sent again, nothing twice
test('kill -9 in the middle of many orders', async () => {
  await withServer(async (own) => {
    const all = [];
    for (let i = 0; i < 10; i += 1) {
      const orderID = unique('PO');
      all.push({ orderID, body: orderRequest(own.coupa, { orderID, lines: (await shop(own, own.coupa)).lines }) });
    }
    let killed;
    const tries = all.map(async (one) => {
      try {
        one.answer = await accepted(own, own.coupa, one.body);
        killed ??= own.crash();
      } catch (error) {
        if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code)) throw error;
      }
    });
    await Promise.all(tries);
    await killed;
    await own.serve();
    for (const one of all.filter((o) => o.answer)) only(own, one.orderID, 'fulfilled');
    for (const one of all) {
      const again = await accepted(own, own.coupa, one.body);
      if (one.answer) assert.ok(again.body.equals(one.answer.body));
      only(own, one.orderID, 'fulfilled');
      assert.equal(agreementsOf(own.data, one.orderID).length, 1);
    }
  });
});

// CAT-9, PUN-8: sessions and requests are kept over a restart
test('a cart outlives a restart', async () => {
  await withServer(async (own) => {
    const { lines } = await shop(own, own.coupa);
    await own.halt();
    await own.serve();
    const orderID = unique('PO');
    await accepted(own, own.coupa, orderRequest(own.coupa, { orderID, lines }));
    only(own, orderID, 'fulfilled');
  });
});

// CON-9: orders for requests handed over before are honoured though the connection is disabled
test('an order after the connection was disabled', async () => {
  await withServer(async (own) => {
    const { lines } = await shop(own, own.coupa);
    await own.halt();
    run(['connection', 'disable', own.coupa.name, '--data', own.data]);
    await own.serve();
    assertStatus(await postSetup(own, own.coupa, setupRequest(own.coupa)), 403);
    const orderID = unique('PO');
    await accepted(own, own.coupa, orderRequest(own.coupa, { orderID, lines }));
    only(own, orderID, 'fulfilled');
  });
});

// OPS-3: in the log every document stands with what it was and what became of it
test('the document log', async () => {
  const { coupa } = server;
  const sent = {
    ProfileRequest: profileRequest(coupa, { payloadID: PAYLOAD() }),
    PunchOutSetupRequest: setupRequest(coupa, { payloadID: PAYLOAD() }),
  };
  for (const [kind, body] of Object.entries(sent)) {
    await post(server, '/cxml', body);
    const payloadID = /payloadID="([^"]*)"/.exec(body)[1];
    const [document, ...more] = inboundOf(server.data, payloadID);
    assert.ok(document && !more.length, kind);
    assert.equal(document.kind, kind);
    assert.equal(Number(document.status_code), 200);
    const kept = rawDocument(server.data, document.id).toString('utf8');
    assert.ok(!kept.includes(coupa.shared_secret) && !kept.includes(escapeXml(coupa.shared_secret)), 'no secret in the log');
    assert.equal(kept.replace(/<SharedSecret>[^<]*/g, ''), body.replace(/<SharedSecret>[^<]*/g, ''));
  }
  const text = JSON.stringify([orders(server.data), agreements(server.data)]);
  for (const connection of server.connections) assert.ok(!text.includes(connection.shared_secret));
});

// OPS-3: a secret is hidden however it is written
test('secrets are hidden in odd documents too', async () => {
  const { coupa } = server;
  const secret = coupa.shared_secret;
  for (const write of [`<SharedSecret><![CDATA[${secret}]]></SharedSecret>`, `<SharedSecret >\n${secret}\n</SharedSecret >`, `<SharedSecret a="1">${secret}</SharedSecret>`,
    `<SharedSecret><!-- ${secret} -->${secret}</SharedSecret>`]) {
    const payloadID = PAYLOAD();
    const body = setupRequest(coupa, { payloadID }).replace(`<SharedSecret>${secret}</SharedSecret>`, () => write);
    const answer = await postSetup(server, coupa, body);
    assert.ok(answer.status.code < 500);
    for (const document of inboundOf(server.data, payloadID)) {
      assert.ok(!rawDocument(server.data, document.id).includes(secret), `${write.slice(0, 30)} is hidden`);
    }
  }
  const broken = setupRequest(coupa, { payloadID: PAYLOAD() }).slice(0, -20);
  assertRefused(await postSetup(server, coupa, broken));
  const utf16 = Buffer.from(`\uFEFF${setupRequest(coupa, { payloadID: PAYLOAD(), declaration: null })}`, 'utf16le');
  assertStatus(await postSetup(server, coupa, utf16, { contentType: 'application/xml' }), 200);
});
