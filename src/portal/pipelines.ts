/** The pipelines of an account: the contact lifecycle follows the property's options, the others are HubSpot's defaults. */
import { iso } from './clock.ts';
import type { ObjectType } from './object-types.ts';
import { notFound } from './reply.ts';
import type { World } from './world.ts';

interface Stage {
  readonly id: string;
  readonly label: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Pipeline {
  readonly id: string;
  readonly label: string;
  readonly stages: readonly Stage[];
}

const DEAL_STAGES: readonly (readonly [id: string, label: string, probability: string])[] = [
  ['appointmentscheduled', 'Appointment Scheduled', '0.2'],
  ['qualifiedtobuy', 'Qualified To Buy', '0.4'],
  ['presentationscheduled', 'Presentation Scheduled', '0.6'],
  ['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'],
  ['contractsent', 'Contract Sent', '0.9'],
  ['closedwon', 'Closed Won', '1.0'],
  ['closedlost', 'Closed Lost', '0.0'],
];

/** Stage ids of leads are unverified. */
const LEAD_STAGES = ['new', 'attempting', 'connected', 'qualified', 'disqualified'];

export function pipelinesOf(world: World, type: ObjectType): readonly Pipeline[] {
  switch (type) {
    case 'contact':
    case 'company': {
      const options = world.schema[type].properties.get('lifecyclestage')?.options ?? [];
      const stages = options.map(({ value, label }) => ({ id: value, label, metadata: {} }));
      return [{ id: `${type}-lifecycle-pipeline`, label: 'Lifecycle Stage Pipeline', stages }];
    }
    case 'deal': {
      const stages = DEAL_STAGES.map(([id, label, probability]) => ({
        id,
        label,
        metadata: { probability, isClosed: String(id.startsWith('closed')) },
      }));
      return [{ id: 'default', label: 'Sales Pipeline', stages }];
    }
    case 'lead': {
      const stages = LEAD_STAGES.map((name) => ({ id: `${name}-stage-id`, label: name, metadata: {} }));
      return [{ id: 'lead-pipeline-id', label: 'Lead pipeline', stages }];
    }
    default:
      return [];
  }
}

export function publicPipeline({ id, label, stages }: Pipeline, displayOrder: number): unknown {
  const always = { archived: false, createdAt: iso(0), updatedAt: iso(0) };
  return {
    id,
    label,
    displayOrder,
    ...always,
    stages: stages.map((stage, order) => ({
      ...stage,
      displayOrder: order,
      writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
      ...always,
    })),
  };
}

export function pipelineNamed(world: World, type: ObjectType, id: string): Pipeline {
  const pipeline = pipelinesOf(world, type).find((known) => known.id === id);
  if (pipeline === undefined) throw notFound();
  return pipeline;
}
