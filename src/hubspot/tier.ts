/**
 * Which subscription a portal has, as far as HubSpot lets an app see it: only the day's limit tells.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */

export type Tier = 'Free or Starter' | 'Professional' | 'Enterprise' | 'unknown';

/** @param daily calls a day, as HubSpot's answers tell; null: not told. An API limit increase of a lower tier hides the tier. */
export function tierOf(daily: number | null): Tier {
  switch (daily) {
    case 250_000:
      return 'Free or Starter';
    case 625_000:
    case 650_000:
      return 'Professional';
    case 1_000_000:
      return 'Enterprise';
    default:
      return 'unknown';
  }
}

/** What HubSpot itself does not offer on it and people would use with Baton; docs/tiers.md says what works instead. */
export function lacksOn(tier: Tier): readonly string[] {
  switch (tier) {
    case 'Free or Starter':
      return ['HubSpot workflows on Baton’s properties'];
    case 'Professional':
    case 'Enterprise':
    case 'unknown':
      return [];
  }
}
