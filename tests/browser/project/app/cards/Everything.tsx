import { useState } from 'react';
import {
  Accordion,
  Alert,
  AutoGrid,
  BarChart,
  Box,
  Button,
  ButtonRow,
  Card,
  Checkbox,
  CurrencyInput,
  DateInput,
  DescriptionList,
  DescriptionListItem,
  Divider,
  Dropdown,
  EmptyState,
  ErrorState,
  Flex,
  Form,
  Heading,
  hubspot,
  Icon,
  Illustration,
  Image,
  Inline,
  Input,
  LineChart,
  Link,
  List,
  LoadingButton,
  LoadingSpinner,
  Modal,
  ModalBody,
  ModalFooter,
  MultiSelect,
  NumberInput,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  ProgressBar,
  RadioButton,
  ScoreCircle,
  SearchInput,
  Select,
  Spacer,
  Stack,
  Statistics,
  StatisticsItem,
  StatisticsTrend,
  StatusTag,
  StepIndicator,
  StepperInput,
  Tab,
  Table,
  TableBody,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
  Tabs,
  Tag,
  Text,
  TextArea,
  Tile,
  TimeInput,
  Toggle,
  ToggleGroup,
  Tooltip,
} from '@hubspot/ui-extensions';

hubspot.extend<'crm.record.tab'>(() => <Everything />);

const COLOURS = [
  { label: 'Red', value: 'red' },
  { label: 'Green', value: 'green' },
];

function Everything() {
  const [heard, setHeard] = useState<readonly string[]>([]);
  const hear = (what: string) => (value: unknown) => setHeard((all) => [...all, `${what}: ${JSON.stringify(value)}`]);
  const [page, setPage] = useState(1);
  return (
    <Flex direction="column" gap="medium">
      <Heading>Shown</Heading>
      <Flex gap="medium" align="center">
        <ScoreCircle score={87} />
        <Box flex={1}>
          <Text format={{ fontWeight: 'bold' }}>A lead like no other</Text>
          <Text variant="microcopy">and something small about it</Text>
        </Box>
        <Tag variant="warning">Hot</Tag>
        <StatusTag variant="success">Met</StatusTag>
      </Flex>
      <ProgressBar title="Behaviour" value={31} maxValue={50} variant="success" valueDescription="31 of 50" />
      <Statistics>
        <StatisticsItem label="Leads" number={42}>
          <StatisticsTrend value="12%" direction="increase" />
        </StatisticsItem>
        <StatisticsItem label="Minutes" number="3.5" />
      </Statistics>
      <DescriptionList direction="row">
        <DescriptionListItem label="Company">
          <Text>Hafen Logistik</Text>
        </DescriptionListItem>
        <DescriptionListItem label="Country">
          <Text>Germany</Text>
        </DescriptionListItem>
      </DescriptionList>
      <StepIndicator stepNames={['MQL', 'SQL', 'Handed off']} currentStep={1} />
      <Alert title="Look here" variant="warning">
        A warning with a <Link href="https://www.example.com">link</Link>.
      </Alert>
      <AutoGrid columnWidth={140} flexible gap="small">
        <Tile compact>
          <Text>One tile</Text>
        </Tile>
        <Card>
          <Text>One card</Text>
        </Card>
      </AutoGrid>
      <List variant="unordered-styled">
        <Text inline>First</Text>
        <Text inline>Second</Text>
      </List>
      <Inline gap="small">
        <Icon name="email" screenReaderText="Mail" />
        <Icon name="calling" />
        <Icon name="thumbsUp" color="success" />
        <Text inline truncate={{ maxWidth: 90, tooltipText: 'A text that is too long' }}>
          A text that is too long
        </Text>
      </Inline>
      <Divider />
      <Table density="condensed" paginated pageCount={3} page={page} onPageChange={setPage}>
        <TableHead>
          <TableRow>
            <TableHeader sortDirection="none" onSortChange={hear('sort')}>
              Signal
            </TableHeader>
            <TableHeader align="right">Points</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          <TableRow>
            <TableCell>Visited pricing, page {page}</TableCell>
            <TableCell align="right">8.00</TableCell>
          </TableRow>
        </TableBody>
        <TableFooter>
          <TableRow>
            <TableCell>Sum</TableCell>
            <TableCell align="right">8.00</TableCell>
          </TableRow>
        </TableFooter>
      </Table>
      <Tabs defaultSelected="one">
        <Tab tabId="one" title="First tab">
          <Text>Behind the first tab</Text>
        </Tab>
        <Tab tabId="two" title="Second tab">
          <Text>Behind the second tab</Text>
        </Tab>
      </Tabs>
      <Accordion title="More" size="small">
        <Text>Behind the accordion</Text>
      </Accordion>
      <BarChart
        data={[
          { week: 'W1', n: 4, who: 'Anna' },
          { week: 'W1', n: 2, who: 'Ben' },
          { week: 'W2', n: 7, who: 'Anna' },
        ]}
        axes={{
          x: { field: 'week', fieldType: 'category', label: 'Week' },
          y: { field: 'n', fieldType: 'linear', label: 'Leads' },
          options: { groupFieldByColor: 'who', stacking: true },
        }}
        options={{ title: 'Leads by week', showLegend: true }}
      />
      <LineChart
        data={[
          { day: '2026-11-23', n: 4 },
          { day: '2026-11-24', n: 9 },
        ]}
        axes={{
          x: { field: 'day', fieldType: 'datetime', label: 'Day' },
          y: { field: 'n', fieldType: 'linear', label: 'Calls' },
        }}
      />
      <EmptyState title="Nothing yet" layout="horizontal" imageName="leads">
        <Text>It will come.</Text>
      </EmptyState>
      <ErrorState title="It broke">
        <Text>Try again.</Text>
      </ErrorState>
      <Illustration name="lock" alt="A lock" width={80} height={55} />
      <Image
        src="data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
        alt="A dot"
        width={8}
        height={8}
      />
      <LoadingSpinner label="Loading something" showLabel />
      <Stack>
        <Text>Stacked</Text>
        <Spacer size="small" />
        <Text>below</Text>
      </Stack>

      <Heading>Asked</Heading>
      <Form onSubmit={({ targetValue }) => hear('submit')(targetValue)}>
        <Input name="name" label="Name" required description="As on the card" onChange={hear('Input')} />
        <Input name="wrong" label="Wrong" error validationMessage="This cannot be" onInput={hear('wrong')} />
        <TextArea name="words" label="Words" onChange={hear('TextArea')} />
        <SearchInput name="search" label="Search" onInput={hear('SearchInput')} />
        <NumberInput name="points" label="Points" min={0} max={10} onChange={hear('NumberInput')} />
        <StepperInput name="steps" label="Steps" value={3} onChange={hear('StepperInput')} />
        <CurrencyInput name="money" label="Money" currency="EUR" onChange={hear('CurrencyInput')} />
        <DateInput name="day" label="Day" onChange={hear('DateInput')} />
        <TimeInput name="time" label="Time" onChange={hear('TimeInput')} />
        <Select name="colour" label="Colour" options={COLOURS} onChange={hear('Select')} />
        <MultiSelect name="colours" label="Colours" options={COLOURS} value={[]} onChange={hear('MultiSelect')} />
        <ToggleGroup
          name="pick"
          label="Pick"
          toggleType="radioButtonList"
          options={COLOURS}
          onChange={hear('ToggleGroup')}
        />
        <Checkbox name="agree" onChange={hear('Checkbox')}>
          I agree
        </Checkbox>
        <RadioButton name="only" onChange={hear('RadioButton')}>
          Only me
        </RadioButton>
        <Toggle label="Available" onChange={hear('Toggle')} />
        <ButtonRow>
          <Button type="submit" variant="primary">
            Send
          </Button>
          <LoadingButton loading onClick={() => hear('LoadingButton')('pressed')}>
            Working
          </LoadingButton>
        </ButtonRow>
      </Form>
      <Inline>
        <Button
          variant="secondary"
          overlay={
            <Modal id="ask" title="Really?" width="small">
              <ModalBody>
                <Form onSubmit={() => hear('modal')('sent')}>
                  <Input name="why" label="Why" />
                  <Button type="submit">Because</Button>
                </Form>
              </ModalBody>
              <ModalFooter>
                <Button onClick={(_, { closeModal }) => closeModal('ask')}>Never mind</Button>
              </ModalFooter>
            </Modal>
          }
        >
          Ask
        </Button>
        <Button
          overlay={
            <Panel id="side" title="At the side">
              <PanelBody>
                <PanelSection>
                  <Text>In the panel</Text>
                </PanelSection>
              </PanelBody>
              <PanelFooter>
                <Text>At its foot</Text>
              </PanelFooter>
            </Panel>
          }
        >
          Open the panel
        </Button>
        <Button overlay={<Tooltip>What it does</Tooltip>} onClick={() => hear('button')('pressed')}>
          Explained
        </Button>
        <Dropdown buttonText="Choose" options={[{ label: 'This', onClick: () => hear('dropdown')('this') }]}>
          <Dropdown.ButtonItem onClick={() => hear('dropdown')('that')}>That</Dropdown.ButtonItem>
        </Dropdown>
      </Inline>
      <Text testId="heard">{heard.join(' | ')}</Text>
    </Flex>
  );
}
