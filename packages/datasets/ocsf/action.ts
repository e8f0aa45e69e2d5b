import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/**
 * The name of the activity. `Other` says that the source has a word of its own, which is then the API operation or the
 * source's event code. A producer may leave names out and give numbers alone: then OCSF's own name.
 */
export function actionOf(event: JsonRecord, classUid: number, activityId: number): string {
  const typeName = text(event['type_name'])
  const named = firstText(event['activity_name'], event['activity'], typeName.slice(typeName.lastIndexOf(': ') + 1))
  const operation = text(object(event['api'])['operation'])
  const name = named.trim()
  if (name !== '' && !(vague.has(name) && operation !== '')) return name
  return firstText(
    operation,
    name,
    activityNames.get(classUid)?.[activityId],
    object(event['metadata'])['event_code'],
    object(event['http_request'])['http_method'],
    event['class_name'],
  )
}

const vague = new Set(['Other', 'Unknown'])

const words = (text: string): readonly string[] => ['Unknown', ...text.split(',')]
const findings = words('Create,Update,Close')
const crud = words('Create,Read,Update,Delete')

/** OCSF's activities by number, of the classes that audit logs use. https://schema.ocsf.io/1.8.0/classes */
const activityNames = new Map<number, readonly string[]>([
  [
    1001,
    words(
      'Create,Read,Update,Delete,Rename,Set Attributes,Set Security,Get Attributes,Get Security,Encrypt,Decrypt,Mount,Unmount,Open',
    ),
  ],
  [1002, words('Load,Unload')],
  [1003, crud],
  [1004, words('Allocate Page,Modify Page,Delete Page,Buffer Overflow,Disable DEP,Enable DEP,Read,Write,Map View')],
  [1005, words('Load,Unload')],
  [1006, words('Create,Update,Delete,Enable,Disable,Start')],
  [1007, words('Launch,Terminate,Open,Inject,Set User ID')],
  [1008, words('Clear,Delete,Export,Archive,Rotate,Start,Stop,Restart,Enable,Disable')],
  [1009, words('Execute')],
  [2001, words('Create,Update,Close')],
  [2002, findings],
  [2003, findings],
  [2004, findings],
  [2005, findings],
  [2006, findings],
  [
    3001,
    words(
      'Create,Enable,Password Change,Password Reset,Disable,Delete,Attach Policy,Detach Policy,Lock,MFA Factor Enable,MFA Factor Disable,Unlock',
    ),
  ],
  [
    3002,
    words('Logon,Logoff,Authentication Ticket,Service Ticket Request,Service Ticket Renew,Preauth,Account Switch'),
  ],
  [3003, words('Assign Privileges,Assign Groups')],
  [3004, words('Create,Read,Update,Delete,Move,Enroll,Unenroll,Enable,Disable,Activate,Deactivate,Suspend,Resume')],
  [3005, words('Assign Privileges,Revoke Privileges')],
  [3006, words('Assign Privileges,Revoke Privileges,Add User,Remove User,Delete,Create,Add Subgroup,Remove Subgroup')],
  [4001, words('Open,Close,Reset,Fail,Refuse,Traffic,Listen')],
  [4002, words('Connect,Delete,Get,Head,Options,Post,Put,Trace,Patch')],
  [4003, words('Query,Response')],
  [4004, words('Discover,Offer,Request,Decline,Ack,Nak,Release,Inform,Expire')],
  [4005, words('Initial Request,Initial Response,Connect Request,Connect Response,TLS Handshake,Traffic,Disconnect')],
  [4006, words('File Supersede,File Open,File Create,File Open If,File Overwrite,File Overwrite If')],
  [4007, words('Open,Close,Reset,Fail,Refuse,Traffic,Listen')],
  [4008, words('Put,Get,Poll,Delete,Rename,List')],
  [4009, words('Send,Receive,Scan,Trace,MTA Relay')],
  [6001, words('Create,Read,Update,Delete,Search,Import,Export,Share')],
  [6002, words('Install,Remove,Start,Stop,Restart,Enable,Disable,Update')],
  [6003, crud],
  [6004, words('Access Grant,Access Deny,Access Revoke,Access Error')],
  [6005, words('Read,Update,Connect,Query,Write,Create,Delete,List,Encrypt,Decrypt')],
  [
    6006,
    words('Upload,Download,Update,Delete,Rename,Copy,Move,Restore,Preview,Lock,Unlock,Share,Unshare,Open,Sync,Unsync'),
  ],
  [
    6007,
    words('Started,Completed,Cancelled,Duration Violation,Pause Violation,Error,Paused,Resumed,Restarted,Delayed'),
  ],
  [6008, words('General Error,Translation Error')],
])
