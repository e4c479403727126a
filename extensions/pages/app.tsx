/** The app page: one row of tabs, each a path of its own. */
import { Flex, Tab, Tabs, useExtensionActions } from '@hubspot/ui-extensions';
import { createPageRouter, PageRoutes, PageTitle, usePageRoute } from '@hubspot/ui-extensions/pages';
import type { PageRoutesLayoutProps } from '@hubspot/ui-extensions/pages';
import type { ReactElement } from 'react';
import { useSpeech } from '../shared/speech.ts';
import { Surrounded } from '../shared/surrounded.tsx';
import type { Surroundings } from '../shared/surrounded.tsx';
import { AgreementPage } from './agreement-page.tsx';
import { HealthPage } from './health-page.tsx';
import { QueuePage } from './queue-page.tsx';
import { WaitingPage } from './waiting-page.tsx';
import { pageWords } from './words.ts';

const PATHS = { queue: '/', waiting: '/waiting', agreement: '/agreement', health: '/health' } as const;
type TabId = keyof typeof PATHS;
const TAB_IDS = Object.keys(PATHS) as readonly TabId[];

function Layout({ children }: PageRoutesLayoutProps): ReactElement {
  const words = pageWords(useSpeech().language);
  const { routeId } = usePageRoute();
  const here = TAB_IDS.find((id) => id === routeId) ?? 'queue';
  const { navigateToPage } = useExtensionActions<'pages'>();
  const go = (id: string | number): void => {
    const to = TAB_IDS.find((known) => known === id);
    if (to !== undefined && to !== here) navigateToPage({ to: PATHS[to] });
  };
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.tabs[here]}</PageTitle>
      <Tabs selected={here} onSelectedChange={go} testId="tabs">
        {TAB_IDS.map((id) => (
          <Tab key={id} tabId={id} title={words.tabs[id]}>
            {id === here ? children : null}
          </Tab>
        ))}
      </Tabs>
    </Flex>
  );
}

const Router = createPageRouter(
  <PageRoutes layoutComponent={Layout}>
    <PageRoutes.IndexRoute id="queue" component={QueuePage} />
    <PageRoutes.Route id="waiting" path={PATHS.waiting} component={WaitingPage} />
    <PageRoutes.Route id="agreement" path={PATHS.agreement} component={AgreementPage} />
    <PageRoutes.Route id="health" path={PATHS.health} component={HealthPage} />
    <PageRoutes.AnyRoute component={QueuePage} />
  </PageRoutes>,
);

export function PagesApp(surroundings: Surroundings): ReactElement {
  return (
    <Surrounded {...surroundings}>
      <Router />
    </Surrounded>
  );
}
