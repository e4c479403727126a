/** What leads do. */
import { z } from 'zod';
import { EMAIL_REPORTS, engaged, reportEmail, submitForm, visitPage } from '../lead.ts';
import { runAction } from '../workflows.ts';
import { nextId } from '../world.ts';
import { replay, replayShape } from '../replay.ts';
import { contactOf, control, propertiesShape, refuse, shown, who } from './common.ts';
import type { ControlParts } from './common.ts';

export const leadControls = ({ world }: ControlParts) => ({
  submitForm: control(
    z.object({
      ...who,
      form: z.string(),
      url: z.string().optional(),
      fields: propertiesShape.optional(),
      at: z.number().optional(),
    }),
    (input) => {
      const made = submitForm(world, { ...input, at: input.at ?? world.clock.now() });
      return shown(made ?? refuse('A form needs a known contact, or an e-mail that may become one'));
    },
  ),
  visitPage: control(z.object({ ...who, url: z.string(), at: z.number().optional() }), (input) =>
    visitPage(world, contactOf(world, input), { url: input.url, at: input.at ?? world.clock.now() }),
  ),
  /** A marketing e-mail was delivered, opened, clicked, bounced, answered, or ended the subscription. */
  reportEmail: control(
    z.object({ ...who, report: z.enum(EMAIL_REPORTS), name: z.string().optional(), at: z.number().optional() }),
    ({ report, name, at, ...whom }) =>
      reportEmail(world, contactOf(world, whom), {
        report,
        at: at ?? world.clock.now(),
        ...(name === undefined ? {} : { name }),
      }),
  ),
  clickEmail: control(
    z.object({ ...who, name: z.string().default('Newsletter'), at: z.number().optional() }),
    (input) =>
      reportEmail(world, contactOf(world, input), {
        report: 'click',
        name: input.name,
        at: input.at ?? world.clock.now(),
      }),
  ),
  openEmail: control(z.object({ ...who, name: z.string().default('Newsletter'), at: z.number().optional() }), (input) =>
    reportEmail(world, contactOf(world, input), {
      report: 'open',
      name: input.name,
      at: input.at ?? world.clock.now(),
    }),
  ),
  chat: control(z.object({ ...who, at: z.number().optional() }), (input) =>
    engaged(world, contactOf(world, input), { type: 'CONVERSATION', at: input.at ?? world.clock.now() }),
  ),
  /** A workflow runs an app's action for a contact. Resolves with what the app answered. */
  runAction: control(
    z.object({
      ...who,
      actionUrl: z.string(),
      inputFields: z.record(z.string(), z.string()).default({}),
      /** Default: a run of its own. */
      callbackId: z.string().optional(),
      signature: z.enum(['v2', 'v3']).default('v2'),
    }),
    ({ actionUrl, inputFields, callbackId, signature, ...whom }) =>
      runAction(world, {
        contactId: contactOf(world, whom).id,
        actionUrl,
        inputFields,
        callbackId: callbackId ?? `ap-${world.settings.portalId}-${nextId(world)}-1-0`,
        signature,
      }),
  ),
  /** Recorded contacts and events, in the order given; what cannot be used is listed, never fatal. */
  replay: control(replayShape, (input) => replay(world, input)),
});
