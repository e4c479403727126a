import { useState } from 'react';
import { Button, Flex, hubspot, Text } from '@hubspot/ui-extensions';

hubspot.extend<'settings'>(({ context }) => <Settings locale={context.user.locale ?? 'none'} />);

function Settings({ locale }: { locale: string }) {
  const [saved, setSaved] = useState(false);
  if (saved) throw new Error('the settings broke');
  return (
    <Flex direction="column" gap="small">
      <Text testId="locale">{locale}</Text>
      <Button onClick={() => setSaved(true)}>Break</Button>
    </Flex>
  );
}
