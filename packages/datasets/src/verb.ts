import { type Classification, entityActivity, ocsfClass, otherActivity } from './ocsf.ts'

/**
 * Entity Management by the verb in the name of an action, as administration logs have it: `repo.create`,
 * `user_removed_from_group`, `ip_allow_list.enable`. The last word that is a verb counts, because what comes before it
 * names the thing; one that may as well be a noun (`access`, `request`) counts only where there is no other. Undefined
 * where there is none.
 */
export function classifyByVerb(action: string): Classification | undefined {
  const name = action.length > maxLength ? action.slice(0, maxLength) : action
  let end = name.length
  let likely: Classification | undefined
  for (let at = end - 1; at >= -1; at--) {
    if (at >= 0 && isLetter(name.charCodeAt(at))) continue
    const word = name.slice(at + 1, end).toLowerCase()
    const found = byVerb.get(word)
    if (found !== undefined && !nouns.has(word)) return found
    likely ??= found
    end = at
  }
  return likely
}

const nouns = new Set(
  'access block change check clone download export fork import invite issue list lock merge move open patch push put query request search set transfer update upload view'.split(
    ' ',
  ),
)

/** Every entity event that no verb tells the kind of. */
export const otherEntityEvent: Classification = { class_uid: ocsfClass.entityManagement, activity_id: otherActivity }

const maxLength = 200

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

const verbs: Readonly<Record<keyof typeof entityActivity, string>> = {
  create:
    'add added append appended approve approved clone cloned create created creates creation fork forked generate generated grant granted import imported insert inserted install installed invite invited issue issued open opened publish published register registered restore restored send sent upload uploaded',
  read: 'access accessed browse browsed check checked download downloaded export exported fetch fetched get list listed preview previewed query read search searched view viewed viewing',
  update:
    'accept accepted assign assigned change changed changes complete completed configure configured convert converted edit edited merge merged modified modify patch patched push pushed put rename renamed replace replaced request requested require required reset retry rotate rotated set sync synced unassign unassigned update updated updates upgrade upgraded',
  delete:
    'archive archived cancel canceled cancelled clear cleared decline declined delete deleted deletes deletion destroy destroyed erase erased expire expired purge purged reject rejected remove removed removes revoke revoked uninstall uninstalled unpublish unpublished',
  move: 'migrate migrated move moved transfer transferred',
  enroll: 'enroll enrolled join joined subscribe subscribed',
  unenroll: 'leave left unenroll unenrolled unsubscribe unsubscribed',
  enable: 'allow allowed enable enabled unarchive unarchived unblock unblocked unlock unlocked',
  disable: 'block blocked deny denied disable disabled lock locked',
  activate: 'activate activated reactivate reactivated',
  deactivate: 'deactivate deactivated',
  suspend: 'pause paused suspend suspended',
  resume: 'resume resumed unsuspend unsuspended',
}

const byVerb = new Map<string, Classification>(
  Object.entries(verbs).flatMap(([activity, words]) => {
    const activity_id = entityActivity[activity as keyof typeof entityActivity]
    const classification = { class_uid: ocsfClass.entityManagement, activity_id }
    return words.split(' ').map((word) => [word, classification] as const)
  }),
)
