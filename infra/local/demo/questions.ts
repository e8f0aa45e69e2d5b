/** A question that an auditor asks, and the SQL that answers it. */
export type Question = { readonly question: string; readonly sql: string }

/** Each runs as `analyst`, on the views of infra/clickhouse/migrations. docs/analysts.md has more of them. */
export const questions: readonly Question[] = [
  {
    question: 'Who changed order 1042, from what to what?',
    sql: `SELECT event_time, actor_id, action, field,
    arrayFold((document, name) -> JSONExtractRaw(document, name), splitByChar('/', substring(field, 2)), before) AS was,
    arrayFold((document, name) -> JSONExtractRaw(document, name), splitByChar('/', substring(field, 2)), after) AS is
FROM audit.changes
ARRAY JOIN changed AS field
WHERE target_type = 'order' AND target_id = '1042' AND action != 'order.create' AND outcome = 'success'
ORDER BY event_time DESC, field
LIMIT 12`,
  },
  {
    question: 'Which addresses fail to sign in, and where?',
    sql: `SELECT source_ip, count() AS attempts, uniqExact(actor_id) AS accounts, arraySort(groupUniqArray(dataset)) AS systems,
    max(event_time) AS last
FROM audit.sign_ins
WHERE outcome = 'failure' AND event_time > now() - INTERVAL 1 DAY
GROUP BY source_ip
ORDER BY attempts DESC
LIMIT 10`,
  },
  {
    question: 'What did Mara do across all systems in the last hour?',
    sql: `SELECT event_time, dataset, action, outcome, concat(target_type, ' ', target_id) AS target, source_ip
FROM audit.actor_timeline(actor = 'mara')
WHERE event_time > now() - INTERVAL 1 HOUR
ORDER BY event_time DESC
LIMIT 20`,
  },
  {
    question: 'What was denied?',
    sql: `SELECT dataset, if(actor_name = '', actor_id, actor_name) AS actor, action, status_code, count() AS times,
    concat(any(target_type), ' ', any(target_id)) AS example, max(event_time) AS last
FROM audit.events
WHERE outcome = 'failure' AND class_uid != 3002 AND event_time > now() - INTERVAL 1 DAY
GROUP BY dataset, actor, action, status_code
ORDER BY dataset, last DESC
LIMIT 20`,
  },
  {
    question: 'Who exported data?',
    sql: `SELECT dataset, if(actor_name = '', actor_id, actor_name) AS actor, action, outcome, count() AS times,
    concat(any(target_type), ' ', any(target_id)) AS example, max(event_time) AS last
FROM audit.events
WHERE ((class_uid = 6001 AND activity_id = 7) OR action ILIKE '%export%' OR action = 'COPY')
    AND event_time > now() - INTERVAL 1 DAY
GROUP BY dataset, actor, action, outcome
ORDER BY dataset, last DESC
LIMIT 20`,
  },
  {
    question: 'What was dead-lettered, and why?',
    sql: `SELECT dataset, reason, stage, count() AS letters, any(detail) AS example, max(time) AS last
FROM audit.dead_letters
WHERE time > now() - INTERVAL 1 DAY
GROUP BY dataset, reason, stage
ORDER BY letters DESC, dataset`,
  },
]
