/** What chose the table's order and indexes: the six questions of an auditor, and the sink's own. The values asked for are neither rare nor frequent. */
export const questions = {
  "an actor's last 100 actions": `SELECT event_time, action, target_id, outcome FROM {table}
    WHERE actor_id = (SELECT actor_id FROM sample) ORDER BY event_time DESC LIMIT 100`,
  'the same, tenant given': `SELECT event_time, action, target_id, outcome FROM {table}
    WHERE tenant_id = (SELECT tenant_id FROM sample) AND actor_id = (SELECT actor_id FROM sample)
    ORDER BY event_time DESC LIMIT 100`,
  'the same, by id, name or address': `SELECT event_time, action, target_id, outcome FROM {table}
    WHERE actor_id = 'user-100@tenant-05.example.com' OR actor_name = 'user-100@tenant-05.example.com'
      OR actor_email = 'user-100@tenant-05.example.com' ORDER BY event_time DESC LIMIT 100`,
  'history of one target': `SELECT event_time, actor_id, action, changed FROM {table}
    WHERE target_id = (SELECT target_id FROM sample) ORDER BY event_time`,
  'failures of one day by source': `SELECT dataset, source_ip, count() FROM {table}
    WHERE outcome = 'failure' AND event_time >= '2026-02-20' AND event_time < '2026-02-21'
    GROUP BY dataset, source_ip ORDER BY count() DESC LIMIT 50`,
  'count by hour': 'SELECT toStartOfHour(event_time) AS hour, count() FROM {table} GROUP BY hour ORDER BY hour',
  'count by hour of one week': `SELECT toStartOfHour(event_time) AS hour, count() FROM {table}
    WHERE event_time >= '2026-02-09' AND event_time < '2026-02-16' GROUP BY hour ORDER BY hour`,
  'one event by id': 'SELECT event_time, actor_id, action FROM {table} WHERE event_id = (SELECT event_id FROM sample)',
  "the sink's greatest offset of a partition": `SELECT max(kafka_offset) FROM {table}
    WHERE kafka_topic_id = '7a3f0b52-18d4-4e0c-9a47-0d1b6f1c2e33' AND kafka_partition = 3
    GROUP BY kafka_topic_id, kafka_partition`,
  'a word in raw within a month': `SELECT event_time, actor_id, action FROM {table}
    WHERE hasToken(raw, 'exfiltration') AND event_time >= '2026-02-01' AND event_time < '2026-03-01'`,
  'a word in raw, none has it': `SELECT event_time, actor_id, action FROM {table}
    WHERE hasToken(raw, 'nosuchword') AND event_time >= '2026-02-01' AND event_time < '2026-03-01'`,
} as const

export type Question = keyof typeof questions

export const allQuestions = Object.keys(questions) as Question[]
export const rawQuestions = allQuestions.filter((name) => questions[name].includes('hasToken'))
export const questionsBesideRaw = allQuestions.filter((name) => !rawQuestions.includes(name))

/** What the questions beside those on raw read, and what a table needs to be partitioned. */
export const columnsBesideRaw = [
  ...['event_id', 'event_time', 'ingest_time', 'tenant_id', 'dataset', 'action', 'outcome', 'actor_id', 'actor_name'],
  ...['actor_email', 'source_ip', 'target_id', 'changed', 'kafka_topic_id', 'kafka_partition', 'kafka_offset'],
]

/** One row of which the questions ask: its actor has some 200 events in 5 million. */
export const sample = `SELECT tenant_id, actor_id, target_id, event_id
  FROM base WHERE tenant_id = 'tenant-05' AND actor_name = 'user-100' ORDER BY event_time LIMIT 1 OFFSET 10`
