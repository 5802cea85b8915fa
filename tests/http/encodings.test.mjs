import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  assertStart, assertStatus, cancel, enter, parseHttp, pathOf, postSetup, profileRequest, raw, readAnswer, setupRequest, startServer, unique,
} from './client.mjs';

let server;
before(async () => { server = await startServer(); });
afterEach(() => server.check());
after(async () => { await server?.stop(); });

const swap = (buffer) => Buffer.from(buffer).swap16();
const utf16le = (text) => Buffer.from(text, 'utf16le');
const latin1 = (text) => Buffer.from(text, 'latin1');
const declare = (encoding) => `<?xml version="1.0" encoding="${encoding}"?>`;
const BOM = '\uFEFF';

/** Posts a setup with the cookie, goes in, leaves, and compares the cookie that comes back. */
async function roundTrip(make, { cookie = `caf\u00e9 ${unique()}`, wire = {}, ...options } = {}) {
  const text = setupRequest(server.coupa, { cookie, ...options });
  const answer = await postSetup(server, server.coupa, make(text), wire);
  const message = await cancel(server, await enter(server, assertStart(answer)));
  assert.equal(message.cookie, cookie, 'the cookie comes back as it went in');
}

describe('document forms', () => {
  // PUN-1: many real documents have no DOCTYPE, many no XML declaration
  test('no DOCTYPE, no declaration', async () => {
    for (const options of [{ doctype: null }, { declaration: null }, { doctype: null, declaration: null }, { declaration: '<?xml version="1.0"?>' },
      { declaration: "<?xml version='1.0' encoding='utf-8' standalone='no' ?>" }]) await roundTrip((text) => text, options);
  });

  // PUN-1: any DTD named is taken, none is needed
  test('any DOCTYPE', async () => {
    for (const doctype of [
      '<!DOCTYPE cXML SYSTEM "http://xml.cXML.org/schemas/cXML/1.1.010/cXML.dtd">', '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/ cXML/1.2.014/cXML.dtd">',
      '<!DOCTYPE cXML SYSTEM "cXML.dtd">', '<!DOCTYPE cXML>', '<!DOCTYPE cXML PUBLIC "-//cXML//cXML 1.2//EN" "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">',
    ]) await roundTrip((text) => text, { doctype });
  });

  // PUN-1: leading blanks and lines before the declaration
  test('leading blank lines', async () => {
    for (const blank of ['\n', '\r\n', '  \t', '\r\n\r\n   ']) await roundTrip((text) => blank + text);
    await roundTrip((text) => `${text}\n\n  \r\n`);
    await roundTrip((text) => Buffer.from(`${BOM}\n${text}`));
  });

  // PUN-1, PUN-6: CDATA and references are ways to write the same text
  test('CDATA, numeric references, comments and instructions', async () => {
    const cookie = 'a&b<c>"\u00e9\u20ac\u{1F512}';
    await roundTrip((text) => text, { cookie, cookieXml: '<![CDATA[a&b<c>"\u00e9]]>&#x20ac;&#128274;' });
    await roundTrip((text) => text.replace(/></g, '><!-- between -->\n<?target data?><'), { cookie });
    await roundTrip((text) => text.replace(`<SharedSecret>${server.coupa.shared_secret}</SharedSecret>`,
      `<SharedSecret><![CDATA[${server.coupa.shared_secret}]]></SharedSecret>`), { cookie });
  });

  // PUN-1: attributes in single quotes, empty elements written out
  test('other ways to write the same mark-up', async () => {
    await roundTrip((text) => text.replace(/(\s[\w:]+)="([^"']*)"/g, (all, name, value) => `${name} = '${value}'`));
    await roundTrip((text) => text.replace(/\n/g, '\r\n'));
  });

  // PUN-1: the same document with its elements in a namespace, by prefix or by default
  test('a namespace', async () => {
    await roundTrip((text) => text.replace(/<(\/?)([A-Z]\w*|cXML)/g, '<$1c:$2').replace(/<c:cXML/, '<c:cXML xmlns:c="http://xml.cxml.org/ns"'), { doctype: null });
    await roundTrip((text) => text.replace(/<cXML/, '<cXML xmlns="http://xml.cxml.org/ns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="x.xsd"'));
  });

  // PUN-1: the deprecated version attribute and unknown attributes
  test('unknown attributes', async () => {
    await roundTrip((text) => text.replace('<cXML', '<cXML version="1.2.014" signatureVersion="0" x="y"').replace('<Request', '<Request Id="a1" novel="1"'));
  });
});

describe('encodings', () => {
  // PUN-1: the declared encoding counts
  test('ISO-8859-1', async () => {
    for (const contentType of ['application/xml', 'text/xml', 'text/xml; charset=ISO-8859-1', 'text/xml;charset="iso-8859-1"', null]) {
      await roundTrip(latin1, { declaration: declare('ISO-8859-1'), wire: { contentType } });
    }
  });

  // PUN-1: without a declaration the charset parameter counts
  test('a charset parameter without a declaration', async () => {
    await roundTrip(latin1, { declaration: null, wire: { contentType: 'text/xml; charset=iso-8859-1' } });
    await roundTrip((text) => text, { declaration: null, wire: { contentType: 'application/xml;charset=utf-8' } });
  });

  // PUN-1: where both are given the charset parameter overrides the declaration
  test('the charset parameter before the declaration', async () => {
    await roundTrip((text) => text, { declaration: declare('ISO-8859-1'), wire: { contentType: 'text/xml; charset=utf-8' } });
  });

  // PUN-1: a byte order mark overrides everything
  test('byte order marks', async () => {
    await roundTrip((text) => Buffer.from(BOM + text));
    await roundTrip((text) => Buffer.from(BOM + text), { wire: { contentType: 'text/xml; charset=iso-8859-1' } });
    await roundTrip((text) => Buffer.from(BOM + text), { declaration: declare('ISO-8859-1'), wire: { contentType: 'text/xml' } });
  });

  // PUN-1: UTF-16 in both orders
  test('UTF-16', async () => {
    for (const declaration of [declare('UTF-16'), null]) {
      for (const contentType of ['application/xml', 'text/xml; charset=utf-16', 'text/xml']) {
        await roundTrip((text) => utf16le(BOM + text), { declaration, cookie: `\u00e9\u4e2d\u{1F512}${unique()}`, wire: { contentType } });
        await roundTrip((text) => swap(utf16le(BOM + text)), { declaration, cookie: `\u00e9\u4e2d\u{1F512}${unique()}`, wire: { contentType } });
      }
    }
  });

  // PUN-1: us-ascii with references
  test('us-ascii', async () => {
    await roundTrip((text) => text.replace(/[^\x00-\x7f]/gu, (c) => `&#${c.codePointAt(0)};`), { declaration: declare('us-ascii'), wire: { contentType: 'text/xml; charset=us-ascii' } });
  });

  // PUN-1: names of people from anywhere
  test('any script', async () => {
    const name = 'Ren\u00e9e \u0141ukasz \u0391\u03b8\u03b7\u03bd\u03ac \u0416\u0443\u043a\u043e\u0432\u0430 \u5c71\u7530 \u05d0\u05d1 \u{1F600}';
    await roundTrip((text) => text, { cookie: name, name, extrinsics: { FirstName: name, UserEmail: 'x@y.example' } });
  });

  // PUN-1: bytes that are not what they are declared to be are refused, not guessed at silently nor a fault
  test('broken bytes', async () => {
    const body = Buffer.from(setupRequest(server.coupa, { cookie: 'ABCDEF' }));
    body[body.indexOf('CDEF')] = 0xff;
    const answer = await postSetup(server, server.coupa, body);
    assertStatus(answer, 400, 406);
    const odd = utf16le(BOM + setupRequest(server.coupa, { declaration: null }));
    assertStatus(await postSetup(server, server.coupa, odd.subarray(0, odd.length - 1)), 200, 400, 406);
    assertStatus(await postSetup(server, server.coupa, setupRequest(server.coupa, { declaration: declare('x-no-such-encoding') }), { contentType: 'text/xml' }), 200, 400, 406);
  });
});

describe('HTTP', () => {
  // PUN-1: a mislabelled or unlabelled document is taken all the same
  test('content types', async () => {
    for (const contentType of ['application/xml', 'application/xml; charset=UTF-8', 'text/xml', 'TEXT/XML;CHARSET=UTF-8', 'application/x-www-form-urlencoded', null,
      'application/octet-stream', 'text/plain', 'text/html', 'application/cxml+xml', 'nonsense', '', 'text/xml; charset=', 'text/xml; charset=x-no-such-thing']) {
      await roundTrip((text) => text, { wire: { contentType } });
    }
  });

  // PUN-1: a body without a length
  test('a chunked body', async () => {
    await roundTrip((text) => text, { wire: { chunked: true } });
    await roundTrip((text) => utf16le(BOM + text), { declaration: declare('UTF-16'), wire: { chunked: true } });
  });

  // PUN-1: clients that ask first
  test('Expect: 100-continue', async () => {
    await roundTrip((text) => text, { wire: { expect: true } });
  });

  // PUN-1: two requests on one connection, and HTTP/1.0
  test('kept connections and HTTP/1.0', async () => {
    const body = Buffer.from(profileRequest(server.coupa));
    const target = pathOf(server, server.coupa.profile_path);
    const head = (version, more) => Buffer.from(`POST ${target} HTTP/${version}\r\nHost: ${server.host}:${server.port}\r\nContent-Type: text/xml\r\n`
      + `Content-Length: ${body.length}\r\n${more}\r\n`);
    const two = await raw(server, Buffer.concat([head('1.1', ''), body, head('1.1', 'Connection: close\r\n'), body]));
    assert.equal(two.bytes.toString('latin1').match(/HTTP\/1\.1 200/g)?.length, 2, two.bytes.toString('latin1').slice(0, 2000));
    const old = await raw(server, Buffer.concat([head('1.0', ''), body]));
    const answer = readAnswer(parseHttp(old.bytes, true));
    assertStatus(answer, 200);
  });

  // PUN-1: the head and the body in single bytes
  test('a request in small pieces', async () => {
    const body = Buffer.from(profileRequest(server.coupa));
    const all = Buffer.concat([Buffer.from(`POST /cxml HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`), body]);
    async function* single() {
      for (let i = 0; i < all.length; i += 1) {
        yield all.subarray(i, i + 1);
        await new Promise((go) => { setImmediate(go); });
      }
    }
    const got = await raw(server, single());
    assertStatus(readAnswer(parseHttp(got.bytes, true)), 200);
  });
});
