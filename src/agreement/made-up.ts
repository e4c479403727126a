/** A fact that HubSpot could tell and that the agreement takes for a given signal: to try out what one more deed would change. */
import type { Agreement, Instant, SignalSource } from '../core/agreement.ts';
import { propertyKey } from '../core/agreement.ts';
import type { Fact } from '../core/signal.ts';
import { signalsOf } from '../core/signal.ts';

/** Null where no source of the signal can be told in a single fact. */
export function factFor(agreement: Agreement, { signal, at }: { signal: string; at: Instant }): Fact | null {
  const sources = agreement.signals.find(({ name }) => name === signal)?.sources ?? [];
  return (
    sources
      .flatMap((source) => factOf(source, { signal, at }))
      .find((fact) => signalsOf(agreement, [fact]).some(({ name }) => name === signal)) ?? null
  );
}

function factOf(source: SignalSource, { signal, at }: { signal: string; at: Instant }): Fact {
  const told = { at, source: 'recorded', evidence: 'made up to try' } as const;
  switch (source.kind) {
    case 'form':
      return { kind: 'form', subject: plain(source.glob), ...told };
    case 'page':
      return { kind: 'page', subject: plain(source.glob), ...told };
    case 'list':
      return { kind: 'list', subject: source.list, ...told };
    case 'property':
      return { kind: 'property', subject: propertyKey(source.property), ...told };
    case 'workflow':
      return { kind: 'workflow', subject: signal, ...told };
  }
}

/** The shortest text a glob matches; a lone star still needs a name. */
const plain = (glob: string): string => glob.replaceAll('*', '').trim() || 'any';
