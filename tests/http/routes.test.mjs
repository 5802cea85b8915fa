// ACC-3, ACC-7, ACC-10: every address, asked by everybody who has no business there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT, agreement, agreementsOf, cli, documents, orderRequest, ordersOf, postOrder, prepare, shop } from './client.mjs';
import { Person, admin } from './console.mjs';

/* What is in the paths: `user` and `policy` are of the first account, `account` and so on of the operators' pages. */
const PARAMETERS = { user: 'ruth', policy: 'Nights', what: 'delete', token: 'none', delivery: 'none', operator: 'ada%40market.example' };

/*
 * The rows: method and path as in src/web/console_routes.c.
 * everyone: any signed-in person of the realm may; else a user without policies gets 403.
 * own: its object is of an account, so another account's is told 404.
 * answer: what the account's administrator gets, where it is not 200 (GET).
 */
const OPEN = { open: true };
/* configuration: of procurement systems, which a member account is refused with the management account's id (ACC-7). */
const CONFIGURATION = { own: true, configuration: true };
/* The pages of one connection, in both consoles. */
const CONNECTION = Object.fromEntries([
  'GET ', 'GET /purchase-information', 'GET /edit', 'POST /edit', 'POST /enable', 'GET /disable', 'POST /disable', 'GET /end-test', 'POST /end-test',
  'POST /start-test', 'POST /check', 'POST /reveal', 'GET /rotate', 'POST /rotate', 'POST /end-overlap', 'GET /remove', 'POST /remove',
  'GET /e-invoices', 'POST /e-invoices', 'POST /e-invoices/confirm', 'POST /e-invoices/suspend', 'POST /e-invoices/resume',
].map((key) => [key, CONFIGURATION]));
const below = (prefix) => Object.fromEntries(Object.entries(CONNECTION).map(([key, row]) => [key.replace(' ', ` ${prefix}`), row]));
const rows = {
  both: {
    'GET /sign-in': OPEN, 'POST /sign-in': OPEN, 'GET /code': OPEN, 'POST /code': OPEN,
    'GET /sign-up/{token}': { open: true, answer: 422 }, 'POST /sign-up/{token}': OPEN,
    'POST /sign-out': { everyone: true },
    'GET /profile': { everyone: true }, 'GET /profile/password': { everyone: true }, 'POST /profile/password': { everyone: true },
    'GET /profile/factor': { everyone: true }, 'POST /profile/factor': { everyone: true },
    'GET /profile/remove-factor': { everyone: true }, 'POST /profile/remove-factor': { everyone: true },
    'GET /profile/codes': { everyone: true }, 'POST /profile/codes': { everyone: true }, 'POST /profile/sessions': { everyone: true },
    'GET /audit': {}, 'GET /audit/export': {},
    'GET /purchase-orders': {}, 'GET /purchase-orders/{order}': { own: true }, 'GET /purchase-orders/{order}/documents/{document}': { own: true }, 'GET /purchase-orders/{order}/documents/{document}/attachments/{number}': { own: true },
    'GET /subscriptions': {}, 'GET /subscriptions/{agreement}': { own: true }, 'POST /subscriptions/{agreement}/renewal': { own: true }, 'GET /subscriptions/{agreement}/purchase-orders': { own: true }, 'POST /subscriptions/{agreement}/purchase-orders': { own: true }, 'GET /invoices': {}, 'GET /invoices/{invoice}': { own: true }, 'GET /invoices/{invoice}/pdf': { own: true }, 'POST /invoices/{invoice}/send': CONFIGURATION,
    'GET /cases': { configuration: true }, 'GET /cases/{case}': CONFIGURATION, 'POST /cases/{case}/say': CONFIGURATION, 'POST /cases/{case}/move': CONFIGURATION,
  },
  buyer: {
    'GET ': { everyone: true }, 'GET /account': {}, 'GET /organization': {},
    'GET /users': {}, 'GET /new-user': {}, 'POST /new-user': {},
    'GET /users/{user}': { own: true }, 'POST /users/{user}/attach': { own: true }, 'POST /users/{user}/detach': { own: true },
    'GET /users/{user}/confirm/{what}': { own: true }, 'POST /users/{user}/invite': { own: true }, 'POST /users/{user}/remove-factor': { own: true },
    'POST /users/{user}/suspend': { own: true }, 'POST /users/{user}/resume': { own: true }, 'POST /users/{user}/delete': { own: true },
    'POST /users/{user}/keys': { own: true }, 'POST /users/{user}/keys/activate': { own: true }, 'POST /users/{user}/keys/deactivate': { own: true },
    'GET /users/{user}/keys/delete': { own: true }, 'POST /users/{user}/keys/delete': { own: true },
    'GET /policies': {}, 'GET /new-policy': {}, 'POST /new-policy': {},
    'GET /policies/{policy}': { own: true }, 'POST /policies/{policy}/versions': { own: true, fields: { document: '{"Version":"2012-10-17","Statement":[]}' } },
    'POST /policies/{policy}/default': { own: true }, 'GET /policies/{policy}/delete-version': { own: true }, 'POST /policies/{policy}/delete-version': { own: true },
    'GET /policies/{policy}/delete': { own: true }, 'POST /policies/{policy}/delete': { own: true },
    'GET /subscriptions/{agreement}/cancel': { own: true }, 'POST /subscriptions/{agreement}/cancel': { own: true },
    'GET /webhooks': { configuration: true }, 'POST /webhooks': { configuration: true }, 'POST /webhooks/{webhook}/test': CONFIGURATION, 'POST /webhooks/{webhook}/delete': CONFIGURATION,
    'GET /marketplace': {}, 'POST /marketplace': {}, 'GET /procurement-systems': { configuration: true },
    'GET /new-procurement-system': { configuration: true }, 'GET /new-procurement-system/{system}': { configuration: true },
    'POST /new-procurement-system/{system}': { configuration: true },
    ...below('/procurement-systems/{connection}'),
    'GET /simulator': {}, 'GET /roles': {}, 'POST /roles': {}, 'GET /roles/delete': { everyone: true }, 'POST /roles/delete': {},
  },
  operator: {
    'GET ': {}, 'GET /accounts': {}, 'GET /new-account': {}, 'POST /new-account': {}, 'GET /accounts/{account}': {},
    'GET /accounts/{account}/suspend': {}, 'POST /accounts/{account}/suspend': {}, 'POST /accounts/{account}/resume': {}, 'GET /accounts/{account}/move': {}, 'POST /accounts/{account}/move': {},
    'GET /accounts/{account}/invite': {}, 'POST /accounts/{account}/invite': {},
    'GET /organizations': {}, 'GET /new-organization': {}, 'POST /new-organization': {}, 'GET /organizations/{organization}': {},
    'POST /organizations/{organization}/self-service': {}, 'GET /connections': {}, 'GET /suppliers': {}, 'GET /new-supplier': {}, 'POST /new-supplier': {},
    'GET /taxes': {}, 'GET /taxes/{seller}': {}, 'POST /taxes/{seller}': {}, 'GET /suppliers/{supplier}/rotate': {}, 'POST /suppliers/{supplier}/rotate': {},
    ...below('/connections/{organization}/{connection}'),
    'POST /subscriptions/{agreement}/usage': {}, 'POST /subscriptions/{agreement}/terminate': {}, 'POST /invoices/{invoice}/credit': {}, 'POST /purchase-orders/{order}/accept': {}, 'POST /purchase-orders/{order}/reject': {},
    'GET /deliveries': {}, 'GET /deliveries/{delivery}': { answer: 404 }, 'POST /deliveries/{delivery}/resend': {},
    'GET /operators': {}, 'GET /new-operator': {}, 'POST /new-operator': {}, 'GET /operators/{operator}/invite': {}, 'POST /operators/{operator}/invite': {},
    'GET /operators/{operator}/suspend': {}, 'POST /operators/{operator}/suspend': {}, 'POST /operators/{operator}/resume': {},
    'GET /operators/{operator}/delete': {}, 'POST /operators/{operator}/delete': {}, 'POST /audit/verify': {},
  },
};

/* Addresses of other tables (src/cxml and src/api have tests of their own, with no session): who has no session, and a body over the limit, where there is one. */
const others = {
  'GET /': { nobody: 200 }, 'GET /healthz': { nobody: 200 }, 'GET /static/{file*}': { nobody: 404 },
  'GET /punchout/start/{token}': { nobody: 404 },
  'GET /p/{session}': { nobody: 410 }, 'GET /p/{session}/': { nobody: 410 }, 'GET /p/{session}/compare': { nobody: 410 },
  'GET /p/{session}/products/{product}': { nobody: 410 }, 'POST /p/{session}/items': { nobody: 410, oversize: true },
  'POST /p/{session}/items/{number}/remove': { nobody: 410, oversize: true }, 'POST /p/{session}/subscribe': { nobody: 410, oversize: true },
  'GET /p/{session}/request': { nobody: 410 }, 'GET /p/{session}/requests': { nobody: 410 }, 'POST /p/{session}/request/approval': { nobody: 410, oversize: true },
  'POST /p/{session}/cancel': { nobody: 410, oversize: true }, 'GET /p/{session}/sign-in': { nobody: 410 },
  'POST /p/{session}/sign-in': { nobody: 410, oversize: true }, 'POST /p/{session}/code': { nobody: 410, oversize: true },
  'GET /p/{session}/openid': { nobody: 410 }, 'GET /openid/return': { nobody: 400 },
};

/** What comes along with the order. */
const ATTACHED = 'Content-Type: text/html; name="quote.html"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="..\\angebot \u00e4;%.html"';
const FILE = Buffer.from('<script>alert(1)</script>\0\xff', 'latin1');

/** The rows that a C source has, as "METHOD path", by the macro that makes them. */
function tableOf(file) {
  const source = fs.readFileSync(path.join(ROOT, file), 'utf8');
  const table = { both: [], buyer: [], operator: [] };
  for (const [, realm, method, at] of source.matchAll(/^\s+(OPEN|BOTH|BUYER|OPERATOR)_(GET|POST)\("([^"]*)",/gm)) {
    table[{ OPEN: 'both', BOTH: 'both', BUYER: 'buyer', OPERATOR: 'operator' }[realm]].push(`${method} ${at}`);
  }
  for (const [, method, at] of source.matchAll(/^\s+CONNECTION_(GET|POST)\("([^"]*)",/gm)) {
    table.buyer.push(`${method} /procurement-systems/{connection}${at}`);
    table.operator.push(`${method} /connections/{organization}/{connection}${at}`);
  }
  return table;
}

const sample = (at, more = {}) => at.replace(/\{(\w+)\*?\}/g, (_, name) => ({ ...PARAMETERS, ...more })[name] ?? 'none');

describe('every route', () => {
  let server;
  const who = {};
  let more;
  before(async () => {
    server = prepare();
    const { data } = server;
    const accounts = admin(data, 'account', 'list').accounts;
    const account = (name) => accounts.find((a) => a.name === name).id;
    const globex = account('Globex management');
    const invite = (id) => admin(data, 'account', 'invite', id).sign_up_link;
    const user = (id, name, policy) => admin(data, 'user', 'create', name, '--account', id, '--email', `${name}@x.example`,
      ...(policy ? ['--policy', `arn:aws:iam::aws:policy/${policy}`] : [])).sign_up_link;
    const links = {
      root: invite(globex), admin: user(globex, 'ruth', 'AdministratorAccess'), powerless: user(globex, 'nell'),
      member: invite(account('Globex research')), other: invite(account('Initech management')),
      operator: admin(data, 'operator', 'create', 'ada@market.example').sign_up_link,
    };
    fs.writeFileSync(path.join(data, 'nights.json'), '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}');
    admin(data, 'policy', 'create', 'Nights', '--account', globex, '--file', path.join(data, 'nights.json'));
    const connection = cli(data, 'connection', 'list').connections.find((c) => c.name === 'Globex Coupa');
    more = { account: globex, organization: connection.organization_id, connection: connection.id, system: 'coupa', seller: admin(data, 'tax', 'list').taxes[0].seller };
    assert.match(admin(data, 'webhook', 'create', '--organization', more.organization, '--to', 'https://hooks.globex.example/').secret, /^whsec_[\w+/]{43}=$/);
    more.webhook = admin(data, 'webhook', 'list', '--organization', more.organization).webhooks[0].id;
    await server.serve();
    const { lines } = await shop(server, server.coupa);
    const parts = [['Content-Type: text/xml', orderRequest(server.coupa, { orderID: 'PO-ROUTES', lines })], [ATTACHED, FILE.toString('base64')]];
    const body = `${parts.map(([headers, content]) => `--b\r\n${headers}\r\n\r\n${content}\r\n`).join('')}--b--\r\n`;
    await postOrder(server, server.coupa, body, { contentType: 'multipart/related; boundary=b' });
    await server.halt();
    admin(data, 'billing', 'run');
    const bought = ordersOf(data, 'PO-ROUTES')[0];
    const [agreementId] = agreementsOf(data, 'PO-ROUTES');
    Object.assign(more, { order: bought.id, document: bought.document_id, number: '1', agreement: agreementId, invoice: agreement(data, agreementId).charges[0].invoice_id });
    await server.serve();
    for (const [name, link] of Object.entries(links)) {
      who[name] = await new Person(server, name === 'operator' ? 'operator' : 'console').signUp(link.replace(/^https?:\/\/[^/]+/, server.base));
    }
    const asked = await who.admin.post(`/procurement-systems/${more.connection}/remove`, { text: 'We leave.' });
    more.case = /cases\/([0-9a-f-]+)/.exec(asked.headers.location)[1];
  });
  after(() => server?.stop());

  test('has its row here', () => {
    const table = tableOf('src/web/console_routes.c');
    for (const realm of Object.keys(rows)) assert.deepEqual(Object.keys(rows[realm]).sort(), table[realm].sort(), `${realm}: a route without a row, or a row without a route`);
    const source = fs.readFileSync(path.join(ROOT, 'src/web/routes.c'), 'utf8');
    const shop = [...source.matchAll(/\.method = "(\w+)",\s*\.path = "([^"]+)"/g)].map(([, method, at]) => `${method} ${at}`);
    assert.deepEqual(Object.keys(others).sort(), shop.sort());
  });

  const each = (realm) => [...Object.entries(rows.both), ...Object.entries(rows[realm])].map(([key, row]) => {
    const [method, at] = key.split(' ');
    return { method, at, row, key };
  });

  test('is nobody\'s without a session, and another realm\'s never', async () => {
    for (const [realm, wrong] of [['buyer', 'operator'], ['operator', 'admin']]) {
      for (const { method, at, row, key } of each(realm)) {
        if (row.open) continue;
        const prefix = realm === 'buyer' ? '/console' : '/operator';
        const address = `${prefix}${sample(at, more)}`;
        for (const person of [new Person(server), who[wrong]]) {
          const body = method === 'POST' ? new URLSearchParams({ form: person.signedIn ? await person.formToken() : 'none' }).toString() : undefined;
          const got = await person.send(address, { absolute: true, method, body });
          assert.equal(got.status, method === 'GET' ? 303 : 401, `${key} of ${realm} by ${person.signedIn ? wrong : 'nobody'}`);
          if (method === 'GET') assert.match(got.headers.location, new RegExp(`^${prefix}/sign-in`));
        }
      }
    }
  });

  test('needs the form\'s own token, and a body that is not too large', async () => {
    for (const [realm, name] of [['buyer', 'admin'], ['operator', 'operator']]) {
      const person = who[name];
      const stranger = realm === 'buyer' ? await who.other.formToken() : '0'.repeat(64);
      for (const { method, at, key } of each(realm).filter((r) => r.method === 'POST')) {
        for (const token of ['', 'x', stranger]) {
          const got = await person.post(sample(at, more), {}, { token });
          assert.equal(got.status, 403, `${key} with another token`);
          assert.match(got.text, /This form is out of date/);
        }
        const mine = await person.formToken();
        const abroad = await person.post(sample(at, more), {}, { token: mine, headers: { 'Sec-Fetch-Site': 'cross-site' } });
        assert.equal(abroad.status, 403, `${key} sent by another site`);
        const elsewhere = await person.post(sample(at, more), {}, { token: mine, headers: { Origin: 'https://evil.example' } });
        assert.equal(elsewhere.status, 403, `${key} sent from another origin`);
        const large = await person.send(sample(at, more), { method, body: `form=${mine}&x=${'y'.repeat(200_000)}` });
        assert.equal(large.status, 413, `${key} oversize`);
      }
    }
  });

  test('is refused to who has no permission, with the action\'s name', async () => {
    for (const { method, at, row, key } of each('buyer')) {
      if (row.open || row.everyone) continue;
      const got = method === 'GET' ? await who.powerless.send(sample(at, more)) : await who.powerless.post(sample(at, more), row.fields);
      assert.equal(got.status, 403, `${key} by a user without policies: ${got.text.slice(0, 300)}`);
      assert.match(got.text, /is not authorized to perform: [\w-]+:\w+/, key);
    }
  });

  test('tells another account, and a member, no more than that there is nothing', async () => {
    for (const { method, at, row, key } of each('buyer')) {
      if (!row.own) continue;
      for (const name of row.configuration ? ['other'] : ['other', 'member']) {
        const ask = (address) => (method === 'GET' ? who[name].send(address) : who[name].post(address, row.fields));
        const foreign = await ask(sample(at, more));
        const unknown = await ask(sample(at, { ...more, user: 'nemo', policy: 'Nemo', connection: 'nemo', case: 'nemo' }));
        assert.equal(foreign.status, 404, `${key} by ${name}: ${foreign.text.slice(0, 300)}`);
        const blank = (t) => t.replaceAll(more.connection, '*').replaceAll(more.case, '*').replace(/ruth|nemo|Nights|Nemo/g, '*').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/"[0-9a-f]{64}"/g, 'FORM');
        assert.equal(blank(foreign.text), blank(unknown.text), `${key}: the same page as for what does not exist`);
      }
    }
  });

  // ACC-7
  test('of procurement systems is refused to a member, naming the management account', async () => {
    for (const { method, at, row, key } of each('buyer')) {
      if (!row.configuration) continue;
      const got = method === 'GET' ? await who.member.send(sample(at, more)) : await who.member.post(sample(at, more));
      assert.equal(got.status, 403, `${key} by a member: ${got.text.slice(0, 300)}`);
      assert.match(got.text, new RegExp(`only the management account may, which is ${more.account}`), key);
    }
  });

  test('opens for who may', async () => {
    for (const [realm, name] of [['buyer', 'admin'], ['operator', 'operator']]) {
      for (const { method, at, row, key } of each(realm)) {
        if (method !== 'GET') continue;
        const got = await who[name].send(sample(at, more));
        assert.equal(got.status, row.answer ?? 200, `${key} by ${name}: ${got.text.slice(0, 300)}`);
        if (/jsonl|plain|pdf|octet-stream/.test(got.headers['content-type'])) continue;
        assert.match(got.headers['content-security-policy'], /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
        assert.equal(got.headers['cache-control'], 'no-store');
        assert.equal(got.headers['cross-origin-opener-policy'], 'same-origin');
        assert.doesNotMatch(got.text, /<script(?! src=)|\son\w+=|javascript:/, 'no inline script');
      }
    }
    const organization = await who.member.send('/organization');
    assert.equal(organization.status, 200);
    assert.match(organization.text, /Globex research/);
    assert.doesNotMatch(organization.text, /Globex management|procurement@globex/, 'a member sees itself alone');
  });

  // ORD-1: an attachment is listed, comes to the byte, and never runs as a page
  test('gives an attachment as a file', async () => {
    for (const name of ['admin', 'operator']) {
      assert.match((await who[name].send(`/purchase-orders/${more.order}`)).text, /attachments\/1"[^>]*>[^<]*angebot \u00e4;%\.html<[^]*text\/html[^]*27 bytes/);
      const at = `/purchase-orders/${more.order}/documents/${more.document}/attachments`;
      const got = await who[name].send(`${at}/1`);
      assert.deepEqual(got.body, FILE);
      assert.equal(got.headers['content-type'], 'application/octet-stream');
      assert.equal(got.headers['x-content-type-options'], 'nosniff');
      assert.match(got.headers['content-security-policy'], /sandbox/);
      assert.equal(got.headers['content-disposition'], 'attachment; filename=".._angebot __;_.html"; filename*=UTF-8\'\'..%5Cangebot%20%C3%A4%3B%25.html');
      for (const number of ['0', '2', '-1', 'x', '99999999999999999999']) assert.equal((await who[name].send(`${at}/${number}`)).status, 404, number);
    }
  });

  // ACC-10: an order's page is no way to documents that are not the order's
  test('shows a document with its own order alone', async () => {
    const at = (document) => `/purchase-orders/${more.order}/documents/${document}`;
    const setup = documents(server.data).find((d) => d.kind === 'PunchOutSetupRequest' && d.direction === 'in');
    for (const name of ['admin', 'operator']) {
      assert.equal((await who[name].send(at(more.document))).status, 200);
      const got = await who[name].send(at(setup.id));
      assert.equal(got.status, 404);
      assert.match(got.text, /Order PO-ROUTES has no document/);
    }
  });

  test('of the storefront is as its table says', async () => {
    const nobody = new Person(server);
    for (const [key, row] of Object.entries(others)) {
      const [method, at] = key.split(' ');
      const got = await nobody.send(sample(at), { absolute: true, method, body: method === 'POST' ? 'x=1' : undefined });
      assert.equal(got.status, row.nobody, key);
      if (!row.oversize) continue;
      const large = await nobody.send(sample(at), { absolute: true, method, body: 'y'.repeat(200_000) });
      assert.equal(large.status, 413, `${key} oversize`);
    }
  });
});
