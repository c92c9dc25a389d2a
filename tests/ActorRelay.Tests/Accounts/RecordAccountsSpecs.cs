using ActorRelay.Accounts;

namespace ActorRelay.Tests.Accounts;

public sealed class RecordAccountsSpecs
{
    private static readonly RecordCounts One = new() { Received = 1 };

    [Fact]
    public void Should_keep_a_bounded_number_of_names_and_every_record()
    {
        var accounts = new RecordAccounts(name => name == "ours");
        for (var i = 0; i < RecordAccounts.Capacity + 500; i++)
        {
            accounts.Post($"made-up-{i}", One);
            accounts.Post($"made-up-{i}", One);
        }

        accounts.Post("ours", One);
        accounts.Post("http_requests", One);

        var books = accounts.Snapshot();
        Assert.Equal(RecordAccounts.Capacity + 3, books.Count);
        Assert.Equal(1000, books[RecordAccounts.Others].Received);
        Assert.Equal(1, books["ours"].Received);
        Assert.Equal(1, books["http_requests"].Received);
        Assert.Equal(2, books["made-up-0"].Received);
        Assert.Equal((RecordAccounts.Capacity + 500) * 2 + 2, books.Values.Sum(of => of.Received));
        Assert.Equal(2, accounts.ReceivedOf("made-up-0"));
        Assert.Equal(0, accounts.ReceivedOf("unheard-of"));
    }

    /// <summary>What is in quarantine goes down when it is purged, and what earlier runs put there did not come now.</summary>
    [Fact]
    public void Should_count_for_good_what_was_put_into_quarantine()
    {
        var accounts = new RecordAccounts();
        accounts.Post("dns_logs", new RecordCounts { Restored = 5, Quarantined = 5 });
        accounts.Post("dns_logs", new RecordCounts { Quarantined = 3, InFlight = -3 });
        accounts.Post("dns_logs", new RecordCounts { Quarantined = -8, Evicted = 8 });
        accounts.Post("dns_logs", new RecordCounts { Quarantined = 2, InFlight = -2 });
        accounts.Post("audit_logs", One);

        Assert.Equal([new("dns_logs", 5)], accounts.SetAside());
        Assert.Equal(2, accounts.Snapshot()["dns_logs"].Quarantined);
    }

    [Fact]
    public void Should_not_take_other_spellings_of_a_known_name_for_known()
    {
        var accounts = new RecordAccounts();
        for (var i = 0; i < 2 * RecordAccounts.Capacity; i++)
        {
            accounts.Post(Spelling("network_analytics_logs", i), One);
        }

        Assert.Equal(RecordAccounts.Capacity + 2, accounts.Snapshot().Count);
    }

    /// <summary>The name with capitals where a number has ones; 0 is the name itself.</summary>
    internal static string Spelling(string name, int number)
    {
        var letters = 0;
        return string.Concat(name.Select(c => char.IsLetter(c) && (number >> letters++ & 1) != 0 ? char.ToUpperInvariant(c) : c));
    }
}
