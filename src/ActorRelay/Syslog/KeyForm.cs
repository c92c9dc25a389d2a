namespace ActorRelay.Syslog;

/// <summary>What a standard key may hold.</summary>
internal enum KeyForm
{
    /// <summary>A text, and anything that can be written as one, but for arrays and objects.</summary>
    Text,

    /// <summary>One URL out of the fields that hold its parts.</summary>
    Url,

    /// <summary>A whole number from 0 to 65,535.</summary>
    Port,

    /// <summary>A whole number from 0 to 2,147,483,647: Elastic drops what is more.</summary>
    Count,

    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>An IPv4 address.</summary>
    IPv4,

    /// <summary>An IPv6 address.</summary>
    IPv6,

    /// <summary>Either.</summary>
    Address,
}
