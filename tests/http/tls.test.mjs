// OPS-6, CON-12: TLS 1.2 and later by the server itself, and client certificates that connections demand.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertStart, assertStatus, exchange, postSetup, prepare, run, setupRequest } from './client.mjs';
import { admin } from './console.mjs';

const skip = spawnSync('openssl', ['version']).status === 0 ? undefined : 'no openssl to make certificates with';

describe('TLS', { skip }, () => {
  let server;
  const file = (name) => path.join(server.data, name);
  const read = (name) => fs.readFileSync(file(name));
  const conf = (text) => fs.appendFileSync(file('punchoutd.conf'), text);
  const make = (name, subject) => {
    const done = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
      '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`), '-subj', `/CN=${subject}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']);
    assert.equal(done.status, 0, String(done.stderr));
  };
  before(async () => {
    server = prepare();
    for (const [name, subject] of [['server', 'localhost'], ['coupa', 'coupa'], ['stranger', 'stranger']]) make(name, subject);
    fs.writeFileSync(file('clients.pem'), Buffer.concat([read('coupa.pem'), read('stranger.pem')]));
    conf('tls_certificate = server.pem\ntls_key = server.key\ntls_client_ca = clients.pem\n');
    const fingerprint = crypto.createHash('sha256').update(new crypto.X509Certificate(read('coupa.pem')).raw).digest('hex');
    fs.writeFileSync(file('demand.json'), JSON.stringify({ client_certificate: fingerprint }));
    admin(server.data, 'connection', 'update', server.test.name, '--file', file('demand.json'));
    await server.serve();
    server.tls = { ca: read('server.pem') };
  });
  after(() => server?.stop());

  const as = (name) => ({ ...server, host: server.host, port: server.port, tls: { ca: read('server.pem'), ...(name ? { cert: read(`${name}.pem`), key: read(`${name}.key`) } : {}) } });
  const setup = (name, connection) => postSetup(as(name), connection, setupRequest(connection));

  test('addresses begin with https, and pages are told to stay there', async () => {
    assert.match(server.base, /^https:/);
    assert.match(assertStart(await setup(undefined, server.coupa)), /^https:\/\/127\.0\.0\.1:/);
    const page = await exchange(server, '/console/sign-in');
    assert.match(page.headers['strict-transport-security'], /max-age/);
  });

  test('a connection that demands a certificate takes no other', async () => {
    assertStart(await setup('coupa', server.test));
    const without = await setup(undefined, server.test);
    assertStatus(without, 403);
    assert.match(without.shown, /none was shown/);
    const other = await setup('stranger', server.test);
    assertStatus(other, 403);
    assert.match(other.shown, /another one was shown/);
    assertStart(await setup('stranger', server.coupa));
  });

  test('old versions and plain HTTP are refused', async () => {
    for (const version of ['TLSv1', 'TLSv1.1']) {
      await assert.rejects(exchange({ ...as(), tls: { ca: read('server.pem'), minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } }, '/healthz'), version);
    }
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      assert.equal((await exchange({ ...as(), tls: { ca: read('server.pem'), minVersion: version, maxVersion: version } }, '/healthz')).http, 200, version);
    }
    await assert.rejects(exchange({ ...as(), tls: undefined }, '/healthz'));
    assert.equal((await exchange(server, '/healthz')).http, 200, 'and it goes on');
  });

  test('what can\'t be used is said at the start', async () => {
    await server.halt();
    const start = (name, text) => {
      const before_ = read(name);
      fs.writeFileSync(file(name), text);
      const done = run(['serve', '--data', server.data, '--listen', '127.0.0.1:0'], { code: null, timeout: 30_000 });
      fs.writeFileSync(file(name), before_);
      assert.notEqual(done.code, 0);
      assert.ok(!done.stderr.includes('PRIVATE'), 'no key in a message');
      return done.stderr;
    };
    assert.match(start('server.pem', 'nonsense'), /tls_certificate and tls_key can't be used/);
    assert.match(start('server.key', read('stranger.key')), /tls_certificate and tls_key can't be used/);
    assert.match(start('clients.pem', 'nonsense'), /tls_client_ca can't be used/);
    assert.match(start('punchoutd.conf', 'tls_certificate = server.pem\n'), /need each other/);
    assert.match(start('punchoutd.conf', 'tls_certificate = missing.pem\ntls_key = server.key\n'), /missing\.pem: No such file/);
  });
});
