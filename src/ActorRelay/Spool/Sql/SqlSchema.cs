namespace ActorRelay.Spool.Sql;

/// <summary>
/// The tables as this version makes them; databases differ in some words of them. A later version adds statements, and
/// raises <see cref="Version"/>.
/// </summary>
/// <param name="Whole">Type of a whole number of 64 bits.</param>
/// <param name="Counter">Type of a key that the database counts up, and never gives again.</param>
internal sealed record SqlSchema(string Whole, string Bytes, string Counter)
{
    public const int Version = 1;

    /// <summary>What stands behind the columns of a table.</summary>
    public string End { get; init; } = "";

    /// <summary>The same, of a table whose rows are kept by their key.</summary>
    public string EndOfKeyed { get; init; } = "";

    /// <summary>What follows on the table of bodies.</summary>
    public string BehindChunks { get; init; } = "";

    /// <summary>
    /// A batch is garbage while its body still comes (after a time) and once nobody waits for it (at once); its column has an
    /// older word for that. A copy that waits is claimed until 0. Times are milliseconds since 1970.
    /// </summary>
    public string Create => $"""
        CREATE TABLE spool_batch (
            id            TEXT PRIMARY KEY,
            dataset       TEXT NOT NULL DEFAULT '',
            source        TEXT NOT NULL DEFAULT '',
            path          TEXT NOT NULL DEFAULT '',
            hash          TEXT NOT NULL DEFAULT '',
            host          TEXT NOT NULL DEFAULT '',
            received      {Whole} NOT NULL DEFAULT 0,
            framed        {Whole} NOT NULL DEFAULT 0,
            pending       {Whole} NOT NULL DEFAULT 0,
            set_aside_to  {Whole} NOT NULL DEFAULT 0,
            quarantined   {Whole} NOT NULL DEFAULT 0,
            chunks        {Whole} NOT NULL,
            bytes         {Whole} NOT NULL,
            copies        {Whole} NOT NULL DEFAULT 0,
            owner         TEXT NOT NULL,
            rubbish_after {Whole}
        ){End};
        CREATE INDEX spool_batch_rubbish ON spool_batch (rubbish_after) WHERE rubbish_after IS NOT NULL;

        CREATE TABLE spool_chunk (
            batch    TEXT NOT NULL,
            number   INTEGER NOT NULL,
            checksum {Whole} NOT NULL,
            body     {Bytes} NOT NULL,
            PRIMARY KEY (batch, number)
        ){End};{BehindChunks}

        CREATE TABLE spool_copy (
            batch         TEXT NOT NULL,
            receiver      TEXT NOT NULL,
            received      {Whole} NOT NULL,
            state         TEXT NOT NULL CHECK (state IN ('live', 'waiting', 'claimed')),
            confirmed_to  {Whole} NOT NULL,
            owner         TEXT NOT NULL,
            claimed_until {Whole} NOT NULL,
            fence         {Whole} NOT NULL,
            PRIMARY KEY (batch, receiver)
        ){EndOfKeyed};
        CREATE INDEX spool_copy_oldest ON spool_copy (receiver, received, batch);

        CREATE TABLE spool_probe (
            id INTEGER PRIMARY KEY,
            at {Whole} NOT NULL
        ){End};

        CREATE TABLE quarantine (
            number       {Counter},
            batch        TEXT NOT NULL,
            dataset      TEXT NOT NULL,
            source       TEXT NOT NULL,
            line         {Whole} NOT NULL,
            receiver     TEXT NOT NULL,
            confirmed_to {Whole} NOT NULL,
            reason       TEXT NOT NULL,
            place        {Whole} NOT NULL,
            bytes        {Whole} NOT NULL,
            at           {Whole} NOT NULL,
            replayed     {Whole},
            content      {Bytes},
            UNIQUE (batch, line, receiver)
        ){End};

        CREATE TABLE journal (
            batch       TEXT PRIMARY KEY,
            hash        TEXT NOT NULL,
            dataset     TEXT NOT NULL,
            source      TEXT NOT NULL,
            path        TEXT NOT NULL,
            address     TEXT NOT NULL,
            received    {Whole} NOT NULL,
            answered    {Whole} NOT NULL,
            bytes       {Whole} NOT NULL,
            outcome     TEXT NOT NULL,
            records     {Whole},
            first_event {Whole},
            last_event  {Whole}
        ){End};
        CREATE INDEX journal_received ON journal (received, batch);

        CREATE TABLE journal_receiver (
            batch     TEXT NOT NULL,
            receiver  TEXT NOT NULL,
            confirmed {Whole} NOT NULL,
            resent    {Whole} NOT NULL,
            spooled   {Whole} NOT NULL,
            done      INTEGER NOT NULL,
            PRIMARY KEY (batch, receiver)
        ){EndOfKeyed};
        """;
}
