// The consoles, from the first operator's link to a user who is refused: as people meet them.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, afterEach, before, describe, test as define } from 'node:test';
import { Bench, look, skip } from './browser.mjs';
import { PASSWORD, choosePassword, fill, heading, press } from './console.mjs';

const test = (name, work) => define(name, { skip, timeout: 240_000 }, work);

let bench;
before(async () => { if (!skip) bench = await new Bench().start(); });
afterEach(() => bench?.end());
after(() => bench?.stop());

/** RFC 6238 of a base32 key. */
function totp(key, now = Date.now()) {
  const bits = [...key.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hmac = crypto.createHmac('sha1', secret).update(counter).digest();
  const at = hmac[19] & 15;
  return String((hmac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const fact = (page, label) => page.locator('dl div', { has: page.locator('dt', { hasText: label }) }).locator('dd code').innerText();

async function signIn(page, account, name, password = PASSWORD) {
  await page.goto(`${bench.server.base}/console/sign-in`);
  await fill(page, 'Account id, or root user\'s email address', account);
  await fill(page, 'User name', name);
  await fill(page, 'Password', password);
  await press(page, 'Sign in');
}

describe('consoles', () => {
  const found = {};

  // ACC-3, ACC-10: no default password; the link is good once
  test('the first operator signs up by the link that the start prints', async () => {
    const page = await (await bench.context({ cookies: true })).newPage();
    const link = await bench.server.firstOperator;
    await page.goto(link);
    await look(page, 'sign-up', { narrow: true });
    await fill(page, 'Your email address', 'ada@market.example');
    await fill(page, 'Password', 'short');
    await fill(page, 'Password again', 'short');
    await press(page, 'Save password and sign in');
    await page.getByRole('link', { name: /at least 12 characters/ }).waitFor();
    assert.equal(await page.getByLabel('Your email address', { exact: true }).inputValue(), 'ada@market.example', 'what was typed stays');
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '', 'but no password');
    await look(page, 'sign-up refused');
    await fill(page, 'Password', PASSWORD);
    await fill(page, 'Password again', PASSWORD);
    await press(page, 'Save password and sign in');
    await heading(page, 'Start');
    await look(page, 'operator start');
    await page.goto(link);
    await page.getByText('This link has been used').waitFor();
    await look(page, 'link used');
  });

  // ACC-1, ACC-2: an organization with its management account
  test('an operator creates an organization', async () => {
    const page = await (await bench.context({ cookies: true })).newPage();
    await page.goto(`${bench.server.base}/operator/organizations`);
    await look(page, 'operator sign-in');
    await fill(page, 'Email address', 'ada@market.example');
    await fill(page, 'Password', PASSWORD);
    await press(page, 'Sign in');
    await heading(page, 'Organizations'); // what was asked for before
    await look(page, 'organizations', { narrow: true });
    await page.getByRole('link', { name: 'Create organization' }).first().click();
    await press(page, 'Create organization');
    await page.getByRole('alert').waitFor();
    await look(page, 'new organization refused');
    await fill(page, 'Name of the organization', 'Umbrella & Sons <Ltd>');
    await fill(page, 'Name of the management account', 'Umbrella IT');
    await fill(page, 'Its root user\'s email address', 'it@umbrella.example');
    await press(page, 'Create organization');
    await heading(page, 'The organization is created');
    await look(page, 'link shown once');
    found.rootLink = await fact(page, 'Sign-up link of the root user');
    await page.getByRole('link', { name: 'To the organization' }).click();
    await heading(page, 'Umbrella & Sons <Ltd>');
    await look(page, 'organization');
    found.account = await fact(page, 'Management account');
    await page.goto(`${bench.server.base}/operator/accounts/${found.account}`);
    await look(page, 'account of an operator');
    for (const path of ['accounts', 'new-account', 'operators', 'new-operator', 'audit', 'profile', 'profile/password', `accounts/${found.account}/suspend`]) {
      await page.goto(`${bench.server.base}/operator/${path}`);
      await look(page, path);
    }
  });

  // ACC-3, ACC-4, ACC-5, ACC-6, ACC-8
  test('its root user signs up and creates a user', async () => {
    const page = await (await bench.context({ cookies: true })).newPage();
    await choosePassword(page, found.rootLink);
    await look(page, 'start');
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByText('No users yet').waitFor();
    await look(page, 'no users');
    await page.getByRole('link', { name: 'Create user' }).click();
    await fill(page, 'User name', 'Eve Adams');
    await fill(page, 'Email address', 'eve@umbrella.example');
    await page.getByLabel(/^ReadOnlyAccess/).check();
    await press(page, 'Create user');
    await page.getByRole('link', { name: /A user name has letters/ }).waitFor();
    await look(page, 'new user refused');
    assert.ok(await page.getByLabel(/^ReadOnlyAccess/).isChecked(), 'what was chosen stays');
    await fill(page, 'User name', 'eve');
    await press(page, 'Create user');
    await heading(page, 'The user is created');
    found.eveLink = await fact(page, 'Sign-up link');
    await page.getByRole('link', { name: 'To the user' }).click();
    await heading(page, 'eve');
    await look(page, 'user');
    await press(page, 'Create access key');
    await heading(page, 'The access key is created');
    found.secret = await fact(page, 'Secret access key');
    await page.getByRole('link', { name: 'To the user' }).click();
    assert.ok(!(await page.content()).includes(found.secret), 'shown once');
    await look(page, 'user with a key', { narrow: true });
    await press(page, 'Deactivate');
    await page.getByText('The access key works no more.').waitFor();

    await page.goto(`${bench.server.base}/console/new-policy`);
    await look(page, 'new policy');
    await fill(page, 'Name', 'Nights');
    await fill(page, 'Policy document', '{"Version": "2012-10-17",\n "Statement": [{"Effect": "Alow", "Action": "*", "Resource": "*"}]}');
    await press(page, 'Create policy');
    await page.getByRole('link', { name: /line 2 column/ }).waitFor();
    await look(page, 'policy refused', { narrow: true });
    assert.match(await page.getByLabel('Policy document', { exact: true }).inputValue(), /"Alow"/, 'the text stays');
    await fill(page, 'Policy document', '{"Version": "2012-10-17",\n "Statement": [{"Effect": "Deny", "Action": "iam:List*", "Resource": "*"}]}');
    await press(page, 'Create policy');
    await heading(page, 'Nights');
    await look(page, 'policy');
    await page.goto(`${bench.server.base}/console/users/eve`);
    await page.getByLabel('Attach another', { exact: true }).selectOption({ label: 'Nights' });
    await press(page, 'Attach policy');
    await page.getByText('The policy is attached.').waitFor();
    for (const [path, title] of [['account', 'Account'], ['organization', 'Umbrella & Sons <Ltd>'], ['users', 'Users'], ['policies', 'Policies'], ['policies/AdministratorAccess', 'AdministratorAccess'], ['simulator', 'Policy simulator'], ['roles', 'Service-linked roles'], ['audit', 'Audit trail'], ['profile', 'Profile and security'], ['users/eve/confirm/delete', 'Delete user']]) {
      await page.goto(`${bench.server.base}/console/${path}`);
      await heading(page, title);
      await look(page, path);
    }
    await page.goto(`${bench.server.base}/console/roles`);
    await press(page, 'Create role');
    await page.getByText('The role is created.').waitFor();
  });

  // ACC-5: which statement decides
  test('the simulator says what the page then does', async () => {
    const page = await (await bench.context({ cookies: true })).newPage();
    await signIn(page, 'it@umbrella.example', '');
    await heading(page, 'Start');
    await page.goto(`${bench.server.base}/console/simulator`);
    await page.getByLabel('User', { exact: true }).selectOption('eve');
    await fill(page, 'Action', 'iam:ListUsers');
    await press(page, 'Ask');
    await page.getByRole('heading', { name: 'Not allowed' }).waitFor();
    await page.getByText('denied explicitly by statement 1 of Nights').waitFor();
    assert.match(await page.locator('pre').innerText(), /"Effect": "Deny"/);
    await look(page, 'simulated', { narrow: true });
    await fill(page, 'Action', 'iam:GetPolicy');
    await press(page, 'Ask');
    await page.getByRole('heading', { name: 'Allowed', exact: true }).waitFor();
  });

  // ACC-3: second factor; ACC-9: what was refused is in the trail
  test('the user enrols a second factor and signs in with it', async () => {
    const page = await (await bench.context({ cookies: true })).newPage();
    await choosePassword(page, found.eveLink);
    await page.goto(`${bench.server.base}/console/profile/factor`);
    await look(page, 'second factor', { narrow: true });
    const key = await fact(page, 'Key');
    await fill(page, 'Code', '000000');
    await press(page, 'Turn on');
    await page.getByRole('link', { name: /This code is not right/ }).waitFor();
    assert.equal(await fact(page, 'Key'), key, 'the same picture again');
    await fill(page, 'Code', totp(key, Date.now() - 30_000));
    await press(page, 'Turn on');
    await heading(page, 'The second factor is on');
    await look(page, 'recovery codes');
    const codes = await page.locator('.codes code').allInnerTexts();
    assert.equal(new Set(codes).size, 10);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await look(page, 'profile with factor');
    await page.locator('summary', { hasText: 'eve' }).click();
    await look(page, 'open menu', { narrow: true });
    await press(page, 'Sign out');
    await page.getByText('You have signed out.').waitFor();

    await signIn(page, found.account, 'eve');
    await heading(page, 'Second step');
    await look(page, 'second step');
    await fill(page, 'Code', codes[0].toUpperCase());
    await press(page, 'Sign in');
    await heading(page, 'Start');
    await page.goto(`${bench.server.base}/console/users`);
    await heading(page, 'You may not do that');
    await page.getByText('with an explicit deny in the policy').waitFor();
    await look(page, 'refused', { narrow: true });
    await page.goto(`${bench.server.base}/operator`);
    assert.match(page.url(), /\/operator\/sign-in/, 'a buyer is nobody there');
  });

  test('the audit trail has it all', async () => {
    const page = await (await bench.context({ cookies: true })).newPage();
    await signIn(page, 'it@umbrella.example', '');
    await page.goto(`${bench.server.base}/console/audit?outcome=denied`);
    await page.getByRole('cell', { name: /iam:ListUsers/ }).first().waitFor();
    const lines = await page.evaluate(async () => (await (await fetch('/console/audit/export')).text()).trim().split('\n').map((l) => JSON.parse(l)));
    const names = lines.map((l) => l.eventName);
    for (const name of ['CreateOrganization', 'SetPassword', 'ConsoleLogin', 'CreateUser', 'CreateAccessKey', 'CreatePolicy', 'AttachUserPolicy', 'CreateServiceLinkedRole', 'EnableMFADevice', 'ListUsers']) {
      assert.ok(names.includes(name), `${name} in ${names}`);
    }
    assert.ok(!JSON.stringify(lines).includes(found.secret) && !JSON.stringify(lines).includes('eve@umbrella'), 'no secret, no contact');
  });

  // Everything works without script, and with the keyboard alone.
  test('without scripts', async () => {
    const page = await (await bench.context({ cookies: true, javaScriptEnabled: false })).newPage();
    await signIn(page, 'it@umbrella.example', '');
    await heading(page, 'Start');
    await page.getByRole('link', { name: 'Policies', exact: true }).first().click();
    await fill(page, 'Search', 'market');
    await press(page, 'Search');
    await page.getByText('3 policies').waitFor();
    await page.getByRole('link', { name: 'Name', exact: true }).click();
    await page.locator('th[aria-sort="descending"]').waitFor();
  });

  test('with the keyboard alone', async () => {
    const page = await (await bench.context({ cookies: true })).newPage();
    await page.goto(`${bench.server.base}/console/sign-in`);
    const type = async (name, text) => {
      for (let i = 0; i < 20; i += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((n) => document.activeElement.name === n, name)) break;
      }
      await page.keyboard.type(text);
    };
    await type('account', 'it@umbrella.example');
    await type('password', PASSWORD);
    await page.keyboard.press('Enter');
    await heading(page, 'Start');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  });
});
