/** How the service is doing, and where the figures of the funnel will stand. */
import {
  DescriptionList,
  DescriptionListItem,
  Flex,
  Heading,
  Statistics,
  StatisticsItem,
  Text,
  Tile,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useAnswer } from '../shared/asking.ts';
import type { BoardAnswer, ServiceHealth } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { NotYours } from './not-yours.tsx';
import { useQueue } from './queue-page.tsx';
import { pageWords } from './words.ts';

export function HealthPage(): ReactElement {
  const queue = useQueue();
  return (
    <Flex direction="column" gap="large">
      <Answer of={queue}>
        {({ health, now }) => (health === null ? <NotYours /> : <Health health={health} now={now} />)}
      </Answer>
      <Board />
    </Flex>
  );
}

function Health({ health, now }: { readonly health: ServiceHealth; readonly now: number }): ReactElement {
  const speech = useSpeech();
  const words = pageWords(speech.language);
  const when = (at: number | null): string => (at === null ? words.never : words.ago(speech.span(now - at)));
  return (
    <Flex direction="column" gap="medium">
      <Heading>{words.latency}</Heading>
      {health.eventToCrm === null ? (
        <Text testId="no-events">{words.noEvents}</Text>
      ) : (
        <Statistics testId="latency">
          <StatisticsItem label={words.half} number={speech.span(health.eventToCrm.p50Ms)} />
          <StatisticsItem label={words.most} number={speech.span(health.eventToCrm.p95Ms)} />
          <StatisticsItem label={words.events} number={speech.number(health.eventToCrm.count)} />
        </Statistics>
      )}
      <DescriptionList direction="row">
        <DescriptionListItem label={words.due}>
          <Text>
            {speech.number(health.dueNow)}
            {health.oldestDueMs === null ? '' : `, ${words.oldest(speech.span(health.oldestDueMs))}`}
          </Text>
        </DescriptionListItem>
        <DescriptionListItem label={words.buried}>
          <Text>{speech.number(health.buried)}</Text>
        </DescriptionListItem>
        <DescriptionListItem label={words.lastDelivery}>
          <Text>{when(health.lastDeliveryAt)}</Text>
        </DescriptionListItem>
        {health.runs.map(({ what, lastAt }) => (
          <DescriptionListItem key={what} label={words.runs[what]}>
            <Text>{when(lastAt)}</Text>
          </DescriptionListItem>
        ))}
      </DescriptionList>
    </Flex>
  );
}

function Board(): ReactElement {
  const board = useAnswer<BoardAnswer>('/pages/board');
  const words = pageWords(useSpeech().language);
  return (
    <Answer of={board}>
      {() => (
        <Tile testId="board">
          <Heading>{words.boardTitle}</Heading>
          <Text>{words.board}</Text>
        </Tile>
      )}
    </Answer>
  );
}
