import { syslogMapper } from '../src/syslog/mapper.ts'

/** Syslog messages by RFC 5424 of any program. README.md says what is mapped. */
export default syslogMapper('syslog-rfc5424', (text) => header.test(text.slice(0, 1024)))

/** https://www.rfc-editor.org/rfc/rfc5424#section-6, perhaps with RFC 6587's octet count in front. */
const header =
  /^(?:[1-9]\d{0,7} )?<\d{1,3}>1 (?:-|\d{4}-\d\d-\d\dT\S+) \S{1,255} \S{1,48} \S{1,128} \S{1,32} (?:-(?: |$)|\[[^ =\]"]{1,32}[ \]])/
