// Server annual products (ORD-6): pay-as-you-go and contract, in one cart or one after the other.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  addItem, agreement, agreementsOf, assertPage, assertStatus, decodeEntities, findProduct, formData, formTo, order, orderRequest, ordersOf, page, postOrder,
  punchout, requestApproval, run, shop, unique, visit, withServer,
} from './client.mjs';
import { admin } from './console.mjs';

const TITLE = 'Hollowoak File Server';
const CONTRACT_TEXT = /- Contract, 1 year/;

const text = (html) => decodeEntities(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

/** Says of the connection, while the server stands, whether its carts have room for one line. */
async function configure(server, connection, single_line) {
  await server.halt();
  const file = path.join(server.data, 'settings.json');
  fs.writeFileSync(file, JSON.stringify({ single_line }));
  run(['connection', 'update', connection.id, '--file', file, '--data', server.data]);
  assert.equal(admin(server.data, 'connection', 'show', connection.id).single_line, single_line);
  await server.serve();
}

async function buy(server, connection, lines) {
  const orderID = unique('PO');
  assertStatus(await postOrder(server, connection, orderRequest(connection, { orderID, lines })), 200);
  return orderID;
}

const bought = (server, orderID) => agreementsOf(server.data, orderID).map((id) => agreement(server.data, id)).sort((a, b) => (a.title < b.title ? -1 : 1));

describe('two approvals', () => {
  // ORD-6, CAT-5: a line for each, one order, two agreements
  test('in one cart', () => withServer(async (server) => {
    const { coupa } = server;
    const session = await punchout(server, coupa);
    const got = await findProduct(server, session, TITLE);
    assert.match(text(got.html), /Two approvals in one request/);
    assert.match(text(got.html), /Each instance of the contract covers one hour of Instance hours/);
    assert.equal(formTo(server, got, `${session.home}items`).fields.find((f) => f.name === 'budget').value, '10000.00');
    const request = await addItem(server, session, TITLE);
    assert.match(text(request.html), /The contract rests on it, and is removed with it/);
    const { lines } = await requestApproval(server, session);
    assert.deepEqual(lines.map((l) => l.lineType), ['material', 'service']);
    assert.match(lines[0].description, /- Usage estimate/);
    assert.match(lines[1].description, CONTRACT_TEXT);
    const orderID = await buy(server, coupa, lines);
    const [contract, usage] = bought(server, orderID);
    assert.equal(contract.title, `${TITLE}, contract`);
    assert.equal(usage.title, `${TITLE}, pay-as-you-go`);
    assert.ok(contract.end && !usage.end, JSON.stringify([contract, usage]));
    assert.equal(usage.value.replace(/[^\d.]/g, ''), '10000.00');
  }));

  // ORD-6, ORD-3: without its pay-as-you-go a contract waits for a person
  test('a contract alone needs attention', () => withServer(async (server) => {
    const { coupa } = server;
    const { lines } = await shop(server, coupa, TITLE);
    const early = await buy(server, coupa, [lines[1]]);
    const [stored] = ordersOf(server.data, early);
    assert.equal(stored.state, 'needs_attention');
    assert.match(order(server.data, early).reason, /order that first, or both in one order/);
    const first = await buy(server, coupa, [lines[0]]);
    assert.equal(bought(server, first).length, 1);
    const session = await punchout(server, coupa);
    const earlier = (await page(server, `${session.home}requests`)).html;
    assert.match(text(/<article[^]*?<\/article>/.exec(earlier)[0]), /pay-as-you-go Fulfilled Requested on/);
    const late = await buy(server, coupa, [lines[1]]);
    assert.equal(bought(server, late)[0].title, `${TITLE}, contract`);
  }));

  // CAT-2: what nobody can request any more, nobody is asked to
  test('nothing follows once the offer is withdrawn', () => withServer(async (server) => {
    const { coupa } = server;
    await configure(server, coupa, true);
    await buy(server, coupa, (await shop(server, coupa, TITLE)).lines);
    const earlier = async () => text(assertPage(await page(server, `${(await punchout(server, coupa)).home}requests`)).html);
    assert.match(await earlier(), /still to be requested: the contract/);
    await server.halt();
    const catalogue = JSON.parse(run(['catalogue', 'export', '--data', server.data]).stdout.toString('utf8'));
    const { offers } = catalogue.products.find((p) => p.title === TITLE);
    offers.push({ ...offers[0], id: 'offer-of-next-year' });
    offers[0].withdrawn = true;
    const file = path.join(server.data, 'catalogue.json');
    fs.writeFileSync(file, JSON.stringify(catalogue));
    run(['catalogue', 'load', '--data', server.data, '--file', file]);
    await server.serve();
    assert.doesNotMatch(await earlier(), /still to be requested/);
  }));

  // ORD-6, ORD-9, CON-12: where a cart has room for one line
  test('one after the other', () => withServer(async (server) => {
    const { coupa } = server;
    await configure(server, coupa, true);
    let session = await punchout(server, coupa);
    let got = await findProduct(server, session, TITLE);
    const shown = formTo(server, got, `${session.home}items`);
    assert.match(text(got.html), /First of two approvals/);
    assert.match(text(got.html), /Then: the contract Instances Per instance/, 'what it will cost');
    assert.ok(!shown.fields.some((f) => f.name === 'months' || /^q_/.test(f.name ?? '')), 'nothing of the contract is asked for');
    const { lines: first, page: back } = await (async () => {
      const request = await addItem(server, session, TITLE);
      assert.match(text(request.html), /request the second approval: its contract/);
      const full = await findProduct(server, session, 'Lighthouse Observability', 'Lighthouse');
      const refused = await page(server, `${session.home}items`, { form: formData(formTo(server, full, `${session.home}items`)) });
      assert.equal(refused.http, 409);
      assert.match(text(refused.html), /has room for one line\. Request approval for what is in the request already/);
      assert.match(text(refused.html), /Total [\d,]+\.\d\d USD/, 'nothing that was typed is wrong');
      assert.doesNotMatch(full.html, /keep shopping/, 'nothing can be added to a line');
      return requestApproval(server, session);
    })();
    assert.ok(back && first.length === 1 && /Usage estimate/.test(first[0].description));

    session = await punchout(server, coupa);
    got = await findProduct(server, session, TITLE);
    assert.match(text(got.html), /You requested it on \d{4}-\d\d-\d\d; its purchase order has not come/);
    const stale = formData(formTo(server, got, `${session.home}items`));
    const orderID = await buy(server, coupa, first);
    const refused = await page(server, `${session.home}items`, { form: stale });
    assert.equal(refused.http, 422, 'a form for what was bought meanwhile');
    assert.match(text(refused.html), /has changed since the page was shown/);
    assert.match(text(refused.html), /Second of two approvals/);
    assert.match(text(refused.html), /Total [\d,]+\.\d\d USD/);
    got = await findProduct(server, session, TITLE);
    assert.match(text(got.html), new RegExp(`Purchase order ${orderID} has started pay-as-you-go\\. Request the contract now`));
    const earlier = assertPage(await page(server, `${session.home}requests`));
    assert.match(text(earlier.html), /The second approval is still to be requested: the contract/);
    const [, link] = /<a href="([^"]+)">Request the contract/.exec(earlier.html);
    assertPage(await visit(server, decodeEntities(link)));
    await addItem(server, session, TITLE);
    const { lines: second } = await requestApproval(server, session);
    assert.equal(second.length, 1);
    assert.match(second[0].description, CONTRACT_TEXT);
    assert.equal(second[0].lineType, 'service');

    session = await punchout(server, coupa);
    assert.ok(!(await page(server, `${session.home}requests`)).html.includes('Request the contract'), 'it was requested');
    assert.equal(bought(server, orderID).length, 1);
    const last = await buy(server, coupa, second);
    assert.equal(bought(server, last)[0].title, `${TITLE}, contract`);
    got = await findProduct(server, session, TITLE);
    assert.match(text(got.html), /A further contract A contract already runs until/);
  }));

  // CON-12, CAT-5: nor are other mixed offers split there
  test('one line a cart, for every product', () => withServer(async (server) => {
    await configure(server, server.coupa, true);
    const session = await punchout(server, server.coupa);
    const got = await findProduct(server, session, 'Quarry Data Warehouse');
    assert.ok(!formTo(server, got, `${session.home}items`).fields.some((f) => f.name === 'split'));
    await addItem(server, session, 'Quarry Data Warehouse');
    assert.equal((await requestApproval(server, session)).lines.length, 1);
  }));
});
