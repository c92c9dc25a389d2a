namespace ActorRelay.Spool.Postgres;

/// <summary>The tables as this version makes them. A later version adds statements, and raises <see cref="Version"/>.</summary>
internal static class PostgresSchema
{
    public const int Version = 1;

    /// <summary>
    /// As in SQLite. Bodies are compressed already, so they are stored as they are.
    /// </summary>
    public const string Create = """
        CREATE TABLE spool_batch (
            id            TEXT PRIMARY KEY,
            dataset       TEXT NOT NULL DEFAULT '',
            source        TEXT NOT NULL DEFAULT '',
            path          TEXT NOT NULL DEFAULT '',
            hash          TEXT NOT NULL DEFAULT '',
            host          TEXT NOT NULL DEFAULT '',
            received      BIGINT NOT NULL DEFAULT 0,
            framed        BIGINT NOT NULL DEFAULT 0,
            pending       BIGINT NOT NULL DEFAULT 0,
            set_aside_to  BIGINT NOT NULL DEFAULT 0,
            quarantined   BIGINT NOT NULL DEFAULT 0,
            chunks        BIGINT NOT NULL,
            bytes         BIGINT NOT NULL,
            copies        BIGINT NOT NULL DEFAULT 0,
            owner         TEXT NOT NULL,
            rubbish_after BIGINT
        );
        CREATE INDEX spool_batch_rubbish ON spool_batch (rubbish_after) WHERE rubbish_after IS NOT NULL;

        CREATE TABLE spool_chunk (
            batch    TEXT NOT NULL,
            number   INTEGER NOT NULL,
            checksum BIGINT NOT NULL,
            body     BYTEA NOT NULL,
            PRIMARY KEY (batch, number)
        );
        ALTER TABLE spool_chunk ALTER COLUMN body SET STORAGE EXTERNAL;

        CREATE TABLE spool_copy (
            batch         TEXT NOT NULL,
            receiver      TEXT NOT NULL,
            received      BIGINT NOT NULL,
            state         TEXT NOT NULL CHECK (state IN ('live', 'waiting', 'claimed')),
            confirmed_to  BIGINT NOT NULL,
            owner         TEXT NOT NULL,
            claimed_until BIGINT NOT NULL,
            fence         BIGINT NOT NULL,
            PRIMARY KEY (batch, receiver)
        );
        CREATE INDEX spool_copy_oldest ON spool_copy (receiver, received, batch);

        CREATE TABLE spool_probe (
            id INTEGER PRIMARY KEY,
            at BIGINT NOT NULL
        );

        CREATE TABLE quarantine (
            number       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            batch        TEXT NOT NULL,
            dataset      TEXT NOT NULL,
            source       TEXT NOT NULL,
            line         BIGINT NOT NULL,
            receiver     TEXT NOT NULL,
            confirmed_to BIGINT NOT NULL,
            reason       TEXT NOT NULL,
            place        BIGINT NOT NULL,
            bytes        BIGINT NOT NULL,
            at           BIGINT NOT NULL,
            replayed     BIGINT,
            content      BYTEA,
            UNIQUE (batch, line, receiver)
        );

        CREATE TABLE journal (
            batch       TEXT PRIMARY KEY,
            hash        TEXT NOT NULL,
            dataset     TEXT NOT NULL,
            source      TEXT NOT NULL,
            path        TEXT NOT NULL,
            address     TEXT NOT NULL,
            received    BIGINT NOT NULL,
            answered    BIGINT NOT NULL,
            bytes       BIGINT NOT NULL,
            outcome     TEXT NOT NULL,
            records     BIGINT,
            first_event BIGINT,
            last_event  BIGINT
        );
        CREATE INDEX journal_received ON journal (received, batch);

        CREATE TABLE journal_receiver (
            batch     TEXT NOT NULL,
            receiver  TEXT NOT NULL,
            confirmed BIGINT NOT NULL,
            resent    BIGINT NOT NULL,
            spooled   BIGINT NOT NULL,
            done      INTEGER NOT NULL,
            PRIMARY KEY (batch, receiver)
        );
        """;
}
