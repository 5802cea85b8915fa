// What script/bench runs: rounds in which every case has its turn, so that whatever else the machine does
// falls on all alike; each ratio is of two neighbours in a round, and the median of the rounds is told. Orders come
// last: they leave mail to be sent.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countOrders, delivered, seed } from './seed.mjs';
import { cpuSeconds, init, letRun, peakMegabytes, run, serve, start, stop, stopAll } from './server.mjs';

const quick = process.argv.includes('--quick');
const json = process.argv.includes('--json');
const rounds = quick ? 3 : 5;
const seconds = quick ? 2 : 3;
const connections = 64;
const built = (name) => `build/release/${name}`;
const punchoutd = built('src/main/punchoutd');
const folder = mkdtempSync(join(process.env.PUNCHOUTD_BENCH_DIR ?? tmpdir(), 'punchoutd-bench-'));
chmodSync(folder, 0o711); // PostgreSQL runs as another user, whose folder lies below
const say = (text) => process.stderr.write(`${text}\n`);

const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

// One run of the load generator; adds the CPU time that the server took for each answer.
function bench(server, args) {
  return new Promise((resolve, reject) => {
    let out = '', errors = '', before = cpuSeconds(server);
    const child = spawn(built('src/buyer/punchout'), ['bench', server.url, '--json',
      '--connections-count', String(connections), ...args]);
    child.stdout.on('data', (data) => { out += data; });
    child.stderr.on('data', (data) => {
      errors += data;
      if (errors.includes('prepared ')) before = cpuSeconds(server);
    });
    child.on('error', reject);
    child.on('exit', () => {
      if (!out) return reject(new Error(`punchout bench ${args.join(' ')}: ${errors}`));
      const result = JSON.parse(out);
      const failed = result.refused + result.broken + result.unanswered;
      if (failed > 0) say(`  ${args.join(' ')}: ${failed} requests failed: ${JSON.stringify(result.answers)}`);
      resolve({ ...result, failed, cpu_us: (cpuSeconds(server) - before) * 1e6 / result.answered });
    });
  });
}

const load = (server, mix, more = ['--seconds', String(seconds)]) =>
  bench(server, ['--connections', server.connections, '--mix', mix, ...more]);

// Prepares a little more than is ordered: preparing takes longer than ordering.
async function orders(server) {
  server.pace ??= (await load(server, 'order', ['--count', '1000'])).per_second;
  const count = Math.ceil(server.pace * seconds * 1.2);
  const result = await load(server, 'order', ['--seconds', String(seconds), '--count', String(count)]);
  server.pace = Math.max(server.pace, result.per_second);
  server.lastPace = result.per_second;
  return result;
}

// In open loop at half of what it could do just now: how long a buyer waits while the marketplace is busy, not overrun.
async function pacedOrders(server) {
  const rate = Math.max(1, Math.floor(server.lastPace / 2));
  return load(server, 'order', ['--rate', String(rate), '--seconds', String(seconds), '--count', String(rate * seconds)]);
}

const fdatasync = () => Number(run(built('tools/fdatasync'), [folder, quick ? '0.7' : '1']));

async function ceiling(requestLike, authorityLike) {
  // Its head is shorter than ours, so the body makes up for it.
  let server = await start(built('tools/ceiling'), ['1000']);
  const probe = await bench(server, ['--path', '/', '--count', '64']);
  await stop(server);
  server = await start(built('tools/ceiling'), [String(requestLike.answer_bytes - (probe.answer_bytes - 1000))]);
  const bare = probe.request_bytes - 1;
  return { ...server, connections: authorityLike.connections, path: `/${'x'.repeat(requestLike.request_bytes - bare - 1)}` };
}

async function stored(name, count) {
  const home = init(punchoutd, join(folder, name));
  const path = join(home.folder, 'punchoutd.db');
  const server = await serve(punchoutd, home);
  await load(server, 'order', ['--count', '1', '--connections-count', '1']);
  await delivered(path);
  await stop(server);
  run(punchoutd, ['billing', 'run', '--data', home.folder]);
  const began = Date.now();
  seed(path, count);
  run(punchoutd, ['billing', 'verify', '--data', home.folder]);
  say(`${count} orders stored in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return serve(punchoutd, home);
}

// A PostgreSQL of its own; null where there is none, or where the server does not take one.
async function postgres() {
  let database = process.env.PUNCHOUTD_BENCH_POSTGRES;
  const home = join(folder, 'postgres');
  try {
    if (!database && !existsSync('script/postgres')) throw new Error('there is no script/postgres');
    database ??= run('script/postgres', ['start', home]).trim();
    const server = await serve(punchoutd, init(punchoutd, join(folder, 'on-postgresql'), database));
    return { ...server, end: () => process.env.PUNCHOUTD_BENCH_POSTGRES || run('script/postgres', ['stop', home]) };
  } catch (error) {
    say(`PostgreSQL is left out: ${error.message.split('\n')[0]}`);
    if (database && !process.env.PUNCHOUTD_BENCH_POSTGRES) run('script/postgres', ['stop', home]);
    return null;
  }
}

async function prepare() {
  const servers = { empty: await serve(punchoutd, init(punchoutd, join(folder, 'empty'))) };
  servers.startMs = servers.empty.startMs;
  servers.million = await stored('million', 1_000_000);
  if (!quick) servers.thousand = await stored('thousand', 1_000);
  servers.postgresql = await postgres();
  // Both have answered before: what is measured is not the disk's first reads.
  const first = ['--count', '2000'];
  for (const mix of ['setup', 'page']) await load(servers.million, mix, first);
  servers.setupCeiling = await ceiling(await load(servers.empty, 'setup', first), servers.empty);
  servers.pageCeiling = await ceiling(await load(servers.empty, 'page', first), servers.empty);
  return servers;
}

async function quickRound(servers) {
  const path = ['--path', servers.pageCeiling.path, '--seconds', String(seconds)];
  const cases = {};
  cases.setupCeiling = await load(servers.setupCeiling, 'setup');
  cases.setup = await load(servers.empty, 'setup');
  cases.setupMillion = await load(servers.million, 'setup');
  cases.pageCeiling = await bench(servers.pageCeiling, path);
  cases.page = await load(servers.empty, 'page');
  cases.pageMillion = await load(servers.million, 'page');
  return cases;
}

// Of the disk nothing else is asked meanwhile; the server that comes next runs on.
function disk(next) {
  letRun(null);
  const calls = fdatasync();
  letRun(next);
  return calls;
}

async function orderRound(servers) {
  const cases = {};
  const calls = [disk(servers.empty)];
  cases.order = await orders(servers.empty);
  calls.push(disk(servers.empty));
  cases.orderPaced = await pacedOrders(servers.empty);
  letRun(servers.million);
  cases.orderMillion = await orders(servers.million);
  if (servers.thousand) {
    letRun(servers.thousand);
    cases.orderThousand = await orders(servers.thousand);
  }
  if (servers.postgresql) {
    calls.push(disk(servers.postgresql));
    cases.orderPostgresql = await orders(servers.postgresql);
    calls.push(disk(servers.postgresql));
    cases.orderPostgresqlPaced = await pacedOrders(servers.postgresql);
  }
  return { cases, disk: calls };
}

const mean = (a, b) => (a + b) / 2;

function summarize(all, servers) {
  const ratio = (above, below) => {
    const list = all.map((r) => above(r) / below(r)).filter(Number.isFinite);
    return list.length ? Number(median(list).toFixed(3)) : null;
  };
  const rate = (name) => (r) => r.cases[name]?.per_second;
  const cases = {};
  for (const name of Object.keys(all[0].cases)) {
    const of = (pick) => Math.round(median(all.map((r) => pick(r.cases[name]))));
    cases[name] = { per_second: of((c) => c.per_second), cpu_us: of((c) => c.cpu_us), p50_us: of((c) => c.latency_us.p50),
      p99_us: of((c) => c.latency_us.p99), failed: all.reduce((sum, r) => sum + r.cases[name].failed, 0),
      request_bytes: of((c) => c.request_bytes), answer_bytes: of((c) => c.answer_bytes) };
  }
  const counted = countOrders(join(servers.empty.folder, 'punchoutd.db'));
  return {
    quick, rounds, seconds, connections,
    ratios: {
      setup_per_ceiling: ratio(rate('setup'), rate('setupCeiling')),
      page_per_ceiling: ratio(rate('page'), rate('pageCeiling')),
      order_sqlite_per_fdatasync: ratio(rate('order'), (r) => mean(r.disk[0], r.disk[1])),
      order_postgresql_per_fdatasync: ratio(rate('orderPostgresql'), (r) => mean(r.disk[2], r.disk[3])),
      order_thousand_per_empty: ratio(rate('orderThousand'), rate('order')),
      order_million_per_empty: ratio(rate('orderMillion'), rate('order')),
      setup_million_per_empty: ratio(rate('setupMillion'), rate('setup')),
      page_million_per_empty: ratio(rate('pageMillion'), rate('page')),
    },
    fdatasync_per_second: Math.round(median(all.flatMap((r) => r.disk))),
    order_p99_ms: cases.orderPaced.p99_us / 1000,
    order_postgresql_p99_ms: cases.orderPostgresqlPaced ? cases.orderPostgresqlPaced.p99_us / 1000 : null,
    peak_megabytes: Math.round(peakMegabytes(servers.empty)),
    start_ms: Math.round(servers.startMs),
    start_million_ms: Math.round(servers.million.startMs),
    orders: counted,
    orders_all_fulfilled: counted.orders === counted.fulfilled && counted.agreements === counted.fulfilled,
    cases,
  };
}

function print(summary) {
  const row = (...cells) => say(cells.map((cell, i) => (i ? String(cell).padStart(12) : String(cell).padEnd(32))).join(''));
  row('case', 'a second', 'CPU µs', 'half ms', '99 % ms', 'failed');
  for (const [name, c] of Object.entries(summary.cases))
    row(name, c.per_second, c.cpu_us, c.p50_us / 1000, c.p99_us / 1000, c.failed);
  row('fdatasync', summary.fdatasync_per_second);
  say('');
  for (const [name, value] of Object.entries(summary.ratios)) row(name, value ?? 'not measured');
  say(`\npeak memory ${summary.peak_megabytes} MB; start ${summary.start_ms} ms, with a million orders ${summary.start_million_ms} ms`);
  say(`${summary.orders.fulfilled} of ${summary.orders.orders} orders fulfilled, ${summary.orders.agreements} agreements`);
}

async function main() {
  const servers = await prepare();
  const answered = [], all = [];
  for (let i = 0; i < rounds; i++) {
    say(`setups and pages, round ${i + 1} of ${rounds}`);
    answered.push(await quickRound(servers));
  }
  for (let i = 0; i < rounds; i++) {
    say(`orders, round ${i + 1} of ${rounds}`);
    const ordered = await orderRound(servers);
    all.push({ ...ordered, cases: { ...answered[i], ...ordered.cases } });
  }
  const summary = summarize(all, servers);
  for (const server of Object.values(servers)) if (server?.child) await stop(server);
  servers.postgresql?.end();
  writeFileSync('build/bench.json', `${JSON.stringify(summary, null, 2)}\n`);
  if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else print(summary);
  if (!summary.orders_all_fulfilled) process.exitCode = 1;
}

function cleanUp() {
  stopAll();
  rmSync(folder, { recursive: true, force: true });
}
process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
await main();
