using System.Text;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// One file for each dataset: a record, and the line that each output makes of it, to be read by eye. With
/// ACTORRELAY_WRITE_GOLDEN=1 the files are written anew; then look at what git says has changed.
/// </summary>
public sealed class GoldenSpecs
{
    public static TheoryData<string> Datasets => [.. DatasetCatalogue.All.Select(static dataset => dataset.Name)];

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Should_be_the_line_that_was_agreed_on(string dataset)
    {
        var expected = GoldenFile.Write(dataset, GoldenFile.Record(dataset));
        if (GoldenFile.IsWriting)
        {
            File.WriteAllText(GoldenFile.Path(dataset), expected);
        }

        Assert.Equal(expected, File.ReadAllText(GoldenFile.Path(dataset)));
    }

    [Fact]
    public void Should_be_of_datasets_that_are_known() => Assert.Equal(
        DatasetCatalogue.All.Select(static dataset => dataset.Name).Order(StringComparer.Ordinal),
        Directory.GetFiles(GoldenFile.Folder).Select(System.IO.Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Should_have_fields_of_the_dataset_and_its_event_time(string dataset)
    {
        var fields = JsonOracle.ReadRecord(Encoding.UTF8.GetBytes(GoldenFile.Record(dataset)))!.Select(static field => field.Name).ToList();
        Assert.Equal(dataset, DatasetCatalogue.Recognise(fields));
        var formatter = new LineFormatter(OutputProfiles.Alog, GoldenFile.ContextOf(dataset));
        byte[] source = [.. Encoding.UTF8.GetBytes(GoldenFile.Record(dataset)), (byte)'\n', .. new byte[LineFormatter.Slack]];
        Assert.Equal(LineNotes.None, formatter.Format(source, new byte[10_000]).Notes);
    }
}
