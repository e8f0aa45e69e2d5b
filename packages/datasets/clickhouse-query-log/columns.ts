/** Columns of both tables up to ClickHouse 26.1. A new one is told as drift. */
export const columns: ReadonlySet<string> = new Set(
  `type hostname event_date event_time event_time_microseconds query_start_time query_start_time_microseconds
  query_duration_ms read_rows read_bytes written_rows written_bytes result_rows result_bytes memory_usage
  current_database query formatted_query normalized_query_hash query_kind databases tables columns partitions projections
  views exception_code exception stack_trace is_initial_query connection_address connection_port user query_id address port
  initial_user initial_query_id initial_address initial_port initial_query_start_time
  initial_query_start_time_microseconds authenticated_user interface is_secure os_user client_hostname client_name
  client_revision client_version_major client_version_minor client_version_patch script_query_number script_line_number
  http_method http_user_agent http_referer forwarded_for quota_key distributed_depth revision log_comment thread_ids
  peak_threads_usage ProfileEvents Settings used_aggregate_functions used_aggregate_function_combinators
  used_database_engines used_data_type_families used_dictionaries used_formats used_functions used_storages
  used_table_functions used_executable_user_defined_functions used_sql_user_defined_functions used_row_policies
  used_privileges missing_privileges used_roles transaction_id query_cache_usage asynchronous_read_counters
  is_internal auth_id session_id auth_type profiles roles settings client_address client_port failure_reason
  tls_certificate_subjects certificate_subjects`.split(/\s+/),
)
