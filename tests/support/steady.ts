/**
 * Points do not fade and are never negative, and each territory is one person: then what is decided depends on what happened and
 * not on the minute it was looked at, so that two runs of one stream can be compared to the last property.
 */
export const STEADY = `
language: 1
name: Steady
version: 1
signers: { marketing: maria@example.com, sales: sam@example.com }
timezone: Europe/Berlin
currency: EUR
signals:
  demo_request: { form: ['*demo*'], hand_raise: true }
  pricing_page: { page: ['/pricing*'] }
  case_study: { page: ['/case-studies/*'] }
  resource: { form: ['*ebook*'] }
  mail_click: { property: contact.hs_email_last_click_date }
behaviour:
  web: { cap: 30, rules: [{ signal: pricing_page, points: 8, per_day: 2 }, { signal: case_study, points: 6, per_week: 2 }] }
  content: { cap: 12, rules: [{ signal: resource, points: 6, per_week: 2 }] }
  mail: { cap: 8, rules: [{ signal: mail_click, points: 4, per_day: 1 }] }
profile:
  - property: company.numberofemployees
    bands: [{ below: 50, points: 6 }, { from: 50, points: 20 }]
  - property: contact.jobtitle
    words: [{ any: [vp, ceo], points: 20 }, { any: [manager], points: 10 }]
stages:
  mql: { all: [{ score: 30 }] }
  sql: { any: [{ score: 60 }, { signal: demo_request, within: 30d }] }
  leave_sql_below: 30
  cooldown: 30d
  lifecycle: { mql: marketingqualifiedlead, sql: salesqualifiedlead }
blocks:
  customer: { contact.lifecyclestage: [customer] }
temperature: { hot: { any: [{ hand_raise: true }] }, warm: { score: 60 } }
handoff: { at: sql, tag: SQL - Ready for Sales, task: 'Call {lead} - {Temperature} Lead', at_most: { per_hour: 5000 } }
routing:
  - { owner: existing }
  - { when: { contact.country: [Germany, DE] }, rotation: dach }
  - { rotation: world }
rotations: { dach: { anna@example.com: 1 }, world: { carla@example.com: 1 } }
people: { anna@example.com: { manager: sam@example.com }, carla@example.com: { manager: sam@example.com } }
fallback: { tell: sam@example.com }
sla: { first_contact: { hot: 5m, warm: 1h, cold: 24h }, clock: working time, hours: { monday-friday: 09:00-18:00 } }
recycle: { other: { after: 90d } }
`;
