import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of, policyChange } from './kind.ts'

/** DS Access and Certification Services of the advanced audit policy. */
export const directoryKinds: Kinds = [
  ...kinds(of('entity_management', 'read'), { 4662: 'directory_service_object_accessed' }),
  ...kinds(of('entity_management', 'update'), { 5136: 'directory_service_object_modified' }),
  ...kinds(of('entity_management', 'create'), {
    5137: 'directory_service_object_created',
    5138: 'directory_service_object_undeleted',
  }),
  ...kinds(of('entity_management', 'move'), { 5139: 'directory_service_object_moved' }),
  ...kinds(of('entity_management', 'delete'), { 5141: 'directory_service_object_deleted' }),
  ...kinds(of('entity_management'), {
    5169: 'directory_service_object_modified',
    5170: 'directory_service_object_modified',
  }),
  ...kinds(of('api_activity', 'update'), {
    4928: 'replica_source_naming_context_established',
    4929: 'replica_source_naming_context_removed',
    4930: 'replica_source_naming_context_modified',
    4931: 'replica_destination_naming_context_modified',
    4932: 'replica_synchronization_begun',
    4933: 'replica_synchronization_ended',
    4934: 'replicated_object_attributes',
    4937: 'replica_lingering_object_removed',
  }),
  ...kinds(
    of('api_activity', 'update', severity.low),
    { 4935: 'replication_failure_begun', 4936: 'replication_failure_ended' },
    { outcome: 'failure' },
  ),
  ...kinds(of('api_activity', 'create'), {
    4886: 'certificate_requested',
    4887: 'certificate_issued',
    4869: 'certificate_request_resubmitted',
    4889: 'certificate_request_pending',
    4893: 'certificate_archived_key',
    4894: 'certificate_key_imported',
    4895: 'certificate_published',
  }),
  ...kinds(
    of('api_activity', 'create', severity.low),
    { 4868: 'certificate_manager_denied_request', 4888: 'certificate_request_denied' },
    { outcome: 'failure' },
  ),
  ...kinds(of('api_activity', 'delete', severity.low), {
    4870: 'certificate_revoked',
    4896: 'certificate_database_rows_deleted',
  }),
  ...kinds(of('api_activity', 'read'), {
    4871: 'certificate_revocation_list_publish_requested',
    4872: 'certificate_revocation_list_published',
    4873: 'certificate_request_extension_changed',
    4874: 'certificate_request_attributes_changed',
    4883: 'certificate_archived_key_retrieved',
  }),
  ...kinds(of('application_lifecycle', 'start'), { 4880: 'certificate_services_started' }),
  ...kinds(of('application_lifecycle', 'stop'), {
    4881: 'certificate_services_stopped',
    4875: 'certificate_services_shutdown_requested',
  }),
  ...kinds(of('datastore_activity', 'read'), {
    4876: 'certificate_services_backup_started',
    4877: 'certificate_services_backup_completed',
  }),
  ...kinds(of('datastore_activity', 'write'), {
    4878: 'certificate_services_restore_started',
    4879: 'certificate_services_restore_completed',
    4884: 'certificate_imported',
  }),
  ...kinds(policyChange, {
    4882: 'certificate_services_permissions_changed',
    4885: 'certificate_services_audit_filter_changed',
    4890: 'certificate_manager_settings_changed',
    4891: 'certificate_services_configuration_changed',
    4892: 'certificate_services_property_changed',
    4897: 'certificate_services_role_separation_enabled',
    4898: 'certificate_services_template_loaded',
    4899: 'certificate_services_template_updated',
    4900: 'certificate_services_template_security_updated',
    5120: 'ocsp_responder_started',
    5121: 'ocsp_responder_stopped',
    5122: 'ocsp_responder_configuration_changed',
    5123: 'ocsp_responder_configuration_changed',
    5124: 'ocsp_responder_security_changed',
    5125: 'ocsp_request_submitted',
    5126: 'ocsp_signing_certificate_updated',
    5127: 'ocsp_revocation_information_updated',
  }),
]
