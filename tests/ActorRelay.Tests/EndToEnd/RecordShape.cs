namespace ActorRelay.Tests.EndToEnd;

/// <summary>The fields of one dataset's records.</summary>
internal sealed record RecordShape(string Dataset, IReadOnlyList<(string Name, FieldKind Kind)> Fields)
{
    /// <summary>Datasets of every form: narrow and wide, flat and nested, with every kind of event time.</summary>
    public static readonly IReadOnlyList<RecordShape> All =
    [
        Shape(
            "http_requests",
            "EdgeStartTimestamp:Time ClientIP:Address ClientRequestHost:Word ClientRequestMethod:Word "
            + "ClientRequestURI:Text ClientRequestUserAgent:Text EdgeResponseStatus:Integer RayID:LongInteger "
            + "Cookies:Object RequestHeaders:Object BotDetectionIDs:Integers BotTags:Texts BotScore:Integer "
            + "EdgeResponseCompressionRatio:Number CacheTieredFill:Boolean ClientLatitude:Word JA4Signals:Object "
            + "Subrequests:Objects OriginResponseTime:LongInteger WAFMatchedVar:Text ZoneName:Word"),
        Shape(
            "firewall_events",
            "Action:Word ClientASN:Integer ClientASNDescription:Text ClientCountry:Word ClientIP:Address "
            + "ClientRequestQuery:Text Datetime:Time Description:Text EdgeResponseStatus:Integer Kind:Word "
            + "MatchIndex:Integer Metadata:Object RayID:Word RuleID:Word Source:Word ContentScanObjSizes:Integers"),
        Shape(
            "gateway_http",
            "AccountID:Word Action:Word ApplicationIDs:Integers ApplicationNames:Texts CategoryIDs:Integers "
            + "CategoryNames:Texts Datetime:Time DestinationIP:Address DestinationPort:Integer DeviceID:Word "
            + "DeviceName:Text DownloadedFileNames:Texts Email:Text FileInfo:Object HTTPStatusCode:Integer "
            + "IsIsolated:Boolean PolicyID:Word PolicyName:Text ProxyEndpoint:Anything Referer:Text SourceIP:Address "
            + "URL:Text UserAgent:Text UserID:Word VirtualNetworkID:Word"),
        Shape(
            "gateway_dns",
            "Datetime:Time DeviceName:Text QueryName:Word QueryType:Integer RData:Objects ResourceRecords:Objects "
            + "ResourceRecordsJSON:JsonText SrcIP:Address UserEmail:Text MatchedCategoryNames:Texts Policy:Anything"),
        Shape(
            "zero_trust_network_sessions",
            "SessionStartTime:Time AccountID:Word BytesReceived:LongInteger BytesSent:LongInteger Email:Text "
            + "OriginIP:Address OriginPort:Integer SNI:Text SessionID:Word DeviceName:Text VirtualNetworkID:Word"),
        Shape(
            "audit_logs",
            "ActionResult:Boolean ActionType:Text ActorEmail:Text ActorIP:Address ID:Word Interface:Word "
            + "Metadata:Object NewValue:Anything OldValue:Anything OwnerID:Word ResourceID:Word When:Time"),
        Shape("dns_logs", "Timestamp:Time ColoCode:Word QueryName:Word ResponseCached:Boolean ResponseCode:Integer SourceIP:Address"),
        Shape(
            "workers_trace_events",
            "EventTimestampMs:Milliseconds Event:Object EventType:Word Exceptions:Objects Logs:Objects Outcome:Word "
            + "ScriptName:Text ScriptTags:Texts CPUTimeMs:Number"),
        Shape(
            "access_requests",
            "Action:Word Allowed:Boolean CreatedAt:Time Email:Text IPAddress:Address RayID:LongInteger "
            + "cf.bot score:Integer 利用者:Text TemporaryAccessApprovers:Texts"),
    ];

    /// <summary><c>Name:Kind Name:Kind ...</c>; a name may have blanks in it.</summary>
    private static RecordShape Shape(string dataset, string fields)
    {
        var read = new List<(string, FieldKind)>();
        for (var rest = fields; rest.Length > 0;)
        {
            var colon = rest.IndexOf(':');
            var end = rest.IndexOf(' ', colon);
            end = end < 0 ? rest.Length : end;
            read.Add((rest[..colon], Enum.Parse<FieldKind>(rest[(colon + 1)..end])));
            rest = rest[end..].TrimStart();
        }

        return new RecordShape(dataset, read);
    }
}
