using System.Globalization;
using ActorRelay.Spool;
using ActorRelay.Spool.Postgres;
using ActorRelay.Spool.Sqlite;

namespace ActorRelay.Tests.Spool;

/// <summary>A program that spools until it is killed, and writes down what it was told is on disk.</summary>
internal static class PutUntilKilled
{
    private const int Putters = 8;
    private const int LargestBody = 5 << 19;

    /// <summary>How long the body is that goes with a number: most are small.</summary>
    public static int LengthOf(int number) => number % 10 == 0 ? new Random(number).Next(LargestBody) : 200 + number % 1000;

    /// <param name="arguments">
    /// <c>sqlite</c> or <c>postgresql</c>, the address of the store, and the file that gets a line for each put.
    /// </param>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var kind, var address, var file])
        {
            await Console.Error.WriteLineAsync("this is a test project: dotnet test");
            return 2;
        }

        var options = new SpoolOptions { Owner = "relay-1", MinFreeShare = 0 };
        var opening = kind == "sqlite"
            ? await SqliteDatabase.OpenAsync(address, options)
            : await PostgresDatabase.OpenAsync(address, options);
        await using var acknowledged = File.AppendText(file);
        acknowledged.AutoFlush = true;
        var numbers = 0;
        await Task.WhenAll(Enumerable.Range(0, Putters).Select(async _ =>
        {
            while (true)
            {
                var number = Interlocked.Increment(ref numbers);
                await opening.Store.PutAsync(number, LengthOf(number));
                lock (acknowledged)
                {
                    acknowledged.WriteLine(number.ToString(CultureInfo.InvariantCulture));
                }
            }
        }));
        return 0;
    }
}
