using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary>One use of a command: what was asked, and what the handler may ask in turn.</summary>
/// <param name="Inspection"><c>/user/inspection</c>, which answers or forwards every question.</param>
/// <param name="Routes">All of them, for what readiness means and what is not shown.</param>
/// <param name="Time">For times that a question leaves out.</param>
/// <param name="Arguments">The words behind its name, as many as the command takes.</param>
/// <param name="Options">By their names; a flag that was given is <c>true</c>.</param>
/// <param name="Cancellation">Who asked has gone.</param>
internal sealed record InspectionCall(
    IActorRef Inspection,
    ImmutableArray<RouteSettings> Routes,
    TimeProvider Time,
    ImmutableArray<string> Arguments,
    IReadOnlyDictionary<string, string> Options,
    CancellationToken Cancellation)
{
    /// <summary>The relay stops, so an answer that goes on for long is to end.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>For what the actors have at hand.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public string? Option(string name) => Options.GetValueOrDefault(name);

    public bool Has(string flag) => Options.GetValueOrDefault(flag) == "true";

    /// <summary>Asks, and gives the answer as it is.</summary>
    public async Task<InspectionResult> ReportAsync<T>(object question, Func<T, ReportRows>? rows = null, TimeSpan? patience = null)
        where T : class
    {
        var report = await AskAsync<T>(question, patience ?? Patience);
        return InspectionResult.Of(report, rows is null ? null : () => rows(report));
    }

    public Task<T> AskAsync<T>(object question)
        where T : class => AskAsync<T>(question, Patience);

    /// <exception cref="InspectionRefusedException">There is no such answer.</exception>
    public async Task<T> AskAsync<T>(object question, TimeSpan patience)
        where T : class
    {
        object answer;
        try
        {
            answer = await Inspection.Ask<object>(question, patience, Cancellation);
        }
        catch (AskTimeoutException e)
        {
            answer = new Status.Failure(e);
        }

        return answer switch
        {
            T report => report,
            Status.Failure { Cause: AskTimeoutException } =>
                throw new InspectionRefusedException(InspectionResult.NotNow, "the relay's actors do not answer") { MayBeDone = true },
            Status.Failure failure => throw failure.Cause,
            SpoolProtocol.Unavailable unavailable => throw new InspectionRefusedException(InspectionResult.NotNow, unavailable.Reason),
            SpoolProtocol.NotThere notThere => throw new InspectionRefusedException(InspectionResult.NotFound, notThere.Error),
            ReceiversProtocol.NotThere noReceiver => throw new InspectionRefusedException(InspectionResult.NotFound, noReceiver.Error),
            SpoolProtocol.NotSure { Loss: var loss } => throw new InspectionRefusedException(
                InspectionResult.NotSure, $"nothing was done: this deletes {loss}; with --yes (?yes=true) it is"),
            _ => throw new InspectionRefusedException(
                InspectionResult.Fault, $"{question.GetType().Name} is answered by {answer.GetType().Name}"),
        };
    }
}

/// <summary>A command cannot be done as it was asked for.</summary>
/// <param name="status">As HTTP has them.</param>
/// <param name="error">Why, to be shown.</param>
internal sealed class InspectionRefusedException(int status, string error) : Exception(error)
{
    public int Status => status;

    /// <summary>Nobody said that it is not done: it was asked for, and may be done later.</summary>
    public bool MayBeDone { get; init; }
}
