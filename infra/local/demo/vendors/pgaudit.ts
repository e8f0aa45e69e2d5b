/**
 * PostgreSQL's log with pgaudit, log_line_prefix '%m [%p] %q%u@%d %h '.
 * https://github.com/pgaudit/pgaudit/blob/main/README.md (Format)
 */
import { ago, malformed, record, type VendorRecord } from './vendor-record.ts'

const dataset = 'pgaudit'

export function pgauditRecords(now: Date): VendorRecord[] {
  const line = (seconds: number, who: string, text: string) =>
    record(dataset, `${time(ago(now, seconds))} ${who} ${text}`)
  const audit = (seconds: number, who: string, entry: string) => line(seconds, who, `LOG:  AUDIT: ${entry}`)
  return [
    line(
      835,
      mara,
      'LOG:  connection authorized: user=mara database=orders application_name=psql SSL enabled (protocol=TLSv1.3)',
    ),
    audit(830, mara, 'SESSION,1,1,READ,SELECT,TABLE,public.orders,"select * from orders where id = 1042",<not logged>'),
    audit(
      825,
      mara,
      `SESSION,2,1,WRITE,UPDATE,TABLE,public.orders,"update orders set note = 'call first' where id = 1042",<not logged>`,
    ),
    audit(400, ben, 'SESSION,1,1,READ,COPY,TABLE,public.orders,copy orders to stdout with csv header,<not logged>'),
    audit(200, nightly, 'SESSION,1,1,READ,SELECT,TABLE,public.payments,select sum(amount) from payments,<not logged>'),
    audit(
      190,
      nightly,
      'SESSION,2,1,DDL,CREATE TABLE,TABLE,public.report_daily,create table report_daily (day date),<not logged>',
    ),
    line(545, contractor, 'ERROR:  permission denied for table payments'),
    line(640, '[901] [unknown]@orders 203.0.113.77', 'FATAL:  password authentication failed for user "postgres"'),
    malformed(dataset, 'select * from orders;'),
  ]
}

const mara = '[811] mara@orders 198.51.100.23'
const ben = '[822] ben@orders 198.51.100.40'
const nightly = '[833] nightly_report@orders 10.1.4.7'
const contractor = '[844] contractor-7@orders 203.0.113.77'

function time(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('Z', ' UTC')
}
