-- Views run with the rights of whoever reads them (SQL SECURITY INVOKER): they open nothing that the table keeps closed.
CREATE OR REPLACE VIEW ${database}.sign_ins SQL SECURITY INVOKER AS
SELECT event_time, tenant_id, dataset, action, outcome, status_code, status_detail, actor_type, actor_id, actor_name,
    actor_email, actor_session_id, source_ip, source_host, user_agent, service, target_id, event_id
FROM ${database}.events
-- OCSF Authentication: Logon, and what stands beside it (tickets, preauthentication), not Logoff.
WHERE class_uid = 3002 AND activity_id != 2;

CREATE OR REPLACE VIEW ${database}.changes SQL SECURITY INVOKER AS
SELECT event_time, tenant_id, dataset, actor_type, actor_id, actor_name, actor_email, action, outcome, target_type,
    target_id, target_name, changed, before, after, source_ip, request_id, event_id
FROM ${database}.events
WHERE before != '' OR after != '' OR notEmpty(changed);

CREATE OR REPLACE VIEW ${database}.failures SQL SECURITY INVOKER AS
SELECT event_time, tenant_id, dataset, action, service, status_code, status_detail, actor_type, actor_id, actor_name,
    actor_email, source_ip, source_host, user_agent, target_type, target_id, target_name, request_id, event_id
FROM ${database}.events
WHERE outcome = 'failure';

CREATE OR REPLACE VIEW ${database}.privileged_actions SQL SECURITY INVOKER AS
SELECT event_time, tenant_id, dataset, class_uid, activity_id, action, service, outcome, actor_type, actor_id,
    actor_name, actor_email, source_ip, target_type, target_id, target_name, changed, before, after, request_id, event_id
FROM ${database}.events
-- OCSF Account Change, Authorize Session (special privileges), User Access Management, Group Management; and sudo or su.
WHERE class_uid IN (3001, 3003, 3005, 3006) OR service IN ('sudo', 'su');

CREATE OR REPLACE VIEW ${database}.actor_timeline SQL SECURITY INVOKER AS
SELECT event_time, tenant_id, dataset, action, outcome, status_code, service, target_type, target_id, target_name,
    changed, source_ip, user_agent, actor_type, actor_id, actor_name, actor_email, actor_session_id, event_id
FROM ${database}.events
WHERE actor_id = {actor:String} OR actor_email = {actor:String} OR actor_name = {actor:String}
ORDER BY event_time DESC;
