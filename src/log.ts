/** One wide structured line per unit of work; no secrets, no personal data beyond record ids. */
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type Log = Logger;

// A last line of defence behind "do not log it": HubSpot tokens, e-mail addresses and passwords in URLs never leave the process.
const TOKEN = /\bpat-[a-z0-9]{2,5}-[0-9a-f-]{8,}\b/gi;
const EMAIL = /[^\s"'<>,;:=()[\]{}\\/]+@[^\s"'<>,;:=()[\]{}\\/@]+\.[a-z]{2,}/gi;
const PASSWORD = /(:\/\/[^:/\s"]*:)[^@\s"]+@/g;

export const scrub = (line: string): string =>
  line.replace(PASSWORD, '$1…@').replace(TOKEN, 'pat-…').replace(EMAIL, '…@…');

/** A logger that writes JSON lines to `destination` (standard output unless told otherwise). */
export function createLog(level: string, destination: DestinationStream = process.stdout): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: (error: unknown) =>
          error instanceof Error
            ? {
                name: error.name,
                message: error.message,
                ...('code' in error ? { code: error.code } : {}),
                stack: error.stack,
              }
            : { message: String(error) },
      },
    },
    { write: (line: string) => void destination.write(scrub(line)) },
  );
}
