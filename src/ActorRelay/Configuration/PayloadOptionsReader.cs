using System.Collections.Immutable;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Reads what a Receiver says of its payload: how values are written, their order, how long messages may be.</summary>
internal static class PayloadOptionsReader
{
    private const int LongestMessage = 1 << 30;

    private static readonly ImmutableArray<(string, QuoteStyle)> Quotes =
        [("strings", QuoteStyle.Strings), ("all", QuoteStyle.All)];

    private static readonly ImmutableArray<(string, NestedStyle)> Nested =
        [("bare", NestedStyle.Bare), ("quoted", NestedStyle.Quoted), ("flatten", NestedStyle.Flatten)];

    private static readonly ImmutableArray<(string, NullStyle)> Nulls =
        [("keep", NullStyle.Keep), ("empty", NullStyle.Empty), ("drop", NullStyle.Drop)];

    private static readonly ImmutableArray<(string, EventTimeStyle)> EventTimes =
        [("as-sent", EventTimeStyle.AsSent), ("unix", EventTimeStyle.Unix)];

    public static OutputFormat Read(SettingsSection receiver, OutputFormat format, OutputFormat profile)
    {
        format = format with
        {
            Quote = receiver.Choice("quote", Quotes, profile.Quote),
            Nested = receiver.Choice("nested", Nested, profile.Nested),
            Null = receiver.Choice("null", Nulls, profile.Null),
            EventTimeField = receiver.Choice("event-time-field", EventTimes, profile.EventTimeField),
            First = ReadNames(receiver, "first"),
            MaxMessage = ReadMaxMessage(receiver, profile.MaxMessage),
            Keep = ReadNames(receiver, "keep"),
        };
        if (format.Payload != PayloadStyle.KeyValue)
        {
            foreach (var key in ((string[])["quote", "nested", "null"]).Where(receiver.Has))
            {
                receiver.Warn(key, format.HasParameters
                    ? "this is about payload = key-value, so it does nothing; flatten = true of a route takes arrays and objects apart"
                    : "payload = json has strings, arrays, objects and null of its own, so this does nothing");
            }
        }
        else if (format is { Quote: QuoteStyle.All, Nested: NestedStyle.Bare } && receiver.Has("nested"))
        {
            receiver.Warn("nested", "under quote = all, arrays and objects stand in quotes too, as with nested = quoted");
        }

        if (format.HasParameters)
        {
            CheckParameters(receiver, format);
        }

        if (format.MaxMessage == 0 && !format.Keep.IsEmpty)
        {
            receiver.Warn("keep", "no message is shortened while max-message is 0, so this does nothing");
        }

        return format;
    }

    private static void CheckParameters(SettingsSection receiver, OutputFormat format)
    {
        if (format.HasEventTime && receiver.Has("event-time-field"))
        {
            receiver.Warn("event-time-field", "this payload has a place of its own for the event time, so this does nothing");
        }

        if (format.MaxMessage is > 0 and < ParameterFrame.SmallestLimit)
        {
            receiver.Error("max-message", $"must be 0 for no limit, or at least {ByteSizes.Format(ParameterFrame.SmallestLimit)} with this payload");
        }
    }

    private static FieldNames ReadNames(SettingsSection receiver, string key)
    {
        var names = receiver.Texts(key, FieldNames.Limit).Select(static text => text.Text).ToImmutableArray();
        if (names.Any(static name => name.Length is 0 or > 256))
        {
            receiver.Error(key, "expected names of fields, of 1 to 256 characters");
        }
        else if (names.Distinct().Count() < names.Length)
        {
            receiver.Error(key, "a field is there twice");
        }

        return new FieldNames(names);
    }

    private static int ReadMaxMessage(SettingsSection receiver, int fallback)
    {
        const string key = "max-message";
        var bytes = receiver.Number<long>(key, $"0 for no limit, or {ByteSizes.Allowed}", ByteSizes.TryParse, fallback);
        if (bytes is 0 or (>= Shortening.SmallestLimit and <= LongestMessage))
        {
            return (int)bytes;
        }

        receiver.Error(key, $"must be 0 for no limit, or from {Shortening.SmallestLimit} B to {ByteSizes.Format(LongestMessage)}");
        return 0;
    }
}
