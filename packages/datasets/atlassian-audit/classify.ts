import { access, account, application, authentication, group } from '../src/classes.ts'
import type { Classification } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'

/**
 * Class and activity. Cloud actions are identifiers (`user_added_to_group`), those of Jira and Confluence sentences in
 * the language of the site (`User added to group`), those of data center keys (`jira.auditing.user.added.to.group`):
 * with separators as spaces they are alike.
 */
export function classify(action: string, category: string): Classification {
  const words = wordsOf(action)
  for (const [pattern, classification] of patterns) if (pattern.test(words)) return classification
  return classifyByVerb(words) ?? classifyByVerb(wordsOf(category)) ?? otherEntityEvent
}

const wordsOf = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/[_.\-:]+/g, ' ')
    .toLowerCase()

/** The first that fits counts. */
const patterns: readonly (readonly [RegExp, Classification])[] = [
  [/\b(?:log(?:ged)? ?out|sign(?:ed)? ?out)\b/, authentication.logoff],
  [/\b(?:log(?:ged)? ?in|login|sign(?:ed)? ?in)\b/, authentication.logon],
  [/\bimpersonat|\blogged in as\b/, authentication.switchAccount],
  [/\b(?:api )?token (?:created|issued)\b/, authentication.ticket],
  [/\badded to (?:the )?group|group membership added|user added to group/, group.addUser],
  [/\bremoved from (?:the )?group|group membership removed|user removed from group/, group.removeUser],
  [/^(?:.* )?group (?:created|added)$/, group.create],
  [/^(?:.* )?group (?:deleted|removed)$/, group.delete],
  [/\bpassword (?:reset|recovery)|reset password/, account.passwordReset],
  [/\bpassword (?:changed|updated|set)|change password/, account.passwordChange],
  [/\b(?:two step|2sv|mfa|two factor)\b.*\b(?:enabled|enrolled|set up)/, account.mfaEnable],
  [/\b(?:two step|2sv|mfa|two factor)\b.*\b(?:disabled|removed|reset)/, account.mfaDisable],
  [/\buser (?:account )?(?:created|provisioned|invited|added)\b(?! to)/, account.create],
  [/\buser (?:account )?(?:deactivated|disabled|suspended|access suspended)\b/, account.disable],
  [/\buser (?:account )?(?:activated|reactivated|enabled|restored|unsuspended)\b/, account.enable],
  [/\buser (?:account )?(?:deleted|removed)\b(?! from)/, account.delete],
  [/\b(?:permission|role|access|admin)s?\b.*\b(?:added|granted|assigned|given)\b|\bgranted\b/, access.assignPrivileges],
  [/\b(?:permission|role|access|admin)s?\b.*\b(?:removed|revoked|unassigned)\b|\brevoked\b/, access.revokePrivileges],
  [/\b(?:app|add on|plugin)\b.*\buninstalled\b/, application.remove],
  [/\b(?:app|add on|plugin)\b.*\binstalled\b/, application.install],
]
