namespace ActorRelay.Commands;

/// <summary>A number with its noun, for people: 1 record, 2 records.</summary>
internal static class Quantity
{
    public static string Of(long number, string one, string many) => $"{number:N0} {(number == 1 ? one : many)}";

    public static string OfRecords(long number) => Of(number, "record", "records");

    public static string OfBatches(long number) => Of(number, "batch", "batches");
}
