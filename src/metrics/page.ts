/** The metrics page, on a port of its own that only this machine can reach. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../deps.ts';
import type { Instruments } from './instruments.ts';

export interface MetricsPage {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects when the port is taken. */
export async function serveMetrics(
  instruments: Instruments,
  { port, log }: { port: number; log: Log },
): Promise<MetricsPage> {
  const server = createServer((req, res) => {
    if (req.method !== 'GET' || req.url !== '/metrics') {
      res.writeHead(404).end();
      return;
    }
    instruments.page().then(
      (text) => res.writeHead(200, { 'Content-Type': instruments.contentType }).end(text),
      (error: unknown) => {
        log.warn({ err: error }, 'the metrics page could not be written');
        res.writeHead(503).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
