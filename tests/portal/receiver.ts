/** An HTTP endpoint that takes deliveries and answers as a test says. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export interface Delivered {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly events: readonly Record<string, unknown>[];
}

export interface Receiver {
  readonly url: string;
  readonly deliveries: Delivered[];
  readonly highestInFlight: () => number;
  /** Status of the next answers; `null` never answers. */
  answer: (delivery: Delivered, index: number) => number | null | Promise<number | null>;
  events(): Record<string, unknown>[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivered[] = [];
  let inFlight = 0;
  let highest = 0;
  const server = createServer((request, response) => {
    inFlight += 1;
    highest = Math.max(highest, inFlight);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const delivery = { headers: request.headers, body, events: JSON.parse(body) as Record<string, unknown>[] };
        deliveries.push(delivery);
        const status = await receiver.answer(delivery, deliveries.length - 1);
        inFlight -= 1;
        if (status !== null) response.writeHead(status).end();
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the receiver has no port');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${address.port}/webhooks/hubspot`,
    deliveries,
    highestInFlight: () => highest,
    answer: () => 204,
    events: () => deliveries.flatMap((delivery) => delivery.events),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
