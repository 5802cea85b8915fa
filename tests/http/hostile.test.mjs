import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  assertPage, assertRefused, assertStart, assertStatus, cancel, documents, enter, envelope, escapeXml, exchange, orderRequest, ordersOf,
  page, parseHttp, post, postOrder, postSetup, profileRequest, raw, rawDocument, readAnswer, setupRequest, startServer, unique, within,
} from './client.mjs';

let server;
before(async () => { server = await startServer(); });
afterEach(async () => {
  server.check();
  assertStatus(await post(server, '/cxml', profileRequest(server.coupa)), 200); // the next honest request is served
});
after(async () => { await server?.stop(); });

/** A setup with something put in front of the Extrinsics. */
const stuffed = (xml, options) => setupRequest(server.coupa, { ...options, order: ['BuyerCookie', 'Stuff', 'BrowserFormPost'], parts: { Stuff: xml } });

describe('not a document', () => {
  // PUN-1: nothing, something else, half of something
  test('what cannot be parsed is 406, in valid cXML', async () => {
    const whole = setupRequest(server.coupa);
    for (const body of [
      'garbage', '{"json": true}', '<', '<?xml version="1.0"?>', '<!DOCTYPE cXML SYSTEM "x.dtd">', '<cXML>', whole.slice(0, -3), whole.slice(0, whole.length / 2),
      `${whole}${whole}`, `${whole}<x/>`, whole.replace('</Header>', ''), whole.replace('<Request>', '<Request a="1" a="2">'), whole.replace('<Request>', '<Request a=1>'),
      whole.replace('<BuyerCookie>', '<BuyerCookie>&undefined;'), whole.replace('<BuyerCookie>', '<BuyerCookie>&#0;'), whole.replace('<BuyerCookie>', '<BuyerCookie>\u0001'),
      whole.replace('<BuyerCookie>', '<BuyerCookie>a & b'), Buffer.alloc(4096), Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)),
      '<!DOCTYPE html><html><head><title>x</title><body><p>hello<br></html>', 'cXML-urlencoded=%3CcXML%3E', '\uFEFF', ' \n\t ',
    ]) {
      const answer = await post(server, '/cxml', body);
      assertStatus(answer, 400, 406);
      assertRefused(answer);
    }
  });

  // PUN-1: an empty body, with a length of 0, chunked, and with no length at all
  test('an empty body', async () => {
    for (const wire of [{}, { chunked: true }, { contentType: null }]) {
      for (const target of ['/cxml', '/v1/punchout/setup', '/v1/orders', '/v1/profile']) {
        assertStatus(await post(server, target, '', wire), 400, 406);
      }
    }
    const got = await raw(server, 'POST /cxml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const plain = parseHttp(got.bytes, true);
    assert.ok(plain, 'an answer');
    if (plain.http === 200) assertStatus(readAnswer(plain), 400, 406);
    else assert.ok(plain.http >= 400 && plain.http < 500, `HTTP ${plain.http}`);
  });

  // PUN-1: well-formed, but not cXML
  test('another vocabulary', async () => {
    for (const body of ['<a/>', '<cXML/>', '<cXML><Header/></cXML>', '<cXML><Request/></cXML>', '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>',
      '<html><body/></html>', '<cxml><header/></cxml>', `<wrap>${setupRequest(server.coupa, { doctype: null, declaration: null })}</wrap>`]) {
      assertRefused(await post(server, '/cxml', body));
    }
  });
});

describe('entities', () => {
  const dtd = (subset) => `<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd" [${subset}]>`;

  // PUN-1: entities that multiply
  test('a billion laughs', async () => {
    let subset = '<!ENTITY l0 "lol">';
    for (let i = 1; i < 10; i += 1) subset += `<!ENTITY l${i} "${`&l${i - 1};`.repeat(10)}">`;
    for (const wide of [false, true]) {
      const declarations = wide ? `<!ENTITY l9 "${'x'.repeat(100_000)}">` : subset;
      const began = Date.now();
      const answer = await post(server, '/cxml', setupRequest(server.coupa, { doctype: dtd(declarations), cookieXml: wide ? '&l9;'.repeat(20_000) : '&l9;' }));
      assertRefused(answer);
      assert.ok(Date.now() - began < 10_000, 'answered at once');
    }
    const circle = setupRequest(server.coupa, { doctype: dtd('<!ENTITY a "&b;"><!ENTITY b "&a;">'), cookieXml: '&a;' });
    assertRefused(await post(server, '/cxml', circle));
  });

  // PUN-1: an entity that reads a file; its text must not turn up anywhere
  test('an external entity', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'punchoutd-entity-'));
    const marker = unique('TOPSECRET');
    const file = path.join(folder, 'secret.txt');
    fs.writeFileSync(file, marker);
    fs.writeFileSync(path.join(folder, 'outer.dtd'), `<!ENTITY % f SYSTEM "file://${file}"><!ENTITY x "${marker}">`);
    try {
      for (const subset of [`<!ENTITY x SYSTEM "file://${file}">`, `<!ENTITY x SYSTEM "${file}">`, `<!ENTITY % p SYSTEM "file://${folder}/outer.dtd"> %p;`,
        `<!ENTITY x PUBLIC "any" "file://${file}">`]) {
        const payloadID = `${unique('xxe')}@buyer.example.com`;
        const answer = await postSetup(server, server.coupa, setupRequest(server.coupa, { doctype: dtd(subset), cookieXml: 'A&x;B', payloadID }));
        assert.ok(!answer.xml.includes(marker), answer.shown);
        if (answer.startPage) assert.ok(!(await cancel(server, await enter(server, answer.startPage))).xml.includes(marker));
        else assertRefused(answer);
      }
      const outer = setupRequest(server.coupa, { doctype: `<!DOCTYPE cXML SYSTEM "file://${folder}/outer.dtd">`, cookieXml: 'A&x;B' });
      const answer = await postSetup(server, server.coupa, outer);
      assert.ok(!answer.xml.includes(marker), answer.shown);
      if (answer.startPage) assert.ok(!(await cancel(server, await enter(server, answer.startPage))).xml.includes(marker));
      const include = stuffed(`<Extrinsic name="x"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://${file}" parse="text"/></Extrinsic>`);
      const included = await postSetup(server, server.coupa, include);
      assert.ok(!included.xml.includes(marker), included.shown);
      for (const document of documents(server.data).slice(0, 40)) {
        assert.ok(!rawDocument(server.data, document.id).includes(marker), `document ${document.id} holds the file's text`);
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  // PUN-1: the DTD is never fetched, neither is anything it or an entity names
  test('nothing is fetched', async () => {
    let calls = 0;
    const listener = net.createServer((socket) => { calls += 1; socket.destroy(); });
    await new Promise((go) => { listener.listen(0, '127.0.0.1', go); });
    const at = `http://127.0.0.1:${listener.address().port}`;
    try {
      assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa, { doctype: `<!DOCTYPE cXML SYSTEM "${at}/cXML.dtd">` })));
      await post(server, '/cxml', setupRequest(server.coupa, { doctype: `<!DOCTYPE cXML SYSTEM "${at}/cXML.dtd" [<!ENTITY % p SYSTEM "${at}/p"> %p;]>` }));
      await post(server, '/cxml', setupRequest(server.coupa, { doctype: dtd(`<!ENTITY x SYSTEM "${at}/x">`), cookieXml: '&x;' }));
      await post(server, '/cxml', setupRequest(server.coupa).replace('<cXML', `<cXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a ${at}/s.xsd"`));
      assert.equal(calls, 0, 'no connection was made');
    } finally {
      await new Promise((go) => { listener.close(go); });
    }
  });

  // PUN-1: a DOCTYPE with an internal subset is refused or read without it, but is no fault
  test('an internal subset', async () => {
    for (const subset of ['<!ENTITY co "Company">', '<!ELEMENT cXML ANY>', '<!ATTLIST BuyerCookie x CDATA "y">', '', '<!-- c -->', '<?pi?>', '<!NOTATION n SYSTEM "n">']) {
      const answer = await postSetup(server, server.coupa, setupRequest(server.coupa, { doctype: dtd(subset) }));
      if (answer.startPage) assertStart(answer);
      else assertRefused(answer);
    }
  });
});

describe('too much', () => {
  // PUN-1, OPS-6: depth
  test('100000 levels', async () => {
    const deep = '<a>'.repeat(100_000) + '</a>'.repeat(100_000);
    assertRefused(await post(server, '/cxml', deep));
    assertRefused(await post(server, '/cxml', '<a>'.repeat(100_000)));
    assertRefused(await post(server, '/cxml', stuffed(`<Extrinsic name="x">${deep}</Extrinsic>`)));
  });

  /** A body of n megabytes that would be a fine document, as pieces. */
  function* large(megabytes) {
    const [head, tail] = stuffed('<Extrinsic name="x">@</Extrinsic>').split('@');
    yield Buffer.from(head);
    const megabyte = Buffer.alloc(1 << 20, 'x');
    for (let i = 0; i < megabytes; i += 1) yield megabyte;
    yield Buffer.from(tail);
  }

  const tooLarge = (got) => {
    const plain = parseHttp(got.bytes, true);
    assert.ok(plain, `an answer, not just the end of the connection (${got.ended} after ${got.ms} ms, ${got.bytes.length} bytes)`);
    const answer = readAnswer(plain, { http: [200, 413] });
    assertRefused(answer);
    assert.match(answer.status.message, /large|limit|size|big|MB|bytes/i);
  };
  const complete = (bytes) => parseHttp(bytes) !== null;

  // PUN-1, OPS-6: 50 MB announced and sent
  test('a body beyond the limit', async () => {
    const length = [...large(50)].reduce((all, piece) => all + piece.length, 0);
    async function* source() {
      yield Buffer.from(`POST /cxml HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${length}\r\n\r\n`);
      yield* large(50);
    }
    tooLarge(await raw(server, source(), { timeout: 120_000, until: complete }));
  });

  // PUN-1, OPS-6: 50 MB in chunks nobody announced
  test('a chunked body beyond the limit', async () => {
    async function* source() {
      yield Buffer.from('POST /cxml HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n');
      for (const piece of large(50)) yield Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
      yield Buffer.from('0\r\n\r\n');
    }
    tooLarge(await raw(server, source(), { timeout: 120_000, until: complete }));
  });

  // ORD-3, OPS-6: many lines are work, not a fault; the answer comes within the minute Coupa waits
  test('an order of 10000 lines', async () => {
    const orderID = unique('PO-LONG');
    const lines = Array.from({ length: 10_000 }, (_, i) => ({ quantity: '1', partId: `NO-SUCH-PART-${i}`, auxiliaryId: `none/${i}`, price: '1.00', currency: 'USD' }));
    const began = Date.now();
    const answer = await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID, lines }), { timeout: 120_000 });
    assert.ok(Date.now() - began < 60_000, 'within a minute');
    assertStatus(answer, 200);
    assert.equal(ordersOf(server.data, orderID)[0]?.state, 'needs_attention');
  });

  // PUN-1, OPS-6: long values in every place
  test('long values', async () => {
    const long = 'x'.repeat(1 << 20);
    for (const options of [{ cookie: long }, { payloadID: long }, { timestamp: long }, { userAgent: long }, { operation: long }, { lang: long }, { secret: long },
      { from: { domain: long, identity: long } }, { url: `https://${long}` }, { url: `https://buyer.example.com/${long}` }, { email: long, name: long },
      { extrinsics: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`e${i}`, 'v'])) }, { deploymentMode: long }]) {
      const answer = await post(server, '/cxml', setupRequest(server.coupa, options));
      assert.ok(answer.status.code < 500, answer.shown);
    }
  });

  // PUN-1: mark-up and control characters in values come back escaped or not at all
  test('values that bite', async () => {
    for (const evil of ['"><script>alert(1)</script>', "' OR 1=1 --", '${jndi:ldap://127.0.0.1/a}', '%s%s%n', '../../../etc/passwd', '\r\nSet-Cookie: a=b', '\u202e\u0085\u2028', ']]>', '{{7*7}}']) {
      for (const options of [{ payloadID: evil }, { operation: evil }, { lang: evil }, { cookie: evil }, { userAgent: evil }, { deploymentMode: evil }, { timestamp: evil },
        { from: { domain: evil, identity: evil } }, { name: evil, email: evil, extrinsics: { [evil]: evil, UserEmail: evil } }]) {
        const answer = await post(server, '/cxml', setupRequest(server.coupa, options));
        assert.ok(answer.status.code < 500, answer.shown);
        assert.equal(answer.headers['set-cookie'], undefined);
        if (answer.startPage) {
          const { page: home } = await enter(server, answer.startPage);
          assert.ok(!home.html.includes('<script>alert(1)</script>'), 'the page escapes what it shows');
        }
      }
    }
  });
});

describe('HTTP', () => {
  // OPS-6: those who send a byte a second are cut off or answered, and keep nobody else waiting
  test('slow clients', async () => {
    const bound = 90_000;
    const body = Buffer.from(profileRequest(server.coupa));
    const head = `POST /cxml HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n`;
    let over = false;
    async function* drip(first, rest) {
      yield Buffer.from(first);
      for (let i = 0; i < rest.length && !over; i += 1) {
        await new Promise((go) => { setTimeout(go, 1000).unref(); });
        yield Buffer.from(rest.subarray(i, i + 1));
      }
    }
    const slow = [
      ...Array.from({ length: 20 }, () => raw(server, drip(head, body), { timeout: bound })),
      ...Array.from({ length: 20 }, () => raw(server, drip('POST /cxml HT', Buffer.from(`TP/1.1\r\nHost: x\r\nX: ${'y'.repeat(500)}\r\n\r\n`)), { timeout: bound })),
    ];
    for (let i = 0; i < 20; i += 1) {
      const began = Date.now();
      assertStatus(await post(server, '/cxml', profileRequest(server.coupa)), 200);
      assert.ok(Date.now() - began < 5000, 'others are served meanwhile');
    }
    const all = await Promise.all(slow);
    over = true;
    for (const got of all) assert.equal(got.ended, 'closed', `still open after ${got.ms} ms`);
  });

  // OPS-6: those who connect and say nothing, or send half and leave
  test('clients that give up', async () => {
    const body = setupRequest(server.coupa);
    for (let i = 0; i < 50; i += 1) {
      const socket = net.connect({ host: server.host, port: server.port });
      socket.on('error', () => {});
      await within(10_000, 'a connection', new Promise((go) => { socket.once('connect', go); }));
      if (i % 2) socket.write(`POST /cxml HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 100 + i * 10)}`);
      if (i % 3) socket.resetAndDestroy();
      else socket.destroy();
    }
    assertStart(await postSetup(server, server.coupa, body));
  });

  // PUN-1, OPS-6: lengths that contradict each other can hide a second request
  test('conflicting lengths', async () => {
    const body = profileRequest(server.coupa);
    const hidden = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const { length } = Buffer.from(body);
    for (const lines of [
      [`Content-Length: ${length}`, `Content-Length: ${length + hidden.length}`], [`Content-Length: ${length + hidden.length}`, `Content-Length: ${length}`],
      [`Content-Length: ${length}, ${length + 1}`], [`Content-Length: ${length}`, 'Transfer-Encoding: chunked'], ['Content-Length: -1'], ['Content-Length: +5'],
      ['Content-Length: 99999999999999999999999'], ['Content-Length: 0x10'], ['Content-Length: abc'], ['Transfer-Encoding: chunked, identity'], ['Transfer-Encoding: xchunked'],
    ]) {
      const got = await raw(server, `POST /cxml HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}${hidden}`,
        { timeout: 90_000, until: (bytes) => parseHttp(bytes) !== null });
      const text = got.bytes.toString('latin1');
      // libmicrohttpd 0.9.75 writes the head of its own refusals twice; what must not be is an answer to what was hidden.
      const answers = (text.match(/HTTP\/1\.1 \d{3}/g) ?? []).filter((line) => !line.endsWith(' 100'));
      assert.ok(answers.length <= 1 || answers.every((line) => / 4\d\d$/.test(line)), `one answer at most for ${lines}: ${text}`);
      assert.ok(!/StartPage|ProfileResponse/.test(text), `${lines}: not taken for a good request\n${text.slice(0, 500)}`);
      assert.doesNotMatch(text, /^HTTP\/1\.1 5/m);
    }
  });

  // PUN-1, OPS-6: broken chunks and request lines
  test('broken HTTP', async () => {
    for (const text of [
      'POST /cxml HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n', 'POST /cxml HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc',
      'POST /cxml HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc', 'GARBAGE\r\n\r\n', '\0\0\0\0\r\n\r\n', 'POST\r\n\r\n', 'POST /cxml HTTP/9.9\r\n\r\n', 'GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /p/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n', 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n', `GET /${'a'.repeat(200_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `POST /cxml HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(1 << 20)}\r\n\r\n`, `POST /cxml HTTP/1.1\r\n${'X: y\r\n'.repeat(50_000)}\r\n`, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ]) {
      const got = await raw(server, Buffer.from(text, 'latin1'), { timeout: 1500, until: (bytes) => parseHttp(bytes) !== null });
      const answer = got.bytes.toString('latin1');
      assert.doesNotMatch(answer, /root:x?:0:0/);
      assert.doesNotMatch(answer, /^HTTP\/1\.1 50[0234]/);
      server.check();
    }
  });

  // PUN-1: other methods get an answer in cXML too
  test('other methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      for (const target of ['/cxml', '/v1/punchout/setup', '/v1/orders', '/v1/profile']) {
        const got = await exchange(server, target, { method, body: setupRequest(server.coupa), headers: { 'Content-Type': 'text/xml' } });
        assertRefused(readAnswer(got, { http: [200, 405, 501] }));
      }
    }
  });
});

describe('the wrong document', () => {
  const whole = (inner) => `<?xml version="1.0" encoding="UTF-8"?>\n<cXML payloadID="${unique()}@x.example" timestamp="2026-03-04T05:06:07+00:00">${inner}</cXML>`;

  // PUN-1: a Response is no request
  test('a Response', async () => {
    for (const inner of ['<Response><Status code="200" text="OK"/></Response>',
      '<Response><Status code="200" text="OK"/><PunchOutSetupResponse><StartPage><URL>https://x.example/</URL></StartPage></PunchOutSetupResponse></Response>',
      '<Response><Status code="500" text="Internal Server Error">no</Status></Response>']) {
      assertRefused(await post(server, '/cxml', whole(inner)));
    }
  });

  // PUN-1: a Message with our own credentials is no request either
  test('a Message', async () => {
    const header = /<Header>[\s\S]*<\/Header>/.exec(setupRequest(server.coupa))[0];
    const answer = await post(server, '/cxml', whole(`${header}<Message><PunchOutOrderMessage><BuyerCookie>x</BuyerCookie>`
      + '<PunchOutOrderMessageHeader operationAllowed="create"><Total><Money currency="USD">0.00</Money></Total></PunchOutOrderMessageHeader></PunchOutOrderMessage></Message>'));
    assertRefused(answer);
  });

  // PUN-1: requests we know of but do not serve
  test('unsupported requests are 450', async () => {
    const requests = {
      StatusUpdateRequest: '<DocumentReference payloadID="1@x.example"/><Status code="200" text="OK"/>',
      ConfirmationRequest: '<ConfirmationHeader type="accept" noticeDate="2026-03-04T05:06:07+00:00"/><OrderReference><DocumentReference payloadID="1@x.example"/></OrderReference>',
      ShipNoticeRequest: '<ShipNoticeHeader shipmentID="1" noticeDate="2026-03-04T05:06:07+00:00"/>',
      InvoiceDetailRequest: '<InvoiceDetailRequestHeader invoiceID="1" purpose="standard" operation="new" invoiceDate="2026-03-04T05:06:07+00:00"/>',
      CatalogUploadRequest: '<CatalogName xml:lang="en">x</CatalogName>',
      GetPendingRequest: '<MessageType>SubscriptionChangeMessage</MessageType>',
      SupplierListRequest: '', SubscriptionListRequest: '', MasterAgreementRequest: '', PurchaseRequisitionRequest: '', ProviderSetupRequest: '', QuoteRequest: '',
      CopyRequest: '', AuthRequest: '', SomethingNobodyKnowsRequest: '<a/>',
    };
    for (const [name, inner] of Object.entries(requests)) {
      const answer = await post(server, '/cxml', envelope(server.coupa, `<${name}>${inner}</${name}>`));
      assertStatus(answer, 450);
      assert.match(answer.status.message, new RegExp(name), 'it says which');
    }
  });

  // PUN-1: who may not ask anything does not learn what is served
  test('an unsupported request with a wrong secret is 401', async () => {
    assertStatus(await post(server, '/cxml', envelope(server.coupa, '<QuoteRequest/>', { secret: 'a-wrong-secret-here' })), 401);
  });

  // PUN-1: none or two of them in one Request
  test('an empty Request and a crowded one', async () => {
    assertRefused(await post(server, '/cxml', envelope(server.coupa, '')));
    const setup = /<PunchOutSetupRequest[\s\S]*<\/PunchOutSetupRequest>/.exec(setupRequest(server.coupa))[0];
    const answer = await post(server, '/cxml', envelope(server.coupa, `${setup}${setup}`));
    assert.ok(answer.status.code < 500, answer.shown);
  });

  // PUN-1: what is shown of a refused value is escaped
  test('a refusal quotes safely', async () => {
    const answer = await post(server, '/cxml', envelope(server.coupa, `<Evil${'x'.repeat(300)}Request a="${escapeXml('"<&')}"/>`));
    assertRefused(answer);
  });
});

// PUN-5: pages outside of the session are no fault either
test('pages nobody knows', async () => {
  for (const target of ['/nothing', '/v1', '/v1/', '/cxml/', '/v2/punchout/setup', '/p', '/static/../../data', '/?q=%ff%fe', '/.git/config', '/%']) {
    const got = await page(server, target);
    assert.ok(got.http < 500, `${target}: HTTP ${got.http}`);
  }
  const session = await enter(server, assertStart(await postSetup(server, server.coupa, setupRequest(server.coupa))));
  for (const q of ['%', '"', "'", '*', 'a*', '(', 'NEAR(', 'AND', '-', '\u0000', 'x'.repeat(5000), '<script>alert(1)</script>', '\u{1F512}']) {
    const got = await page(server, `${session.home}?q=${encodeURIComponent(q)}`);
    assert.ok(got.http < 500, `search for ${q}: HTTP ${got.http}`);
    assert.ok(!got.html.includes('<script>alert(1)</script>'));
  }
  assertPage(await page(server, session.home));
  for (const form of [[], [['product', 'x']], [['quantity', '-1']], [['quantity', '1e99']]]) {
    for (const target of ['items', 'request/approval', 'cancelled']) {
      const got = await page(server, session.home + target, { form, method: 'POST' });
      assert.ok(got.http < 500, `${target}: HTTP ${got.http}`);
    }
  }
});
