using System.Collections.Immutable;
using ActorRelay.Configuration;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary>
/// Every door runs commands by way of this: it refuses what a command does not take, logs who changes something, and makes an
/// error of what goes wrong.
/// </summary>
/// <param name="inspection"><c>/user/inspection</c>.</param>
/// <param name="settings">Those in force, for what readiness means and what is not shown.</param>
/// <param name="time">For times that a question leaves out.</param>
/// <param name="stopping">The relay stops.</param>
internal sealed partial class CommandRunner(
    IActorRef inspection, CurrentSettings settings, TimeProvider time, ILogger<CommandRunner> log, CancellationToken stopping = default)
{
    private static readonly IReadOnlyDictionary<string, string> NoOptions = ImmutableDictionary<string, string>.Empty;

    /// <param name="command">What is to be done.</param>
    /// <param name="arguments">The words behind its name.</param>
    /// <param name="options">By their names, without dashes; a flag that was given is <c>true</c>.</param>
    /// <param name="by">Who asks, for the log: a door and an address.</param>
    /// <param name="cancellation">Who asks has gone.</param>
    public async Task<InspectionResult> RunAsync(
        InspectionCommand command,
        ImmutableArray<string> arguments,
        IReadOnlyDictionary<string, string> options,
        string by,
        CancellationToken cancellation)
    {
        if (command.Slip(arguments, options) is { } slip)
        {
            return new InspectionResult.Error(InspectionResult.Wrong, slip);
        }

        if (!command.Changes)
        {
            return await RunAsync(command, Call(arguments, options, cancellation));
        }

        var words = SettingsText.OneLine(
            string.Join(' ', [command.Name, .. arguments, .. options.Select(option => $"--{option.Key} {option.Value}")]));
        InspectionResult result;
        try
        {
            result = await RunAsync(command, Call(arguments, options, cancellation));
        }
        catch (Exception e)
        {
            LogChange(by, words, $"not known, it may still be done: {e.Message}");
            throw;
        }

        LogChange(by, words, result switch
        {
            InspectionResult.Error { MayBeDone: true } error => $"not known, it may still be done: {error.Text}",
            InspectionResult.Error error => $"not done: {error.Text}",
            _ => "done",
        });
        return result;
    }

    /// <summary>What nobody thought of is an error of the command, whatever the door.</summary>
    private async Task<InspectionResult> RunAsync(InspectionCommand command, InspectionCall call)
    {
        try
        {
            return await command.Run(call);
        }
        catch (InspectionRefusedException refused)
        {
            return new InspectionResult.Error(refused.Status, refused.Message) { MayBeDone = refused.MayBeDone };
        }
        catch (Exception e) when (!call.Cancellation.IsCancellationRequested)
        {
            LogFault(command.Name, e);
            return new InspectionResult.Error(InspectionResult.Fault, $"a fault of the relay, the log has it: {e.Message}") { MayBeDone = command.Changes };
        }
    }

    /// <summary>What the whole relay says of itself.</summary>
    public Task<InspectionProtocol.StatusReport> StatusAsync(CancellationToken cancellation) =>
        Call([], NoOptions, cancellation).AskAsync<InspectionProtocol.StatusReport>(InspectionProtocol.GetStatus.Instance);

    /// <summary>Whether the edge can answer 200 now, and what is degraded.</summary>
    public async Task<Readiness> ReadinessAsync(CancellationToken cancellation) =>
        Readiness.Of(await StatusAsync(cancellation), settings.Now.Routes);

    private InspectionCall Call(
        ImmutableArray<string> arguments, IReadOnlyDictionary<string, string> options, CancellationToken cancellation) =>
        new(inspection, settings.Now.Routes, time, arguments, options, cancellation) { Stopping = stopping };

    [LoggerMessage(202, LogLevel.Error, "relay {Command} failed")]
    private partial void LogFault(string command, Exception e);

    [LoggerMessage(201, LogLevel.Information, "{By}: relay {Words}: {Outcome}")]
    private partial void LogChange(string by, string words, string outcome);
}
