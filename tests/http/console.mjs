// People at the consoles, without a browser: cookies, forms and nothing else.
import assert from 'node:assert/strict';
import { exchange, parseForms, run } from './client.mjs';

export const PASSWORD = 'plum rocket teapot 9';

/** A command about accounts and access while the server is stopped; returns what it prints as JSON. */
export const admin = (data, ...args) => JSON.parse(run([...args, '--data', data, '--json']).stdout.toString('utf8') || '{}');

export class Person {
  constructor(server, realm = 'console') {
    this.server = server;
    this.realm = realm;
    this.cookies = new Map();
  }

  get cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Asks for a path below the realm ("/users"), or with `absolute` for any. Redirects are not followed. */
  async send(path, { method = 'GET', body, headers = {}, absolute = false } = {}) {
    const got = await exchange(this.server, absolute ? path : `/${this.realm}${path}`, {
      method,
      body,
      headers: {
        ...(this.cookies.size ? { Cookie: this.cookie } : {}),
        ...(body !== undefined ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
    });
    for (const line of [got.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      assert.match(line, /; Path=\/; Secure; HttpOnly; SameSite=Lax/, `cookie ${name}`);
      assert.match(name, /^__Host-/);
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { ...got, status: got.http, text: got.body.toString('utf8') };
  }

  /** What the pages of this session put into their forms. */
  async formToken(path = '/profile/password') {
    const { text } = await this.send(path);
    const token = /name="form" value="([0-9a-f]{64})"/.exec(text);
    assert.ok(token, `a form at ${path}: ${text.slice(0, 400)}`);
    return token[1];
  }

  async post(path, fields = {}, { token, ...options } = {}) {
    const form = token ?? await this.formToken(this.signedIn ? '/profile/password' : '/sign-in');
    return this.send(path, { method: 'POST', body: new URLSearchParams({ form, ...fields }).toString(), ...options });
  }

  /** Chooses a password by a sign-up link. */
  async signUp(link, fields = {}) {
    const path = new URL(link).pathname.slice(`/${this.realm}`.length);
    const token = await this.formToken(path);
    const got = await this.post(path, { password: PASSWORD, again: PASSWORD, ...fields }, { token });
    assert.equal(got.status, 303, `signed up: ${got.text.slice(0, 2000)}`);
    this.signedIn = true;
    return this;
  }

  async signIn(fields) {
    const got = await this.post('/sign-in', { password: PASSWORD, ...fields });
    this.signedIn = got.status === 303;
    return got;
  }
}

/** The text of a page's alert or of its lead, for what it says is wrong. */
export const said = (html) => /class="error-summary"[^]*?<ul>([^]*?)<\/ul>/.exec(html)?.[1].replace(/<[^>]*>/g, '').trim()
  ?? /class="lead-text"><span[^>]*><\/span>([^<]*)/.exec(html)?.[1].trim();

export { parseForms };
