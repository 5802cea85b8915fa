import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  CORPUS, assertRefused, assertStart, escapeXml, noCorpus, post, postSetup, returnUrl, startServer,
} from './client.mjs';

let server;
before(async () => { if (!noCorpus) server = await startServer(); });
afterEach(() => server?.check());
after(async () => { await server?.stop(); });

/** Rows of INDEX.tsv as objects. */
function index() {
  if (noCorpus) return [];
  const [head, ...rows] = fs.readFileSync(path.join(CORPUS, 'INDEX.tsv'), 'utf8').trim().split('\n').map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

/**
 * Setup requests that need not open a session although they are well-formed create requests with a BuyerCookie:
 * file name → why. A session or a refusal, both are right for them.
 */
const MAY_BE_REFUSED = {
};

/** Documents that, sent as they are, may get something else than a 4xx: file name → why. */
const MAY_SUCCEED = {
};

/** The document with the connection's credentials in From, To and Sender, and a return address it accepts. */
function adapt(xml, connection) {
  const credential = (c, secret) => `<Credential domain="${escapeXml(c.domain)}"><Identity>${escapeXml(c.identity)}</Identity>`
    + `${secret ? `<SharedSecret>${escapeXml(secret)}</SharedSecret>` : ''}</Credential>`;
  const parts = {
    From: () => `<From>${credential(connection.from)}</From>`,
    To: () => `<To>${credential(connection.to)}</To>`,
    Sender: (old) => `<Sender>${credential(connection.sender, connection.shared_secret)}${/<UserAgent[\s\S]*<\/UserAgent>/.exec(old)?.[0] ?? ''}</Sender>`,
  };
  let adapted = xml;
  if (!/<Header\b/.test(adapted)) adapted = adapted.replace(/<Request\b/, '<Header></Header><Request');
  let header = /<Header\b[^>]*>[\s\S]*?<\/Header>/.exec(adapted)[0];
  const whole = header;
  for (const [name, make] of Object.entries(parts)) {
    const section = new RegExp(`<${name}>[\\s\\S]*?</${name}>|<${name}\\s*/>`);
    header = section.test(header) ? header.replace(section, (old) => make(old)) : header.replace('</Header>', () => `${make('')}</Header>`);
  }
  adapted = adapted.replace(whole, () => header);
  const { origin } = new URL(returnUrl(connection));
  return adapted.replace(/(<BrowserFormPost>[\s\S]*?<URL>\s*)([^<]*)(<\/URL>)/, (all, open, url, close) => {
    const rest = /^\s*[a-z]+:\/\/[^/?#\s]*(\S*)/i.exec(url)?.[1] ?? '/punchout/return';
    return `${open}${origin}${/\$|\{/.test(rest) ? '/punchout/return' : rest}${close}`;
  });
}

const documents = index();
const setups = documents.filter((d) => d.kind === 'PunchOutSetupRequest');

describe('setup requests of real systems, with our credentials', { skip: noCorpus }, () => {
  for (const row of setups) {
    // PUN-1, PUN-3: what real systems send opens a session
    test(row.file, async () => {
      const xml = fs.readFileSync(path.join(CORPUS, row.file), 'utf8');
      const broken = row.well_formed !== 'yes';
      if (broken) { // as it is: with other credentials some would be whole
        assertRefused(await postSetup(server, server.coupa, xml, { contentType: 'application/xml' }));
        return;
      }
      const answer = await postSetup(server, server.coupa, adapt(xml, server.coupa), { contentType: 'application/xml' });
      const create = /<PunchOutSetupRequest\b[^>]*\boperation\s*=\s*["']create["']/.test(xml);
      const full = create && /<BuyerCookie\b[^>]*>\s*\S/.test(xml) && /<BrowserFormPost\b/.test(xml) && !MAY_BE_REFUSED[path.basename(row.file)];
      if (full || answer.startPage) assertStart(answer);
      else assertRefused(answer); // edit without the earlier request; no BrowserFormPost, so that no cart could come back
    });
  }
});

describe('every document as it is', { skip: noCorpus }, () => {
  for (const row of documents) {
    // PUN-1: valid cXML for everything, never a fault
    test(row.file, async () => {
      const body = fs.readFileSync(path.join(CORPUS, row.file));
      const target = row.kind === 'OrderRequest' ? '/v1/orders' : row.kind === 'ProfileRequest' ? '/v1/profile' : '/cxml';
      const answer = await post(server, target, body, { contentType: 'application/xml' });
      assert.ok(answer.status.code < 500, answer.shown);
      if (!MAY_SUCCEED[path.basename(row.file)]) assertRefused(answer);
    });
  }
});

describe('every document cut short', { skip: noCorpus }, () => {
  // PUN-1: a connection that broke in the middle
  test('at a third, at two thirds, without its last byte', async () => {
    for (const row of documents.filter((d) => d.well_formed === 'yes')) {
      const body = fs.readFileSync(path.join(CORPUS, row.file)).toString('utf8').trimEnd();
      for (const length of [body.length / 3, (body.length * 2) / 3, body.length - 1]) {
        assertRefused(await post(server, '/cxml', Buffer.from(body.slice(0, length)), { contentType: 'text/xml' }));
      }
    }
  });
});

// PUN-1: the index names files that are there
test('the corpus is whole', { skip: noCorpus }, () => {
  assert.ok(documents.length > 100 && setups.length > 30);
  for (const { file } of documents) assert.ok(fs.existsSync(path.join(CORPUS, file)), file);
});
