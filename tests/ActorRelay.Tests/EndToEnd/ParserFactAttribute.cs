namespace ActorRelay.Tests.EndToEnd;

/// <summary>A test that asks parsers others wrote. Under continuous integration a missing one fails the test.</summary>
public sealed class ParserFactAttribute : FactAttribute
{
    public ParserFactAttribute() => Skip =
        File.Exists(Parsers.Lognormalizer) || Environment.GetEnvironmentVariable("CI") == "true"
            ? RealReceivers.Missing
            : "needs parsers of CEF and LEEF: ./build.sh parsers";
}
