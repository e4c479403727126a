/**
 * The standard contact properties that lead handling reads or writes, with their read-only and calculated flags as
 * two portal listings show them. Whether analytics and e-mail properties send webhooks is not documented: `u`.
 */
import { standard } from './definition.ts';
import type { Definition, StandardLine } from './definition.ts';

export const LIFECYCLE_STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
] as const;

const LIFECYCLE_OPTIONS =
  'subscriber=Subscriber lead=Lead marketingqualifiedlead=Marketing_Qualified_Lead salesqualifiedlead=Sales_Qualified_Lead opportunity=Opportunity customer=Customer evangelist=Evangelist other=Other';
const SOURCES =
  'ORGANIC_SEARCH PAID_SEARCH EMAIL_MARKETING SOCIAL_MEDIA REFERRALS OTHER_CAMPAIGNS DIRECT_TRAFFIC OFFLINE PAID_SOCIAL AI_REFERRALS';

const analytics: readonly StandardLine[] = [
  ['hs_analytics_num_page_views', 'number', 'ru', 'Number of Pageviews'],
  ['hs_analytics_num_visits', 'number', 'ru', 'Number of Sessions'],
  ['hs_analytics_average_page_views', 'number', 'ru', 'Average Pageviews'],
  ['hs_analytics_num_event_completions', 'number', 'ru', 'Number of event completions'],
  ['hs_analytics_revenue', 'number', 'ru', 'Event Revenue'],
  ['hs_analytics_first_timestamp', 'datetime', 'ru', 'Time First Seen'],
  ['hs_analytics_last_timestamp', 'datetime', 'ru', 'Time of Last Page View'],
  ['hs_analytics_first_visit_timestamp', 'datetime', 'ru', 'Time of First Session'],
  ['hs_analytics_last_visit_timestamp', 'datetime', 'ru', 'Time of Last Session'],
  ['hs_analytics_first_url', 'string', 'ru', 'First Page Seen'],
  ['hs_analytics_last_url', 'string', 'ru', 'Last Page Seen'],
  ['hs_analytics_first_referrer', 'string', 'ru', 'First Referring Site'],
  ['hs_analytics_last_referrer', 'string', 'ru', 'Last Referring Site'],
  ['hs_analytics_first_touch_converting_campaign', 'string', 'ru'],
  ['hs_analytics_last_touch_converting_campaign', 'string', 'ru'],
  ['hs_analytics_source', 'enumeration', 'u', 'Original Source', SOURCES],
  ['hs_analytics_source_data_1', 'string', 'ru', 'Original Source Drill-Down 1'],
  ['hs_analytics_source_data_2', 'string', 'ru', 'Original Source Drill-Down 2'],
  ['hs_latest_source', 'enumeration', 'u', 'Latest Source', SOURCES],
  ['hs_latest_source_timestamp', 'datetime', 'u', 'Latest Source Date'],
  ['hs_latest_source_data_1', 'string', 'ru'],
  ['hs_latest_source_data_2', 'string', 'ru'],
];

const conversions: readonly StandardLine[] = [
  ['first_conversion_date', 'datetime', 'c', 'First Conversion Date'],
  ['first_conversion_event_name', 'string', 'c', 'First Conversion'],
  ['recent_conversion_date', 'datetime', 'c', 'Recent Conversion Date'],
  ['recent_conversion_event_name', 'string', 'c', 'Recent Conversion'],
  ['num_conversion_events', 'number', 'c', 'Number of Form Submissions'],
  // Documented as never sending propertyChange: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
  ['num_unique_conversion_events', 'number', 'cn', 'Number of Unique Forms Submitted'],
  ['hs_calculated_form_submissions', 'string', 'ch', 'The 800 most recent form submissions for a contact'],
  ['message', 'string', 'a', 'Message'],
];

const email: readonly StandardLine[] = [
  ...['delivered', 'open', 'click', 'bounce', 'replied'].map((name): StandardLine => [
    `hs_email_${name}`,
    'number',
    'ru',
    `Marketing emails ${name}`,
  ]),
  ...['send', 'open', 'click', 'reply'].flatMap((name): readonly StandardLine[] => [
    [`hs_email_first_${name}_date`, 'datetime', 'ru'],
    [`hs_email_last_${name}_date`, 'datetime', 'ru'],
  ]),
  ['hs_email_last_email_name', 'string', 'ru'],
  ['hs_email_sends_since_last_engagement', 'number', 'ru'],
  ['hs_email_optout', 'bool', 'ru', 'Unsubscribed from all email'],
  ['hs_email_quarantined', 'bool', 'ru'],
  ['hs_email_quarantined_reason', 'enumeration', 'ru', 'Email quarantine reason', 'SUSPENDED_CUSTOMER OTHER'],
  [
    'hs_email_hard_bounce_reason_enum',
    'enumeration',
    'ru',
    'Email hard bounce reason',
    'CONTENT MAILBOX_FULL OTHER POLICY SPAM UNKNOWN_USER',
  ],
  ['hs_email_bad_address', 'bool', 'ru', 'Invalid email address'],
  ['hs_email_is_ineligible', 'bool', 'ru'],
  ['hs_emailconfirmationstatus', 'string', 'ru'],
  ['hs_email_domain', 'string', 'c', 'Email Domain'],
  ['hs_email_customer_quarantined_reason', 'string', ''],
];

const sales: readonly StandardLine[] = [
  ['hs_sales_email_last_opened', 'datetime', 'ru'],
  ['hs_sales_email_last_clicked', 'datetime', 'ru'],
  ['hs_sales_email_last_replied', 'datetime', 'ru'],
  ['hs_last_sales_activity_timestamp', 'datetime', 'ru', 'Last Engagement Date'],
  ['hs_last_sales_activity_date', 'datetime', 'ruh'],
  ['hs_last_sales_activity_type', 'string', 'ru', 'Last Engagement Type'],
  ['hs_sa_first_engagement_date', 'datetime', 'ru', 'Date of first engagement'],
  ['hs_sa_first_engagement_descr', 'string', 'c'],
  ['hs_sa_first_engagement_object_type', 'string', 'c', 'Type of first engagement'],
  ['hs_first_engagement_object_id', 'number', 'ch'],
  ['hs_time_to_first_engagement', 'number', 'c', 'Lead response time'],
  ['hs_first_outreach_date', 'datetime', 'c'],
  ['hs_is_unworked', 'bool', 'ru', 'Contact unworked'],
  ['notes_last_contacted', 'datetime', 'ru', 'Last Contacted'],
  ['notes_last_updated', 'datetime', 'ru', 'Last Activity Date'],
  ['notes_next_activity_date', 'datetime', 'ru', 'Next Activity Date'],
  ['num_contacted_notes', 'number', 'ru', 'Number of times contacted'],
  ['num_notes', 'number', 'ru', 'Number of Sales Activities'],
  ['hs_latest_meeting_activity', 'datetime', 'ru'],
  ['engagements_last_meeting_booked', 'datetime', 'ru'],
  ['hs_sequences_is_enrolled', 'bool', 'c', 'Currently in Sequence'],
  ['hs_sequences_enrolled_count', 'number', 'ru'],
  ['hs_sequences_actively_enrolled_count', 'number', 'ru'],
  ['hs_document_last_revisited', 'datetime', 'ru'],
  ['hs_last_sms_send_date', 'datetime', 'ru'],
  ['hs_last_sms_send_name', 'string', 'ru'],
  ['num_associated_deals', 'number', 'ru'],
  ['recent_deal_amount', 'number', 'ru'],
  ['recent_deal_close_date', 'datetime', 'ru'],
  ['first_deal_created_date', 'datetime', 'ru'],
  ['total_revenue', 'number', 'ru'],
  ['days_to_close', 'number', 'ru'],
  ['closedate', 'datetime', ''],
];

const ownership: readonly StandardLine[] = [
  ['lifecyclestage', 'enumeration', '', 'Lifecycle Stage', LIFECYCLE_OPTIONS],
  ...LIFECYCLE_STAGES.flatMap((stage): readonly StandardLine[] => [
    [`hs_lifecyclestage_${stage}_date`, 'datetime', 'r'],
    [`hs_v2_date_entered_${stage}`, 'datetime', 'ru'],
    [`hs_v2_date_exited_${stage}`, 'datetime', 'ru'],
  ]),
  [
    'hs_lead_status',
    'enumeration',
    '',
    'Lead Status',
    'NEW OPEN IN_PROGRESS OPEN_DEAL UNQUALIFIED ATTEMPTED_TO_CONTACT CONNECTED BAD_TIMING',
  ],
  ['hubspot_owner_id', 'enumeration', 'o', 'Contact owner'],
  ['hubspot_owner_assigneddate', 'datetime', 'r', 'Owner Assigned Date'],
  ['hubspot_team_id', 'enumeration', 'r', 'HubSpot Team'],
  ['hs_all_owner_ids', 'string', 'rh'],
  ['hs_object_source', 'string', 'rh'],
  ['hs_object_source_id', 'string', 'rh'],
  ['hs_object_source_label', 'string', 'r', 'Record source'],
  ['hs_object_source_user_id', 'string', 'rh'],
  ['hs_created_by_user_id', 'number', 'rh'],
  ['hs_createdate', 'datetime', 'rh'],
  ['createdate', 'datetime', 'r', 'Create Date'],
  ['lastmodifieddate', 'datetime', 'ru', 'Last Modified Date'],
  ['hs_lastmodifieddate', 'datetime', 'rnh'],
  ['hs_object_id', 'number', 'r1', 'Record ID'],
  ['hs_merged_object_ids', 'string', 'r', 'Merged record IDs'],
  ['hs_calculated_merged_vids', 'string', 'ch'],
  ['hs_additional_emails', 'string', 'r', 'Additional email addresses'],
  ['hs_marketable_status', 'bool', 'r', 'Marketing contact status'],
  ['hs_pinned_engagement_id', 'number', ''],
  ['associatedcompanyid', 'number', 'h', 'Primary Associated Company ID'],
];

const profile: readonly StandardLine[] = [
  ['email', 'string', '1', 'Email'],
  ...[
    'firstname',
    'lastname',
    'jobtitle',
    'company',
    'website',
    'industry',
    'annualrevenue',
    'country',
    'state',
    'city',
    'zip',
    'address',
    'hs_country_region_code',
    'hs_state_code',
    'hs_linkedin_url',
    'seniority',
    'job_function',
  ].map((name): StandardLine => [name, 'string']),
  ['phone', 'phone_number'],
  ['mobilephone', 'phone_number'],
  ['numemployees', 'enumeration', '', 'Number of Employees', '1-5 5-25 25-50 50-100 100-500 500-1000 1000+'],
  [
    'hs_timezone',
    'enumeration',
    '',
    'Time Zone',
    'europe_slash_berlin europe_slash_london america_slash_new_york america_slash_los_angeles asia_slash_kolkata utc',
  ],
  ['hs_language', 'enumeration', '', 'Preferred language', 'en de fr es it pt nl ja'],
  [
    'hs_buying_role',
    'enumeration',
    'k',
    'Buying Role',
    'BLOCKER BUDGET_HOLDER CHAMPION DECISION_MAKER END_USER EXECUTIVE_SPONSOR INFLUENCER LEGAL_AND_COMPLIANCE OTHER',
  ],
  ['hs_persona', 'enumeration', '', 'Persona'],
  [
    'hs_role',
    'enumeration',
    '',
    'Employment Role',
    'accounting engineering finance human_resources information_technology marketing operations sales',
  ],
  [
    'hs_seniority',
    'enumeration',
    '',
    'Employment Seniority',
    'entry senior manager director vp executive owner partner',
  ],
  ['hs_is_enriched', 'bool', 'r'],
  ['ip_country', 'string', 'r'],
  ['ip_city', 'string', 'r'],
];

const scores: readonly StandardLine[] = [
  ['hubspotscore', 'number', 'c', 'HubSpot Score'],
  ['hs_predictivecontactscore_v2', 'number', 'ru', 'Likelihood to close'],
  ['hs_predictivescoringtier', 'enumeration', 'ru', 'Contact priority', 'tier_1 tier_2 tier_3 tier_4 closed_won'],
];

/** Groups by name, each with its label; a property belongs to one. */
export const CONTACT_GROUPS: Readonly<Record<string, string>> = {
  contactinformation: 'Contact information',
  analyticsinformation: 'Web analytics history',
  conversioninformation: 'Conversion information',
  emailinformation: 'Email information',
  sales_properties: 'Sales properties',
  contactscoring: 'Scores',
};

export const CONTACT_PROPERTIES: readonly Definition[] = [
  ...standard('contactinformation', [...profile, ...ownership]),
  ...standard('analyticsinformation', analytics),
  ...standard('conversioninformation', conversions),
  ...standard('emailinformation', email),
  ...standard('sales_properties', sales),
  ...standard('contactscoring', scores),
];
