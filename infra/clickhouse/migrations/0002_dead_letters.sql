-- What could not become an event, and why. The sink fills it from audit.dlq, where the original bytes are.
CREATE TABLE IF NOT EXISTS ${database}.dead_letters
(
    kafka_topic_id UUID COMMENT 'of the record in audit.dlq' CODEC(ZSTD(1)),
    kafka_partition UInt32 CODEC(ZSTD(1)),
    kafka_offset UInt64 CODEC(Delta, ZSTD(1)),
    time DateTime64(3, 'UTC') COMMENT 'when it became a dead letter' CODEC(Delta, ZSTD(1)),
    reason LowCardinality(String) COMMENT 'a code of the closed list in docs/errors.md',
    detail String CODEC(ZSTD(1)),
    stage LowCardinality(String) COMMENT 'normalizer or sink',
    dataset LowCardinality(String),
    tenant_id LowCardinality(String),
    mapper LowCardinality(String),
    origin_topic LowCardinality(String),
    origin_partition UInt32 CODEC(ZSTD(1)),
    origin_offset UInt64 CODEC(Delta, ZSTD(1)),
    origin_timestamp DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    size UInt64 COMMENT 'bytes of the original value' CODEC(ZSTD(1)),
    excerpt String COMMENT 'the first 256 bytes at most; what is not printable is U+FFFD' CODEC(ZSTD(1)),

    INDEX kafka_offset kafka_offset TYPE minmax GRANULARITY 1,

    PROJECTION greatest_offset
    (
        SELECT kafka_topic_id, kafka_partition, max(kafka_offset) GROUP BY kafka_topic_id, kafka_partition
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (tenant_id, dataset, reason, time)
SETTINGS non_replicated_deduplication_window = 50000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    lightweight_mutation_projection_mode = 'rebuild';
