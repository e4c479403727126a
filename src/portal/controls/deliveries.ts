/** Where webhooks go, and what goes wrong on their way. */
import { z } from 'zod';
import { subscriptionShape } from '../options.ts';
import { control } from './common.ts';
import type { ControlParts } from './common.ts';

export const deliveryControls = ({ world }: ControlParts) => ({
  setWebhook: control(
    z.object({ targetUrl: z.string().nullable().optional(), subscriptions: z.array(subscriptionShape).optional() }),
    ({ targetUrl, subscriptions }) => {
      if (subscriptions !== undefined) world.subscriptions.replace(subscriptions);
      if (targetUrl !== undefined) world.outbox.setTarget(targetUrl);
    },
  ),
  setDeliveryFaults: control(
    z
      .object({
        duplicate: z.number().min(0).max(1),
        shuffle: z.boolean(),
        skewMs: z.number(),
        /** Share of events that carry the id of the event before them. */
        sameEventId: z.number().min(0).max(1),
      })
      .partial(),
    ({ sameEventId, duplicate, shuffle, skewMs }) => {
      if (sameEventId !== undefined) world.subscriptions.collide(sameEventId);
      const given = { duplicate, shuffle, skewMs };
      world.outbox.setFaults(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
    },
  ),
  holdDeliveries: control(z.object({}).default({}), () => world.outbox.hold()),
  releaseDeliveries: control(z.object({}).default({}), () => world.outbox.release()),
  /** The last delivered events once more, byte for byte as they were. */
  replayDeliveries: control(z.object({ count: z.number().int().positive() }), ({ count }) =>
    world.outbox.replay(count),
  ),
  /** What the Test button of the subscription page sends; none of its ids exist. */
  pressTestButton: control(z.object({}).default({}), () => {
    const [first] = world.subscriptions.list();
    world.outbox.add([
      {
        eventId: 100,
        subscriptionId: first?.id ?? 0,
        portalId: world.settings.portalId,
        appId: world.settings.appId,
        occurredAt: world.clock.now(),
        subscriptionType: first?.subscriptionType ?? 'contact.creation',
        objectId: 123,
        changeSource: 'CRM',
        changeFlag: 'NEW',
      },
    ]);
  }),
});
