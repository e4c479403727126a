/** The states that every page has beside the one with something to show. */
import { Alert, Button, ErrorState, Flex, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import type { ReactElement, ReactNode } from 'react';
import type { Answering } from './asking.ts';
import { useSpeech } from './speech.ts';
import { sharedWords } from './words.ts';

/** Shows what there is to show, or why there is nothing. */
export function Answer<T>({
  of: { asked, again },
  children,
}: {
  readonly of: Answering<T>;
  readonly children: (answer: T) => ReactNode;
}): ReactElement {
  const words = sharedWords(useSpeech().language);
  switch (asked.kind) {
    case 'loading':
      return <LoadingSpinner label={words.loading} showLabel layout="centered" />;
    case 'silent':
      return (
        <ErrorState title={words.silentTitle} type="support">
          <Text>{words.silent}</Text>
          <Button onClick={again}>{words.again}</Button>
        </ErrorState>
      );
    case 'refused':
      return (
        <ErrorState title={words.refusedTitle} type="lock">
          <Text>{asked.because}</Text>
        </ErrorState>
      );
    case 'answered':
      return (
        <Flex direction="column" gap="medium">
          {asked.stale ? (
            <Alert title={words.staleTitle} variant="warning">
              {words.stale}
            </Alert>
          ) : null}
          {children(asked.answer)}
        </Flex>
      );
  }
}

/** The upload lacks the one address that everything is asked at. */
export function NoAddress(): ReactElement {
  const words = sharedWords(useSpeech().language);
  return (
    <ErrorState title={words.noUrlTitle} type="error" testId="no-address">
      <Text>{words.noUrl}</Text>
    </ErrorState>
  );
}
