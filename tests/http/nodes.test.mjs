// Several nodes on one PostgreSQL lose nothing (OPS-1): no session sticks to a node, and orders outlive the end of nodes
// and of the database. The tests build on each other's nodes and run in this order.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  addItem, assertPage, assertStart, assertStatus, cancel, cli, enter, exchange, findProduct, formData, formTo, orderRequest, page, pathOf, post, postOrder,
  postSetup, profileRequest, punchout, readAnswer, readCart, requestApproval, Server, setupRequest, shop, unique, within,
} from './client.mjs';
import { Front, logOf, noPostgres, Postgres, prepareNodes, sleep, until } from './nodes.mjs';

const NODES = 3;
/** What a buyer's system waits for an answer, at most. */
const PATIENCE_MS = 25_000;
/** How many new orders are sent while a node or the database ends. */
const BURST = 25;
/** How often a node looks after what is overdue. */
const EVERY_MS = 20_000;

let database;
let front;
let nodes;
/** When the lease of the node that was killed first ends, and the carts of requests that were overdue by then. */
let leaseEnds;
let overdue;

before(async () => {
  if (noPostgres) return;
  database = await new Postgres().start();
  front = await new Front().listen();
  nodes = prepareNodes(database.url, front.base, NODES);
  front.connections = nodes[0].connections;
  // The first to run gets the lease, and dies with it.
  await nodes[0].serve();
  const [[until_us]] = await until(PATIENCE_MS, 'a lease', async () => {
    const rows = await database.sql('SELECT until_us FROM lease');
    return rows.length && rows;
  });
  leaseEnds = Number(until_us) / 1000;
  await nodes[0].crash();
  await Promise.all(nodes.map((node) => node.serve()));
  front.nodes = nodes;
  overdue = [];
  for (let i = 0; i < 6; i += 1) overdue.push(await shop(front, front.coupa));
  await database.sql(`UPDATE approval_request SET expires_us = 1 WHERE id IN (SELECT request_id FROM approval_request_line WHERE id IN (${idsOf(overdue)}))`);
});
afterEach(() => nodes?.forEach((node) => node.check()));
after(async () => {
  const ends = await Promise.allSettled((nodes ?? []).map((node) => node.stop()));
  await front?.close();
  await database?.remove();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
});

/** The ids of the carts' lines, for SQL. */
const idsOf = (carts) => carts.flatMap((cart) => cart.lines.map((line) => `'${line.auxiliaryId}'`)).join();

const skip = noPostgres;
const sendOrder = (server, connection, body) => exchange(server, pathOf(server, connection.order_path), {
  method: 'POST', body, headers: { 'Content-Type': 'text/xml; charset=UTF-8' }, timeout: PATIENCE_MS,
});

/** What is stored under each of the buyers' numbers: the states of its orders, and how many agreements came of them. */
function stored(numbers) {
  const all = (noun) => cli(nodes[0].data, noun, 'list', '--limit', '100000')[`${noun}s`];
  const orders = all('order');
  const agreements = all('agreement');
  return numbers.map((number) => ({
    orders: orders.filter((o) => o.order_id === number).map((o) => o.state),
    agreements: agreements.filter((a) => a.order_id === number).length,
  }));
}

/** Each of the orders is stored once, fulfilled, with one agreement. */
function assertOnce(numbers) {
  for (const [i, found] of stored(numbers).entries()) assert.deepEqual(found, { orders: ['fulfilled'], agreements: 1 }, numbers[i]);
}

describe('no session sticks to a node', { skip }, () => {
  // OPS-1: each request of a purchase is answered by another node than the one before
  test('a purchase goes round the nodes', async () => {
    front.trail = [];
    const session = await punchout(front, front.coupa);
    await addItem(front, session, 'Lighthouse Observability', { query: 'Lighthouse' });
    const { lines, cookie } = await requestApproval(front, session);
    assert.equal(cookie, session.cookie);
    const orderID = unique('PO');
    assertStatus(await postOrder(front, front.coupa, orderRequest(front.coupa, { orderID, lines })), 200);
    assert.ok(front.trail.length >= 9, `${front.trail.length} requests`);
    assert.equal(new Set(front.trail).size, NODES);
    for (let i = 1; i < front.trail.length; i += 1) assert.notEqual(front.trail[i], front.trail[i - 1]);
    assertOnce([orderID]);
  });

  // PUN-4: the link is pressed on all nodes at once
  test('a StartPage opens once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const startPage = assertStart(await postSetup(front, front.coupa, setupRequest(front.coupa)));
      const all = await Promise.all(Array.from({ length: 9 }, (_, i) => page(nodes[i % NODES], startPage)));
      assert.deepEqual(all.map((got) => got.http).sort(), [303, ...Array(8).fill(409)]);
      const home = new URL(all.find((got) => got.http === 303).headers.location, front.base).pathname;
      for (const node of nodes) assertPage(await page(node, home));
    }
  });

  // PUN-8: through another node a repeat gets a StartPage of its own, as after a restart (docs/decisions/0001)
  test('a repeated setup is no dead end', async () => {
    const body = setupRequest(front.coupa, { cookie: 'repeated' });
    const pages = [];
    for (const node of nodes) {
      pages.push(assertStart(await postSetup(node, front.coupa, body)));
      assert.equal(assertStart(await postSetup(node, front.coupa, body)), pages.at(-1), 'the same from the same node');
    }
    for (const startPage of pages) {
      const session = await enter(front, startPage);
      assert.equal((await cancel(front, session)).cookie, 'repeated');
      assert.equal((await page(front, startPage)).http, 409, 'none opens twice');
    }
  });

  // CAT-9: what is put into the cart through several nodes is all there, and goes into procurement once
  test('a session that is used on several nodes at once', async () => {
    const session = await punchout(front, front.coupa);
    const found = assertPage(await page(front, `${session.home}?q=Lighthouse`));
    const product = /\/p\/[^/"]+\/products\/[^"?#]+/.exec(found.html)[0];
    const form = formTo(front, assertPage(await page(front, product)), `${session.home}items`);
    const added = await Promise.all(nodes.map((node) => page(node, `${session.home}items`, { form: formData(form) })));
    for (const got of added) assert.equal(got.http, 303);
    const request = assertPage(await page(front, `${session.home}request`));
    const approval = formTo(front, request, `${session.home}request/approval`);
    const sent = await Promise.all(nodes.map((node) => page(node, `${session.home}request/approval`, { form: formData(approval) })));
    const carts = sent.map((got) => readCart(got.html)).filter(Boolean);
    assert.ok(carts.length >= 1, sent.map((got) => got.http).join(' '));
    for (const cart of carts) assert.deepEqual(cart.lines, carts[0].lines);
    assert.equal(carts[0].lines.length, NODES);
  });

  // ORD-2: an order sent to all nodes at the same moment is one order, and all get its answer
  test('duplicates on all nodes at once', async () => {
    const numbers = [];
    for (let round = 0; round < 8; round += 1) {
      const { lines } = await shop(front, front.coupa);
      const orderID = unique('PO');
      numbers.push(orderID);
      const one = orderRequest(front.coupa, { orderID, lines });
      // The same order under another payloadID, as a system sends it that has lost its own answer.
      const other = orderRequest(front.coupa, { orderID, lines });
      const bodies = round % 2 === 0 ? [one] : [one, other];
      const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => sendOrder(nodes[i % NODES], front.coupa, bodies[i % bodies.length])));
      for (const answer of answers.slice(0, bodies.length)) assertStatus(readAnswer(answer), 200);
      for (const [i, answer] of answers.entries()) assert.ok(answer.body.equals(answers[i % bodies.length].body), `round ${round}: the first answer to the letter`);
    }
    assertOnce(numbers);
  });

  // ORD-2, ORD-3: two orders for one approval, each through another node: one of them gets the agreement
  test('two orders for one request', async () => {
    const rounds = [];
    for (let round = 0; round < 6; round += 1) {
      const { lines } = await shop(front, front.coupa);
      const numbers = nodes.map(() => unique('PO'));
      rounds.push(numbers);
      const answers = await Promise.all(nodes.map((node, i) => sendOrder(node, front.coupa, orderRequest(front.coupa, { orderID: numbers[i], lines }))));
      for (const answer of answers) assertStatus(readAnswer(answer), 200);
    }
    const all = stored(rounds.flat());
    for (let round = 0; round < rounds.length; round += 1) {
      const found = all.slice(round * NODES, (round + 1) * NODES);
      assert.deepEqual(found.map((one) => one.orders.join()).sort(), ['fulfilled', 'needs_attention', 'needs_attention']);
      for (const one of found) assert.equal(one.agreements, one.orders[0] === 'fulfilled' ? 1 : 0);
    }
  });
});

/* -------------------------------------------------------------- under load */

/** What ends an exchange without an answer: a node that died, or none that accepted. */
const BROKEN = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'];

/**
 * Buyers' systems that send prepared orders, each again until it is answered; while they work, answered ones are sent
 * again and again, as where the network failed. What came back is in `answers`, what broke in `broken`.
 */
class Buyers {
  constructor(prepared) {
    this.waiting = prepared;
    this.done = [];
    this.answers = [];
    this.broken = [];
    this.ended = false;
  }

  /** One order until it is answered by anything but a broken connection or HTTP 5xx. */
  async insist(one) {
    for (;;) {
      const at = Date.now();
      try {
        const answer = await sendOrder(front, one.connection, one.body);
        this.answers.push({ at, answer });
        if (answer.http < 500) return answer;
      } catch (error) {
        if (!BROKEN.includes(error.code)) throw error;
        this.broken.push({ at, code: error.code });
      }
      await sleep(200);
    }
  }

  /** A new order from its first sending to its answer. */
  async order() {
    const one = this.waiting.pop();
    assert.ok(one, 'enough orders are prepared');
    one.answer = await this.insist(one);
    this.done.push(one);
  }

  /** That many new orders at once, and their answers. */
  more(count) {
    return within(PATIENCE_MS, `${count} more orders`, Promise.all(Array.from({ length: count }, () => this.order())));
  }

  /** New orders one after the other, quicker than they are answered, while something happens; and its end. */
  async during(happening) {
    for (let i = 0; i < BURST; i += 1) {
      this.working.push(this.order());
      this.working.at(-1).catch(() => {}); // told at the end
      await sleep(8);
    }
    await happening;
  }

  async repeat(number) {
    for (let turn = 0; !this.ended; turn += 1) {
      const one = this.done[(turn * 7 + number) % this.done.length];
      const answer = await this.insist(one);
      assert.ok(answer.body.equals(one.answer.body), `${one.orderID}: the first answer to the letter`);
      await sleep(250);
    }
  }

  async start(count) {
    await this.more(count);
    this.working = Array.from({ length: count }, (_, number) => this.repeat(number));
    for (const one of this.working) one.catch(() => {}); // told at the end
    return this;
  }

  async end() {
    this.ended = true;
    await within(2 * PATIENCE_MS, 'the last answers', Promise.all(this.working));
  }

  /** Since then nothing broke and nothing was refused. */
  assertQuiet(since) {
    assert.deepEqual(this.broken.filter((one) => one.at >= since), []);
    assert.deepEqual(this.answers.filter((one) => one.at >= since && one.answer.http !== 200).map((one) => one.answer.http), []);
  }
}

/** Orders for the lines of carts, each for one line. */
async function prepareOrders(connection, carts, lines) {
  const orders = [];
  for (let i = 0; i < carts; i += 1) {
    const session = await punchout(front, connection);
    const form = formTo(front, await findProduct(front, session, 'Lighthouse Observability', 'Lighthouse'), `${session.home}items`);
    for (let line = 0; line < lines; line += 1) assert.equal((await page(front, `${session.home}items`, { form: formData(form) })).http, 303);
    for (const line of (await requestApproval(front, session)).lines) {
      const orderID = unique('PO');
      orders.push({ orderID, connection, body: orderRequest(connection, { orderID, lines: [line] }) });
    }
  }
  return orders;
}

/** A node answers while it has no database: that it should be tried again, and what needs none. */
/** A node answers profiles of a connection that it has just looked up without asking again (CONNECTION_FRESH_US). */
const FRESH_MS = 1100;

async function assertAway(node, pages, style) {
  const took = [];
  const timed = async (what, answer) => {
    const began = performance.now();
    const got = await answer;
    took.push([what, Math.round(performance.now() - began)]);
    return got;
  };
  const answers = [
    await timed('setup', postSetup(node, node.coupa, setupRequest(node.coupa), { http: [503] })),
    await timed('profile', post(node, '/cxml', profileRequest(node.ariba), { http: [503] })),
  ];
  for (const target of pages) {
    // What begins a session is written, behind an order that may be in doubt.
    const got = target.includes('/punchout/start/') ? await page(node, target) : await timed(target, page(node, target));
    assert.equal(got.http, 503, target);
    assert.match(got.headers['content-type'], /^text\/html\b/);
    assert.match(got.html, /again in a minute/i, target);
  }
  assertStatus(await timed('status', post(node, '/cxml', undefined, { method: 'GET', contentType: null })), 200);
  assert.equal((await timed('style', page(node, style))).http, 200, 'what needs no database is there');
  assert.ok(took.reduce((sum, [, ms]) => sum + ms, 0) < 5000, `at once, but: ${JSON.stringify(took)}`);
  // A node that lost the database while it stored an order asks for a while whether it did; other orders wait behind.
  const order = orderRequest(node.coupa, { lines: overdue[0].lines });
  answers.push(await postOrder(node, node.coupa, order, { http: [503], timeout: PATIENCE_MS }));
  for (const answer of answers) {
    assertStatus(answer, 560);
    assert.match(answer.status.message, /again/);
  }
}

describe('under load', { skip }, () => {
  let buyers;
  const away = []; // when PostgreSQL was not there: [from, to]
  let killed; // when a node was

  before(async () => {
    const prepared = await Promise.all([front.coupa, front.ariba].map((connection) => prepareOrders(connection, 8, 12)));
    buyers = await new Buyers(prepared.flat()).start(8);
  });
  after(() => { if (buyers) buyers.ended = true; });

  /** What is done while PostgreSQL is away; it comes back whatever happens. */
  async function withoutDatabase(mode, work) {
    away.push([Date.now()]);
    try {
      await buyers.during(database.stop(mode));
      await work?.();
    } finally {
      await database.start();
      away.at(-1).push(Date.now());
    }
  }

  // OPS-5: every node is stopped and started again, one after the other, and nobody who asks notices
  test('nodes are restarted one by one', async () => {
    const since = Date.now();
    const asked = [];
    let over = false;
    const ask = async () => {
      while (!over) asked.push((await exchange(front, '/cxml').catch((error) => error)).http);
    };
    const asking = Array.from({ length: 16 }, ask);
    for (const node of nodes) {
      await node.halt();
      await buyers.more(2);
      await node.serve();
      await buyers.more(2);
    }
    over = true;
    await Promise.all(asking);
    assert.ok(asked.length > 500, `${asked.length} requests`);
    assert.equal(asked.filter((code) => code !== 200).length, 0, 'all were answered');
    buyers.assertQuiet(since);
  });

  // OPS-1, ORD-2: those that were on the node that died are sent again, the others notice nothing
  test('a node is killed and comes back', async () => {
    killed = Date.now();
    await buyers.during(nodes[1].crash());
    await buyers.more(5);
    const since = Date.now();
    await buyers.more(5);
    await nodes[1].serve();
    await buyers.more(5);
    buyers.assertQuiet(since);
  });

  // OPS-1, ORD-2, PUN-1: whoever asks meanwhile is told to try again, at once, and does so with success
  test('PostgreSQL is away for ten seconds', async () => {
    const session = await punchout(front, front.coupa);
    const startPage = assertStart(await postSetup(front, front.coupa, setupRequest(front.coupa)));
    const style = /href="(\/[^"]+\.css[^"]*)"/.exec(session.page.html)[1];
    await withoutDatabase('fast', async () => {
      const end = sleep(10_000);
      await sleep(FRESH_MS);
      for (const node of nodes) await assertAway(node, [startPage, session.home, `${session.home}request`], style);
      await assert.rejects(new Server(nodes[2].data, []).serve(), /PostgreSQL at 127\.0\.0\.1:\d+\/postgres cannot be reached: see whether it runs/);
      await end;
    });
    await buyers.more(10);
    assertPage(await page(front, session.home));
    await enter(front, startPage);
  });

  // OPS-1, ORD-2: nothing is written any more, also of what was being committed
  test('PostgreSQL crashes again and again', async () => {
    for (let round = 0; round < 3; round += 1) {
      await withoutDatabase('immediate');
      await buyers.more(5);
    }
  });

  // ORD-2, ORD-5: what was answered is stored, once, with one agreement; and everybody was answered, in cXML
  test('nothing was lost', async () => {
    await buyers.end();
    assert.ok(buyers.done.length > 5 * BURST, `${buyers.done.length} orders`);
    assert.ok(buyers.answers.some((one) => one.answer.http === 503), 'the load has met the database away');
    for (const one of buyers.done) assert.equal(one.answer.http, 200, one.orderID);
    assertOnce(buyers.done.map((one) => one.orderID));
    const kinds = new Map(buyers.answers.map((one) => [one.answer.body.toString('utf8').replace(/PO-\w+|(payloadID|timestamp)="[^"]*"/g, ''), one.answer]));
    assert.ok(kinds.size < 10, [...kinds.keys()].join('\n'));
    for (const answer of kinds.values()) assertStatus(readAnswer(answer, { http: [200, 503] }), answer.http === 200 ? 200 : 560);
    for (const one of buyers.broken) assert.ok(one.at > killed - 2000 && one.at < killed + 2000, `broken at ${new Date(one.at).toISOString()}`);
    for (const one of buyers.answers) {
      if (one.answer.http === 503) assert.ok(wasAway(one.at), `503 at ${new Date(one.at).toISOString()}, with PostgreSQL there`);
    }
  });

  /** PostgreSQL was stopped then, or had been just before: a log tells time in seconds, and a request may last. */
  const wasAway = (ms) => away.some(([from, to]) => ms > from - 2000 && ms < to + 2000);

  // OPS-1: the nodes tell of the database and of nothing else, and no secret
  test('what the nodes have logged', () => {
    const secrets = [...front.connections.map((connection) => connection.shared_secret), new URL(database.url).password];
    for (const node of nodes) {
      node.check();
      for (const secret of secrets) assert.ok(!node.stderr.includes(secret), 'no secret');
      for (const line of logOf(node).filter((entry) => entry.level !== 'info')) {
        if (line.event.startsWith('documents not logged')) continue; // told later, with their number
        assert.ok(wasAway(line.ms), JSON.stringify(line));
        assert.match(line.fault, /PostgreSQL at |the connection to .* was lost/, JSON.stringify(line));
        assert.ok(line.code === '560' || ['UNAVAILABLE', 'UNCERTAIN'].includes(line.status), JSON.stringify(line));
      }
    }
  });
});

describe('the lease', { skip }, () => {
  // OPS-1, CAT-9: of the nodes that look one does it, and only once the term of the one that died has run out
  test('what is overdue expires once', async () => {
    const done = () => nodes.flatMap((node) => logOf(node).filter((line) => line.event === 'requests expired'));
    await until(Math.max(0, leaseEnds - Date.now()) + 2 * EVERY_MS + 5000, 'requests that are overdue expire', () => done().length);
    const lines = done();
    assert.equal(lines.reduce((sum, line) => sum + Number(line.count), 0), overdue.length, JSON.stringify(lines));
    for (const line of lines) assert.ok(line.ms > leaseEnds - 2000, `${line.time}, though the lease lasts until ${new Date(leaseEnds).toISOString()}`);
    const events = await database.sql(`SELECT state, count(*) FROM approval_request_event WHERE request_id IN (SELECT request_id FROM approval_request_line WHERE id IN (${idsOf(overdue)})) GROUP BY state ORDER BY state`);
    assert.deepEqual(events.find(([state]) => state === 'expired'), ['expired', String(overdue.length)]);
    const orderID = unique('PO');
    assertStatus(await postOrder(front, front.coupa, orderRequest(front.coupa, { orderID, lines: overdue[0].lines })), 200);
    assert.deepEqual(stored([orderID]), [{ orders: ['needs_attention'], agreements: 0 }]);
  });
});
