import { ecsSql, ocsfSql, ocsfSqlDefinitions } from '../src/formats/index.ts'

/** What a reader asks by, beside the event itself. */
const key = 'event_time, ingest_time, tenant_id, dataset, class_uid, action, event_id'

/** The migration that makes audit.ocsf and audit.ecs. */
export function formatViews(): string {
  return `-- Generated from packages/event/src/formats by \`node packages/event/scripts/generate-views.ts\`: the events as OCSF
-- 1.8.0 and as ECS 8.11, \`event\` being the JSON text that \`trailhouse normalize --as ocsf|ecs\` gives.
CREATE OR REPLACE VIEW \${database}.ocsf SQL SECURITY INVOKER AS
WITH ${ocsfSqlDefinitions.join(',\n    ')}
SELECT ${key},
    ${ocsfSql} AS event
FROM \${database}.events;

CREATE OR REPLACE VIEW \${database}.ecs SQL SECURITY INVOKER AS
SELECT ${key},
    ${ecsSql} AS event
FROM \${database}.events;
`
}
