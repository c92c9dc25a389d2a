using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Inspection;

/// <summary>Who has something changed is in the log, with what it came to.</summary>
public sealed class CommandRunnerSpecs : TestKit, ILogger<CommandRunner>
{
    private readonly List<string> _logged = [];
    private readonly TestProbe _inspection;
    private readonly CommandRunner _runner;

    public CommandRunnerSpecs()
    {
        _inspection = CreateTestProbe();
        _runner = new CommandRunner(_inspection.Ref, EdgeTestSettings.Current(), TimeProvider.System, this);
    }

    [Fact]
    public async Task Should_log_what_is_not_done()
    {
        Assert.IsType<InspectionResult.Error>(await PurgeAsync(new SpoolProtocol.NotThere("no such dataset"), CancellationToken.None));

        Assert.Equal(["HTTP from 10.0.0.1: relay quarantine purge --yes true: not done: no such dataset"], _logged);
    }

    [Fact]
    public async Task Should_log_that_nobody_knows_whether_it_is_done_when_the_actors_do_not_answer()
    {
        Assert.IsType<InspectionResult.Error>(
            await PurgeAsync(new Status.Failure(new AskTimeoutException("late")), CancellationToken.None));

        Assert.Equal(
            ["HTTP from 10.0.0.1: relay quarantine purge --yes true: not known, it may still be done: the relay's actors do not answer"],
            _logged);
    }

    /// <summary>Whatever the door, it is an answer with an error in it.</summary>
    [Fact]
    public async Task Should_answer_what_nobody_thought_of_with_an_error()
    {
        var answer = Assert.IsType<InspectionResult.Error>(
            await PurgeAsync(new Status.Failure(new InvalidOperationException("what nobody thought of")), CancellationToken.None));

        Assert.Equal((InspectionResult.Fault, true), (answer.Status, answer.MayBeDone));
        Assert.Contains("what nobody thought of", answer.Text, StringComparison.Ordinal);
        Assert.Equal("relay quarantine purge failed", _logged[0]);
    }

    [Fact]
    public async Task Should_log_it_though_who_asked_has_gone()
    {
        using var gone = new CancellationTokenSource();
        var purging = PurgeAsync(null, gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => purging);

        Assert.StartsWith(
            "HTTP from 10.0.0.1: relay quarantine purge --yes true: not known, it may still be done: ",
            Assert.Single(_logged),
            StringComparison.Ordinal);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        Microsoft.Extensions.Logging.LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => _logged.Add(formatter(state, exception));

    private async Task<InspectionResult> PurgeAsync(object? answer, CancellationToken cancellation)
    {
        var running = _runner.RunAsync(
            InspectionCommands.Find("quarantine purge")!,
            [],
            new Dictionary<string, string> { ["yes"] = "true" },
            "HTTP from 10.0.0.1",
            cancellation);
        await _inspection.ExpectMsgAsync<SpoolProtocol.IQuestion>();
        if (answer is not null)
        {
            _inspection.Reply(answer);
        }

        return await running;
    }
}
