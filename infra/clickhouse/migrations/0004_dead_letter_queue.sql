-- What became of each dead letter: the sink fills it from audit.dlq.resolved. A letter without a row here is open.
CREATE TABLE IF NOT EXISTS ${database}.dead_letter_marks
(
    kafka_topic_id UUID COMMENT 'of the record in audit.dlq.resolved' CODEC(ZSTD(1)),
    kafka_partition UInt32 CODEC(ZSTD(1)),
    kafka_offset UInt64 CODEC(Delta, ZSTD(1)),
    letter_topic_id UUID COMMENT 'kafka_topic_id, _partition and _offset of the row in dead_letters' CODEC(ZSTD(1)),
    letter_partition UInt32 CODEC(ZSTD(1)),
    letter_offset UInt64 CODEC(Delta, ZSTD(1)),
    time DateTime64(3, 'UTC') COMMENT 'when it was resolved' CODEC(Delta, ZSTD(1)),
    how LowCardinality(String) COMMENT 'replayed or dismissed; empty: the record was no mark, and note says why',
    by String COMMENT 'user@host' CODEC(ZSTD(1)),
    note String CODEC(ZSTD(1)),
    reason LowCardinality(String),
    dataset LowCardinality(String),
    tenant_id LowCardinality(String),
    origin_topic LowCardinality(String),

    INDEX kafka_offset kafka_offset TYPE minmax GRANULARITY 1,

    PROJECTION greatest_offset
    (
        SELECT kafka_topic_id, kafka_partition, max(kafka_offset) GROUP BY kafka_topic_id, kafka_partition
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (letter_topic_id, letter_partition, letter_offset)
SETTINGS non_replicated_deduplication_window = 50000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    lightweight_mutation_projection_mode = 'rebuild';

ALTER TABLE ${database}.dead_letters
    ADD COLUMN IF NOT EXISTS first_origin String COMMENT 'topic id:partition:offset of the first arrival, the same for all replays of a record' CODEC(ZSTD(1)) AFTER origin_timestamp,
    ADD COLUMN IF NOT EXISTS attempt UInt16 DEFAULT 1 COMMENT '1: first arrival; 2: its first replay failed too; ...' CODEC(ZSTD(1)) AFTER first_origin;

-- Each dead letter with what became of it. ANY: one mark a letter, whatever the topic of marks holds.
CREATE OR REPLACE VIEW ${database}.dead_letter_queue SQL SECURITY INVOKER AS
SELECT l.time AS time, if(m.how = '', 'open', m.how) AS state, l.reason AS reason, l.detail AS detail, l.stage AS stage,
    l.dataset AS dataset, l.tenant_id AS tenant_id, l.mapper AS mapper, l.size AS size, l.excerpt AS excerpt,
    l.attempt AS attempt, l.first_origin AS first_origin, l.origin_topic AS origin_topic,
    l.origin_partition AS origin_partition, l.origin_offset AS origin_offset, l.origin_timestamp AS origin_timestamp,
    concat(toString(l.kafka_topic_id), '/', toString(l.kafka_partition), '/', toString(l.kafka_offset)) AS letter,
    m.time AS resolved_time, m.by AS resolved_by, m.note AS note
FROM ${database}.dead_letters AS l
LEFT ANY JOIN (SELECT * FROM ${database}.dead_letter_marks WHERE how != '') AS m
    ON l.kafka_topic_id = m.letter_topic_id AND l.kafka_partition = m.letter_partition AND l.kafka_offset = m.letter_offset;
