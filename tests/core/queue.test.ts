/** The order of a queue, and whose business it is. */
import { describe, expect, test } from '@jest/globals';
import { businessOf } from '../../src/core/business.ts';
import type { Clock, Cycle } from '../../src/core/cycle.ts';
import { queueOf } from '../../src/core/queue.ts';
import type { QueueLead } from '../../src/core/queue.ts';
import { startClock } from '../../src/core/sla.ts';
import type { Owner } from '../../src/core/snapshot.ts';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import { cycleOf } from '../store/scene.ts';

const agreement = readOrThrow(SMALL);
const at = (time: string): number => Date.parse(`2026-11-23T${time}:00Z`);
/** Monday, 11:00 in Berlin; the agreement's day is 09:00 to 18:00 there. */
const NOW = at('10:00');

const clock = (startedAt: number, given: Partial<Clock> = {}, temperature: 'hot' | 'warm' | 'cold' = 'warm'): Clock => {
  const made = startClock('first_contact', {
    agreement,
    temperature,
    owner: { id: '71' },
    at: startedAt,
    handedOffAt: startedAt,
  });
  if (made === null) throw new Error('no promise');
  return { ...made, ...given };
};

function lead(
  contactId: string,
  clocks: readonly Clock[],
  given: Partial<QueueLead> & { cycle?: Partial<Cycle> } = {},
): QueueLead {
  return {
    contactId,
    name: `Lead ${contactId}`,
    company: '',
    total: 7_000,
    worth: null,
    looksAt: null,
    ...given,
    cycle: cycleOf({
      state: 'handed_off',
      handoff: {
        at: clocks[0]?.startedAt ?? NOW,
        cause: { kind: 'score' },
        temperature: 'warm',
        ownerId: '71',
        ownerName: 'Anna Albers',
        reasons: 'Read pricing twice',
        assignedBecause: 'her turn',
        trace: [],
        dueAt: clocks[0]?.dueAt ?? NOW,
        agreement: agreement.hash,
      },
      clocks,
      ...given.cycle,
    }),
  };
}

const orderOf = (leads: readonly QueueLead[], now = NOW): readonly string[] =>
  queueOf(leads, { agreement, now }).map(({ contactId }) => contactId);

describe('the top row is the next right call', () => {
  test.each<[string, readonly QueueLead[], readonly string[]]>([
    [
      'breached before all that still run, however hot',
      [lead('1', [clock(at('09:58'), {}, 'hot')]), lead('2', [clock(at('08:30'))])],
      ['2', '1'],
    ],
    [
      'of the breached the one overdue by the larger share of its promise',
      [lead('1', [clock(at('08:50'))]), lead('2', [clock(at('09:50'), {}, 'hot')])],
      ['2', '1'],
    ],
    [
      'a share of the promise counts, not minutes: 2 of 5 left before 20 of 60',
      [lead('1', [clock(at('09:57'), {}, 'hot')]), lead('2', [clock(at('09:20'))]), lead('3', [clock(at('09:45'))])],
      ['2', '1', '3'],
    ],
    [
      'a promise kept is no promise: what is open counts',
      [lead('1', [clock(at('08:00'), { endedAt: at('08:10'), state: 'met' })]), lead('2', [clock(at('09:59'))])],
      ['2', '1'],
    ],
    [
      'what stands still comes after what runs, and before what is promised nothing',
      [lead('1', []), lead('2', [clock(at('09:10'), { state: 'paused' })]), lead('3', [clock(at('09:59'))])],
      ['3', '2', '1'],
    ],
    [
      'the higher score where the share is the same, then the lower id',
      [
        lead('12', [clock(at('09:30'))]),
        lead('9', [clock(at('09:30'))]),
        lead('3', [clock(at('09:30'))], { total: 9_000 }),
      ],
      ['3', '9', '12'],
    ],
    [
      'the one worth more before the one with more points, where the share is the same',
      [
        lead('1', [clock(at('09:30'))], { total: 9_000 }),
        lead('2', [clock(at('09:30'))], { worth: 500 }),
        lead('3', [clock(at('09:30'))], { worth: 12_000 }),
      ],
      ['3', '2', '1'],
    ],
    ['a lead without a handoff is in no queue', [{ ...lead('1', []), cycle: cycleOf({ state: 'mql' }) }], []],
  ])('%s', (_, leads, order) => {
    expect(orderOf(leads)).toEqual(order);
    expect(orderOf([...leads].reverse())).toEqual(order);
  });

  test('a night costs nothing where working time is promised', () => {
    const friday = Date.parse('2026-11-20T16:40:00Z');
    const [row] = queueOf([lead('1', [clock(friday)])], { agreement, now: at('08:10') });
    // 20 minutes on Friday until 18:00 in Berlin, 10 on Monday from 09:00.
    expect(row?.promise).toMatchObject({
      state: 'running',
      leftMs: 30 * 60_000,
      promisedMs: 60 * 60_000,
      dueAt: at('08:40'),
    });
  });

  test('a breached promise says how far over it is', () => {
    const [row] = queueOf([lead('1', [clock(at('08:30'))])], { agreement, now: NOW });
    expect(row?.promise).toMatchObject({ state: 'breached', leftMs: -30 * 60_000 });
  });
});

describe('what happens next by itself', () => {
  test.each<[string, QueueLead, object | null]>([
    ['the next rung of the ladder', lead('1', [clock(at('09:45'))]), { at: at('10:15'), does: ['remind'] }],
    [
      'not one that was taken',
      lead('1', [clock(at('09:45'), { rungs: [0.5] })]),
      { at: at('10:45'), does: ['tell manager'] },
    ],
    [
      'when none is left, the next look',
      lead('1', [clock(at('08:30'), { rungs: [0.5, 1] })], { looksAt: at('11:00') }),
      { at: at('11:00'), does: [] },
    ],
    ['nothing', lead('1', [clock(at('08:30'), { rungs: [0.5, 1] })]), null],
  ])('%s', (_, one, next) => {
    expect(queueOf([one], { agreement, now: NOW })[0]?.next).toEqual(next);
  });
});

describe('whose business', () => {
  const owner = (id: string, email: string): Owner => ({ id, email, name: email, kind: 'person', active: true });
  const owners = [owner('71', 'anna@example.com'), owner('72', 'Ben@example.com'), owner('74', 'sam@example.com')];
  const of = (email: string, ownerId: string | null) =>
    businessOf({ email, ownerId }, { agreement, owners, admins: ['ops@example.com'] });

  test.each([
    ['a rep: their own leads', 'ben@example.com', '72', ['72'], 0, false],
    ['a manager: their own and their people’s', 'sam@example.com', '74', ['74', '71'], 1, true],
    ['a manager who owns nothing', 'sam@example.com', null, ['71'], 1, true],
    ['the signer for marketing: nobody’s leads', 'maria@example.com', null, [], 0, true],
    ['one of ADMINS: nobody’s leads', 'ops@example.com', null, [], 0, true],
    ['anybody else: nothing', 'eve@example.com', null, [], 0, false],
  ])('%s', (_, email, ownerId, ownerIds, manages, looksAfterNobodys) => {
    expect(of(email, ownerId)).toEqual({ ownerIds, manages, looksAfterNobodys });
  });
});
