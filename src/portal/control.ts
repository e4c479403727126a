/**
 * Everything that can be done to the portal from outside HubSpot's API: what people, leads and other apps do, what goes
 * wrong, and what an observer wants to know. One table: in the same process each entry is a function of `Portal`, over
 * HTTP it is `POST /_portal/<name>` with the input as JSON.
 */
import type { z } from 'zod';
import { appControls } from './controls/app.ts';
import type { Control, ControlParts } from './controls/common.ts';
import { deliveryControls } from './controls/deliveries.ts';
import { faultControls } from './controls/faults.ts';
import { leadControls } from './controls/leads.ts';
import { observerControls } from './controls/observer.ts';
import { peopleControls } from './controls/people.ts';
import { recordControls } from './controls/records.ts';

export const createControls = (parts: ControlParts) => ({
  ...peopleControls(parts),
  ...recordControls(parts),
  ...leadControls(parts),
  ...faultControls(parts),
  ...deliveryControls(parts),
  ...observerControls(parts),
  ...appControls(parts),
});

type Table = ReturnType<typeof createControls>;

/** The controls as functions: an input that its shape refuses throws. */
export type Controls = {
  readonly [Name in keyof Table]: Table[Name] extends Control<infer Shape, infer Output>
    ? undefined extends z.input<Shape>
      ? (input?: z.input<Shape>) => Output
      : (input: z.input<Shape>) => Output
    : never;
};

export type ControlName = keyof Table;

export function asFunctions(table: Table): Controls {
  return Object.fromEntries(
    Object.entries(table).map(([name, { input, run }]) => [
      name,
      (given: unknown) => (run as (parsed: unknown) => unknown)(input.parse(given)),
    ]),
  ) as never;
}
