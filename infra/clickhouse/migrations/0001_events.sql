-- The event table: one row an event, append-only. docs/storage.md has the measurements behind its order, codecs and indexes.
-- It has no incremental materialized view: the target of one would count a retried block twice.
CREATE TABLE IF NOT EXISTS ${database}.events
(
    event_id UUID,
    event_time DateTime64(6, 'UTC') CODEC(T64, ZSTD(1)),
    ingest_time DateTime64(6, 'UTC') CODEC(T64, ZSTD(1)),
    tenant_id LowCardinality(String),
    dataset LowCardinality(String),
    class_uid UInt32 CODEC(ZSTD(1)),
    activity_id UInt16 CODEC(ZSTD(1)),
    severity_id UInt8 CODEC(ZSTD(1)),
    action LowCardinality(String),
    service LowCardinality(String),
    outcome Enum8('unknown' = 0, 'success' = 1, 'failure' = 2),
    status_code LowCardinality(String),
    status_detail String CODEC(ZSTD(1)),
    actor_type Enum8('unknown' = 0, 'user' = 1, 'service' = 2, 'system' = 3),
    actor_id String CODEC(ZSTD(1)),
    actor_name String CODEC(ZSTD(1)),
    actor_email String CODEC(ZSTD(1)),
    actor_session_id String CODEC(ZSTD(1)),
    actor_credential_id String CODEC(ZSTD(1)),
    source_ip String CODEC(ZSTD(1)),
    source_port UInt16 CODEC(ZSTD(1)),
    source_host String CODEC(ZSTD(1)),
    destination_ip String CODEC(ZSTD(1)),
    destination_port UInt16 CODEC(ZSTD(1)),
    destination_host String CODEC(ZSTD(1)),
    user_agent String CODEC(ZSTD(1)),
    cloud_provider LowCardinality(String),
    cloud_account LowCardinality(String),
    cloud_region LowCardinality(String),
    target_type LowCardinality(String),
    target_id String CODEC(ZSTD(1)),
    target_name String CODEC(ZSTD(1)),
    targets Array(Tuple(type String, id String, name String)) CODEC(ZSTD(1)),
    before String CODEC(ZSTD(1)),
    after String CODEC(ZSTD(1)),
    changed Array(LowCardinality(String)),
    request_id String CODEC(ZSTD(1)),
    trace_id String CODEC(ZSTD(1)),
    source_event_id String CODEC(ZSTD(1)),
    attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(1)),
    origin_topic LowCardinality(String),
    origin_partition UInt32 CODEC(ZSTD(1)),
    origin_offset UInt64 CODEC(T64, ZSTD(1)),
    origin_index UInt32 CODEC(ZSTD(1)),
    producer_id String CODEC(ZSTD(1)),
    producer_seq UInt64 CODEC(ZSTD(1)),
    mapper LowCardinality(String),
    revision UInt16 CODEC(ZSTD(1)),
    kafka_topic_id UUID CODEC(ZSTD(1)),
    kafka_partition UInt32 CODEC(ZSTD(1)),
    kafka_offset UInt64 CODEC(T64, ZSTD(1)),
    schema_fingerprint UInt64 CODEC(ZSTD(1)),

    INDEX event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1,
    -- One index over the three, since a view asks for any of them.
    INDEX actor (actor_id, actor_name, actor_email) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX target_id target_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX event_time event_time TYPE minmax GRANULARITY 1,
    INDEX kafka_offset kafka_offset TYPE minmax GRANULARITY 1,
    -- For hasToken. The sink leaves it to the merges (packages/clickhouse, insertSettings).
    INDEX raw_tokens raw TYPE tokenbf_v1(65536, 3, 0) GRANULARITY 1,

    -- One row a part: the sink asks for it at each assignment.
    PROJECTION greatest_offset
    (
        SELECT kafka_topic_id, kafka_partition, max(kafka_offset) GROUP BY kafka_topic_id, kafka_partition
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(ingest_time)
ORDER BY (tenant_id, toDate(event_time), actor_id, event_time)
-- The window must hold more blocks than 10 minutes can make: 40 inserts a second, each in two months, make 48,000.
SETTINGS non_replicated_deduplication_window = 50000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    lightweight_mutation_projection_mode = 'rebuild';
