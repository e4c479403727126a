/** Where this portal shows extensions: https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/overview */
export const LOCATIONS = ['crm.record.tab', 'crm.record.sidebar', 'pages', 'settings'] as const;
export type Location = (typeof LOCATIONS)[number];
