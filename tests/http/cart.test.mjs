import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  ROOT, addItem, agreements, assertPage, assertStart, decimal, enter, findProduct, formData, formTo, page, parseForms, postSetup, product, punchout,
  readCart, requestApproval, returnUrl, setupRequest, shop, startServer, unique, visit,
} from './client.mjs';

let server;
before(async () => { server = await startServer(); });
afterEach(() => server.check());
after(async () => { await server?.stop(); });

const CATALOGUE = path.join(ROOT, 'demo/catalogue.json');

/** The prices a demo product can have at its preset quantities, in millionths; undefined where the demo data is not at hand. */
function presetPrices(title) {
  if (!fs.existsSync(CATALOGUE)) return undefined;
  const found = JSON.parse(fs.readFileSync(CATALOGUE, 'utf8')).products.find((p) => p.title === title);
  const contract = found?.offers[0].dimensions.filter((d) => d.kind === 'contract');
  if (!contract?.length) return undefined;
  return contract[0].prices.map(({ months }) => contract.reduce((all, d) => all + product(d.default, d.prices.find((p) => p.months === months).price), 0n));
}

/** What holds for every cart; returns the sum of its lines. */
function assertCart(server_, cart, session) {
  assert.equal(cart.cookie, session.cookie, 'BuyerCookie verbatim');
  assert.equal(cart.action, session.url, 'goes to the BrowserFormPost address as it was given');
  assert.match(cart.operationAllowed, /^(create|inspect|edit)$/);
  assert.ok(cart.lines.length > 0, 'a cart has lines');
  assert.equal(cart.doc.all('SharedSecret').length, 0);
  for (const connection of server_.connections) assert.ok(!cart.page.html.includes(connection.shared_secret), 'no secret in the page');
  assert.ok(!cart.xml.includes(session.token), 'the session is not given away');
  assert.ok(!cart.xml.startsWith('\uFEFF'), 'no byte order mark');
  let total = 0n;
  for (const line of cart.lines) {
    assert.ok(decimal(line.quantity) > 0n, 'quantity above 0');
    assert.ok(decimal(line.price) >= 0n);
    assert.match(line.price, /^\d+\.\d\d$/, 'a price with two digits');
    assert.match(line.currency, /^[A-Z]{3}$/);
    assert.equal(line.currency, cart.currency);
    assert.match(line.unspsc ?? '', /^\d{8}$/, 'UNSPSC of 8 digits');
    assert.ok(['service', 'material'].includes(line.lineType), `LineType is service or material, got ${line.lineType}`);
    assert.ok(line.partId && Buffer.byteLength(line.partId) <= 100 && !/[?{}]/.test(line.partId), `SupplierPartID ${line.partId}`);
    assert.ok(line.auxiliaryId && Buffer.byteLength(line.auxiliaryId) <= 100 && !/[?{}]/.test(line.auxiliaryId), `SupplierPartAuxiliaryID ${line.auxiliaryId}`);
    assert.ok(line.description && Buffer.byteLength(line.description) <= 255, 'a description of at most 255 bytes');
    assert.ok(line.uom, 'a unit of measure');
    if (line.lineType === 'service') assert.equal(decimal(line.quantity), 1_000_000n, 'a service line is 1 x the amount');
    else assert.equal(line.price, '0.01', 'a material line is a number of hundredths');
    total += product(line.quantity, line.price);
  }
  assert.equal(decimal(cart.total), total, 'Total is the sum of the lines');
  const codes = new Set(cart.lines.map((l) => `${l.lineType} ${l.unspsc}`));
  const uniform = [...codes].every((c) => c.endsWith(' 43232701'));
  const byType = [...codes].every((c) => c === 'service 81162000' || c === 'material 43232701');
  assert.ok(uniform || byType, `UNSPSC by profile: ${[...codes].join(', ')}`);
  assert.equal(new Set(cart.lines.map((l) => `${l.partId}\n${l.auxiliaryId}`)).size, cart.lines.length, 'lines can be told apart');
  return total;
}

describe('lines', () => {
  // CAT-4, CAT-5, CAT-6, PUN-6: one charge at once is a service line, 1 x the amount
  test('Lighthouse Observability: a contract', async () => {
    const cart = await shop(server, server.coupa);
    const total = assertCart(server, cart, cart.session);
    assert.equal(cart.lines.length, 1);
    assert.equal(cart.lines[0].lineType, 'service');
    assert.match(cart.lines[0].description, /Lighthouse Observability/);
    const known = presetPrices('Lighthouse Observability');
    if (known) assert.ok(known.includes(total), `${total} is one of ${known}`);
  });

  // CAT-5, CAT-7: usage is a material line of hundredths of the estimate
  test('Streamline Log Search: usage', async () => {
    const cart = await shop(server, server.coupa, 'Streamline Log Search');
    assert.ok(assertCart(server, cart, cart.session) > 0n, 'an estimate above 0');
    assert.equal(cart.lines.length, 1);
    assert.equal(cart.lines[0].lineType, 'material');
  });

  // CAT-5: instalments are several charges, so a material line
  test('Keystone ERP: a payment schedule', async () => {
    const cart = await shop(server, server.coupa, 'Keystone ERP');
    const total = assertCart(server, cart, cart.session);
    assert.equal(cart.lines.length, 1);
    assert.equal(cart.lines[0].lineType, 'material');
    const known = presetPrices('Keystone ERP');
    if (known) assert.ok(known.includes(total), `${total} is one of ${known}`);
  });

  // CAT-5: a mixed offer on a single line
  test('Quarry Data Warehouse: a single line', async () => {
    const cart = await shop(server, server.coupa, 'Quarry Data Warehouse', { pick: /single|one/i });
    assertCart(server, cart, cart.session);
    assert.equal(cart.lines.length, 1);
    assert.equal(cart.lines[0].lineType, 'material');
  });

  // CAT-5: a mixed offer with its charges on lines of their own
  test('Quarry Data Warehouse: split lines', async () => {
    const cart = await shop(server, server.coupa, 'Quarry Data Warehouse', { pick: /split/i });
    assertCart(server, cart, cart.session);
    assert.ok(cart.lines.length >= 2, `${cart.lines.length} lines`);
    const services = cart.lines.filter((l) => l.lineType === 'service');
    assert.equal(services.length, 1, 'the contract is the service line');
    assert.ok(cart.lines.some((l) => l.lineType === 'material'), 'the usage is a material line');
    const known = presetPrices('Quarry Data Warehouse');
    if (known) assert.ok(known.includes(decimal(services[0].price)), `${services[0].price} is the contract's price`);
  });

  // CAT-4: free software: subscribed at once where that is pre-approved, else a request over 0.00
  test('Postcard Mail Tester: free', async () => {
    const session = await punchout(server, server.coupa);
    const title = 'Postcard Mail Tester';
    const got = await findProduct(server, session, title);
    const request = formTo(server, got, `${session.home}items`);
    const subscribe = parseForms(got.html).find((f) => f.method === 'post' && f.fields.some((x) => /^subscribe/i.test((x.label ?? '').trim())));
    assert.ok(request || subscribe, 'a way to get it');
    if (subscribe) {
      const before_ = agreements(server.data).length;
      const done = await visit(server, new URL(subscribe.action, server.base + got.path).href, { form: formData(subscribe) });
      assert.equal(done.http, 200);
      assert.equal(readCart(done.html), null, 'nothing is sent to the procurement system');
      assert.equal(agreements(server.data).length, before_ + 1);
    } else {
      await addItem(server, session, title);
      const cart = await requestApproval(server, session);
      assert.equal(assertCart(server, cart, session), 0n);
      assert.equal(cart.lines.length, 1);
      assert.equal(cart.lines[0].lineType, 'service', 'an agreement over 0 is a service line');
      assert.equal(cart.lines[0].price, '0.00');
    }
  });

  // CAT-4, CAT-5: several products in one cart
  test('a cart of several products', async () => {
    const session = await punchout(server, server.coupa);
    await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
    await addItem(server, session, 'Streamline Log Search');
    await addItem(server, session, 'Keystone ERP');
    const cart = await requestApproval(server, session);
    assertCart(server, cart, session);
    assert.deepEqual(cart.lines.map((l) => l.lineType).sort(), ['material', 'material', 'service']);
  });
});

describe('the message', () => {
  // PUN-6: the cookie comes back as it went in, whatever stands in it
  test('BuyerCookie verbatim', async () => {
    for (const cookie of ['a&b<c>"\u00e9', "it's ]]> &amp; &#65;", '<Identity>x</Identity>', `${'long'.repeat(500)}`, 'V02360_GARY_A_PR.SEED__', '\u5c71\u{1F600}', '0', 'a  b']) {
      const cart = await shop(server, server.coupa, undefined, { cookie });
      assertCart(server, cart, cart.session);
    }
  });

  // PUN-6: the address with everything that stands in it
  test('the return address as it was given', async () => {
    const url = returnUrl(server.coupa, '/punchout/checkout?id=7&x=%26%3C&y=a+b;z=\'1\'');
    const cart = await shop(server, server.coupa, undefined, { url });
    assertCart(server, cart, cart.session);
  });

  // PUN-6: it sends itself, has a button where scripts are off, and its policy lets it go there and only there
  test('the page that returns', async () => {
    const cart = await shop(server, server.coupa);
    assert.ok(cart.form.fields.some((f) => f.type === 'submit'), 'a button');
    const policy = cart.page.headers['content-security-policy'] ?? '';
    const target = /form-action ([^;]*)/.exec(policy)?.[1];
    if (target) assert.ok(target.includes(new URL(cart.action).host), `form-action lets it go: ${target}`);
    assert.match(cart.page.headers['cache-control'] ?? '', /no-store/);
    assert.equal(cart.page.headers['set-cookie'], undefined);
  });

  // PUN-1, PUN-6: the parties change places, no UserAgent of a secret's owner is needed
  test('the Header names us as the sender of it', async () => {
    const { coupa } = server;
    const cart = await shop(server, coupa);
    const header = cart.doc.at('Header');
    const ids = (section) => header.at(section).all('Identity').map((i) => i.text);
    assert.ok(ids('To').includes(coupa.from.identity), 'To is the buyer');
    assert.ok(ids('From').includes(coupa.to.identity), 'From is the supplier');
  });

  // CON-6, CON-7, CAT-4: test stands in every document of a test connection
  test('a test connection says deploymentMode="test"', async () => {
    const cart = await shop(server, server.test);
    assertCart(server, cart, cart.session);
    assert.equal(cart.deploymentMode, 'test');
    assert.match(cart.session.page.html, /test mode/i, 'the banner');
    const production = await shop(server, server.coupa);
    assert.notEqual(production.deploymentMode, 'test');
  });

  // PUN-6, CAT-5: the same through the network
  test('a cart for SAP Ariba', async () => {
    const cart = await shop(server, server.ariba);
    assertCart(server, cart, cart.session);
    assert.equal(cart.lines[0].lineType, 'service');
  });

  // PUN-5, PUN-6: what one session puts into its request does not show in another
  test('requests do not mix', async () => {
    const [one, two] = [await punchout(server, server.coupa), await punchout(server, server.coupa)];
    await addItem(server, one, 'Lighthouse Observability', { query: 'Lighthouse' });
    await addItem(server, two, 'Keystone ERP');
    const [left, right] = await Promise.all([requestApproval(server, one), requestApproval(server, two)]);
    assertCart(server, left, one);
    assertCart(server, right, two);
    assert.match(left.lines[0].description, /Lighthouse/);
    assert.match(right.lines[0].description, /Keystone/);
    assert.notEqual(left.lines[0].auxiliaryId, right.lines[0].auxiliaryId);
  });

  // CAT-9, PUN-3: every request has auxiliary ids of its own, also for the same product
  test('auxiliary ids are never used twice', async () => {
    const carts = [await shop(server, server.coupa), await shop(server, server.coupa), await shop(server, server.coupa)];
    const ids = carts.flatMap((c) => c.lines.map((l) => l.auxiliaryId));
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe('no cart', () => {
  // PUN-6: an empty cart is never sent
  test('an empty request cannot be sent', async () => {
    const session = await punchout(server, server.coupa);
    const target = `${session.home}request/approval`;
    const request = assertPage(await page(server, `${session.home}request`));
    const form = formTo(server, request, target);
    const cancelForm = parseForms(session.page.html).find((f) => f.method === 'post' && /\/cancel$/.test(f.action));
    const got = await visit(server, target, { form: formData(form ?? cancelForm ?? { fields: [] }) });
    assert.ok(got.http < 500, `HTTP ${got.http}`);
    const cart = readCart(got.html);
    assert.ok(cart === null || cart.status === 204, 'no PunchOutOrderMessage without lines');
    assert.equal((await page(server, session.home)).http, 200, 'the session goes on');
  });

  // CAT-7, CAT-1: what is no valid quantity does not become a line
  test('impossible quantities are refused on the page', async () => {
    for (const bad of ['-1', '0', '1e9', '999999999999999999999', 'x', '', '1.5', '\u0661', 'NaN', '5001']) {
      const session = await punchout(server, server.coupa);
      const got = await findProduct(server, session, 'Lighthouse Observability', 'Lighthouse');
      const form = formTo(server, got, `${session.home}items`);
      const number = form.fields.find((f) => f.type === 'number' || (f.type === 'text' && /^\d+$/.test(f.value)));
      assert.ok(number, 'a number to enter');
      const answer = await page(server, `${session.home}items`, { form: formData(form, { [number.name]: bad }) });
      assert.ok(answer.http < 500, `${bad}: HTTP ${answer.http}`);
      const request = assertPage(await page(server, `${session.home}request`));
      const send = formTo(server, request, `${session.home}request/approval`);
      if (!send) continue;
      const sent = await visit(server, `${session.home}request/approval`, { form: formData(send) });
      const cart = readCart(sent.html);
      if (cart && cart.lines.length) assert.ok(product(cart.lines[0].quantity, cart.lines[0].price) > 0n, `${bad}: ${JSON.stringify(cart.lines)}`);
      if (cart && /^(-1|0|5001|999.*)$/.test(bad)) assert.equal(cart.lines.length, 0, `${bad} made a line`);
    }
  });

  // CAT-1, PUN-5: a price comes from the catalogue, never from the form
  test('a price cannot be sent in', async () => {
    const session = await punchout(server, server.coupa);
    const changes = { price: '0.01', amount: '0.01', total: '0.01', unit_price: '0.01' };
    await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse', changes });
    const cart = await requestApproval(server, session);
    const known = presetPrices('Lighthouse Observability');
    const total = assertCart(server, cart, session);
    if (known) assert.ok(known.includes(total), `${total} is one of ${known}`);
    else assert.ok(total > 10_000n);
  });
});

// PUN-6, PUN-8: the page that returns can be asked for again, as after a broken connection; it is the same request
test('sending twice gives the same cart', async () => {
  const session = await punchout(server, server.coupa);
  await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
  const target = `${session.home}request/approval`;
  const form = formData(formTo(server, assertPage(await page(server, `${session.home}request`)), target));
  const first = readCart(assertPage(await visit(server, target, { form })).html);
  const again = await visit(server, target, { form });
  assert.ok(again.http < 500);
  const second = readCart(again.html);
  if (second) assert.deepEqual(second.lines, first.lines);
});

// PUN-6: a setup without a return address opens nothing that could lead a cart astray
test('without BrowserFormPost no cart is sent anywhere', async () => {
  const answer = await postSetup(server, server.coupa, setupRequest(server.coupa, { url: null, cookie: unique() }));
  if (!answer.startPage) return;
  const session = await enter(server, assertStart(answer));
  await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
  const request = assertPage(await page(server, `${session.home}request`));
  const form = formTo(server, request, `${session.home}request/approval`);
  if (form) assert.equal(readCart((await visit(server, `${session.home}request/approval`, { form: formData(form) })).html), null);
});
