namespace ActorRelay.Records.Shaping;

/// <summary>Why a <c>where</c> cannot be read.</summary>
/// <param name="Column">Which character of it, from 1; one behind the last when something is missing at the end.</param>
/// <param name="Message">What is wrong there and what would be right.</param>
internal readonly record struct WhereError(int Column, string Message);
