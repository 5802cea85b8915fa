// CON-1 to CON-14 on the wire: connections that people set up in the console, and what a procurement system gets from them.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  addItem, agreement, agreementsOf, assertStart, assertStatus, assertValidCxml, enter, exchange, orderRequest, post, postOrder, postSetup, prepare,
  profileRequest, requestApproval, setupRequest, unique,
} from './client.mjs';
import { Person, admin, said } from './console.mjs';
import { until } from './nodes.mjs';

const COUPA = {
  name: 'EMEA Coupa', instance: 'https://emea.coupahost.com', buyer_domain: 'DUNS', buyer_identity: '123456789', test: 'yes',
};
/** The text of the row of a table that begins with this label. */
const row = (html, label) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').split(label)[1]?.slice(0, 300) ?? '';

describe('connections', () => {
  let server;
  let amelia;
  let ada;
  let accounts;
  before(async () => {
    server = prepare();
    accounts = Object.fromEntries(admin(server.data, 'account', 'list').accounts.map((a) => [a.name, a.id]));
    const link = admin(server.data, 'user', 'invite', 'amelia', '--account', accounts['Globex management']).sign_up_link;
    fs.appendFileSync(path.join(server.data, 'punchoutd.conf'), 'trusted_proxies = 127.0.0.1\n');
    await server.serve();
    amelia = await new Person(server).signUp(link.replace(/^https?:\/\/[^/]+/, server.base));
    ada = await new Person(server, 'operator').signUp(await server.firstOperator, { email: 'ada@market.example' });
  });
  after(() => server?.stop());

  const pageOf = async (id, person = amelia) => (await person.send(`/procurement-systems/${id}`)).text;
  /** What traffic proved is written a moment after its answer. */
  const shows = (connection, what, words) => until(10_000, `${what} says ${words}`, async () => words.test(row(await pageOf(connection.id), what)));
  /** Saves a new one; gives what client.mjs needs to speak for its procurement system. */
  async function setUp(fields = {}, system = 'coupa') {
    const got = await amelia.post(`/new-procurement-system/${system}`, { ...COUPA, ...fields });
    assert.equal(got.status, 303, said(got.text));
    const id = /procurement-systems\/([0-9a-f-]+)/.exec(got.headers.location)[1];
    const [to] = /MP\d{10}/.exec(await pageOf(id)) ?? [];
    const revealed = await amelia.post(`/procurement-systems/${id}/reveal`);
    const from = { domain: fields.buyer_domain ?? COUPA.buyer_domain, identity: fields.buyer_identity ?? COUPA.buyer_identity };
    return {
      id, from, sender: from, to: { domain: 'MarketplaceID', identity: to },
      shared_secret: />([\w-]{16,})<\/code>/.exec(revealed.text)?.[1],
      setup_path: '/v1/punchout/setup', order_path: '/v1/orders', profile_path: '/v1/profile',
      return_hosts: ['emea.coupahost.com'],
    };
  }
  const enable = async (connection) => assert.equal((await amelia.post(`/procurement-systems/${connection.id}/enable`)).status, 303);
  const setup = (connection, options) => postSetup(server, connection, setupRequest(connection, { returnUrl: 'https://emea.coupahost.com/punchout/checkout?id=7', ...options }));

  // CON-1, CON-2, CON-3, CON-6: from Save to the first punchout
  test('Coupa is set up alone, and its page ticks off what works', async () => {
    const connection = await setUp();
    let page = await pageOf(connection.id);
    assert.match(page, /Test mode:<\/strong> orders placed here buy nothing\./);
    for (const rest of ['edit', 'rotate', 'remove', 'end-test']) assert.match(await pageOf(`${connection.id}/${rest}`), /Test mode:<\/strong>/, `the banner is on ${rest}`);
    assert.match(row(page, 'Punchout URL'), /Not seen yet/);
    assert.doesNotMatch(page, new RegExp(connection.shared_secret), 'the secret is not on the page');
    assertStatus(await setup(connection), 403);
    await enable(connection);
    assertStart(await setup(connection));
    await shows(connection, 'Punchout URL', /Seen/);
    page = await pageOf(connection.id);
    assert.match(row(page, 'Purchase order URL'), /Not seen yet/);
    const list = (await amelia.send('/procurement-systems')).text;
    assert.match(row(list, 'EMEA Coupa'), /Coupa 123456789 DUNS MP\d{10} MarketplaceID All Test Enabled/);
    const file = await amelia.send(`/procurement-systems/${connection.id}/purchase-information`);
    assert.match(file.headers['content-disposition'], /attachment/);
    for (const value of [`${server.base}/v1/punchout/setup`, `${server.base}/v1/orders`, connection.to.identity, '43232701', '123456789']) assert.ok(file.text.includes(value), value);
    assert.ok(!file.text.includes(connection.shared_secret), 'the secret goes another way');
    const logo = await exchange(server, '/static/logo-150x50.png');
    assert.equal(logo.headers['content-type'], 'image/png');
  });

  // CON-3: what fails is said in words that help
  test('a page says what is wrong with the secret that came', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer') });
    await enable(connection);
    for (const [secret, words] of [['none', /Secret field is empty/], ['not the right one at all', /not the one of this connection/]]) {
      const answer = await setup({ ...connection, shared_secret: secret });
      assertStatus(answer, 401);
      await shows(connection, 'Shared secret', new RegExp(`Failed \\(401\\).*${words.source}`));
    }
    assertStart(await setup(connection));
    await shows(connection, 'Shared secret', /Seen/);
  });

  // CON-2, CON-4, CON-8: each wrong value has its message beside its field, and nothing is saved
  test('wrong settings are refused beside their fields', async () => {
    const count = async () => /(\d+) connections?/.exec((await amelia.send('/procurement-systems')).text)[1];
    const before_ = await count();
    for (const [system, fields, field, words] of [
      ['coupa', { name: '' }, 'name', 'Give the connection a name'],
      ['coupa', { instance: 'http://emea.coupahost.com' }, 'instance', 'https://'],
      ['coupa', { redirect: 'yes' }, 'redirect_url', 'Give the address'],
      ['coupa', { redirect_url: 'https://evil.example/x' }, 'redirect_url', 'evil.example'],
      ['coupa', { redirect_url: 'http://emea.coupahost.com/x' }, 'redirect_url', 'https://'],
      ['coupa', { secret: 'none' }, 'secret', 'none'],
      ['coupa', { secret: 'short' }, 'secret', '16 characters'],
      ['coupa', { sellers: 'nobody' }, 'sellers', 'no seller'],
      ['ariba', { buyer_identity: 'AN0100000003' }, 'buyer_identity', '11 or 12 digits'],
      ['ariba', { buyer_identity: 'AN01000000033', supplier: '' }, 'supplier', 'Choose'],
    ]) {
      const got = await amelia.post(`/new-procurement-system/${system}`, { ...COUPA, ...fields });
      assert.equal(got.status, 422, `${field}: ${JSON.stringify(fields)}`);
      const beside = new RegExp(`id="error-${field}">(.*?)</div>`, 's').exec(got.text)?.[1] ?? '';
      assert.ok(beside.includes(words), `${field}: ${beside}`);
      if (fields.name === undefined) assert.match(got.text, /value="EMEA Coupa"/, 'what was typed stays');
    }
    assert.equal(await count(), before_);
  });
  // CON-9, CON-11: a rotated secret overlaps, a disabled connection is refused, and both are undone
  test('secrets rotate with overlap', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer') });
    await enable(connection);
    const got = await amelia.post(`/procurement-systems/${connection.id}/rotate`, { overlap: '24', secret: '' });
    assert.equal(got.status, 200);
    const [, fresh] = />([\w-]{40,})<\/code>/.exec(got.text);
    assertStart(await setup(connection));
    assertStart(await setup({ ...connection, shared_secret: fresh }));
    const page = await pageOf(connection.id);
    assert.match(page, /Old one valid until/);
    await shows(connection, 'Old one last used', /20\d\d/);
    assert.equal((await amelia.post(`/procurement-systems/${connection.id}/end-overlap`)).status, 303);
    assertStatus(await setup(connection), 401);
    assertStart(await setup({ ...connection, shared_secret: fresh }));
    assert.equal((await amelia.post(`/procurement-systems/${connection.id}/disable`)).status, 303);
    assertStatus(await setup({ ...connection, shared_secret: fresh }), 403);
    await enable(connection);
    assertStart(await setup({ ...connection, shared_secret: fresh }));
  });

  // CON-12, ORD-6: whether a cart has room for one line, as the form says it
  test('the form says how many lines a cart takes', async () => {
    const connection = await setUp({ buyer_identity: '123456790' });
    const shown = async () => /<input[^>]*name="single_line"[^>]*>/.exec(await pageOf(`${connection.id}/edit`))[0];
    const kept = () => admin(server.data, 'connection', 'show', connection.id).single_line;
    const fields = { ...COUPA, buyer_identity: '123456790', cart_encoding: 'base64', dtd_version: '1.2.014', unit_of_measure: 'EA', classification: 'uniform', acknowledgement: '200' };
    assert.doesNotMatch(await shown(), /checked/);
    for (const on of [true, false]) {
      assert.equal((await amelia.post(`/procurement-systems/${connection.id}/edit`, { ...fields, ...(on && { single_line: 'yes' }) })).status, 303);
      assert.equal(/checked/.test(await shown()), on);
      assert.equal(kept(), on);
    }
  });

  // CON-12: addresses and certificates, as a trusted proxy tells them
  test('documents come from the right place with the right certificate', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer') });
    await enable(connection);
    const der = crypto.randomBytes(300);
    const fields = {
      ...COUPA, buyer_identity: connection.from.identity, address_ranges: '203.0.113.0/24', client_certificate: crypto.createHash('sha256').update(der).digest('hex'),
      cart_encoding: 'base64', dtd_version: '1.2.014', unit_of_measure: 'EA', classification: 'uniform',
    };
    assert.equal((await amelia.post(`/procurement-systems/${connection.id}/edit`, fields)).status, 303);
    const send = (headers) => post(server, '/v1/punchout/setup', setupRequest(connection, { returnUrl: 'https://emea.coupahost.com/x' }), { headers });
    const mine = `:${der.toString('base64')}:`;
    assertStart(await send({ 'X-Forwarded-For': '203.0.113.9', 'Client-Cert': mine }));
    assertStart(await send({
      'X-Forwarded-For': '192.0.2.1, 203.0.113.9',
      'X-SSL-Client-Cert': encodeURIComponent(`-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`),
    }));
    for (const [headers, words] of [
      [{ 'X-Forwarded-For': '203.0.113.9' }, /none was shown/],
      [{ 'X-Forwarded-For': '203.0.113.9', 'Client-Cert': ':YWJj:' }, /another one/],
      [{ 'X-Forwarded-For': '203.0.114.9', 'Client-Cert': mine }, /came from 203\.0\.114\.9/],
      [{ 'Client-Cert': mine }, /came from 127\.0\.0\.1/],
    ]) {
      const answer = await send(headers);
      assertStatus(answer, 403);
      assert.match(answer.shown, words);
    }
  });

  // CON-2, CON-3: what is wrong is beside a field that is there, and on top in the order of the fields
  test('what is wrong is told beside its field', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer') });
    for (const path of ['/new-procurement-system/coupa', '/new-procurement-system/oci', '/new-procurement-system/jaggaer', `/procurement-systems/${connection.id}/edit`]) {
      const { status, text } = await amelia.post(path, { sender_domain: 'DUNS', price_tolerance: 'much', account_table: 'x' });
      assert.equal(status, 422, path);
      const summary = /class="error-summary"[^]*?<ul>([^]*?)<\/ul>/.exec(text)[1];
      const linked = [...summary.matchAll(/<li>(?:<a href="#([^"]*)">)?/g)].map((m) => m[1]);
      const beside = [...text.matchAll(/id="error-([^"]*)"><span/g)].map((m) => m[1]);
      assert.deepEqual(linked, beside, path);
      assert.ok(linked.includes('instance') || linked.length > 4, path);
    }
  });

  // CAT-8, CON-12, CON-14: an Extrinsic of the setup says which account is bought for, and what stands for none is told
  test('an Extrinsic chooses the account', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer') });
    await enable(connection);
    const research = accounts['Globex research'];
    const { test: _, ...coupa } = COUPA; // production
    const save = (fields) => amelia.post(`/procurement-systems/${connection.id}/edit`, {
      ...coupa, buyer_identity: connection.from.identity, cart_encoding: 'base64', dtd_version: '1.2.014', unit_of_measure: 'EA',
      classification: 'uniform', account_extrinsic: 'CostCenter', ...fields,
    });
    for (const [fields, field, words] of [
      [{ account_table: 'CC-7 123456789012' }, 'account_table', 'must be a value, = and an account id'],
      [{ account_table: `CC-7=${accounts['Initech management']}` }, 'account_table', 'your organization has no account'],
      [{ account_table: `CC-7=${research}`, account_extrinsic: '' }, 'account_extrinsic', 'Name the Extrinsic'],
    ]) {
      const got = await save(fields);
      assert.equal(got.status, 422, JSON.stringify(fields));
      const beside = new RegExp(`id="error-${field}">(.*?)</div>`, 's').exec(got.text)?.[1] ?? '';
      assert.ok(beside.includes(words), `${field}: ${beside}`);
    }
    assert.equal((await save({ account_table: `CC-7 = ${research}` })).status, 303);
    assert.match(await pageOf(`${connection.id}/edit`), new RegExp(`CC-7=${research}`));
    assert.match(await pageOf(connection.id), /Extrinsic that says the account[^]*?CostCenter/, 'it is among what is entered there');
    const punchoutFor = (value) => setup(connection, { extrinsics: { UserEmail: 'ada@emea.example', ...(value === undefined ? {} : { costcenter: value }) } });
    for (const [value, words] of [['CC-8', /'CostCenter' is 'CC-8', which stands for no account\. Add it/], [undefined, /'CostCenter' is missing/]]) {
      const answer = await punchoutFor(value);
      assertStatus(answer, 400);
      assert.match(answer.status.message, words);
    }
    await until(10_000, 'the page says why', async () => /stands for no account|is missing or empty/.test(await pageOf(connection.id)));
    const session = await enter(server, assertStart(await punchoutFor('cc-7')));
    await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
    const cart = await requestApproval(server, session);
    const orderID = unique('PO');
    assertStatus(await postOrder(server, connection, orderRequest(connection, { orderID, lines: cart.lines })), 200);
    const [id] = agreementsOf(server.data, orderID);
    assert.equal(agreement(server.data, id).account_id, research);
    const checked = await amelia.post(`/procurement-systems/${connection.id}/check`);
    assert.match(checked.text, /The connection works/);
  });

  // INTEROP C4: CredentialMac in place of the secret
  test('a buyer that sends directly shows a CredentialMac', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer') });
    await enable(connection);
    const at = (ms) => new Date(Date.now() + ms).toISOString().replace(/\.\d+Z/, '+00:00');
    const mac = (secret, created = at(-60_000), expires = at(3_600_000)) => {
      const parts = ['duns', connection.from.identity.toLowerCase(), 'duns', connection.from.identity.toLowerCase(), created, expires];
      const value = crypto.createHmac('sha1', secret).update(parts.map((p) => `${p}\0`).join('')).digest().subarray(0, 12).toString('base64');
      return `<CredentialMac type="FromSenderCredentials" algorithm="HMAC-SHA1-96" creationDate="${created}" expirationDate="${expires}">\n  ${value}\n</CredentialMac>`;
    };
    const send = (element) => postSetup(server, connection, setupRequest(connection, { returnUrl: 'https://emea.coupahost.com/x' })
      .replace(/<SharedSecret>[^<]*<\/SharedSecret>/, element));
    assertStart(await send(mac(connection.shared_secret)));
    assertStatus(await send(mac('another secret entirely')), 401);
    assertStatus(await send(mac(connection.shared_secret, at(-7_200_000), at(-3_600_000))), 401);
    await until(10_000, 'the page says why', async () => /CredentialMac has expired/.test(await pageOf(connection.id)));
    assertStatus(await send(mac(connection.shared_secret, at(3_600_000), at(7_200_000))), 401);
    const profile = await post(server, '/v1/profile', profileRequest(connection));
    assertStatus(profile, 200);
    assert.match(profile.body.toString(), /Direct\.AuthenticationMethod\.CredentialMac/);
    assertValidCxml(profile.body);
  });

  // CON-14: the check runs over the network, explains itself, buys nothing and proves nothing of Coupa
  test('the connection check', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer'), test: '' });
    const refused = await amelia.post(`/procurement-systems/${connection.id}/check`);
    assert.match(refused.text, /The connection does not work yet/);
    assert.match(refused.text, /Setup request failed: 403/);
    await enable(connection);
    const got = await amelia.post(`/procurement-systems/${connection.id}/check`);
    assert.equal(got.status, 200);
    assert.match(got.text, /The connection works/);
    assert.equal(got.text.match(/Passed/g).length, 5);
    assert.ok(!got.text.includes(connection.shared_secret), 'secrets are masked');
    assert.match(got.text, /PunchOutOrderMessage/);
    assert.match(row(await pageOf(connection.id), 'Purchase order URL'), /Not seen yet/);
    assert.match(row(await pageOf(connection.id), 'Punchout URL'), /Not seen yet/);
  });

  // CON-4, CON-5, CON-10: Ariba with the operator, to production and away
  test('SAP Ariba goes live with the operator, and is removed', async () => {
    const form = (await amelia.send('/new-procurement-system/ariba')).text;
    const [, supplier] = /<option value="([0-9a-f-]{36})"/.exec(form);
    const anid = `AN0${String(Math.floor(Math.random() * 1e10)).padStart(10, '0')}`;
    const saved = await amelia.post('/new-procurement-system/ariba', { name: 'Global Ariba', buyer_identity: `${anid}-T`, supplier, test: 'yes' });
    const id = /procurement-systems\/([0-9a-f-]+)/.exec(saved.headers.location)[1];
    assert.match(await pageOf(id), /Waiting for operator/);
    const [, caseId] = /\/console\/cases\/([0-9a-f-]+)/.exec(await pageOf(id));
    const { sender, to, shared_secret: secret } = server.connections.find((c) => c.system === 'ariba');
    const connection = { from: { domain: 'NetworkID', identity: `${anid}-T` }, sender, to, shared_secret: secret, setup_path: '/v1/punchout/setup', order_path: '/v1/orders', return_hosts: ['s1.ariba.com'] };
    const punch = () => postSetup(server, connection, setupRequest(connection, { returnUrl: 'https://s1.ariba.com/x' }));
    assertStatus(await punch(), 403);
    assert.match((await ada.send('')).text, /Globex: Set-up of SAP Ariba/);
    const asked = (await ada.send(`/cases/${caseId}`)).text;
    assert.match(asked, new RegExp(accounts['Globex management']), 'the account id is sent along');
    assert.match(asked, new RegExp(`start a relationship with ANID ${to.identity}`));
    const move = (person, name, text) => person.post(`/cases/${caseId}/move`, { move: name, [`text-${name}`]: text ?? '' });
    assert.equal((await move(amelia, 'go_live')).status, 409, 'the buyer can\'t');
    assert.equal((await move(ada, 'send_instructions', '')).status, 422);
    assert.equal((await move(ada, 'send_instructions', 'Do <b>this</b> & that.')).status, 303);
    assert.match((await amelia.send(`/cases/${caseId}`)).text, /Do &lt;b&gt;this&lt;\/b&gt; &amp; that\./);
    assertStart(await punch());
    assert.equal((await amelia.post(`/procurement-systems/${id}/end-test`)).status, 403, 'only the operator ends test mode');
    assert.equal((await move(amelia, 'start_testing')).status, 303);
    assert.equal((await amelia.post(`/cases/${caseId}/say`, { text: 'It works.' })).status, 303);
    assert.equal((await move(amelia, 'request_go_live')).status, 303);
    assert.equal((await move(ada, 'go_live', 'Welcome.')).status, 303);
    assert.match(await pageOf(id), /Production/);
    const gone = await amelia.post(`/procurement-systems/${id}/remove`, { text: 'We leave.' });
    const [, removal] = /cases\/([0-9a-f-]+)/.exec(gone.headers.location);
    assert.equal((await ada.post(`/cases/${removal}/move`, { move: 'remove' })).status, 303);
    assert.equal((await amelia.send(`/procurement-systems/${id}`)).status, 404);
    assertStatus(await punch(), 401);
  });

  // CON-13: what sellers it is limited to is all that can be seen and requested
  test('a connection is limited to its sellers of record', async () => {
    const form = (await amelia.send('/new-procurement-system/coupa')).text;
    const [, seller, name] = /name="sellers" value="([^"]+)"[^>]*><label[^>]*>([^<]+)/.exec(form);
    const connection = await setUp({ buyer_identity: unique('buyer'), sellers: seller });
    await enable(connection);
    const start = assertStart(await setup(connection));
    const opened = await exchange(server, new URL(start).pathname);
    const shop = (await exchange(server, opened.headers.location)).body.toString();
    assert.ok(shop.includes(name));
    assert.match(shop, new RegExp(`name="seller"[^>]*value="${seller}"`));
    assert.equal([...shop.matchAll(/name="seller" value="/g)].length <= 1, true, 'no other seller can be chosen');
  });

  // CON-7: `test` in the document, and the banner counts what bought nothing
  test('orders in test mode are counted on the page', async () => {
    const connection = await setUp({ buyer_identity: unique('buyer') });
    await enable(connection);
    await amelia.post(`/procurement-systems/${connection.id}/check`);
    assert.match(await pageOf(connection.id), /1 order since/);
    assert.match((await amelia.send('')).text, /EMEA Coupa is in test mode/);
  });

  // ACC-9, CON-11: the trail has it all, and no secret
  test('the audit trail tells who did what', async () => {
    const trail = (await ada.send(`/audit?organization=${server.connections.find((c) => c.name === 'Globex Coupa').organization_id}`)).text;
    assert.match(trail, /RevealProcurementSystemSecret/);
    assert.match(trail, /PutProcurementSystemConfiguration/);
    assert.match(trail, /HIDDEN_DUE_TO_SECURITY_REASONS|amelia/);
    const connection = await setUp({ buyer_identity: unique('buyer') });
    const again = (await ada.send(`/audit?organization=${server.connections.find((c) => c.name === 'Globex Coupa').organization_id}`)).text;
    assert.ok(!again.includes(connection.shared_secret));
  });
});
