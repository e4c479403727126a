import { Flex, hubspot, Text } from '@hubspot/ui-extensions';
import {
  createPageRouter,
  PageBreadcrumbs,
  PageLink,
  PageRoutes,
  PageTitle,
  usePageRoute,
} from '@hubspot/ui-extensions/pages';

const Home = () => (
  <Flex direction="column" gap="small">
    <PageTitle>Home</PageTitle>
    <PageLink to="/leads/7" params={{ sort: 'due' }}>
      Lead 7
    </PageLink>
  </Flex>
);

function Lead() {
  const { params } = usePageRoute();
  return (
    <Flex direction="column" gap="small">
      <PageBreadcrumbs>
        <PageBreadcrumbs.PageLink to="/">Home</PageBreadcrumbs.PageLink>
        <PageBreadcrumbs.Current>Lead</PageBreadcrumbs.Current>
      </PageBreadcrumbs>
      <PageTitle>A lead</PageTitle>
      <Text testId="params">{JSON.stringify(params)}</Text>
    </Flex>
  );
}

const Router = createPageRouter(
  <PageRoutes>
    <PageRoutes.IndexRoute component={Home} />
    <PageRoutes.Route path="/leads/:id" component={Lead} />
  </PageRoutes>,
);

hubspot.extend<'pages'>(() => <Router />);
