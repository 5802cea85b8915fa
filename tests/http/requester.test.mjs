// CAT-8 on the wire: who signs in within a punchout, without cookies, is its requester.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  addItem, agreement, agreementsOf, assertPage, assertStart, assertStatus, cli, formData, formTo, orderRequest, page, parseForms, postOrder,
  postSetup, prepare, readCart, requestApproval, returnUrl, setupRequest, unique, visit,
} from './client.mjs';
import { PASSWORD, Person, admin, said } from './console.mjs';

describe('a connection whose requesters sign in', () => {
  let server;
  let accounts;
  const people = {};
  before(async () => {
    server = prepare();
    const { data } = server;
    accounts = Object.fromEntries(admin(data, 'account', 'list').accounts.map((a) => [a.name, a.id]));
    const user = (account, name, ...policies) => admin(data, 'user', 'create', name, '--account', accounts[account], '--email', `${name}@globex.example`,
      ...policies.flatMap((p) => ['--policy', `arn:aws:iam::aws:policy/${p}`])).sign_up_link;
    const links = {
      rita: user('Globex research', 'rita', 'AWSMarketplaceManageSubscriptions'), nell: user('Globex management', 'nell'),
      peter: user('Initech management', 'peter', 'AWSMarketplaceManageSubscriptions'), root: admin(data, 'account', 'invite', accounts['Globex management']).sign_up_link,
    };
    await server.serve();
    for (const [name, link] of Object.entries(links)) people[name] = await new Person(server).signUp(link.replace(/^https?:\/\/[^/]+/, server.base));
    const { id } = server.coupa;
    const edit = `/procurement-systems/${id}/edit`;
    const form = parseForms((await people.root.send(edit)).text).find((f) => f.fields.some((x) => x.name === 'requester'));
    const body = (changes) => new URLSearchParams(formData(form, changes)).toString();
    const wrong = await people.root.send(edit, { method: 'POST', body: body({ requester: 'anybody' }) });
    assert.equal(wrong.status, 422);
    assert.match(/id="error-requester">(.*?)<\/div>/s.exec(wrong.text)[1], /believed, console or openid/);
    assert.equal((await people.root.send(edit, { method: 'POST', body: body({ requester: 'console' }) })).status, 303);
    assert.match((await people.root.send(`/procurement-systems/${id}`)).text, /A user who signs in here/);
  });
  after(() => server?.stop());

  /** A session nobody has signed in to: {home, token, page}; its page is that of signing in. */
  async function door(options = {}) {
    const cookie = unique('cookie');
    const url = returnUrl(server.coupa);
    const start = await page(server, assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa, { cookie, url, ...options }))));
    assert.equal(start.http, 303);
    const [, home, token] = /^(\/p\/([^/]+)\/)sign-in$/.exec(start.headers.location) ?? assert.fail(start.headers.location);
    return { home, token, cookie, url, page: assertPage(await page(server, `${home}sign-in`)) };
  }
  const send = (session, fields) => page(server, `${session.home}sign-in`, { form: formData(formTo(server, session.page, `${session.home}sign-in`), fields) });
  async function signIn(session, fields) {
    const got = await send(session, { password: PASSWORD, ...fields });
    assert.equal(got.http, 303, said(got.html));
    const [, home, token] = /^(\/p\/([^/]+)\/)/.exec(got.headers.location);
    return { ...session, home, token, to: got.headers.location };
  }
  const rita = () => ({ account: accounts['Globex research'], name: 'rita' });

  // PUN-5: before anybody has signed in nothing is shown or done, on no page
  test('nothing of the catalogue or the cart is shown before', async () => {
    const session = await door();
    assert.ok(!session.page.headers['set-cookie'], 'no cookie');
    assert.match(session.page.headers['content-security-policy'], /frame-ancestors [^;]*localhost/);
    assert.match(session.page.headers['cache-control'], /no-store/);
    for (const rest of ['', '?q=Lighthouse', 'compare?p=a', 'products/none', 'request', 'requests']) {
      const got = await page(server, `${session.home}${rest}`);
      assert.equal(got.http, 303, rest);
      assert.equal(got.headers.location, `${session.home}sign-in`);
      assert.doesNotMatch(got.html, /Lighthouse/);
    }
    for (const rest of ['items', 'items/1/remove', 'subscribe', 'request/approval']) {
      const got = await page(server, `${session.home}${rest}`, { form: { product: 'x' }, method: 'POST' });
      assert.equal(got.headers.location, `${session.home}sign-in`, rest);
    }
    assert.doesNotMatch(session.page.html, /\/request"|\/requests"/, 'no way into the session');
  });

  // PUN-5, PUN-6: from the sign-in to the agreement of the user's own account, without a cookie
  test('who signs in requests, and the account is theirs', async () => {
    const before_ = await door();
    const session = await signIn(before_, rita());
    assert.notEqual(session.token, before_.token, 'the address that others may have seen is good no more');
    assert.equal((await page(server, before_.home)).http, 410);
    const request = await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
    assert.match(request.html, /rita@globex\.example/);
    assert.match(request.html, new RegExp(`Bought for account</dt><dd><code>${accounts['Globex research']}<`));
    const cart = await requestApproval(server, session);
    assert.equal(cart.cookie, session.cookie);
    const orderID = unique('PO');
    assertStatus(await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID, lines: cart.lines })), 200);
    const [id] = agreementsOf(server.data, orderID);
    assert.equal(agreement(server.data, id).account_id, accounts['Globex research']);
    assert.equal((await page(server, session.home)).http, 410);
    const books = await new Person(server).signIn({ ...rita() });
    assert.equal(books.status, 303, 'the console is another session');
    const trail = (await people.root.send('/audit?q=PunchOutLogin')).text;
    assert.match(trail, /signin:PunchOutLogin/);
    assert.ok(!trail.includes(session.token) && !trail.includes(before_.token));
  });

  // ACC-3, ACC-10: the same words for whoever is not of this company, and more for who may not
  test('others are told what to do', async () => {
    const session = await door();
    for (const [fields, status, words] of [
      [{ ...rita(), password: 'wrong' }, 422, /did not match a user of Globex/],
      [{ account: accounts['Initech management'], name: 'peter' }, 422, /did not match a user of Globex/],
      [{ account: '', name: '' }, 422, /did not match a user of Globex/],
      [{ account: accounts['Globex management'], name: 'nell' }, 403, /aws-marketplace:Subscribe/],
    ]) {
      const got = await send(session, { password: PASSWORD, ...fields });
      assert.equal(got.http, status, JSON.stringify(fields));
      assert.match(said(got.html), words);
      assert.ok(!got.html.includes(PASSWORD), 'no password comes back');
      if (fields.name) assert.match(got.html, new RegExp(`value="${fields.name}"`), 'what was typed stays');
    }
    assert.equal((await page(server, session.home)).headers.location, `${session.home}sign-in`);
  });

  // PUN-6: nobody has to sign in to go back
  test('the way back is open', async () => {
    const session = await door();
    const form = formTo(server, session.page, `${session.home}cancel`);
    const cart = readCart(assertPage(await visit(server, `${session.home}cancel`, { form: formData(form) })).html);
    assert.equal(cart.lines.length, 0);
    assert.equal(cart.cookie, session.cookie);
  });

  // INTEROP C7: the selected item waits behind the sign-in
  test('a selected item opens after the sign-in', async () => {
    const partId = (await (async () => {
      const session = await signIn(await door(), rita());
      await addItem(server, session, 'Lighthouse Observability', { query: 'Lighthouse' });
      return requestApproval(server, session);
    })()).lines[0].partId;
    const session = await signIn(await door({ selectedItems: [{ partId }] }), rita());
    assert.match(session.to, /\/products\//);
  });

  // CON-14: the check says what it can't try
  test('the connection check', async () => {
    const checked = await people.root.post(`/procurement-systems/${server.coupa.id}/check`);
    assert.match(checked.text, /The connection works as far as the sign-in/);
    assert.match(checked.text, /The requester is asked to sign in,/);
    assert.equal(checked.text.match(/a person has to sign in first/g).length, 2);
  });

  // ACC-3: what ends console sessions ends this too
  test('who ends all other sessions ends punchouts', async () => {
    const session = await signIn(await door(), rita());
    assertPage(await page(server, session.home));
    assert.match((await people.rita.send('/profile')).text, /Punchout \(Globex Coupa\)/);
    assert.equal((await people.rita.post('/profile/sessions')).status, 303);
    assert.equal((await page(server, session.home)).headers.location, `${session.home}sign-in`);
  });

  // CON-12: at the command line too
  test('the setting is in the file', () => {
    const shown = cli(server.data, 'connection', 'show', 'Globex Coupa');
    assert.equal(shown.requester ?? shown.settings?.requester, 'console');
  });
});
