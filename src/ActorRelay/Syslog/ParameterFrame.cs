using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace ActorRelay.Syslog;

/// <summary>What stands before and behind the parameters of a dataset's records, and which names are the payload's own.</summary>
internal sealed class ParameterFrame
{
    /// <summary>More than what stands before and behind them takes, and the parameters that every record has.</summary>
    public const int Longest = 1024;

    /// <summary>The smallest <c>max-message</c> under which the longest header and this fit, and something else.</summary>
    public const int SmallestLimit = 1024;

    /// <summary>
    /// SD-ID of all datasets, so that a Receiver's rules for one fit all: mmpstrucdata reads none over 32 characters, and names of
    /// datasets are longer. The relay has no private enterprise number; 32473 is nobody's, being kept for examples (RFC 5612).
    /// </summary>
    public const string StructuredDataId = "cloudflare@32473";

    private const int LongestAction = 64;

    /// <summary>Short, and the same for all events of a kind; <c>|</c>, <c>\</c> and <c>=</c> are read wrong by some.</summary>
    private static readonly FrozenDictionary<string, string> EventNames = new Dictionary<string, string>
    {
        ["access_requests"] = "Access request",
        ["audit_logs"] = "Audit log",
        ["firewall_events"] = "Firewall event",
        ["gateway_dns"] = "Gateway DNS query",
        ["gateway_http"] = "Gateway HTTP request",
        ["gateway_network"] = "Gateway network session",
        ["http_requests"] = "HTTP request",
        ["zero_trust_network_sessions"] = "Zero Trust network session",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly PayloadStyle _payload;
    private readonly byte[] _opening;
    private readonly byte[] _name;
    private readonly byte[] _closing = [];

    public ParameterFrame(PayloadStyle payload, string dataset)
    {
        _payload = payload;
        Dataset = Encoding.ASCII.GetBytes(dataset);
        _name = Encoding.ASCII.GetBytes($"|{EventNames.GetValueOrDefault(dataset, dataset.Replace('_', ' '))}|");
        switch (payload)
        {
            case PayloadStyle.Cef:
                _opening = [.. "CEF:0|Cloudflare|Logpush|1|"u8, .. Dataset];
                (Standard, Reserved) = (CefKeys.Of(dataset), CefKeys.Reserved);
                FixedKey = ([.. "cat"u8], false);
                break;
            case PayloadStyle.Leef:
                _opening = [.. "LEEF:1.0|Cloudflare|Logpush|1|"u8, .. Dataset, (byte)'|'];
                (Standard, Reserved) = (LeefKeys.Of(dataset), LeefKeys.Reserved);
                FixedKey = ([.. "sev"u8], true);
                break;
            default:
                _opening = Encoding.ASCII.GetBytes($"[{StructuredDataId} ");
                _closing = [.. "] "u8, .. Dataset];
                (Standard, Reserved) = ([], ["dataset"]);
                FixedKey = ([.. "dataset"u8], false);
                break;
        }
    }

    /// <summary>The dataset's name.</summary>
    public byte[] Dataset { get; }

    /// <summary>The keys of the standard that fields go to.</summary>
    public ImmutableArray<StandardKey> Standard { get; }

    /// <summary>Names that no field may have.</summary>
    public ImmutableArray<string> Reserved { get; }

    /// <summary>Where the event time goes; nothing where it is a field like others.</summary>
    public ReadOnlySpan<byte> TimeKey => _payload switch
    {
        PayloadStyle.Cef => "rt"u8,
        PayloadStyle.Leef => "devTime"u8,
        _ => default,
    };

    /// <summary>What every record has beside that, and whether it is the severity, or the dataset.</summary>
    public (byte[] Key, bool IsSeverity) FixedKey { get; }

    /// <summary>Writes what stands before the parameters.</summary>
    /// <param name="text">Where it goes.</param>
    /// <param name="severity">0 to 7.</param>
    /// <param name="action">What was done, which with the dataset is the kind of event; may be empty.</param>
    public void Open(ParameterText text, int severity, ReadOnlySpan<byte> action)
    {
        text.Append(_opening);
        if (_payload != PayloadStyle.Cef)
        {
            return;
        }

        AppendAction(text, action[..Math.Min(action.Length, LongestAction)]);
        text.Append(_name);
        text.Append(EventSeverity.Of(severity));

        // liblognorm takes the first letter of a name that follows at once for this blank; all others skip it.
        text.Append("| "u8);
    }

    /// <summary>Writes what stands behind them.</summary>
    public void Close(ParameterText text) => text.Append(_closing);

    private static void AppendAction(ParameterText text, ReadOnlySpan<byte> action)
    {
        if (action.IsEmpty)
        {
            return;
        }

        text.Append((byte)':');
        foreach (var value in action)
        {
            if ((value & 0xC0) != 0x80)
            {
                text.Append(char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' ? value : (byte)'_');
            }
        }
    }
}
