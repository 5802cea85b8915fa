// The marketplace's own catalogue at the command line (CAT-1, CAT-2, OPS-2).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import {
  ROOT, agreementsOf, assertStatus, decodeEntities, findProduct, orderRequest, page, postOrder, punchout, run, shop, unique, withServer,
} from './client.mjs';
import { admin } from './console.mjs';

const command = (data, verb, ...more) => run(['catalogue', verb, '--data', data, ...more]).stdout.toString('utf8');

function write(server, catalogue) {
  const file = path.join(server.data, 'catalogue.json');
  fs.writeFileSync(file, JSON.stringify(catalogue));
  return file;
}

test('a marketplace begins with its own products', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'catalogue-'));
  const data = path.join(folder, 'd');
  try {
    assert.match(run(['init', '--data', data]).stdout.toString('utf8'), /What it offers: +punchoutd catalogue load --data [^]*Who runs it: +punchoutd operator create/);
    assert.match(command(data, 'list'), /No products yet: .*catalogue load --file FILE/);
    const file = path.join(ROOT, 'demo/catalogue.json');
    const seen = JSON.parse(command(data, 'check', '--file', file, '--json'));
    assert.equal(seen.new_products, '200');
    assert.equal(admin(data, 'catalogue', 'list').products.length, 0);
    assert.match(command(data, 'load', '--file', file), /new_products +200[^]*once it has been started again/);
    const { products } = admin(data, 'catalogue', 'list');
    assert.equal(products.length, 200);
    assert.deepEqual(products.find((p) => p.title === 'Keystone ERP'),
      { id: 'prod-vkd4trmzw66uh', part_id: 'KFB-KEYSTONE-ERP-01', title: 'Keystone ERP', seller: products.find((p) => p.id === 'prod-vkd4trmzw66uh').seller,
        type: 'saas', offers: '1' });
    const [entry] = admin(data, 'audit', 'list').events.filter((e) => e.action === 'operator:LoadCatalogue');
    assert.ok(entry, 'the change is in the operators\' trail');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

// Exported, changed, loaded: the shop shows it, and what was requested before is still booked.
test('a changed file is what the shop shows', () => withServer(async (server) => {
  const { coupa } = server;
  const { lines } = await shop(server, coupa, 'Keystone ERP');
  await server.halt();
  const catalogue = JSON.parse(command(server.data, 'export'));
  const named = (title) => catalogue.products.find((p) => p.title === title);
  const erp = named('Keystone ERP');
  erp.offers[0].withdrawn = true;
  named('Lighthouse Observability').title = 'Lighthouse <Renamed>';
  const file = write(server, catalogue);
  assert.equal(JSON.parse(command(server.data, 'load', '--file', file, '--json')).withdrawn_offers, '1');
  assert.equal(admin(server.data, 'catalogue', 'list').products.find((p) => p.id === erp.id).offers, 'withdrawn');
  await server.serve();

  const session = await punchout(server, coupa);
  const gone = await page(server, `${session.home}products/${erp.id}`);
  assert.equal(gone.http, 404);
  assert.match(decodeEntities(gone.html), /This product isn't here/);
  assert.match(decodeEntities((await findProduct(server, session, 'Lighthouse <Renamed>')).html), /Lighthouse <Renamed>/);
  const orderID = unique('PO');
  assertStatus(await postOrder(server, coupa, orderRequest(coupa, { orderID, lines })), 200);
  assert.equal(agreementsOf(server.data, orderID).length, 1);
}));

test('a file that can\'t be loaded says why, and changes nothing', () => withServer(async (server) => {
  await server.halt();
  const before = command(server.data, 'export');
  const refuse = (change, words) => {
    const catalogue = JSON.parse(before);
    change(catalogue);
    assert.match(run(['catalogue', 'load', '--data', server.data, '--file', write(server, catalogue)], { code: 2 }).stderr, words);
    assert.equal(command(server.data, 'export'), before);
  };
  refuse((c) => c.products.pop(), /is missing\. What was offered once stays in the file/);
  refuse((c) => { c.products[0].offers[0].currency = 'EUR'; }, /An offer never changes: give the new one an id of its own/);
  refuse((c) => c.products.push({ ...c.products[0], id: 'prod-copy' }), /have the same part_id/);
  assert.match(run(['catalogue', 'load', '--data', server.data], { code: 2 }).stderr, /--file FILE/);
  assert.match(run(['catalogue', 'check', '--data', server.data, '--file', server.data], { code: 2 }).stderr, /can't be read: Is a directory/);
  fs.writeFileSync(path.join(server.data, 'no.json'), '{"sellers": [');
  assert.match(run(['catalogue', 'check', '--data', server.data, '--file', path.join(server.data, 'no.json')], { code: 2 }).stderr, /line 1/);
}));
