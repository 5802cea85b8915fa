// ACC-1 to ACC-10 on the wire: signing in and out, who is refused and how, and what the trail keeps.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  assertStart, assertStatus, exchange, postOrder, postSetup, postgres, prepare, run, setupRequest, orderRequest, shop, unique,
} from './client.mjs';
import { PASSWORD, Person, admin, said } from './console.mjs';

const here = (server, link) => link.replace(/^https?:\/\/[^/]+/, server.base);

describe('accounts and access', () => {
  let server;
  let globex;
  let links;
  let operator;
  let key;
  before(async () => {
    server = prepare();
    const { accounts } = admin(server.data, 'account', 'list');
    globex = accounts.find((a) => a.name === 'Globex management').id;
    const research = accounts.find((a) => a.name === 'Globex research').id;
    links = {
      root: admin(server.data, 'account', 'invite', globex).sign_up_link,
      amelia: admin(server.data, 'user', 'invite', 'amelia', '--account', globex).sign_up_link,
      ben: admin(server.data, 'user', 'invite', 'ben', '--account', globex).sign_up_link,
      research: admin(server.data, 'account', 'invite', research).sign_up_link,
    };
    key = admin(server.data, 'key', 'create', '--user', 'amelia', '--account', globex);
    await server.serve();
    operator = await new Person(server, 'operator').signUp(await server.firstOperator, { email: 'ada@market.example' });
  });
  after(() => server?.stop());

  // ACC-3: a link is good once, and the newest alone
  test('a sign-up link is good once', async () => {
    const link = here(server, links.amelia);
    const amelia = await new Person(server).signUp(link);
    assert.equal((await amelia.send('')).status, 200);
    const again = await new Person(server).send(new URL(link).pathname.slice('/console'.length));
    assert.equal(again.status, 404);
    assert.match(said(again.text), /has been used/);
    const cut = await new Person(server).send(`${new URL(link).pathname.slice('/console'.length, -3)}`);
    assert.equal(cut.status, 422);
    assert.match(said(cut.text), /in full/);
  });

  // ACC-3: what is typed wrong is answered alike, whoever it is
  test('unknown, wrong and without a password are answered alike', async () => {
    const pages = [];
    for (const fields of [
      { account: globex, name: 'amelia', password: 'wrong wrong wrong' }, { account: globex, name: 'nobody' },
      { account: globex, name: 'ben' }, { account: '111122223333', name: 'amelia' }, { account: 'nobody@x.example', name: '' },
      { account: '', name: '' }, { account: 'procurement@globex.example', name: '' },
    ]) {
      const got = await new Person(server).signIn(fields);
      assert.equal(got.status, 401, JSON.stringify(fields));
      pages.push(said(got.text));
      assert.ok(!got.text.includes('wrong wrong wrong'), 'no password comes back');
    }
    assert.equal(new Set(pages).size, 1, pages.join('\n'));
  });

  // ACC-3: throttled after five, the right password too, and who is nobody like who is somebody
  test('who fails too often has to wait', async () => {
    await new Person(server).signUp(here(server, links.research));
    for (const account of ['research@globex.example', 'nobody@globex.example']) {
      for (let i = 0; i < 5; i += 1) assert.equal((await new Person(server).signIn({ account, name: '', password: `wrong password ${i}` })).status, 401);
      const got = await new Person(server).signIn({ account, name: '' });
      assert.equal(got.status, 429, account);
      assert.match(said(got.text), /Too many failed attempts\. Try again in \d+ seconds\./);
    }
  });

  // ACC-3: an attempt counts before it is looked at
  test('many guesses at once are not free', async () => {
    const person = new Person(server);
    const token = await person.formToken('/sign-in');
    const guess = (i) => person.post('/sign-in', { account: globex, name: 'nobody-at-all', password: `guess number ${i}` }, { token });
    const statuses = (await Promise.all(Array.from({ length: 20 }, (_, i) => guess(i)))).map((got) => got.status);
    assert.equal(statuses.filter((s) => s === 401).length, 5, statuses.join(' '));
    assert.equal(statuses.filter((s) => s === 429).length, 15);
  });

  // ACC-3: a new token at each sign-in, none that was set beforehand, and none after signing out
  test('sessions are rotated, and end', async () => {
    const one = new Person(server);
    one.cookies.set('__Host-console', `fixed-by-somebody-else.${globex}`);
    assert.equal((await one.signIn({ account: globex, name: 'amelia' })).status, 303);
    const token = one.cookies.get('__Host-console');
    assert.ok(!token.startsWith('fixed'));
    const two = new Person(server);
    await two.signIn({ account: globex.toString(), name: 'AMELIA' });
    assert.notEqual(two.cookies.get('__Host-console'), token);
    assert.equal((await one.post('/sign-out')).status, 303);
    one.cookies.set('__Host-console', token);
    assert.equal((await one.send('')).status, 303, 'signed out for good');
    assert.equal((await two.send('')).status, 200, 'the other session goes on');
    const stranger = new Person(server, 'operator');
    stranger.cookies.set('__Host-operator', two.cookies.get('__Host-console'));
    assert.equal((await stranger.send('')).status, 303, 'a buyer\'s token is nothing to operators');
    two.cookies.set('__Host-console', operator.cookies.get('__Host-operator'));
    assert.equal((await two.send('')).status, 303, 'nor the other way round');
  });

  // No open redirect
  test('after signing in nobody is sent elsewhere', async () => {
    for (const [next, to] of [
      ['/console/users?q=x', '/console/users?q=x'], ['//evil.example/console', '/console'], ['/console//evil', '/console//evil'], ['https://evil.example', '/console'],
      ['/consolevil', '/console'], ['/operator', '/console'], ['/console/\\evil.example', '/console'], ['/console\r\nX: y', '/console'], ['', '/console'],
    ]) {
      const got = await new Person(server).signIn({ account: globex, name: 'amelia', next });
      assert.equal(got.headers.location, to, next);
    }
    const asked = await new Person(server).send('/policies?kind=own');
    assert.equal(asked.headers.location, '/console/sign-in?next=%2Fconsole%2Fpolicies%3Fkind%3Down');
  });

  // ACC-5, ACC-6: what a managed policy gives, at once
  test('policies say what a user may do', async () => {
    const ben = await new Person(server).signUp(here(server, links.ben));
    assert.equal((await ben.send('/users')).status, 403);
    assert.doesNotMatch((await ben.send('')).text, /"\/console\/users"/, 'no way to what is refused');
    const root = await new Person(server).signUp(here(server, links.root));
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    assert.equal((await root.post('/users/ben/attach', { policy: arn })).status, 303);
    const users = await ben.send('/users');
    assert.equal(users.status, 200, 'from the next request on');
    assert.match(users.text, /"\/console\/policies"/);
    assert.equal((await ben.post('/users/amelia/delete')).status, 403, 'reading is not deleting');
    assert.equal((await root.post('/users/ben/attach', { policy: arn })).status, 409);
    assert.equal((await root.post('/users/ben/attach', { policy: 'arn:aws:iam::aws:policy/Nothing' })).status, 404);
    assert.equal((await root.post('/users/ben/suspend')).status, 303);
    const refused = await ben.send('/users');
    assert.equal(refused.status, 303, 'signed out at once');
    const again = await new Person(server).signIn({ account: globex, name: 'ben' });
    assert.equal(again.status, 403);
    assert.match(said(again.text), /This user is suspended/);
    assert.equal((await root.post('/users/ben/resume')).status, 303);
    assert.equal((await new Person(server).signIn({ account: globex, name: 'ben' })).status, 303);
  });

  // ACC-1: suspended, an account takes no part: people, documents, and what was handed over before
  test('a suspended account is told so everywhere', async () => {
    const { lines } = await shop(server, server.coupa);
    assert.equal((await operator.post(`/accounts/${globex}/suspend`)).status, 303);
    const person = await new Person(server).signIn({ account: globex, name: 'amelia' });
    assert.equal(person.status, 403);
    assert.match(said(person.text), /This account is suspended/);
    // Connections are known for a second.
    await new Promise((resolve) => { setTimeout(resolve, 1200); });
    const setup = await postSetup(server, server.coupa, setupRequest(server.coupa, { cookie: unique('c') }));
    assertStatus(setup, 403);
    assert.match(setup.status.message, /suspended/);
    const order = await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID: unique('PO'), lines }));
    assertStatus(order, 403);
    assert.match(order.status.message, /suspended/);
    assert.equal((await operator.post(`/accounts/${globex}/resume`)).status, 303);
    await new Promise((resolve) => { setTimeout(resolve, 1200); });
    assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa, { cookie: unique('c') })));
  });

  // ACC-4: as AWS' SDKs sign it
  test('an access key says whose it is', async () => {
    const hmac = (secret, text) => crypto.createHmac('sha256', secret).update(text).digest();
    const sha = (text) => crypto.createHash('sha256').update(text).digest('hex');
    const call = async (secret, body = 'Action=GetCallerIdentity&Version=2011-06-15') => {
      const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
      const scope = `${date.slice(0, 8)}/us-east-1/sts/aws4_request`;
      const host = `${server.host}:${server.port}`;
      const type = 'application/x-www-form-urlencoded; charset=utf-8';
      const canonical = `POST\n/\n\ncontent-type:${type}\nhost:${host}\nx-amz-date:${date}\n\ncontent-type;host;x-amz-date\n${sha(body)}`;
      const signing = scope.split('/').reduce((k, part) => hmac(k, part), `AWS4${secret}`);
      const signature = hmac(signing, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha(canonical)}`).toString('hex');
      const got = await exchange(server, '/', { method: 'POST', body, headers: {
        'Content-Type': type, 'X-Amz-Date': date, Host: host,
        Authorization: `AWS4-HMAC-SHA256 Credential=${key.access_key_id}/${scope}, SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`,
      } });
      return { status: got.http, text: got.body.toString('utf8') };
    };
    const right = await call(key.secret_access_key);
    assert.equal(right.status, 200, right.text);
    assert.match(right.text, new RegExp(`<Arn>arn:aws:iam::${globex}:user/amelia</Arn>.*<Account>${globex}</Account>`));
    const wrong = await call(`${key.secret_access_key}x`);
    assert.equal(wrong.status, 403);
    assert.match(wrong.text, /<Code>SignatureDoesNotMatch<\/Code>/);
    const other = await call(key.secret_access_key, 'Action=DeleteEverything');
    assert.equal(other.status, 400);
    assert.match(other.text, /<Code>InvalidAction<\/Code>/);
    const unsigned = await exchange(server, '/', { method: 'POST', body: 'Action=GetCallerIdentity' });
    assert.equal(unsigned.http, 403);
    assert.match(unsigned.body.toString('utf8'), /<Code>MissingAuthenticationToken<\/Code>/);
  });

  // ACC-9: nothing secret in it, and what was done to the rows shows
  test('the audit trail is whole, and tells where it was changed', async () => {
    assert.ok(!server.stderr.includes(PASSWORD) && !/__Host-|sign-up\/[\w-]{20}/.test(server.stderr), 'no secret in the log');
    await server.halt();
    const whole = run(['audit', 'verify', '--data', server.data]).stdout.toString('utf8');
    assert.match(whole, /operators: \d+ events, whole/);
    const trail = run(['audit', 'export', '--data', server.data]).stdout.toString('utf8');
    assert.ok(!trail.includes(PASSWORD) && !/wrong password \d/.test(trail) && !trail.includes('nobody@globex'), 'nothing secret, nor what was typed');
    const events = trail.trim().split('\n').map((l) => JSON.parse(l));
    const failed = events.filter((e) => e.eventName === 'ConsoleLogin' && e.errorCode);
    assert.ok(failed.length >= 22, `${failed.length} failed attempts`);
    assert.ok(failed.every((e) => /^[0-9a-f-]{36}$/.test(e.requestID) && e.sourceIPAddress), 'each with its request and address');
    assert.ok(events.some((e) => e.eventName === 'ListUsers' && e.errorCode === 'AccessDenied' && e.userIdentity.userName === 'ben'));
    if (!postgres) {
      const done = spawnSync('sqlite3', [path.join(server.data, 'punchoutd.db'), "UPDATE audit_event SET action = 'iam:Nothing' WHERE action = 'iam:AttachUserPolicy'"]);
      assert.equal(done.status, 0, String(done.stderr));
      const found = run(['audit', 'verify', '--data', server.data], { code: 1 });
      assert.match(found.stderr.toString(), /was changed, from event \d+ on: This event was changed/);
    }
  });
});
