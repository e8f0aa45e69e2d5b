import type { Draft } from '../src/mapper.ts'
import type { SystemMessage } from './header.ts'

/** Mnemonics of what was done, said without a word of success in the text. */
const done = new Set([
  'CONFIG_I',
  'CONFIG_P',
  'CONFIG_C',
  'CONFIG_L',
  'DB_COMMIT',
  'VSHD_SYSLOG_CONFIG_I',
  'CFGLOG_LOGGEDCMD',
  'ACCTLOCAL',
  'LOGOUT',
  'SESS_LOGOUT',
  'CLOCKUPDATE',
  'USERNAME_CONFIGURATION',
  'USER_LOCKED',
  'USER_UNLOCKED',
  'USER_RESET',
  'RELOAD',
  'TTY_EXPIRE_TIMER',
  'SESS_TIMEOUT',
  'SESS_AUDIT_TRAIL',
  'COLDSTART',
  'WARMSTART',
  'RESTART',
  'MODEL_RPC_I',
  'SSH2_CLOSE',
  'SSH_CLOSE',
  'LOGGINGHOST_STARTSTOP',
])

const failedMnemonic =
  /FAIL|DENY|DENIED|VIOLATION|REJECT|BADAUTH|INVALID|NO_MATCH|UNEXPECTED|DUPADDR|DEAD|ERR_DISABLE|ERROR|QUIET_MODE_ON|^DROP/
const succeededMnemonic = /SUCCESS|SUCCEED|PASS|_ALIVE|COMPLETE/
const failedText =
  /\b(?:fail(?:ed|ure)?|denied|deny|rejected|refused|invalid|unauthorized|not authorized|timed? ?out|unable|could not|not responding|violation)\b|FAILURE\)/i
const succeededText =
  /\b(?:succe(?:ss|ssful|ssfully|eded)|permitted|accepted|authenticated|granted|completed)\b|\(SUCCESS\)/i

/** What the mnemonic says counts before the text, in which names stand that anybody may have chosen. */
export function outcomeOf({ mnemonic, text }: SystemMessage): Draft['outcome'] {
  if (mnemonic === 'RESULT') return /result 'success'/.test(text) ? 'success' : 'failure'
  if (done.has(mnemonic)) return 'success'
  if (failedMnemonic.test(mnemonic)) return 'failure'
  if (succeededMnemonic.test(mnemonic)) return 'success'
  const sentence = text.replace(/'[^']*'|\[(?:user|Source)[^\]]*\]/g, '')
  if (failedText.test(sentence)) return 'failure'
  return succeededText.test(sentence) ? 'success' : 'unknown'
}
