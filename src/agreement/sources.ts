/** Which of a signal's sources a portal gives and how complete each is, and what that leaves of the agreement's bars. */
import type { Agreement, Criterion, SignalSource } from '../core/agreement.ts';
import { propertyKey } from '../core/agreement.ts';
import { folded, globMatcher } from '../core/match.ts';
import type { Most } from './reach.ts';
import { mostOf } from './reach.ts';

/** `all`: every one, at its time. `last only`: of several between two looks the last, and what HubSpot keeps of a property's history. */
export type Completeness = 'all' | 'last only' | 'none';

/** What was found out about a portal. */
export interface Given {
  /** Names of its lists of contacts; a text: why they cannot be read. */
  readonly lists: readonly string[] | string;
  /** Names of its forms; a text: why submissions cannot be read. */
  readonly forms: readonly string[] | string;
  /** Whether the subscription has workflows, as far as it can be seen. */
  readonly workflows: boolean;
  /** Contact properties that exist, and whether HubSpot calculates or writes them itself: of such it sends no webhook for sure. */
  readonly properties: ReadonlyMap<string, { readonly isWrittenByHubSpot: boolean }>;
}

export interface SourceGiven {
  /** `form "*demo*"`, `list "Webinar attended"`. */
  readonly source: string;
  readonly completeness: Completeness;
  readonly because: string;
}

export interface SignalGiven {
  readonly signal: string;
  /** The best of its sources. */
  readonly completeness: Completeness;
  readonly sources: readonly SourceGiven[];
}

const ORDER: readonly Completeness[] = ['all', 'last only', 'none'];

export function sourcesGiven({ signals }: Pick<Agreement, 'signals'>, given: Given): readonly SignalGiven[] {
  return signals.map(({ name, sources }) => {
    const each = sources.map((source) => sourceGiven(source, given));
    const best = ORDER.find((one) => each.some(({ completeness }) => completeness === one)) ?? 'none';
    return { signal: name, completeness: best, sources: each };
  });
}

function sourceGiven(source: SignalSource, { lists, forms, workflows, properties }: Given): SourceGiven {
  switch (source.kind) {
    case 'form': {
      const named = `form "${source.glob}"`;
      if (typeof forms === 'string') {
        return { source: named, completeness: 'last only', because: `each contact’s last form; ${forms}` };
      }
      const matching = forms.filter((form) => globMatcher(source.glob)(form)).length;
      return matching === 0
        ? {
            source: named,
            completeness: 'last only',
            because: 'no form of the portal has such a name; a page’s title, or a form of another app, may',
          }
        : {
            source: named,
            completeness: 'all',
            because: `every submission of ${matching} ${matching === 1 ? 'form' : 'forms'}`,
          };
    }
    case 'page':
      return {
        source: `page "${source.glob}"`,
        completeness: 'last only',
        because: 'below Enterprise HubSpot tells each contact’s last page, not every page',
      };
    case 'list': {
      const named = `list "${source.list}"`;
      if (typeof lists === 'string') return { source: named, completeness: 'none', because: lists };
      return lists.some((list) => folded(list) === folded(source.list))
        ? { source: named, completeness: 'all', because: 'everybody who joins it, at the time of joining' }
        : { source: named, completeness: 'none', because: 'the portal has no list of contacts of this name' };
    }
    case 'workflow':
      return workflows
        ? {
            source: 'workflow',
            completeness: 'all',
            because: 'each run of a workflow’s action "Record a signal", where one is there',
          }
        : { source: 'workflow', completeness: 'none', because: 'HubSpot has no workflows on this subscription' };
    case 'property': {
      const named = `property ${propertyKey(source.property)}`;
      if (source.property.object === 'company') {
        return { source: named, completeness: 'none', because: 'a change of a company is no act of a contact' };
      }
      const property = properties.get(source.property.name);
      if (property === undefined) {
        return { source: named, completeness: 'none', because: 'the portal has no contact property of this name' };
      }
      return property.isWrittenByHubSpot
        ? {
            source: named,
            completeness: 'last only',
            because: 'HubSpot writes it and sends no webhook; it is searched for',
          }
        : { source: named, completeness: 'all', because: 'every change, by webhook' };
    }
  }
}

/** A bar no lead can reach with what a portal gives. */
export interface BarOutOfReach {
  /** `sql: score 75` */
  readonly bar: string;
  /** In hundredths of a point; null: it asks for a signal nothing tells of. */
  readonly best: number | null;
}

export interface Reach {
  readonly most: Most;
  readonly bars: readonly BarOutOfReach[];
  /** Stages no lead can enter by any of their ways. */
  readonly closed: readonly ('mql' | 'sql')[];
}

/** What is left of an agreement without the signals nothing tells of. */
export function reachWith(agreement: Agreement, signals: readonly SignalGiven[]): Reach {
  const silent = new Set(signals.flatMap(({ signal, completeness }) => (completeness === 'none' ? [signal] : [])));
  const most = mostOf({
    ...agreement,
    behaviour: agreement.behaviour.map((group) => ({
      ...group,
      rules: group.rules.filter(({ signal }) => !silent.has(signal)),
    })),
    combinations: agreement.combinations.filter(({ all }) => !all.some((signal) => silent.has(signal))),
  });
  const raises = agreement.signals.some(({ name, handRaise }) => handRaise && !silent.has(name));
  const lacks = (criterion: Criterion): readonly BarOutOfReach[] => {
    switch (criterion.kind) {
      case 'all':
      case 'any':
        return criterion.of.flatMap(lacks);
      case 'score':
      case 'profile':
      case 'behaviour':
        return most[criterion.kind] >= criterion.atLeast
          ? []
          : [{ bar: `${criterion.kind} ${criterion.atLeast / 100}`, best: most[criterion.kind] }];
      case 'signal':
        return silent.has(criterion.signal) ? [{ bar: `signal ${criterion.signal}`, best: null }] : [];
      case 'hand_raise':
        return raises ? [] : [{ bar: 'hand raise', best: null }];
      case 'not':
      case 'grade':
      case 'list':
      case 'property':
        return [];
    }
  };
  const isOpen = (criterion: Criterion): boolean => {
    if (criterion.kind === 'all') return criterion.of.every(isOpen);
    if (criterion.kind === 'any') return criterion.of.some(isOpen);
    return lacks(criterion).length === 0;
  };
  const stages = ['mql', 'sql'] as const;
  return {
    most,
    bars: stages.flatMap((stage) =>
      lacks(agreement.stages[stage]).map((one) => ({ ...one, bar: `${stage}: ${one.bar}` })),
    ),
    closed: stages.filter((stage) => !isOpen(agreement.stages[stage])),
  };
}
