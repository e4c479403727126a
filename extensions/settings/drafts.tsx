/** Versions that are not in force, one of them open; and where a new draft is uploaded. */
import {
  Alert,
  Button,
  ButtonRow,
  Divider,
  EmptyState,
  Flex,
  Form,
  Heading,
  LoadingButton,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
  TextArea,
  useExtensionActions,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useDoing } from '../shared/asking.ts';
import type { UploadAnswer, VersionAnswer } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { sharedWords } from '../shared/words.ts';
import { Draft } from './draft.tsx';
import type { PartProps } from './in-force.tsx';
import { Problems } from './problems.tsx';
import { settingsWords } from './words.ts';

/** @param open the hash of the version that is open; null: none is. */
export function Drafts({
  settings,
  changed,
  open,
  setOpen,
}: PartProps & { readonly open: string | null; readonly setOpen: (hash: string | null) => void }): ReactElement {
  const version = settings.others.find(({ hash }) => hash === open);
  if (version !== undefined) {
    return (
      <Draft key={version.hash} version={version} settings={settings} changed={changed} back={() => setOpen(null)} />
    );
  }
  return (
    <Flex direction="column" gap="medium">
      <Others versions={settings.others} open={setOpen} />
      {settings.you.may.upload ? (
        <>
          <Divider />
          <Upload kept={changed} />
        </>
      ) : null}
    </Flex>
  );
}

function Others({
  versions,
  open,
}: {
  readonly versions: readonly VersionAnswer[];
  readonly open: (hash: string) => void;
}): ReactElement {
  const speech = useSpeech();
  const words = settingsWords(speech.language);
  if (versions.length === 0) {
    return (
      <EmptyState title={words.noDrafts} layout="vertical" imageName="electronicSignature" flush testId="no-drafts">
        <Text>{words.uploadHelp}</Text>
      </EmptyState>
    );
  }
  return (
    <>
      <Heading>{words.draftsTitle}</Heading>
      <Table bordered testId="drafts">
        <TableHead>
          <TableRow>
            <TableHeader>{words.columns.version}</TableHeader>
            <TableHeader>{words.columns.state}</TableHeader>
            <TableHeader>{words.open}</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {versions.map((version) => (
            <TableRow key={version.hash}>
              <TableCell>{version.label}</TableCell>
              <TableCell>
                {version.appliedAt === null ? words.neverInForce : words.wasInForce(speech.moment(version.appliedAt))}
              </TableCell>
              <TableCell>
                <Button
                  variant="secondary"
                  size="sm"
                  onClick={() => open(version.hash)}
                  testId={`open-${version.hash}`}
                >
                  {words.open}
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}

function Upload({ kept }: { readonly kept: () => void }): ReactElement {
  const { language } = useSpeech();
  const words = settingsWords(language);
  const { addAlert } = useExtensionActions<'settings'>();
  const { doing, act } = useDoing();
  const [text, setText] = useState('');
  const [result, setResult] = useState<UploadAnswer | null>(null);
  const upload = async (): Promise<void> => {
    const did = await act('upload', { method: 'POST', path: '/settings/agreements', body: { text } });
    if (did.kind !== 'done') {
      const message = did.kind === 'refused' ? did.because : sharedWords(language).silentTitle;
      addAlert({ type: 'danger', message });
      return;
    }
    const answer = did.body as UploadAnswer;
    setResult(answer);
    if (answer.kind === 'stored') {
      setText('');
      kept();
    }
  };
  return (
    <Form onSubmit={() => void upload()} preventDefault>
      <Flex direction="column" gap="small">
        <Heading>{words.uploadTitle}</Heading>
        <TextArea
          name="agreement"
          label={words.uploadLabel}
          description={words.uploadHelp}
          value={text}
          onInput={setText}
          rows={16}
          resize="vertical"
          testId="text"
        />
        <ButtonRow>
          <LoadingButton
            type="submit"
            variant="primary"
            loading={doing !== null}
            disabled={text.trim() === ''}
            testId="upload"
          >
            {words.upload}
          </LoadingButton>
        </ButtonRow>
        {result?.kind === 'problems' ? <Problems problems={result.problems} are="problems" /> : null}
        {result?.kind === 'stored' ? (
          <>
            <Alert title={words.kept(result.label)} variant="success" testId="kept" />
            <Problems problems={result.warnings} are="warnings" />
          </>
        ) : null}
      </Flex>
    </Form>
  );
}
