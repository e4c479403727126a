/** How the demo looks: what came in, what was decided and why, what stands in HubSpot. */
import { styleText } from 'node:util';
import { points, receiptLines } from '../../core/explain.ts';
import type { Planned } from '../../worker/batch.ts';
import type { Io } from '../command.ts';
import type { Delivered } from './stage.ts';

type Style = Parameters<typeof styleText>[0];

export interface Show {
  title(text: string): void;
  scene(at: number, text: string): void;
  note(text: string): void;
  cameIn(deliveries: readonly Delivered[], more?: string): void;
  decided(planned: Planned): void;
  plain(text: string): void;
}

export function createShow(io: Io, { timeZone }: { timeZone: string }): Show {
  const paint = (style: Style, text: string): string => (io.isTerminal ? styleText(style, text) : text);
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const indent = (text: string): void => io.out(`        ${text}`);
  return {
    title: (text) => io.out(`\n${paint('bold', text)}`),
    scene: (at, text) => io.out(`\n${paint('cyan', wall.format(at))}   ${paint('bold', text)}`),
    note: (text) => indent(paint('gray', text)),
    cameIn(deliveries, more) {
      const sum = deliveries.reduce(
        (all, d) => ({
          stored: all.stored + d.stored,
          duplicate: all.duplicate + d.duplicate,
          ms: Math.max(all.ms, d.ms),
        }),
        { stored: 0, duplicate: 0, ms: 0 },
      );
      const parts = [
        `${count(deliveries.length, 'delivery', 'deliveries')} from HubSpot`,
        `${count(sum.stored, 'event', 'events')} stored`,
        ...(sum.duplicate > 0 ? [`${sum.duplicate} known already`] : []),
        ...(deliveries.length > 0 ? [`answered in at most ${sum.ms} ms`] : []),
        ...(more === undefined ? [] : [more]),
      ];
      indent(`${paint('gray', 'in      ')} ${parts.join(', ')}`);
    },
    decided({ claimed, plan, task, at }) {
      const { score, cycle, qualification } = plan;
      const stage =
        cycle.handoff !== null
          ? 'with sales'
          : qualification.stage === 'none'
            ? 'not qualified'
            : qualification.stage.toUpperCase();
      const mark =
        cycle.state === 'handed_off'
          ? paint('green', 'handed off')
          : cycle.state === 'held'
            ? paint('yellow', 'held')
            : cycle.state;
      const waited =
        claimed.oldestEventAt === null ? '' : ` after ${((at - claimed.oldestEventAt) / 1000).toFixed(1)} s`;
      indent(
        `${paint('gray', 'decided ')} ${stage}, ${mark}: score ${points(score.total)}, grade ${score.grade}${waited}`,
      );
      for (const line of receiptLines(score)) indent(`         ${paint('gray', line)}`);
      const [why, ...more] = plan.because;
      indent(`${paint('gray', 'because ')} ${why ?? ''}`);
      for (const sentence of more.slice(0, 4)) indent(`         ${sentence}`);
      const update = plan.effects.find((effect) => effect.kind === 'UpdateContact');
      if (update !== undefined) {
        const { lifecyclestage, hubspot_owner_id: owner, baton_temperature: temperature } = update.properties;
        const written = [
          ...(lifecyclestage === undefined ? [] : [`stage ${lifecyclestage}`]),
          ...(owner === undefined ? [] : [`owner ${cycle.handoff?.ownerName ?? owner}`]),
          ...(temperature === undefined || temperature === '' ? [] : [`temperature ${temperature}`]),
          `${Object.keys(update.properties).length} properties`,
        ];
        indent(`${paint('gray', 'written ')} ${written.join(', ')}`);
      }
      if (task?.kind === 'done' && task.stored.creation.kind === 'CreateTask' && cycle.handoff !== null) {
        indent(
          `${paint('gray', 'task    ')} "${task.stored.creation.subject}" for ${cycle.handoff.ownerName}, first contact by ${wall.format(cycle.handoff.dueAt)}`,
        );
      }
    },
    plain: (text) => io.out(text),
  };
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
