// Fills a database with copies of its one fulfilled order: what the marketplace looks like after years.
// All that belongs to an order is copied, its invoice and its mail too, so that every table and index has its
// size and nothing is due; of the documents only the first bytes are, to spare the disk.
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './server.mjs';

const DOCUMENT_BYTES = 200;

// Ids as of years ago, in order, so that they sort before what is bought during the measurement.
const id = (kind) => `printf('0170%04x-%04x-7${kind}00-8000-%012x', n / 65536, n % 65536, n)`;
const order = id(1), request = id(2), agreement = id(3), document = id(4), event = id(5), delivery = id(6);
const orderNumber = "printf('SEED-%07d', n)";
const payload = "printf('%07d.seed@bench.example', n)";
const line = `${request} || '-1-1'`;
// The first order has the first number of its organization's series.
const invoice = "printf('%s-%06d', upper(substr(t.organization_id, instr(t.organization_id, '-') + 1)), n + 1)";

// table: which rows of it belong to the order, and the columns that differ in a copy.
const tables = {
  purchase_order: ['1', { id: order, payload_id: payload, order_id: orderNumber, document_id: document }],
  purchase_order_line: ['1', { purchase_order_id: order, auxiliary_id: line, request_line_id: line }],
  agreement: ['1', { id: agreement, request_id: request, purchase_order_id: order, order_id: orderNumber }],
  agreement_charge: ['1', { agreement_id: agreement, invoice_id: invoice }],
  invoice: ['1', { id: invoice }],
  invoice_line: ['1', { invoice_id: invoice, agreement_id: agreement }],
  delivery: ["kind = 'mail'", { id: delivery, subject_id: order }],
  delivery_attempt: ['1', { delivery_id: delivery }],
  entitlement: ['1', { agreement_id: agreement }],
  approval_request: ["state = 'fulfilled'", { id: request, session_id: request }],
  approval_request_item: ['agreement_id IS NOT NULL', { request_id: request, agreement_id: agreement }],
  approval_request_line: ['purchase_order_id IS NOT NULL', { id: line, request_id: request, purchase_order_id: order }],
  approval_request_event: ["state = 'fulfilled'", { request_id: request, id: event }],
  document: ["kind = 'OrderRequest'", { id: document, payload_id: payload, order_id: orderNumber,
    body: `substr(body, 1, ${DOCUMENT_BYTES})` }],
};

function copies(path, count) {
  const sql = ['PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;',
    'PRAGMA temp_store = MEMORY; BEGIN;'];
  for (const [table, [where, changed]] of Object.entries(tables)) {
    const columns = JSON.parse(run('sqlite3', ['-json', path, `PRAGMA table_info(${table})`])).map((c) => c.name);
    const values = columns.map((name) => changed[name] ?? `t.${name}`);
    sql.push(`CREATE TEMP TABLE first_${table} AS SELECT * FROM main.${table} WHERE ${where};`,
      `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${count})`,
      `INSERT INTO main.${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM s CROSS JOIN temp.first_${table} t;`);
  }
  sql.push('UPDATE organization SET last_invoice = (SELECT count(*) FROM invoice i WHERE i.organization_id = organization.id);',
    'COMMIT; PRAGMA journal_mode = WAL;');
  return sql.join('\n');
}

// Waits for the mail about the first order, which is sent beside everything else.
export async function delivered(path) {
  for (let tries = 0; tries < 100; tries++) {
    const waiting = run('sqlite3', ['-readonly', path, "SELECT count(*) FROM delivery WHERE state <> 'delivered'"]);
    if (Number(waiting) === 0) return;
    await sleep(100);
  }
  throw new Error(`${path}: the order's mail is not sent`);
}

// The database must hold one order, fulfilled, of one line, invoiced and told of; and nobody may have it open.
export function seed(path, count) {
  run('sqlite3', ['-bail', path], { input: copies(path, count) });
  const [orders, invoices, deliveries] = run('sqlite3', [path,
    `SELECT count(*) FROM purchase_order; SELECT count(*) FROM invoice;
      SELECT count(*) FROM delivery WHERE state = 'delivered'`,
  ]).trim().split('\n').map(Number);
  if ([orders, invoices, deliveries].some((stored) => stored !== count + 1))
    throw new Error(`seeding ${path}: ${orders} orders, ${invoices} invoices, ${deliveries} mails`);
}

export const countOrders = (path) => JSON.parse(run('sqlite3', ['-readonly', '-json', path,
  "SELECT (SELECT count(*) FROM purchase_order WHERE state = 'fulfilled') AS fulfilled, (SELECT count(*) FROM purchase_order) AS orders, (SELECT count(*) FROM agreement) AS agreements",
]))[0];
