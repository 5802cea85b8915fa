import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  assertRefused, assertStart, assertStatus, cancel, enter, inboundOf, page, post, postSetup, prepare, punchout, readCart, returnUrl, run,
  setupRequest, startServer, unique,
} from './client.mjs';

let server;
before(async () => { server = await startServer(); });
afterEach(() => server.check());
after(async () => { await server?.stop(); });

const send = (connection, options) => postSetup(server, connection, setupRequest(connection, options));

describe('create', () => {
  // PUN-1, PUN-3: create, on each connection's own address
  test('each connection gets a StartPage that leads to a session', async () => {
    for (const connection of server.connections) {
      const startPage = assertStart(await send(connection));
      const session = await enter(server, startPage);
      assert.match(session.page.html, /<html/i);
    }
  });

  // PUN-1: each of the four addresses takes any request
  test('a setup is taken on every address', async () => {
    for (const path of ['/cxml', '/v1/punchout/setup', '/v1/orders', '/v1/profile']) {
      assertStart(await post(server, path, setupRequest(server.coupa)));
    }
  });

  // PUN-4: no white space around the address, one escaping of &
  test('the StartPage stands alone in its element', async () => {
    const answer = await send(server.coupa);
    assertStart(answer);
    assert.match(answer.xml, /<URL>https?:[^<\s]+<\/URL>/);
    assert.doesNotMatch(answer.xml, /&amp;amp;/);
  });

  // PUN-1: software that compares the text wants exactly OK
  test('the Status says text="OK"', async () => {
    assert.match((await send(server.coupa)).xml, /<Status\b[^>]*\btext="OK"/);
  });

  // PUN-3: unknown Extrinsics, several SelectedItem, and children in any order are taken
  test('children may stand in any order', async () => {
    const selectedItems = [{ partId: 'NO-SUCH-PART' }, { partId: '' }, { partId: 'ANOTHER', auxiliaryId: 'x/1' }];
    const shipTo = '<ShipTo><Address><Name xml:lang="en">Office</Name></Address></ShipTo>';
    for (const order of [
      ['BrowserFormPost', 'BuyerCookie', 'SelectedItem', 'SupplierSetup', 'Contact', 'ShipTo', 'Extrinsic'],
      ['ItemOut', 'SelectedItem', 'ShipTo', 'SupplierSetup', 'Contact', 'BrowserFormPost', 'Extrinsic', 'BuyerCookie'],
      ['Extrinsic', 'Unknown', 'BuyerCookie', 'BrowserFormPost'],
    ]) {
      const parts = { Unknown: '<SomethingNew a="b"><Inner/>text</SomethingNew>' };
      assertStart(await send(server.coupa, { order, parts, selectedItems, shipTo, extrinsics: { NeverSeenBefore: 'x', UserEmail: 'a@b.example' } }));
    }
  });

  // PUN-3: the other operations are known ones; what cannot be restored is no fault of the server
  test('edit, inspect and source without an earlier request are answered', async () => {
    for (const operation of ['edit', 'inspect', 'source']) {
      const answer = await send(server.coupa, { operation, items: [{ partId: 'NO-SUCH-PART', auxiliaryId: 'no-such-request/1' }] });
      if (answer.startPage) assertStart(answer);
      else assertRefused(answer);
    }
  });

  // PUN-3: an operation nobody knows
  test('an unknown operation is not implemented', async () => {
    const answer = await send(server.coupa, { operation: 'transmogrify' });
    assertStatus(answer, 450);
    assertRefused(answer);
  });

  // PUN-3, PUN-6: without a BuyerCookie the cart could not come back
  test('a missing BuyerCookie is a bad request', async () => {
    const answer = await send(server.coupa, { cookie: null });
    assertStatus(answer, 400);
    assertRefused(answer);
    assert.match(answer.status.message, /BuyerCookie/);
  });

  // PUN-1: real systems leave out the UserAgent, the payloadID, the timestamp, the language
  test('what real systems leave out may be missing', async () => {
    for (const options of [
      { userAgent: null }, { payloadID: null }, { timestamp: null }, { lang: null }, { email: null }, { extrinsics: null },
      { payloadID: '111111111' }, { payloadID: null, timestamp: null, userAgent: null, doctype: null, declaration: null },
    ]) assertStart(await send(server.coupa, options));
  });

  // PUN-1: the timestamps real systems send
  test('no form of a timestamp is refused', async () => {
    for (const timestamp of [
      '2026-03-04T05:06:07Z', '2026-03-04T05:06:07', '2026-03-04T05:06:07-0800', '2026-03-04T05:06:07.123+01:00', '2020-09-25 15:30:43',
      'Mon May 19 18:29:48 +0000 2008', '--T+00:00', '', '2016- 06-09T19:16:27+00:00', '{timestamp}', '9999-12-31T23:59:59+14:00', '1999-03-12',
    ]) assertStart(await send(server.coupa, { timestamp }));
  });

  // CON-6: a test document on a production connection, and a production document on a test connection, are test
  test('deploymentMode decides for test only', async () => {
    for (const [connection, deploymentMode, expected] of [
      [server.coupa, 'test', 'test'], [server.test, 'production', 'test'], [server.test, undefined, 'test'], [server.coupa, 'production', 'production'],
    ]) {
      const message = await cancel(server, await punchout(server, connection, { deploymentMode }));
      assert.equal(message.deploymentMode ?? 'production', expected, `${connection.name} with ${deploymentMode}`);
    }
  });

  // CON-6, PUN-1: the network's test suffix gives test treatment
  test('a buyer id that ends in -T is the test side of that buyer', async () => {
    const connection = server.ariba;
    for (const suffix of ['-T', '-t']) {
      const from = { ...connection.from, identity: connection.from.identity.replace(/-T$/i, '') + suffix };
      const message = await cancel(server, await punchout(server, connection, { from }));
      assert.equal(message.deploymentMode, 'test');
    }
  });
});

describe('credentials', () => {
  // PUN-1: nobody knows this sender
  test('an unknown sender is refused', async () => {
    const stranger = { domain: 'DUNS', identity: '000000001' };
    const answer = await send(server.coupa, { from: stranger, sender: stranger });
    assertStatus(answer, 401);
    assertRefused(answer);
  });

  // PUN-1: a wrong, empty, missing, truncated or other connection's secret
  test('a wrong secret is refused and not repeated', async () => {
    const { coupa, ariba } = server;
    for (const secret of ['wrong-but-long-enough', '', null, coupa.shared_secret.slice(0, -1), `${coupa.shared_secret}x`,
      coupa.shared_secret.toUpperCase() === coupa.shared_secret ? coupa.shared_secret.toLowerCase() : coupa.shared_secret.toUpperCase(),
      ariba.shared_secret]) {
      const answer = await send(coupa, { secret });
      assertStatus(answer, 401);
      assertRefused(answer);
      if (secret) assert.ok(!answer.xml.includes(secret), 'the answer does not repeat the secret');
      assert.ok(!answer.xml.includes(coupa.shared_secret), 'the answer does not hold the right secret');
    }
  });

  // PUN-1, CON-2: Coupa sends the word none while its Secret field is empty
  test('the secret "none" is refused with a hint', async () => {
    const answer = await send(server.coupa, { secret: 'none' });
    assertStatus(answer, 401);
    assertRefused(answer);
    assert.match(answer.status.message, /secret/i);
  });

  // PUN-1: no Header at all, or half of one
  test('a request without credentials is refused', async () => {
    for (const header of ['', '<Header/>', '<Header><From/><To/><Sender/></Header>', '<Header><Sender><UserAgent>x</UserAgent></Sender></Header>',
      '<Header><From><Credential/></From><To><Credential/></To><Sender><Credential><Identity/><SharedSecret/></Credential></Sender></Header>']) {
      assertRefused(await send(server.coupa, { header }));
    }
  });

  // PUN-1: further credentials of the same organization in domains we don't know
  test('several credentials in a section are taken', async () => {
    const { coupa } = server;
    const other = { domain: 'InternalSupplierID', identity: '4711' };
    for (const options of [
      { from: [other, coupa.from] }, { from: [coupa.from, other] }, { to: [other, coupa.to] }, { sender: [{ ...other, secret: null }, { ...coupa.sender, secret: coupa.shared_secret }] },
      { from: [coupa.from, coupa.from] },
    ]) assertStart(await send(coupa, options));
  });

  // PUN-1: one domain with two values names two organizations
  test('contradicting credentials are refused', async () => {
    const { coupa } = server;
    const other = { domain: coupa.from.domain, identity: 'SOMEBODY-ELSE' };
    for (const from of [[coupa.from, other], [other, coupa.from]]) assertRefused(await send(coupa, { from }));
  });

  // PUN-1: domains and identities are compared without case, identities trimmed; white space as pretty printers leave it
  test('case and white space around credentials do not matter', async () => {
    const { coupa } = server;
    const padded = (c) => ({ domain: c.domain.toLowerCase(), identity: `\n    ${c.identity.toLowerCase()}\n  ` });
    assertStart(await send(coupa, { from: padded(coupa.from), to: padded(coupa.to), sender: padded(coupa.sender) }));
    assertStart(await send(coupa, { from: { ...coupa.from, domain: coupa.from.domain.toUpperCase() } }));
  });

  // PUN-1: through the network the Sender is the network and From tells the buyer
  test('the network speaks for its buyer only', async () => {
    const { ariba, coupa } = server;
    assertStart(await send(ariba));
    assertStatus(await send(ariba, { from: { domain: ariba.from.domain, identity: 'AN09999999999' } }), 401, 403);
    assertRefused(await send(ariba, { from: coupa.from }));
    assertRefused(await send(ariba, { secret: coupa.shared_secret }));
  });
});

describe('return address', () => {
  // PUN-6: https only, and only to the connection's allowed hosts
  test('a cart goes nowhere else', async () => {
    const { host } = new URL(returnUrl(server.coupa));
    for (const url of [
      'javascript:alert(document.domain)', 'JaVaScRiPt://%0aalert(1)', 'data:text/html,<script>alert(1)</script>', `http://${host}/punchout/checkout?id=7`,
      'https://evil.example.net/punchout', `https://evil.example.net/?${host}`, `https://${host}.evil.example.net/`, `https://${host}@evil.example.net/`,
      `https://evil.example.net#${host}`, `https://evil.example.net\\@${host}/`, `//${host}/x`, '/relative', 'https://', 'ftp://x/', `https:/\\evil.example.net/${host}`,
      'https://not\u00adallowed.example.net/', `https://x${host.split('.').slice(1).join('.')}/`, 'file:///etc/passwd', 'nonsense', '',
    ]) {
      const answer = await send(server.coupa, { url });
      assert.ok([400, 403].includes(answer.status.code), `${url}: ${answer.shown}`);
      assertRefused(answer);
    }
  });

  // PUN-6: what else stands in an allowed address is the buyer's business
  test('an allowed host is taken with any path and query', async () => {
    const { origin } = new URL(returnUrl(server.coupa));
    for (const rest of ['', '/', '/a?b=1&c=%26&d=%C3%BC', '/punchout/checkout;jsessionid=1?x=%3Cy%3E&z', `/${'long/'.repeat(300)}`]) {
      assertStart(await send(server.coupa, { url: origin + rest }));
    }
    assertStart(await send(server.coupa, { url: `\n  ${origin}/checkout\n ` }));
  });
});

describe('StartPage', () => {
  // PUN-4: single use; the second time a page says what to do
  test('works once', async () => {
    const startPage = assertStart(await send(server.coupa));
    const session = await enter(server, startPage);
    for (let i = 0; i < 2; i += 1) {
      const again = await page(server, startPage);
      assert.ok([200, 403, 404, 409, 410].includes(again.http), `HTTP ${again.http}`);
      assert.match(again.headers['content-type'], /^text\/html/);
      assert.ok(!again.html.includes(session.home), 'the page does not give the session away');
      const words = again.html.replace(/<(script|style)[\s\S]*?<\/\1>/gi, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();
      assert.ok(words.length > 40, `the page says what to do: ${words}`);
      assert.match(words, /again|new|back|return/i);
    }
    assert.equal((await page(server, session.home)).http, 200, 'the session opened first goes on');
  });

  // PUN-4: an address nobody gave out
  test('a made-up address opens nothing', async () => {
    const real = assertStart(await send(server.coupa));
    const url = new URL(real);
    const last = real.at(-1);
    const forged = real.slice(0, -1) + (last === 'A' ? 'B' : 'A');
    const got = await page(server, forged);
    assert.ok(got.http >= 400 || got.http === 200, `HTTP ${got.http}`);
    assert.ok(!/\/p\//.test(got.headers.location ?? ''));
    assert.ok((url.pathname + url.search).length > 22, 'long enough not to be guessed');
    for (const path of ['/p/', '/p/x/', '/p/../p/', `/p/${'A'.repeat(43)}/`, `/p/${'%00'.repeat(8)}/`]) {
      const inside = await page(server, path);
      assert.ok(inside.http >= 300 && inside.http < 500, `${path}: HTTP ${inside.http}`);
      assert.equal(inside.headers['set-cookie'], undefined);
    }
  });

  // PUN-4: two people press the same link at once
  test('of many at once exactly one gets in', async () => {
    const startPage = assertStart(await send(server.coupa));
    const all = await Promise.all(Array.from({ length: 12 }, () => page(server, startPage)));
    assert.equal(all.filter((got) => got.http === 303).length, 1);
  });

  // PUN-5: no cookie, nothing that leaks the address, framed only by that buyer
  test('the session leaks nothing and stores nothing', async () => {
    const session = await punchout(server, server.coupa);
    for (const got of [session.start, session.page]) {
      assert.equal(got.headers['referrer-policy'], 'no-referrer');
      assert.match(got.headers['cache-control'] ?? '', /no-store/);
      assert.equal(got.headers['set-cookie'], undefined, 'no cookie');
    }
    const policy = session.page.headers['content-security-policy'] ?? '';
    const ancestors = /frame-ancestors ([^;]*)/.exec(policy)?.[1];
    assert.ok(ancestors, `frame-ancestors in ${policy}`);
    assert.ok(!ancestors.split(/\s+/).includes('*'), 'not framed by everybody');
    assert.equal(session.page.headers['x-frame-options'], undefined, 'X-Frame-Options cannot name a foreign host');
    for (const [, address] of session.page.html.matchAll(/\b(?:src|href|action|srcset|poster)\s*=\s*["']?\s*((?:https?:)?\/\/[^"'\s>]+)/gi)) {
      assert.equal(new URL(address, server.base).host, new URL(server.base).host, `nothing from elsewhere: ${address}`);
    }
  });

  // PUN-5: several sessions side by side
  test('two sessions of one browser keep apart', async () => {
    const [one, two] = [await punchout(server, server.coupa), await punchout(server, server.coupa)];
    assert.notEqual(one.token, two.token);
    const [left, right] = [await cancel(server, one), await cancel(server, two)];
    assert.equal(left.cookie, one.cookie);
    assert.equal(right.cookie, two.cookie);
  });
});

describe('repeated', () => {
  // PUN-8: the same document again gets the same StartPage while that is unused
  test('the same setup gets the same StartPage', async () => {
    const body = setupRequest(server.coupa);
    const first = assertStart(await postSetup(server, server.coupa, body));
    assert.equal(assertStart(await postSetup(server, server.coupa, body)), first);
    const copies = await Promise.all(Array.from({ length: 8 }, () => postSetup(server, server.coupa, body)));
    for (const copy of copies) assert.equal(assertStart(copy), first);
    await enter(server, first);
  });

  // PUN-4, PUN-8: a used StartPage is no use to anybody
  test('after its use the same setup is no dead end', async () => {
    const body = setupRequest(server.coupa);
    const first = assertStart(await postSetup(server, server.coupa, body));
    await enter(server, first);
    const again = await postSetup(server, server.coupa, body);
    if (again.startPage) assert.notEqual(assertStart(again), first);
    else assertRefused(again);
  });

  // PUN-8, OPS-3: another body under the same payloadID is a new session, and both are in the log
  test('another setup with the same payloadID gets another StartPage', async () => {
    const payloadID = `${unique('reused')}@buyer.example.com`;
    const first = assertStart(await send(server.coupa, { payloadID, cookie: 'one' }));
    const second = assertStart(await send(server.coupa, { payloadID, cookie: 'two' }));
    assert.notEqual(first, second);
    assert.equal((await cancel(server, await enter(server, first))).cookie, 'one');
    assert.equal((await cancel(server, await enter(server, second))).cookie, 'two');
    assert.equal(inboundOf(server.data, payloadID).length, 2);
  });

  // PUN-8: payloadIDs are compared within one buyer
  test('another buyer with the same payloadID gets its own StartPage', async () => {
    const payloadID = '111111111';
    const same = { payloadID, timestamp: '2026-03-04T05:06:07+00:00', cookie: 'same' };
    const first = assertStart(await send(server.coupa, same));
    const second = assertStart(await send(server.ariba, same));
    assert.notEqual(first, second);
  });

  // PUN-8: two requests without a payloadID are two requests
  test('without a payloadID nothing is taken for a repetition of another body', async () => {
    const first = assertStart(await send(server.coupa, { payloadID: null, cookie: 'one' }));
    assert.notEqual(assertStart(await send(server.coupa, { payloadID: null, cookie: 'two' })), first);
  });
});

// CON-9, PUN-1: a disabled connection is known but not allowed; disabling can be undone
test('a disabled connection answers 403', async () => {
  const own = prepare();
  try {
    const { name } = own.coupa;
    run(['connection', 'disable', name, '--data', own.data]);
    await own.serve();
    const refused = await postSetup(own, own.coupa, setupRequest(own.coupa));
    assertStatus(refused, 403);
    assertRefused(refused);
    assertStatus(await postSetup(own, own.coupa, setupRequest(own.coupa, { secret: 'a-wrong-secret-here' })), 401);
    assertStart(await postSetup(own, own.ariba, setupRequest(own.ariba)));
    await own.halt();
    run(['connection', 'enable', name, '--data', own.data]);
    await own.serve();
    assertStart(await postSetup(own, own.coupa, setupRequest(own.coupa)));
  } finally {
    await own.stop();
  }
});

// PUN-6: leaving without a request
test('cancel answers with Status 204 and the cookie', async () => {
  const session = await punchout(server, server.coupa);
  const message = await cancel(server, session);
  assert.equal(message.status, 204);
  assert.equal(message.lines.length, 0);
  assert.equal(message.cookie, session.cookie);
  assert.ok(readCart(message.page.html));
});
