// PUN-9: from SAP's page into the catalogue and back, in a browser, in a frame, with scripts and without.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test as define } from 'node:test';
import { cli, run } from '../http/client.mjs';
import { Bench, look, skip } from './browser.mjs';

const SAP = 'https://sap.globex.example';
const test = (name, work) => define(name, { skip, timeout: 180_000 }, work);

let bench;
let password;
before(async () => {
  if (skip) return;
  bench = await new Bench().start();
  const { data } = bench.server;
  await bench.server.halt(); // the command line changes connections while nobody else does
  const file = path.join(data, 'sap.json');
  fs.writeFileSync(file, JSON.stringify({ system: 'oci', name: 'SAP', instance: SAP, buyer_identity: 'globex-oci' }));
  const { accounts } = cli(data, 'account', 'list');
  const { id } = accounts.find((a) => a.name === 'Globex management');
  run(['connection', 'create', '--account', id, '--file', file, '--data', data]);
  run(['connection', 'enable', 'SAP', '--data', data]);
  password = cli(data, 'connection', 'reveal', 'SAP').oci_password;
  await bench.server.serve();
});
afterEach(() => bench?.end());
after(() => bench?.stop());

/** SAP's page: a frame, and a form that calls the catalogue into it. It and what goes back to it never leave this machine. */
async function openSap(options, fields = {}) {
  // SAP's page stands for one of the internet here, and the marketplace is on this machine.
  const context = await bench.context({ allow: [SAP], permissions: ['local-network-access'], ...options });
  const returned = [];
  const call = { USERNAME: 'globex-oci', PASSWORD: password, HOOK_URL: `${SAP}/hook?id=7`, OCI_VERSION: '5.0', '~TARGET': 'catalogue', ...fields };
  const inputs = Object.entries(call).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
  await context.route(`${SAP}/**`, (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (pathname === '/hook') returned.push({ url: request.url(), fields: new URLSearchParams(request.postData() ?? '') });
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: pathname === '/hook' ? '<!doctype html><html lang="en"><title>SAP</title><h1>Shopping cart</h1>'
        : pathname !== '/' ? '' : `<!doctype html><html lang="en"><title>SAP</title><h1>SAP</h1><form method="post" action="${bench.server.base}/oci" target="catalogue">${inputs}<button>Catalogue</button></form>`
          + '<iframe name="catalogue" title="Catalogue" width="1200" height="800"></iframe>',
    });
  });
  const page = await context.newPage();
  await page.goto(`${SAP}/`);
  await page.getByRole('button', { name: 'Catalogue' }).click();
  return { page, returned, frame: page.frameLocator('iframe') };
}

/* The marketplace speaks no TLS in tests: the browser warns of that in SAP's frame. */
const onlyPlain = (page) => bench.watchOf(page.context()).expect(/Mixed Content/);

describe('SAP OCI in the browser', () => {
  for (const [scripts, target] of [[true, 'catalogue'], [true, '_top'], [false, '_top']]) {
    test(`catalogue, request and back to ${target}, ${scripts ? 'by itself' : 'without scripts'}`, async () => {
      const { frame, page, returned } = await openSap({ javaScriptEnabled: scripts }, { '~TARGET': target });
      await frame.getByRole('searchbox', { name: 'Search products' }).fill('Lighthouse');
      await frame.getByRole('button', { name: 'Search', exact: true }).click();
      await frame.getByRole('link', { name: 'Lighthouse Observability', exact: true }).click();
      await frame.getByRole('button', { name: 'Request approval' }).click();
      await frame.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
      for (const one of page.frames()) assert.ok(!one.url().includes(password), one.url());
      await frame.getByRole('button', { name: /approval/ }).click();
      if (!scripts) await frame.getByRole('button', { name: 'Continue to your procurement system' }).click();
      await (target === '_top' ? page : frame).getByRole('heading', { level: 1, name: 'Shopping cart' }).waitFor();
      assert.equal(returned.length, 1);
      assert.equal(returned[0].url, `${SAP}/hook?id=7`, 'with what HOOK_URL had');
      assert.equal(returned[0].fields.get('NEW_ITEM-QUANTITY[1]'), '1.000');
      assert.match(returned[0].fields.get('NEW_ITEM-DESCRIPTION[1]'), /^Lighthouse Observability/);
      assert.equal(returned[0].fields.get('NEW_ITEM-DESCRIPTION[2]'), null);
      onlyPlain(page);
    });
  }

  test('a refusal shows in the frame', async () => {
    const { frame, page } = await openSap({}, { PASSWORD: 'not-the-right-one' });
    await frame.getByRole('heading', { level: 1, name: 'The user name or password isn\'t right' }).waitFor();
    await page.goto(`${bench.server.base}/oci/refused/credentials`);
    await look(page, 'a refusal');
    onlyPlain(page);
  });
});
