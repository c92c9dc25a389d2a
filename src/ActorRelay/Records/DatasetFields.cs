namespace ActorRelay.Records;

/// <summary>
/// Names of the datasets' top-level fields, from Cloudflare's reference (November 2026). Recognition and warnings read them: a
/// field that is missing here is passed on like any other.
/// </summary>
internal static class DatasetFields
{
    public const string AccessRequests = """
        Action Allowed AppDomain AppUUID Connection Country CreatedAt Email IPAddress PurposeJustificationPrompt
        PurposeJustificationResponse RayID TemporaryAccessApprovers TemporaryAccessDuration UserUID
        """;

    public const string AccountAbuseProtectionEvents = """
        AuthenticationIdentityProvider AuthenticationMethod AuthenticationStatus BotScore ClientASN ClientCity
        ClientCountry ClientIP Email EphemeralID EventSource EventType FraudEmailRisk Host JA4 RayID Timestamp
        UserAgent UserID
        """;

    public const string AuditLogs = """
        ActionResult ActionType ActorEmail ActorID ActorIP ActorType ID Interface Metadata NewValue OldValue OwnerID
        ResourceID ResourceType When
        """;

    public const string AuditLogsV2 = """
        AccountID AccountName ActionDescription ActionResult ActionTimestamp ActionType ActorContext ActorEmail
        ActorID ActorIPAddress ActorTokenDetails ActorType AuditLogID Raw ResourceID ResourceProduct ResourceRequest
        ResourceResponse ResourceScope ResourceType ResourceValue ZoneID ZoneName
        """;

    public const string BisoUserActions = """
        AccountID Decision DomainName Metadata Timestamp Type URL UserEmail UserID
        """;

    public const string CasbFindings = """
        AssetDisplayName AssetExternalID AssetLink AssetMetadata DetectedTimestamp FindingTypeDisplayName
        FindingTypeID FindingTypeSeverity InstanceID IntegrationDisplayName IntegrationID IntegrationPolicyVendor
        """;

    public const string DevicePostureResults = """
        ClientVersion DeviceID DeviceManufacturer DeviceModel DeviceName DeviceSerialNumber DeviceType Email
        OSVersion PolicyID PostureCheckName PostureCheckType PostureEvaluatedResult PostureExpectedJSON
        PostureReceivedJSON RegistrationID Timestamp UserUID
        """;

    public const string DexApplicationTests = """
        AccountID ClientPlatform ClientVersion ColoCode DeviceID DeviceRegistrationID ExecutionContext
        HTTPClientIPASN HTTPClientIPASO HTTPClientIPAddress HTTPClientIPCity HTTPClientIPCountryISO
        HTTPClientIPNetmask HTTPClientIPStateISO HTTPClientIPVersion HTTPClientIPZip HTTPConnectEndMs
        HTTPConnectStartMs HTTPDomainLookupEndMs HTTPDomainLookupStartMs HTTPErrorMessage HTTPMethod
        HTTPRequestStartMs HTTPResponseBodyBytes HTTPResponseEndMs HTTPResponseHeaderBytes HTTPResponseStartMs
        HTTPSecureConnectionStartMs HTTPServerIPASN HTTPServerIPASO HTTPServerIPAddress HTTPServerIPCity
        HTTPServerIPCountryISO HTTPServerIPNetmask HTTPServerIPStateISO HTTPServerIPVersion HTTPServerIPZip
        HTTPStatusCode HTTPURL TestID TestType Timestamp TracerouteDestinationHostname TracerouteDestinationIPASN
        TracerouteDestinationIPASO TracerouteDestinationIPAddress TracerouteDestinationIPCity
        TracerouteDestinationIPCountryISO TracerouteDestinationIPNetmask TracerouteDestinationIPStateISO
        TracerouteDestinationIPVersion TracerouteDestinationIPZip TracerouteDurationMs TracerouteHops
        TracerouteMaxTTL TracerouteProtocol TracerouteSize TracerouteSourceIPASN TracerouteSourceIPASO
        TracerouteSourceIPAddress TracerouteSourceIPCity TracerouteSourceIPCountryISO TracerouteSourceIPNetmask
        TracerouteSourceIPStateISO TracerouteSourceIPVersion TracerouteSourceIPZip TracerouteStatus
        TracerouteTimeEnd TracerouteVersion TunnelType UserEmail UserID
        """;

    public const string DexDeviceStateEvents = """
        AccountID AlwaysOn AppFirewallEnabled BatteryCharging BatteryCycles BatteryPercentage CPUPercentage
        CPUPercentageByApp ClientPlatform ClientVersion ConnectionType DeviceID DeviceIPv4Address DeviceIPv4Netmask
        DeviceIPv6Address DeviceIPv6Netmask DeviceRegistrationID DeviceRegistrationProfileID DiskReadBPS
        DiskUsagePercentage DiskWriteBPS DoHSubdomain ExperimentalExtra FirewallEnabled GatewayIPv4Address
        GatewayIPv4Netmask GatewayIPv6Address GatewayIPv6Netmask HandshakeLatencyMs ISPIPv4ASN ISPIPv4ASO
        ISPIPv4Address ISPIPv4City ISPIPv4CountryISO ISPIPv4Netmask ISPIPv4StateISO ISPIPv4Zip ISPIPv6ASN ISPIPv6ASO
        ISPIPv6Address ISPIPv6City ISPIPv6CountryISO ISPIPv6Netmask ISPIPv6StateISO ISPIPv6Zip Mode
        NetworkReceivedBPS NetworkSSID NetworkSentBPS RAMAvailableKB RAMUsedPercentage RAMUsedPercentageByApp Status
        SwitchLocked Timestamp TunnelStatsDownstream TunnelStatsUpstream TunnelType WarpColoCode WiFiStrengthDBM
        """;

    public const string DlpForensicCopies = """
        AccountID Datetime ForensicCopyID GatewayRequestID Headers Payload Phase TriggeredRuleID
        """;

    public const string DnsFirewallLogs = """
        ClientResponseCode ClusterID ColoCode EDNSSubnet EDNSSubnetLength QueryDO QueryName QueryRD QuerySize
        QueryTCP QueryType ResponseCached ResponseCachedStale ResponseReason SourceIP Timestamp UpstreamIP
        UpstreamResponseCode UpstreamResponseTimeMs
        """;

    public const string DnsLogs = """
        ColoCode EDNSSubnet EDNSSubnetLength QueryName QueryType ResponseCached ResponseCode SourceIP Timestamp
        """;

    public const string EmailSecurityAlerts = """
        AlertID AlertReasons Attachments BCC CC CCName DKIMResult DMARCPolicy DMARCResult FinalDisposition From
        FromName Links MessageDeliveryMode MessageID Origin OriginalSender ReplyTo ReplyToName SMTPEnvelopeFrom
        SMTPEnvelopeTo SMTPHeloServerIP SMTPHeloServerIPAsName SMTPHeloServerIPAsNumber SMTPHeloServerIPGeo
        SMTPHeloServerName SPFResult Subject ThreatCategories Timestamp To ToName
        """;

    public const string EmailSecurityPostDeliveryEvents = """
        AlertID CompletedAt Destination FinalDisposition Folder From FromName MessageID MessageTimestamp
        MicrosoftTenantID Operation PostfixID Reasons Recipient RequestedAt RequestedBy RequestedDisposition Status
        Subject Success To
        """;

    public const string FirewallEvents = """
        AISecurityCustomTopicCategories AISecurityInjectionScore AISecurityPIICategories AISecurityTokenCount
        AISecurityUnsafeTopicCategories Action ClientASN ClientASNDescription ClientCountry ClientIP
        ClientIPClass ClientRefererHost ClientRefererPath ClientRefererQuery ClientRefererScheme
        ClientRequestHost ClientRequestMethod ClientRequestPath ClientRequestProtocol ClientRequestQuery
        ClientRequestScheme ClientRequestUserAgent ContentScanObjResults ContentScanObjSizes ContentScanObjTypes
        Datetime Description EdgeColoCode EdgeResponseStatus FirewallForAIInjectionScore
        FirewallForAIPIICategories FirewallForAITokenCount FirewallForAIUnsafeTopicCategories FraudUserID Kind
        LeakedCredentialCheckResult MatchIndex Metadata OriginResponseStatus OriginatorRayID RayID Ref RuleID
        Source WAFRequestSignatureCategories WAFRequestSignatureRefs ZoneName
        """;

    public const string GatewayDns = """
        AccountID Action ApplicationID ApplicationName AppliedMaxTTL AuthoritativeNameServerIPs CNAMECategoryIDs
        CNAMECategoryNames CNAMEs CNAMEsReversed ColoCode ColoID CustomResolveDurationMs CustomResolverAddress
        CustomResolverPolicyID CustomResolverPolicyName CustomResolverResponse Datetime DeviceID DeviceName
        DoHSubdomain DoTSubdomain DstIP DstPort EDEErrors Email InitialCategoryIDs InitialCategoryNames
        InitialResolvedIPs InternalDNSDurationMs InternalDNSFallbackStrategy InternalDNSRCode InternalDNSViewID
        InternalDNSZoneID IsResponseCached Location LocationID MatchedCategoryIDs MatchedCategoryNames
        MatchedIndicatorFeedIDs MatchedIndicatorFeedNames Policy PolicyID PolicyName Protocol QueryApplicationIDs
        QueryApplicationNames QueryCategoryIDs QueryCategoryNames QueryID QueryIndicatorFeedIDs
        QueryIndicatorFeedNames QueryName QueryNameReversed QuerySize QueryType QueryTypeName RCode RData
        RedirectTargetURI RegistrationID RequestContextCategoryIDs RequestContextCategoryNames ResolvedIPCategoryIDs
        ResolvedIPCategoryNames ResolvedIPContinentCodes ResolvedIPCountryCodes ResolvedIPs ResolverDecision
        ResolverPolicyID ResolverPolicyName ResourceRecords ResourceRecordsJSON ResponseTimeMs SrcIP
        SrcIPContinentCode SrcIPCountryCode SrcPort TenantID TimeZone TimeZoneInferredMethod UpstreamRecordTTLs
        UserID
        """;

    public const string GatewayHttp = """
        AccountID Action AddedHeaders AppControlInfo ApplicationIDs ApplicationNames ApplicationStatuses
        BlockedFileHash BlockedFileName BlockedFileReason BlockedFileSize BlockedFileType CategoryIDs
        CategoryNames Datetime DeletedHeaders DestinationIP DestinationIPContinentCode DestinationIPCountryCode
        DestinationPort DeviceID DeviceName DownloadMatchedDlpProfileEntries DownloadMatchedDlpProfiles
        DownloadedFileNames Email ExperimentalFeatures FileInfo ForensicCopyStatus HTTPHost HTTPMethod
        HTTPStatusCode HTTPVersion IsIsolated PackageInfo PolicyID PolicyName PrivateAppAUD ProxyEndpoint
        Quarantined RedirectTargetURI Referer RegistrationID RequestID SessionID SetHeaders SourceIP
        SourceIPContinentCode SourceIPCountryCode SourceInternalIP SourcePort TenantID URL
        UntrustedCertificateAction UploadMatchedDlpProfileEntries UploadMatchedDlpProfiles UploadedFileNames
        UserAgent UserID VirtualNetworkID VirtualNetworkName Warnings
        """;

    public const string GatewayNetwork = """
        AccountID Action ApplicationIDs ApplicationNames CategoryIDs CategoryNames Datetime DestinationIP
        DestinationIPContinentCode DestinationIPCountryCode DestinationPort DetectedProtocol DeviceID DeviceName
        Email OverrideIP OverridePort PolicyID PolicyName ProxyEndpoint RegistrationID SNI SessionID SourceIP
        SourceIPContinentCode SourceIPCountryCode SourceInternalIP SourcePort TenantID Transport TransportProtocol
        UserID VirtualNetworkID VirtualNetworkName
        """;

    public const string HttpRequests = """
        AISecurityCustomTopicCategories AISecurityInjectionScore AISecurityPIICategories AISecurityTokenCount
        AISecurityUnsafeTopicCategories BotDetectionIDs BotDetectionTags BotScore BotScoreSrc BotTags
        CacheCacheStatus CacheLockWaitedMs CacheReserveUsed CacheResponseBytes CacheResponseStatus
        CacheTieredFill ClientASN ClientCity ClientCountry ClientDeviceType ClientIP ClientIPClass
        ClientLatitude ClientLongitude ClientMTLSAuthCertFingerprint ClientMTLSAuthStatus ClientRegionCode
        ClientRequestBytes ClientRequestHost ClientRequestMethod ClientRequestPath ClientRequestProtocol
        ClientRequestReferer ClientRequestScheme ClientRequestSource ClientRequestURI ClientRequestUserAgent
        ClientSSLCipher ClientSSLProtocol ClientSrcPort ClientTCPRTTMs ClientTLSKeyExchangeGroup
        ClientXRequestedWith ContentScanObjResults ContentScanObjSizes ContentScanObjTypes Cookies
        EdgeCFConnectingO2O EdgeColoCode EdgeColoID EdgeEndTimestamp EdgePathingOp EdgePathingSrc
        EdgePathingStatus EdgeRequestHost EdgeResponseBodyBytes EdgeResponseBytes EdgeResponseCompressionRatio
        EdgeResponseContentType EdgeResponseStatus EdgeServerIP EdgeStartTimestamp EdgeTimeToFirstByteMs
        FirewallForAIInjectionScore FirewallForAIPIICategories FirewallForAITokenCount
        FirewallForAIUnsafeTopicCategories FraudAttack FraudDetectionIDs FraudDetectionTags FraudEmailRisk
        FraudUserID JA3Hash JA4 JA4Signals JSDetectionPassed LeakedCredentialCheckResult MatchedRules
        OriginDNSResponseTimeMs OriginIP OriginRequestHeaderSendDurationMs OriginResponseBytes
        OriginResponseDurationMs OriginResponseHTTPExpires OriginResponseHTTPLastModified
        OriginResponseHeaderReceiveDurationMs OriginResponseStatus OriginResponseTime OriginSSLProtocol
        OriginTCPHandshakeDurationMs OriginTLSHandshakeDurationMs OriginTLSKeyExchangeGroup ParentRayID
        PayPerCrawlStatus RayID RequestHeaders ResponseHeaders SecurityAction SecurityActions
        SecurityRuleDescription SecurityRuleID SecurityRuleIDs SecuritySources SmartRouteColoID Subrequests
        UpperTierColoID VerifiedBotCategory WAFAttackScore WAFFlags WAFMatchedVar WAFRCEAttackScore
        WAFRequestSignatureCategories WAFRequestSignatureRefs WAFSQLiAttackScore WAFXSSAttackScore
        WebAssetsLabelsManaged WebAssetsOperationID WorkerCPUTime WorkerScriptName WorkerStatus WorkerSubrequest
        WorkerSubrequestCount WorkerWallTimeUs ZoneName
        """;

    public const string IpsecLogs = """
        Level LocalIP LocalPort Message RemoteIP RemotePort Timestamp
        """;

    public const string MagicBgpLogs = """
        Direction EventData EventKind EventTimestamp TunnelID TunnelName
        """;

    public const string MagicIdsDetections = """
        Action ColoCity ColoCode DestinationIP DestinationPort Protocol SignatureID SignatureMessage
        SignatureRevision SourceIP SourcePort Timestamp
        """;

    public const string McpPortalLogs = """
        ClientCountry ClientIP ColoCode Datetime Error Method PortalAUD PortalID PromptGetName ResourceReadURI
        ServerAUD ServerID ServerResponseDurationMs ServerURL SessionID Success ToolCallName UserEmail UserID
        """;

    public const string MnmFlowLogs = """
        AWSVPCFlowJSON Bits DestinationAS DestinationAddress DestinationPort DeviceID EgressBits EgressPackets
        Ethertype FlowProtocol FlowTimestamp NumFlows PacketID Packets Protocol RuleIDs SampleRate SampleRateType
        SamplerAddress SourceAS SourceAddress SourcePort TcpFlags Timestamp
        """;

    public const string NelReports = """
        ClientIPASN ClientIPASNDescription ClientIPCountry LastKnownGoodColoCode Phase Timestamp Type
        """;

    public const string NetworkAnalyticsLogs = """
        AttackCampaignID AttackID AttackVector ColoCity ColoCode ColoCountry ColoGeoHash ColoName Datetime
        DestinationASN DestinationASNName DestinationCountry DestinationGeoHash DestinationPort Direction
        GREChecksum GREEtherType GREHeaderLength GREKey GRESequenceNumber GREVersion ICMPChecksum ICMPCode ICMPType
        IPDestinationAddress IPDestinationSubnet IPFragmentOffset IPHeaderLength IPMoreFragments IPProtocol
        IPProtocolName IPSourceAddress IPSourceSubnet IPTTL IPTTLBuckets IPTotalLength IPTotalLengthBuckets
        IPv4Checksum IPv4DSCP IPv4DontFragment IPv4ECN IPv4Identification IPv4Options IPv6DSCP IPv6ECN
        IPv6ExtensionHeaders IPv6FlowLabel IPv6Identification MitigationReason MitigationScope MitigationSystem
        Outcome ProtocolState RuleID RuleName RulesetID RulesetOverrideID SampleInterval SourceASN SourceASNName
        SourceCountry SourceGeoHash SourcePort TCPAcknowledgementNumber TCPChecksum TCPDataOffset TCPFlags
        TCPFlagsString TCPMSS TCPOptions TCPSACKBlocks TCPSACKPermitted TCPSequenceNumber TCPTimestampECR
        TCPTimestampValue TCPUrgentPointer TCPWindowScale TCPWindowSize UDPChecksum UDPPayloadLength Verdict
        """;

    public const string PageShieldEvents = """
        Action CSPDirective Host PageURL PolicyID Timestamp URL URLContainsCDNCGIPath URLHost URLScheme
        """;

    public const string SinkholeHttpLogs = """
        AccountID Body BodyLength DestAddr Headers Host Method Password R2Path Referrer SinkholeID SrcAddr Timestamp
        URI URL UserAgent Username
        """;

    public const string SpectrumEvents = """
        Application ClientAsn ClientBytes ClientCountry ClientIP ClientMatchedIpFirewall ClientPort ClientProto
        ClientTcpRtt ClientTlsCipher ClientTlsClientHelloServerName ClientTlsProtocol ClientTlsStatus ColoCode
        ConnectTimestamp DisconnectTimestamp Event IpFirewall OriginBytes OriginIP OriginPort OriginProto
        OriginTcpRtt OriginTlsCipher OriginTlsFingerprint OriginTlsMode OriginTlsProtocol OriginTlsStatus
        ProxyProtocol Status Timestamp
        """;

    public const string SshLogs = """
        AccountID ClientAddress Datetime Error PTY Payload ProgramFinishDatetime ProgramID ProgramStartDatetime
        ProgramType ServerAddress SessionFinishDatetime SessionID SessionStartDatetime TargetID UserEmail UserID
        Username
        """;

    public const string TurnstileEvents = """
        ASN Action BrowserMajor BrowserName ClientIP CountryCode EventType Hostname OSMajor OSName Sitekey Timestamp
        UserAgent
        """;

    public const string WarpConfigChanges = """
        AccountIDFrom AccountIDTo AccountNameFrom AccountNameTo ConfigNameFrom ConfigNameTo DeviceID
        DeviceRegistrationID Hostname SerialNumber Timestamp UserEmail
        """;

    public const string WarpToggleChanges = """
        AccountID AccountName DeviceID DeviceRegistrationID Hostname SerialNumber Timestamp Toggled UserEmail
        """;

    /// <summary>As published in June 2026; those in camel case are names from before.</summary>
    public const string WebsocketAnalytics = """
        BytesReceivedClient BytesReceivedOrigin BytesSentClient BytesSentOrigin ClientASN ClientIP
        ClientRequestHost ClientRequestPath ClientRequestUserAgent ColoCode ConnectionCloseReason
        ConnectionCloseSource ConnectionID ConnectionTransportCloseCode EdgeEndTimestamp EdgeStartTimestamp
        RayID
        accountId byteRecvDownlink byteRecvUplink byteSentDownlink byteSentUplink clientASN clientIP
        clientRequestHTTPHost clientRequestPath clientRequestUserAgent coloCode connectionCloseReason
        connectionCloseSource connectionId rayId timestampEndNanos timestampStartNanos transportCloseCode zoneId
        """;

    public const string WorkersTraceEvents = """
        CPUTimeMs DispatchNamespace Entrypoint Event EventTimestampMs EventType Exceptions Logs Outcome ScriptName
        ScriptTags ScriptVersion WallTimeMs
        """;

    public const string ZarazEvents = """
        Body EventDetails EventType IP RequestHeaders TimestampStart URL
        """;

    public const string ZeroTrustNetworkSessions = """
        AccountID BytesReceived BytesSent ClientTCPHandshakeDurationMs ClientTLSCipher ClientTLSHandshakeDurationMs
        ClientTLSVersion ConnectionCloseReason ConnectionReuse DestinationTunnelID DetectedProtocol DeviceID
        DeviceName EgressColoName EgressIP EgressPort EgressRuleID EgressRuleName Email IngressColoName
        InitialOriginIP Offramp OriginIP OriginPort OriginTLSCertificateIssuer OriginTLSCertificateValidationResult
        OriginTLSCipher OriginTLSHandshakeDurationMs OriginTLSVersion Protocol RegistrationID ResolvedFQDN
        RuleEvaluationDurationMs SNI SessionEndTime SessionID SessionStartTime SourceIP SourceInternalIP SourcePort
        TenantID UserID VirtualNetworkID
        """;
}
