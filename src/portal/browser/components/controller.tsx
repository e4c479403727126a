/** Which component of an extension is drawn by which of this page. */
import type { ComponentType, ReactNode } from 'react';
import { createController } from '@remote-ui/react/host';
import type { ComponentMapping } from '@remote-ui/react/host';
import { Accordion } from './accordion.tsx';
import { Alert } from './alert.tsx';
import { BarChart } from './bar-chart.tsx';
import { ButtonRow } from './button-row.tsx';
import { Button } from './button.tsx';
import { Checkbox, RadioButton, Toggle } from './checkbox.tsx';
import { CrmActionButton, CrmActionLink, CrmPropertyList } from './crm.tsx';
import { DateInput, TimeInput } from './date-input.tsx';
import { DescriptionList, DescriptionListItem } from './description-list.tsx';
import { Dropdown, DropdownButtonItem } from './dropdown.tsx';
import { EmptyState, ErrorState } from './empty-state.tsx';
import { Form } from './form.tsx';
import { Heading } from './heading.tsx';
import { Icon } from './icon.tsx';
import { Illustration, Image } from './image.tsx';
import { Input, SearchInput, TextArea } from './input.tsx';
import { AutoGrid, Box, Card, Divider, Flex, Inline, Spacer, Stack, Tile } from './layout.tsx';
import { LineChart } from './line-chart.tsx';
import { Link } from './link.tsx';
import { List } from './list.tsx';
import { LoadingButton } from './loading-button.tsx';
import { LoadingSpinner } from './loading-spinner.tsx';
import { Modal, ModalBody, ModalFooter } from './modal.tsx';
import { CurrencyInput, NumberInput, StepperInput } from './number-input.tsx';
import {
  HeaderLink,
  PageActions,
  PageBreadcrumbs,
  PageBreadcrumbsCurrent,
  PageHeader,
  PageLink,
  PageTitle,
  PrimaryHeaderActionButton,
  SecondaryHeaderActionButton,
} from './page-parts.tsx';
import { Panel, PanelBody, PanelFooter, PanelSection } from './panel.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { ScoreCircle } from './score-circle.tsx';
import { MultiSelect, Select } from './select.tsx';
import { Statistics, StatisticsItem, StatisticsTrend } from './statistics.tsx';
import { StepIndicator } from './step-indicator.tsx';
import { Tab, Tabs } from './tabs.tsx';
import { Table, TableBody, TableCell, TableFooter, TableHead, TableHeader, TableRow } from './table.tsx';
import { StatusTag, Tag } from './tag.tsx';
import { Text } from './text.tsx';
import { ToggleGroup } from './toggle-group.tsx';
import { Tooltip } from './tooltip.tsx';

const DRAWN: Readonly<Record<string, unknown>> = {
  Accordion,
  Alert,
  AutoGrid,
  BarChart,
  Box,
  Button,
  ButtonRow,
  Card,
  Checkbox,
  CrmActionButton,
  CrmActionLink,
  CrmPropertyList,
  CurrencyInput,
  DateInput,
  DescriptionList,
  DescriptionListItem,
  Divider,
  Dropdown,
  DropdownButtonItem,
  EmptyState,
  ErrorState,
  Flex,
  Form,
  HeaderActions: PageActions,
  Heading,
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
  PageBreadcrumbs,
  PageBreadcrumbsCurrent,
  PageBreadcrumbsPageLink: PageLink,
  PageHeader,
  PageHeaderLink: HeaderLink,
  PageHeaderPageLink: PageLink,
  PageHeaderPrimaryAction: PageActions,
  PageHeaderSecondaryActions: PageActions,
  PageLink,
  PageTitle,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  PrimaryHeaderActionButton,
  ProgressBar,
  RadioButton,
  ScoreCircle,
  SearchInput,
  SecondaryHeaderActionButton,
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
  Textarea: TextArea,
  Tile,
  TimeInput,
  Toggle,
  ToggleGroup,
  Tooltip,
};

export const DRAWN_COMPONENTS: readonly string[] = Object.keys(DRAWN);

const known = createController(DRAWN as ComponentMapping);
const refusals = new Map<string, ComponentType>();

/** HubSpot refuses HTML elements; a component of HubSpot's that is not drawn here says so in its place. */
function refusal(type: string): ComponentType {
  const made = refusals.get(type) ?? (() => <Refused type={type} />);
  refusals.set(type, made);
  return made;
}

const Refused = ({ type }: { readonly type: string }): ReactNode => (
  <span className="frame-broken" role="alert">
    {/^[a-z]/.test(type) ? `HubSpot refuses the HTML element <${type}>` : `The local portal does not draw ${type}`}
  </span>
);

export const controller: typeof known = {
  ...known,
  get: (type) => (Object.hasOwn(DRAWN, type) ? known.get(type) : (refusal(type) as never)),
};
