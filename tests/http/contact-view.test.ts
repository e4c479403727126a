/** What a card says in each state. The files in tests/golden/cards are read by people, and by the tests of the cards themselves. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { LeadCard } from '../../src/http/contract.ts';
import { expectGolden } from '../agreement/golden.ts';
import type { Language } from '../../src/core/card-words.ts';
import { ASKERS, cardIn, cardOf, demo, page, SCENE_NAMES, SCENES } from '../support/card-scenes.ts';
import type { Scene } from '../support/card-scenes.ts';
import { DAY, HOUR, MINUTE, NOW } from '../support/agreement.ts';

function leadOf(scene: Scene, options?: Parameters<typeof cardOf>[1]): LeadCard {
  const card = cardOf(scene, options);
  if (card.kind !== 'lead') throw new Error(`the card is ${card.kind}`);
  return card;
}

const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const FILES = (['en', 'de'] as const).flatMap((language) =>
  SCENE_NAMES.map((name) => [`${name}.${language}.json`, name, language] as const),
);

test.each(FILES)('%s: nothing more, nothing less', (file, name, language: Language) => {
  expectGolden(`cards/${file}`, text(cardIn(name, { language })));
});

test('no file is left over', () => {
  const there = readdirSync(new URL('../golden/cards', import.meta.url));
  expect(there.filter((file) => !file.startsWith('company')).sort()).toEqual(FILES.map(([file]) => file).sort());
});

describe('the score', () => {
  test('is that of the moment of looking, not the one stored', () => {
    const now = leadOf(SCENES['handed-off']);
    const later = leadOf({ ...SCENES['handed-off'], seenAt: NOW + 14 * DAY });
    expect(later.score.behaviour).toBeLessThan(now.score.behaviour);
    expect(later.score.profile).toBe(now.score.profile);
  });

  test('invariant 4: the receipt’s rows add up to it', () => {
    for (const name of SCENE_NAMES) {
      const card = cardIn(name);
      if (card.kind !== 'lead') continue;
      const sum = card.receipt.rows.reduce((all, { points }) => all + Math.round(points * 100), 0);
      expect(sum).toBe(Math.round(card.score.total * 100));
    }
  });

  test('invariant 9: what is unknown is a row of its own with what it could be worth', () => {
    const { receipt, score } = leadOf(SCENES.nurture);
    const unknown = receipt.rows.filter(({ state }) => state === 'unknown');
    expect(unknown.length).toBeGreaterThan(3);
    for (const row of unknown) expect([row.points, row.raw > 0, row.bar > 0]).toEqual([0, true, true]);
    expect(score.grade).toMatch(/^\?/);
    expect(score.gradeSays).toContain('too little is known');
  });
});

describe('who may do what', () => {
  const actions = (
    name: 'handed-off' | 'accepted-just-now' | 'rejected-just-now' | 'mql' | 'unrouted',
    who: keyof typeof ASKERS,
  ) => {
    const { accept, reject, missing, pin } = leadOf(SCENES[name], { asker: ASKERS[who] }).actions;
    return [accept, reject, missing, pin].map(({ allowed }) => (allowed ? 'y' : 'n')).join('');
  };

  test.each([
    ['its owner', 'handed-off', 'anna', 'yyyy'],
    ['the owner’s manager', 'handed-off', 'sam', 'yyyy'],
    ['another rep', 'handed-off', 'ben', 'nnnn'],
    ['a user whose number is the owner’s id', 'handed-off', 'number', 'nnnn'],
    ['its owner, accepted already', 'accepted-just-now', 'anna', 'nyyy'],
    ['its owner, rejected already', 'rejected-just-now', 'anna', 'nnyy'],
    ['a rep, before any handoff', 'mql', 'anna', 'nnnn'],
    ['a manager, before any handoff', 'mql', 'sam', 'nnny'],
    ['a manager, nobody available', 'unrouted', 'sam', 'nnny'],
  ] as const)('%s', (_who, name, who, expected) => {
    expect(actions(name, who)).toBe(expected);
  });

  test('what is not allowed says why, in a sentence; what is says nothing', () => {
    for (const language of ['en', 'de'] as const) {
      for (const name of SCENE_NAMES) {
        for (const asker of Object.values(ASKERS)) {
          const card = cardIn(name, { asker, language });
          if (card.kind !== 'lead') continue;
          for (const { allowed, because } of Object.values(card.actions)) {
            expect(because === null).toBe(allowed);
            if (because !== null) expect(because).toMatch(/^[A-ZÜ].*\.$/);
          }
        }
      }
    }
  });
});

describe('promises', () => {
  test('both clocks are told, and how much is used', () => {
    const [clock] = leadOf({ ...SCENES['handed-off'], seenAt: NOW + 2 * MINUTE }).clocks.filter(
      ({ kind }) => kind === 'first_contact',
    );
    expect(clock).toMatchObject({ state: 'running', dueAt: NOW + 5 * MINUTE, buyerDueAt: NOW + 5 * MINUTE, used: 0.4 });
  });

  test('late is above 1', () => {
    const clock = leadOf(SCENES.late).clocks.find(({ kind }) => kind === 'first_contact');
    expect(clock?.used).toBeGreaterThan(1);
    expect(clock?.says).toMatch(/^was due /);
  });
});

describe('the timeline', () => {
  test('is newest first, bounded, and says how much more there is', () => {
    const facts = Array.from({ length: 300 }, (_, i) => page(`/pricing/${i}`, i * 30 + 5));
    const { timeline, timelineMore } = leadOf({ facts: [...facts, demo] });
    expect(timeline).toHaveLength(250);
    expect(timelineMore).toBeGreaterThan(0);
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted((a, b) => b - a));
  });

  test('a page is told by its path: what stands behind the question mark stays here', () => {
    expect(text(leadOf(SCENES['handed-off']))).not.toContain('mail@person.example');
  });
});

test('250 signals stay below 100 KB', () => {
  const paths = ['/pricing', '/case-studies/a-rather-long-name-of-a-customer-story', '/careers/open-positions'];
  const facts = Array.from({ length: 250 }, (_, i) => page(`${paths[i % 3]}/${i}`, i * 61 + 5));
  for (const language of ['en', 'de'] as const) {
    const card = leadOf({ facts: [...facts, demo] }, { language });
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(100_000);
  }
});

test('no e-mail body, no note and no property beyond the contract leaves', () => {
  const card = text(
    leadOf({
      ...SCENES['handed-off'],
      known: {
        activities: [
          {
            kind: 'email',
            id: '5',
            at: NOW + MINUTE,
            loggedAt: NOW + MINUTE,
            ownerId: '101',
            properties: { hs_email_subject: 'secret subject', hs_email_text: 'secret body' },
          },
        ],
      },
      contact: { email: 'vera@example.com', firstname: 'Vera', message: 'secret message' },
      seenAt: NOW + HOUR,
    }),
  );
  expect(card).toContain('"E-mail"');
  expect(card).not.toMatch(/secret/);
});
