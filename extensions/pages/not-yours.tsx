import { EmptyState, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useSpeech } from '../shared/speech.ts';
import { sharedWords } from '../shared/words.ts';
import { pageWords } from './words.ts';

/** Said plainly, so that nobody takes a page without leads for a portal without leads. */
export function NotYours(): ReactElement {
  const { language } = useSpeech();
  return (
    <EmptyState title={sharedWords(language).refusedTitle} layout="vertical" imageName="lock" testId="not-yours">
      <Text>{pageWords(language).notYours}</Text>
    </EmptyState>
  );
}
