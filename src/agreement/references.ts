/** Names in an agreement that must mean something: signals, rotations, people, blocks. */
import type { Finding } from './problem.ts';
import { didYouMean } from './problem.ts';
import type { Plain } from './tree.ts';
import type { Spot } from './written.ts';
import { children, criteria, each, namesIn, select } from './written.ts';

/** Names that are used and defined nowhere. */
export function unknownNames(content: Plain): readonly Finding[] {
  const signals = namesIn(content, 'signals');
  const rotations = namesIn(content, 'rotations');
  const people = peopleOf(content);
  const valuesAt = (...patterns: string[]): readonly Spot[] =>
    patterns.flatMap((pattern) => select(content, pattern)).flatMap(each);
  const keysAt = (pattern: string): readonly Spot[] =>
    select(content, pattern)
      .flatMap(children)
      .map(({ path }) => ({ path, value: String(path.at(-1)) }));

  const inCriteria = criteria(content).flatMap((spot) => children(spot).filter(({ path }) => path.at(-1) === 'signal'));
  const inTests = keysAt('tests.*.given.signals');
  const groups = criteria(content).flatMap((spot) =>
    children(spot).filter(({ path }) => path.at(-1) === 'target_group'),
  );
  return [
    ...undefinedIn(
      [
        ...valuesAt(
          'behaviour.*.rules.*.signal',
          'combinations.*.all',
          'combinations.*.in_order',
          'recycle.*.or_signal',
        ),
        ...inCriteria,
      ],
      { what: 'signal', names: signals, at: 'value' },
    ),
    ...undefinedIn(groups, { what: 'target group', names: namesIn(content, 'target_groups'), at: 'value' }),
    ...undefinedIn(inTests, { what: 'signal', names: signals, at: 'key' }),
    ...undefinedIn(valuesAt('routing.*.rotation', 'tests.*.expect.rotation'), {
      what: 'rotation',
      names: rotations,
      at: 'value',
    }),
    ...undefinedIn(valuesAt('tests.*.expect.held'), { what: 'block', names: namesIn(content, 'blocks'), at: 'value' }),
    ...undefinedIn(
      valuesAt(
        'routing.*.owner',
        'people.*.manager',
        'people.*.backup',
        'fallback.tell',
        'tests.*.expect.owner',
      ).filter(({ value }) => value !== 'existing'),
      { what: 'person', names: people, at: 'value' },
    ),
  ];
}

/** Everybody an agreement introduces: under `people`, in a rotation, or as a signer. Lower case. */
function peopleOf(content: Plain): readonly string[] {
  const signers = select(content, 'signers.*').flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const inRotations = select(content, 'rotations.*.*').map(({ path }) => String(path.at(-1)));
  return [...namesIn(content, 'people'), ...inRotations, ...signers].map((email) => email.toLowerCase());
}

function undefinedIn(
  spots: readonly Spot[],
  { what, names, at }: { what: keyof typeof HOME; names: readonly string[]; at: Finding['at'] },
): readonly Finding[] {
  return spots.flatMap(({ path, value }): Finding[] => {
    if (typeof value !== 'string') return []; // Its form is wrong, which the schema reports.
    const name = what === 'person' ? value.toLowerCase() : value;
    if (names.includes(name)) return [];
    return [
      {
        path,
        at,
        message: `there is no ${what} "${value}"`,
        allowed: names.length === 0 ? `none is defined; add it under ${HOME[what]}` : [...new Set(names)].join(', '),
        ...didYouMean(name, names),
      },
    ];
  });
}

const HOME = {
  'target group': 'target_groups',
  signal: 'signals',
  rotation: 'rotations',
  block: 'blocks',
  person: 'people',
} as const;
