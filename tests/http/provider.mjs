// An identity provider (OpenID Connect), played here.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import http from 'node:http';

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const KEYS = { RS256: crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }), ES256: crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
export const STRANGER = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });

export class Provider {
  constructor() {
    this.client = { id: 'market&place', secret: 'se:cret/ 1' };
    this.person = { sub: 'u-1', email: 'ada@globex.example', name: 'Ada Byron' };
    this.reset();
  }

  /** As it should be: `token(claims, header)` may change what is signed, `metadata(document)` what is told, `answer` the token endpoint's; where it `hangs` it says nothing. */
  reset() {
    Object.assign(this, { algorithm: 'RS256', key: undefined, token: undefined, metadata: undefined, answer: undefined, hangs: false, asked: [] });
  }

  async start() {
    this.codes = new Map();
    this.server = http.createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => { body += chunk; }).on('end', () => {
        if (this.hangs) return;
        const { status = 200, headers = {}, json, html } = this.handle(request, body);
        response.writeHead(status, { 'Content-Type': html ? 'text/html' : 'application/json', ...headers }).end(html ?? JSON.stringify(json ?? {}));
      });
    });
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    this.issuer = `http://127.0.0.1:${this.server.address().port}/globex`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => { this.server.close(resolve); });
  }

  handle(request, body) {
    const url = new URL(request.url, this.issuer);
    this.asked.push(`${request.method} ${url.pathname}`);
    if (url.pathname === '/globex/.well-known/openid-configuration') {
      const document = {
        issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/keys`,
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      };
      return { json: this.metadata?.(document) ?? document };
    }
    if (url.pathname === '/globex/keys') {
      const rsa = { ...KEYS.RS256.publicKey.export({ format: 'jwk' }), kid: 'RS256', use: 'sig', alg: 'RS256' };
      const ec = { ...KEYS.ES256.publicKey.export({ format: 'jwk' }), kid: 'ES256', use: 'sig' };
      return { json: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AA', kid: 'other' }, ec, rsa] } };
    }
    if (url.pathname === '/globex/authorize') return this.authorize(url.searchParams);
    if (url.pathname === '/globex/token') return this.trade(request, new URLSearchParams(body));
    return { status: 404 };
  }

  authorize(query) {
    assert.equal(query.get('response_type'), 'code');
    assert.equal(query.get('client_id'), this.client.id);
    assert.match(query.get('scope'), /\bopenid\b.*\bemail\b/);
    assert.equal(query.get('code_challenge_method'), 'S256');
    assert.match(query.get('code_challenge'), /^[\w-]{43}$/);
    assert.ok(query.get('nonce').length >= 20 && query.get('state').length >= 20);
    const code = crypto.randomBytes(12).toString('hex');
    this.codes.set(code, Object.fromEntries(query));
    const back = new URL(query.get('redirect_uri'));
    back.searchParams.set('state', query.get('state'));
    back.searchParams.set('code', code);
    return { status: 302, headers: { Location: back.href } };
  }

  trade(request, form) {
    const asked = this.codes.get(form.get('code'));
    this.codes.delete(form.get('code'));
    if (this.answer) return this.answer;
    const pair = [this.client.id, this.client.secret].map((part) => encodeURIComponent(part)).join(':');
    const right = asked && form.get('grant_type') === 'authorization_code' && form.get('redirect_uri') === asked.redirect_uri
      && request.headers.authorization === `Basic ${Buffer.from(pair).toString('base64')}`
      && crypto.createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') === asked.code_challenge;
    if (!right) return { status: 400, json: { error: 'invalid_grant' } };
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.issuer, aud: this.client.id, exp: now + 300, iat: now, nonce: asked.nonce, email_verified: true, ...this.person };
    return { json: { access_token: 'x', token_type: 'Bearer', id_token: this.sign(claims) } };
  }

  sign(claims) {
    const header = { alg: this.algorithm, kid: this.algorithm, typ: 'JWT' };
    this.token?.(claims, header);
    const input = `${encode(header)}.${encode(claims)}`;
    const key = this.key ?? KEYS[this.algorithm]?.privateKey;
    if (!key) return `${input}.`;
    const signature = crypto.sign('sha256', Buffer.from(input), this.algorithm === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key);
    return `${input}.${signature.toString('base64url')}`;
  }
}
