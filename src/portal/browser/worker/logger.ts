import type { HostApi } from '../contract.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The SDK's `logger`: what an extension says goes to the page's console. */
export const createLogger = (host: Pick<HostApi, 'logged'>): Readonly<Record<string, (said: unknown) => void>> =>
  Object.fromEntries(LEVELS.map((level) => [level, (said) => void host.logged(level, String(said))]));
