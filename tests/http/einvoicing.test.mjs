// BIL-4: invoices as documents, from the test with its code to those that are issued.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { agreementsOf, assertStatus, assertValidCxml, cli, decimal, documents, orderRequest, plain, postOrder, product, rawDocument, shop, unique, withServer } from './client.mjs';
import { Person, admin, said } from './console.mjs';
import { until } from './nodes.mjs';
import { TAKEN, WAIT_MS, receive } from './receiver.mjs';

const PURCHASE_ORDERS = 'purchase-orders.marketplace.amazonaws.com';

async function buy(server, title, options = {}) {
  const { lines } = await shop(server, server.coupa, title);
  const orderID = unique('PO');
  assertStatus(await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID, payloadID: `${orderID}@buyer.example.com`, lines, ...options })), 200);
  return orderID;
}

/** Issues what is due. */
async function bill(server) {
  await server.halt();
  admin(server.data, 'billing', 'run');
  const { invoices } = admin(server.data, 'invoice', 'list');
  await server.serve();
  return invoices;
}

const all = (text, pattern) => [...text.matchAll(pattern)].map((m) => m[1]);
const invoiceDeliveries = (server) => cli(server.data, 'delivery', 'list').deliveries.filter((d) => d.kind === 'InvoiceDetailRequest');

/** The coupa connection's account may put purchase orders on invoices; its root user, signed in. */
async function prepareBuyer(server) {
  await server.halt();
  const account = admin(server.data, 'connection', 'list').connections.find((c) => c.id === server.coupa.id).account_id;
  admin(server.data, 'role', 'create', PURCHASE_ORDERS, '--account', account);
  const { sign_up_link: link } = admin(server.data, 'account', 'invite', account);
  await server.serve();
  return new Person(server).signUp(link);
}

describe('e-invoices', () => {
  test('a test brings the code, and invoices follow when they are issued', () => withServer(async (server) => receive(TAKEN, async (buyer) => {
    const { coupa } = server;
    const page = `/procurement-systems/${coupa.id}/e-invoices`;
    const root = await prepareBuyer(server);
    assert.match((await root.send(page)).text, /There is none yet with a purchase order/);
    assert.equal((await root.post(page, { url: buyer.url })).status, 409, 'nothing to send yet');

    const first = await buy(server);
    const [issued] = await bill(server);
    assert.equal(issued.purchase_order, first);
    assert.equal(invoiceDeliveries(server).length, 0, 'nothing goes anywhere before it is set up');
    for (const [url, words] of [['http://coupa.example/cxml', /must begin with https/], ['https://intern', /not an address such as/], ['', /must begin with https/]]) {
      const refused = await root.post(page, { url });
      assert.equal(refused.status, 422);
      assert.match(said(refused.text), words);
    }
    assert.match((await root.send(page)).text, /name="url"[^>]*value="https:\/\/[^"]+\/cxml\/invoices"/, 'the address of Coupa is proposed');
    assert.equal((await root.post(`${page}/confirm`, { code: '12345678' })).status, 409, 'no test waits for a code');

    assert.equal((await root.post(page, { url: buyer.url })).status, 303);
    const [{ body: trial }] = await buyer.until(1);
    assertValidCxml(trial, 'the test', { dtd: 'InvoiceDetail' });
    assert.match(trial, /<Request deploymentMode="test">/);
    assert.match(trial, new RegExp(`invoiceID="${issued.id}-TEST-\\w{6}"`));
    assert.ok(trial.includes(`<SharedSecret>${coupa.shared_secret}</SharedSecret>`));
    const [code] = all(trial, /This is a test[^<]*Code (\d{8}):/g);
    assert.ok(code, trial);

    await until(WAIT_MS, 'the page shows that it arrived', async () => /Delivered/.test((await root.send(page)).text));
    const kept = documents(server.data).filter((d) => d.kind === 'InvoiceDetailRequest');
    assert.equal(kept.length, 1);
    assert.equal(kept[0].order_id, first);
    for (const text of [rawDocument(server.data, kept[0].id).toString('utf8'), (await root.send(page)).text]) {
      assert.ok(!text.includes(code) && !text.includes(coupa.shared_secret), 'only the procurement system shows code and secret');
    }
    const wrong = await root.post(`${page}/confirm`, { code: code === '00000000' ? '00000001' : '00000000' });
    assert.equal(wrong.status, 422);
    assert.match(said(wrong.text), /not the code of the last test.*You can try 4 more times/);
    assert.equal((await root.post(`${page}/confirm`, { code: ` ${code.slice(0, 4)}-${code.slice(4)} ` })).status, 303, 'as people copy it');
    assert.match((await root.send(page)).text, /Active/);

    const orders = [await buy(server, undefined, { orderType: 'release', attributes: { agreementID: 'MA-77' } }), await buy(server, 'Keystone ERP')];
    const invoices = await bill(server);
    const documentsSent = (await buyer.until(3)).slice(1).map((d) => d.body);
    for (const orderID of orders) {
      const invoice = invoices.find((i) => i.purchase_order === orderID);
      const sent = documentsSent.find((d) => d.includes(`<OrderReference orderID="${orderID}">`));
      assert.ok(invoice && sent, orderID);
      assertValidCxml(sent, 'the invoice', { dtd: 'InvoiceDetail' });
      assert.match(sent, /1\.2\.020\/InvoiceDetail\.dtd"/);
      assert.match(sent, /<Request deploymentMode="production">/);
      assert.match(sent, new RegExp(`invoiceID="${invoice.id}" purpose="standard" operation="new"`));
      assert.ok(sent.includes(`<DocumentReference payloadID="${orderID}@buyer.example.com"/>`));
      assert.ok(!/<Comments/.test(sent));
      const counts = all(sent, /<InvoiceDetailItem [^>]*quantity="([^"]+)"/g);
      const prices = all(sent, /<UnitPrice>\s*<Money currency="USD">([^<]+)</g);
      const [subtotals, net] = [/<SubtotalAmount>\s*<Money currency="USD">([^<]+)</g, /<NetAmount>\s*<Money currency="USD">([^<]+)</g].map((p) => all(sent, p));
      const sum = subtotals.pop();
      assert.equal(counts.length, subtotals.length);
      subtotals.forEach((amount, i) => assert.equal(product(counts[i], prices[i]), decimal(amount), 'so many at that price'));
      assert.equal(plain(subtotals.reduce((a, s) => a + decimal(s), 0n)), plain(decimal(sum)));
      assert.deepEqual([decimal(net[0]), decimal(sum)], [decimal(invoice.amount), decimal(invoice.amount)]);
      assert.equal(all(sent, /<InvoiceDetailItemReference lineNumber="([^"]+)"/g).length, counts.length);
    }
    const released = documentsSent.filter((d) => d.includes('<MasterAgreementIDInfo agreementID="MA-77"/>'));
    assert.deepEqual(released.map((d) => d.includes(`orderID="${orders[0]}"`)), [true], 'what it was released from (ORD-1)');
    const instalment = documentsSent.find((d) => d.includes(`orderID="${orders[1]}"`));
    assert.match(instalment, /<UnitPrice>\s*<Money currency="USD">0\.01</, 'counted as the order counts');
    const shown = invoices.find((i) => i.purchase_order === orders[0]);
    await until(WAIT_MS, 'the invoice says that it arrived', async () => /E-invoice[^]*Delivered/.test((await root.send(`/invoices/${shown.id}`)).text));

    // BIL-3: what is given back follows the invoice, and takes back from it
    const operator = await new Person(server, 'operator').signUp(await server.firstOperator, { email: 'ada@market.example' });
    assert.equal((await operator.post(`/invoices/${shown.id}/credit`, { line: '1', amount: '100.50', reason: 'Outage' })).status, 303);
    const [memo] = (await bill(server)).filter((i) => i.credits_id === shown.id);
    assert.equal(memo.amount, '-100.50');
    const { body: credit } = (await buyer.until(4))[3];
    assertValidCxml(credit, 'the credit memo', { dtd: 'InvoiceDetail' });
    assert.match(credit, new RegExp(`invoiceID="${memo.id}" purpose="lineLevelCreditMemo"`));
    const original = documentsSent.find((d) => d.includes(`invoiceID="${shown.id}"`));
    assert.ok(credit.includes(`payloadID="${all(original, /<cXML payloadID="([^"]+)"/g)[0]}"`), 'it names the document that it takes back from');
    assert.match(credit, /<InvoiceDetailItem invoiceLineNumber="1" quantity="-1">/);
    assert.match(credit, /<UnitPrice>\s*<Money currency="USD">100\.50</);
    assert.match(credit, /<DueAmount>\s*<Money currency="USD">-100\.50</);

    assert.equal((await root.post(`${page}/suspend`)).status, 303);
    await buy(server);
    assert.equal((await bill(server)).length, 5);
    assert.equal(invoiceDeliveries(server).length, 4, 'suspended: issued, and not sent');
    const [held] = (await admin(server.data, 'invoice', 'list').invoices).filter((i) => !i.credits_id && ![first, ...orders].includes(i.purchase_order));
    assert.equal((await root.post(`/invoices/${held.id}/send`)).status, 409, 'nor by hand');
    assert.equal((await root.post(`${page}/resume`)).status, 303);
    assert.match((await root.send(`/invoices/${held.id}`)).text, /Send as e-invoice/);
    assert.equal((await root.post(`/invoices/${held.id}/send`)).status, 303);
    assert.match((await buyer.until(5))[4].body, new RegExp(`invoiceID="${held.id}"`));
    assert.equal((await root.post(`/invoices/${held.id}/send`)).status, 409, 'once');

    // A new address has to be proved; until then invoices go where they went.
    await receive(TAKEN, async (other) => {
      assert.equal((await root.post(page, { url: other.url })).status, 303);
      const [, second] = /Code (\d{8}):/.exec((await other.until(1))[0].body);
      await buy(server);
      await bill(server);
      assert.match((await buyer.until(6))[5].body, /purpose="standard"/);
      assert.equal((await root.post(`${page}/confirm`, { code: second })).status, 303);
      await buy(server);
      await bill(server);
      assert.match((await other.until(2))[1].body, /<Request deploymentMode="production">/);
      assert.equal(buyer.got.length, 6, 'nothing more goes to the old one');

      // BIL-3: with the tax of its seller, and a memo that gives it back
      const taxed = await buy(server);
      await server.halt();
      const { taxes } = admin(server.data, 'tax', 'list');
      const [{ seller }] = taxes.filter((t) => t.name === issued.seller);
      assert.ok(taxes.every((t) => t.kind === 'none' && t.rate === null));
      admin(server.data, 'tax', 'set', seller, '--kind', 'vat', '--rate', '8.1', '--registration', 'CHE-123.456.789', '--description', 'Payable <net>');
      const [withTax] = await bill(server);
      assert.equal(withTax.purchase_order, taxed);
      const due = decimal(withTax.amount) + decimal(withTax.tax);
      assert.equal(plain(due), plain(decimal(withTax.total)));
      assert.ok(decimal(withTax.tax) > 0n);
      assert.equal((await operator.post(`/invoices/${withTax.id}/credit`, { line: '1', amount: '', reason: 'Mistake' })).status, 303);
      await bill(server);
      const [full, back] = (await other.until(4)).slice(2).map((d) => d.body);
      for (const [body, sign] of [[full, ''], [back, '-']]) {
        assertValidCxml(body, 'the invoice with tax', { dtd: 'InvoiceDetail' });
        assert.match(body, new RegExp(`<Tax>\\s*<Money currency="USD">${sign}${withTax.tax}</Money>\\s*<Description xml:lang="en">VAT 8.1 %</Description>`));
        assert.match(body, /<TaxDetail purpose="tax" category="vat" percentageRate="8.1">/);
        assert.match(body, /<Description xml:lang="en">Payable &lt;net(&gt;|>)<\/Description>/);
        assert.match(body, /<IdReference identifier="CHE-123.456.789" domain="supplierTaxID"/);
        assert.match(body, new RegExp(`<DueAmount>\\s*<Money currency="USD">${sign}${withTax.total}<`));
      }
      await server.halt();
      admin(server.data, 'tax', 'remove', seller);
      await server.serve();

      // BIL-2: under a number that was put by hand, which this system may have received or not
      for (const [i, number, line] of [[4, '4500 / \u00c4 <1>', '30'], [5, orders[0], '']]) {
        const [id] = agreementsOf(server.data, await buy(server));
        assert.equal((await root.post(`/subscriptions/${id}/purchase-orders`, { mode: 'all', all: number, 'all-line': line })).status, 303);
        await bill(server);
        const { body } = (await other.until(i + 1))[i];
        assertValidCxml(body, 'the invoice under another number', { dtd: 'InvoiceDetail' });
        if (line) assert.match(body, /<OrderIDInfo orderID="4500 \/ \u00c4 &lt;1(&gt;|>)"\/>/);
        else assert.match(body, new RegExp(`<OrderReference orderID="${number}">\\s*<DocumentReference payloadID="${number}@buyer.example.com"/>`));
        assert.match(body, new RegExp(`<InvoiceDetailItemReference lineNumber="${line || 1}"`));
      }
    });
  })));

  // Whoever guesses is stopped, and another test has another code
  test('five wrong codes end a test, and another one does not wait for it', () => withServer(async (server) => receive(() => [200, 'no cXML'], async (buyer) => {
    const page = `/procurement-systems/${server.coupa.id}/e-invoices`;
    const root = await prepareBuyer(server);
    await buy(server);
    await bill(server);
    // The receiver's answer says nothing: what it was sent is tried again and again, but for what takes its place.
    const send = async (before) => {
      assert.equal((await root.post(page, { url: buyer.url })).status, 303);
      return until(WAIT_MS, 'a test', async () => buyer.got.map(({ body }) => all(body, /Code (\d{8}):/g)[0]).find((c) => c !== before));
    };
    const code = await send();
    let last;
    for (let i = 0; i < 5; i++) last = await root.post(`${page}/confirm`, { code: `${code}0` });
    assert.equal(last.status, 422);
    assert.match(said(last.text), /Too many were wrong now/);
    const refused = await root.post(`${page}/confirm`, { code });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /send another test/);
    const another = await send(code);
    assert.equal((await root.post(`${page}/confirm`, { code })).status, 422, 'the old one is good no more');
    assert.equal((await root.post(`${page}/confirm`, { code: another })).status, 303);
  })));
});
