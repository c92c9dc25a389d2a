using System.Text.Json;

namespace ActorRelay.Batches;

/// <summary>What an outcome is called in answers, in status and in names of files: <c>not-confirmed</c>.</summary>
internal static class BatchOutcomeWord
{
    public static string Of(BatchOutcome outcome) => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());
}
