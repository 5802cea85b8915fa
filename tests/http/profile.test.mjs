import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import {
  assertRefused, assertStart, assertStatus, exchange, pathOf, post, profileRequest, readAnswer, setupRequest, startServer,
} from './client.mjs';

let server;
before(async () => { server = await startServer(); });
afterEach(() => server.check());
after(async () => { await server?.stop(); });

const PATHS = ['/cxml', '/v1/punchout/setup', '/v1/orders', '/v1/profile'];

/** The Transactions of a ProfileResponse: Map(requestName → {url, options}). */
function transactions(answer) {
  const profile = answer.response.at('ProfileResponse');
  assert.ok(profile, answer.shown);
  return new Map(profile.all('Transaction').map((t) => [t.attributes.requestName, {
    url: t.at('URL').text,
    options: Object.fromEntries(t.children.filter((c) => c.name === 'Option').map((o) => [o.attributes.name.toLowerCase(), o.text.trim()])),
  }]));
}

// PUN-1, PUN-2: every demo connection gets the profile on its own address
test('each connection is told what is supported', async () => {
  for (const connection of server.connections) {
    const answer = await post(server, pathOf(server, connection.profile_path), profileRequest(connection));
    assertStatus(answer, 200);
    const profile = answer.response.at('ProfileResponse');
    const effective = Date.parse(profile.attributes.effectiveDate);
    assert.ok(effective <= Date.now() + 1000, `effectiveDate ${profile.attributes.effectiveDate} is not in the future`);
    assert.match(profile.attributes.effectiveDate, /[+-]\d\d:\d\d$/);
    const known = transactions(answer);
    for (const name of ['ProfileRequest', 'PunchOutSetupRequest', 'OrderRequest']) {
      assert.ok(known.has(name), `${connection.name}: ${name} is announced, got ${[...known.keys()].join(', ')}`);
      assert.match(known.get(name).url, /^https?:\/\/\S+$/, 'an address without white space');
    }
    assert.match(known.get('OrderRequest').options.attachments ?? '', /^yes$/i);
    assert.match(known.get('OrderRequest').options.changes ?? '', /^yes$/i);
    assert.ok(!known.has('StatusUpdateRequest'), 'nothing is announced that is answered with 450');
  }
});

// PUN-2: the announced addresses are those that work
test('a setup sent to the announced address opens a session', async () => {
  const connection = server.coupa;
  const known = transactions(await post(server, '/cxml', profileRequest(connection)));
  const answer = await post(server, pathOf(server, known.get('PunchOutSetupRequest').url), setupRequest(connection));
  assertStart(answer);
});

// PUN-1, PUN-2: each of the four addresses takes any request
test('the profile is answered on every address', async () => {
  for (const path of PATHS) assertStatus(await post(server, path, profileRequest(server.coupa)), 200);
});

// PUN-1: a profile is for those who know the secret
test('a profile with a wrong secret is refused', async () => {
  const wrong = await post(server, '/v1/profile', profileRequest(server.coupa, { secret: 'not-the-secret-at-all' }));
  assertStatus(wrong, 401);
  assertRefused(wrong);
  const stranger = { domain: 'DUNS', identity: '000000001' };
  assertStatus(await post(server, '/v1/profile', profileRequest(server.coupa, { from: stranger, sender: stranger })), 401);
});

// PUN-1: what a procurement system sends as a ping: no UserAgent, no DOCTYPE, deploymentMode
test('plain forms of the profile request are answered', async () => {
  for (const options of [{ userAgent: null }, { doctype: null, declaration: null }, { deploymentMode: 'test' }, { lang: null }]) {
    assertStatus(await post(server, '/v1/profile', profileRequest(server.coupa, options)), 200);
  }
});

// PUN-1: GET on a service address answers the ping Response, made anew each time
test('GET answers the ping Response', async () => {
  for (const path of PATHS) {
    const first = readAnswer(await exchange(server, path));
    assertStatus(first, 200);
    assert.equal(first.status.message.trim(), 'Ping Response Message');
    const second = readAnswer(await exchange(server, path));
    assert.notEqual(first.doc.attributes.payloadID, second.doc.attributes.payloadID, 'the answer is dynamic');
  }
});

// PUN-1: HEAD is GET without the body
test('HEAD answers without a body', async () => {
  const got = await exchange(server, '/cxml', { method: 'HEAD' });
  assert.equal(got.http, 200);
  assert.equal(got.body.length, 0);
});
