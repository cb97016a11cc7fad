import { Framework } from '../../citation';
import { securityTopics, topicsHeardByPersons } from '../../facts/logs/security-topics';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { existsWith } from '../../template/existence';
import { ACCOUNT_TYPE } from '../../template/template-index';

/** Contacts that AWS itself writes to or calls, once they confirmed. */
const CONTACTS = ['AWS::NotificationsContacts::EmailContact', 'AWS::SSMContacts::ContactChannel'];

/**
 * Somebody hears of what happens in an account that holds data about persons: a topic that alarms, severe findings or the clock of
 * breaches go to has a subscription that ends at a person (mail, text message, chat) or at a service on call (HTTPS); or the account
 * has a contact of User Notifications or of Incident Manager. A function or a queue is no contact. The security contact of the
 * account itself (its alternate contacts) is not in CloudFormation, and not judged.
 */
export const securityContact: Rule = {
  id: 'SecurityContact',
  severity: 'error',
  resourceTypes: [ACCOUNT_TYPE],
  why: 'A breach that only machines hear of is notified to no authority, and to none of the persons it is about.',
  fix: "Give the AlarmTopic 'contacts', or subscribe an address to the topic that alarms and findings go to: an AWS::SNS::Subscription with 'Protocol' email, sms or https.",
  cites: {
    [Framework.GDPR]: ['33(1)'],
    [Framework.PIPL]: ['57'],
    [Framework.ISO27001]: ['5.24'],
    [Framework.NIST80053]: ['IR-6'],
  },
  exceptable: true,
  accountWide: true,
  check: (account, index) => {
    if (!holdsPersonalData(account, index)) return NOT_APPLICABLE;
    if (index.inAccountOf(account, ...CONTACTS).some((contact) => existsWith(contact))) return COMPLIANT;
    const topics = securityTopics(account, index);
    const heard = index.derive(topicsHeardByPersons);
    if (topics.some((topic) => heard.has(topic) && existsWith(topic))) return COMPLIANT;
    const [first] = topics;
    const detail =
      first === undefined
        ? 'the account holds data about persons, and no topic of its templates gets alarms, severe findings or a breach clock'
        : `the topic '${first.path}' gets alarms, findings or a breach clock, and no person is subscribed to it, nor to any other such topic`;
    return violationsOrCompliant([{ detail }]);
  },
};
