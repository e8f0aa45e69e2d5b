import type { Draft } from '../mapper.ts'
import { type Classification, ocsfClasses } from '../ocsf.ts'

/**
 * What the words say that vendors of formats without a list of values (CEF, LEEF, syslog) write for results, actions and
 * names of events. A negation is looked for first: `unsuccessful` holds `success`.
 */
const failed =
  /\b(?:un(?:successful|authorized|able|known user)|fail(?:ed|ure|ures|s)?|den(?:y|ied|ies)|block(?:ed|s)?|drop(?:ped|s)?|reject(?:ed|s)?|refused?|invalid|error|abort(?:ed)?|expired|forbidden|prevented|quarantined?|time(?:d )?out|locked out|not (?:allowed|permitted|found|successful)|reset(?:-both|-client|-server)?|incorrect|bad password)\b/i
const succeeded =
  /\b(?:success(?:es|ful|fully)?|succeed(?:ed|s)?|allow(?:ed|s)?|permit(?:ted|s)?|accept(?:ed|s)?|grant(?:ed|s)?|pass(?:ed|through)?|approved|completed?|ok|authenticated|authorized|delivered|established|created|deleted|removed|added|changed|modified|updated|installed|committed|(?:signed|logged)[ -]?(?:on|in|off|out))\b/i

/** What happened stands at the front of a message. */
const maxSentence = 2048

/** Underscores, and the humps of `LoginFailed`, part words. */
const spaced = (text: string): string => text.replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2')

export function outcomeOfWords(text: string): Draft['outcome'] {
  const words = spaced(text.slice(0, maxSentence))
  if (failed.test(words)) return 'failure'
  return succeeded.test(words) ? 'success' : 'unknown'
}

const { authentication, account_change, detection_finding, entity_management, network_activity } = ocsfClasses
const { application_lifecycle, file_activity, email_activity, dns_activity, http_activity, group_management } =
  ocsfClasses
const { tunnel_activity, api_activity, user_access } = ocsfClasses
const account = account_change.activities
const entity = entity_management.activities
const life = application_lifecycle.activities

/** The likely and the specific first: a `failed login from malware host` is a login. */
const kinds: readonly (readonly [RegExp, number, number])[] = [
  [
    /\b(?:log|sign)(?:ged|ed)?[ -]?(?:off|out)|logout|session (?:end|closed|terminated)/,
    authentication.uid,
    authentication.activities.logoff,
  ],
  [
    /\b(?:log|sign)(?:ged|ed)?[ -]?(?:on|in)\b|login|logon|authenticat|\bauth\b|\bmfa\b|kerberos/,
    authentication.uid,
    authentication.activities.logon,
  ],
  [/(?:user|account).{0,20}(?:creat|add)|(?:creat|add).{0,12}(?:user|account)/, account_change.uid, account.create],
  [/(?:user|account).{0,20}(?:delet|remov)|(?:delet|remov).{0,12}(?:user|account)/, account_change.uid, account.delete],
  [/(?:account|user).{0,20}lock/, account_change.uid, account.lock],
  [/(?:account|user).{0,20}disab/, account_change.uid, account.disable],
  [/(?:account|user).{0,20}enab/, account_change.uid, account.enable],
  [/password.{0,12}(?:chang|set)/, account_change.uid, account.password_change],
  [/password.{0,12}reset/, account_change.uid, account.password_reset],
  [
    /(?:role|privilege|permission).{0,20}(?:assign|grant|add)/,
    user_access.uid,
    user_access.activities.assign_privileges,
  ],
  [/(?:role|privilege|permission).{0,20}(?:revok|remov)/, user_access.uid, user_access.activities.revoke_privileges],
  [/group.{0,20}(?:add|creat|remov|delet|chang|member)/, group_management.uid, 99],
  [
    /virus|malware|malop|threat|intrusion|\bips\b|\bids\b|attack|exploit|trojan|ransom|phish|spyware|alert|anomal|detect|wildfire|suspicious|violation|correlation/,
    detection_finding.uid,
    detection_finding.activities.create,
  ],
  [/\bvpn\b|tunnel|globalprotect|ipsec/, tunnel_activity.uid, 99],
  [/e?mail|smtp|spam/, email_activity.uid, 99],
  [/\bdns\b/, dns_activity.uid, dns_activity.activities.traffic],
  [/\burl\b|\bweb\b|\bhttp|proxy/, http_activity.uid, 99],
  [
    /traffic|connection|firewall|\bflow\b|session|packet|netflow|\bsctp\b|decryption/,
    network_activity.uid,
    network_activity.activities.traffic,
  ],
  [
    /(?:config|polic|rule|setting).{0,20}(?:chang|modif|updat|commit|edit|set)|\bconfig\b/,
    entity_management.uid,
    entity.update,
  ],
  [/(?:config|polic|rule|object|resource).{0,20}(?:creat|add)/, entity_management.uid, entity.create],
  [/(?:config|polic|rule|object|resource).{0,20}(?:delet|remov)/, entity_management.uid, entity.delete],
  [/\bfile/, file_activity.uid, 99],
  [/(?:service|system|device|agent|process).{0,20}(?:start|boot)/, application_lifecycle.uid, life.start],
  [/(?:service|system|device|agent|process).{0,20}(?:stop|shut)/, application_lifecycle.uid, life.stop],
  [/\bapi\b|command|query|request/, api_activity.uid, 99],
  [/\bsystem\b|health|status|heartbeat|update/, application_lifecycle.uid, 99],
]

/** Names longer than this are sentences. */
const maxWords = 256

/** The class that the words of an event's name stand for; undefined where they stand for none. */
export function classOfWords(text: string): Classification | undefined {
  const words = spaced(text.slice(0, maxWords)).toLowerCase()
  for (const [pattern, class_uid, activity_id] of kinds) if (pattern.test(words)) return { class_uid, activity_id }
  return undefined
}
