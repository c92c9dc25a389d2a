namespace ActorRelay.Spool.Sqlite;

/// <summary>The tables as this version makes them. A later version adds statements, and raises <see cref="Version"/>.</summary>
internal static class SqliteSchema
{
    public const int Version = 1;

    /// <summary>Tells a database of the relay from that of another program: "RLAY".</summary>
    public const int ApplicationId = 0x524C4159;

    /// <summary>
    /// A batch is rubbish while its body still comes (after a time) and once nobody waits for it (at once). A copy that
    /// waits is claimed until 0. Times are milliseconds since 1970.
    /// </summary>
    public const string Create = """
        CREATE TABLE spool_batch (
            id            TEXT PRIMARY KEY,
            dataset       TEXT NOT NULL DEFAULT '',
            source        TEXT NOT NULL DEFAULT '',
            path          TEXT NOT NULL DEFAULT '',
            hash          TEXT NOT NULL DEFAULT '',
            host          TEXT NOT NULL DEFAULT '',
            received      INTEGER NOT NULL DEFAULT 0,
            framed        INTEGER NOT NULL DEFAULT 0,
            pending       INTEGER NOT NULL DEFAULT 0,
            set_aside_to  INTEGER NOT NULL DEFAULT 0,
            quarantined   INTEGER NOT NULL DEFAULT 0,
            chunks        INTEGER NOT NULL,
            bytes         INTEGER NOT NULL,
            copies        INTEGER NOT NULL DEFAULT 0,
            owner         TEXT NOT NULL,
            rubbish_after INTEGER
        ) STRICT;
        CREATE INDEX spool_batch_rubbish ON spool_batch (rubbish_after) WHERE rubbish_after IS NOT NULL;

        CREATE TABLE spool_chunk (
            batch    TEXT NOT NULL,
            number   INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            body     BLOB NOT NULL,
            PRIMARY KEY (batch, number)
        ) STRICT;

        CREATE TABLE spool_copy (
            batch         TEXT NOT NULL,
            receiver      TEXT NOT NULL,
            received      INTEGER NOT NULL,
            state         TEXT NOT NULL CHECK (state IN ('live', 'waiting', 'claimed')),
            confirmed_to  INTEGER NOT NULL,
            owner         TEXT NOT NULL,
            claimed_until INTEGER NOT NULL,
            fence         INTEGER NOT NULL,
            PRIMARY KEY (batch, receiver)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX spool_copy_oldest ON spool_copy (receiver, received, batch);

        CREATE TABLE spool_probe (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE quarantine (
            number       INTEGER PRIMARY KEY AUTOINCREMENT,
            batch        TEXT NOT NULL,
            dataset      TEXT NOT NULL,
            source       TEXT NOT NULL,
            line         INTEGER NOT NULL,
            receiver     TEXT NOT NULL,
            confirmed_to INTEGER NOT NULL,
            reason       TEXT NOT NULL,
            place        INTEGER NOT NULL,
            bytes        INTEGER NOT NULL,
            at           INTEGER NOT NULL,
            replayed     INTEGER,
            content      BLOB,
            UNIQUE (batch, line, receiver)
        ) STRICT;

        CREATE TABLE journal (
            batch       TEXT PRIMARY KEY,
            hash        TEXT NOT NULL,
            dataset     TEXT NOT NULL,
            source      TEXT NOT NULL,
            path        TEXT NOT NULL,
            address     TEXT NOT NULL,
            received    INTEGER NOT NULL,
            answered    INTEGER NOT NULL,
            bytes       INTEGER NOT NULL,
            outcome     TEXT NOT NULL,
            records     INTEGER,
            first_event INTEGER,
            last_event  INTEGER
        ) STRICT;
        CREATE INDEX journal_received ON journal (received, batch);

        CREATE TABLE journal_receiver (
            batch     TEXT NOT NULL,
            receiver  TEXT NOT NULL,
            confirmed INTEGER NOT NULL,
            resent    INTEGER NOT NULL,
            spooled   INTEGER NOT NULL,
            done      INTEGER NOT NULL,
            PRIMARY KEY (batch, receiver)
        ) STRICT, WITHOUT ROWID;
        """;
}
