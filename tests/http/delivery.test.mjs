// What leaves the house after an order: confirmations and status updates to a procurement system played here, and mail.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  agreementsOf, assertStatus, assertValidCxml, cli, decodeEntities, documents, orderRequest, parseXml, postOrder, rawDocument, run, shop, unique, within, withServer,
} from './client.mjs';
import { admin } from './console.mjs';
import { TAKEN, WAIT_MS, receive, status } from './receiver.mjs';

/** Sets a connection's settings while the server is stopped, and starts it. */
async function configure(server, connection, settings) {
  await server.halt();
  const file = path.join(server.data, 'settings.json');
  fs.writeFileSync(file, JSON.stringify(settings));
  run(['connection', 'update', connection.id, '--file', file, '--data', server.data]);
  await server.serve();
}

async function buy(server, connection, options = {}) {
  const { lines } = await shop(server, connection);
  const orderID = unique('PO');
  const payloadID = `${orderID}@buyer.example.com`;
  const answer = await postOrder(server, connection, orderRequest(connection, { orderID, payloadID, lines, ...options }));
  assertStatus(answer, 200, 201);
  return { orderID, payloadID, lines, answer };
}

const deliveries = (server, ...args) => cli(server.data, 'delivery', 'list', ...args).deliveries;
/** Waits until as many deliveries of that kind are in that state. */
async function settled(server, kind, state, count = 1) {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const found = deliveries(server, '--state', state).filter((d) => d.kind === kind);
    if (found.length >= count) return found;
    assert.ok(Date.now() < end, `${count} ${kind} ${state}: ${JSON.stringify(deliveries(server))}\n${server.stderr.slice(-2000)}`);
    await new Promise((resolve) => { setTimeout(resolve, 1000); }); // each look is a program of its own
  }
}
const attempts = (server, id) => cli(server.data, 'delivery', 'show', id).attempts;
const mails = (server) => {
  const folder = path.join(server.data, 'mail');
  return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.eml')).sort().map((name) => fs.readFileSync(path.join(folder, name), 'utf8')) : [];
};

describe('confirmations', () => {
  // ORD-7, CON-12: one for each order, which Coupa's own rules would take
  test('an order that is booked is confirmed', () => withServer(async (server) => receive(TAKEN, async (buyer) => {
    const { coupa } = server;
    await configure(server, coupa, { confirmations: true, confirmation_url: buyer.url });
    const { orderID, payloadID } = await buy(server, coupa);
    const [{ body, type }] = await buyer.until(1);
    assert.match(type, /^text\/xml/);
    assert.match(body, /1\.2\.036\/Fulfill\.dtd"/, 'the version that Coupa takes');
    assertValidCxml(body, 'the confirmation', { dtd: 'Fulfill' });
    const root = parseXml(body);
    assert.ok(body.includes(`<SharedSecret>${coupa.shared_secret}</SharedSecret>`), 'it shows the secret');
    assert.match(body, new RegExp(`<From>\\s*<Credential domain="${coupa.to.domain}">\\s*<Identity>${coupa.to.identity}<`));
    assert.match(body, new RegExp(`<To>\\s*<Credential domain="${coupa.from.domain}">\\s*<Identity>${coupa.from.identity}<`));
    assert.match(body, /<Request deploymentMode="production">\s*<ConfirmationRequest>/);
    assert.match(body, /type="accept"/);
    assert.ok(body.includes(`<OrderReference orderID="${orderID}"`));
    assert.ok(body.includes(`<DocumentReference payloadID="${payloadID}"/>`));
    const [kept] = await settled(server, 'ConfirmationRequest', 'delivered');
    assert.deepEqual(attempts(server, kept.id).map((a) => [a.attempt, a.code, a.message]), [['1', '200', 'Taken']]);
    const out = documents(server.data).filter((d) => d.direction === 'out');
    const [document] = out.filter((d) => d.kind === 'ConfirmationRequest');
    assert.equal(document.order_id, orderID);
    assert.equal(document.payload_id, root.attributes?.payloadID ?? /payloadID="([^"]+)"/.exec(body)[1]);
    const raw = rawDocument(server.data, document.id).toString('utf8');
    assert.ok(!raw.includes(coupa.shared_secret), 'the log does not hold the secret');
    assert.ok(raw.includes('********'));
  })));

  // ORD-3, ORD-7: what waits for a person is an exception, with the reason; a test order says that it is one
  test('an order that needs attention is an exception', () => withServer(async (server) => receive(TAKEN, async (buyer) => {
    const { coupa, test: practice } = server;
    await configure(server, coupa, { confirmations: true, confirmation_url: buyer.url });
    await configure(server, practice, { confirmations: true, confirmation_url: buyer.url });
    const { lines } = await shop(server, coupa);
    const orderID = unique('PO & Söhne');
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID, lines: [{ ...lines[0], partId: 'NO-SUCH' }] })), 200);
    const [{ body }] = await buyer.until(1);
    assertValidCxml(body, 'the exception', { dtd: 'Fulfill' });
    assert.match(body, /type="except"/);
    assert.ok(decodeEntities(body).includes(`orderID="${orderID}"`), body);
    assert.match(body, /<Comments xml:lang="en">line 1: /);
    await buy(server, practice);
    const { body: trial } = (await buyer.until(2))[1];
    assert.match(trial, /<Request deploymentMode="test">/);
    assert.match(trial, /type="accept"/);
  })));

  // CON-12: 201, and a StatusUpdateRequest that ends it
  test('an order answered 201 gets its status later', () => withServer(async (server) => receive(TAKEN, async (buyer) => {
    const { coupa } = server;
    await configure(server, coupa, { acknowledgement: '201', confirmation_url: buyer.url });
    const { answer, payloadID } = await buy(server, coupa);
    assertStatus(answer, 201);
    const [{ body }] = await buyer.until(1);
    assertValidCxml(body, 'the status update');
    assert.match(body, new RegExp(`<StatusUpdateRequest>\\s*<DocumentReference payloadID="${payloadID}"/>\\s*<Status code="200" text="OK"`));
    await settled(server, 'StatusUpdateRequest', 'delivered');
    assert.equal(deliveries(server).filter((d) => d.kind === 'ConfirmationRequest').length, 0, 'nobody asked for confirmations');
  })));

  // ORD-7: a Status of 4xx inside of 200 is a failure; it can be edited and sent again
  test('what the receiver refuses fails at once, and can be sent again', () => withServer(async (server) => {
    let good = false;
    await receive(() => (good ? TAKEN() : [200, status(406, 'Not Acceptable', 'confirmID is too long')]), async (buyer) => {
      const { coupa } = server;
      await configure(server, coupa, { confirmations: true, confirmation_url: buyer.url });
      await buy(server, coupa);
      const [dead] = await settled(server, 'ConfirmationRequest', 'failed');
      const [attempt] = attempts(server, dead.id);
      assert.equal(attempt.code, '406');
      assert.match(attempt.message, /confirmID is too long/);
      assert.match(attempt.response, /<Status code="406"/, 'the answer is kept');
      assert.equal(buyer.got.length, 1, 'it is not tried again by itself');
      await server.halt();
      const body = run(['delivery', 'body', dead.id, '--data', server.data]).stdout.toString('utf8');
      const file = path.join(server.data, 'body.xml');
      fs.writeFileSync(file, '<cXML>');
      run(['delivery', 'resend', dead.id, '--file', file, '--data', server.data], { code: 2 });
      fs.writeFileSync(file, body.replace(/confirmID="[^"]+"/, 'confirmID="short"'));
      run(['delivery', 'resend', dead.id, '--file', file, '--data', server.data]);
      good = true;
      await server.serve();
      const { body: second } = (await buyer.until(2))[1];
      assert.match(second, /confirmID="short"/);
      assert.ok(second.includes(coupa.shared_secret));
      await settled(server, 'ConfirmationRequest', 'delivered');
      await server.halt();
      run(['delivery', 'resend', dead.id, '--data', server.data], { code: 1 });
      await server.serve();
    });
  }));

  // ORD-7: later answers are waited for, in the order of what they are about
  test('what the receiver can\'t take now is tried again', () => withServer(async (server) => receive(
    (number) => [[503, 'busy'], [200, '<html>Sign in</html>']][number - 1] ?? TAKEN(),
    async (buyer) => {
      const { coupa } = server;
      await configure(server, coupa, { confirmations: true, acknowledgement: '201', confirmation_url: buyer.url });
      await buy(server, coupa);
      await settled(server, 'ConfirmationRequest', 'delivered');
      const [update] = await settled(server, 'StatusUpdateRequest', 'delivered');
      const tries = [...attempts(server, update.id), ...attempts(server, deliveries(server).find((d) => d.kind === 'ConfirmationRequest').id)];
      assert.equal(tries.length, 4);
      assert.ok(tries.some((a) => a.code === '503'));
      assert.ok(tries.some((a) => /no cXML/.test(a.message)));
      const wait = tries.filter((a) => a.attempt === '2').length;
      assert.equal(wait, 2, JSON.stringify(tries));
    },
  )));

  // ORD-7: a receiver that hangs holds up nobody else, nor the end of the server
  test('a receiver that hangs', () => withServer(async (server) => receive(() => undefined, async (hung) => receive(TAKEN, async (buyer) => {
    const { coupa, ariba } = server;
    await configure(server, ariba, { confirmations: true, confirmation_url: hung.url.replace('127.0.0.1', 'localhost') });
    await configure(server, coupa, { confirmations: true, confirmation_url: buyer.url });
    for (let i = 0; i < 3; i++) await buy(server, ariba);
    await hung.until(1);
    await buy(server, coupa);
    await buyer.until(1);
    await settled(server, 'ConfirmationRequest', 'delivered');
    assert.equal(hung.got.length, 1, 'one at a time to each host');
  }))));

  // ORD-7: nothing goes into private networks (SSRF), unless the operator says so
  test('no confirmation goes into a private network', () => withServer(async (server) => receive(TAKEN, async (buyer) => {
    await server.halt();
    const file = path.join(server.data, 'new.json');
    fs.writeFileSync(file, JSON.stringify({
      system: 'cxml', name: 'On premises', buyer_domain: 'DUNS', buyer_identity: '987654321', return_hosts: 'buyer.example.com', test: true,
      secret: 'a-secret-of-our-own-17', confirmations: true, confirmation_url: 'http://127.0.0.1:9/cxml',
    }));
    const account = admin(server.data, 'connection', 'list').connections.find((c) => c.id === server.coupa.id).account_id;
    run(['connection', 'create', '--account', account, '--file', file, '--data', server.data], { code: 2 });
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('http://127.0.0.1:9/cxml', buyer.url.replace('http:', 'https:')));
    const made = admin(server.data, 'connection', 'create', '--account', account, '--file', file);
    run(['connection', 'enable', made.id, '--data', server.data]);
    await server.serve();
    const connection = {
      ...server.coupa, id: made.id, mode: 'test', from: { domain: 'DUNS', identity: '987654321' }, sender: { domain: 'DUNS', identity: '987654321' },
      to: made.supplier ?? made.to ?? server.coupa.to, shared_secret: 'a-secret-of-our-own-17', return_hosts: ['buyer.example.com'],
    };
    await buy(server, connection);
    const [dead] = await settled(server, 'ConfirmationRequest', 'failed');
    assert.match(attempts(server, dead.id)[0].message, /private network/);
    assert.equal(buyer.got.length, 0);
  })));
});

/** A mail server: `answer(number)` gives its reply to the message after `number` of them. */
async function mailServer(answer, work) {
  const got = [];
  const server = net.createServer((socket) => {
    let buffer = '';
    let data;
    const envelope = { to: [] };
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 mail.example.com ESMTP');
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (chunk) => {
      buffer += chunk;
      for (let end; (end = buffer.indexOf('\r\n')) >= 0;) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (data !== undefined && line !== '.') data += `${line}\r\n`;
        else if (data !== undefined) {
          got.push({ ...envelope, data });
          data = undefined;
          say(answer(got.length));
        } else if (/^EHLO/i.test(line)) say('250 mail.example.com');
        else if (/^MAIL FROM/i.test(line)) { envelope.from = /<(.*)>/.exec(line)[1]; say('250 ok'); } else if (/^RCPT TO/i.test(line)) {
          envelope.to.push(/<(.*)>/.exec(line)[1]);
          say('250 ok');
        } else if (/^DATA/i.test(line)) { data = ''; say('354 go on'); } else if (/^QUIT/i.test(line)) { say('221 bye'); socket.end(); } else say('250 ok');
      }
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  try {
    return await work({ url: `smtp://127.0.0.1:${server.address().port}`, got });
  } finally {
    await new Promise((resolve) => { server.close(resolve); });
  }
}

describe('mail', () => {
  // ORD-8: through a mail server, which may have no time now or refuse for good
  test('a mail server takes it, later or never', () => withServer(async (server) => mailServer(
    (number) => ['451 not now', '250 taken', '554 no such thing'][number - 1],
    async (post) => {
      await server.halt();
      fs.appendFileSync(path.join(server.data, 'punchoutd.conf'), `mail_server = ${post.url}\nmail_from = shop@market.example\n`);
      await server.serve();
      const { orderID } = await buy(server, server.coupa);
      const [taken] = await settled(server, 'mail', 'delivered');
      assert.deepEqual(attempts(server, taken.id).map((a) => a.code), ['451', '250']);
      assert.equal(post.got[1].from, 'shop@market.example');
      assert.ok(post.got[1].to.length >= 1 && post.got[1].to.every((to) => post.got[1].data.includes(to)));
      assert.ok(post.got[1].data.includes(orderID));
      assert.deepEqual(mails(server), [], 'nothing in the folder');
      await buy(server, server.coupa);
      const [dead] = await settled(server, 'mail', 'failed');
      assert.deepEqual(attempts(server, dead.id).map((a) => a.code), ['554']);
    },
  )));

  // ORD-8: into a folder where no mail server is set
  test('the start of a subscription and an order that needs attention', () => withServer(async (server) => {
    const { coupa, test: practice } = server;
    const { orderID, lines } = await buy(server, coupa);
    const [id] = agreementsOf(server.data, orderID);
    await settled(server, 'mail', 'delivered');
    const [started] = mails(server);
    assert.match(started, /^From: marketplace@localhost\r\nTo: [^\r\n]*@[^\r\n]*\r\nSubject: Your subscription to Lighthouse Observability has started\r\n/);
    assert.match(started, /\r\nDate: \w{3}, \d\d \w{3} 20\d\d \d\d:\d\d:\d\d \+0000\r\n/);
    assert.ok(started.includes(orderID) && started.includes(`/console/subscriptions/${id}`));
    assert.match(started, /The order is at http:\/\/127\.0\.0\.1:\d+\/console\/purchase-orders\/[0-9a-f-]+\r\n/);
    const account = admin(server.data, 'account', 'list').accounts.find((a) => started.includes(a.email));
    assert.ok(account, 'the account is told');
    await buy(server, practice);
    const wrong = unique('PO');
    assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID: wrong, lines })), 200);
    await settled(server, 'mail', 'delivered', 2);
    const [, attention, ...more] = mails(server);
    assert.equal(more.length, 0, 'a test order is no news');
    assert.match(attention, new RegExp(`\r\nSubject: Purchase order ${wrong} needs attention\r\n`));
    assert.match(attention, /Why: line 1: /);
  }));
});
