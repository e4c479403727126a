/** Standard properties of every other object type, as far as lead handling meets them. */
import { standard } from './definition.ts';
import type { Definition, StandardLine } from './definition.ts';
import { LIFECYCLE_STAGES } from './standard-contact.ts';
import type { ObjectType } from './object-types.ts';

const everywhere: readonly StandardLine[] = [
  ['hs_object_id', 'number', 'r1', 'Record ID'],
  ['hs_createdate', 'datetime', 'r', 'Object create date/time'],
  ['hs_lastmodifieddate', 'datetime', 'rn', 'Object last modified date/time'],
  ['hs_object_source', 'string', 'rh'],
  ['hs_object_source_id', 'string', 'rh'],
  ['hs_object_source_label', 'string', 'r'],
  ['hubspot_owner_id', 'enumeration', 'o', 'Owner'],
  ['hubspot_owner_assigneddate', 'datetime', 'r'],
  ['hs_merged_object_ids', 'string', 'r'],
  ['hs_unique_creation_key', 'string', 'r1h'],
];

/** The common part of about 150 industries: https://knowledge.hubspot.com/properties/hubspot-crm-default-company-properties */
const INDUSTRIES =
  'ACCOUNTING AIRLINES_AVIATION APPAREL_FASHION AUTOMOTIVE BANKING BIOTECHNOLOGY CHEMICALS COMPUTER_GAMES COMPUTER_HARDWARE COMPUTER_NETWORKING COMPUTER_SOFTWARE CONSTRUCTION CONSUMER_GOODS E_LEARNING EDUCATION_MANAGEMENT ELECTRICAL_ELECTRONIC_MANUFACTURING ENTERTAINMENT FINANCIAL_SERVICES FOOD_BEVERAGES GOVERNMENT_ADMINISTRATION HEALTH_WELLNESS_AND_FITNESS HIGHER_EDUCATION HOSPITAL_HEALTH_CARE HOSPITALITY HUMAN_RESOURCES INDUSTRIAL_AUTOMATION INFORMATION_SERVICES INFORMATION_TECHNOLOGY_AND_SERVICES INSURANCE INTERNET LAW_PRACTICE LEGAL_SERVICES LOGISTICS_AND_SUPPLY_CHAIN MACHINERY MANAGEMENT_CONSULTING MARKETING_AND_ADVERTISING MECHANICAL_OR_INDUSTRIAL_ENGINEERING MEDIA_PRODUCTION MEDICAL_DEVICES NON_PROFIT_ORGANIZATION_MANAGEMENT OIL_ENERGY PHARMACEUTICALS PROFESSIONAL_TRAINING_COACHING PUBLIC_RELATIONS_AND_COMMUNICATIONS REAL_ESTATE RENEWABLES_ENVIRONMENT RESEARCH RETAIL STAFFING_AND_RECRUITING TELECOMMUNICATIONS TRANSPORTATION_TRUCKING_RAILROAD UTILITIES VENTURE_CAPITAL_PRIVATE_EQUITY WHOLESALE';

const company: readonly StandardLine[] = [
  ['name', 'string', '', 'Company name'],
  ['domain', 'string', '', 'Company Domain Name'],
  ['website', 'string'],
  ['industry', 'enumeration', '', 'Industry', INDUSTRIES],
  ['numberofemployees', 'number', '', 'Number of Employees'],
  ['annualrevenue', 'number', '', 'Annual Revenue'],
  ['country', 'string'],
  ['hs_country_code', 'string'],
  ['state', 'string'],
  ['city', 'string'],
  ['phone', 'phone_number'],
  ['description', 'string', 'a'],
  ['lifecyclestage', 'enumeration', '', 'Lifecycle Stage', LIFECYCLE_STAGES.join(' ')],
  ['createdate', 'datetime', 'r', 'Create Date'],
  ['num_associated_contacts', 'number', 'ru'],
  ['num_associated_deals', 'number', 'ru'],
  ['hs_target_account', 'enumeration', '', 'Target account tier', 'tier_1 tier_2 tier_3'],
];

const deal: readonly StandardLine[] = [
  ['dealname', 'string', '', 'Deal Name'],
  ['dealstage', 'enumeration', 'p', 'Deal Stage'],
  ['pipeline', 'enumeration', 'p', 'Pipeline'],
  ['amount', 'number'],
  ['closedate', 'datetime'],
  ['createdate', 'datetime', 'r'],
  ['hs_is_closed', 'bool', 'c'],
  ['hs_is_closed_won', 'bool', 'c'],
  ['hs_deal_stage_probability', 'number', 'c'],
];

const activity: readonly StandardLine[] = [
  ['hs_timestamp', 'datetime', '', 'Activity date'],
  ['hs_created_by', 'number', 'r'],
  ['hs_body_preview', 'string', 'r'],
];

const task: readonly StandardLine[] = [
  ...activity,
  ['hs_task_subject', 'string'],
  ['hs_task_body', 'string', 'a'],
  ['hs_task_status', 'enumeration', '', 'Task Status', 'NOT_STARTED IN_PROGRESS WAITING DEFERRED COMPLETED'],
  ['hs_task_priority', 'enumeration', '', 'Priority', 'NONE LOW MEDIUM HIGH'],
  ['hs_task_type', 'enumeration', '', 'Task Type', 'EMAIL CALL TODO LINKED_IN LINKED_IN_CONNECT LINKED_IN_MESSAGE'],
  ['hs_task_reminders', 'string'],
  ['hs_task_completion_date', 'datetime', 'r'],
  ['hs_task_is_completed', 'number', 'c'],
  ['hs_queue_membership_ids', 'string'],
];

const call: readonly StandardLine[] = [
  ...activity,
  ['hs_call_title', 'string'],
  ['hs_call_body', 'string', 'a'],
  ['hs_call_direction', 'enumeration', '', 'Direction', 'INBOUND OUTBOUND'],
  ['hs_call_disposition', 'string'],
  ['hs_call_duration', 'number'],
  [
    'hs_call_status',
    'enumeration',
    '',
    'Call status',
    'BUSY CALLING_CRM_USER CANCELED COMPLETED CONNECTING FAILED IN_PROGRESS NO_ANSWER QUEUED RINGING',
  ],
  ['hs_call_from_number', 'string'],
  ['hs_call_to_number', 'string'],
];

const meeting: readonly StandardLine[] = [
  ...activity,
  ['hs_meeting_title', 'string'],
  ['hs_meeting_body', 'string', 'a'],
  ['hs_meeting_start_time', 'datetime'],
  ['hs_meeting_end_time', 'datetime'],
  ['hs_meeting_outcome', 'enumeration', '', 'Outcome', 'SCHEDULED COMPLETED RESCHEDULED NO_SHOW CANCELED'],
];

const email: readonly StandardLine[] = [
  ...activity,
  ['hs_email_subject', 'string'],
  ['hs_email_text', 'string', 'a'],
  ['hs_email_html', 'string', 'a'],
  ['hs_email_direction', 'enumeration', '', 'Direction', 'EMAIL INCOMING_EMAIL FORWARDED_EMAIL'],
  ['hs_email_status', 'enumeration', '', 'Status', 'BOUNCED FAILED SCHEDULED SENDING SENT'],
];

const communication: readonly StandardLine[] = [
  ...activity,
  ['hs_communication_channel_type', 'enumeration', '', 'Channel', 'SMS WHATS_APP LINKEDIN_MESSAGE'],
  ['hs_communication_logged_from', 'enumeration', '', 'Logged from', 'CRM'],
  ['hs_communication_body', 'string', 'a'],
];

const lead: readonly StandardLine[] = [
  ['hs_lead_name', 'string'],
  ['hs_lead_type', 'enumeration', '', 'Lead type', 'NEW_BUSINESS UPSELL RE_ATTEMPTING'],
  ['hs_lead_label', 'enumeration', '', 'Lead label', 'HOT WARM COLD'],
  ['hs_pipeline', 'enumeration', 'p'],
  ['hs_pipeline_stage', 'enumeration', 'p'],
];

const user: readonly StandardLine[] = [
  ['hs_email', 'string', 'r1'],
  ['hs_given_name', 'string', 'r'],
  ['hs_family_name', 'string', 'r'],
  ['hs_internal_user_id', 'number', 'r1'],
  ['hs_job_title', 'string'],
  ['hs_standard_time_zone', 'string'],
  ['hs_working_hours', 'string'],
  ['hs_out_of_office_hours', 'string'],
  ['hs_availability_status', 'enumeration', '', 'Availability', 'available away'],
  ['hs_deactivated', 'bool', 'r'],
];

/** Group name and definitions per type; contacts stand in their own file. */
export const OTHER_PROPERTIES: Readonly<
  Record<Exclude<ObjectType, 'contact'>, { readonly group: string; readonly definitions: readonly Definition[] }>
> = Object.fromEntries(
  Object.entries({
    company,
    deal,
    task,
    note: [...activity, ['hs_note_body', 'string', 'a'] as StandardLine],
    call,
    meeting,
    email,
    communication,
    lead,
    user,
  }).map(([type, lines]) => {
    const group = `${type}information`;
    return [type, { group, definitions: standard(group, [...everywhere, ...lines]) }];
  }),
) as never;
