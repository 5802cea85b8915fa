// A procurement system that documents are sent to, played here.
import http from 'node:http';
import { within } from './client.mjs';

export const WAIT_MS = 40_000;

/** A procurement system that takes confirmations: `answer(number, body)` gives [HTTP status, body] or nothing, to hang. */
export async function receive(answer, work) {
  const got = [];
  const waiting = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      got.push({ body, type: request.headers['content-type'], headers: request.headers, path: request.url });
      const reply = answer(got.length, body);
      if (reply) response.writeHead(reply[0], { 'Content-Type': 'text/xml' }).end(reply[1]);
      for (const w of waiting) w();
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${server.address().port}/cxml`;
  const until = (count) => within(WAIT_MS, `${count} documents; got ${got.length}`, new Promise((resolve) => {
    const look = () => { if (got.length >= count) resolve(got); };
    waiting.push(look);
    look();
  }));
  try {
    return await work({ url, got, until });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  }
}

export const status = (code, text = 'OK', words = '') => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.036/Fulfill.dtd">
<cXML payloadID="1@buyer.example.com" timestamp="2026-11-22T21:30:00+00:00"><Response><Status code="${code}" text="${text}">${words}</Status></Response></cXML>`;
export const TAKEN = () => [200, status(200)];
