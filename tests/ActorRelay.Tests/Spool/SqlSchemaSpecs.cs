using System.Security.Cryptography;
using System.Text;
using ActorRelay.Spool.Postgres;
using ActorRelay.Spool.Sql;
using ActorRelay.Spool.Sqlite;

namespace ActorRelay.Tests.Spool;

public sealed class SqlSchemaSpecs
{
    /// <summary>
    /// Databases that are in use were made by these texts. Whoever changes one of them adds statements that bring such a
    /// database along, raises the version, and then writes down the new sum.
    /// </summary>
    [Fact]
    public void Should_be_what_its_version_says_to_the_letter()
    {
        Assert.Equal(1, SqlSchema.Version);
        Assert.Equal("96EF337938125A4A76F888EBDEEABDF37D4D0475946B4132C695418E1067F6DD", SumOf(SqliteFile.Schema));
        Assert.Equal("2EBD1A8B8818225DDBEF77512546AC4DE42AA10CE24634B5E03B586847CA7ED1", SumOf(PostgresTables.Schema));
    }

    private static string SumOf(SqlSchema schema) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(schema.Create)));
}
