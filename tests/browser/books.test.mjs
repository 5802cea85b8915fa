// BIL-5, ORD-3, ORD-9: purchase orders, subscriptions and invoices, as finance and the operator see them.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test as define } from 'node:test';
import { agreement, agreementsOf, assertStatus, orderRequest, postOrder, shop } from '../http/client.mjs';
import { status } from '../http/receiver.mjs';
import { Bench, look, skip, startSite } from './browser.mjs';
import { fill, heading, press, signUpBoth } from './console.mjs';

const test = (name, work) => define(name, { skip, timeout: 240_000 }, work);

let bench;
before(async () => { if (!skip) bench = await new Bench().start(); });
afterEach(() => bench?.end());
after(() => bench?.stop());

describe('books', () => {
  let states;
  const as = async (name, options = {}) => (await bench.context({ cookies: true, storageState: states[name], ...options })).newPage();
  const at = (rest) => `${bench.server.base}${rest}`;
  const order = async (orderID, title, change = (l) => l, options = {}) => {
    const { coupa } = bench.server;
    const { lines } = await shop(bench.server, coupa, title);
    assertStatus(await postOrder(bench.server, coupa, orderRequest(coupa, { orderID, lines: lines.map(change), ...options })), 200);
    return lines;
  };
  /** Waits for the first invoice of an agreement: the server bills every 20 seconds. */
  const invoiced = async (id) => {
    const end = Date.now() + 60_000;
    while (!agreement(bench.server.data, id).charges[0].invoice_id) {
      assert.ok(Date.now() < end, 'no invoice');
      await new Promise((resolve) => { setTimeout(resolve, 2000); });
    }
  };

  test('orders come, and invoices are issued', async () => {
    states = await signUpBoth(bench);
    const empty = await as('root');
    for (const [rest, name] of [['purchase-orders', 'Purchase orders'], ['subscriptions', 'Subscriptions'], ['invoices', 'Invoices']]) {
      await empty.goto(at(`/console/${rest}`));
      await heading(empty, name);
      await look(empty, `no ${rest}`);
    }
    const lines = await order('PO-1001', 'Keystone ERP');
    await order('PO-1002', 'Lighthouse Observability', (l) => ({ ...l, partId: 'WRONG', auxiliaryId: '', price: '2300.00' }));
    const { coupa } = bench.server;
    const more = lines.map((l) => ({ ...l, quantity: '900000' }));
    assertStatus(await postOrder(bench.server, coupa, orderRequest(coupa, { orderID: 'PO-1001', type: 'update', orderVersion: '2', lines: more })), 200);
    const [id] = agreementsOf(bench.server.data, 'PO-1001');
    await invoiced(id);
  });

  // "What is this charge?", in two clicks: from the invoice to the subscription, or to the order
  for (const javaScriptEnabled of [true, false]) {
    test(`finance finds what a charge is${javaScriptEnabled ? '' : ', without scripts'}`, async () => {
      const page = await as('root', { javaScriptEnabled });
      const see = (what, options) => (javaScriptEnabled ? look(page, what, options) : undefined);
      await page.goto(at('/console'));
      await page.getByRole('navigation').getByRole('link', { name: 'Invoices' }).click();
      await see('invoices', { narrow: true });
      await page.getByRole('link', { name: /-000001$/ }).click();
      await page.getByRole('link', { name: 'Not on this invoice: see Roles' }).waitFor();
      await page.getByText('3,400.00 USD').first().waitFor();
      await see('invoice', { narrow: true });
      await page.getByRole('link', { name: 'Show order' }).click();
      await heading(page, 'Order PO-1001');
      await page.getByText('5,600.00 USD').waitFor();
      await see('order', { narrow: true });
      await page.getByRole('link', { name: 'OrderRequest' }).first().click();
      assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(bench.server.coupa.shared_secret));
      await see('document of an order');
      await page.goto(at('/console/subscriptions'));
      await see('subscriptions');
      await page.getByRole('link', { name: 'Keystone ERP' }).click();
      await page.getByText('Its value became 9,000.00 USD by purchase order PO-1001').waitFor();
      await see('subscription', { narrow: true });
      await press(page, javaScriptEnabled ? 'Renew automatically' : 'Do not renew');
      await page.getByText(javaScriptEnabled ? 'It renews at its end' : 'It ends on its day').waitFor();
      await see('subscription that renews');
    });
  }

  test('the operator rejects nothing without a reason, and accepts what a line stands for', async () => {
    const buyer = await as('root');
    await buyer.goto(at('/console/purchase-orders?state=needs_attention'));
    await buyer.getByRole('link', { name: 'PO-1002' }).click();
    await buyer.getByText('It has bought nothing yet. If it is wrong, send a corrected order').waitFor();
    await look(buyer, 'order that waits for the operator', { narrow: true });
    const page = await as('operator');
    await page.goto(at('/operator'));
    await look(page, 'operator start with an order');
    await page.getByRole('link', { name: '1 purchase order needs attention' }).click();
    await page.getByRole('row', { name: /PO-1002/ }).getByRole('link', { name: 'Globex', exact: true }).waitFor();
    await look(page, 'orders of all');
    await page.getByRole('link', { name: 'PO-1002' }).click();
    await look(page, 'order that needs attention', { narrow: true });
    await fill(page, 'Reason', ' ');
    await press(page, 'Reject order');
    await page.getByRole('link', { name: /Say why/ }).waitFor();
    await look(page, 'rejection without a reason');
    await press(page, 'Accept order');
    await page.getByRole('link', { name: /no approval request has the part 'WRONG'/ }).waitFor();
    await look(page, 'order that can\'t be accepted');
    await page.getByLabel('Line 1 stands for').selectOption({ label: await page.locator('option', { hasText: 'Lighthouse' }).first().innerText() });
    await press(page, 'Accept order');
    await page.getByText('Accepted. The buyer is told.').waitFor();
    await page.getByText('Accepted by ada@market.example').first().waitFor();
    await look(page, 'order that was accepted');
    await order('PO-1003', 'Lighthouse Observability', (l) => ({ ...l, partId: 'WRONG', auxiliaryId: '' }));
    await page.goto(at('/operator/purchase-orders'));
    await page.getByRole('link', { name: 'PO-1003' }).click();
    await fill(page, 'Reason', 'another order has it already');
    await press(page, 'Reject order');
    await page.getByText('Now: Rejected. Another order has it already').waitFor();
    await page.getByRole('cell', { name: 'Bought nothing' }).waitFor();
    await page.getByRole('link', { name: 'Globex Coupa', exact: true }).click();
    await heading(page, 'Globex Coupa');
    const [id] = agreementsOf(bench.server.data, 'PO-1002');
    assert.equal(agreement(bench.server.data, id).value, '2300.00');
  });

  // BIL-2: what is not invoiced yet goes under other numbers
  test('purchase orders are put on charges', async () => {
    const page = await as('root');
    await page.goto(at('/console/subscriptions'));
    await page.getByRole('link', { name: 'Keystone ERP' }).click();
    await page.locator('main').getByRole('link', { name: 'Change purchase orders' }).click();
    await heading(page, 'Purchase orders');
    await page.getByRole('link', { name: /Not before the service-linked role/ }).waitFor();
    await look(page, 'purchase orders of a subscription', { narrow: true });
    await fill(page, 'Purchase order number for all charges', '');
    await press(page, 'Use for all');
    await page.getByText('Line 1 is of which purchase order?').waitFor();
    await look(page, 'no number');
    await fill(page, 'Purchase order number for all charges', '4500017');
    await fill(page, 'Line of it, for all charges', '20');
    await press(page, 'Use for all');
    await page.getByText('Invoices to come carry these purchase orders.').waitFor();
    await page.getByText('4500017').first().waitFor();
    await page.getByText('What is not invoiced yet goes under 4500017, line 20.').waitFor();
    await look(page, 'subscription under another purchase order');
  });

  // API-2
  test('webhooks are added and deleted', async () => {
    const page = await as('root');
    await page.goto(at('/console'));
    await page.getByRole('navigation').getByRole('link', { name: 'Webhooks' }).click();
    await look(page, 'no webhooks', { narrow: true });
    await fill(page, 'Address', 'hooks.example');
    await press(page, 'Add webhook');
    await page.getByRole('link', { name: /https/ }).waitFor();
    await look(page, 'webhook to a wrong address');
    await fill(page, 'Address', 'https://hooks.example/punchoutd');
    await press(page, 'Add webhook');
    await page.getByText(/^whsec_/).waitFor();
    await look(page, 'webhook that was added', { narrow: true });
    await page.getByRole('link', { name: 'To the webhooks' }).click();
    await page.getByRole('button', { name: 'Send test to https://hooks.example/punchoutd' }).waitFor();
    await look(page, 'webhooks', { narrow: true });
    await press(page, 'Delete https://hooks.example/punchoutd');
    await page.getByText('Deleted: it is told no more.').waitFor();
  });

  // BIL-3: the table of taxes
  test('a seller puts tax on invoices', async () => {
    const page = await as('operator');
    await page.goto(at('/operator'));
    await page.getByRole('navigation').getByRole('link', { name: 'Taxes' }).click();
    await look(page, 'taxes', { narrow: true });
    await page.getByRole('link', { name: 'Change tax of Harbour Analytics' }).click();
    await page.getByLabel('Kind').selectOption('VAT');
    await fill(page, 'Rate in per cent', 'nineteen');
    await press(page, 'Save tax');
    await page.getByRole('link', { name: /A rate is a percentage/ }).waitFor();
    await look(page, 'tax that is no number', { narrow: true });
    await fill(page, 'Rate in per cent', '19');
    await fill(page, 'Registration', 'DE123456789');
    await press(page, 'Save tax');
    await page.getByText('Saved. Invoices from now on have it.').waitFor();
    await page.getByText('VAT 19 %').waitFor();
    await order('PO-1005', 'Lighthouse Observability');
    await invoiced(agreementsOf(bench.server.data, 'PO-1005')[0]);
    await page.goto(at('/operator/invoices'));
    await page.getByRole('link', { name: /-00000\d$/ }).first().click();
    await page.getByRole('term').filter({ hasText: 'VAT 19 %' }).waitFor();
    await page.getByRole('definition').filter({ hasText: 'DE123456789' }).waitFor();
    await look(page, 'invoice with tax', { narrow: true });
  });

  // CAT-7: usage is recorded, and seen against the estimate
  test('usage', async () => {
    await order('PO-1003', 'Streamline Log Search', undefined, {});
    const page = await as('operator');
    await page.goto(at('/operator/subscriptions'));
    await page.getByRole('link', { name: 'Streamline Log Search' }).click();
    await look(page, 'subscription with usage', { narrow: true });
    await fill(page, 'Quantity', 'many');
    await press(page, 'Record usage');
    await page.getByRole('link', { name: /A quantity is a number/ }).waitFor();
    await fill(page, 'Quantity', '12.5');
    await press(page, 'Record usage');
    await page.getByText('Recorded. It is charged when the month is over.').waitFor();
    await page.getByText('5.63 USD').or(page.getByText('5.625 USD')).first().waitFor();
    await look(page, 'usage of a subscription', { narrow: true });
  });

  // BIL-1, BIL-4: from the role to the code, on one page
  test('e-invoices are set up', async () => {
    const coupa = await startSite(() => ({ headers: { 'Content-Type': 'text/xml' }, body: status(200) }));
    try {
      const page = await as('root');
      await page.goto(at(`/console/procurement-systems/${bench.server.coupa.id}`));
      await page.locator('main').getByRole('link', { name: 'E-invoices' }).click();
      await page.getByText('Create the service-linked role').waitFor();
      await look(page, 'e-invoices without the role', { narrow: true });
      await page.locator('main').getByRole('link', { name: 'Roles' }).click();
      await page.getByRole('button', { name: /^Create/ }).first().click();
      await order('PO-1004', 'Lighthouse Observability');
      await invoiced(agreementsOf(bench.server.data, 'PO-1004')[0]);
      await page.goto(at(`/console/procurement-systems/${bench.server.coupa.id}/e-invoices`));
      await fill(page, 'Address for invoices', 'ftp://coupa.example');
      await press(page, 'Send test');
      await page.getByRole('link', { name: /must begin with https/ }).waitFor();
      await look(page, 'e-invoices to a wrong address', { narrow: true });
      await fill(page, 'Address for invoices', `${coupa.base}/cxml/invoices`);
      await press(page, 'Send test');
      await page.getByText('The test is on its way').waitFor();
      for (const end = Date.now() + 30_000; !await page.getByText('Delivered').count(); await page.reload()) assert.ok(Date.now() < end, 'not delivered');
      const [, code] = /Code (\d{8})/.exec(coupa.requests[0].body);
      await look(page, 'e-invoices being tested', { narrow: true });
      await fill(page, 'Code', '1');
      await press(page, 'Activate');
      await page.getByRole('link', { name: /not the code of the last test/ }).waitFor();
      await fill(page, 'Code', code);
      await press(page, 'Activate');
      await page.getByText('Active: every invoice goes there').waitFor();
      await look(page, 'e-invoices', { narrow: true });
      await press(page, 'Suspend');
      await page.getByText('Suspended: invoices are issued').waitFor();
      await look(page, 'suspended e-invoices');
      await press(page, 'Resume');
      await page.goto(at('/console/invoices'));
      await page.getByRole('link', { name: /-00000\d$/ }).first().click();
      await press(page, 'Send as e-invoice');
      await page.getByText('It is on its way to the procurement system.').waitFor();
      await look(page, 'invoice that is sent', { narrow: true });
    } finally {
      await coupa.stop();
    }
  });

  // BIL-3
  test('the operator gives money back', async () => {
    const page = await as('operator');
    await page.goto(at('/operator/invoices'));
    await page.getByRole('link', { name: /-000001$/ }).click();
    await fill(page, 'Amount', '1000000');
    await press(page, 'Issue credit memo');
    await page.getByRole('link', { name: /Say why/ }).waitFor();
    await fill(page, 'Why', 'An outage of two days');
    await press(page, 'Issue credit memo');
    await page.getByRole('link', { name: /No more than/ }).waitFor();
    await look(page, 'credit that is too high', { narrow: true });
    await fill(page, 'Amount', '12.50');
    await press(page, 'Issue credit memo');
    await page.getByText('The credit memo is issued').waitFor();
    const memo = page.getByText('Credit memo', { exact: true });
    for (const end = Date.now() + 60_000; !await memo.count(); await page.waitForTimeout(2000)) {
      assert.ok(Date.now() < end, 'no memo');
      await page.goto(at('/operator/invoices'));
    }
    await look(page, 'invoices with a memo', { narrow: true });
    await page.getByRole('row').filter({ has: memo }).getByRole('link').first().click();
    await page.getByText('-12.50 USD').first().waitFor();
    await look(page, 'credit memo', { narrow: true });
    await page.getByRole('link', { name: 'Show order' }).click();
    await page.getByRole('term').filter({ hasText: 'Given back' }).waitFor();
    await page.getByRole('definition').filter({ hasText: /^\s*12\.50 USD\s*$/ }).waitFor();
  });

  // ORD-7
  test('deliveries', async () => {
    const page = await as('operator');
    await page.goto(at('/operator/deliveries'));
    await look(page, 'deliveries', { narrow: true });
    await page.getByRole('link', { name: 'Mail' }).first().click();
    await look(page, 'delivery', { narrow: true });
  });

  // ORD-1, ORD-5
  test('a blanket order shows what is left, and what was released of it can be cancelled', async () => {
    const { server } = bench;
    const frame = { orderType: 'blanket', attributes: { releaseRequired: 'yes', effectiveDate: '2026-01-01T00:00:00+00:00', expirationDate: '2099-01-01T00:00:00+00:00' } };
    const part = { quantity: '1', partId: 'SOFTWARE', currency: 'USD', limit: '150.00' };
    assertStatus(await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID: 'BO-1', total: '150.00', lines: [part], ...frame })), 200);
    for (const [orderID, budget] of [['RO-1', '100'], ['RO-2', '60']]) {
      const { lines } = await shop(server, server.coupa, 'Streamline Log Search', { changes: { budget } });
      assertStatus(await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID, lines, orderType: 'release', attributes: { agreementID: 'BO-1' } })), 200);
    }
    const page = await as('root');
    await page.goto(at('/console/purchase-orders?state=open'));
    await page.getByRole('link', { name: 'BO-1' }).click();
    await heading(page, 'Order BO-1');
    await page.getByText('50.00 USD', { exact: true }).waitFor();
    await look(page, 'a blanket order', { narrow: true });
    await page.getByRole('link', { name: 'RO-1' }).click();
    await heading(page, 'Order RO-1');
    await page.getByRole('link', { name: 'BO-1' }).waitFor();
    await page.getByRole('link', { name: 'Streamline Log Search' }).first().click();
    await look(page, 'a subscription that can be cancelled');
    await page.getByRole('link', { name: 'Cancel subscription' }).click();
    await look(page, 'before it is cancelled', { narrow: true });
    await press(page, 'Cancel subscription');
    await page.getByText('It is cancelled. What was used until now is still invoiced.').waitFor();
    const operator = await as('operator');
    await operator.goto(at(`/operator/subscriptions/${agreementsOf(server.data, 'PO-1001')[0]}`));
    await look(operator, 'a subscription that can be ended', { narrow: true });
  });
});
