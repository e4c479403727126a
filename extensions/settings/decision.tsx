/** A button whose act is confirmed before it is done, and what became of it is said. */
import {
  Button,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  Text,
  useExtensionActions,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useDoing } from '../shared/asking.ts';
import type { Request } from '../shared/backend.ts';
import { useSpeech } from '../shared/speech.ts';
import { sharedWords } from '../shared/words.ts';
import { settingsWords } from './words.ts';

/** Does something and says how it went; `done` is called whatever became of it, so that the page shows how things are. */
export function useDecision(done: () => void): {
  readonly doing: string | null;
  readonly decide: (name: string, request: Request) => Promise<void>;
} {
  const { language } = useSpeech();
  const { addAlert } = useExtensionActions<'settings'>();
  const { doing, act } = useDoing();
  return {
    doing,
    async decide(name, request) {
      const did = await act(name, request);
      switch (did.kind) {
        case 'done':
          addAlert({ type: 'success', message: settingsWords(language).done });
          break;
        case 'refused':
          addAlert({ type: 'danger', message: did.because });
          break;
        case 'silent':
          addAlert({ type: 'danger', message: sharedWords(language).silentTitle });
          break;
      }
      done();
    },
  };
}

export function Confirmed({
  id,
  label,
  sure,
  variant,
  disabled = false,
  request,
  done,
}: {
  readonly id: string;
  readonly label: string;
  readonly sure: string;
  readonly variant: 'primary' | 'secondary' | 'destructive';
  readonly disabled?: boolean;
  readonly request: Request;
  readonly done: () => void;
}): ReactElement {
  const words = settingsWords(useSpeech().language);
  const { closeOverlay } = useExtensionActions<'settings'>();
  const { doing, decide } = useDecision(() => {
    closeOverlay(id);
    done();
  });
  return (
    <Button
      variant={variant}
      disabled={disabled}
      testId={id}
      overlay={
        <Modal id={id} title={label}>
          <ModalBody>
            <Text>{sure}</Text>
          </ModalBody>
          <ModalFooter>
            <LoadingButton
              variant={variant === 'secondary' ? 'primary' : variant}
              loading={doing !== null}
              onClick={() => void decide(id, request)}
              testId={`${id}-sure`}
            >
              {label}
            </LoadingButton>
            <Button variant="secondary" onClick={() => closeOverlay(id)}>
              {words.cancel}
            </Button>
          </ModalFooter>
        </Modal>
      }
    >
      {label}
    </Button>
  );
}
