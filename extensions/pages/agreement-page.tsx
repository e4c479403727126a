/** What was agreed, in plain sentences with its two signatures: the same for everybody. */
import { DescriptionList, DescriptionListItem, Flex, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useAnswer } from '../shared/asking.ts';
import type { AgreementAnswer } from '../shared/pages-contract.ts';
import { Sentences, Signatures } from '../shared/sentences.tsx';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { pageWords } from './words.ts';

export function AgreementPage(): ReactElement {
  const agreement = useAnswer<AgreementAnswer>('/pages/agreement');
  const speech = useSpeech();
  const words = pageWords(speech.language);
  return (
    <Answer of={agreement}>
      {({ inForceSince, signatures, hash, blocks }) => (
        <Flex direction="column" gap="medium">
          <Text testId="in-force-since">{words.inForceSince(speech.moment(inForceSince))}</Text>
          <Signatures signatures={signatures} />
          <Sentences blocks={blocks} />
          <DescriptionList direction="column">
            <DescriptionListItem label={words.hash}>
              <Text variant="microcopy">{hash}</Text>
            </DescriptionListItem>
          </DescriptionList>
        </Flex>
      )}
    </Answer>
  );
}
