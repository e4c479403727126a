/** End to end, over HTTP both ways: a signed HubSpot event becomes a score, a stage, an owner and a task. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const NORA = {
  email: 'nora@hafen.example',
  firstname: 'Nora',
  lastname: 'Lind',
  jobtitle: 'VP Sales',
  phone: '+49 40 1234',
};

/** A new lead with a company that fits, asking for a demo. */
function asksForDemo(fields: Readonly<Record<string, string>> = NORA): string {
  const { portal } = town;
  const lead = portal.createContact({ properties: { ...fields }, changeSource: 'FORM' });
  const company = portal.createRecord({
    type: 'company',
    properties: {
      name: 'Hafen Logistik',
      industry: 'COMPUTER_SOFTWARE',
      numberofemployees: '300',
      annualrevenue: '50000000',
      country: 'Germany',
    },
    contact: lead.id,
  });
  expect(company.id).not.toBe('');
  portal.submitForm({ contact: lead.id, form: 'Demo request', url: 'https://www.example.com/demo' });
  return lead.id;
}

test('a demo request of a new lead: stage, owner, score and one task stand in HubSpot', async () => {
  const id = asksForDemo();
  await town.settle();
  const contact = town.contact(id);
  expect(contact?.properties).toMatchObject({
    lifecyclestage: 'salesqualifiedlead',
    baton_state: 'handed_off',
    baton_temperature: 'hot',
    baton_tag: 'SQL - Ready for Sales',
    baton_cycle: '1',
  });
  const tasks = town.tasksOf(id);
  expect(tasks.map((task) => task.properties['hs_task_subject'])).toEqual(['Call Nora Lind - Hot Lead']);
  expect(tasks[0]?.properties['hubspot_owner_id']).toBe(contact?.properties['hubspot_owner_id']);
  expect(tasks[0]?.properties['hs_task_body']).toContain(`Baton ref ${id}-1`);
});
