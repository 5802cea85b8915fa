// CAT-8 on the wire: a requester signs in with the organization's identity provider.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  addItem, assertPage, assertStart, exchange, formData, page, parseForms, postSetup, prepare, requestApproval, returnUrl, setupRequest, unique, visit, within,
} from './client.mjs';
import { Person, admin, said } from './console.mjs';
import { Provider, STRANGER } from './provider.mjs';

describe('OpenID Connect', () => {
  let server;
  let root;
  let form;
  const provider = new Provider();
  const edit = () => `/procurement-systems/${server.coupa.id}/edit`;
  const save = (changes) => root.send(edit(), { method: 'POST', body: new URLSearchParams(formData(form, changes)).toString() });
  const settings = () => ({ requester: 'openid', openid_issuer: provider.issuer, openid_client_id: provider.client.id });
  before(async () => {
    await provider.start();
    server = prepare();
    const accounts = admin(server.data, 'account', 'list').accounts;
    const link = admin(server.data, 'account', 'invite', accounts.find((a) => a.name === 'Globex management').id).sign_up_link;
    await server.serve();
    root = await new Person(server).signUp(link.replace(/^https?:\/\/[^/]+/, server.base));
    form = parseForms((await root.send(edit())).text).find((f) => f.fields.some((x) => x.name === 'requester'));
    assert.equal((await save({ ...settings(), openid_secret: provider.client.secret })).status, 303);
  });
  after(async () => { await server?.stop(); await provider.stop(); });
  afterEach(() => provider.reset());

  async function door(email = 'Ada@Globex.example') {
    const extrinsics = email ? { UniqueName: 'ada', UserEmail: email } : { UniqueName: 'ada' };
    const url = returnUrl(server.coupa);
    const cookie = unique('cookie');
    const start = await page(server, assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa, { cookie, url, extrinsics, email }))));
    const [, home] = /^(\/p\/[^/]+\/)sign-in$/.exec(start.headers.location) ?? assert.fail(start.headers.location);
    return { home, url, cookie };
  }
  /** The new tab, as far as the provider. */
  async function leave(session) {
    const got = await page(server, `${session.home}openid`);
    assert.equal(got.http, 303, got.html);
    return got.headers.location;
  }
  async function atProvider(address) {
    const answer = await fetch(address, { redirect: 'manual' });
    assert.equal(answer.status, 302);
    return new URL(answer.headers.get('location'));
  }
  async function back(url) {
    const got = await exchange(server, url.pathname + url.search);
    return { ...got, html: got.body.toString('utf8') };
  }
  const signIn = async (session) => back(await atProvider(await leave(session)));
  const isOpen = async (session) => (await page(server, session.home)).http === 200;
  const words = (html) => /class="lead-text">([^<]*)/.exec(html)?.[1].replace(/&#39;/g, '\'').replace(/&amp;/g, '&');

  // PUN-5: the frame waits, a tab goes to the provider and back, the frame goes on under its own address
  test('from the frame to the provider and back', async () => {
    const session = await door();
    const waiting = assertPage(await page(server, `${session.home}sign-in`));
    assert.match(waiting.html, /href="[^"]*\/openid" target="_blank" rel="noopener noreferrer"/);
    assert.match(waiting.html, /Ada@Globex\.example/);
    assert.doesNotMatch(waiting.html, /type="password"/);
    const early = assertPage(await page(server, `${session.home}sign-in?back=1`));
    assert.match(early.html, /Nobody has signed in to this punchout yet/);
    assert.ok(!await isOpen(session));
    const address = await leave(session);
    assert.equal(new URL(address).searchParams.get('redirect_uri'), `${server.base}/openid/return`);
    assert.ok(!address.includes(session.home.split('/')[2]), 'the session is not given away');
    const got = await back(await atProvider(address));
    assert.equal(got.http, 200, words(got.html));
    assert.match(got.html, /You are signed in/);
    assert.equal(got.headers['set-cookie'], undefined);
    assert.match(got.headers['content-security-policy'], /frame-ancestors 'none'/);
    assert.equal((await page(server, `${session.home}sign-in?back=1`)).headers.location, session.home);
    const request = await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
    assert.match(request.html, /Ada Byron/);
    assert.equal((await requestApproval(server, session)).cookie, session.cookie);
    const trail = (await root.send('/audit?q=PunchOutLogin')).text;
    assert.match(trail, /ada@globex\.example/);
    assert.ok(!trail.includes(provider.client.secret));
  });

  test('ES256, several audiences, and no word on verification are fine', async () => {
    provider.algorithm = 'ES256';
    provider.token = (claims, header) => {
      Object.assign(claims, { aud: ['other', provider.client.id], azp: provider.client.id, email_verified: undefined });
      delete header.kid;
    };
    const session = await door();
    assert.equal((await signIn(session)).http, 200);
    assert.ok(await isOpen(session));
  });

  // Core 3.1.3.7: each of these leaves the punchout closed, and says why
  for (const [name, change, pattern] of [
    ['another issuer', (c) => { c.iss = 'https://evil.example'; }, /its issuer is 'https:\/\/evil\.example'/],
    ['another client', (c) => { c.aud = 'other'; }, /for another client/],
    ['several audiences without a party', (c) => { c.aud = ['other', provider.client.id]; }, /for another client/],
    ['another party', (c) => { c.azp = 'other'; }, /for another client/],
    ['a token that has expired', (c) => { c.exp = Math.floor(Date.now() / 1000) - 61; }, /has expired/],
    ['a token without end', (c) => { delete c.exp; }, /has expired/],
    ['a token of tomorrow', (c) => { c.iat += 86400; }, /compare the clocks/],
    ['another nonce', (c) => { c.nonce = 'x'; }, /of another sign-in/],
    ['no nonce', (c) => { delete c.nonce; }, /of another sign-in/],
    ['nobody', (c) => { delete c.sub; }, /names nobody/],
    ['no email address', (c) => { delete c.email; }, /no email address/],
    ['an address that is not verified', (c) => { c.email_verified = false; }, /not verified/],
    ['another person', (c) => { c.email = 'mallory@globex.example'; }, /signed in as mallory@globex\.example, and Coupa says/],
    ['no algorithm', (_c, h) => { h.alg = 'none'; provider.algorithm = 'none'; }, /not signed by a key/],
    ['an algorithm of secrets', (_c, h) => { h.alg = 'HS256'; }, /not signed by a key/],
    ['a key of the other kind', (_c, h) => { h.alg = 'ES256'; }, /not signed by a key/],
    ['a key that is not there', (_c, h) => { h.kid = 'x'; }, /not signed by a key/],
    ['what has to be understood', (_c, h) => { h.crit = ['x']; h.x = 1; }, /not signed by a key/],
    ['a stranger\'s key', () => { provider.key = STRANGER.privateKey; }, /not signed by a key/],
  ]) {
    test(`refused: ${name}`, async () => {
      provider.token = change;
      const session = await door();
      const got = await signIn(session);
      assert.equal(got.http, 403);
      assert.match(words(got.html), pattern);
      assert.ok(!await isOpen(session));
    });
  }

  test('a code is good once, for its own punchout, and with its own verifier', async () => {
    const mine = await door();
    const other = await door();
    const to = await atProvider(await leave(mine));
    const crossed = await atProvider(await leave(other));
    crossed.searchParams.set('code', to.searchParams.get('code'));
    assert.equal((await back(crossed)).http, 403); // another verifier
    assert.ok(!await isOpen(mine) && !await isOpen(other));
    const again = await atProvider(await leave(mine));
    assert.equal((await back(again)).http, 200);
    assert.equal((await back(again)).http, 403);
    assert.ok(await isOpen(mine));
    for (const state of ['', 'x', crypto.randomBytes(200).toString('base64url'), again.searchParams.get('state').slice(0, -4)]) {
      again.searchParams.set('state', state);
      assert.equal((await back(again)).http, 400, state);
    }
  });

  // RFC 9207: all connections have one address to come back to, so an answer may be another provider's
  test('an answer that says it is another issuer\'s is not taken, and its code goes nowhere', async () => {
    const session = await door();
    const to = await atProvider(await leave(session));
    to.searchParams.set('iss', 'https://evil.example');
    provider.asked = [];
    const got = await back(to);
    assert.equal(got.http, 403);
    assert.match(words(got.html), /https:\/\/evil\.example/);
    assert.deepEqual(provider.asked, []);
    assert.ok(!await isOpen(session));
    to.searchParams.set('iss', provider.issuer);
    assert.equal((await back(to)).http, 200);
  });

  test('what else can go wrong is told', async () => {
    const session = await door();
    const to = await atProvider(await leave(session));
    to.searchParams.delete('code');
    to.searchParams.set('error', 'access_denied');
    to.searchParams.set('error_description', 'Not <b>today</b>');
    let got = await back(to);
    assert.equal(got.http, 403);
    assert.match(got.html, /access_denied\. Not &lt;b&gt;today/);
    for (const [metadata, pattern] of [
      [(d) => ({ ...d, issuer: 'https://evil.example' }), /calls itself/],
      [(d) => ({ ...d, token_endpoint: 'http://evil.example/token' }), /must begin with https/],
      [() => [], /no JSON object/],
    ]) {
      provider.metadata = metadata;
      got = await page(server, `${session.home}openid`);
      assert.equal(got.http, 503);
      assert.match(words(got.html), pattern);
    }
    provider.metadata = undefined;
    provider.answer = { status: 401, json: { error: 'invalid_client' } };
    got = await signIn(session);
    assert.equal(got.http, 403);
    assert.match(words(got.html), /no ID token: invalid_client/);
    provider.answer = undefined;
    const nameless = await door(null);
    assert.match((await page(server, `${nameless.home}sign-in`)).html, /Coupa does not say who you are/);
    got = await page(server, `${nameless.home}openid`);
    assert.equal(got.http, 400);
    assert.match(words(got.html), /does not say who you are.*UserEmail/);
    assert.ok(!await isOpen(session));
  });

  test('the console\'s sign-in is no way around it', async () => {
    const session = await door();
    const got = await page(server, `${session.home}sign-in`, { form: { account: 'procurement@globex.example', password: 'plum rocket teapot 9' } });
    assert.equal(got.http, 409, said(got.html));
    assert.ok(!await isOpen(session));
  });

  // Outbound requests go to no private address, whoever names it
  test('an issuer behind the firewall is not asked', async () => {
    const settings_ = { name: 'EMEA', instance: 'https://emea.coupahost.com', buyer_domain: 'DUNS', buyer_identity: unique('buyer') };
    const saved = await root.post('/new-procurement-system/coupa', settings_);
    const [, id] = /procurement-systems\/([0-9a-f-]+)/.exec(saved.headers.location);
    const issuer = provider.issuer.replace('http:', 'https:');
    const more = { cart_encoding: 'base64', dtd_version: '1.2.014', unit_of_measure: 'EA', classification: 'uniform' };
    assert.equal((await root.post(`/procurement-systems/${id}/edit`, { ...settings_, ...more, ...settings() })).status, 422, 'not by http');
    assert.equal((await root.post(`/procurement-systems/${id}/edit`, { ...settings_, ...more, ...settings(), openid_issuer: issuer })).status, 303);
    assert.equal((await root.post(`/procurement-systems/${id}/enable`)).status, 303);
    const [to] = /MP\d{10}/.exec((await root.send(`/procurement-systems/${id}`)).text);
    const [, secret] = />([\w-]{40,})<\/code>/.exec((await root.post(`/procurement-systems/${id}/reveal`)).text);
    const from = { domain: 'DUNS', identity: settings_.buyer_identity };
    const connection = { from, sender: from, to: { domain: 'MarketplaceID', identity: to }, shared_secret: secret, setup_path: '/cxml', return_hosts: ['emea.coupahost.com'] };
    const start = await page(server, assertStart(await postSetup(server, connection, setupRequest(connection, { url: 'https://emea.coupahost.com/x' }))));
    const got = await page(server, start.headers.location.replace('sign-in', 'openid'));
    assert.equal(got.http, 503);
    assert.match(words(got.html), /private/);
    assert.deepEqual(provider.asked, []);
  });

  // OPS-6: who waits for a provider that says nothing keeps nobody else waiting
  test('a provider that hangs stops its own sign-ins alone', async () => {
    const session = await door();
    provider.hangs = true;
    const waiting = Array.from({ length: 80 }, () => page(server, `${session.home}openid`));
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
    await within(4000, 'another page', page(server, `${session.home}sign-in`));
    const told = await within(4000, 'one more sign-in', page(server, `${session.home}openid`));
    assert.equal(told.http, 503);
    assert.match(words(told.html), /too many people/i);
    for (const got of await Promise.all(waiting)) assert.equal(got.http, 503);
    provider.reset();
    assert.equal((await signIn(session)).http, 200, 'afterwards there is room again');
  });

  // CON-14: the check goes as far as the provider
  test('the connection check', async () => {
    const check = async () => (await root.post(`/procurement-systems/${server.coupa.id}/check`)).text;
    assert.match(await check(), /The connection works as far as the sign-in[^]*the identity provider can be reached/);
    provider.metadata = () => ({});
    const failed = await check();
    assert.match(failed, /The connection does not work yet/);
    assert.match(failed, /identity provider can(&#39;|')t be reached/);
  });

  // CON-12: beside their fields; the secret stays, is not shown, and goes with its provider
  test('settings', async () => {
    for (const [changes, field, pattern] of [
      [{ openid_issuer: '' }, 'openid_issuer', /Give the issuer/],
      [{ openid_issuer: 'http://login.globex.example' }, 'openid_issuer', /https:/],
      [{ openid_issuer: 'https://login.globex.example?x=1' }, 'openid_issuer', /no \?/],
      [{ openid_client_id: '' }, 'openid_client_id', /client id/],
      [{ openid_secret: 'x'.repeat(501) }, 'openid_secret', /500/],
    ]) {
      const got = await save({ ...settings(), ...changes });
      assert.equal(got.status, 422, field);
      assert.match(new RegExp(`id="error-${field}">(.*?)</div>`, 's').exec(got.text)[1], pattern);
    }
    assert.equal((await save(settings())).status, 303);
    assert.ok(!(await root.send(edit())).text.includes(provider.client.secret));
    assert.equal((await signIn(await door())).http, 200, 'the secret has stayed');
    assert.equal((await save({ requester: 'believed', openid_issuer: '', openid_client_id: '' })).status, 303);
    assert.equal((await save(settings())).status, 303);
    assert.match(words((await signIn(await door())).html), /invalid_grant/, 'the secret is gone');
    assert.equal((await save({ ...settings(), openid_secret: provider.client.secret })).status, 303);
    assert.equal((await signIn(await door())).http, 200);
    assert.equal((await save({ ...settings(), openid_issuer: 'https://login.other.example' })).status, 303);
    assert.equal((await save(settings())).status, 303);
    assert.match(words((await signIn(await door())).html), /invalid_grant/, 'another provider never gets it');
    assert.equal((await save({ ...settings(), openid_secret: provider.client.secret })).status, 303);
    assert.equal((await visit(server, '/openid/return')).http, 400);
  });
});
