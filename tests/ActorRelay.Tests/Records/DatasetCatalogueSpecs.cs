using ActorRelay.Records;

namespace ActorRelay.Tests.Records;

public sealed class DatasetCatalogueSpecs
{
    [Fact]
    public void Should_know_every_dataset_once()
    {
        Assert.Equal(37, DatasetCatalogue.All.Length);
        Assert.Equal(DatasetCatalogue.All.Length, DatasetCatalogue.All.DistinctBy(static dataset => dataset.Name).Count());
    }

    [Fact]
    public void Should_find_names_in_any_case() => Assert.Equal("http_requests", DatasetCatalogue.Find("HTTP_Requests")?.Name);

    [Fact]
    public void Should_look_in_the_usual_places_when_a_dataset_is_not_known() =>
        Assert.Equal(["Datetime", "Timestamp", "EdgeStartTimestamp"], DatasetCatalogue.EventTimeFieldsOf("tomorrows_logs").AsEnumerable());

    [Fact]
    public void Should_have_an_event_time_among_the_fields_of_each()
    {
        Assert.All(DatasetCatalogue.All, static dataset =>
            Assert.Contains(dataset.EventTimeFields, dataset.Fields.Contains));
    }

    [Fact]
    public void Should_recognise_each_by_all_its_fields()
    {
        Assert.All(DatasetCatalogue.All, static dataset =>
            Assert.Equal(dataset.Name, DatasetCatalogue.Recognise([.. dataset.Fields])));
    }
}
