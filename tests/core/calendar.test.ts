import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sla } from '../../src/core/agreement.ts';
import {
  addWorkingTime,
  dateOfDay,
  isOpen,
  weekdayOfDay,
  workingTimeBetween,
  zoneOf,
} from '../../src/core/calendar.ts';
import { DAY, HOUR, MINUTE } from '../support/agreement.ts';

const at = (iso: string): number => Date.parse(iso);
const iso = (instant: number): string => new Date(instant).toISOString();

const office: Sla['hours'] = Object.fromEntries(
  [1, 2, 3, 4, 5].map((weekday) => [weekday, [{ from: 9 * 60, until: 18 * 60 }]]),
);
const berlin = { hours: office, holidays: ['2026-12-25'], zone: 'Europe/Berlin' };

describe('local days and weeks', () => {
  const zone = zoneOf('Europe/Berlin');
  test.each([
    ['just before midnight in winter', '2026-11-09T22:59:59.999Z', '2026-11-09', 1],
    ['midnight in winter', '2026-11-09T23:00:00Z', '2026-11-10', 2],
    ['midnight in summer', '2026-07-05T22:00:00Z', '2026-07-06', 1],
    ['before 1970', '1969-12-31T22:59:00Z', '1969-12-31', 3],
  ])('%s', (_, instant, date, weekday) => {
    expect(dateOfDay(zone.dayOf(at(instant)))).toBe(date);
    expect(weekdayOfDay(zone.dayOf(at(instant)))).toBe(weekday);
  });

  test('an ISO week runs from Monday to Sunday over the turn of a year', () => {
    const week = zone.weekOf(at('2026-12-28T00:00:00+01:00'));
    expect(zone.weekOf(at('2027-01-03T23:59:59+01:00'))).toBe(week);
    expect(zone.weekOf(at('2027-01-04T00:00:00+01:00'))).toBe(week + 1);
  });

  test('the day agrees with what the engine formats, in zones with odd offsets and on the days they change', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('1975-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') }),
        (name, instant) => {
          const formatted = new Intl.DateTimeFormat('en-CA', {
            timeZone: name,
            year: 'numeric',
            month: '2-digit',
            day: '2-digit',
          }).format(instant);
          expect(dateOfDay(zoneOf(name).dayOf(instant))).toBe(formatted);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a name that is no zone is refused', () => {
    expect(() => zoneOf('Europe/Nowhere')).toThrow(RangeError);
  });
});

describe('working time', () => {
  test.each([
    ['inside one window', '2026-11-09T10:00:00+01:00', 60, '2026-11-09T11:00:00+01:00'],
    ['before opening the clock waits', '2026-11-09T07:30:00+01:00', 5, '2026-11-09T09:05:00+01:00'],
    ['after closing it waits for the morning', '2026-11-09T19:00:00+01:00', 5, '2026-11-10T09:05:00+01:00'],
    ['the last minute of a day is the end of the window', '2026-11-09T17:00:00+01:00', 60, '2026-11-09T18:00:00+01:00'],
    ['over the night', '2026-11-09T17:30:00+01:00', 60, '2026-11-10T09:30:00+01:00'],
    ['over a weekend', '2026-11-13T17:30:00+01:00', 60, '2026-11-16T09:30:00+01:00'],
    ['over a holiday and the weekend behind it', '2026-12-24T17:30:00+01:00', 60, '2026-12-28T09:30:00+01:00'],
    ['over the night in which summer time ends', '2026-10-23T17:30:00+02:00', 60, '2026-10-26T09:30:00+01:00'],
    ['over the night in which summer time begins', '2026-03-27T17:30:00+01:00', 60, '2026-03-30T09:30:00+02:00'],
    ['no time at all is over at once, even at night', '2026-11-09T03:00:00+01:00', 0, '2026-11-09T03:00:00+01:00'],
  ])('%s', (_, from, minutes, due) => {
    expect(iso(addWorkingTime({ ...berlin, from: at(from), ms: minutes * MINUTE }))).toBe(iso(at(due)));
  });

  test('an hour that a zone repeats counts twice, one it skips does not count', () => {
    const night = { hours: { 7: [{ from: 60, until: 240 }] }, holidays: [], zone: 'Europe/Berlin' };
    const repeated = { from: at('2026-10-25T00:00:00+02:00'), until: at('2026-10-26T00:00:00+01:00') };
    const skipped = { from: at('2026-03-29T00:00:00+01:00'), until: at('2026-03-30T00:00:00+02:00') };
    expect(workingTimeBetween({ ...night, ...repeated })).toBe(4 * HOUR);
    expect(workingTimeBetween({ ...night, ...skipped })).toBe(2 * HOUR);
  });

  test('a calendar without hours cannot stop a promise: wall time counts', () => {
    const closed = { hours: {}, holidays: [], zone: 'Europe/Berlin' };
    expect(addWorkingTime({ ...closed, from: 0, ms: HOUR })).toBe(HOUR);
    expect(workingTimeBetween({ ...closed, from: 0, until: HOUR })).toBe(HOUR);
    const empty = { ...closed, hours: { 1: [{ from: 600, until: 600 }] } };
    expect(addWorkingTime({ ...empty, from: 0, ms: HOUR })).toBe(HOUR);
  });

  test('a calendar closed by holidays for good ends as wall time, too', () => {
    const mondays = Array.from({ length: 400 }, (_, week) => dateOfDay(4 + week * 7));
    const closed = { hours: { 1: [{ from: 0, until: 1440 }] }, holidays: mondays, zone: 'UTC' };
    expect(addWorkingTime({ ...closed, from: 0, ms: HOUR })).toBe(HOUR);
  });

  test('windows that overlap or touch count once', () => {
    const hours = {
      1: [
        { from: 600, until: 720 },
        { from: 540, until: 660 },
        { from: 720, until: 730 },
      ],
    };
    const monday = { from: at('2026-11-09T00:00:00Z'), until: at('2026-11-10T00:00:00Z') };
    expect(workingTimeBetween({ hours, holidays: [], zone: 'UTC', ...monday })).toBe(190 * MINUTE);
  });

  test('it agrees with counting minute by minute, also on days on which the clocks change', () => {
    const window = fc
      .tuple(fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 1440 }))
      .map(([a, b]) => ({ from: Math.min(a, b), until: Math.max(a, b) }));
    const hours = fc.dictionary(fc.constantFrom('1', '2', '3', '4', '5', '6', '7'), fc.array(window, { maxLength: 2 }));
    const changes = ['2026-03-29T00:00:00Z', '2026-10-25T00:00:00Z', '2026-04-04T12:00:00Z', '2026-11-09T00:00:00Z'];
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns'),
        hours,
        fc.constantFrom(...changes),
        fc.integer({ min: -1440, max: 1440 }),
        fc.integer({ min: 1, max: 3 * 1440 }),
        (zone, byDay, day, shift, length) => {
          const calendar = { hours: byDay as Sla['hours'], holidays: ['2026-10-26'], zone };
          const from = at(day) + shift * MINUTE;
          const until = from + length * MINUTE;
          const open = openMinutes(calendar, from, until);
          const counted = workingTimeBetween({ ...calendar, from, until });
          if (Object.values(byDay).some((windows) => windows.some((w) => w.until > w.from))) {
            expect(counted).toBe(open.length * MINUTE);
            const last = open.at(-1);
            if (last !== undefined)
              expect(addWorkingTime({ ...calendar, from, ms: open.length * MINUTE })).toBe(last + MINUTE);
            expect(isOpen({ ...calendar, at: from })).toBe(open[0] === from);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('adding and measuring are inverse over years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), fc.integer({ min: 1, max: 2000 * HOUR }), (offset, ms) => {
        const from = at('2026-01-01T00:00:00Z') + offset;
        const until = addWorkingTime({ ...berlin, from, ms });
        expect(workingTimeBetween({ ...berlin, from, until })).toBe(ms);
        expect(workingTimeBetween({ ...berlin, from, until: until - 1 })).toBe(ms - 1);
      }),
      { numRuns: 60 },
    );
  });
});

/** The oracle: asks the engine for the wall clock of every single minute. */
function openMinutes(
  { hours, holidays, zone }: { hours: Sla['hours']; holidays: readonly string[]; zone: string },
  from: number,
  until: number,
): readonly number[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const open: number[] = [];
  for (let minute = from; minute < until; minute += MINUTE) {
    const part = Object.fromEntries(format.formatToParts(minute).map(({ type, value }) => [type, value]));
    const wall = Number(part['hour']) * 60 + Number(part['minute']);
    const windows = hours[weekdays.indexOf(part['weekday'] ?? '') + 1] ?? [];
    const isHoliday = holidays.includes(`${part['year']}-${part['month']}-${part['day']}`);
    if (!isHoliday && windows.some((w) => wall >= w.from && wall < w.until)) open.push(minute);
  }
  return open;
}
