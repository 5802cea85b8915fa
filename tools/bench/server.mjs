// Starts what is measured on free ports of this machine, watches it, and ends it.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BUYERS = 14; // besides those of the demonstration
const TICKS_A_SECOND = 100; // of /proc/PID/stat, on every Linux we know
const running = new Set();

export function run(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20, ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr || done.stdout}`);
  return done.stdout;
}

// Resolves when the program has said where it listens.
export async function start(program, args, log) {
  const began = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', log ? openSync(log, 'a') : 'ignore'] });
  running.add(child);
  child.on('exit', () => running.delete(child));
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
      const found = /listening on (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code} before it listened; see ${log}`)));
  });
  return { child, url, startMs: Number(process.hrtime.bigint() - began) / 1e6 };
}

function end(child) {
  child.kill('SIGCONT');
  child.kill('SIGTERM');
}

export async function stop(server) {
  if (!running.has(server.child)) return;
  const ended = new Promise((resolve) => server.child.on('exit', resolve));
  end(server.child);
  await ended;
}

export function stopAll() {
  for (const child of running) end(child);
}

// Halts all but this one, which may have mail left over to send: it would take the processors from what is measured.
export function letRun(server) {
  for (const child of running) child.kill(child === server?.child ? 'SIGCONT' : 'SIGSTOP');
}

export function cpuSeconds(server) {
  const stat = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

export function peakMegabytes(server) {
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
}

// Copies of the first buyer that is not in test mode, with their own names and one secret: a marketplace has many,
// and what belongs to different organizations can be written at once.
function addBuyers(listed, folder, database, count) {
  const first = listed.connections.find((c) => c.mode !== 'test');
  const ask = (sql) => (database ? run('psql', [database, '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', sql])
    : run('sqlite3', [join(folder, 'punchoutd.db'), sql])).trim();
  const columns = (table) => ask(database
    ? `SELECT column_name FROM information_schema.columns WHERE table_name = '${table}' ORDER BY ordinal_position`
    : `SELECT name FROM pragma_table_info('${table}')`).split('\n');
  const names = { organization: columns('organization'), account: columns('account'), connection: columns('connection') };
  const sql = [];
  for (let n = 1; n <= count; n++) {
    const organization = `'o-bench${n}'`, account = `'${900000000000 + n}'`, other = (column) => `${column} || '-${n}'`;
    const changed = { organization: { id: organization }, account: { organization_id: organization, id: account },
      connection: { organization_id: organization, account_id: account, buyer_key: other('buyer_key'),
        buyer_identity: other('buyer_identity'), sender_identity: other('sender_identity') } };
    for (const [table, values] of Object.entries(changed))
      sql.push(`INSERT INTO ${table} (${names[table]}) SELECT ${names[table].map((name) => values[name] ?? name)} FROM ${table}
        WHERE ${{ organization: 'id', account: 'id', connection: 'organization_id' }[table]} = ${
          table === 'account' ? `(SELECT management_account_id FROM organization WHERE id = '${first.organization_id}')` : `'${first.organization_id}'`}`);
    const renamed = (credential) => ({ ...credential, identity: `${credential.identity}-${n}` });
    listed.connections.push({ ...first, name: `${first.name} ${n}`, from: renamed(first.from), sender: renamed(first.sender) });
  }
  ask(sql.join(';\n'));
}

// A marketplace with demonstration data in its own folder. `database`: a PostgreSQL's URL.
export function init(punchoutd, folder, database) {
  mkdirSync(folder, { mode: 0o700 });
  const more = database ? ['--database', database] : [];
  const connections = `${folder}.json`;
  const listed = JSON.parse(run(punchoutd, ['init', '--data', folder, '--demo', '--json', ...more]));
  addBuyers(listed, folder, database, BUYERS);
  writeFileSync(connections, JSON.stringify(listed), { mode: 0o600 });
  // Neither the load's own log lines nor its being refused is what is measured.
  appendFileSync(`${folder}/punchoutd.conf`, '\nlog_level = warning\nrate_per_address = 0\nrate_per_buyer = 0\n');
  return { folder, connections };
}

export async function serve(punchoutd, home) {
  const args = ['serve', '--data', home.folder, '--listen', '127.0.0.1:0'];
  return { ...home, ...(await start(punchoutd, args, `${home.folder}.log`)) };
}
