import { useState } from 'react';
import { Button, Flex, hubspot, Text, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { CrmActionLink, CrmPropertyList, useAssociations, useCrmProperties } from '@hubspot/ui-extensions/crm';

hubspot.extend<'crm.record.sidebar'>(() => <Doings />);

function Doings() {
  const context = useExtensionContext<'crm.record.sidebar'>();
  const actions = useExtensionActions<'crm.record.sidebar'>();
  const { properties, isLoading } = useCrmProperties(['firstname', 'lifecyclestage'], {
    propertiesToFormat: ['lifecyclestage'],
  });
  const { results } = useAssociations({ toObjectType: 'companies', properties: ['name'] });
  const [said, setSaid] = useState('');
  const ask = async (path: string, body?: { [key: string]: unknown }): Promise<void> => {
    const url = `${String(context.variables?.['API_BASE_URL'])}${path}`;
    const response = await hubspot.fetch(url, body === undefined ? {} : { method: 'POST', body });
    setSaid(`${response.status} ${await response.text()}`);
  };
  const forbidden = (): void => {
    try {
      void fetch('/');
    } catch (failure) {
      setSaid(failure instanceof Error ? failure.message : 'refused');
    }
  };
  return (
    <Flex direction="column" gap="small">
      <Text testId="who">{`${context.user.email} on ${context.crm.objectId}`}</Text>
      <Text testId="live">
        {isLoading ? 'loading' : `${properties['firstname']} is ${properties['lifecyclestage']}`}
      </Text>
      <Text testId="company">{results.map((one) => one.properties['name']).join(', ')}</Text>
      <CrmPropertyList properties={['email', 'lifecyclestage']} />
      <Button onClick={() => ask('/cards/hello?a=b c')}>Ask</Button>
      <Button onClick={() => ask('/cards/hello', { yes: true })}>Tell</Button>
      <Button onClick={() => hubspot.fetch('https://elsewhere.example/').then(async (r) => setSaid(await r.text()))}>
        Ask elsewhere
      </Button>
      <Button onClick={forbidden}>Use the browser</Button>
      <Button onClick={() => actions.addAlert({ type: 'success', title: 'Done', message: 'It is done' })}>Alert</Button>
      <Button
        onClick={() => {
          throw new Error('not this time');
        }}
      >
        Fail
      </Button>
      <CrmActionLink actionType="ADD_NOTE" actionContext={{ objectTypeId: '0-1', objectId: context.crm.objectId }}>
        Note
      </CrmActionLink>
      <Text testId="said">{said}</Text>
    </Flex>
  );
}
