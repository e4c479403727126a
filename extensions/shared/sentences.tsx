/** The agreement in plain sentences, and its signatures: what both teams read before they sign. */
import {
  DescriptionList,
  DescriptionListItem,
  Flex,
  Heading,
  List,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import type { BlockAnswer, SignatureAnswer, WordsAnswer } from './pages-contract.ts';
import { useSpeech } from './speech.ts';
import { sharedWords } from './words.ts';

export function Sentences({ blocks }: { readonly blocks: readonly BlockAnswer[] }): ReactElement {
  return (
    <Flex direction="column" gap="small">
      {blocks.map((block, index) => (
        // A text does not change its order while it is read.
        <Block key={index} block={block} />
      ))}
    </Flex>
  );
}

function Block({ block }: { readonly block: BlockAnswer }): ReactElement {
  switch (block.kind) {
    case 'heading':
      return <Heading>{plain(block.words)}</Heading>;
    case 'paragraph':
      return (
        <Text>
          <Words words={block.words} />
        </Text>
      );
    case 'list':
      return (
        <List variant={block.ordered ? 'ordered-styled' : 'unordered-styled'}>
          {block.items.map((item, index) => (
            <Text key={index}>
              <Words words={item} />
            </Text>
          ))}
        </List>
      );
    case 'table':
      return (
        <Table bordered density="compact">
          <TableHead>
            <TableRow>
              {block.head.map((cell, index) => (
                <TableHeader key={index}>{plain(cell)}</TableHeader>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {block.rows.map((row, index) => (
              <TableRow key={index}>
                {row.map((cell, at) => (
                  <TableCell key={at}>
                    <Words words={cell} />
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      );
  }
}

const plain = (words: readonly WordsAnswer[]): string => words.map(({ text }) => text).join('');

function Words({ words }: { readonly words: readonly WordsAnswer[] }): ReactElement {
  return (
    <>
      {words.map(({ text, as }, index) =>
        as === 'plain' ? (
          text
        ) : (
          <Text key={index} inline format={as === 'strong' ? { fontWeight: 'bold' } : { italic: true }}>
            {text}
          </Text>
        ),
      )}
    </>
  );
}

export function Signatures({ signatures }: { readonly signatures: readonly SignatureAnswer[] }): ReactElement {
  const speech = useSpeech();
  const words = sharedWords(speech.language);
  return (
    <DescriptionList direction="row">
      {signatures.map(({ role, named, signed }) => (
        <DescriptionListItem key={role} label={words.roles[role]}>
          <StatusTag variant={signed === null ? 'default' : 'success'} testId={`signature-${role}`}>
            {signed === null
              ? words.notSigned(named)
              : (signed.onServer ? words.signedOnServer : words.signedBy)(signed.email, speech.moment(signed.at))}
          </StatusTag>
        </DescriptionListItem>
      ))}
    </DescriptionList>
  );
}
